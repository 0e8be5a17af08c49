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

/// Check boxes over the services. The `held` ones are always among them, so that they can be taken off.
pub fn services(
    legend: &'static str,
    chosen: RwSignal<Vec<String>>,
    held: Vec<Named>,
    error: Signal<Option<String>>,
) -> AnyView {
    let all = remote::remote(service_options);
    let options = Signal::derive(move || {
        let mut all = match all.state.get() {
            Remote::Ready(all) => all,
            _ => Vec::new(),
        };
        let beyond: Vec<Named> = held.iter().filter(|h| all.iter().all(|s| s.id != h.id)).cloned().collect();
        all.extend(beyond);
        all.into_iter().map(|s| (s.id, s.name)).collect::<Vec<_>>()
    });
    view! { <CheckGroup legend chosen options error /> }.into_any()
}
