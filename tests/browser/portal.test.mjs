// The status portal without script: everything is read and done by links and plain forms. The scanner runs beside, with script.
// Must not know: how the pages are drawn, beyond their words.

import assert from "node:assert/strict";
import { before, test } from "node:test";

import { scan, show } from "./support/axe.mjs";
import { analysed, customer, publish, told } from "./support/published.mjs";
import { api } from "./support/server.mjs";
import { suite } from "./support/suite.mjs";

const site = suite();

/** A title that only this file publishes, and a customer who was told. */
const TITLE = "Slow search on the day of the sale";
const made = {};

before(async () => {
  const graphql = await api(site.server ?? (await started()), "taylor");
  const analysis = await analysed(graphql);
  const { url } = await publish(graphql, analysis.rca, { title: TITLE });
  made.rca = new URL(url, site.server.url).pathname;
  made.page = await told(site.server, made.rca, new RegExp(TITLE));
  made.customer = await customer(site.server, graphql, "Northwind", "bo@northwind.example");
  const shared = await analysed(graphql, "Reports were late");
  await publish(graphql, shared.rca, {
    audience: "CUSTOMERS",
    customerIds: [made.customer.id],
    title: "Late reports",
  });
});

/** The program of this file, which a visitor starts. */
async function started() {
  const visitor = await site.visit();
  await visitor.close();
  return site.server;
}

/** A reader without script. */
async function reader(options = {}) {
  const visitor = await site.visit({ javaScriptEnabled: false, ...options });
  return { visitor, page: visitor.page };
}

/** One heading, a language, a main region and no sideways scrolling: what every page has. */
async function isWhole(page) {
  assert.equal(await page.locator("h1").count(), 1, "one heading");
  assert.equal(await page.locator("main").count(), 1, "one main region");
  assert.ok(await page.locator("html").getAttribute("lang"), "a language");
}

test("status: how things stand, services by group, and when it was true", async () => {
  const { page } = await reader();
  await page.goto("/status");
  await isWhole(page);
  assert.match(await page.locator("main").innerText(), /UTC/, "the time is named with its zone");
  for (const name of ["Website", "Booking confirmations"]) {
    assert.ok((await page.locator("main").innerText()).includes(name), `${name} is there`);
  }
});

test("history leads to an incident with its updates", async () => {
  const { page } = await reader();
  await page.goto("/status/history");
  await isWhole(page);
  const link = page.locator('main a[href^="/status/incidents/"]').first();
  const title = (await link.innerText()).trim();
  await link.click();
  await page.waitForURL(/\/status\/incidents\/INC-\d+$/);
  await isWhole(page);
  assert.ok((await page.locator("main").innerText()).includes(title), "the page is of that incident");
  assert.ok((await page.locator("main time").count()) > 0, "updates have their times");
});

test("an analysis: the four parts, the causes as words and drawing, and that it is preliminary", async () => {
  const { page } = await reader();
  await page.goto(made.rca);
  await isWhole(page);
  const words = await page.locator("main").innerText();
  for (const part of [/What happened/i, /Why/i, /What we did/i, /What we will do/i]) assert.match(words, part);
  assert.match(words, /preliminary/i);
  assert.match(words, /Queries read whole tables/);
  assert.doesNotMatch(words, /Taylor|Victor|Oliver|Meena/, "people appear as roles");
});

test("an analysis for one customer is not told to others", async () => {
  const { page, visitor } = await reader();
  for (const path of ["/status", "/status/history"]) {
    await page.goto(path);
    assert.equal(await page.getByText("Late reports").count(), 0);
  }
  visitor.expect(/status of 4\d\d/);
});

test("somebody subscribes by a plain form", async () => {
  const { page, visitor } = await reader();
  await page.goto("/status/subscribe");
  await isWhole(page);
  const main = page.locator("main");
  await main.getByLabel(/webhook/i).check();
  await main.getByRole("textbox", { name: "Address" }).fill("not an address");
  await main.getByRole("button", { name: "Subscribe" }).click();
  await main.getByRole("alert").waitFor();
  assert.equal(await main.getByRole("textbox", { name: "Address" }).inputValue(), "not an address", "what was typed stays");
  await main.getByRole("textbox", { name: "Address" }).fill("https://hooks.example.com/portal");
  await main.getByRole("button", { name: "Subscribe" }).click();
  await page.getByRole("heading", { name: "One more step" }).waitFor();
  await isWhole(page);
  visitor.expect(/status of 4\d\d/);
});

test("a customer signs in, reads what was shared, and asks", async () => {
  const { page, visitor } = await reader();
  await page.goto("/status");
  await page.getByRole("link", { name: /sign in/i }).first().click();
  await isWhole(page);
  await page.getByLabel(/mail/i).first().fill(made.customer.email);
  await page.locator("input[type=password]").fill("not the password");
  await page.locator("main").getByRole("button", { name: /sign in/i }).click();
  await page.getByRole("alert").waitFor();
  visitor.expect(/status of 4\d\d/);
  await page.getByLabel(/mail/i).first().fill(made.customer.email);
  await page.locator("input[type=password]").fill(made.customer.password);
  await page.locator("main").getByRole("button", { name: /sign in/i }).click();
  await page.getByRole("link", { name: /Late reports/ }).first().click();
  await isWhole(page);
  await page.locator("main").getByRole("button", { name: /acknowledge|have read/i }).click();
  await page.locator("main textarea").fill("Were invoices affected too?");
  await page.locator("main form", { has: page.locator("textarea") }).getByRole("button").click();
  await page.getByText("Were invoices affected too?").waitFor();
});

/** The pages that anybody can open, by name. */
const PAGES = {
  status: () => "/status",
  history: () => "/status/history",
  rca: () => made.rca,
  subscribe: () => "/status/subscribe",
};

for (const [name, place] of Object.entries(PAGES)) {
  test(`portal, accessible in every look: ${name}`, async () => {
    const visitor = await site.visit();
    const { page } = visitor;
    const found = [];
    for (const theme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      for (const width of [390, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(place());
        await show(page, theme, width);
        const { violations } = await scan(page);
        found.push(...violations.map((line) => `${theme} ${width}: ${line}`));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${theme} ${width}: scrolls sideways by ${wide} px`);
      }
    }
    assert.deepEqual(found, [], "no violation");
  });
}
