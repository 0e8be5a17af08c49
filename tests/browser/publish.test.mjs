// Publishing an analysis: by keyboard with its preview, what makes a preview stale, questions with their answers, withdrawing.
// Must not know: how redaction works, and how the portal draws its page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Keyboard } from "./support/keyboard.mjs";
import { analysed, customer, publish, told } from "./support/published.mjs";
import { api } from "./support/server.mjs";
import { suite } from "./support/suite.mjs";

const site = suite();

const dialog = (page) => page.locator("dialog[open]");

/** The field of a text by its place: 1 is the title. */
const field = (place) => `#publish .worded-field:nth-child(${place} of .worded-field) :is(input, textarea)`;

/** Puts the focus into a field by Tab and writes over what stands there. */
async function write(keys, place, words) {
  await keys.tabTo(field(place), { most: 40 });
  await keys.press("Control+a");
  await keys.type(words);
}

const publishButton = (page) => page.getByRole("button", { name: "Publish …" });

test("an analysis is published by keyboard: preview, what was replaced, and its page on the portal", async () => {
  const graphql = await api(site.server, "taylor");
  const made = await analysed(graphql);
  const visitor = await site.visit({ as: "taylor" });
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open(`/problems/${made.problem}/rca`);
  await keys.tabTo('.rhead a[href$="/rca/publish"]', { most: 80 });
  await keys.press("Enter");
  await page.waitForURL(/\/rca\/publish$/);
  await visitor.settled();
  await keys.lands("main h1");
  await page.locator("#publish").waitFor();
  assert.equal(await publishButton(page).count(), 0, "nothing goes out unseen");
  await page.waitForFunction((title) => document.querySelector(title).value !== "", field(1));

  await write(keys, 1, "Slow search on the day of the sale");
  await write(keys, 2, "Search answered slowly for three hours. VP Victor heard of it from customers.");
  await write(keys, 3, "Queries read whole tables, which does not show at normal load.");
  await write(keys, 4, "The database was given more capacity.");
  await write(keys, 5, "Reviews ask for the query plan from December on.");
  await keys.tabTo("#publish button[type=submit]", { most: 40 });
  await keys.press("Enter");
  await keys.lands("#h-preview");
  await keys.stop();
  const article = page.locator(".published");
  assert.match(await article.innerText(), /Slow search on the day of the sale/);
  assert.doesNotMatch(await article.innerText(), /Victor/, "people appear as roles");
  assert.ok((await article.locator("mark").count()) > 0, "what was replaced is marked");
  const replaced = page.locator(".redactions li", { hasText: "VP Victor" }).first();
  assert.match(await replaced.innerText(), /What happened: VP Victor → .+role/s);

  await keys.tabTo(".looked .h2 button", { most: 3 });
  await keys.press("Enter");
  await keys.lands("dialog[open] button");
  assert.match(await dialog(page).innerText(), /everyone.*Anybody can read it/is);
  await keys.tabTo("dialog[open] button[type=submit]");
  await keys.press("Enter");
  await page.waitForURL(/\/rca\/publish\?show=versions$/);
  await dialog(page).waitFor({ state: "detached" });
  const version = page.locator(".versions > li").first();
  await version.waitFor();
  assert.match(await version.innerText(), /Version 1\s+Preliminary\s+Everyone/s);
  await visitor.focus();

  assert.match(await version.locator("details").innerText(), /Read version 1/);
  const link = version.locator("p > a.link").first();
  const portal = await told(site.server, await link.getAttribute("href"), /Slow search on the day of the sale/);
  assert.doesNotMatch(portal, /Victor|<mark/, "the page has neither the name nor the marks");

  await visitor.follow(`/problems/${made.problem}`);
  await page.getByRole("link", { name: "RCA published (preliminary, everyone)" }).waitFor();
});

test("a preview goes stale with the next letter, and fresh when it is taken back", async () => {
  const graphql = await api(site.server, "taylor");
  const made = await analysed(graphql, "Bookings were lost");
  const visitor = await site.visit({ as: "taylor" });
  const { page } = visitor;
  await visitor.open(made.path);
  const title = page.locator(field(1));
  await page.waitForFunction((selector) => document.querySelector(selector)?.value, field(1));
  for (const place of [2, 3, 4, 5]) await page.locator(field(place)).fill("Bookings were lost for an hour.");
  await title.fill("Lost bookings");
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await publishButton(page).waitFor();
  await title.fill("Lost bookings, told again");
  await publishButton(page).waitFor({ state: "detached" });
  const again = page.locator(".looked").getByRole("button", { name: "Preview again" });
  await again.waitFor();
  await title.fill("Lost bookings");
  await publishButton(page).waitFor();
  await page.getByLabel("Readers").selectOption("INSIDE");
  await again.click();
  await publishButton(page).waitFor();
  assert.match(await page.locator(".looked").innerText(), /read by: Inside only/);

  await page.reload();
  await visitor.settled();
  await page.waitForFunction((selector) => document.querySelector(selector)?.value === "Lost bookings", field(1));
  assert.equal(await publishButton(page).count(), 0, "what is typed is kept, what was seen is not");
});

