//! The place of problem management in the shell. It has no records yet and shows none.

use leptos::prelude::*;

use crate::shell;

/// Says what belongs here, with the way back to incidents.
#[component]
pub fn Problems() -> impl IntoView {
    shell::page("Problems", &[]);
    view! {
        <header class="lhead"><h1>"Problems"</h1></header>
        <div class="state">
            <h2>"The why behind incidents"</h2>
            <p>
                "An incident says what happened; a problem says why it happened, and what keeps it from happening again. "
                "Problems, their causes and their repair items will live here. This version records incidents only."
            </p>
            <a class="btn" href="/incidents">"Go to incidents"</a>
        </div>
    }
}
