//! The parts that every list screen is made of: heading with the one thing to add, filter line, table. It must not know what
//! is listed. The parts are drawn into one kind of view, so that they are compiled once for all screens.

use leptos::prelude::*;

use super::{
    icon::Icon,
    lean::press,
    shortcuts::{self, Shortcut},
};

/// The heading, and the button (and key `N`) that adds one of what is listed.
pub fn head(title: &'static str, add: Option<(&'static str, Callback<()>)>) -> AnyView {
    let button = add.map(|(label, run)| {
        shortcuts::register(vec![Shortcut { keys: "n", label, group: title, in_palette: true, run }]);
        view! {
            <button type="button" class="btn primary" aria-keyshortcuts="N" on:click=press(move || run.run(()))>
                {label}<kbd aria-hidden="true">"N"</kbd>
            </button>
        }
    });
    view! { <header class="lhead"><h1>{title}</h1><div class="end">{button}</div></header> }.into_any()
}

/// The line with the text filter; `label` names it for screen readers.
pub fn filter(label: &'static str, text: RwSignal<String>) -> AnyView {
    view! {
        <div class="lbar">
            <label class="field filter-text">
                <Icon name="i-search" />
                <span class="vh">{label}</span>
                <input type="search" placeholder="Filter" autocomplete="off"
                    on:change=move |event| text.set(event_target_value(&event)) />
            </label>
        </div>
    }
    .into_any()
}

/// What the filter asks for; `None` for everything.
pub fn wanted(typed: &str) -> Option<String> {
    Some(typed.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A table of records. The last column holds the actions and needs no words.
pub fn table(caption: &'static str, columns: &'static [&'static str], rows: Vec<AnyView>) -> AnyView {
    let heads =
        columns.iter().map(|word| view! { <th role="columnheader" scope="col">{*word}</th> }).collect_view();
    view! {
        <div class="table-scroll">
            <table class="list-table" role="table">
                <caption class="vh">{caption}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        {heads}
                        <th role="columnheader" scope="col"><span class="vh">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// One record: the class of each cell and what is in it. `over` greys what is no longer in use.
pub fn row(over: bool, cells: Vec<(&'static str, AnyView)>) -> AnyView {
    let cells = cells.into_iter().map(|(class, cell)| view! { <td role="cell" class=class>{cell}</td> });
    view! { <tr role="row" class:ended=over>{cells.collect_view()}</tr> }.into_any()
}

/// The cell of a record's name: strong, with what else belongs to it.
pub fn name(name: String, beside: Option<AnyView>) -> (&'static str, AnyView) {
    ("c-title", view! { <strong>{name}</strong>" "{beside} }.into_any())
}

/// A cell of plain words; a dash when there are none.
pub fn words(class: &'static str, text: String) -> (&'static str, AnyView) {
    (class, if text.is_empty() { "–".to_owned() } else { text }.into_any())
}

/// A button that is an icon; its words are its name and its tooltip.
pub fn icon_button(icon: &'static str, label: String, run: impl FnMut() + 'static) -> AnyView {
    view! {
        <button type="button" class="icon-btn" aria-label=label.clone() title=label on:click=press(run)>
            <Icon name=icon />
        </button>
    }
    .into_any()
}

/// A small table within a page, that scrolls sideways in itself when it must. `acts` adds a last column for actions.
pub fn plain_table(name: &'static str, heads: &[&'static str], acts: bool, rows: Vec<AnyView>) -> AnyView {
    let heads = heads.iter().map(|head| view! { <th scope="col">{*head}</th> }).collect_view();
    let acts = acts.then(|| view! { <th scope="col"><span class="vh">"Actions"</span></th> });
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=format!("{name}, table")>
            <table class="plain"><thead><tr>{heads}{acts}</tr></thead><tbody>{rows}</tbody></table>
        </div>
    }
    .into_any()
}
