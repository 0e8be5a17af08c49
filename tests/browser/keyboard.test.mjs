// The work by keyboard alone: from sign-in to a resolved incident, and round every screen without a trap.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Keyboard } from "./support/keyboard.mjs";
import { suite } from "./support/suite.mjs";

const site = suite();

/** Every single key there is, as text. */
const LETTERS = "c g i j k t u s l e w n ? / x";

/** A clock in UTC some minutes ago, as people write it. */
const clock = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString().slice(11, 16);

async function signIn(keys, name) {
  const { email, password } = site.server.person(name);
  await keys.tabTo("input[type=email]");
  await keys.type(email);
  await keys.tabTo("input[type=password]");
  await keys.type(password);
  await keys.press("Enter");
  await keys.visitor.page.locator("nav.rail").waitFor();
  await keys.visitor.settled();
}

async function declare(keys, page) {
  await keys.press("c");
  await keys.lands("dialog[open] input[type=text]");
  await keys.type(`Search answers slowly ${LETTERS}`);
  assert.equal(await page.locator("dialog[open]").count(), 1, "no key fires in a text field");
  await keys.tabTo("dialog[open] input[type=radio]");
  await keys.press("ArrowDown", "ArrowUp");
  await keys.stop();
  await keys.tabTo("dialog[open] fieldset.checks input[type=checkbox]");
  await keys.press("Space");
  await keys.press("Control+Enter");
  await page.waitForURL(/\/incidents\/INC-\d+$/);
  await keys.visitor.settled();
  await keys.lands("h1");
  await keys.stop();
  assert.match(await page.title(), /^INC-\d+ Search answers slowly/);
  assert.match(await page.locator("main h1").innerText(), /^Search answers slowly/);
}

async function write(keys, page) {
  await keys.press("t");
  await keys.lands("#entry-text");
  await keys.stop();
  await keys.type(`Searches wait for the index. ${LETTERS}`);
  await keys.press("Enter");
  await page.locator("#timeline .e", { hasText: "Searches wait for the index." }).waitFor();
  await keys.lands("#entry-text");
  const at = clock(12);
  await keys.type(`@${at} /action Index rebuilt by hand.`);
  await keys.press("Enter");
  const entry = page.locator("#timeline .e", { hasText: "Index rebuilt by hand." });
  await entry.waitFor();
  assert.equal(await entry.locator("time").first().innerText(), at, "it happened then");
  assert.match(await entry.innerText(), /recorded \d\d:\d\d/, "and says that it was recorded later");
}

async function assignLead(keys, page) {
  await keys.tabTo('button[aria-label="Assign: incident lead"]', { most: 120 });
  await keys.press("Enter");
  await keys.lands("dialog[open] select");
  await keys.stop();
  await page.locator("dialog[open] select option", { hasText: "Ops Oliver" }).waitFor({ state: "attached" });
  await keys.type("Ops");
  await keys.tabTo("dialog[open] button[type=submit]");
  await keys.press("Enter");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  await page.locator("dl.roles", { hasText: "Ops Oliver" }).waitFor();
  await keys.visitor.focus();
}

async function update(keys, page) {
  await keys.press("w");
  await page.waitForURL(/\/comms$/);
  await keys.lands("#compose-external textarea");
  await keys.stop();
  await keys.type("Searches are slow. Bookings are not affected.");
  await keys.tabTo('#compose-external button[aria-label^="+30 min"]');
  await keys.press("Enter");
  await keys.tabTo("#compose-external button[type=submit]");
  await keys.press("Enter");
  await page.locator("ol.sent li", { hasText: "Searches are slow." }).waitFor();
  assert.match(await page.locator(".strip .p").first().innerText(), /in (29|30) min/, "the promise runs");
  await keys.visitor.focus();
}

async function resolve(keys, page) {
  for (const [letters, word] of [["Inv", "Investigating"], ["Mit", "Mitigated"], ["Res", "Resolved"]]) {
    // A letter in a field is a letter: away from it first.
    await keys.tabTo("nav.tabs a[aria-current=page]", { key: "Shift+Tab", most: 120 });
    await keys.press("u");
    await keys.lands("dialog[open] select");
    await keys.stop();
    await keys.type(letters);
    await keys.tabTo("dialog[open] button[type=submit]");
    await keys.press("Enter");
    await page.locator("dialog[open]").waitFor({ state: "detached" });
    await page.locator(".stepper .cur", { hasText: word }).waitFor();
    await keys.lands("nav.tabs a[aria-current=page]");
    await keys.stop();
  }
}

test("from sign-in to resolved without a pointer", async () => {
  const visitor = await site.visit();
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open("/incidents");
  await signIn(keys, "meena");
  await visitor.focus();
  assert.equal(await page.title(), "Incidents · Coalmine");
  await declare(keys, page);
  await write(keys, page);
  await assignLead(keys, page);
  await update(keys, page);
  await resolve(keys, page);
  await keys.press("g", "i");
  await page.waitForURL(/\/incidents$/);
  await keys.lands("h1");
  await page.locator("tr.ended", { hasText: "Search answers slowly" }).waitFor();
});

