//! The client stays within its budgets: the first load, every chunk fetched later, and all chunks together.
//! Must not know: how the bundle was made.

use crate::check::Finding;
use crate::client::pack::{Sizes, Weighed, kib};

/// 350 KiB of brotli for page, style, scripts, main module and icons together.
const FIRST_LOAD: u64 = 350 * 1024;
/// A screen that is fetched when it is first shown.
const CHUNK: u64 = 120 * 1024;
/// All such screens together. Nobody fetches them all: it is there to notice growth, and grows with the number of screens.
const CHUNKS: u64 = 1000 * 1024;

/// Whatever is over its budget, with the heaviest file.
pub fn check(sizes: &Sizes) -> Vec<Finding> {
    let mut findings = Vec::new();
    over(&mut findings, "first load", sizes.first_load().brotli, FIRST_LOAD, &sizes.first);
    for chunk in &sizes.chunks {
        over(&mut findings, "a chunk", chunk.1.brotli, CHUNK, std::slice::from_ref(chunk));
    }
    over(&mut findings, "all chunks", sizes.on_demand().brotli, CHUNKS, &sizes.chunks);
    findings
}

fn over(findings: &mut Vec<Finding>, what: &str, brotli: u64, budget: u64, files: &[Weighed]) {
    if brotli <= budget {
        return;
    }
    let heaviest = files.iter().max_by_key(|(_, size)| size.brotli);
    let heaviest = heaviest.map(|(path, size)| format!("; the heaviest is {path} with {}", kib(size.brotli)));
    let message = format!("{what} is {}, at most {} (brotli)", kib(brotli), kib(budget));
    findings.push(Finding::new("client", message + &heaviest.unwrap_or_default()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::pack::Size;

    fn file(path: &str, brotli: u64) -> Weighed {
        (path.to_owned(), Size { raw: 9_000_000, gzip: 5_000_000, brotli })
    }

    fn bundle(brotli: u64) -> Sizes {
        let first = vec![file("index.html", 1), file("app.wasm", brotli - 1)];
        Sizes { first, chunks: vec![file("one.wasm", CHUNK); 8] }
    }

    #[test]
    fn a_heavy_client_fails_and_names_the_heaviest_file() {
        let findings = check(&bundle(FIRST_LOAD + 1));
        assert_eq!(findings.len(), 1);
        assert!(findings[0].message.contains("app.wasm"), "{findings:?}");
    }

    #[test]
    fn a_heavy_chunk_and_too_many_chunks_fail() {
        let mut sizes = bundle(FIRST_LOAD);
        sizes.chunks.push(file("two.wasm", CHUNK + 1));
        let findings = check(&sizes);
        assert_eq!(findings.len(), 2, "{findings:?}");
        assert!(findings.iter().all(|finding| finding.message.contains("two.wasm")), "{findings:?}");
    }

    #[test]
    fn a_client_within_its_budgets_passes() {
        assert!(check(&bundle(FIRST_LOAD)).is_empty());
    }
}
