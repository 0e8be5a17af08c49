// Texts that want to run something, written over the API into every field that takes a text.
// Must not know: browsers, screens, how a text is shown.

import { readFile } from "node:fs/promises";

import { analysed, customer, publish } from "./published.mjs";
import { api } from "./server.mjs";

const { html, schemes, odd } = JSON.parse(await readFile(new URL("../../hostile.json", import.meta.url), "utf8"));
/** What the API refuses in any text. */
const NO_TEXT = /[\0-\b\v-\x1f\u202a-\u202e\u2066-\u2069]/g;
/** All of them, each to be a paragraph of its own. */
export const ALL = [...html, ...schemes.map((scheme) => `[x](${scheme})`), ...odd].map((text) => text.replace(NO_TEXT, " "));
/** The words that each text has of its own, so that who reads one knows which field it was written to. */
export const tagsOf = (text) => text.match(/\bk\d+k\b/g) ?? [];
/** Room for a tag with a space. */
const TAG_LENGTH = 7;

const HOUR = 3_600_000;
const ahead = (hours) => new Date(Date.now() + hours * HOUR).toISOString();

let tags = 0;
const tag = () => `k${(tags += 1)}k`;

/** All of them as one text. */
const body = () => `${tag()} ${ALL.join("\n\n")}`;

/** All of them on lines of at most `length` characters; what can be on no line is left out, as the API refuses it there. */
function packed(length) {
  const all = [];
  for (const text of ALL.map((text) => text.replace(/\p{Cc}/gu, " ").trim())) {
    const longer = `${all.at(-1) ?? ""} ${text}`.trim();
    if (all.length && longer.length <= length) all.splice(-1, 1, longer);
    else all.push(text.slice(0, length).trim());
  }
  return all;
}

const lines = (length) => packed(length - TAG_LENGTH).map((text) => `${tag()} ${text}`);
/** One of them, another one each time. */
function line(length) {
  const all = packed(length - TAG_LENGTH);
  return `${tag()} ${all[tags % all.length]}`;
}
/** What the API takes for an address of the web, and of a person. */
const address = () => `https://ok.example/${tag()}"onmouseover=alert(1)'><svg/onload=alert(1)>`;
const mail = () => `<svg/onload=alert(1)>${tag()}@ok.example`;

/**
 * Speaks to the API like `graphql`, and keeps in `written` which field of which mutation took which tags: `addCause.text`, or
 * `publishRca.content.title`.
 */
function keeping(graphql, written) {
  const keep = (path, value) => {
    if (typeof value === "string") {
      const found = tagsOf(value);
      if (found.length) written.set(path, [...(written.get(path) ?? []), ...found]);
    } else if (Array.isArray(value)) value.forEach((one) => keep(path, one));
    else for (const [key, one] of Object.entries(value ?? {})) keep(`${path}.${key}`, one);
  };
  return async (query, variables) => {
    const answer = await graphql(query, variables);
    if (query.startsWith("mutation")) keep(Object.keys(answer)[0], variables.input);
    return answer;
  };
}

const call = async (graphql, name, fields, input) => {
  const kind = `${name[0].toUpperCase()}${name.slice(1)}Input`;
  const answer = await graphql(`mutation Write($input: ${kind}!) { ${name}(input: $input) { ${fields} } }`, { input });
  return Object.values(answer[name])[0];
};

/** Calls with the version that the record has now. */
const change = async (graphql, name, [type, fields], id, input) => {
  const { node } = await graphql(`query Now($id: ID!) { node(id: $id) { ... on ${type} { version } } }`, { id });
  return call(graphql, name, fields, { id, version: node.version, ...input });
};
const INCIDENT = ["Incident", "incident { id }"];
const PROBLEM = ["Problem", "problem { id }"];
const RCA = ["Rca", "rca { id }"];
const ITEM = ["RepairItem", "repairItem { id }"];

/** People, keys, and what is connected. Answers the id of a webhook. */
async function writePeople(graphql, team) {
  const roles = ["RESPONDER"];
  for (const name of lines(100).slice(0, 5)) await call(graphql, "inviteUser", "user { id }", { name, email: mail(), roles, teamIds: [team] });
  const user = await call(graphql, "inviteUser", "user { id version }", { name: "Newcomer Nick", email: mail(), roles });
  await call(graphql, "updateUser", "user { id }", { ...user, name: line(100) });
  const query = `{ viewer { id } } # ${body().replaceAll(/\s/g, " ")}`;
  await call(graphql, "createApiKey", "apiKey { id }", { name: line(100), query, role: "VIEWER", expiresAt: ahead(24) });

  const topics = ["REPAIR"];
  await call(graphql, "createWebhook", "webhook { id }", { name: line(100), topics, url: address() });
  const hook = await call(graphql, "createWebhook", "webhook { id version }", { name: "Bot", topics, url: "https://ok.example" });
  await call(graphql, "updateWebhook", "webhook { id }", { ...hook, name: line(100), url: address(), isActive: false });
  const git = { provider: "GITLAB", baseUrl: address(), apiUrl: address() };
  await call(graphql, "createTracker", "tracker { id }", { ...git, name: line(100) });
  const tracker = await call(graphql, "createTracker", "tracker { id version }", { ...git, name: "Git", baseUrl: "https://two.example" });
  await call(graphql, "updateTracker", "tracker { id }", { ...tracker, name: line(100), apiUrl: address() });
  return hook.id;
}

