//! Going somewhere from anywhere, also outside components. It must not know which places exist.

use std::{cell::RefCell, rc::Rc};

use leptos_router::{NavigateOptions, hooks::use_navigate};

type Navigate = Rc<dyn Fn(&str, NavigateOptions)>;

thread_local!(static NAVIGATE: RefCell<Option<Navigate>> = const { RefCell::new(None) });

/// Called once, inside the router.
pub fn install() {
    let navigate = use_navigate();
    NAVIGATE.replace(Some(Rc::new(move |to: &str, options| navigate(to, options))));
}

/// Goes to a path of this program, as a link would.
pub fn go(to: &str) {
    with(to, NavigateOptions::default());
}

/// Replaces the address without a step in the history and without scrolling: for filters.
pub fn replace(to: &str) {
    with(to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
}

fn with(to: &str, options: NavigateOptions) {
    if let Some(navigate) = NAVIGATE.with_borrow(Clone::clone) {
        navigate(to, options);
    }
}