test("single keys can be switched off, Ctrl K stays", async () => {
  const visitor = await site.visit({ as: "meena" });
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open("/incidents");
  await keys.tabTo("summary.me");
  await keys.press("Enter");
  await keys.tabTo(".me-panel input[type=checkbox]");
  await keys.press("Space", "Escape");
  await keys.lands("summary.me");
  for (const key of ["c", "?", "g", "p", "j", "/"]) await keys.press(key);
  assert.equal(await page.locator("dialog[open]").count(), 0, "no dialog opens");
  assert.equal(new URL(page.url()).pathname, "/incidents", "nothing goes anywhere");
  await keys.lands("summary.me");
  await keys.press("Control+k");
  await keys.lands("[role=combobox]");
  await keys.stop();
  await keys.press("Escape");
  await keys.lands("summary.me");
  await page.reload();
  await visitor.settled();
  await keys.press("c");
  assert.equal(await page.locator("dialog[open]").count(), 0, "the choice is remembered");
});

test("the palette goes to actions, keys and titles", async () => {
  const visitor = await site.visit({ as: "oliver" });
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open("/services");
  const go = async (text, path) => {
    await keys.press("Control+k");
    await keys.lands("[role=combobox]");
    await keys.type(text);
    await page.locator("[role=option]", { hasText: path.words }).first().waitFor();
    for (let most = 8; most > 0; most -= 1) {
      const chosen = page.locator("[role=option][aria-selected=true]");
      if ((await chosen.innerText()).includes(path.words)) break;
      await keys.press("ArrowDown");
    }
    const active = await page.locator("[role=combobox]").getAttribute("aria-activedescendant");
    assert.match(await page.locator(`#${active}`).innerText(), new RegExp(path.words), "it is told as the active one");
    await keys.press("Enter");
    await page.waitForURL(path.url);
    await visitor.settled();
    await keys.lands("h1");
    await keys.stop();
  };
  await go("inc 2", { words: "INC-2", url: /\/incidents\/INC-2$/ });
  await go("go to problems", { words: "Go to problems", url: /\/problems$/ });
  await go("website crawls", { words: "Website crawls", url: /\/incidents\/INC-1$/ });
});

test("rows by J and K, preview by Space, Enter opens, Back returns", async () => {
  const visitor = await site.visit({ as: "oliver" });
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open("/incidents");
  await keys.press("j");
  const row = () => page.evaluate(() => document.activeElement.closest("tr")?.querySelector(".key").innerText);
  const first = await row();
  await keys.stop();
  await keys.press("j");
  const second = await row();
  assert.notEqual(first, second);
  await keys.press("k");
  assert.equal(await row(), first);
  await keys.press("Space");
  await page.locator(".preview.open", { hasText: first }).waitFor();
  await keys.press("Enter");
  await page.waitForURL(new RegExp(`/incidents/${first}$`));
  await visitor.settled();
  await keys.lands("h1");
  await page.goBack();
  await page.locator("a[data-row]").first().waitFor();
  await keys.lands("h1");
  assert.equal(await page.title(), "Incidents · Coalmine");
});

test("dialogs give the focus back to what opened them", async () => {
  const visitor = await site.visit({ as: "meena" });
  const keys = new Keyboard(visitor);
  await visitor.open("/incidents/INC-3");
  for (const key of ["u", "s", "l", "e"]) {
    const opener = `.acts button[aria-keyshortcuts="${key.toUpperCase()}"]`;
    await keys.tabTo(opener);
    await keys.press("Enter");
    await keys.lands("dialog[open] *");
    await keys.stop();
    await keys.press("Escape");
    await keys.lands(opener);
    await keys.press(key);
    await keys.lands("dialog[open] *");
    await keys.press("Escape");
    await keys.lands(opener);
    await keys.stop();
  }
});

for (const path of ["/incidents", "/incidents/INC-3", "/incidents/INC-3/comms", "/problems?board=1", "/problems", "/problems/PRB-2", "/services", "/admin/people", "/admin/audit", "/admin/settings", "/admin/customers", "/admin/subscribers", "/problems/PRB-1/rca/publish", "/me", "/"]) {
  test(`no trap and no hidden stop on ${path}`, async () => {
    const visitor = await site.visit({ as: "taylor" });
    const keys = new Keyboard(visitor);
    await visitor.open(path);
    const walk = async (key) => {
      let stops = 0;
      for (; stops < 250; stops += 1) {
        await keys.press(key);
        if ((await keys.stopOrEnd()) === "") break;
      }
      assert.ok(stops > 5 && stops < 250, `the end is reached, after ${stops} stops`);
    };
    await walk("Tab");
    await walk("Shift+Tab");
  });
}
