//! The templates of updates. It must not know screens.

use crate::{
    model::{Audience, Severity},
    net::{
        ApiError, ask,
        tree::{Node, read},
    },
};

/// The operations. Their generated answers stay unused; see `net::tree`.
mod documents {
    use crate::{
        model::{Audience, Severity},
        operations,
    };

    operations! {
        UpdateTemplates "src/admin/operations/update_templates.graphql",
        SaveUpdateTemplate "src/admin/operations/save_update_template.graphql",
    }
}
pub use documents::save_update_template::SaveUpdateTemplateInput;
use documents::{SaveUpdateTemplate, UpdateTemplates, save_update_template, update_templates};

/// What an update of one severity to one audience begins with.
#[derive(Clone, PartialEq)]
pub struct Template {
    pub severity: Severity,
    pub audience: Audience,
    pub body: String,
    pub version: i64,
}

fn map_template(n: Node<'_>) -> Template {
    Template {
        severity: n.word("severity", Severity::parse, Severity::Sev4),
        audience: n.word("audience", Audience::parse, Audience::Internal),
        body: n.text("body"),
        version: n.number("version"),
    }
}

pub async fn templates() -> Result<Vec<Template>, ApiError> {
    let data = ask::<UpdateTemplates>(update_templates::Variables {}).await?;
    read(&data, "updateTemplates", |all| all.items(map_template))
}

/// Saves one; answers the version it has now.
pub async fn save(input: SaveUpdateTemplateInput) -> Result<i64, ApiError> {
    let data = ask::<SaveUpdateTemplate>(save_update_template::Variables { input }).await?;
    read(&data["saveUpdateTemplate"], "template", |template| template.number("version"))
}
