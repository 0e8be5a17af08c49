// Problems: board and list, moving by menu, key and pointer, refused gates, opening from an incident, linking, workarounds, risks.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Keyboard } from "./support/keyboard.mjs";
import { EVERYTHING } from "./support/screens.mjs";
import { api } from "./support/server.mjs";
import { suite } from "./support/suite.mjs";

const site = suite();

/** From the answer of the API until it is on screen, milliseconds. */
const SOON = { timeout: 1_500 };

const FIELDS = "id reference version status";

const open = async (graphql, input) => {
  const { openProblem } = await graphql(
    `mutation Open($input: OpenProblemInput!) { openProblem(input: $input) { problem { ${FIELDS} } } }`,
    { input },
  );
  return openProblem.problem;
};

const read = async (graphql, reference) => {
  const { problemByReference } = await graphql(
    `query One($reference: String!) { problemByReference(reference: $reference) { ${FIELDS} title } }`,
    { reference },
  );
  return problemByReference;
};

const move = async (graphql, { id, version }, status) => {
  const { changeProblemStatus } = await graphql(
    `mutation Move($input: ChangeProblemStatusInput!) { changeProblemStatus(input: $input) { problem { ${FIELDS} } } }`,
    { input: { id, version, status } },
  );
  return changeProblemStatus.problem;
};

const rename = (graphql, { id, version }, title) =>
  graphql("mutation Rename($input: UpdateProblemInput!) { updateProblem(input: $input) { problem { version } } }", {
    input: { id, version, title },
  });

const incident = async (graphql, reference) => {
  const { incidentByReference } = await graphql(
    "query One($reference: String!) { incidentByReference(reference: $reference) { id title services { id } } }",
    { reference },
  );
  return incidentByReference;
};

const card = (page, { id }) => page.locator(`.card[data-problem="${id}"]`);
const column = (page, status) => page.locator(`.col[data-column="${status}"]`);
const within = (page, status, problem) => column(page, status).locator(`.card[data-problem="${problem.id}"]`);

/** The text of an element on one line. */
const text = async (locator) => (await locator.innerText()).replaceAll(/\s+/g, " ");

test("the board has a column for each status that is worked in, and counts what has ended", async () => {
  const graphql = await api(site.server, EVERYTHING);
  const visitor = await site.visit({ as: EVERYTHING });
  const { page } = visitor;
  await visitor.open("/problems?board=1");
  assert.deepEqual(
    await page.locator(".col[data-column]:not(.end)").evaluateAll((all) => all.map((one) => one.dataset.column)),
    ["IDENTIFIED", "IN_ANALYSIS", "ROOT_CAUSE_CONFIRMED", "KNOWN_ERROR", "FIX_IN_PROGRESS", "MEASURING"],
  );
  assert.match(await text(page.locator(".ends")), /Closed \d+ Accepted risk \d+/);
  const before = Number(await column(page, "IDENTIFIED").locator("h2 .n").innerText());
  const made = await open(graphql, { title: "Fares of yesterday stay on sale" });
  const one = within(page, "IDENTIFIED", made);
  await one.waitFor(SOON);
  assert.equal(Number(await column(page, "IDENTIFIED").locator("h2 .n").innerText()), before + 1);
  const words = await text(one);
  for (const part of [made.reference, "No incident", "0/6", "0 of 6 steps passed", "never came back"]) {
    assert.ok(words.includes(part), `${part} is on the card: ${words}`);
  }
  await one.locator("a[data-row]").click();
  await page.waitForURL(new RegExp(`/problems/${made.reference}$`));
  await visitor.settled();
  assert.match(await page.title(), new RegExp(`^${made.reference} Fares of yesterday`));
});

test("a card moves by J, M and the menu, and the focus stays with it", async () => {
  const graphql = await api(site.server, "oliver");
  const made = await open(graphql, { title: "Seat maps time out on phones" });
  const visitor = await site.visit({ as: "oliver" });
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open("/problems?board=1");
  await page.locator("main h1").focus();
  for (let most = 40; most > 0; most -= 1) {
    await keys.press("j");
    if (await page.evaluate((id) => document.activeElement.closest("[data-problem]")?.dataset.problem === id, made.id)) break;
  }
  await keys.stop();
  await keys.press("m");
  await keys.lands("dialog[open] .moves button");
  assert.match(await text(page.locator("dialog[open]")), /Seat maps time out on phones · now Identified/);
  await keys.stop();
  await keys.press("Escape");
  await keys.lands(`[data-problem="${made.id}"] a[data-row]`);
  await keys.press("m");
  await keys.lands("dialog[open] .moves button");
  await keys.press("Enter");
  await within(page, "IN_ANALYSIS", made).waitFor(SOON);
  await keys.lands(`[data-problem="${made.id}"] a[data-row]`);
  await keys.stop();
  await page.waitForFunction((id) => !document.querySelector(`[data-problem="${id}"].pending`), made.id);
  assert.equal((await read(graphql, made.reference)).status, "IN_ANALYSIS");
});

