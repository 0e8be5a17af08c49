// Repair items: one's own by keys alone, the board by menu, key and pointer, ideas without a clock, dates over policy, the page of one item, and
// what stands beside problems, causes and incidents.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Keyboard } from "./support/keyboard.mjs";
import { EVERYTHING } from "./support/screens.mjs";
import { api } from "./support/server.mjs";
import { suite } from "./support/suite.mjs";

const site = suite();

/** From the answer of the API until it is on screen, milliseconds. */
const SOON = { timeout: 1_500 };

const FIELDS = "id reference version status dueAt isOverPolicy duePolicy { policyDueAt days version } effectiveness { result observed }";

/** The talk's first problem: its analysis has confirmed root causes. */
const ground = async (graphql) => {
  const { problemByReference, viewer, teams } = await graphql(
    `query Ground { problemByReference(reference: "PRB-1") { id title rca { causes(first: 100) { nodes { id text isRootCause } } } }
      viewer { id name } teams(first: 1) { nodes { id name } } }`,
    {},
  );
  const root = problemByReference.rca.causes.nodes.find((cause) => cause.isRootCause);
  assert.ok(root, "PRB-1 has a confirmed root cause");
  return { problem: problemByReference, root, viewer, team: teams.nodes[0] };
};

const propose = async (graphql, title, more = {}) => {
  const { problem, root, viewer, team } = await ground(graphql);
  const { createRepairItem } = await graphql(
    `mutation Propose($input: CreateRepairItemInput!) { createRepairItem(input: $input) { repairItem { ${FIELDS} } } }`,
    {
      input: {
        problemId: problem.id,
        causeIds: [root.id],
        title,
        kind: "CORRECTIVE",
        lens: "TECHNICAL",
        strength: "STRONG",
        ownerId: viewer.id,
        teamId: team.id,
        doneCondition: "the load test passes at nine times the load",
        ...more,
      },
    },
  );
  return createRepairItem.repairItem;
};

const step = async (graphql, { id, version }, status) => {
  const { changeRepairItemStatus } = await graphql(
    `mutation Step($input: ChangeRepairItemStatusInput!) { changeRepairItemStatus(input: $input) { repairItem { ${FIELDS} } } }`,
    { input: { id, version, status } },
  );
  return changeRepairItemStatus.repairItem;
};

const committed = async (graphql, title, more) => step(graphql, await propose(graphql, title, more), "COMMITTED");

const read = async (graphql, { reference }) => {
  const { repairItemByReference } = await graphql(
    `query One($reference: String!) { repairItemByReference(reference: $reference) { ${FIELDS} title notes(first: 20) { nodes { kind body } } } }`,
    { reference },
  );
  return repairItemByReference;
};

