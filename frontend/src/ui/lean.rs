//! Views that compile to little. Every closure in a view is a type of its own, and the machinery around it is compiled once per
//! type; boxed here, it is compiled once for all. Used by the large screens, where that saves a third of their weight.
//! It must not know what is drawn.

use leptos::prelude::*;
use web_sys::MouseEvent;

/// A part of a view that draws itself again when a signal it reads changes.
pub type Part = Box<dyn Fn() -> AnyView + Send>;

pub fn part<V: IntoView + 'static>(draw: impl Fn() -> V + Send + 'static) -> Part {
    Box::new(move || draw().into_any())
}

/// Text, or an attribute's value, that follows signals.
pub type Words = Box<dyn Fn() -> String + Send>;

pub fn words(read: impl Fn() -> String + Send + 'static) -> Words {
    Box::new(read)
}

/// An attribute that is there or not.
pub type MaybeWord = Box<dyn Fn() -> Option<&'static str> + Send>;

pub fn maybe(read: impl Fn() -> Option<&'static str> + Send + 'static) -> MaybeWord {
    Box::new(read)
}

/// Draws only while something is so; nothing is drawn again as long as that does not change.
pub fn only<V: IntoView + 'static>(
    when: impl Fn() -> bool + Send + Sync + 'static,
    then: impl Fn() -> V + Send + 'static,
) -> Part {
    only_boxed(Box::new(when), part(then))
}

fn only_boxed(when: Box<dyn Fn() -> bool + Send + Sync>, then: Part) -> Part {
    let when = Memo::new(move |_| when());
    Box::new(move || if when.get() { then() } else { ().into_any() })
}

/// The handler of a press that needs no event.
pub type Press = Box<dyn FnMut(MouseEvent)>;

pub fn press(mut act: impl FnMut() + 'static) -> Press {
    Box::new(move |_| act())
}

/// The handler of a form: the browser does not send it, `act` does.
pub fn submit(act: impl Fn() + 'static) -> Box<dyn FnMut(web_sys::SubmitEvent)> {
    Box::new(move |event| {
        event.prevent_default();
        act();
    })
}

type Keys = Box<dyn Fn() -> Vec<String> + Send + Sync>;
type ByKey = std::sync::Arc<dyn Fn(String) -> AnyView + Send + Sync>;

/// A list whose items stay in place while their key is there; an item looks its data up by the key.
pub fn keyed(
    keys: impl Fn() -> Vec<String> + Send + Sync + 'static,
    item: impl Fn(String) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    list(Box::new(keys), std::sync::Arc::new(item))
}

fn list(keys: Keys, item: ByKey) -> AnyView {
    view! { <For each=keys key=String::clone children=move |key| item(key) /> }.into_any()
}
