// Texts that want to run something, in every field that takes a text, read on every screen that shows it and at the portal (A13).
// Must not know: how Markdown is rendered.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { ALL, tagsOf, writeEverywhere } from "./support/hostile.mjs";
import { told } from "./support/published.mjs";
import { suite } from "./support/suite.mjs";

const site = suite();

let making;
/** Everything, written once for the file. */
const everything = () => (making ??= writeEverywhere(site.server));

/** Strings that are no texts, by the field or by its name alone, and why. */
const NO_TEXT = new Map([
  ["idempotencyKey", "is compared, never shown"],
  ["currentPassword", "is never shown"],
  ["newPassword", "is never shown"],
  ["password", "is never shown"],
  ["token", "is never shown"],
  ["previewToken", "is given by the API"],
  ["bone", "names a key of the fishbone"],
  ["key", "takes lower-case letters, digits and hyphens"],
  ["rule", "names a rule"],
  ["currency", "takes three capital letters"],
  ["accentColor", "takes #rrggbb"],
  ["timeZone", "takes a name that is known"],
  ["importRepairItems.csv", "holds what createRepairItem and updateRepairItem take"],
  ["signIn.email", "is compared, never shown"],
]);
/** What is written and stands on no screen, and why. */
const NOT_SHOWN = new Map([
  ["createTracker.apiUrl", "stands in a form alone"],
  ["updateTracker.apiUrl", "stands in a form alone"],
]);

