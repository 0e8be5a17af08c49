// Customers with their people, subscribers, and keys bound to one query.
// Must not know: what is published to them, and how messages are sent.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { Keyboard } from "./support/keyboard.mjs";
import { api, path } from "./support/server.mjs";
import { suite } from "./support/suite.mjs";

const site = suite();

const dialog = (page) => page.locator("dialog[open]");
const gone = (page) => dialog(page).waitFor({ state: "detached" });
const rowOf = (page, words) => page.locator("main tbody tr", { hasText: words });

test("a customer is added by keyboard, found, and edited", async () => {
  const visitor = await site.visit({ as: "taylor" });
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open("/incidents");
  await keys.press("g", "f");
  await page.waitForURL(/\/admin\/customers$/);
  await visitor.settled();
  await keys.lands("main h1");
  await keys.press("n");
  await keys.lands("dialog[open] input");
  await keys.press("Enter");
  await dialog(page).getByText("Name the organisation.").first().waitFor();
  await keys.type("Contoso Travel");
  await keys.tabTo("dialog[open] input[type=checkbox]");
  await keys.press("Space");
  await keys.tabTo("dialog[open] button[type=submit]");
  await keys.press("Enter");
  await gone(page);
  const row = rowOf(page, "Contoso Travel");
  await row.waitFor();
  await visitor.focus();

  await page.getByRole("button", { name: "Edit Contoso Travel" }).click();
  await dialog(page).getByLabel("Name").fill("Contoso Journeys");
  await dialog(page).getByRole("button", { name: "Save customer" }).click();
  await gone(page);
  await rowOf(page, "Contoso Journeys").waitFor();

  await page.getByRole("searchbox").fill("no such name");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "No customer is called that" }).waitFor();
  await page.getByRole("searchbox").fill("journeys");
  await page.keyboard.press("Enter");
  await rowOf(page, "Contoso Journeys").waitFor();
});

test("a person of a customer is invited by a link shown once, and is not among the people inside", async () => {
  const graphql = await api(site.server, "taylor");
  await graphql("mutation Make($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { id } } }", {
    input: { name: "Tailspin", serviceIds: [] },
  });
  const visitor = await site.visit({ as: "taylor" });
  const { page } = visitor;
  await visitor.open("/admin/customers");
  await page.getByRole("button", { name: "People of Tailspin" }).click();
  await dialog(page).getByText("Nobody can sign in for this customer yet.").waitFor();
  await dialog(page).getByRole("button", { name: "Invite a person" }).click();
  const form = page.getByRole("dialog", { name: "Invite a person of Tailspin" });
  assert.equal(await form.getByRole("checkbox").count(), 0, "no roles and no teams");
  await form.getByLabel("Name").fill("Buyer Bea");
  await form.getByLabel("E-mail").fill("bea@tailspin.example");
  await form.getByRole("button", { name: "Create the invitation" }).click();
  const link = form.locator("input[readonly]");
  await link.waitFor();
  const to = path(await link.inputValue());
  assert.match(to, /^\/welcome#[\w-]{40,}$/);
  await form.getByRole("button", { name: "Done" }).click();
  await gone(page);
  await rowOf(page, "Tailspin").getByText("Buyer Bea").waitFor();
  await page.getByRole("button", { name: "People of Tailspin" }).click();
  await dialog(page).getByText("Invited").waitFor();
  await dialog(page).getByRole("button", { name: "Access of Buyer Bea" }).click();
  await page.getByRole("dialog", { name: "Access of Buyer Bea" }).getByText("New invitation link").waitFor();
  await page.keyboard.press("Escape");
  await gone(page);

  await visitor.follow("/admin/people");
  await rowOf(page, "Tech Lead Taylor").waitFor();
  assert.equal(await rowOf(page, "Buyer Bea").count(), 0);

  const bea = await site.visit();
  await bea.open(to);
  await bea.page.locator("input[type=password]").fill("lantern gravel otter mosaic");
  await bea.page.keyboard.press("Enter");
  await bea.page.getByRole("heading", { name: "Your account is for the status portal" }).waitFor();
  assert.equal(await bea.page.locator("nav.rail").count(), 0, "nothing of the inside");
});

test("a subscriber is added, waits to confirm, is found by filters, and is removed", async () => {
  const visitor = await site.visit({ as: "taylor" });
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open("/admin/subscribers");
  assert.equal(await page.getByRole("link", { name: "Where people subscribe themselves" }).getAttribute("href"), "/status/subscribe");
  await page.locator("main h1").focus();
  await keys.press("n");
  await keys.lands("dialog[open] select");
  await dialog(page).getByLabel("By", { exact: true }).selectOption("WEBHOOK");
  await dialog(page).getByRole("textbox", { name: "Address" }).fill("https://hooks.example.com/status");
  await dialog(page).getByRole("button", { name: "Add a subscriber" }).click();
  await gone(page);
  const row = rowOf(page, "https://hooks.example.com/status");
  await row.waitFor();
  assert.match(await row.innerText(), /Webhook.*All.*Waits to confirm.*nothing yet/s);
  await page.getByRole("link", { name: "Confirmed" }).click();
  await page.waitForURL(/state=confirmed/);
  await row.waitFor({ state: "detached" });
  await page.getByRole("link", { name: "Waiting" }).click();
  await page.getByRole("link", { name: "Webhook", exact: true }).click();
  await page.waitForURL(/by=webhook&state=waiting/);
  await row.waitFor();
  await page.getByRole("button", { name: "Remove https://hooks.example.com/status" }).click();
  await dialog(page).getByRole("button", { name: "Remove", exact: true }).click();
  await row.waitFor({ state: "detached" });
  await gone(page);
  await visitor.focus();
});

test("others read customers without changing them, and see no subscribers", async () => {
  const visitor = await site.visit({ as: "victor" });
  const { page } = visitor;
  await visitor.open("/admin/customers");
  assert.equal(await page.getByRole("button", { name: "Add a customer" }).count(), 0);
  assert.equal(await page.locator('nav.rail a[href="/admin/subscribers"]').count(), 0);
  await visitor.open("/admin/subscribers");
  await page.locator("main [role=alert]").waitFor();
  visitor.expect(/status of 4\d\d/);
});

test("a key bound to one query shows the query and its hash", async () => {
  const query = "query Status { publicStatus { overall } }";
  const visitor = await site.visit({ as: "taylor" });
  const { page } = visitor;
  await visitor.open("/admin/keys");
  await page.locator("main h1").focus();
  await page.keyboard.press("n");
  await dialog(page).getByLabel("Name").fill("Status board");
  await dialog(page).getByLabel("Bound to one query").fill(query);
  await dialog(page).getByRole("button", { name: "Create a key" }).click();
  await dialog(page).locator("input[readonly]").waitFor();
  await dialog(page).getByRole("button", { name: "Done" }).click();
  await gone(page);
  const row = rowOf(page, "Status board");
  await row.locator("summary").click();
  assert.equal(await row.locator("pre").innerText(), query);
  const hash = createHash("sha256").update(query).digest("hex");
  assert.match((await row.innerText()).toLowerCase(), new RegExp(hash));
});
