//! Files for the reader: saving what the page made, reading what was chosen. It must not know what is in them.

use core::time::Duration;

use js_sys::Reflect;
use leptos::prelude::{document, set_timeout};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlInputElement, Url};

use super::time;
use crate::model::DateTime;

/// Saves a text under a name.
pub fn save(text: &str, kind: &str, file: &str) {
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    if let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) {
        download(&blob, file);
    }
}

/// Saves rows as CSV; today's day is part of the name.
pub fn save_csv(text: &str, name: &str) {
    let day: String = time::to_input(DateTime(time::now_ms())).chars().take(10).collect();
    save(text, "text/csv;charset=utf-8", &format!("{name}-{day}.csv"));
}

/// Saves what is ready under a name.
pub fn download(blob: &Blob, file: &str) {
    let Ok(address) = Url::create_object_url_with_blob(blob) else { return };
    let link = document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(&address);
        link.set_download(file);
        link.click();
    }
    // The browser has begun to read it by then.
    set_timeout(
        move || {
            let _ = Url::revoke_object_url(&address);
        },
        Duration::from_secs(10),
    );
}

/// Name and text of the file chosen in a field; nothing when none is, or it cannot be read.
pub async fn chosen(input: HtmlInputElement) -> Option<(String, String)> {
    let files = Reflect::get(&input, &JsValue::from_str("files")).ok()?;
    let file: Blob = Reflect::get_u32(&files, 0).ok()?.dyn_into().ok()?;
    let name = Reflect::get(&file, &JsValue::from_str("name")).ok()?.as_string()?;
    let text = JsFuture::from(file.text()).await.ok()?.as_string()?;
    Some((name, text))
}
