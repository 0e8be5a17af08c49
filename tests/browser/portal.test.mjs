// The status portal without script: everything is read and done by links and plain forms. Beside it, with script: the scanner, the
// reader's own times, and what is printed.
// Must not know: how the pages are drawn, beyond their words.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { inflateSync } from "node:zlib";

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
  made.talk = await linked("/status", /\/status\/rca\/RCA-\d+/);
  const analysis = await analysed(graphql);
  const { url } = await publish(graphql, analysis.rca, { title: TITLE });
  made.rca = new URL(url, site.server.url).pathname;
  made.page = await told(site.server, made.rca, new RegExp(TITLE));
  made.customer = await customer(site.server, graphql, "Northwind", "bo@northwind.example");
  const shared = await analysed(graphql, "Reports were late");
  const forOne = await publish(graphql, shared.rca, {
    audience: "CUSTOMERS",
    customerIds: [made.customer.id],
    title: "Late reports",
  });
  made.shared = new URL(forOne.url, site.server.url).pathname;
  made.incident = await linked("/status/history", /\/status\/incidents\/INC-\d+/);
  made.maintenance = await linked("/status", /\/status\/maintenance\/MNT-\d+/);
});

/** The first address of a kind that a page leads to. */
async function linked(from, pattern) {
  const found = (await told(site.server, from, pattern)).match(pattern);
  return found[0];
}

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

/** Sends the form of signing in. */
async function signIn(page, { email, password }) {
  await page.getByLabel(/mail/i).first().fill(email);
  await page.locator("input[type=password]").fill(password);
  await page.locator("main").getByRole("button", { name: /sign in/i }).click();
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
  await signIn(page, { email: made.customer.email, password: "not the password" });
  await page.getByRole("alert").waitFor();
  visitor.expect(/status of 4\d\d/);
  await signIn(page, made.customer);
  await page.getByRole("link", { name: /Late reports/ }).first().click();
  await isWhole(page);
  await page.locator("main").getByRole("button", { name: /acknowledge|have read/i }).click();
  await page.locator("main textarea").fill("Were invoices affected too?");
  await page.locator("main form", { has: page.locator("textarea") }).getByRole("button").click();
  await page.getByText("Were invoices affected too?").waitFor();
});

test("an analysis says which actions are overdue, in words", async () => {
  const { page } = await reader();
  await page.goto(made.talk);
  const rows = page.locator("[aria-labelledby=will] .hist li");
  // The story has one action whose day was three days ago, and others that lie ahead or are done.
  const late = rows.filter({ hasText: "Overdue" });
  assert.equal(await late.count(), 1, "one of them is");
  assert.match(await late.innerText(), /^Due [^]*Overdue[^]*In progress/);
  const due = await late.locator("time").getAttribute("datetime");
  assert.ok(due < new Date().toISOString().slice(0, 10), due);
  assert.ok((await rows.count()) > 1, "and others are not");
});

test("times stay UTC for machines and stand in the reader's own zone beside it", async () => {
  const { page } = await site.visit({ timezoneId: "Asia/Kolkata" });
  for (const address of ["/status", made.incident, made.rca]) {
    await page.goto(address);
    const times = await page.locator("main time[datetime*=T]").evaluateAll((all) =>
      all.map((one) => ({
        iso: one.getAttribute("datetime"),
        own: one.querySelector(".loc")?.textContent ?? "",
        utc: [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data).join("").trim(),
      })),
    );
    assert.ok(times.length > 0, `${address} has times`);
    for (const { iso, own, utc } of times) {
      assert.match(iso, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      assert.ok(utc.includes(`${iso.slice(11, 16)}\u{a0}UTC`), `${address}: ${utc} is ${iso}`);
      const there = new Date(Date.parse(iso) + 330 * 60_000).toISOString();
      const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "short", timeZone: "UTC" }).format(new Date(there));
      const expected = `${there.slice(11, 16)} GMT+5:30`;
      assert.equal(own, there.slice(0, 10) === iso.slice(0, 10) ? expected : `${weekday} ${expected}`, `${address}: ${iso}`);
    }
  }
});

/** How many pages a PDF has, and whether text is drawn on them. */
function read(pdf) {
  const bytes = pdf.toString("latin1");
  const streams = [...bytes.matchAll(/\/FlateDecode[^]*?stream\r?\n([^]*?)endstream/g)].map(([, packed]) => {
    try {
      return inflateSync(Buffer.from(packed, "latin1")).toString("latin1");
    } catch {
      return "";
    }
  });
  return {
    isWhole: bytes.startsWith("%PDF-") && bytes.trimEnd().endsWith("%%EOF"),
    pages: [...bytes.matchAll(/\/Type\s*\/Page\b/g)].length,
    texts: streams.reduce((sum, stream) => sum + [...stream.matchAll(/\bT[jJ]\b/g)].length, 0),
  };
}