/** Counts what a page tries to do: messages that pop up, and calls to anywhere but the organisation's mark, which is answered here. */
async function watch({ page }, [mark]) {
  const tried = [];
  await page.exposeFunction("tried", (what) => tried.push(what));
  await page.addInitScript(() => {
    for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = () => void window.tried(name);
  });
  const isMark = (url) => url.href.startsWith(`https://ok.example/${mark}`);
  await page.route(isMark, (route) => route.fulfill({ contentType: "image/svg+xml", body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && url.hostname !== "127.0.0.1" && !isMark(url)) tried.push(url.href);
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

/** The fields of all mutations that take strings, such as `publishRca.content.title`. */
async function fields() {
  const schema = (await readFile(new URL("../../schema.graphql", import.meta.url), "utf8")).replace(/"""[^]*?"""/g, "");
  const pairs = (text) => [...text.matchAll(/(\w+): \[?(\w+)/g)];
  const inputs = new Map([...schema.matchAll(/^input (\w+) \{([^]*?)^\}/gm)].map(([, name, body]) => [name, pairs(body)]));
  const below = (path, type) =>
    type === "String" ? [path] : (inputs.get(type) ?? []).flatMap(([, name, of]) => below(`${path}.${name}`, of));
  const [, mutations] = schema.match(/^type Mutation \{([^]*?)^\}/m);
  return [...mutations.matchAll(/(\w+)\(([^]*?)\)/g)].flatMap(([, name, args]) =>
    pairs(args).flatMap(([, arg, type]) => below(arg === "input" ? name : `${name}.${arg}`, type)),
  );
}

/** The screens of the client that show what was written. */
function screens({ incident, maintenances, problems, analysis, items, hook }) {
  const own = `/problems/${analysis.problem}`;
  const below = (home, tails) => tails.map((tail) => home + tail);
  return [
    "/", "/inbox", "/promises", "/services", "/maintenance", ...below("/maintenance/", maintenances),
    "/incidents?view=all", ...below("/incidents/", [incident.reference, incident.other]),
    ...below(`/incidents/${incident.reference}`, ["/comms", "/impact", "/people", "/links"]),
    "/problems", "/problems?view=risks", "/problems?board=1", ...below("/problems/", problems), `/problems/${problems[1]}/history`,
    ...below(own, ["", "/incidents", "/repairs", "/history"]),
    ...below(`${own}/rca`, ["", "/whys", "/fishbone", "/map", "/enhanced", "/report", "/publish?show=versions"]),
    "/repairs?tab=all", "/repairs?tab=declined", "/repairs?tab=all&view=board", ...below("/repairs/", items), "/insights/repairs?by=team",
    ...below("/admin/", ["people", "keys", "audit", "settings", "webhooks", `webhooks/${hook}`, "trackers"]),
    ...below("/admin/", ["policies", "templates", "portal", "subscribers"]),
  ];
}

/** Screens that show facts and the one who looks, and addresses that hold a text themselves. */
const OTHERS = ["/me", "/insights/promises", ...["/incidents?", "/problems?", "/repairs?tab=all&", "/services?"].map((path) => path + new URLSearchParams({ q: ALL[10] }))];

/** The pages and feeds of the portal that show what was written to everybody. */
const pages = ({ incident, maintenances, analysis, versions, service }) => [
  "/status", "/status/history", "/status/subscribe", "/status/sign-in", `/status/incidents/${incident.reference}`,
  ...maintenances.map((work) => `/status/maintenance/${work}`), "/status/rca", `/status/rca/${analysis.reference}`,
  ...versions.map((url) => new URL(url, site.server.url).pathname),
  "/history.atom", "/history.rss", `/status/services/${service}.atom`, `/status/services/${service}.rss`,
];

test("every field that takes a text is written to, or it is said why not", async () => {
  const { written } = await everything();
  const known = await fields();
  assert.ok(known.length >= 170, `${known.length} fields`);
  const reasons = (field) => [field, field.split(".").at(-1)].filter((name) => NO_TEXT.has(name));
  const left = known.filter((field) => !written.has(field));
  assert.deepEqual(left.filter((field) => !reasons(field).length), [], "neither written nor listed");
  assert.deepEqual([...new Set(left.flatMap(reasons))].sort(), [...NO_TEXT.keys()].sort(), "what is listed is needed");
});

test("nothing that anybody writes runs on any screen, inside or at the portal", async () => {
  assert.ok(ALL.length >= 150, `${ALL.length} texts`);
  const made = await everything();
  const { written, analysis, buyer } = made;
  await told(site.server, made.versions.at(-1), /k\d+k/);

  const visitor = await site.visit({ as: "taylor" });
  const { page } = visitor;
  const tried = await watch(visitor, written.get("updatePortalSettings.logoUrl"));
  const seen = new Set();
  const look = async (address, shows = true) => {
    const values = await page.evaluate(() => [...document.querySelectorAll("input, textarea")].map(({ value }) => value).join(" "));
    const tags = tagsOf(`${await page.content()} ${values}`);
    for (const tag of tags) seen.add(tag);
    assert.ok(tags.length || !shows, `${address} shows them`);
    assert.deepEqual(await active(page), [], address);
    assert.deepEqual(tried, [], address);
    visitor.quiet();
  };
  await visitor.open("/incidents");
  for (const address of [...screens(made), ...OTHERS]) {
    await visitor.follow(address);
    await look(address, !OTHERS.includes(address));
  }
  const graph = analysis.path.replace(/publish$/, "map");
  await visitor.follow(`${graph}?cause=${analysis.root}`);
  await page.locator(".insp .evl li").nth(5).waitFor();
  await look("root cause");
  await visitor.follow("/admin/customers");
  await page.getByRole("button", { name: `People of ${buyer.name}` }).click();
  await page.locator("dialog[open] tbody tr, dialog[open] li").first().waitFor();
  await visitor.settled();
  await look("people of a customer");
  await visitor.follow("/incidents");
  await visitor.follow(analysis.path);
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await page.locator(".looked .redactions, .looked article, .looked h3").first().waitFor();
  await look("preview");

  for (const address of pages(made)) {
    await page.goto(address);
    await look(address);
  }
  await page.goto("/status/sign-in");
  await page.getByLabel("Mail address").fill(buyer.email);
  await page.getByLabel("Password").fill(buyer.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/status/account");
  await look("account");
  await page.goto(new URL(made.shared, site.server.url).pathname);
  await look("shared");
  const unseen = [...written.keys()].filter((field) => !written.get(field).some((tag) => seen.has(tag)));
  assert.deepEqual(unseen.sort(), [...NOT_SHOWN.keys()].sort(), "what stands on no screen");

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
