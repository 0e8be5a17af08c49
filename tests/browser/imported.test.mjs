// What an import brought: its panel on the incident, its mark and its filter in the list.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { scan, show } from "./support/axe.mjs";
import { Keyboard } from "./support/keyboard.mjs";
import { importFiles } from "./support/server.mjs";
import { suite } from "./support/suite.mjs";

/** A report whose second instant cannot be read. */
const ODD = `# 2024-03-05, The till is closed

## Summary

Nobody could *pay*.

## Responders

- Scribe: the office

## Timeline

All times in CET

### 2024-03-05 07:00

Pages fail.

### 2024-03-05 17:14pm

A node is replaced.

### 2024-03-05 08:00

Incident resolved.

## Action items

- [ ] Add an alert
- [x] Add a graph
`;

const data = mkdtempSync(join(tmpdir(), "coalmine-imported-"));
const site = suite({ data });

before(async () => {
  const visitor = await site.visit();
  await visitor.close();
  await importFiles(data, "markdown", { "2024-03-05-till.md": ODD });
});

after(() => rmSync(data, { recursive: true, force: true }));

const row = (page) => page.locator("tr[data-incident]", { hasText: "The till is closed" });

test("the list marks what an import found odd, and a filter in the address finds it by key", async () => {
  const visitor = await site.visit({ as: "meena" });
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open("/incidents");
  assert.match(await row(page).locator(".odd").innerText(), /\d+ import findings?/);
  await page.getByRole("button", { name: "Import findings" }).focus();
  await keys.press("Enter");
  await page.waitForURL(/\?findings=yes$/);
  await visitor.settled();
  await page.waitForFunction(() => document.querySelectorAll("tr[data-incident]").length === 1);
  assert.equal(await row(page).count(), 1);
  await page.reload();
  await visitor.settled();
  assert.equal(await page.locator("tr[data-incident]").count(), 1, "the address keeps the filter");
  await page.getByRole("link", { name: "Clear filters" }).first().click();
  await page.waitForURL((url) => url.search === "");
});

test("the incident tells where it came from, what does not fit together, and keeps the rest of the source", async () => {
  const visitor = await site.visit({ as: "meena" });
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open("/incidents?findings=yes");
  await row(page).locator("a[data-row]").click();
  await page.locator("nav.tabs a", { hasText: "Imported" }).click();
  await page.waitForURL(/\/imported$/);
  const panel = page.locator(".imported");
  const words = await panel.innerText();
  assert.match(words, /2024-03-05-till\.md/);
  assert.match(words, /markdown/i);
  assert.match(words, /IMP-03/);
  assert.match(words, /Scribe\s+the office/);
  assert.match(words, /Add an alert\s+Open/);
  assert.match(words, /Add a graph\s+Done/);
  const summary = panel.locator("details summary", { hasText: "Summary" });
  await summary.focus();
  await keys.press("Enter");
  assert.equal(await panel.locator("details[open] em").innerText(), "pay", "Markdown is shown as such");
  for (const [theme, width] of [["light", 1440], ["dark", 390]]) {
    await show(page, theme, width);
    const { violations, undecided } = await scan(page);
    assert.deepEqual([...violations, ...undecided], [], `${theme} ${width}`);
  }
});

test("an incident declared here has no such tab", async () => {
  const visitor = await site.visit({ as: "meena" });
  await visitor.open("/incidents/INC-1");
  assert.equal(await visitor.page.locator("nav.tabs a", { hasText: "Imported" }).count(), 0);
});
