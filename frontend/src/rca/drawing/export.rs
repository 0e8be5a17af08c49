//! Drawings as files. It must not know what is drawn.

use super::{
    canvas::Canvas,
    picture::Picture,
    svg::{For, Svg},
};
use crate::ui::file::{download, save};

/// Downloads the drawing as SVG in the light theme, complete in itself.
pub fn svg(picture: &Picture, file: &str) {
    let mut pen = Svg::new(For::File, &picture.name, picture.width, picture.height);
    picture.draw(&mut pen);
    save(&pen.finish(), "image/svg+xml", &format!("{file}.svg"));
}

/// Downloads the drawing as PNG in the light theme.
pub fn png(picture: &Picture, file: &str) {
    let Some(mut pen) = Canvas::new(picture.width, picture.height) else { return };
    picture.draw(&mut pen);
    let file = format!("{file}.png");
    pen.save(move |blob| download(&blob, &file));
}