test("a refused gate gives the card back and says why in place, with the way to the analysis", async () => {
  const graphql = await api(site.server, "oliver");
  const made = await move(graphql, await open(graphql, { title: "Invoices of large groups fail" }), "IN_ANALYSIS");
  const visitor = await site.visit({ as: "oliver" });
  const { page } = visitor;
  await visitor.open("/problems?board=1");
  await within(page, "IN_ANALYSIS", made).getByRole("button", { name: `Move ${made.reference}` }).click();
  await page.locator("dialog[open]").getByRole("button", { name: "Root cause confirmed" }).click();
  const refusal = within(page, "IN_ANALYSIS", made).getByRole("alert");
  await refusal.waitFor();
  assert.match(await text(refusal), /Not moved to root cause confirmed\. .+VOC-04/);
  assert.equal(await refusal.getByRole("link").getAttribute("href"), `/problems/${made.reference}/rca`);
  assert.equal((await read(graphql, made.reference)).status, "IN_ANALYSIS");
  await refusal.getByRole("button", { name: "Dismiss" }).click();
  await refusal.waitFor({ state: "detached" });
  await visitor.focus();
});

test("the pointer does what the menu does, and Escape gives a card back", async () => {
  const graphql = await api(site.server, "oliver");
  const made = await open(graphql, { title: "Two alarms for one failure" });
  const visitor = await site.visit({ as: "oliver" });
  const { page } = visitor;
  await visitor.open("/problems?board=1");
  const grab = async () => {
    const from = await card(page, made).locator(".card-low").boundingBox();
    const to = await column(page, "IN_ANALYSIS").boundingBox();
    await page.mouse.move(from.x + 10, from.y + 6);
    await page.mouse.down();
    await page.mouse.move(from.x + 40, from.y + 20);
    await page.mouse.move(to.x + to.width / 2, to.y + 200, { steps: 4 });
    await page.locator('.col.over[data-column="IN_ANALYSIS"]').waitFor();
  };
  await grab();
  await page.keyboard.press("Escape");
  await page.mouse.up();
  assert.equal(await page.locator(".card.dragging, .col.over").count(), 0);
  assert.equal(await within(page, "IDENTIFIED", made).count(), 1, "it is back");
  await grab();
  await page.mouse.up();
  await within(page, "IN_ANALYSIS", made).waitFor(SOON);
  assert.equal(new URL(page.url()).pathname, "/problems", "a move opens nothing");
  await page.waitForFunction((id) => !document.querySelector(`[data-problem="${id}"].pending`), made.id);
  assert.equal((await read(graphql, made.reference)).status, "IN_ANALYSIS");
});

test("a step over somebody else's change is told, not forced", async () => {
  const graphql = await api(site.server, EVERYTHING);
  const made = await open(graphql, { title: "Search forgets accents" });
  const visitor = await site.visit({ as: "oliver" });
  const { page } = visitor;
  await visitor.open("/problems?board=1");
  await page.route("**/graphql", async (route) => {
    if (route.request().postDataJSON().operationName === "ChangeProblemStatus") {
      await rename(graphql, made, "Search forgets accents and umlauts");
    }
    return route.continue();
  });
  await card(page, made).getByRole("button", { name: `Move ${made.reference}` }).click();
  await page.locator("dialog[open]").getByRole("button", { name: "In analysis" }).click();
  await within(page, "IDENTIFIED", made).getByRole("alert").getByText("Somebody changed it meanwhile").waitFor();
  await within(page, "IDENTIFIED", made).getByText("and umlauts").waitFor();
});

