// The audit log and the settings: filters in the address, facts, the chain, saving, conflicts, and who may see them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Keyboard } from "./support/keyboard.mjs";
import { api } from "./support/server.mjs";
import { suite } from "./support/suite.mjs";

const site = suite();

const rows = (page) => page.locator(".audit tbody tr");

test("the audit log tells who did what, filtered by the address and by a row's own ways", async () => {
  const visitor = await site.visit({ as: "taylor" });
  const { page } = visitor;
  await visitor.open("/admin/audit?action=incident.declared");
  assert.match(await page.locator(".chain").innerText(), /\d+ rows sealed/);
  const shown = await page.locator(".audit-facts summary .mono").allInnerTexts();
  assert.ok(shown.length >= 3 && shown.every((action) => action === "incident.declared"), shown.join());
  await page.getByLabel("Record: INC-42 or id").fill("INC-1");
  await page.keyboard.press("Enter");
  await page.waitForURL(/record=INC-1/);
  await visitor.settled();
  await page.waitForFunction(() => document.querySelectorAll(".audit tbody tr").length === 1);
  await page.getByRole("link", { name: "Clear filters" }).click();
  await page.waitForURL((url) => url.search === "");
  await visitor.settled();
  await page.waitForFunction(() => document.querySelectorAll(".audit tbody tr").length > 10);
});

test("facts open by key, name what changed, and lead to the rows beside", async () => {
  const graphql = await api(site.server, "taylor");
  await graphql(
    "mutation Make($input: CreateTeamInput!) { createTeam(input: $input) { team { id } } }",
    { input: { name: "Ledger" } },
  );
  const visitor = await site.visit({ as: "taylor" });
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open("/admin/audit");
  const row = rows(page).filter({ hasText: "Ledger" }).first();
  await row.locator("summary").focus();
  await keys.press("Enter");
  await row.locator(".ways").waitFor();
  await row.getByRole("link", { name: "Only Ledger" }).click();
  await page.waitForURL(/record=/);
  await visitor.settled();
  await page.waitForFunction(() => document.querySelectorAll(".audit tbody tr").length === 1);
});

test("a filter that nothing matches says so, and can be cleared", async () => {
  const visitor = await site.visit({ as: "taylor" });
  const { page } = visitor;
  await visitor.open("/admin/audit?request=no-such-request");
  await page.getByRole("heading", { name: "No row matches these filters" }).waitFor();
  await page.locator(".state").getByRole("link", { name: "Clear filters" }).click();
  await rows(page).first().waitFor();
});

test("settings are saved, and count where a severity is chosen", async () => {
  const visitor = await site.visit({ as: "taylor" });
  const { page } = visitor;
  await visitor.open("/admin/settings");
  const second = page.locator("section", { has: page.locator("#set-SEV2") });
  await second.getByLabel("Given when").fill("Most people cannot work.");
  await second.getByLabel(/First external update/).fill("");
  await page.getByRole("button", { name: "Save settings" }).click();
  await page.getByText("Settings saved").waitFor();
  await visitor.focus();
  await page.reload();
  await visitor.settled();
  assert.equal(await second.getByLabel("Given when").inputValue(), "Most people cannot work.");
  assert.equal(await second.getByLabel(/First external update/).inputValue(), "", "an empty number is off");
  await page.locator("main h1").focus();
  await page.keyboard.press("c");
  await page.locator("dialog[open]").getByText("Most people cannot work.").waitFor();
});

test("what cannot be is refused at its field, and a newer version is not overwritten unseen", async () => {
  const visitor = await site.visit({ as: "taylor" });
  const { page } = visitor;
  await visitor.open("/admin/settings");
  await page.getByLabel("Time zone").fill("Nowhere/At-all");
  await page.getByRole("button", { name: "Save settings" }).click();
  await page.getByText("Choose a zone of the list").first().waitFor();
  await page.waitForFunction(() => document.activeElement?.id === "set-zone");
  await page.getByLabel("Time zone").fill("Europe/Berlin");
  const graphql = await api(site.server, "taylor");
  const { settings } = await graphql("{ settings { version organisationName } }");
  await graphql(
    "mutation Rename($input: UpdateSettingsInput!) { updateSettings(input: $input) { settings { version } } }",
    { input: { version: settings.version, organisationName: "Trips Together" } },
  );
  await page.getByRole("button", { name: "Save settings" }).click();
  await page.locator(".form-error").getByText("newer version").waitFor();
  visitor.expect(/status of 4\d\d/);
  await page.getByRole("button", { name: "Show the newest" }).click();
  await page.waitForFunction(() => document.querySelector("form.settings input")?.value === "Trips Together");
});

test("others read the settings and have no audit log", async () => {
  const visitor = await site.visit({ as: "victor" });
  const { page } = visitor;
  await visitor.open("/admin/settings");
  await page.getByText("Administrators change these").waitFor();
  assert.equal(await page.locator("main input, main textarea").count(), 0);
  assert.equal(await page.locator('nav.rail a[href="/admin/audit"]').count(), 0);
  await visitor.open("/admin/audit");
  await page.locator("main [role=alert]").first().waitFor();
  visitor.expect(/status of 4\d\d/);
});
