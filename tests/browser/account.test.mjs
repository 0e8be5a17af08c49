// Accounts: invitation, forgotten and changed passwords, sessions, disabling, and what everybody sets for themselves.
// Must not know: how links, sessions and passwords are kept.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Keyboard } from "./support/keyboard.mjs";
import { api, path } from "./support/server.mjs";
import { suite } from "./support/suite.mjs";

const site = suite();

const STRONG = "lantern gravel otter mosaic";

const signInForm = (page) => page.getByRole("heading", { name: "Sign in to Coalmine" });

async function signIn(visitor, email, password) {
  const { page } = visitor;
  await page.getByRole("textbox", { name: "E-mail" }).fill(email);
  await page.locator("input[type=password]").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** In the program, with the connection up. */
async function isInside(visitor) {
  await visitor.page.locator("nav.rail").waitFor();
  await visitor.settled();
}

/** The link that is shown once in the open dialog, as a path. */
async function shownLink(page) {
  const field = page.locator("dialog[open] input[readonly]");
  await field.waitFor();
  return path(await field.inputValue());
}

/** Opens the dialog about somebody's access. */
async function access(admin, name) {
  await admin.open("/admin/people");
  await admin.page.getByRole("button", { name: `Access of ${name}` }).click();
  await admin.page.locator("dialog[open] .acts-list").waitFor();
}

const rowOf = (page, words) => page.locator("main tbody tr", { hasText: words });

test("who is invited chooses a password by a link that works once, and is in", async () => {
  const admin = await site.visit({ as: "taylor" });
  const { page } = admin;
  const keys = new Keyboard(admin);
  await admin.open("/admin/people");
  await page.locator("main h1").focus();
  await keys.press("n");
  await keys.lands("dialog[open] input");
  await keys.type("Support Sam");
  await keys.press("Tab");
  await keys.type("sam@trips.example");
  await keys.press("Enter");
  const link = await shownLink(page);
  assert.match(link, /^\/welcome#[\w-]{40,}$/, "the token stands behind the #, where no server sees it");
  assert.match(await page.locator("dialog[open] .notice").innerText(), /Support Sam in private.*once.*until/s);
  await page.getByRole("button", { name: "Done" }).click();
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  await admin.focus();
  await rowOf(page, "Support Sam").getByText("Invited").waitFor();

  const sam = await site.visit();
  const hands = new Keyboard(sam);
  await sam.open(link);
  assert.match(await sam.page.locator("main").innerText(), /Welcome to Coalmine.*Support Sam.*sam@trips\.example/s);
  await hands.lands("input[type=password]");
  await hands.type("too short");
  await hands.press("Enter");
  await sam.page.getByText("Use at least 12 characters.").first().waitFor();
  await sam.page.locator("input[type=password]").fill("passwordpassword");
  await sam.page.keyboard.press("Enter");
  await sam.page.getByText(/easy to guess/).first().waitFor();
  await sam.page.getByRole("button", { name: "Show new password" }).click();
  assert.equal(await sam.page.getByLabel("New password", { exact: true }).inputValue(), "passwordpassword", "it can be read");
  await sam.page.getByLabel("New password", { exact: true }).fill(STRONG);
  await sam.page.keyboard.press("Enter");
  await isInside(sam);
  assert.doesNotMatch(sam.page.url(), /welcome|#/, "the token is gone from the address");
  sam.expect(/status of 4\d\d/);

  const late = await site.visit();
  await late.open(link);
  await late.page.getByRole("heading", { name: "This link no longer works" }).waitFor();
  await page.reload();
  await admin.settled();
  await rowOf(page, "Support Sam").getByText("Active").waitFor();
});

test("every dead link says the same, and what to do", async () => {
  const visitor = await site.visit({ width: 320, height: 640 });
  const said = [];
  for (const token of ["", "#", "#0", "#null", `#${"A".repeat(43)}`, "#%00%22<b>"]) {
    await visitor.page.goto("about:blank");
    await visitor.open(`/welcome${token}`);
    said.push(await visitor.page.locator("main").innerText());
    assert.equal(await visitor.page.evaluate(() => document.documentElement.scrollWidth), 320);
  }
  assert.match(said[0], /This link no longer works.*administrator/s);
  assert.deepEqual(new Set(said).size, 1, "one answer for all");
  await visitor.page.getByRole("link", { name: "Go to sign-in" }).click();
  await signInForm(visitor.page).waitFor();
  assert.equal(new URL(visitor.page.url()).pathname, "/", "and the way on leads away from it");
  assert.match(await visitor.page.locator("main").innerText(), /password is forgotten.*administrator/s);
});

test("a forgotten password is set anew by a link, which ends the sessions of before", async () => {
  const before = await site.visit({ as: "oliver" });
  await before.open("/incidents");
  const admin = await site.visit({ as: "taylor" });
  await access(admin, "Ops Oliver");
  await admin.page.getByRole("button", { name: "Create a reset link" }).click();
  const link = await shownLink(admin.page);

  const oliver = await site.visit();
  await oliver.open(link);
  assert.match(await oliver.page.locator("main").innerText(), /Choose a new password.*Ops Oliver/s);
  await oliver.page.getByLabel("New password", { exact: true }).fill(STRONG);
  await oliver.page.keyboard.press("Enter");
  await isInside(oliver);
  await signInForm(before.page).waitFor();
  before.expect(/status of 4\d\d/);

  const { email, password } = site.server.person("oliver");
  await signIn(before, email, password);
  await before.page.getByRole("alert").getByText("is not right").waitFor();
  await signIn(before, email, STRONG);
  await isInside(before);
  before.expect(/status of 4\d\d/);
});

test("changing the password ends the other sessions and keeps this one", async () => {
  const { password } = site.server.person("dave");
  const other = await site.visit({ as: "dave" });
  await other.open("/incidents");
  const here = await site.visit({ as: "dave" });
  const { page } = here;
  await here.open("/me");
  const form = page.locator("main form");
  await form.getByLabel("Current password", { exact: true }).fill("not the password at all");
  await form.getByLabel("New password", { exact: true }).fill(STRONG);
  await page.keyboard.press("Enter");
  await form.getByRole("alert").waitFor();
  here.expect(/status of 4\d\d/);
  await form.getByLabel("Current password", { exact: true }).fill(password);
  await form.getByRole("button", { name: "Change the password" }).click();
  await page.getByText("Your password is changed").waitFor();
  assert.equal(await form.getByLabel("New password", { exact: true }).inputValue(), "", "nothing of it stays on screen");
  await signInForm(other.page).waitFor();
  other.expect(/status of 4\d\d/);
  await page.locator("main tr.ended", { hasText: "password was changed" }).waitFor();
  await page.reload();
  await isInside(here);
});

test("a session is ended from the list of another, and tells why", async () => {
  const other = await site.visit({ as: "meena" });
  await other.open("/incidents");
  const here = await site.visit({ as: "meena" });
  const { page } = here;
  await here.open("/me");
  const mine = page.locator("main tbody tr", { hasText: "This one" });
  assert.match(await mine.innerText(), /Chrome on Linux.*127\.0\.0\.1/s, "device and address");
  assert.equal(await mine.count(), 1);
  const live = page.getByRole("button", { name: /^End the session of Chrome on Linux/ });
  assert.equal(await live.count(), 1);
  await live.focus();
  await page.keyboard.press("Enter");
  await page.locator("main tr.ended").waitFor();
  assert.match(await page.locator("main tr.ended").first().innerText(), /Ended .*signed out/is);
  await here.focus();
  await signInForm(other.page).waitFor();
  other.expect(/status of 4\d\d/);
  await page.reload();
  await isInside(here);
});

test("signing out everywhere ends this session too", async () => {
  const other = await site.visit({ as: "meena" });
  await other.open("/incidents");
  const here = await site.visit({ as: "meena" });
  const { page } = here;
  const keys = new Keyboard(here);
  await here.open("/me");
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.locator("dialog[open]").waitFor();
  await keys.press("Escape");
  await keys.lands("button");
  await keys.press("Enter");
  await page.locator("dialog[open]").getByRole("button", { name: "Sign out everywhere" }).click();
  await signInForm(page).waitFor();
  await signInForm(other.page).waitFor();
  await other.page.getByText("Your session has ended").waitFor();
  for (const visitor of [here, other]) visitor.expect(/status of 4\d\d/);
});

test("who is disabled is out at once, and can be let in again", async () => {
  const victor = await site.visit({ as: "victor" });
  await victor.open("/incidents");
  const admin = await site.visit({ as: "taylor" });
  const { page } = admin;
  await access(admin, "VP Victor");
  await page.getByRole("button", { name: "Disable at once" }).click();
  await rowOf(page, "VP Victor").getByText("Disabled").waitFor();
  await admin.focus();
  await signInForm(victor.page).waitFor({ timeout: 3_000 });
  victor.expect(/status of 4\d\d/);
  const { email, password } = site.server.person("victor");
  await signIn(victor, email, password);
  await victor.page.getByRole("alert").getByText("is not right").waitFor();
  victor.expect(/status of 4\d\d/);
  await page.getByRole("button", { name: "Access of VP Victor" }).click();
  await page.getByRole("button", { name: "Enable" }).click();
  await rowOf(page, "VP Victor").getByText("Active").waitFor();
  await signIn(victor, email, password);
  await isInside(victor);
});

test("nobody but an administrator is offered the access of others, or reads their sessions", async () => {
  const visitor = await site.visit({ as: "meena" });
  await visitor.open("/admin/people");
  assert.equal(await visitor.page.getByRole("button", { name: /^(Access of|Edit|Invite)/ }).count(), 0);
  await visitor.page.locator("main h1").focus();
  await visitor.page.keyboard.press("n");
  assert.equal(await visitor.page.locator("dialog[open]").count(), 0);
  const graphql = await api(site.server, "meena");
  await assert.rejects(graphql("{ users(first: 1) { nodes { id } } }").then(async ({ users }) =>
    graphql("query Others($id: ID!) { sessions(userId: $id) { id } }", { id: users.nodes[0].id })), /FORBIDDEN/);
});

test("theme, density and keyboard are chosen by keys and remembered", async () => {
  const visitor = await site.visit({ as: "meena" });
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open("/services");
  await page.locator("main h1").focus();
  await keys.press("g", "m");
  await page.waitForURL(/\/me$/);
  await visitor.settled();
  const look = () => page.evaluate(() => {
    const { theme, density } = document.documentElement.dataset;
    const row = getComputedStyle(document.documentElement).getPropertyValue("--row");
    return { theme, density, row: row.trim(), dark: getComputedStyle(document.documentElement).colorScheme };
  });
  assert.deepEqual(await look(), { theme: undefined, density: undefined, row: "36px", dark: "light dark" });
  // The group has its focus on what is chosen: System, the last.
  await keys.tabTo("main fieldset:nth-of-type(1) input");
  await keys.press("ArrowLeft");
  await keys.tabTo("main fieldset:nth-of-type(2) input");
  await keys.press("ArrowLeft");
  assert.deepEqual(await look(), { theme: "dark", density: "compact", row: "32px", dark: "dark" });
  await keys.tabTo("main input[type=checkbox]");
  await keys.press("Space");
  await page.reload();
  await visitor.settled();
  assert.deepEqual(await look(), { theme: "dark", density: "compact", row: "32px", dark: "dark" });
  await page.locator("main h1").focus();
  await keys.press("c");
  assert.equal(await page.locator("dialog[open]").count(), 0, "single keys are off");
  await keys.tabTo("main input[type=checkbox]");
  await keys.press("Space");
  await page.locator("main h1").focus();
  await keys.press("?");
  await page.locator("dialog[open] .sheet").getByText("Go to my settings").waitFor();
});

test("who signs in after a token was used twice is told, and where to go", async () => {
  const visitor = await site.visit();
  const { page } = visitor;
  await page.route("**/graphql", async (route) => {
    if (route.request().postDataJSON().operationName !== "SignIn") return route.continue();
    const answer = await route.fetch();
    const json = await answer.json();
    json.data.signIn.reusedSession = { endedAt: "2026-01-02T03:04:05Z" };
    return route.fulfill({ response: answer, json });
  });
  await visitor.open("/incidents");
  const { email, password } = site.server.person("taylor");
  await signIn(visitor, email, password);
  await isInside(visitor);
  const alarm = page.locator(".alarm");
  assert.match(await alarm.innerText(), /ended 2 Jan 2026 03:04, because its token was used twice/);
  await alarm.getByRole("link", { name: "change your password" }).click();
  await page.waitForURL(/\/me$/);
  await visitor.settled();
});
