//! Drawings as files. It must not know what is drawn.

use core::time::Duration;

use leptos::prelude::{document, set_timeout};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::{
    canvas::Canvas,
    picture::Picture,
    svg::{For, Svg},
};

/// Downloads the drawing as SVG in the light theme, complete in itself.
pub fn svg(picture: &Picture, file: &str) {
    let mut pen = Svg::new(For::File, &picture.name, picture.width, picture.height);
    picture.draw(&mut pen);
    let parts = js_sys::Array::of1(&JsValue::from_str(&pen.finish()));
    let kind = BlobPropertyBag::new();
    kind.set_type("image/svg+xml");
    if let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &kind) {
        download(&blob, &format!("{file}.svg"));
    }
}

/// Downloads the drawing as PNG in the light theme.
pub fn png(picture: &Picture, file: &str) {
    let Some(mut pen) = Canvas::new(picture.width, picture.height) else { return };
    picture.draw(&mut pen);
    let file = format!("{file}.png");
    pen.save(move |blob| download(&blob, &file));
}

fn download(blob: &Blob, file: &str) {
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