test("filters stand in the address, and an empty board says what to do", async () => {
  const visitor = await site.visit({ as: "meena" });
  const { page } = visitor;
  await visitor.open("/problems?board=1&q=nothing-is-called-this");
  await page.getByRole("heading", { name: "No problem matches these filters" }).waitFor();
  await page.locator(".state").getByRole("link", { name: "Clear filters" }).click();
  await page.waitForURL((url) => url.search === "?board=1");
  await column(page, "IDENTIFIED").waitFor();
  await page.locator("summary.filter", { hasText: "Status" }).click();
  await page.getByRole("checkbox", { name: "In analysis" }).check();
  await page.waitForURL((url) => url.searchParams.get("status") === "IN_ANALYSIS");
  await column(page, "IDENTIFIED").waitFor({ state: "detached" });
  await column(page, "IN_ANALYSIS").waitFor();
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "List" }).click();
  await page.waitForURL((url) => url.searchParams.get("status") === "IN_ANALYSIS" && !url.searchParams.has("board"));
  await visitor.settled();
  const words = await page.locator("tbody .c-status").allInnerTexts();
  assert.ok(words.length > 0 && words.every((one) => one.includes("In analysis")), words.join());
});

test("rows by J and K, preview by Space, Enter opens, Back returns", async () => {
  const visitor = await site.visit({ as: "oliver" });
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open("/problems");
  await keys.press("j");
  const row = () => page.evaluate(() => document.activeElement.closest("tr")?.querySelector(".key").innerText);
  const first = await row();
  await keys.stop();
  await keys.press("j");
  assert.notEqual(await row(), first);
  await keys.press("k", "Space");
  await page.locator(".preview.open", { hasText: first }).waitFor();
  await keys.press("Enter");
  await page.waitForURL(new RegExp(`/problems/${first}$`));
  await visitor.settled();
  await keys.lands("h1");
  await page.goBack();
  await page.locator("a[data-row]").first().waitFor();
  assert.equal(await page.title(), "Problems · Coalmine");
});

test("a problem is opened from an incident by keyboard, and each shows the other", async () => {
  const visitor = await site.visit({ as: "oliver" });
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open("/incidents/INC-3");
  const title = await page.locator("main h1").innerText();
  await page.locator("main h1").focus();
  await keys.press("p");
  await keys.lands("dialog[open] input[type=text]");
  await keys.stop();
  const dialog = page.locator("dialog[open]");
  assert.equal(await dialog.locator("input[type=text]").first().inputValue(), title);
  await dialog.locator(".linked .members", { hasText: "INC-3" }).waitFor();
  await keys.press("Control+a");
  await keys.type("Nobody notices a full disk");
  await keys.press("Control+Enter");
  await page.waitForURL(/\/problems\/PRB-\d+$/);
  await visitor.settled();
  await keys.lands("h1");
  const reference = new URL(page.url()).pathname.split("/").pop();
  assert.match(await text(page.locator(".pfacts")), /Incidents 1/);
  await visitor.follow(`/problems/${reference}/incidents`);
  await page.getByRole("link", { name: /INC-3/ }).first().waitFor();
  await visitor.follow("/incidents/INC-3");
  await page.locator(".side .probs", { hasText: `${reference} Nobody notices a full disk` }).waitFor();
});

test("what looks alike is told while typing, and can be taken instead", async () => {
  const graphql = await api(site.server, EVERYTHING);
  const { services } = await incident(graphql, "INC-3");
  const title = "Certificate renewals wait for a calendar entry";
  const made = await open(graphql, { title, serviceIds: services.map((one) => one.id) });
  const visitor = await site.visit({ as: "oliver" });
  const { page } = visitor;
  await visitor.open("/incidents/INC-3");
  await page.locator(".side").getByRole("button", { name: "Open a problem" }).click();
  const dialog = page.locator("dialog[open]");
  await dialog.locator("input[type=text]").first().fill("Certificate renewals depend on a calendar entry");
  const line = dialog.locator(".alikes li", { hasText: made.reference });
  await line.waitFor();
  assert.match(await text(line), /Shares .*certificate/i, "it says why");
  await line.getByRole("button", { name: `Link to it instead: ${made.reference}` }).click();
  await page.waitForURL(new RegExp(`/problems/${made.reference}$`));
  await visitor.settled();
  assert.match(await text(page.locator(".pfacts")), /Incidents 1/);
});

test("declaring an incident tells what looks alike without being in the way", async () => {
  const graphql = await api(site.server, EVERYTHING);
  const made = await open(graphql, { title: "Boarding passes print twice at the kiosk" });
  const visitor = await site.visit({ as: "oliver" });
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open("/incidents");
  await keys.press("c");
  await keys.lands("dialog[open] input[type=text]");
  await keys.type("Boarding passes print twice");
  await page.locator("dialog[open] .alike", { hasText: made.reference }).waitFor();
  await keys.lands("dialog[open] input[type=text]");
});

