// What one person does, the others see: in under a second, without a jump, and again after a cut connection.

import assert from "node:assert/strict";
import { test } from "node:test";

import { api } from "./support/server.mjs";
import { suite } from "./support/suite.mjs";

const site = suite();

/** From the answer of the API until it is on the other screen, milliseconds. */
const SOON = { timeout: 1_000 };

const OPEN = "INC-3";

async function incident(graphql, reference) {
  const answer = await graphql(
    "query One($reference: String!) { incidentByReference(reference: $reference) { id version title severity } }",
    { reference },
  );
  return answer.incidentByReference;
}

const rename = (graphql, { id, version }, title) =>
  graphql("mutation Rename($input: UpdateIncidentInput!) { updateIncident(input: $input) { incident { version } } }", {
    input: { id, version, title },
  });

const add = (graphql, incidentId, body) =>
  graphql(
    "mutation Add($input: AddTimelineEntryInput!) { addTimelineEntry(input: $input) { timelineEntry { id } } }",
    { input: { incidentId, body, kind: "NOTE" } },
  );

/** Adds up every layout shift from now on; ask for it as `window.shifted`. */
const countShifts = (page) =>
  page.evaluate(() => {
    window.shifted = 0;
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries()) window.shifted += shift.value;
    }).observe({ type: "layout-shift" });
  });

test("a change shows in the other's list and page in under a second, and nothing jumps", async () => {
  const meena = await api(site.server, "meena");
  const found = await incident(meena, OPEN);
  const list = await site.visit({ as: "oliver" });
  const detail = await site.visit({ as: "dave" });
  await list.open("/incidents");
  await detail.open(`/incidents/${OPEN}`);
  const row = list.page.locator(`tr[data-incident="${found.id}"]`);
  await row.locator("a[data-row]").focus();
  const before = await row.boundingBox();
  await Promise.all([countShifts(list.page), countShifts(detail.page)]);

  const title = `${found.title} now`;
  await rename(meena, found, title);
  await Promise.all([
    row.getByText(title).waitFor(SOON),
    detail.page.getByRole("heading", { level: 1, name: title }).waitFor(SOON),
  ]);

  await add(meena, found.id, "The queue is nearly empty.");
  await detail.page.locator("#timeline .e", { hasText: "The queue is nearly empty." }).waitFor(SOON);

  assert.deepEqual(await row.boundingBox(), before, "the row stays where it is");
  assert.match(await list.focus(), /now/, "the focus stays on the row");
  assert.ok((await list.page.evaluate(() => window.shifted)) < 0.01, "the list does not shift");
});

test("two screens: what Meena does on hers, Oliver sees on his", async () => {
  const meena = await site.visit({ as: "meena" });
  const oliver = await site.visit({ as: "oliver" });
  await Promise.all([meena.open(`/incidents/${OPEN}`), oliver.open(`/incidents/${OPEN}`)]);
  const { page } = meena;
  await page.keyboard.press("s");
  await page.locator("dialog[open] select").selectOption("SEV2");
  await page.locator("dialog[open] button[type=submit]").click();
  await page.locator(".ihead .sev", { hasText: "SEV2" }).waitFor();
  await oliver.page.locator(".ihead .sev", { hasText: "SEV2" }).waitFor(SOON);
  await page.locator("#entry-text").fill("Severity agreed with support.");
  await page.keyboard.press("Enter");
  await page.locator("#timeline .e", { hasText: "Severity agreed" }).waitFor();
  await oliver.page.locator("#timeline .e", { hasText: "Severity agreed" }).waitFor(SOON);
});

test("a new incident is offered, not pushed in", async () => {
  const oliver = await site.visit({ as: "oliver" });
  await oliver.open("/incidents");
  await countShifts(oliver.page);
  const rows = await oliver.page.locator("tr[data-incident]").count();
  const meena = await api(site.server, "meena");
  await meena(
    "mutation Declare($input: DeclareIncidentInput!) { declareIncident(input: $input) { incident { id } } }",
    { input: { title: "Search returns nothing", severity: "SEV2", serviceIds: [] } },
  );
  const pill = oliver.page.locator("button.pill");
  await pill.waitFor(SOON);
  assert.equal(await oliver.page.locator("tr[data-incident]").count(), rows, "no row moves by itself");
  assert.ok((await oliver.page.evaluate(() => window.shifted)) < 0.01, "the list does not shift");
  await oliver.page.getByRole("status").getByText(/1 new/).waitFor({ ...SOON, state: "attached" });
  await pill.click();
  await oliver.page.locator("tr[data-incident]", { hasText: "Search returns nothing" }).waitFor();
  await oliver.focus();
});

test("new entries wait while somebody reads further down", async () => {
  const oliver = await site.visit({ as: "oliver", height: 700 });
  await oliver.open("/incidents/INC-1");
  const { page } = oliver;
  await page.evaluate(() => {
    const entries = document.querySelectorAll("#timeline .e");
    entries[entries.length - 3].scrollIntoView({ block: "center" });
  });
  await page.waitForTimeout(100);
  const place = () => page.evaluate(() => {
    const entries = document.querySelectorAll("#timeline .e");
    return Math.round(entries[entries.length - 3].getBoundingClientRect().top);
  });
  const before = await place();
  const meena = await api(site.server, "meena");
  const found = await incident(meena, "INC-1");
  await add(meena, found.id, "Said while others read.");
  await page.locator(".tl-pill").waitFor({ ...SOON, state: "attached" });
  assert.equal(await place(), before, "what is being read stays where it is");
  await page.locator(".tl-pill").click();
  await page.locator("#timeline .e", { hasText: "Said while others read." }).waitFor();
});

test("a cut connection says so, comes back by itself, and misses nothing", async () => {
  const oliver = await site.visit({ as: "oliver" });
  const { page } = oliver;
  const line = { cut: false, open: [] };
  await page.routeWebSocket(/\/graphql\/ws$/, (socket) => {
    if (line.cut) return void socket.close({ code: 1001 });
    const server = socket.connectToServer();
    line.open.push(socket, server);
  });
  await oliver.open("/incidents");
  const dot = page.locator(".conn");
  assert.match(await dot.innerText(), /Live/);
  line.cut = true;
  for (const end of line.open.splice(0)) await end.close({ code: 1001 });
  await page.locator('.conn[data-state="wait"]').waitFor();
  assert.match(await dot.innerText(), /Reconnecting/);
  const meena = await api(site.server, "meena");
  const found = await incident(meena, OPEN);
  const title = `${found.title}, missed`;
  await rename(meena, found, title);
  await page.waitForTimeout(300);
  assert.equal(await page.getByText(title).count(), 0, "nothing comes through a cut line");
  line.cut = false;
  await page.locator('.conn[data-state="live"]').waitFor({ timeout: 8_000 });
  await page.locator("tr[data-incident]", { hasText: title }).waitFor(SOON);
});
