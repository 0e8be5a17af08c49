//! A laid-out drawing: what to draw, and how to walk it. It must not know the screen.

use domain::rca::{
    drawing::Way,
    fishbone::{self, Fishbone},
    map,
};

use super::{
    fishbone as fish, map as chart,
    pen::Pen,
    svg::{For, Svg},
};

/// Which drawing.
#[derive(PartialEq)]
pub enum Shape {
    Fish(Fishbone, fish::Words),
    Map(map::MapDrawing, chart::Words),
}

/// A laid-out drawing. Two are the same when they look the same.
pub struct Picture {
    pub name: String,
    pub width: i64,
    pub height: i64,
    /// How long the layout took, milliseconds.
    pub took: f64,
    shape: Shape,
}

impl PartialEq for Picture {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.shape == other.shape
    }
}

impl Picture {
    pub fn new(name: String, shape: Shape, took: f64) -> Self {
        let (width, height) = match &shape {
            Shape::Fish(fish, _) => (fish.width, fish.height),
            Shape::Map(map, _) => (map.width, map.height),
        };
        Self { name, width, height, took, shape }
    }

    pub fn draw(&self, pen: &mut dyn Pen) {
        match &self.shape {
            Shape::Fish(fish, words) => fish::draw(fish, words, pen),
            Shape::Map(map, words) => chart::draw(map, words, pen),
        }
    }

    /// The drawing for the screen.
    pub fn svg(&self) -> String {
        let mut pen = Svg::new(For::Screen, &self.name, self.width, self.height);
        self.draw(&mut pen);
        pen.finish()
    }

    pub fn step(&self, from: &str, way: Way) -> Option<String> {
        match &self.shape {
            Shape::Fish(fish, _) => fishbone::step(fish, from, way),
            Shape::Map(map, _) => map::step(map, from, way),
        }
        .map(str::to_owned)
    }

    pub fn first(&self) -> String {
        match &self.shape {
            Shape::Fish(fish, _) => fishbone::first(fish),
            Shape::Map(map, _) => map::first(map),
        }
        .to_owned()
    }

    pub fn last(&self) -> String {
        match &self.shape {
            Shape::Fish(fish, _) => fishbone::last(fish),
            Shape::Map(map, _) => map::last(map),
        }
        .to_owned()
    }

    /// Whether a key is on it.
    pub fn has(&self, key: &str) -> bool {
        match &self.shape {
            Shape::Fish(fish, _) => key == fishbone::HEAD || fish.nodes.iter().any(|node| node.key == key),
            Shape::Map(map, _) => map.boxes.iter().any(|one| one.id == key),
        }
    }
}
