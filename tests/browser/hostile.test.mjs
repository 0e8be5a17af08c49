// Texts that want to run something, in every field that takes a text, read on every screen that shows it and at the portal (A13).
// Must not know: how Markdown is rendered.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { analysed, customer, publish, told } from "./support/published.mjs";
import { api } from "./support/server.mjs";
import { suite } from "./support/suite.mjs";

const site = suite();

const { html, schemes, odd } = JSON.parse(await readFile(new URL("../hostile.json", import.meta.url), "utf8"));
/** What the API refuses in any text. */
const NO_TEXT = /[\0-\b\v-\x1f\u202a-\u202e\u2066-\u2069]/g;
/** All of them, each to be a paragraph of its own. */
const ALL = [...html, ...schemes.map((scheme) => `[x](${scheme})`), ...odd].map((text) => text.replace(NO_TEXT, " "));
const BODY = ALL.join("\n\n");
/** Who writes says by this that it has arrived. */
const MARK = "heronwharf";

/** All of them on lines of at most `length` characters; what can be on no line is left out, as the API refuses it there. */
function lines(length) {
  const packed = [];
  for (const text of ALL.map((text) => text.replace(/\p{Cc}/gu, " ").trim())) {
    const line = `${packed.at(-1) ?? ""} ${text}`.trim();
    if (packed.length && line.length <= length) packed.splice(-1, 1, line);
    else packed.push(text.slice(0, length).trim());
  }
  return packed;
}

/** Counts what a page tries to do: messages that pop up, and calls to anywhere else. */
async function watch(visitor) {
  const tried = [];
  await visitor.page.exposeFunction("tried", (what) => tried.push(what));
  await visitor.page.addInitScript(() => {
    for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = () => void window.tried(name);
  });
  visitor.page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && hostname !== "127.0.0.1") tried.push(request.url());
  });
  return tried;
}

/** What stands in a document that could act: handlers, scripts of others, links that run, frames. */
const active = (page) =>
  page.evaluate(() => {
    const found = [];
    for (const element of document.querySelectorAll("*")) {
      const handlers = element.getAttributeNames().filter((name) => name.startsWith("on"));
      if (handlers.length) found.push(`${element.tagName} ${handlers}`);
      if (/^(IFRAME|OBJECT|EMBED|BASE|APPLET)$/i.test(element.tagName)) found.push(element.tagName);
      if (element.tagName === "SCRIPT" && element.src && new URL(element.src).origin !== location.origin) found.push(element.src);
      const link = element.href?.baseVal ?? element.href;
      if (link && !/^(https?|mailto):$/.test(new URL(link, location.href).protocol)) found.push(`link ${link}`);
    }
    return found;
  });

const call = (graphql, name, fields, input) =>
  graphql(`mutation Write($input: ${name[0].toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${fields} } }`, { input });

/** Writes all of it everywhere. Answers where it is read. */
async function write(graphql) {
  const own = await analysed(graphql, `Problem ${MARK}`);
  const { createService } = await call(graphql, "createService", "service { id }", { name: MARK, description: BODY, isPublic: true, group: lines(60)[0] });
  const serviceIds = [createService.service.id];
  let first;
  for (const title of lines(200)) {
    const { declareIncident } = await call(graphql, "declareIncident", "incident { id reference version }", {
      title, summary: BODY, severity: "SEV2", serviceIds, tags: [MARK],
      impactStartedAt: new Date(Date.now() - 3_600_000).toISOString(), impactLevel: "PARTIAL_OUTAGE",
    });
    first ??= declareIncident.incident;
  }
  const incidentId = first.id;
  for (const kind of ["NOTE", "MILESTONE"]) {
    await call(graphql, "addTimelineEntry", "timelineEntry { id }", {
      incidentId, kind, body: BODY, links: lines(100).slice(0, 5).map((label) => ({ label, url: "https://ok.example/\"onmouseover=alert(1)" })),
    });
  }
  const note = { incidentId, kind: "USERS", value: 3, source: lines(1_000)[0], note: BODY };
  await call(graphql, "addImpactEstimate", "estimate { id }", note);
  for (const audience of ["INTERNAL", "EXTERNAL"]) {
    const nextUpdateAt = new Date(Date.now() + 3_600_000).toISOString();
    await call(graphql, "publishStatusUpdate", "statusUpdate { id }", { incidentId, audience, body: BODY, nextUpdateAt });
  }
  const { incident } = await graphql("query Now($id: ID!) { incident(id: $id) { version } }", { id: incidentId });
  await call(graphql, "updateIncident", "incident { id }", { id: incidentId, version: incident.version, publicTitle: `${MARK} ${lines(180)[0]}` });
  await call(graphql, "scheduleMaintenance", "maintenance { id }", {
    title: lines(200)[0], body: BODY, serviceIds,
    startsAt: new Date(Date.now() + 3_600_000).toISOString(), endsAt: new Date(Date.now() + 7_200_000).toISOString(),
  });

  for (const title of lines(200)) await call(graphql, "openProblem", "problem { id }", { title, description: BODY, incidentIds: [] });
  const { problemByReference } = await graphql("query Own($r: String!) { problemByReference(reference: $r) { id version } }", { r: own.problem });
  const problemId = problemByReference.id;
  await call(graphql, "updateProblem", "problem { id }", { id: problemId, version: problemByReference.version, description: BODY });
  await call(graphql, "linkProblemIncident", "problem { id }", { problemId, incidentId });
  const causeIds = [];
  for (const text of lines(400)) {
    const { addCause } = await call(graphql, "addCause", "cause { id }", { rcaId: own.rca, text, kind: "CONDITION" });
    causeIds.push(addCause.cause.id);
    await call(graphql, "addEvidence", "evidence { id }", { causeId: causeIds[0], kind: "LOG", title: text.slice(0, 200), summary: BODY, refutedBy: BODY, url: "https://ok.example/%22onmouseover=alert(1)" });
  }
  let item;
  for (const title of lines(200)) {
    const { createRepairItem } = await call(graphql, "createRepairItem", "repairItem { id reference }", {
      problemId, title, description: BODY, doneCondition: BODY, kind: "CORRECTIVE", lens: "TECHNICAL", causeIds: causeIds.slice(0, 1),
    });
    item ??= createRepairItem.repairItem;
  }
  await call(graphql, "addRepairNote", "note { id }", { repairItemId: item.id, body: BODY });
  return { incident: first.reference, problem: own, item: item.reference };
}

