//! Choosing services in a form. It must not know what they are chosen for.

use leptos::prelude::*;

use super::api::service_options;
use crate::{
    model::Named,
    ui::{
        field::CheckGroup,
        remote::{self, Remote},
    },
};

/// Check boxes over the services; until all of them are here, the `held` ones can at least be taken off.
pub fn services(
    legend: &'static str,
    chosen: RwSignal<Vec<String>>,
    held: Vec<Named>,
    error: Signal<Option<String>>,
) -> AnyView {
    let all = remote::remote(service_options);
    let options = Signal::derive(move || {
        let pairs = |all: Vec<Named>| all.into_iter().map(|s| (s.id, s.name)).collect::<Vec<_>>();
        match all.state.get() {
            Remote::Ready(all) => pairs(all),
            _ => pairs(held.clone()),
        }
    });
    view! { <CheckGroup legend chosen options error /> }.into_any()
}