/** The words of the organisation. */
async function writeSettings(graphql, manager) {
  const { settings, portalSettings, repairPolicy } = await graphql(
    "{ settings { version } portalSettings { version } repairPolicy { version } }",
  );
  await call(graphql, "updateSettings", "settings { version }", {
    ...settings, organisationName: line(100), severities: [{ severity: "SEV2", label: line(100), criteria: line(1_024) }],
  });
  await call(graphql, "updatePortalSettings", "portal { version }", { ...portalSettings, logoUrl: address(), supportUrl: address() });
  await call(graphql, "updateRepairPolicy", "policy { version }", { ...repairPolicy, note: body() });
  for (const audience of ["INTERNAL", "EXTERNAL"]) {
    await call(manager, "saveUpdateTemplate", "template { version }", { audience, severity: "SEV3", body: body(), version: 0 });
  }
  await call(graphql, "addSubscriber", "subscriber { id }", { channel: "WEBHOOK", address: address(), serviceIds: [] });
}

/** Services. Answers the ids of two, both at the portal. */
async function writeServices(graphql, ownerTeamId) {
  const urls = () => ({ dashboardUrl: address(), logsUrl: address(), runbookUrl: address() });
  const text = () => ({ name: line(100), description: body(), group: line(100), ...urls() });
  const made = await call(graphql, "createService", "service { id }", { ...text(), ownerTeamId, isPublic: true });
  const other = await call(graphql, "createService", "service { id version }", { name: "Plain", isPublic: true });
  await call(graphql, "updateService", "service { id }", { ...other, ...text() });
  return [made.id, other.id];
}

/** Incidents with all that is said of them. Answers the one that has everything. */
async function writeIncidents(graphql, serviceIds) {
  const made = [];
  for (const title of lines(200)) {
    made.push(await call(graphql, "declareIncident", "incident { id reference }", {
      title, summary: body(), severity: "SEV2", serviceIds, tags: [line(50)],
      impactStartedAt: ahead(-1), impactLevel: "PARTIAL_OUTAGE", firstEntry: { body: body() },
    }));
  }
  const [{ id: incidentId, reference }, { id: other }] = made;
  for (const kind of ["NOTE", "MILESTONE"]) {
    const links = lines(100).slice(0, 5).map((label) => ({ label, url: address() }));
    await call(graphql, "addTimelineEntry", "timelineEntry { id }", { incidentId, kind, body: body(), links });
  }
  const estimate = { incidentId, kind: "USERS", value: 3, source: line(1_024), note: body() };
  await call(graphql, "addImpactEstimate", "estimate { id }", estimate);
  await change(graphql, "changeIncidentStatus", INCIDENT, incidentId, { status: "INVESTIGATING", reason: line(1_024) });
  await change(graphql, "changeIncidentSeverity", INCIDENT, incidentId, { severity: "SEV1", reason: line(1_024) });
  await change(graphql, "setIncidentInstant", INCIDENT, incidentId, { name: "DETECTED", at: ahead(-0.5), reason: line(1_024) });
  for (const audience of ["INTERNAL", "EXTERNAL"]) {
    const update = { incidentId, audience, nextUpdateAt: ahead(1) };
    await call(graphql, "publishStatusUpdate", "statusUpdate { id }", { ...update, body: body() });
    const wrong = await call(graphql, "publishStatusUpdate", "statusUpdate { id }", { ...update, body: body() });
    await call(graphql, "correctStatusUpdate", "statusUpdate { id }", { id: wrong.id, body: body() });
    await call(graphql, "saveUpdateDraft", "draft { id }", { ...update, body: body() });
  }
  // The first one keeps what it was declared with.
  const words = { title: line(200), summary: body(), tags: [line(50)], publicTitle: line(200) };
  await change(graphql, "updateIncident", INCIDENT, other, words);
  await change(graphql, "updateIncident", INCIDENT, incidentId, { publicTitle: line(200) });
  const named = await graphql("query Of($id: ID!) { incident(id: $id) { reference } }", { id: other });
  return { id: incidentId, reference, other: named.incident.reference };
}

