//! The client's first load stays within its budget.
//! Must not know: how the bundle was made.

use crate::check::Finding;
use crate::client::pack::{Sizes, kib};

/// 350 KiB of brotli for page, style, script, wasm and icons together.
const BUDGET: u64 = 350 * 1024;

/// A bundle over its budget, with its heaviest file.
pub fn check(sizes: &Sizes) -> Vec<Finding> {
    let total = sizes.first_load().brotli;
    if total <= BUDGET {
        return Vec::new();
    }
    let heaviest = sizes.0.iter().max_by_key(|(_, size)| size.brotli);
    let heaviest = heaviest.map(|(path, size)| format!("; the heaviest is {path} with {}", kib(size.brotli)));
    let message = format!("first load is {}, at most {} (brotli)", kib(total), kib(BUDGET));
    vec![Finding::new("client", message + &heaviest.unwrap_or_default())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::pack::Size;

    fn bundle(brotli: u64) -> Sizes {
        let size = |brotli| Size { raw: 9_000_000, gzip: 5_000_000, brotli };
        Sizes(vec![("index.html".to_owned(), size(1)), ("app.wasm".to_owned(), size(brotli - 1))])
    }

    #[test]
    fn a_heavy_client_fails_and_names_the_heaviest_file() {
        let findings = check(&bundle(BUDGET + 1));
        assert!(findings[0].message.contains("app.wasm"), "{findings:?}");
    }

    #[test]
    fn a_client_within_its_budget_passes() {
        assert!(check(&bundle(BUDGET)).is_empty());
    }
}
