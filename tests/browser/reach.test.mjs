// What reaches people and other programs: inbox, calendar, webhooks, trackers, the policy, reports, and items in and out as CSV.
// Must not know: how deliveries are kept and when they are tried again.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { test } from "node:test";

import { Keyboard } from "./support/keyboard.mjs";
import { EVERYTHING } from "./support/screens.mjs";
import { api } from "./support/server.mjs";
import { suite } from "./support/suite.mjs";

/** Receivers of these tests listen on this machine, without TLS. */
const site = suite({
  settings: { COALMINE_OUTBOUND__ALLOW_HTTP: "true", COALMINE_OUTBOUND__ALLOWED_NETWORKS: '["127.0.0.0/8"]' },
});

const dialog = (page) => page.locator("dialog[open]");
const gone = (page) => dialog(page).waitFor({ state: "detached" });
const bell = (page) => page.getByRole("link", { name: /^Notifications, / });

/** Unread ones as the bell counts them. */
async function unread(page) {
  const words = await bell(page).getAttribute("aria-label");
  return Number(/(\d+) unread/.exec(words)?.[1] ?? 0);
}

/** Waits until the bell counts so many. */
async function counts(page, count) {
  const words = count === 0 ? "none unread" : `${count} unread`;
  await page.locator(`a.bell[aria-label="Notifications, ${words}"]`).waitFor();
}

/** Gives somebody a repair item of the talk's problem. Answers its reference. */
async function given(name, title) {
  const graphql = await api(site.server, EVERYTHING);
  const { users } = await graphql("query ($text: String) { users(text: $text) { nodes { id } } }", {
    text: site.server.person(name).email,
  });
  const { problemByReference } = await graphql('{ problemByReference(reference: "PRB-1") { id } }');
  const input = {
    problemId: problemByReference.id,
    title,
    kind: "PREVENTIVE",
    lens: "PROCESS",
    ownerId: users.nodes[0].id,
  };
  const { createRepairItem } = await graphql(
    "mutation ($input: CreateRepairItemInput!) { createRepairItem(input: $input) { repairItem { reference } } }",
    { input },
  );
  return createRepairItem.repairItem.reference;
}