test("an incident is linked by its key and unlinked again", async () => {
  const graphql = await api(site.server, "oliver");
  const made = await open(graphql, { title: "Queues fill without an alarm" });
  const visitor = await site.visit({ as: "oliver" });
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open(`/problems/${made.reference}/incidents`);
  await page.getByText("No incident is linked.").first().waitFor();
  await page.locator("main h1").focus();
  await keys.press("l");
  await keys.lands("dialog[open] input[type=text]");
  await keys.type("INC-1");
  await page.locator("dialog[open] input[type=radio]").waitFor();
  await keys.press("Enter");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  const row = page.locator("tbody tr", { hasText: "INC-1" });
  await row.waitFor(SOON);
  assert.equal(await page.locator(".axis svg[role=img]").count(), 1, "its windows are on the axis");
  await page.getByRole("button", { name: "Unlink INC-1" }).click();
  await row.waitFor({ state: "detached" });
});

test("from the incident, L links to a problem", async () => {
  const graphql = await api(site.server, "oliver");
  const made = await open(graphql, { title: "Caches are cold after a release" });
  const visitor = await site.visit({ as: "oliver" });
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open("/incidents/INC-2");
  await page.locator("main h1").focus();
  await keys.press("l");
  await keys.lands("dialog[open] input[type=text]");
  await keys.type(made.reference);
  await page.locator("dialog[open] input[type=radio]").waitFor();
  await keys.press("Enter");
  await page.locator(".side .probs", { hasText: made.reference }).waitFor();
});

/** A problem with one confirmed root cause and nothing else in its analysis. */
async function analysed(graphql, title) {
  const made = await open(graphql, { title });
  const { startRca } = await graphql(
    "mutation Start($input: StartRcaInput!) { startRca(input: $input) { rca { id } } }",
    { input: { problemId: made.id, method: "FIVE_WHYS" } },
  );
  const { addCause } = await graphql(
    "mutation Add($input: AddCauseInput!) { addCause(input: $input) { cause { id version } } }",
    { input: { rcaId: startRca.rca.id, text: "Restores are part of no plan", lens: "ORGANIZATIONAL" } },
  );
  const { id } = addCause.cause;
  await graphql("mutation Evidence($input: AddEvidenceInput!) { addEvidence(input: $input) { evidence { id } } }", {
    input: { causeId: id, kind: "DOCUMENT", title: "Plan of the year", summary: "It names no restore." },
  });
  const version = async () =>
    (await graphql("query One($id: ID!) { rca(id: $id) { causes(first: 5) { nodes { version } } } }", { id: startRca.rca.id }))
      .rca.causes.nodes[0].version;
  await graphql("mutation Verdict($input: ValidateCauseInput!) { validateCause(input: $input) { cause { id } } }", {
    input: { id, version: await version(), verdict: "VALIDATED", reason: "The plan was read." },
  });
  await graphql("mutation Confirm($input: ConfirmRootCauseInput!) { confirmRootCause(input: $input) { cause { id } } }", {
    input: { id, version: await version() },
  });
  return read(graphql, made.reference);
}

test("the menu offers what the life allows, and closing is refused with everything that is still open", async () => {
  const graphql = await api(site.server, EVERYTHING);
  let made = await analysed(graphql, "Backups are never restored");
  assert.equal(made.status, "ROOT_CAUSE_CONFIRMED", "the first confirmed root cause moves it");
  for (const status of ["KNOWN_ERROR", "FIX_IN_PROGRESS", "MEASURING"]) made = await move(graphql, made, status);
  const visitor = await site.visit({ as: EVERYTHING });
  const { page } = visitor;
  await visitor.open(`/problems/${made.reference}`);
  await page.getByRole("button", { name: "Move", exact: true }).click();
  assert.deepEqual(await page.locator("dialog[open] .moves button").allInnerTexts(), [
    "In analysis",
    "Closed",
    "Accepted risk",
  ]);
  await page.locator("dialog[open]").getByRole("button", { name: "Closed" }).click();
  const refusal = page.locator(".notice.refused");
  await refusal.waitFor();
  assert.match(await text(refusal), /Not moved to closed\./);
  const rules = await refusal.locator("li .rule").allInnerTexts();
  assert.ok(rules.length > 1 && rules.every((rule) => /^[A-Z0-9]+-\d+$/.test(rule)), rules.join());
  assert.equal(await refusal.getByRole("link").getAttribute("href"), `/problems/${made.reference}/rca`);
  assert.match(await text(page.locator(".pfacts")), /Status Measuring/);
});