/** Waits until an item has come to a state on the server. */
const comes = async (graphql, item, status) => {
  for (let tries = 0; tries < 30; tries += 1) {
    const now = await read(graphql, item);
    if (now.status === status) return now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${item.reference} does not come to ${status}`);
};

const row = (page, { id }) => page.locator(`tr[data-repair="${id}"]:not(.tray)`);
const tray = (page, { id }) => page.locator(`tr.tray[data-repair="${id}"]`);
const card = (page, { id }) => page.locator(`.card[data-repair="${id}"]`);
const column = (page, status) => page.locator(`.col[data-column="${status}"]`);
const within = (page, status, { id }) => column(page, status).locator(`.card[data-repair="${id}"]`);
const link = ({ id }) => `[data-repair="${id}"] a[data-row]`;

/** The text of an element on one line. */
const text = async (locator) => (await locator.innerText()).replaceAll(/\s+/g, " ");

/** A day so far ahead, as a date field wants it. */
const ahead = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Steps by J until an item has the focus. */
async function standOn(keys, page, item) {
  await page.locator("main h1").focus();
  for (let most = 60; most > 0; most -= 1) {
    await keys.press("j");
    if (await page.evaluate((id) => document.activeElement.closest("[data-repair]")?.dataset.repair === id, item.id)) return;
  }
  throw new Error(`J does not reach ${item.reference}`);
}

/** Tabs in the dialog until the button with these words has the focus, and presses it. */
async function choose(keys, page, words) {
  await keys.lands("dialog[open] .moves button");
  for (let most = 10; most > 0; most -= 1) {
    if ((await page.evaluate(() => document.activeElement.innerText)) === words) return keys.press("Enter");
    await keys.press("Tab");
    await keys.stop();
  }
  throw new Error(`the dialog has no ${words}`);
}

test("my repair items by keys alone: status, note, a later date with its reason, done, and the check", async () => {
  const graphql = await api(site.server, EVERYTHING);
  const item = await committed(graphql, "Page the on-call role when error rate passes 1 %");
  const visitor = await site.visit({ as: EVERYTHING });
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open("/repairs");
  assert.equal(await page.locator("main h1").innerText(), "My repair items");
  assert.match(await text(page.locator(".rmeta")), /Clocks count calendar days from the day the root cause was confirmed\. Policy version \d+\./);
  await standOn(keys, page, item);
  await keys.stop();

  await keys.press("s");
  await choose(keys, page, "In progress");
  await comes(graphql, item, "IN_PROGRESS");
  await row(page, item).getByText("In progress").waitFor(SOON);
  await keys.lands(link(item));
  await keys.stop();

  await keys.press("n");
  await keys.lands(".tray textarea");
  // The letters of every shortcut are only letters here.
  await keys.type("snippet: peer reviewed, jk");
  await keys.press("Control+Enter");
  await tray(page, item).waitFor({ state: "detached" });
  await keys.lands(link(item));
  assert.ok((await read(graphql, item)).notes.nodes.some((note) => note.body.startsWith("snippet: peer")));

  await keys.press("p");
  await keys.lands(".tray input");
  await keys.press("Escape");
  await keys.lands(link(item));
  await keys.press("p");
  await keys.lands(".tray input");
  const due = ahead(400);
  await page.locator(".tray input[type=date]").fill(due);
  await keys.tabTo(".tray textarea");
  await keys.type("The vendor delivers in spring.");
  await keys.press("Control+Enter");
  // Whoever may approve a date beyond the policy approves it by asking for it.
  await tray(page, item).waitFor({ state: "detached" });
  await keys.lands(link(item));
  const over = row(page, item).getByRole("button", { name: "Over policy" });
  await over.waitFor();
  await keys.tabTo(`[data-repair="${item.id}"] .over-policy button`);
  await row(page, item).getByRole("tooltip").getByText("The vendor delivers in spring.").waitFor();
  const moved = await read(graphql, item);
  assert.ok(moved.isOverPolicy && moved.dueAt.startsWith(due.slice(0, 7)));

  await standOn(keys, page, item);
  await keys.press("s");
  await choose(keys, page, "Done");
  await comes(graphql, item, "DONE");
  await page.locator("tbody", { hasText: "Done, waiting for a check" }).locator(`tr[data-repair="${item.id}"]`).first().waitFor(SOON);
  await keys.lands(link(item));

  await keys.press("r");
  await keys.lands(".tray input");
  await keys.type("Detection time, min");
  for (const words of ["75", "5", "4"]) {
    await keys.press("Tab");
    await keys.type(words);
  }
  await keys.press("Control+Enter");
  const checked = await comes(graphql, item, "EFFECTIVE");
  assert.deepEqual(checked.effectiveness, { result: "EFFECTIVE", observed: "4" });
  await keys.lands(link(item));
  await keys.stop();
  await keys.press("Enter");
  await page.waitForURL(new RegExp(`/repairs/${item.reference}$`));
});

test("a date over policy is refused in place until somebody who may approve it is named", async () => {
  const graphql = await api(site.server, "dave");
  const item = await committed(graphql, "Block a release that drops an index");
  const visitor = await site.visit({ as: "dave" });
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open("/repairs");
  await standOn(keys, page, item);
  await keys.press("p");
  await keys.lands(".tray input");
  await page.locator(".tray input[type=date]").fill(ahead(400));
  await keys.tabTo(".tray textarea");
  await keys.type("The vendor delivers in spring.");
  await keys.press("Control+Enter");
  const refusal = tray(page, item).getByRole("alert");
  await refusal.waitFor();
  assert.match(await text(refusal), /ACT-03/, "with its rule");
  assert.equal(await page.locator(".tray textarea").inputValue(), "The vendor delivers in spring.", "what was typed is kept");
  assert.equal((await read(graphql, item)).isOverPolicy, false);
  await page.locator(".tray select").selectOption({ label: "Tech Lead Taylor" });
  await keys.tabTo(".tray button[type=submit]");
  await keys.press("Enter");
  await tray(page, item).waitFor({ state: "detached" });
  assert.ok((await read(graphql, item)).isOverPolicy);
});

test("single keys do nothing once they are switched off", async () => {
  const graphql = await api(site.server, EVERYTHING);
  const item = await committed(graphql, "Drain workers before a deploy");
  const visitor = await site.visit({ as: EVERYTHING });
  const { page } = visitor;
  await visitor.open("/repairs");
  await page.evaluate(() => localStorage.setItem("coalmine.keys", "off"));
  await visitor.open("/repairs");
  await page.locator(link(item)).focus();
  for (const key of ["s", "n", "p", "e", "r", "i"]) await page.keyboard.press(key);
  assert.equal(await page.locator("dialog[open], .tray").count(), 0);
});

test("an idea has no clock; committing to it starts one", async () => {
  const graphql = await api(site.server, EVERYTHING);
  const item = await propose(graphql, "Add a query-plan check to the review");
  assert.equal(item.dueAt, null);
  const visitor = await site.visit({ as: EVERYTHING });
  const { page } = visitor;
  await visitor.open("/repairs");
  const ideas = page.locator("tbody", { hasText: "Proposed, ideas without a clock" });
  const one = ideas.locator(`tr[data-repair="${item.id}"]`);
  assert.match(await text(one), /Corrective idea, no clock/);
  assert.match(await text(one), /No clock yet/);
  assert.equal(await one.locator(".rclock svg").count(), 0);
  await one.getByRole("button", { name: `Actions on ${item.reference}` }).click();
  await page.locator("dialog[open]").getByRole("button", { name: "Change the status" }).click();
  await page.locator("dialog[open] .moves").getByRole("button", { name: "Committed" }).click();
  await comes(graphql, item, "COMMITTED");
  await row(page, item).locator(".rclock svg").waitFor(SOON);
  assert.match(await text(row(page, item)), /Corrective day \d+ of \d+/);
  await ideas.locator(`tr[data-repair="${item.id}"]`).waitFor({ state: "detached" });
});

test("a gate that is not met keeps an idea where it is, and says why in its row", async () => {
  const graphql = await api(site.server, EVERYTHING);
  const item = await propose(graphql, "Split the pool of connections", { causeIds: [] });
  const visitor = await site.visit({ as: EVERYTHING });
  const { page } = visitor;
  await visitor.open("/repairs");
  await page.locator(link(item)).focus();
  await page.keyboard.press("s");
  await page.locator("dialog[open] .moves").getByRole("button", { name: "Committed" }).click();
  const refusal = row(page, item).getByRole("alert");
  await refusal.getByText("Not moved to committed.").waitFor();
  assert.match(await text(refusal), /ACT-01/);
  await refusal.getByRole("button", { name: "Dismiss" }).click();
  await refusal.waitFor({ state: "detached" });
});

test("not doing asks for reason and approver, and is kept as a decision", async () => {
  const graphql = await api(site.server, EVERYTHING);
  const item = await committed(graphql, "Rewrite the importer");
  const visitor = await site.visit({ as: EVERYTHING });
  const { page } = visitor;
  await visitor.open("/repairs");
  await page.locator(link(item)).focus();
  await page.keyboard.press("s");
  await page.locator("dialog[open] .moves").getByRole("button", { name: "Not doing" }).click();
  const dialog = page.locator("dialog[open]", { hasText: `Decide not to do ${item.reference}` });
  await dialog.getByRole("button", { name: "Record the decision" }).click();
  await dialog.getByText("Say why.").first().waitFor();
  await dialog.getByLabel("Reason").fill("The importer is switched off in March.");
  await dialog.getByRole("button", { name: "Record the decision" }).click();
  await comes(graphql, item, "NOT_DOING");
  await visitor.follow("/repairs?tab=declined");
  await row(page, item).getByText("The importer is switched off in March.").waitFor();
  assert.match(await text(row(page, item)), /Approved by/);
});

test("the board moves a card by menu, by key and by pointer, and all three come to the same", async () => {
  const graphql = await api(site.server, EVERYTHING);
  const items = [];
  for (const title of ["Board: by menu", "Board: by key", "Board: by pointer"]) items.push(await committed(graphql, title));
  const [byMenu, byKey, byPointer] = items;
  const visitor = await site.visit({ as: EVERYTHING });
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open("/repairs?view=board&q=Board%3A");
  assert.deepEqual(
    await page.locator(".col[data-column]:not(.end)").evaluateAll((all) => all.map((one) => one.dataset.column)),
    ["PROPOSED", "COMMITTED", "IN_PROGRESS", "DONE", "EFFECTIVE", "REOPENED"],
  );

  await card(page, byMenu).getByRole("button", { name: `Move ${byMenu.reference}` }).click();
  await page.locator("dialog[open]").getByRole("button", { name: "In progress" }).click();
  await within(page, "IN_PROGRESS", byMenu).waitFor(SOON);
  await keys.lands(link(byMenu));
  await standOn(keys, page, byKey);
  await keys.press("m");
  await choose(keys, page, "In progress");
  await within(page, "IN_PROGRESS", byKey).waitFor(SOON);
  await keys.lands(link(byKey));
  await keys.stop();

  const from = await card(page, byPointer).locator(".card-low").boundingBox();
  const to = await column(page, "IN_PROGRESS").boundingBox();
  await page.mouse.move(from.x + 10, from.y + 6);
  await page.mouse.down();
  await page.mouse.move(from.x + 40, from.y + 20);
  await page.mouse.move(to.x + to.width / 2, to.y + 40, { steps: 4 });
  await page.locator('.col.over[data-column="IN_PROGRESS"]').waitFor();
  await page.mouse.up();
  await within(page, "IN_PROGRESS", byPointer).waitFor(SOON);
  assert.equal(new URL(page.url()).pathname, "/repairs", "a move opens nothing");
  for (const item of items) assert.equal((await comes(graphql, item, "IN_PROGRESS")).status, "IN_PROGRESS");
});

test("a drop on effective opens the check; only a done item has it", async () => {
  const graphql = await api(site.server, EVERYTHING);
  const done = await step(graphql, await committed(graphql, "Proof: done"), "DONE");
  const early = await committed(graphql, "Proof: early");
  const visitor = await site.visit({ as: EVERYTHING });
  const { page } = visitor;
  await visitor.open("/repairs?view=board&q=Proof%3A");
  const drop = async (item) => {
    const from = await card(page, item).locator(".card-low").boundingBox();
    const to = await column(page, "EFFECTIVE").boundingBox();
    await page.mouse.move(from.x + 10, from.y + 6);
    await page.mouse.down();
    await page.mouse.move(from.x + 40, from.y + 20);
    await page.mouse.move(to.x + to.width / 2, to.y + 60, { steps: 4 });
    await page.mouse.up();
  };
  await drop(early);
  await within(page, "COMMITTED", early).getByRole("alert").getByText("ACT-10").waitFor();
  await drop(done);
  const dialog = page.locator("dialog[open]", { hasText: `Check of ${done.reference}` });
  await dialog.getByLabel("Metric").fill("503 rate");
  await dialog.getByLabel("Target").fill("≤ 0.1 %");
  await dialog.getByLabel("Measured").fill("0.02 %");
  await dialog.getByLabel("Result").selectOption({ label: "Effective" });
  await dialog.getByRole("button", { name: "Record check" }).click();
  await within(page, "EFFECTIVE", done).waitFor(SOON);
});

test("a step over somebody else's change offers theirs and mine", async () => {
  const graphql = await api(site.server, EVERYTHING);
  const item = await committed(graphql, "Warm the cache after a deploy");
  const visitor = await site.visit({ as: EVERYTHING });
  const { page } = visitor;
  await visitor.open("/repairs");
  let first = true;
  await page.route("**/graphql", async (route) => {
    if (first && route.request().postDataJSON().operationName === "ChangeRepairStatus") {
      first = false;
      await step(graphql, item, "IN_PROGRESS");
    }
    return route.continue();
  });
  await page.locator(link(item)).focus();
  await page.keyboard.press("s");
  await page.locator("dialog[open] .moves").getByRole("button", { name: "Done", exact: true }).click();
  const refusal = row(page, item).getByRole("alert");
  await refusal.getByText("Somebody changed it meanwhile: it is in progress now.").waitFor();
  await refusal.getByRole("button", { name: "Move it all the same" }).click();
  await comes(graphql, item, "DONE");
});

test("a new item: the causes of the problem to choose from, a preview of its clock, and what the rules say once it is saved", async () => {
  const graphql = await api(site.server, EVERYTHING);
  const { problem, root } = await ground(graphql);
  const visitor = await site.visit({ as: EVERYTHING });
  const { page } = visitor;
  await visitor.open("/problems/PRB-1/repairs");
  await page.getByRole("button", { name: "New repair item" }).click();
  const dialog = page.locator("dialog[open]", { hasText: "New repair item" });
  await dialog.getByText(problem.title).waitFor();
  await dialog.getByLabel(root.text).check();
  await dialog.locator(".clock-preview").getByText(/10 calendar days after the root cause was confirmed/).waitFor();
  await dialog.getByLabel("Kind").selectOption({ label: "Preventive" });
  await dialog.getByLabel("What it changes").waitFor();
  assert.match(await dialog.getByLabel("Horizon").evaluate((select) => select.selectedOptions[0].innerText), /^Medium/);
  await dialog.getByRole("button", { name: /^Propose/ }).click();
  await dialog.getByText("Say what will be different, beginning with a verb.").first().waitFor();
  await dialog.getByLabel("Title").fill("Look into monitoring");
  await dialog.getByRole("button", { name: /^Propose/ }).click();
  const after = page.locator("dialog[open] .after-saving");
  await after.waitFor();
  assert.match(await text(after), /ACT-06/, "an open verb is told, and saved all the same");
  await after.getByRole("link", { name: /^Open REP-/ }).click();
  await page.waitForURL(/\/repairs\/REP-\d+$/);
  await visitor.settled();
  assert.equal(await page.locator("main h1").innerText(), "Look into monitoring");
});

test("the page of one item: next steps, notes, edit, and the issue it follows", async () => {
  const graphql = await api(site.server, EVERYTHING);
  const { root } = await ground(graphql);
  const item = await committed(graphql, "Limit the search to two hundred rows");
  const visitor = await site.visit({ as: EVERYTHING });
  const { page } = visitor;
  await visitor.open(`/repairs/${item.id}`);
  await page.waitForURL(new RegExp(`/repairs/${item.reference}$`));
  assert.match(await page.title(), new RegExp(`^${item.reference} Limit the search`));
  await page.locator(".acts-on", { hasText: root.text }).waitFor();
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await comes(graphql, item, "IN_PROGRESS");
  await page.getByRole("button", { name: "Mark as done" }).waitFor();
  await page.getByLabel("Add a note").fill("The index is built.");
  await page.getByRole("button", { name: "Add the note" }).click();
  await page.locator(".rnotes", { hasText: "The index is built." }).waitFor();
  await page.locator("main h1").focus();
  await page.keyboard.press("e");
  const dialog = page.locator("dialog[open]", { hasText: `Edit ${item.reference}` });
  await dialog.getByLabel("Title").fill("Limit every search to two hundred rows");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.locator("main h1", { hasText: "Limit every search" }).waitFor();
  await page.getByLabel("Address of the issue").fill("no address");
  await page.getByRole("button", { name: "Link the issue" }).click();
  await page.locator(".side").getByRole("alert").waitFor();
});

test("items stand beside their cause, their problem and its incidents", async () => {
  const graphql = await api(site.server, EVERYTHING);
  const { root } = await ground(graphql);
  const item = await committed(graphql, "Alert on slow queries");
  const visitor = await site.visit({ as: EVERYTHING });
  const { page } = visitor;
  await visitor.open(`/problems/PRB-1/rca/whys?cause=${root.id}`);
  const inspector = page.locator(".insp");
  // Only the first ones stand there; which, depends on what others made.
  await inspector.getByText(/^REP-\d+$/).first().waitFor();
  await inspector.getByRole("button", { name: "Add repair item" }).click();
  assert.ok(await page.locator("dialog[open]").getByLabel(root.text).isChecked(), "the cause is chosen already");
  await page.keyboard.press("Escape");
  await visitor.follow("/problems/PRB-1/repairs");
  await row(page, item).waitFor();
  assert.match(await text(page.locator('nav[aria-label="Problem"]')), /Repair items \d+/);
  await visitor.follow("/problems?board=1");
  await page.locator(".card", { hasText: "PRB-1 " }).getByText(/repair items? (open|overdue)|of \d+ repair items? overdue/).first().waitFor();
  await visitor.follow("/incidents/INC-1");
  await page.locator(".side .probs .repair-lines li").first().waitFor();
});

test("what others change stays in its place; what they propose is counted", async () => {
  const graphql = await api(site.server, EVERYTHING);
  const item = await committed(graphql, "Cap retries of the client");
  const visitor = await site.visit({ as: EVERYTHING });
  const { page } = visitor;
  await visitor.open("/repairs?tab=all&q=Cap%20retries");
  await row(page, item).waitFor();
  const now = await step(graphql, item, "DONE");
  assert.equal(now.status, "DONE");
  await page.getByRole("button", { name: "1 new or moved, show" }).click();
  await page.locator("tbody", { hasText: "Done, waiting for a check" }).locator(`tr[data-repair="${item.id}"]`).waitFor();
});

test("who may only read is offered nothing else", async () => {
  const graphql = await api(site.server, EVERYTHING);
  const item = await committed(graphql, "Rotate the certificates by machine");
  const visitor = await site.visit({ as: "victor" });
  const { page } = visitor;
  await visitor.open("/repairs?tab=all");
  await row(page, item).waitFor();
  assert.equal(await page.getByRole("button", { name: "New item" }).count(), 0);
  assert.equal(await page.getByRole("button", { name: /^Actions on / }).count(), 0);
  await visitor.follow("/repairs?tab=all&view=board");
  await page.locator(".card").first().waitFor();
  assert.equal(await page.locator(".card .grip").count(), 0);
});

test("on a phone nothing scrolls sideways", async () => {
  const graphql = await api(site.server, EVERYTHING);
  const item = await committed(graphql, "Show every service and its logs on one page");
  const visitor = await site.visit({ as: EVERYTHING, width: 390 });
  const { page } = visitor;
  await visitor.open("/repairs");
  for (const path of ["/repairs", "/repairs?tab=all&view=board", "/repairs?tab=declined", `/repairs/${item.reference}`, "/problems/PRB-1/repairs", "/problems/PRB-1/repairs?view=board"]) {
    await visitor.follow(path);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${path} is ${wide} px too wide`);
  }
});