/** Announced work. Answers its references. */
async function writeMaintenances(graphql, serviceIds) {
  const work = { serviceIds, startsAt: ahead(1), endsAt: ahead(2) };
  const fields = ["Maintenance", "maintenance { id reference }"];
  const made = [];
  for (const title of lines(200).slice(0, 2)) made.push(await call(graphql, "scheduleMaintenance", fields[1], { ...work, title, body: body() }));
  const [{ id }, other] = made;
  await call(graphql, "addMaintenanceUpdate", "maintenance { id }", { maintenanceId: id, body: body() });
  await change(graphql, "changeMaintenanceStatus", fields, id, { status: "IN_PROGRESS", body: body() });
  await change(graphql, "updateMaintenance", fields, other.id, { title: line(200) });
  return made.map(({ reference }) => reference);
}

/** Problems that are lived with, opened again and worked around. Answers their references. */
async function writeProblems(graphql, approverId) {
  const made = [];
  for (const title of lines(200)) {
    const words = { title, description: body(), tags: [line(50)], incidentIds: [] };
    made.push(await call(graphql, "openProblem", "problem { id reference }", words));
  }
  const risk = () => ({ approverId, rationale: body(), reviewAt: ahead(24) });
  const [lived, again, other] = made;
  for (const { id } of [lived, again]) await change(graphql, "acceptProblemRisk", PROBLEM, id, risk());
  await change(graphql, "changeProblemStatus", PROBLEM, again.id, { status: "IN_ANALYSIS", reason: body() });
  await change(graphql, "updateProblem", PROBLEM, other.id, { title: line(200), description: body(), tags: [line(50)] });
  const workaround = { steps: body(), limits: body(), effect: "REDUCES", lastTestedAt: ahead(-1) };
  await change(graphql, "setWorkaround", PROBLEM, other.id, workaround);
  return [lived, again, other].map(({ reference }) => reference);
}

/** An analysis with root causes, all tables and a finding that is set aside. Answers two root causes with it. */
async function writeAnalysis(graphql, incidentId, approverId) {
  const own = await analysed(graphql, line(200));
  const { rca: rcaId } = own;
  const { rca } = await graphql("query Of($id: ID!) { rca(id: $id) { problem { id } } }", { id: rcaId });
  await call(graphql, "linkProblemIncident", "problem { id }", { problemId: rca.problem.id, incidentId });
  await change(graphql, "updateRca", RCA, rcaId, {
    scope: body(), what: body(), when: body(), where: body(), howMuch: body(),
    goals: [{ kind: "COST", text: line(1_024) }], bones: [{ key: "code", name: line(100), lens: "TECHNICAL" }],
  });
  const causes = [];
  const question = () => `Why ${line(1_000)}`;
  for (const text of lines(400)) {
    const made = await call(graphql, "addCause", "cause { id version }", { rcaId, text, bone: "code", lens: "ORGANIZATIONAL", question: question() });
    causes.push(made);
    const evidence = { kind: "LOG", title: line(200), summary: body(), refutedBy: body(), url: address() };
    await call(graphql, "addEvidence", "evidence { id }", { causeId: causes[(causes.length + 1) % 2].id, ...evidence });
  }
  const [root, other] = causes;
  const updated = await call(graphql, "updateCause", "cause { id version }", { ...other, text: line(400) });
  const { rca: now } = await graphql("query Groups($id: ID!) { rca(id: $id) { groups { id } } }", { id: rcaId });
  await call(graphql, "updateCauseGroup", "rca { id }", { id: now.groups.at(-1).id, question: question() });
  const found = [];
  for (const cause of [root, updated]) {
    const validated = await call(graphql, "validateCause", "cause { id version }", { ...cause, verdict: "VALIDATED", reason: body() });
    found.push(await call(graphql, "confirmRootCause", "cause { id version }", validated));
  }
  await call(graphql, "acceptRootCauseRisk", "cause { id }", { ...found[0], approverId, rationale: body(), reviewAt: ahead(24) });
  await call(graphql, "saveBarrier", "rca { id }", {
    rcaId, defence: line(1_024), expectedEffect: line(1_024), evidence: body(), state: "FAILED",
  });
  const difference = { aspect: line(1_024), before: line(1_024), after: line(1_024), relevance: body() };
  await call(graphql, "saveDifference", "rca { id }", { rcaId, ...difference });
  for (const key of ["NO_ESCAPE_CAUSE", "NO_PROCESS_CAUSE", "SHORT_CHAIN"]) {
    await call(graphql, "setRcaAnswer", "rca { id }", { rcaId, key, reason: body() });
  }
  const { rca: read } = await graphql(
    "query Said($id: ID!) { rca(id: $id) { steps { findings { rule level subjectId } } } }",
    { id: rcaId },
  );
  const { rule, subjectId } = read.steps.flatMap(({ findings }) => findings).find(({ level }) => level !== "ERROR");
  await call(graphql, "dismissFinding", "rca { id }", { rcaId, rule, subjectId, reason: line(1_024) });
  return { ...own, problemId: rca.problem.id, root: root.id, other: other.id };
}