test("a workaround is recorded, and responders find it on the incident", async () => {
  const graphql = await api(site.server, "oliver");
  const { id } = await incident(graphql, "INC-3");
  const made = await open(graphql, { title: "Workers stop after a week", incidentIds: [id] });
  const visitor = await site.visit({ as: "oliver" });
  const { page } = visitor;
  await visitor.open(`/problems/${made.reference}`);
  await page.getByRole("button", { name: "Record one (workaround)" }).click();
  const dialog = page.locator("dialog[open]");
  await dialog.getByLabel("Steps").fill("1. Restart the workers.");
  await dialog.getByLabel("Where it ends").fill("Holds for about a week.");
  await dialog.getByLabel("Effect").selectOption("REMOVES");
  await dialog.getByRole("button", { name: "Record" }).click();
  await page.locator(".workaround", { hasText: "Restart the workers." }).waitFor(SOON);
  assert.match(await text(page.locator(".workaround")), /Removes the impact last tested/);
  await visitor.follow("/incidents/INC-3");
  const seen = page.locator(".side .probs li", { hasText: made.reference });
  await seen.getByText("Workaround: removes the impact").click();
  await seen.getByText("Restart the workers.").waitFor();
});

test("a risk is accepted with approver and review date, and taken up again with a reason", async () => {
  const graphql = await api(site.server, EVERYTHING);
  const made = await open(graphql, { title: "One region has no spare" });
  const visitor = await site.visit({ as: EVERYTHING });
  const { page } = visitor;
  await visitor.open(`/problems/${made.reference}`);
  await page.getByRole("button", { name: "Move", exact: true }).click();
  await page.locator("dialog[open]").getByRole("button", { name: "Accepted risk" }).click();
  const dialog = page.locator("dialog[open]");
  await dialog.getByLabel("Rationale").fill("A second region costs more than what it saves.");
  await dialog.getByRole("button", { name: "Accept the risk" }).click();
  await dialog.getByText("Enter a day.").first().waitFor();
  const review = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10);
  await dialog.getByLabel("Review on").fill(review);
  await dialog.getByRole("button", { name: "Accept the risk" }).click();
  const notice = page.locator(".notice.risk");
  await notice.waitFor();
  assert.match(await text(notice), /Lived with by decision of Tech Lead Taylor, .+\. Review .+\. A second region/);
  await visitor.follow("/problems?view=risks");
  await page.locator("tbody tr", { hasText: made.reference }).waitFor();
  await visitor.follow(`/problems/${made.reference}`);
  await page.getByRole("button", { name: "Move", exact: true }).click();
  await page.locator("dialog[open]").getByRole("button", { name: "In analysis" }).click();
  await page.locator("dialog[open]").getByLabel("Reason").fill("The region failed twice in a month.");
  await page.locator("dialog[open]").getByRole("button", { name: "Open again" }).click();
  await page.locator(".notice.again", { hasText: "The region failed twice in a month." }).waitFor();
  assert.match(await text(page.locator(".pfacts")), /Status In analysis/);
});

test("dialogs give the focus back to what opened them", async () => {
  const visitor = await site.visit({ as: EVERYTHING });
  const keys = new Keyboard(visitor);
  await visitor.open("/problems/PRB-2");
  for (const key of ["m", "l", "e"]) {
    const opener = `.acts button[aria-keyshortcuts="${key.toUpperCase()}"]`;
    await keys.tabTo(opener);
    await keys.press("Enter");
    await keys.lands("dialog[open] *");
    await keys.stop();
    await keys.press("Escape");
    await keys.lands(opener);
    await keys.stop();
  }
});

test("who may only read is offered nothing else", async () => {
  const visitor = await site.visit({ as: "victor" });
  const { page } = visitor;
  await visitor.open("/problems/PRB-2");
  assert.equal(await page.locator(".acts button").count(), 0);
  await visitor.follow("/problems?board=1");
  await page.locator(".card").first().waitFor();
  assert.equal(await page.locator(".card .grip").count(), 0);
  assert.equal(await page.getByRole("button", { name: "New problem" }).count(), 0);
});

test("on a phone the columns stand one under the other, and nothing scrolls sideways", async () => {
  const visitor = await site.visit({ as: "oliver", width: 390 });
  const { page } = visitor;
  await visitor.open("/problems?board=1");
  const boxes = await page.locator(".col[data-column]:not(.end)").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
  assert.equal(new Set(boxes).size, 1, "one left edge");
  for (const path of ["/problems?board=1", "/problems", "/problems/PRB-1", "/problems/PRB-1/incidents", "/problems/PRB-1/history"]) {
    await visitor.follow(path);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${path} is ${wide} px too wide`);
  }
});
