// The accessibility scanner, injected into a page.
// Must not know: which page.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const SOURCE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * What the scanner cannot decide, and why that is all right. Looked at by a person; anything that is not named here
 * fails the test, so that somebody looks again.
 */
const UNDECIDED = [
  // The heading of a group of rows spans all columns, so no column of its own belongs to it.
  { rule: "th-has-data-cells", reason: /Table data cells are missing or empty/ },
  // Behind an open menu or pane, or scrolled aside in its own region; the same text is decided where it is in sight.
  { rule: "color-contrast", reason: /overlapped by another element|partially obscured|has no value/ },
  // Causes to choose from, in a list that scrolls within its dialog; each is decided once it is scrolled into sight.
  { rule: "color-contrast", reason: /at (?:\.checks > )?\.check:nth-child\(\d+\) > span: .*partially overlaps other elements/ },
  // Counts and keys of one letter, in the same colours as longer words that are decided.
  { rule: "color-contrast", reason: /too short to determine/ },
  // Words of the impact axis, drawn in the text colours of the page on the page's own ground.
  { rule: "color-contrast", reason: /element contains an image node/ },
  // The sign on a zoom button, in the colours of the words beside it; its name is a word.
  { rule: "color-contrast", reason: /only non-text characters/ },
  { rule: "label-content-name-mismatch", reason: /Unable to determine if the visible text/ },
  // A chain of causes is as deep as it is; a reader that stops counting levels at six still reads every row.
  { rule: "aria-valid-attr-value", reason: /aria-level values greater than 6/ },
];

const isDecided = ({ rule, line }) => UNDECIDED.some((known) => known.rule === rule && known.reason.test(line));

/** Scans the page as it stands. Answers violations and undecided rules, a line for each place. */
export async function scan(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(SOURCE);
  const result = await page.evaluate(
    (tags) =>
      window.axe.run(document, {
        runOnly: { type: "tag", values: tags },
        rules: { "target-size": { enabled: true } },
        resultTypes: ["violations", "incomplete"],
      }),
    TAGS,
  );
  const lines = (findings) =>
    findings.flatMap((finding) =>
      finding.nodes.map((node) => {
        const reasons = [...node.any, ...node.all, ...node.none].map((check) => check.message);
        return { rule: finding.id, line: `${finding.id} at ${node.target.join(" ")}: ${reasons.join("; ")}` };
      }),
    );
  return {
    violations: lines(result.violations).map((one) => one.line),
    undecided: lines(result.incomplete).filter((one) => !isDecided(one)).map((one) => one.line),
  };
}

/** Shows the page in a theme and a width without loading it again. */
export async function show(page, theme, width) {
  await page.setViewportSize({ width, height: 900 });
  await page.evaluate(async (name) => {
    document.documentElement.dataset.theme = name;
    // Drawings measure themselves on the next frame.
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  }, theme);
}