/** Items in all states that need words. Answers the references of those that have most. */
async function writeItems(graphql, { problemId, root, other: disproved }, { team, me }) {
  const plan = () => ({ baseline: line(200), metric: line(200), target: line(200) });
  const text = () => ({ description: body(), doneCondition: body(), plan: plan() });
  const made = [];
  for (const title of lines(200)) {
    made.push(await call(graphql, "createRepairItem", "repairItem { id reference }", {
      ...text(), problemId, title, kind: "CORRECTIVE", lens: "TECHNICAL", causeIds: [made.length ? root : disproved],
      ownerId: me, teamId: team, dueAt: ahead(24 * 900), dueApproverId: me, dueReason: body(),
    }));
  }
  const [{ id }, declined, late, other] = made;
  await call(graphql, "addRepairNote", "note { id }", { repairItemId: id, body: body() });
  await change(graphql, "changeRepairItemStatus", ITEM, declined.id, { status: "NOT_DOING", approverId: me, note: body() });
  await change(graphql, "updateRepairItem", ITEM, other.id, { title: line(200), ...text() });
  await change(graphql, "linkRepairItemIssue", ITEM, other.id, { url: `https://github.com/mine/shaft/issues/7#${tag()}"onclick=alert(1)'><svg/onload=alert(1)>` });
  await change(graphql, "changeRepairItemStatus", ITEM, late.id, { status: "COMMITTED" });
  await change(graphql, "postponeRepairItem", ITEM, late.id, { dueAt: ahead(24 * 950), approverId: me, reason: body() });
  for (const status of ["COMMITTED", "IN_PROGRESS", "DONE"]) await change(graphql, "changeRepairItemStatus", ITEM, id, { status, note: body() });
  // What shows no effect takes the verdict of its cause back, with all these words.
  const measured = { ...plan(), observed: line(200), note: body(), result: "INEFFECTIVE" };
  await change(graphql, "recordEffectiveness", ITEM, id, measured);
  return [made[0], declined, late, other].map(({ reference }) => reference);
}

/** A customer who was shown a version and asks, and a version for everyone. Answers the customer and the addresses. */
async function writeVersions(server, graphql, written, { rca }) {
  const other = await call(graphql, "createCustomer", "customer { id version }", { name: "Crane Supply", serviceIds: [] });
  await call(graphql, "updateCustomer", "customer { id }", { ...other, name: line(100) });
  const buyer = await customer(server, graphql, line(100), "bo@heron.example");
  await call(graphql, "inviteCustomerUser", "user { id }", { customerId: buyer.id, email: mail(), name: line(100) });
  const parts = () => ({ title: line(200), whatHappened: body(), why: body(), whatWeDid: body(), whatWeWillDo: body() });
  const shared = await publish(graphql, rca, { audience: "CUSTOMERS", customerIds: [buyer.id], parts: parts() });
  await call(keeping(buyer.graphql, written), "askAboutSharedRca", "sharedRca { id }", { id: shared.id, body: body() });
  const { openRcaQuestions } = await graphql("{ openRcaQuestions { nodes { id } } }");
  await call(graphql, "answerRcaQuestion", "question { id }", { id: openRcaQuestions.nodes.at(-1).id, body: body() });
  const open = await publish(graphql, rca, { parts: parts() });
  const last = await publish(graphql, rca, { parts: parts() });
  return { buyer, shared: shared.url, versions: [open.url, last.url] };
}

/** Writes all of it everywhere. Answers what was made, by which the screens are found, and which field took which tags. */
export async function writeEverywhere(server) {
  const written = new Map();
  const [graphql, manager] = await Promise.all(["taylor", "meena"].map(async (name) => keeping(await api(server, name), written)));
  const { viewer } = await graphql("{ viewer { id } }");
  const team = (await call(graphql, "createTeam", "team { id }", { name: line(100) })).id;
  await writeSettings(graphql, manager);
  const serviceIds = await writeServices(graphql, team);
  const incident = await writeIncidents(graphql, serviceIds);
  const maintenances = await writeMaintenances(graphql, serviceIds);
  const problems = await writeProblems(graphql, viewer.id);
  const analysis = await writeAnalysis(graphql, incident.id, viewer.id);
  const items = await writeItems(graphql, analysis, { team, me: viewer.id });
  const read = await writeVersions(server, graphql, written, analysis);
  // Last, as names of people are taken out of what is published.
  const hook = await writePeople(graphql, team);
  return { written, hook, service: serviceIds[0], incident, maintenances, problems, analysis, items, ...read };
}
