//! The form of a version, and beside it what its audience will read.

use leptos::prelude::*;

use super::{
    api::{self, Analysis, Opened},
    preview, text,
    writing::{Fields, Writing},
};
use crate::{
    model::{PublicationAudience, RcaStage},
    ui::{
        confirm, dom,
        field::{CheckGroup, SelectField, options},
        form::{FormError, Submit},
        lean,
        remote::{self, Remote, Source},
        shortcuts::{self, Shortcut},
        states::{Failure, Skeleton},
        wording::WordedField,
    },
};

/// The form of a new version; `versions` is where those that went out are listed.
pub fn form(
    first: Analysis,
    analysis: Memo<Option<Analysis>>,
    source: Source<Opened>,
    versions: String,
) -> AnyView {
    let fields = Fields::new(&first);
    let (id, asked) = (first.id.clone(), first.id.clone());
    let begun = remote::remote(move || api::defaults(asked.clone()));
    let writing = Writing {
        fields,
        content: Memo::new(move |_| fields.content(id.clone())),
        version: Memo::new(move |_| analysis.with(|a| a.as_ref().map_or(first.version, |a| a.version))),
        looked: RwSignal::new(None),
        submit: Submit::new(),
        asking: RwSignal::new(None),
        source,
        begun,
        versions: StoredValue::new(versions),
    };
    Effect::new(move |_| {
        if let Remote::Ready(defaults) = begun.state.get() {
            fields.begin(&defaults, false);
        }
    });
    shortcuts::register(vec![Shortcut {
        keys: "",
        label: "Preview this version",
        group: "Publishing",
        in_palette: true,
        run: Callback::new(move |()| writing.look()),
    }]);
    // Drawn once: what is read again later goes into the fields, not over them.
    let phase = Memo::new(move |_| {
        begun.state.with(|state| match state {
            Remote::Loading => Remote::Loading,
            Remote::Failed(error) => Remote::Failed(error.clone()),
            Remote::Ready(_) => Remote::Ready(()),
        })
    });
    let body = lean::part(move || match phase.get() {
        Remote::Loading => view! { <Skeleton rows=10 /> }.into_any(),
        Remote::Failed(error) => view! { <Failure error retry=move |()| begun.reload() /> }.into_any(),
        Remote::Ready(()) => view! { {written(writing)}{looked_at(writing)} }.into_any(),
    });
    view! { <div class="publish">{body}</div>{confirm::dialog(writing.asking)} }.into_any()
}

fn written(writing: Writing) -> AnyView {
    let Writing { fields, submit, begun, .. } = writing;
    let texts = text::PARTS.into_iter().zip(fields.texts.get_value()).map(|(part, text)| {
        view! {
            <WordedField label=part.label value=text.typed zone=part.zone rows=part.rows required=true hint=part.hint
                error=submit.of(part.field) />
        }
    });
    let behind = move || begun.state.with(|s| matches!(s, Remote::Ready(now) if fields.is_behind(now)));
    let again = move || {
        let begin = lean::press(move || {
            begun.state.with_untracked(|state| {
                if let Remote::Ready(now) = state {
                    fields.begin(now, true);
                }
            });
            // The notice with the button goes away.
            request_animation_frame(|| _ = dom::focus("#publish textarea"));
        });
        view! {
            <p class="notice">
                {text::BEGUN_BEFORE}" "
                <button type="button" class="btn small" on:click=begin>"Begin again with what it says now"</button>
            </p>
        }
    };
    let class = lean::words(move || if writing.is_fresh() { "btn".into() } else { "btn primary".to_owned() });
    let word = lean::words(move || if submit.pending.get() { "Previewing …" } else { "Preview" }.into());
    view! {
        <form id="publish" on:submit=lean::submit(move || writing.look()) novalidate aria-label="New version">
            <div class="form-row">
                <SelectField label="Stage" value=fields.stage options=options!(RcaStage::ALL) error=submit.of("stage")
                    hint="A preliminary version says what is known so far." />
                <SelectField label="Readers" value=fields.audience options=options!(PublicationAudience::ALL) error=submit.of("audience") />
            </div>
            {lean::only(move || fields.audience() == PublicationAudience::Customers, move || chosen(fields, submit))}
            {lean::only(behind, again)}
            {texts.collect_view()}
            <FormError submit />
            <div class="form-end">
                <button type="submit" class=class aria-busy=lean::words(move || submit.pending.get().to_string())>{word}</button>
            </div>
        </form>
    }
    .into_any()
}

/// The customers it is written for.
fn chosen(fields: Fields, submit: Submit) -> AnyView {
    let all = remote::remote(api::customers);
    let list = lean::part(move || match all.state.get() {
        Remote::Loading => view! { <Skeleton rows=3 /> }.into_any(),
        Remote::Failed(error) => view! { <Failure error retry=move |()| all.reload() /> }.into_any(),
        Remote::Ready(all) if all.is_empty() => view! { <p class="hint">{text::NO_CUSTOMERS}</p> }.into_any(),
        Remote::Ready(all) => {
            let options = Signal::stored(all.into_iter().map(|c| (c.id, c.name)).collect::<Vec<_>>());
            let error = submit.of("customerIds");
            view! { <CheckGroup legend="Customers" chosen=fields.customers options error /> }.into_any()
        }
    });
    view! { <div class="cause-choices">{list}</div> }.into_any()
}

fn looked_at(writing: Writing) -> AnyView {
    let body = lean::part(move || {
        writing.looked.with(|looked| match looked {
            Some(looked) => preview::shown(&looked.preview, looked.content.audience.label()),
            None => view! { <p class="muted">{text::PREVIEW_FIRST}</p> }.into_any(),
        })
    });
    let publish = move || {
        let ask = lean::press(move || writing.publish());
        view! { <button type="button" class="btn primary end" aria-haspopup="dialog" on:click=ask>"Publish …"</button> }
    };
    let stale = move || {
        let look = lean::press(move || writing.look());
        view! {
            <p class="notice" role="status">
                {text::STALE}" "<button type="button" class="btn small" on:click=look>"Preview again"</button>
            </p>
        }
    };
    let refused = || view! { <p class="notice" role="status">{text::REFUSED}</p> };
    view! {
        <section class="looked" aria-labelledby="h-preview">
            <div class="h2"><h2 id="h-preview" tabindex="-1">"Preview"</h2>{lean::only(move || writing.is_fresh() && !writing.is_refused(), publish)}</div>
            {lean::only(move || writing.is_stale(), stale)}
            {lean::only(move || writing.is_fresh() && writing.is_refused(), refused)}
            {body}
        </section>
    }
    .into_any()
}