/** A receiver of webhooks. Answers `{ url, calls, next(count), close() }`. */
async function receiver() {
  const calls = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      calls.push({ headers: request.headers, body });
      response.writeHead(202, { "content-type": "text/plain" }).end("taken, thank you");
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/coalmine`,
    calls,
    async next(count) {
      for (let waited = 0; calls.length < count; waited += 100) {
        assert.ok(waited < 10_000, `call ${count} comes within ten seconds`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return calls[count - 1];
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Whether a call is signed with a secret, as Standard Webhooks describes. */
function isSigned({ headers, body }, secret) {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const content = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const signature = createHmac("sha256", key).update(content).digest("base64");
  return headers["webhook-signature"].split(" ").includes(`v1,${signature}`);
}

test("the inbox by keys: what is given to somebody is counted, read by opening, and all at once", async () => {
  const reference = await given("oliver", "Practise the scale-out by hand");
  await given("oliver", "Name who may switch the cache off");
  const visitor = await site.visit({ as: "oliver" });
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open("/incidents");
  await page.locator('a.bell[aria-label$=" unread"]:not([aria-label$="none unread"])').waitFor();
  const before = await unread(page);
  assert.ok(before >= 2);
  await keys.press("g", "b");
  await page.waitForURL(/\/inbox$/);
  await visitor.settled();
  await keys.lands("main h1");
  const row = page.locator("li[data-note]", { hasText: reference });
  assert.match(await row.innerText(), /Practise the scale-out by hand was given to you.*Unread/s);
  await keys.press("j");
  await keys.lands("a[data-row]");
  await keys.press("j");
  assert.match(await keys.stop(), new RegExp(reference), "newest first");
  await keys.press("Enter");
  await page.waitForURL(new RegExp(`/repairs/${reference}$`));
  await counts(page, before - 1);
  await page.goBack();
  await visitor.settled();
  await row.waitFor();
  assert.doesNotMatch(await row.innerText(), /Unread/);
  await page.locator("main h1").focus();
  await keys.tabTo("main header button");
  await keys.press("Enter");
  await counts(page, 0);
  await keys.lands("main h1");
  assert.equal(await page.locator("li.is-unread").count(), 0);
  await visitor.follow("/inbox?unread=1");
  await page.getByRole("heading", { name: "You have read everything" }).waitFor();
  const later = await given("oliver", "Write down what the alarm means");
  await visitor.follow("/inbox");
  const fresh = page.locator("li[data-note]", { hasText: later });
  await fresh.waitFor();
  assert.match(await fresh.innerText(), /Unread/, "what came after all was read is unread");
});

test("a rise is counted when the window is looked at again, and said once", async () => {
  const visitor = await site.visit({ as: "meena" });
  const { page } = visitor;
  await visitor.open("/inbox");
  const before = await unread(page);
  await given("meena", "Write down who calls the provider");
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await counts(page, before + 1);
  await page.waitForFunction(() =>
    document.querySelector('[aria-live="polite"]')?.textContent.startsWith("1 new notification"),
  );
  await page.getByRole("button", { name: "New ones, show" }).click();
  await page.locator("li[data-note]", { hasText: "Write down who calls the provider" }).waitFor();
  await page.getByRole("button", { name: /^Mark read: REP-\d+$/ }).first().click();
  await counts(page, before);
  await visitor.focus();
});

test("a webhook is made, tested, looked into, replayed and switched off", async () => {
  const other = await receiver();
  try {
    const visitor = await site.visit({ as: EVERYTHING });
    const { page } = visitor;
    const keys = new Keyboard(visitor);
    await visitor.open("/admin/webhooks");
    await page.locator("main h1").focus();
    await keys.press("n");
    await keys.lands("dialog[open] input");
    await keys.type("Loopback");
    await keys.press("Tab");
    await keys.type(other.url);
    await keys.press("Enter");
    await dialog(page).getByText("Choose at least one.").first().waitFor();
    await dialog(page).getByLabel("Repair items").check();
    await dialog(page).getByRole("button", { name: "Add a webhook" }).click();
    const field = dialog(page).locator("input[readonly]");
    await field.waitFor();
    const secret = await field.inputValue();
    assert.match(secret, /^whsec_/);
    await dialog(page).getByRole("button", { name: "Done" }).click();
    await gone(page);
    assert.doesNotMatch(await page.content(), /whsec_/, "the secret is gone");

    await page.getByRole("link", { name: "Loopback" }).click();
    await page.waitForURL(/\/admin\/webhooks\/\w+$/);
    await visitor.settled();
    await page.getByRole("button", { name: "Send a test" }).click();
    const first = await other.next(1);
    assert.ok(isSigned(first, secret), "the call is signed with the secret");
    assert.ok(JSON.parse(first.body).type, "the body says what happened");
    const row = page.locator(".hook-log tbody tr").first();
    await row.getByText("Delivered").waitFor();
    assert.match(await row.innerText(), /1 of 10.*202/s);

    await row.getByRole("button", { name: /^Details of / }).click();
    await dialog(page).getByText("answered 202").waitFor();
    assert.match(await dialog(page).innerText(), /"type"/, "what was sent can be read");
    await dialog(page).locator("summary").click();
    await dialog(page).getByText("taken, thank you").waitFor();
    await dialog(page).getByRole("button", { name: "Replay" }).click();
    await gone(page);
    const second = await other.next(2);
    assert.equal(second.headers["webhook-id"], first.headers["webhook-id"], "a replay has the same id");
    await row.getByText("Delivered").waitFor();
    await visitor.focus();

    await page.getByRole("link", { name: "Failed" }).click();
    await page.waitForURL(/status=failed/);
    await page.getByRole("heading", { name: "No delivery is in this state" }).waitFor();

    await page.getByRole("button", { name: "New secret" }).click();
    await dialog(page).getByRole("button", { name: "Make a new secret" }).click();
    await field.waitFor();
    assert.notEqual(await field.inputValue(), secret);
    await dialog(page).getByRole("button", { name: "Done" }).click();
    await gone(page);
    await page.getByText(/signs too until/).waitFor();

    await page.getByRole("button", { name: "Switch off" }).click();
    await page.getByRole("button", { name: "Switch on" }).waitFor();
    await page.locator(".hook-facts").getByText("Off", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Remove" }).click();
    await dialog(page).getByRole("button", { name: "Remove webhook" }).click();
    await page.waitForURL(/\/admin\/webhooks$/);
    await page.getByText("Loopback is removed.").waitFor();
    assert.equal(await page.getByRole("link", { name: "Loopback" }).count(), 0);
  } finally {
    await other.close();
  }
});

test("a tracker is connected: address and secret once, and what to do there", async () => {
  const visitor = await site.visit({ as: EVERYTHING });
  const { page } = visitor;
  await visitor.open("/admin/trackers");
  await page.locator("main h1").focus();
  await page.keyboard.press("n");
  const form = dialog(page);
  await form.getByLabel("Tracker").selectOption("GITLAB");
  assert.equal(await form.getByLabel("Address", { exact: true }).inputValue(), "https://gitlab.com");
  await form.getByLabel("Name").fill("Platform team");
  await form.getByRole("button", { name: "Connect a tracker" }).click();
  const address = form.getByLabel("Hook address", { exact: true });
  await address.waitFor();
  assert.match(await address.inputValue(), /\/hooks\/trackers\/\w+$/);
  assert.ok((await form.getByLabel("Secret", { exact: true }).inputValue()).length > 20);
  await form.getByText("Paste the secret as Secret token.").waitFor();
  await form.getByRole("button", { name: "Done" }).click();
  await gone(page);
  const row = page.locator("main tbody tr", { hasText: "Platform team" });
  assert.match(await row.innerText(), /GitLab.*from it to here.*never heard/s);
  await page.getByRole("button", { name: "Edit Platform team" }).click();
  await form.getByRole("checkbox").uncheck();
  await form.getByRole("button", { name: "Save tracker" }).click();
  await row.getByText("Off", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Remove Platform team" }).click();
  await form.getByRole("button", { name: "Remove tracker" }).click();
  await row.waitFor({ state: "detached" });
  await gone(page);
  await visitor.focus();
});

test("the policy is changed with a reason, and its versions stay", async () => {
  const visitor = await site.visit({ as: EVERYTHING });
  const { page } = visitor;
  await visitor.open("/admin/policies");
  await page.getByText("Items keep the version they were made under").waitFor();
  await page.getByLabel("Corrective items, days", { exact: true }).fill("14");
  await page.getByRole("button", { name: "Make a new version" }).click();
  await page.getByText("Say why, for whoever asks later.").first().waitFor();
  await page.getByLabel("Reason for the change").fill("Two weeks fit our releases.");
  await page.getByRole("button", { name: "Make a new version" }).click();
  const newest = page.locator("main tbody tr").first();
  await newest.getByText("In force").waitFor();
  await page.waitForFunction(() => document.querySelectorAll("main tbody tr").length === 2);
  assert.match(await newest.innerText(), /^2.*14 d.*Two weeks fit our releases/s);
  assert.match(await page.locator("main tbody tr").nth(1).innerText(), /10 d/);

  const reader = await site.visit({ as: "victor" });
  await reader.open("/admin/policies");
  assert.equal(await reader.page.locator("main input, main textarea").count(), 0);
  assert.match(await reader.page.locator("main").innerText(), /Corrective items, days\s*14/);
});

test("a calendar address is shown once, is read by calendars, and ends when it is revoked", async () => {
  const visitor = await site.visit({ as: "dave" });
  const { page } = visitor;
  await visitor.open("/me");
  await page.getByRole("button", { name: "Make a calendar address" }).click();
  const field = dialog(page).locator("input[readonly]");
  await field.waitFor();
  assert.match(await dialog(page).innerText(), /Whoever has the address reads titles and due dates/);
  const { pathname } = new URL(await field.inputValue());
  await dialog(page).getByRole("button", { name: "Done" }).click();
  await gone(page);
  await visitor.focus();
  await page.getByText("No calendar has read it yet.").waitFor();
  const calendar = () => fetch(`${site.server.url}${pathname}`);
  const answer = await calendar();
  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /^BEGIN:VCALENDAR\r\n/);
  await page.reload();
  await visitor.settled();
  await page.getByText("Last read by a calendar").waitFor();
  assert.doesNotMatch(await page.content(), new RegExp(pathname.slice(-20)), "it is not shown again");
  await page.locator("section", { has: page.locator("#me-calendar") }).getByRole("button", { name: "Revoke" }).click();
  await dialog(page).getByRole("button", { name: "Revoke the address" }).click();
  await page.getByRole("button", { name: "Make a calendar address" }).waitFor();
  await visitor.focus();
  assert.equal((await calendar()).status, 404);
});

test("the report says what its numbers mean, by service, lens and team, and comes as CSV", async () => {
  await given("oliver", "Measure the queue");
  const visitor = await site.visit({ as: "victor" });
  const { page } = visitor;
  await visitor.open("/insights/repairs");
  await page.getByText("By service, lens or team, never by person.").waitFor();
  await page.locator("tr.total").waitFor();
  await page.getByRole("link", { name: "By lens" }).click();
  await page.waitForURL(/by=lens/);
  await page.getByRole("rowheader", { name: "Process" }).waitFor();
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download CSV" }).click();
  const download = await coming;
  assert.match(download.suggestedFilename(), /^repair-report-by-lens-\d{4}-\d\d-\d\d\.csv$/);
  const lines = (await readFile(await download.path(), "utf8")).trim().split(/\r?\n/);
  assert.ok(lines.length >= 2, "a head and rows");
  await page.locator("tr.total a").first().click();
  await page.waitForURL(/\/repairs\?tab=all$/);
});

test("an import is checked first, line by line, and brings nothing in while there is a problem", async () => {
  await given("oliver", "Try the restore");
  const visitor = await site.visit({ as: EVERYTHING });
  const { page } = visitor;
  await visitor.open("/repairs/import");
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download a template" }).click();
  const template = await readFile(await (await coming).path(), "utf8");
  const head = template.trim();
  assert.ok(head.includes(",") && !head.includes("\n"), "the template is the head line");
  const bring = page.getByRole("button", { name: "Bring in" });
  assert.ok(await bring.isDisabled());
  const wrong = head.split(",").map(() => "no such thing").join(",");
  await page.getByLabel("CSV file").setInputFiles({ name: "items.csv", mimeType: "text/csv", buffer: Buffer.from(`${head}\n${wrong}\n`) });
  await page.waitForFunction(() => document.querySelector("main textarea").value.includes("no such thing"));
  await page.getByRole("button", { name: "Check" }).click();
  await page.locator(".trouble tbody tr").first().waitFor();
  assert.match(await page.locator(".trouble tbody tr").first().innerText(), /^(Line )?2\s/);
  assert.ok(await bring.isDisabled(), "nothing can be brought in");
  await visitor.focus();

  const exported = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export all items" }).click();
  const all = await readFile(await (await exported).path(), "utf8");
  await page.getByLabel("Or paste lines").fill(all);
  await page.getByRole("button", { name: "Check" }).click();
  await page.getByRole("heading", { name: "No problem found" }).waitFor();
  assert.match(await page.locator(".transfer-result").innerText(), /0 would be made/, "an export comes back as it went");
  await bring.click();
  await page.getByRole("heading", { name: "Brought in" }).waitFor();

  await visitor.follow("/repairs?tab=all&q=restore");
  const selected = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const some = await readFile(await (await selected).path(), "utf8");
  assert.ok(some.includes("Try the restore"), "the filter of the list counts");
});

test("who may not see or change these things is not offered them", async () => {
  const visitor = await site.visit({ as: "victor" });
  const { page } = visitor;
  await visitor.open("/inbox");
  assert.equal(await page.locator('nav.rail a[href="/admin/webhooks"], nav.rail a[href="/admin/trackers"]').count(), 0);
  await visitor.open("/admin/webhooks");
  await page.locator("main [role=alert]").waitFor();
  assert.equal(await page.getByRole("button", { name: "Add a webhook" }).count(), 0);
  await visitor.open("/repairs/import");
  assert.equal(await page.getByRole("button", { name: "Bring in" }).count(), 0);
  visitor.expect(/status of 4\d\d/);
});
