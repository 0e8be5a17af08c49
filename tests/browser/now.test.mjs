// Now: the first place, what burns, what is owed, what changed, all of it live.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Keyboard } from "./support/keyboard.mjs";
import { api } from "./support/server.mjs";
import { suite } from "./support/suite.mjs";

const site = suite();

/** From the answer of the API until it is on screen, milliseconds. */
const SOON = { timeout: 1_000 };

const declare = async (graphql, title, severity) => {
  const { declareIncident } = await graphql(
    "mutation Declare($input: DeclareIncidentInput!) { declareIncident(input: $input) { incident { id reference version } } }",
    { input: { title, severity, serviceIds: [] } },
  );
  return declareIncident.incident;
};

const step = (graphql, { id, version }, status) =>
  graphql(
    "mutation Step($input: ChangeIncidentStatusInput!) { changeIncidentStatus(input: $input) { incident { id version } } }",
    { input: { id, version, status } },
  );

test("signing in leads here, and G N comes back from anywhere", async () => {
  const visitor = await site.visit();
  const { page } = visitor;
  await visitor.open("/");
  const { email, password } = site.server.person("oliver");
  await page.getByRole("textbox", { name: "E-mail" }).fill(email);
  await page.locator("input[type=password]").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator(".fire").first().waitFor();
  assert.equal(new URL(page.url()).pathname, "/");
  assert.equal(await page.title(), "Now · Coalmine");
  await visitor.follow("/services");
  const keys = new Keyboard(visitor);
  await page.locator("main h1").focus();
  await keys.press("g", "n");
  await page.waitForURL((url) => url.pathname === "/");
  await visitor.settled();
  await page.waitForFunction(() => document.activeElement?.matches("main h1"));
  assert.equal(await page.locator('nav.rail a[aria-current="page"]').innerText(), "Now");
});

test("what burns stands worst first, with its clock, its lead and its next update", async () => {
  const visitor = await site.visit({ as: "meena" });
  const { page } = visitor;
  await visitor.open("/");
  const marks = await page.locator(".fire .sev").allInnerTexts();
  assert.ok(marks.length >= 1);
  assert.deepEqual(marks, marks.toSorted?.() ?? [...marks].sort(), "worst first");
  const clock = page.locator(".fire .clock").first();
  const before = await clock.innerText();
  await page.waitForFunction((old) => document.querySelector(".fire .clock").innerText !== old, before);
  assert.match(await page.locator(".fire .what p").first().innerText(), /INC-\d+ · .+ · (Led by|Nobody leads)/);
});

test("a late promise is told, and leads to where the update is written", async () => {
  const visitor = await site.visit({ as: "meena" });
  const { page } = visitor;
  await visitor.open("/");
  assert.match(await page.locator("h1").innerText(), /\d+ open, \d+ promises? late/);
  const row = page.locator(".owed tbody tr").first();
  assert.match(await row.innerText(), /(Internal|External) update\s+INC-\d+/);
  await row.getByRole("link").click();
  await page.waitForURL(/\/incidents\/INC-\d+\/comms$/);
  await visitor.settled();
});

test("a declaration shows at once without moving the focus, and leaves when it is cancelled", async () => {
  const graphql = await api(site.server, "oliver");
  const visitor = await site.visit({ as: "meena" });
  const { page } = visitor;
  await visitor.open("/");
  const held = page.locator(".fire a").first();
  await held.focus();
  const title = "Search answers slowly";
  const made = await declare(graphql, title, "SEV1");
  const row = page.locator(".fire", { hasText: title });
  await row.waitFor(SOON);
  assert.equal(await row.evaluate((e) => e.matches(":first-child")), true, "the worst and newest stands first");
  assert.ok(await page.evaluate(() => document.activeElement.matches(".fire a")), "the focus stays");
  const changed = page.locator(".feeds > li", { hasText: title });
  await changed.waitFor({ timeout: 5_000 });
  assert.match(await changed.innerText(), /Declared by Ops Oliver/);
  await step(graphql, made, "CANCELLED");
  await row.waitFor({ state: "detached", ...SOON });
  await changed.getByText("Now cancelled").waitFor({ timeout: 5_000 });
});

test("when nothing burns the page is calm and says what to do", async () => {
  const visitor = await site.visit({ as: "victor" });
  const { page } = visitor;
  await page.route("**/graphql", async (route) => {
    if (route.request().postDataJSON().operationName !== "IncidentList") return route.continue();
    const answer = await route.fetch();
    const json = await answer.json();
    json.data.incidents.nodes = [];
    return route.fulfill({ response: answer, json });
  });
  await visitor.open("/");
  assert.equal(await page.locator("h1").innerText(), "Nothing is on fire");
  await page.getByText("say what is felt").waitFor();
});