test("nothing that anybody writes runs on any screen, inside or at the portal", async () => {
  assert.ok(ALL.length >= 150, `${ALL.length} texts`);
  const graphql = await api(site.server, "taylor");
  const { incident, problem, item } = await write(graphql);
  const buyer = await customer(site.server, graphql, `${MARK} ${html[10]}`, "bo@heron.example");
  const parts = { title: `${MARK} ${html[0]}`, whatHappened: BODY, why: BODY, whatWeDid: BODY, whatWeWillDo: BODY };
  const shared = await publish(graphql, problem.rca, { audience: "CUSTOMERS", customerIds: [buyer.id], parts });
  await call(buyer.graphql, "askAboutSharedRca", "sharedRca { id }", { id: shared.id, body: BODY });
  const { openRcaQuestions } = await graphql("{ openRcaQuestions { nodes { id } } }");
  await call(graphql, "answerRcaQuestion", "question { id }", { id: openRcaQuestions.nodes.at(-1).id, body: BODY });
  const open = await publish(graphql, problem.rca, { parts });
  await told(site.server, open.url, new RegExp(MARK));

  const visitor = await site.visit({ as: "taylor" });
  const { page } = visitor;
  const tried = await watch(visitor);
  await visitor.open("/incidents");
  const { path, reference } = problem;
  const home = path.replace(/\/rca\/publish$/, "");
  for (const address of [
    "/", "/incidents?view=all", `/incidents/${incident}`, `/incidents/${incident}/comms`, `/incidents/${incident}/impact`, "/services", "/problems", "/problems?board=1",
    home, `${home}/incidents`, `${home}/repairs`, `${home}/rca`, `${home}/rca/whys`, `${home}/rca/map`, `${home}/rca/report`,
    path, `${path}?show=versions`, "/repairs?tab=all", "/repairs?tab=all&view=board", `/repairs/${item}`, "/admin/customers", "/admin/audit",
  ]) {
    await visitor.follow(address);
    if (address === path) {
      await page.getByRole("button", { name: "Preview", exact: true }).click();
      await page.locator(".looked .redactions, .looked article, .looked h3").first().waitFor();
    }
    assert.match(await page.locator("main").innerHTML(), /alert\(1\)/, `${address} shows them`);
    assert.deepEqual(await active(page), [], address);
  }
  for (const address of ["/status", "/status/history", `/status/incidents/${incident}`, "/status/rca", `/status/rca/${reference}`]) {
    await page.goto(address);
    assert.match(await page.content(), new RegExp(MARK), address);
    assert.deepEqual(await active(page), [], address);
  }
  await page.goto("/status/sign-in");
  await page.getByLabel("Mail address").fill(buyer.email);
  await page.getByLabel("Password").fill(buyer.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/status/account");
  await page.goto(new URL(shared.url, site.server.url).pathname);
  assert.match(await page.content(), new RegExp(MARK));
  assert.deepEqual(await active(page), []);
  assert.deepEqual(tried, []);
  visitor.quiet();

  // Those that watch do see: what is put in by force is stopped by the policy, and told.
  await page.evaluate(() => {
    document.body.insertAdjacentHTML("beforeend", "<img src=x onerror=alert(1)><iframe srcdoc=x></iframe>");
    alert(1);
  });
  await page.waitForFunction(() => document.images.length > 0);
  assert.equal((await active(page)).length, 2);
  assert.deepEqual(tried, ["alert"]);
  assert.ok(visitor.seen.some((words) => words.startsWith("content policy")), "the policy tells");
  visitor.expect(/./);
});
