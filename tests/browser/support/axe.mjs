// The accessibility scanner, injected into a page.
// Must not know: which page.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const SOURCE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * What the scanner cannot decide, by rule, and why that is all right. Looked at by a person; a rule that is not
 * named here fails the test, so that somebody looks again.
 */
export const UNDECIDED = {};

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
    undecided: lines(result.incomplete).filter((one) => !(one.rule in UNDECIDED)).map((one) => one.line),
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
