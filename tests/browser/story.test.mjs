// The demo tells the talk's outages, and the screen draws the conclusions people need.

import assert from "node:assert/strict";
import { test } from "node:test";

import { suite } from "./support/suite.mjs";

const site = suite();

/** The text of an element on one line. */
const text = async (locator) => (await locator.innerText()).replaceAll(/\s+/g, " ");

const findings = (page) => page.locator(".side ul.find .rule").allInnerTexts();

test("the first outage: two windows, two clocks, a wait, an action without effect", async () => {
  const visitor = await site.visit({ as: "meena" });
  const { page } = visitor;
  await visitor.open("/incidents/INC-1");
  const strip = await text(page.locator(".strip"));
  assert.match(strip, /Elapsed 7:25:00/i, "7 h 25 elapsed");
  assert.match(strip, /Degraded 4:40:00/i, "4 h 40 degraded");
  assert.match(strip, /3 h 15 min \+ 1 h 25 min/);
  const rules = await findings(page);
  for (const rule of ["CLK-06", "COM-03"]) assert.ok(rules.includes(rule), `${rule} is among ${rules}`);
  assert.match(await text(page.locator(".impact")), /2 windows from 08:00 to 15:25, normal between 11:15 and 14:00/);
  assert.equal(await page.locator(".impact svg[role=img], .impact svg[role=group]").count(), 1, "the axis has a name");

  const waited = page.locator("#timeline .e", { hasText: "Scale the database up" });
  assert.match(await text(waited), /asked 10:20 approved 10:50 · waited 30 min/i);
  const useless = page.locator("#timeline .e", { hasText: "scaled up a second time" });
  assert.equal(await text(useless.locator("time").first()), "14:20");
  assert.match(await text(useless), /no effect/i);
  const worked = page.locator("#timeline .e", { hasText: "worker nodes doubled" });
  assert.equal(await text(worked.locator("time").first()), "15:00");
  assert.match(await text(worked), /worked/i);
  const escalations = page.locator("#timeline .e", { hasText: "Customer escalation" });
  assert.deepEqual((await escalations.locator("time").allInnerTexts()).sort(), ["10:05", "14:15"]);
  const early = page.locator("#timeline .e", { hasText: "Users say so on social media" });
  assert.match(await text(early), /~08:40.*recorded 09:58/i, "told later than it happened, and says so");
});

test("the axis says the same as a table", async () => {
  const visitor = await site.visit({ as: "meena" });
  const { page } = visitor;
  await visitor.open("/incidents/INC-1");
  await page.getByRole("button", { name: "As a table" }).click();
  const table = await text(page.locator(".axis-tables"));
  for (const words of ["Major outage", "Partial outage", "08:00", "11:15", "14:00", "15:25"]) {
    assert.ok(table.includes(words), `${words} is in the table`);
  }
});

test("the second outage was detected within five minutes", async () => {
  const visitor = await site.visit({ as: "meena" });
  await visitor.open("/incidents/INC-2");
  assert.match(await text(visitor.page.locator("dl.reached")), /To detect 5 min/i);
});

test("a late promise shows in the list and on the page until an update keeps it", async () => {
  const visitor = await site.visit({ as: "meena" });
  const { page } = visitor;
  await visitor.open("/incidents");
  const row = page.locator("tr[data-incident]", { hasText: "Booking confirmations" });
  assert.match(await text(row.locator(".due.late")), /\d+ min late/);
  await row.locator("a[data-row]").click();
  await page.waitForURL(/\/incidents\/INC-3$/);
  await visitor.settled();
  const late = page.locator(".strip .islate");
  assert.equal(await late.count(), 1, "one promise is late");
  assert.match(await text(late), /External update \d+ min late/i);
  assert.equal(await page.locator("main .btn.primary:visible").count(), 1, "and it holds the only primary button");
  await late.getByRole("button", { name: "Write update" }).click();
  await page.waitForURL(/\/comms$/);
  await page.locator("#compose-external textarea:focus").waitFor();
  await page.keyboard.type("Nearly all confirmations are out.");
  await page.locator("#compose-external button[type=submit]").click();
  await page.locator("#compose-external").getByText("COM-01").first().waitFor();
  assert.equal(await page.locator("#compose-external textarea").inputValue(), "Nearly all confirmations are out.");
  await page.getByRole("button", { name: "+60 min until the next update" }).first().click();
  await page.locator("#compose-external button[type=submit]").click();
  await page.locator("ol.sent li", { hasText: "Nearly all confirmations are out." }).waitFor();
  await late.waitFor({ state: "detached" });
  await visitor.follow("/incidents");
  assert.equal(await row.locator(".due.late").count(), 0, "the list is calm again");
});

test("filters live in the address, Back undoes them, an empty answer offers the way out", async () => {
  const visitor = await site.visit({ as: "meena" });
  const { page } = visitor;
  await visitor.open("/incidents?sev=SEV1&view=all");
  const rows = () => page.locator("tr[data-incident]").count();
  const references = await page.locator("tr[data-incident] .key").allInnerTexts();
  assert.ok(references.includes("INC-1") && !references.includes("INC-3"), `only SEV1: ${references}`);
  await page.locator("#incident-filter").fill("nothing is called this");
  await page.getByText("No incident matches these filters.").first().waitFor();
  assert.match(page.url(), /q=nothing/);
  assert.equal(await rows(), 0);
  await page.getByRole("link", { name: "Clear filters" }).first().click();
  await page.locator("tr[data-incident]").first().waitFor();
  assert.ok((await rows()) >= 3);
});

test("an entry is corrected by a new one; the old one stays, struck through", async () => {
  const visitor = await site.visit({ as: "dave" });
  const { page } = visitor;
  await visitor.open("/incidents/INC-3");
  const wrong = page.locator("#timeline .e", { hasText: "4,100 messages left" });
  await wrong.hover();
  await wrong.getByRole("button", { name: /^Correct/ }).click();
  await page.locator("#entry-text:focus").waitFor();
  await page.locator("#entry-text").fill("1,400 messages left in the queue.");
  await page.keyboard.press("Enter");
  await page.locator("#timeline .e", { hasText: "1,400 messages left" }).getByText("This corrects").waitFor();
  await page.locator("#timeline .e.gone", { hasText: "4,100 messages left" }).waitFor();
});

test("a change made on an old version is refused with what to do, and keeps what was typed", async () => {
  const visitor = await site.visit({ as: "dave" });
  const other = await site.visit({ as: "meena" });
  await Promise.all([visitor.open("/incidents/INC-2"), other.open("/incidents/INC-2")]);
  const { page } = visitor;
  await page.keyboard.press("e");
  const title = page.locator("dialog[open] input[type=text]").first();
  await title.fill("A title typed meanwhile");
  // What the server answers when the page could not know: the live line is ahead of it here.
  await page.route("**/graphql", async (route) => {
    const body = route.request().postDataJSON();
    if (body?.operationName !== "UpdateIncident") return route.continue();
    body.variables.input.version = 1;
    await route.continue({ postData: JSON.stringify(body) });
  });
  await page.locator("dialog[open] button[type=submit]").click();
  const alert = page.locator("dialog[open] [role=alert]");
  await alert.waitFor();
  assert.match(await text(alert), /changed meanwhile|CONFLICT/i);
  assert.equal(await title.inputValue(), "A title typed meanwhile");
  await page.unroute("**/graphql");
  await page.locator("dialog[open] button[type=submit]").click();
  await other.page.getByRole("heading", { level: 1, name: "A title typed meanwhile" }).waitFor({ timeout: 2_000 });
  visitor.expect(/status of 4\d\d/);
});