test("an analysis that changed meanwhile is not published, and what was typed stays", async () => {
  const graphql = await api(site.server, "taylor");
  const made = await analysed(graphql, "Mails came twice");
  const visitor = await site.visit({ as: "taylor" });
  const { page } = visitor;
  await visitor.open(made.path);
  await page.waitForFunction((selector) => document.querySelector(selector)?.value, field(1));
  for (const place of [2, 3, 4, 5]) await page.locator(field(place)).fill("Mails came twice for an hour.");
  await page.locator(field(1)).fill("Double mails");
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await publishButton(page).waitFor();
  const { rca } = await graphql("query Version($id: ID!) { rca(id: $id) { version } }", { id: made.rca });
  await graphql("mutation Update($input: UpdateRcaInput!) { updateRca(input: $input) { rca { version } } }", {
    input: { id: made.rca, version: rca.version, what: "Mails came twice" },
  });
  await publishButton(page).click();
  await dialog(page).getByRole("button", { name: "Publish", exact: true }).click();
  await dialog(page).locator(".form-error").waitFor();
  visitor.expect(/status of 4\d\d/);
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
  await publishButton(page).waitFor({ state: "detached" });
  assert.equal(await page.locator(field(1)).inputValue(), "Double mails");
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await publishButton(page).click();
  await dialog(page).getByRole("button", { name: "Publish", exact: true }).click();
  await page.waitForURL(/show=versions/);
  await page.locator(".versions > li", { hasText: "Double mails" }).waitFor();
});

test("a customer asks, somebody answers on Now, and the answer is beside the question", async () => {
  const graphql = await api(site.server, "taylor");
  const northwind = await customer(site.server, graphql, "Northwind", "bo@northwind.example");
  const fabrikam = await customer(site.server, graphql, "Fabrikam", "bo@fabrikam.example");
  const made = await analysed(graphql, "Reports were late");
  await publish(graphql, made.rca, {
    audience: "CUSTOMERS",
    customerIds: [northwind.id, fabrikam.id],
    title: "Late reports",
  });
  const { viewer } = await northwind.graphql("{ viewer { sharedRcas(first: 20) { nodes { id title } } } }");
  const shared = viewer.sharedRcas.nodes.find((one) => one.title === "Late reports");
  await northwind.graphql("mutation Read($id: ID!) { acknowledgeSharedRca(id: $id) { sharedRca { id } } }", shared);
  await northwind.graphql(
    "mutation Ask($input: AskAboutSharedRcaInput!) { askAboutSharedRca(input: $input) { sharedRca { id } } }",
    { input: { id: shared.id, body: "Were invoices affected too?" } },
  );

  const visitor = await site.visit({ as: "taylor" });
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open("/");
  const section = page.locator("section", { has: page.locator("#now-asked") });
  const asked = section.locator("li", { hasText: "Were invoices affected too?" });
  await asked.waitFor();
  assert.match(await asked.innerText(), /version 1: Late reports.*Northwind\s+asked/s);
  await asked.locator("textarea").focus();
  await keys.type("No. They are made from another store.");
  await asked.getByRole("button", { name: "Send the answer" }).press("Enter");
  await asked.waitFor({ state: "detached" });
  await visitor.focus();
  const { viewer: after } = await northwind.graphql(
    "{ viewer { sharedRcas(first: 20) { nodes { title questions { body answer } } } } }",
  );
  const told = after.sharedRcas.nodes.find((one) => one.title === "Late reports").questions[0];
  assert.equal(told.answer, "No. They are made from another store.");

  // An analysis is found by its own reference too.
  await visitor.open(`/problems/${made.reference}/rca/publish?show=versions`);
  await page.waitForURL((url) => url.pathname === made.path);
  const version = page.locator(".versions > li").first();
  await version.waitFor();
  const words = await version.innerText();
  assert.match(words, /Chosen customers/);
  assert.match(words, /Acknowledged by Northwind/);
  assert.match(words, /Not acknowledged yet by Fabrikam/);
  assert.match(words, /Were invoices affected too\?.*No\. They are made from another store\./s);
  assert.equal(await version.locator("textarea").count(), 0, "an answer stays as it is");
});

test("a version is withdrawn after a question, and says so", async () => {
  const graphql = await api(site.server, "taylor");
  const made = await analysed(graphql, "Prices were wrong");
  await publish(graphql, made.rca, { title: "Wrong prices" });
  const visitor = await site.visit({ as: "taylor" });
  const { page } = visitor;
  await visitor.open(`${made.path}?show=versions`);
  await page.getByRole("button", { name: "Withdraw version 1" }).click();
  await dialog(page).getByRole("button", { name: "Withdraw" }).click();
  await page.locator(".versions .chip", { hasText: /^Withdrawn / }).waitFor();
  await dialog(page).waitFor({ state: "detached" });
  assert.equal(await page.getByRole("button", { name: "Withdraw version 1" }).count(), 0);
  await visitor.focus();
  await visitor.follow(`/problems/${made.problem}`);
  assert.equal(await page.getByText("RCA published").count(), 0);
});

test("who may not publish reads the versions and has no form", async () => {
  const graphql = await api(site.server, "taylor");
  const made = await analysed(graphql, "Seats were sold twice");
  await publish(graphql, made.rca, { title: "Double seats" });
  const visitor = await site.visit({ as: "victor" });
  const { page } = visitor;
  await visitor.open(`/problems/${made.problem}/rca`);
  await page.locator(".rhead").getByRole("link", { name: "Versions" }).click();
  await page.waitForURL(/show=versions/);
  await page.locator(".versions > li", { hasText: "Double seats" }).waitFor();
  assert.equal(await page.locator("#publish").count(), 0);
  assert.equal(await page.getByRole("button", { name: /^Withdraw/ }).count(), 0);
  await visitor.follow("/");
  assert.equal(await page.locator("#now-asked").count(), 0);
});
