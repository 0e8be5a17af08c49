//! One state of what was published, ready to answer.

use domain::portal::Projection;

use crate::Site;
use crate::etag::short;
use crate::text::clean_all;

/// What was published, cleaned, with the address it is read at. Make one when the projection changes, and keep it.
#[derive(Clone, Debug)]
pub struct Portal {
    pub(crate) site: Site,
    pub(crate) projection: Projection,
    /// Changes when something a reader would want to hear of has changed; not with time alone.
    pub(crate) revision: String,
}

impl Portal {
    /// Takes a projection for a site.
    pub fn new(mut projection: Projection, site: Site) -> Self {
        clean_all(&mut projection);
        let banner = projection.banner();
        let statuses: Vec<_> = projection.services().map(|service| (&service.id, service.status)).collect();
        let news = (
            banner.sentence,
            statuses,
            &projection.incidents,
            &projection.maintenances,
            &projection.analyses,
        );
        let revision = short(&serde_json::to_vec(&news).unwrap_or_default());
        Self { site, projection, revision }
    }

    /// What it shows.
    pub const fn projection(&self) -> &Projection {
        &self.projection
    }
}
