//! The audit log for administrators: the state of its chain, filters in the address, rows a page at a time.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::{self, Chain, Entry},
    audit_filter::{self, Filters},
    audit_row, text,
};
use crate::{
    model::Page,
    net::ApiError,
    shell,
    ui::{
        badge::Chip,
        icon::Icon,
        lean::press,
        pager,
        remote::{self, Remote, Source},
        states::Empty,
        time, toast,
    },
};

async fn load(filters: Filters, after: Option<String>) -> Result<Page<Entry>, ApiError> {
    api::audit_log(filters.asked().await?, after).await
}

#[component]
pub fn Audit() -> impl IntoView {
    shell::page(text::AUDIT, &[]);
    let query = use_query_map();
    let filters = Memo::new(move |_| query.with(Filters::read));
    let source = remote::remote(move || load(filters.get(), None));
    let chain = remote::remote(api::audit_chain);
    view! {
        <header class="lhead">
            <h1>{text::AUDIT}</h1>
            <div class="end">
                <button type="button" class="btn" on:click=press(move || { source.reload(); chain.reload(); })>"Read again"</button>
            </div>
        </header>
        {move || match chain.state.get() {
            Remote::Ready(chain) => state(chain),
            // The rows tell of the failure; the line holds its place.
            _ => view! { <div class="chain"></div> }.into_any(),
        }}
        {audit_filter::bar(filters)}
        {remote::show(source, 12, move |page| table(page, source, filters))}
    }
}

/// How far the rows are sealed, and the end of the chain to be noted elsewhere.
fn state(chain: Chain) -> AnyView {
    let sealed = chain.sealed_at.map(|at| format!(", the last {}", time::moment(at))).unwrap_or_default();
    let said = format!("{} rows sealed{sealed}", chain.sealed);
    let waiting = match chain.pending {
        0 => view! { <Chip tone="ok"><Icon name="i-check" />"All sealed"</Chip> }.into_any(),
        n => view! { <Chip tone="3">{format!("{n} waiting for the seal")}</Chip> }.into_any(),
    };
    let head = chain.head.map(|head| {
        let copied = head.clone();
        let copy = press(move || {
            // Where the clipboard is forbidden the text can still be selected by hand.
            drop(window().navigator().clipboard().write_text(&copied));
            toast::say("The end of the chain is copied.");
        });
        view! {
            <details class="head">
                <summary>"End of the chain"</summary>
                <p class="muted small">{text::HEAD_NOTE}</p>
                <p><code class="mono">{head}</code>" "
                <button type="button" class="btn small" on:click=copy><Icon name="i-copy" />"Copy"</button></p>
            </details>
        }
    });
    view! { <div class="chain">{waiting}<span class="muted">{said}</span>{head}</div> }.into_any()
}

fn table(page: Page<Entry>, source: Source<Page<Entry>>, filters: Memo<Filters>) -> AnyView {
    let now = filters.get_untracked();
    if page.rows.is_empty() {
        return if now.is_active() {
            view! {
                <Empty title=text::NO_MATCH text=text::NO_MATCH_TEXT>
                    <a class="btn" href="/admin/audit">"Clear filters"</a>
                </Empty>
            }
            .into_any()
        } else {
            view! { <Empty title=text::NO_ROWS text=text::NO_ROWS_TEXT /> }.into_any()
        };
    }
    let heads = text::AUDIT_COLUMNS
        .map(|word| view! { <th role="columnheader" scope="col">{word}</th> })
        .collect_view();
    let rows = page.rows.into_iter().map(|entry| audit_row::row(entry, &now)).collect_view();
    view! {
        <div class="table-scroll">
            <table class="list-table audit" role="table">
                <caption class="vh">"Rows of the audit log, newest first"</caption>
                <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
        {pager::more(page.next, source, move |after| load(filters.get_untracked(), after))}
    }
    .into_any()
}
