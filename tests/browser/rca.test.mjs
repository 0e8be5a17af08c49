// One analysis by keyboard: whys, evidence, verdicts, findings set aside; and what two people see of each other's edits.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Keyboard } from "./support/keyboard.mjs";
import { api } from "./support/server.mjs";
import { suite } from "./support/suite.mjs";

const site = suite();

/** From the answer of the API until it is on the other screen, milliseconds. */
const SOON = { timeout: 1_000 };

const TITLE = "Search was slow during the sale";

/** A fresh problem with an analysis. Answers their ids and the path of the workspace. */
async function analysis(graphql, method = "FIVE_WHYS") {
  const { openProblem } = await graphql(
    "mutation Open($input: OpenProblemInput!) { openProblem(input: $input) { problem { id reference } } }",
    { input: { title: TITLE } },
  );
  const { id, reference } = openProblem.problem;
  const { startRca } = await graphql(
    "mutation Start($input: StartRcaInput!) { startRca(input: $input) { rca { id version } } }",
    { input: { problemId: id, method } },
  );
  return { problem: id, reference, rca: startRca.rca.id, path: `/problems/${reference}/rca` };
}

async function addCause(graphql, input) {
  const { addCause: added } = await graphql(
    "mutation Add($input: AddCauseInput!) { addCause(input: $input) { cause { id version } } }",
    { input },
  );
  return added.cause;
}

const graph = async (graphql, id) => {
  const answer = await graphql(
    `query Graph($id: ID!) {
      rca(id: $id) {
        version
        problemStatement { what }
        causes(first: 100) { nodes { id text verdict verdictReason evidenceCount version bone } }
        groups { id effectId question causeIds operator }
        steps { step passed findings { rule level subjectId dismissal { reason } } }
      }
    }`,
    { id },
  );
  return answer.rca;
};

const updateCause = (graphql, input) =>
  graphql("mutation Update($input: UpdateCauseInput!) { updateCause(input: $input) { cause { version } } }", { input });

/** A row of an outline by the words of its cause; a question may say the same. */
const row = (page, words) =>
  page.getByRole("treeitem").filter({ has: page.locator(".cause-text", { hasText: words }) }).first();

/** Waits until the focus is on the row of a cause. */
const stands = (page, words) =>
  page.waitForFunction((said) => document.activeElement.querySelector(".cause-text")?.textContent === said, words, {
    timeout: 3_000,
  });

test("three whys deep by keyboard, with evidence and a verdict", async () => {
  const graphql = await api(site.server, "taylor");
  const made = await analysis(graphql);
  const visitor = await site.visit({ as: "taylor" });
  const keyboard = new Keyboard(visitor);
  const { page } = visitor;
  await visitor.open(`${made.path}/whys`);
  await keyboard.tabTo("[role=treeitem]");

  const answers = ["Queries read whole tables", "Reviews ask nothing about query plans", "No goal names performance"];
  for (const answer of answers) {
    await keyboard.press("Tab");
    await keyboard.lands(".why-answer input");
    await keyboard.type(answer);
    await keyboard.press("Enter");
    await row(page, answer).waitFor();
    await keyboard.lands("[role=treeitem]");
    await stands(page, answer);
  }
  const read = await graph(graphql, made.rca);
  const by = (text) => read.causes.nodes.find((cause) => cause.text === text);
  const group = (text) => read.groups.find((one) => one.causeIds.includes(by(text).id));
  assert.equal(group(answers[0]).effectId, null, "the first answer explains the problem");
  assert.equal(group(answers[1]).effectId, by(answers[0]).id, "the second explains the first");
  assert.equal(group(answers[2]).effectId, by(answers[1]).id);
  for (const answer of answers) assert.match(group(answer).question, /^why/i, "W5-05");

  // Enter: another answer to the same question. Shift and Tab: one level up.
  await keyboard.press("Enter");
  await keyboard.lands(".why-answer input");
  await keyboard.type("Delivery dates are the only goals");
  await keyboard.press("Enter");
  await row(page, "Delivery dates").waitFor();
  await stands(page, "Delivery dates are the only goals");
  await keyboard.press("Shift+Tab");
  await stands(page, answers[1]);
  const again = await graph(graphql, made.rca);
  assert.equal(again.groups.length, 3, "another answer asks no new question");

  // Space shows the cause, then evidence and a verdict.
  await keyboard.press("Space");
  await keyboard.lands("#insp-title");
  await keyboard.tabTo('.insp button[aria-keyshortcuts="B"]', { most: 20 });
  await keyboard.press("Enter");
  await page.locator("dialog[open] form").waitFor();
  await page.getByLabel("Title").fill("Review checklist of October");
  await keyboard.press("Enter");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  await page.locator(".insp .evl li", { hasText: "Review checklist" }).waitFor();
  await page.locator(".insp .seg label", { hasText: "Validated" }).click();
  await page.locator(".insp").getByLabel("Reason").fill("The checklist has no such line.");
  await page.getByRole("button", { name: "Record the verdict" }).click();
  await row(page, "Reviews ask nothing").locator(".vmark.validated").waitFor();
  const judged = (await graph(graphql, made.rca)).causes.nodes.find((cause) => cause.text === answers[1]);
  assert.deepEqual([judged.verdict, judged.evidenceCount], ["VALIDATED", 1]);
});