test("an analysis is printed whole and without what only a screen needs", async () => {
  const { page } = await site.visit();
  await page.goto(made.talk);
  const title = await page.locator("h1").innerText();
  const around = page.locator("nav, footer, .skip, .more");
  assert.ok((await around.count()) >= 4);
  await page.emulateMedia({ media: "print" });
  for (const one of await around.all()) assert.ok(!(await one.isVisible()), `${await one.innerHTML()} is hidden`);
  const article = page.locator("main article");
  for (const heading of await article.locator("h1, h2").all()) assert.ok(await heading.isVisible());
  const words = await article.innerText();
  for (const part of [title, "What happened", "Timeline", "Why it happened", "What we did", "What we will do", "Due "]) {
    assert.ok(words.includes(part), `${part} is there`);
  }
  assert.ok(await article.locator(".dia svg").isVisible(), "the drawing is there");
  const wide = await article.evaluate((e) => e.scrollWidth - e.clientWidth);
  assert.ok(wide <= 0, `nothing is cut off at the side, ${wide} px`);
  const pdf = read(await page.pdf({ format: "A4" }));
  assert.ok(pdf.isWhole && pdf.pages >= 1, JSON.stringify(pdf));
  assert.ok(pdf.texts > 20, `the paper is not blank: ${JSON.stringify(pdf)}`);
});

/** Pages by name, and whether only a customer can open them. */
const PAGES = {
  status: { at: () => "/status" },
  history: { at: () => "/status/history" },
  incident: { at: () => made.incident },
  maintenance: { at: () => made.maintenance },
  rca: { at: () => made.rca },
  subscribe: { at: () => "/status/subscribe" },
  "sign-in": { at: () => "/status/sign-in" },
  account: { at: () => "/status/account", isOwn: true },
  "shared rca": { at: () => made.shared, isOwn: true },
};

for (const [name, { at, isOwn }] of Object.entries(PAGES)) {
  test(`portal, accessible in every look: ${name}`, async () => {
    const visitor = await site.visit();
    const { page } = visitor;
    const found = [];
    if (isOwn) {
      await page.goto("/status/sign-in");
      await signIn(page, made.customer);
      await page.waitForURL("**/status/account");
    }
    for (const theme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      for (const width of [390, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        const answer = await page.goto(at());
        assert.equal(answer.status(), 200);
        assert.equal(new URL(page.url()).pathname, at(), "and not somewhere else");
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

// Last, as it changes the look of every page: those before are read as they come.
test("the organisation's colour is a rule above every page, in light and dark", async () => {
  const graphql = await api(site.server, "taylor");
  await change(graphql, { accentColor: "#B5179E" });
  await told(site.server, "/status", /brand-b5179e\.css/);
  const { page } = await site.visit();
  for (const [name, { at }] of Object.entries(PAGES).filter(([, { isOwn }]) => !isOwn)) {
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await page.goto(at());
      const rule = await page.evaluate(() => {
        const { borderTopWidth, borderTopColor, borderTopStyle } = getComputedStyle(document.body);
        return [borderTopWidth, borderTopStyle, borderTopColor];
      });
      assert.deepEqual(rule, ["4px", "solid", "rgb(181, 23, 158)"], `${name}, ${colorScheme}`);
    }
  }
  const file = await page.request.get("/status/assets/brand-b5179e.css");
  assert.match(file.headers()["content-type"], /^text\/css/);
  assert.match(file.headers()["cache-control"], /immutable/);
  for (const wrong of ["B5179E", "b5179", "b5179e0", "red", "zzzzzz", "b5179e%7D"]) {
    assert.equal((await page.request.get(`/status/assets/brand-${wrong}.css`)).status(), 404, wrong);
  }
  await change(graphql, { accentColor: "" });
  await told(site.server, "/status", /^(?!.*brand-)/s);
  // A page is fresh for five seconds; a reload asks.
  await page.goto("/status");
  await page.reload();
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).borderTopWidth), "0px", "none without a colour");
});

test("every page leads to help where there is some, and a mark must come over https", async () => {
  const graphql = await api(site.server, "taylor");
  await assert.rejects(change(graphql, { logoUrl: "http://cdn.example/mark.svg" }), /logoUrl/);
  await change(graphql, { supportUrl: "https://help.example/ask" });
  await told(site.server, "/status", /Contact support/);
  const { page } = await reader();
  for (const [name, { at }] of Object.entries(PAGES).filter(([, { isOwn }]) => !isOwn)) {
    await page.goto(at());
    const link = page.locator("footer").getByRole("link", { name: "Contact support" });
    assert.equal(await link.getAttribute("href"), "https://help.example/ask", name);
    assert.equal(await link.getAttribute("rel"), "noopener", name);
  }
  await change(graphql, { supportUrl: "" });
  await told(site.server, "/status", /^(?!.*Contact support)/s);
});

/** Changes the settings of the portal. */
async function change(graphql, fields) {
  const { portalSettings } = await graphql("{ portalSettings { version } }");
  await graphql(
    "mutation Change($input: UpdatePortalSettingsInput!) { updatePortalSettings(input: $input) { portal { version } } }",
    { input: { ...fields, version: portalSettings.version } },
  );
}