test("Escape leaves the outline of whys, so Tab is no trap", async () => {
  const graphql = await api(site.server, "taylor");
  const made = await analysis(graphql);
  await addCause(graphql, { rcaId: made.rca, text: "Queries read whole tables", question: "Why was search slow?" });
  const visitor = await site.visit({ as: "taylor" });
  const keyboard = new Keyboard(visitor);
  await visitor.open(`${made.path}/whys`);
  await keyboard.tabTo("[role=treeitem]");
  await keyboard.press("Escape");
  await keyboard.lands("#h-upward, #insp-title");
});

test("a warning is set aside with a reason, listed, and restored", async () => {
  const graphql = await api(site.server, "taylor");
  const made = await analysis(graphql);
  await addCause(graphql, { rcaId: made.rca, text: "Queries read whole tables" });
  const visitor = await site.visit({ as: "taylor" });
  const { page } = visitor;
  await visitor.open(made.path);
  const first = page.locator(".missing .aside").first();
  const rule = await page.locator(".missing li:has(.aside) .rule").first().innerText();
  await first.click();
  await page.locator("dialog[open]").getByLabel("Reason").fill("Does not apply to a single query.");
  await page.locator("dialog[open] button[type=submit]").click();
  const aside = page.locator(".set-aside", { hasText: "set aside" });
  await aside.locator("summary").click();
  await aside.getByText("Does not apply to a single query.").waitFor();
  assert.ok((await aside.innerText()).includes(rule), `${rule} is named among those set aside`);
  await aside.getByRole("button", { name: "Restore" }).first().click();
  await page.locator(".set-aside").waitFor({ state: "detached" });
});

test("two people see each other's edits at once, in every view", async () => {
  const taylor = await api(site.server, "taylor");
  const made = await analysis(taylor);
  const cause = await addCause(taylor, { rcaId: made.rca, text: "Queries read whole tables", question: "Why was search slow?" });
  const whys = await site.visit({ as: "taylor" });
  const map = await site.visit({ as: "dave" });
  await Promise.all([whys.open(`${made.path}/whys`), map.open(`${made.path}/map`)]);
  await updateCause(taylor, { id: cause.id, version: cause.version, text: "Queries read whole tables at every search" });
  await Promise.all([
    row(whys.page, "at every search").waitFor(SOON),
    row(map.page, "at every search").waitFor(SOON),
  ]);
  const dave = await api(site.server, "dave");
  await addCause(dave, { rcaId: made.rca, text: "Two workers serve the sale", question: "Why was search slow?" });
  await Promise.all([
    row(whys.page, "Two workers").waitFor(SOON),
    row(map.page, "Two workers").waitFor(SOON),
  ]);
});

test("a stale edit is refused, shows both texts, and keeps what was typed", async () => {
  const graphql = await api(site.server, "taylor");
  const made = await analysis(graphql);
  const cause = await addCause(graphql, { rcaId: made.rca, text: "Queries read whole tables" });
  const visitor = await site.visit({ as: "dave" });
  const { page } = visitor;
  await visitor.open(`${made.path}?cause=${cause.id}`);
  await page.getByRole("button", { name: "Edit the text" }).click();
  const field = page.locator(".insp-text textarea");
  await field.fill("The search query reads whole tables");
  await updateCause(graphql, { id: cause.id, version: cause.version, text: "Queries fetch every row" });
  const note = page.locator(".insp-text .theirs");
  await note.getByText("Queries fetch every row").waitFor();
  assert.equal(await field.inputValue(), "The search query reads whole tables", "the typed text is kept");
  await page.locator(".insp-text button[type=submit]").click();
  await page.locator(".insp-text .form-error").waitFor();
  await note.getByRole("button", { name: "Keep mine" }).click();
  await page.locator(".insp-text button[type=submit]").click();
  await page.locator("#insp-title", { hasText: "The search query reads whole tables" }).waitFor();
  const read = await graph(graphql, made.rca);
  assert.equal(read.causes.nodes[0].text, "The search query reads whole tables");
});

test("the statement is saved by its parts, and a part written by another is not lost", async () => {
  const graphql = await api(site.server, "taylor");
  const made = await analysis(graphql);
  const visitor = await site.visit({ as: "dave" });
  const { page } = visitor;
  await visitor.open(made.path);
  const part = (name) => page.locator("#statement").getByLabel(name, { exact: true });
  await part("Where").fill("Search and booking");
  const { version } = await graph(graphql, made.rca);
  await graphql("mutation Update($input: UpdateRcaInput!) { updateRca(input: $input) { rca { version } } }", {
    input: { id: made.rca, version, what: "Search answers took more than 10 s" },
  });
  await page.waitForFunction(() => document.querySelector("#statement textarea")?.value.includes("10 s"));
  await page.getByRole("button", { name: "Save the statement" }).click();
  await page.getByText("Statement saved").waitFor();
  const read = await graph(graphql, made.rca);
  assert.equal(read.problemStatement.what, "Search answers took more than 10 s");
  assert.equal(await part("Where").inputValue(), "Search and booking");
});

test("a link to a cause in another view opens the view and selects it", async () => {
  const graphql = await api(site.server, "oliver");
  const made = await analysis(graphql);
  const cause = await addCause(graphql, { rcaId: made.rca, text: "Queries read whole tables" });
  const visitor = await site.visit({ as: "oliver" });
  for (const [from, to] of [["/map", "/whys"], ["/whys", ""], ["", "/fishbone"]]) {
    await visitor.open(`${made.path}${from}`);
    await visitor.follow(`${made.path}${to}?cause=${cause.id}`);
    await visitor.page.locator("#insp-title").waitFor();
    assert.match(visitor.page.url(), /cause=/);
  }
});

test("a removed cause comes back by Undo", async () => {
  const graphql = await api(site.server, "taylor");
  const made = await analysis(graphql);
  const cause = await addCause(graphql, { rcaId: made.rca, text: "Queries read whole tables" });
  const visitor = await site.visit({ as: "taylor" });
  const { page } = visitor;
  await visitor.open(`${made.path}?cause=${cause.id}`);
  await page.locator(".insp-acts").getByRole("button", { name: "Remove" }).click();
  await page.locator(".candidates tr", { hasText: "whole tables" }).waitFor({ state: "detached" });
  await page.locator(".toast").getByRole("button", { name: "Undo" }).click();
  await page.locator(".candidates tr", { hasText: "whole tables" }).waitFor();
});

test("M moves a cause to another rib, and the fishbone shows it there", async () => {
  const graphql = await api(site.server, "taylor");
  const made = await analysis(graphql, "FISHBONE");
  const cause = await addCause(graphql, { rcaId: made.rca, text: "Queries read whole tables", bone: "code", isUnlinked: true });
  const visitor = await site.visit({ as: "taylor" });
  const { page } = visitor;
  await visitor.open(`${made.path}/fishbone`);
  await row(page, "whole tables").focus();
  await page.keyboard.press("m");
  await page.locator("dialog[open]").getByLabel("To").selectOption("rib:data");
  await page.locator("dialog[open] button[type=submit]").click();
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  const read = await graph(graphql, made.rca);
  assert.equal(read.causes.nodes.find((one) => one.id === cause.id).bone, "data");
});

test("five hundred causes open, and an edit draws its own row alone", async () => {
  const graphql = await api(site.server, "taylor");
  const made = await analysis(graphql, "CAUSE_MAP");
  const causes = [];
  for (let n = 0; n < 500; n += 1) {
    // Ten beneath each, so that the map is wide and some levels deep.
    const effectId = n < 10 ? null : causes[Math.floor((n - 10) / 10)].id;
    causes.push(await addCause(graphql, { rcaId: made.rca, text: `Condition ${n} of a part`, effectId }));
  }
  const visitor = await site.visit({ as: "taylor" });
  const { page } = visitor;
  await visitor.open(made.path);
  const rows = page.locator(".candidates tbody tr");
  await rows.nth(499).waitFor();
  await page.locator(".candidates").getByRole("button", { name: "Condition 250 of a part" }).click();
  await page.getByRole("button", { name: "Edit the text" }).click();
  await rows.evaluateAll((all) => all.forEach((row) => (row.isOld = true)));
  await page.evaluate(() => {
    const field = document.querySelector(".insp-text textarea");
    field.focus();
    document.execCommand("insertText", false, " and more");
    field.form.requestSubmit();
  });
  await page.locator(".candidates").getByRole("button", { name: /Condition 250.*and more/ }).waitFor();
  const kept = await rows.evaluateAll((all) => all.filter((row) => row.isOld).length);
  assert.ok(kept >= 499, `${kept} of 500 rows are those that were there`);
  await visitor.follow(`${made.path}/map`);
  await page.locator(".drawing-frame g.node").nth(499).waitFor();
});
