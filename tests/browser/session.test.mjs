// Signing in and out, and what each role is shown.

import assert from "node:assert/strict";
import { test } from "node:test";

import { suite } from "./support/suite.mjs";

const site = suite();

async function fillIn(page, { email, password }) {
  await page.getByRole("textbox", { name: "E-mail" }).fill(email);
  await page.locator("input[type=password]").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("a deep link leads through sign-in to the wanted page, survives a reload, and sign-out ends it", async () => {
  const visitor = await site.visit();
  const { page } = visitor;
  await visitor.open("/incidents/INC-2/impact");
  assert.match(await page.locator("h1").innerText(), /Sign in/);
  await fillIn(page, site.server.person("victor"));
  await page.locator("nav.rail").waitFor();
  await visitor.settled();
  assert.equal(new URL(page.url()).pathname, "/incidents/INC-2/impact");
  await visitor.focus();
  await page.reload();
  await visitor.settled();
  assert.equal(new URL(page.url()).pathname, "/incidents/INC-2/impact");
  assert.equal(await page.locator("nav.tabs a[aria-current=page]", { hasText: "Impact" }).count(), 1);
  await page.locator("summary.me").click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in to Coalmine" }).waitFor();
  await visitor.focus();
  assert.equal((await visitor.context.cookies()).length, 0, "no cookie is left");
  await page.reload();
  await visitor.settled();
  assert.match(await page.locator("h1").innerText(), /Sign in/);
});

test("a wrong password is told to everyone, says nothing about the account, and keeps the address", async () => {
  const visitor = await site.visit();
  const { page } = visitor;
  await visitor.open("/incidents");
  const said = [];
  for (const email of ["meena@trips.example", "nobody@trips.example"]) {
    await fillIn(page, { email, password: "not the password" });
    const alert = page.getByRole("alert").filter({ hasText: "E-mail or password is not right." });
    await alert.waitFor();
    said.push((await alert.innerText()).replace(/trace.*/s, ""));
    assert.equal(await page.getByRole("textbox", { name: "E-mail" }).inputValue(), email, "what was typed is kept");
    await visitor.focus();
  }
  assert.equal(said[0], said[1], "both refusals are the same");
  visitor.expect(/status of 4\d\d/);
});

test("the token is kept in memory only", async () => {
  const visitor = await site.visit({ as: "meena" });
  await visitor.open("/incidents");
  const kept = await visitor.page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
  assert.doesNotMatch(kept, /ey[\w-]+\.[\w-]+\./, "no token in storage or in a readable cookie");
});

test("a session that is ended elsewhere leads back to sign-in and on to the same page", async () => {
  const visitor = await site.visit({ as: "dave" });
  const { page } = visitor;
  await visitor.open("/incidents/INC-3");
  await visitor.context.clearCookies();
  await page.reload();
  await page.getByRole("heading", { name: "Sign in to Coalmine" }).waitFor();
  await fillIn(page, site.server.person("dave"));
  await page.locator("nav.rail").waitFor();
  await visitor.settled();
  assert.equal(new URL(page.url()).pathname, "/incidents/INC-3");
});

test("a viewer reads everything and is offered nothing that would be refused", async () => {
  const visitor = await site.visit({ as: "victor" });
  const { page } = visitor;
  const none = async (selector, where) => {
    const found = await page.locator(selector).allInnerTexts();
    assert.deepEqual(found, [], `${selector} is not offered on ${where}`);
  };
  await visitor.open("/incidents/INC-3");
  for (const tab of ["", "/comms", "/impact", "/people", "/links"]) {
    const path = `/incidents/INC-3${tab}`;
    if (tab) await visitor.follow(path);
    await none(".ihead .acts button", path);
    await none("form.entry, form.composer", path);
    const words = (await page.locator("main button:visible").allInnerTexts()).map((word) => word.trim());
    const allowed = /^(As a table|Load more|Oldest first|Newest first|)$/;
    assert.deepEqual(words.filter((word) => !allowed.test(word)), [], `buttons on ${path}`);
    const icons = await page.locator("main button[aria-label]:visible").evaluateAll((all) => all.map((one) => one.ariaLabel));
    assert.deepEqual(icons, [], `icon buttons on ${path}`);
  }
  for (const key of ["t", "u", "s", "l", "e", "w"]) await page.keyboard.press(key);
  await none("dialog[open]", "any key of responders");
  await visitor.follow("/services");
  await none("main .btn", "/services");
  await visitor.follow("/admin/people");
  await none("main .btn", "/admin/people");
  await none('nav.rail a[href="/admin/keys"]', "the rail");
  await visitor.follow("/admin/keys");
  await page.locator("main [role=alert]").waitFor();
  assert.match(await page.locator("main").innerText(), /FORBIDDEN/, "an address typed by hand says why");
  visitor.expect(/status of 4\d\d/);
});

test("a key is shown once and can be revoked", async () => {
  const visitor = await site.visit({ as: "taylor" });
  const { page } = visitor;
  await visitor.open("/admin/keys");
  await page.getByRole("button", { name: "Create a key" }).click();
  const dialog = page.locator("dialog[open]");
  await dialog.getByLabel("Name").fill("Wall screen");
  await dialog.locator("button[type=submit]").click();
  const secret = dialog.locator("code, output, input[readonly]").first();
  await secret.waitFor();
  const key = (await secret.evaluate((element) => element.value || element.textContent)).trim();
  const ask = () =>
    fetch(`${site.server.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
      body: JSON.stringify({ query: "{ viewer { id } }" }),
    }).then((answer) => answer.json());
  assert.equal((await ask()).errors, undefined, "the key works");
  await dialog.getByRole("button", { name: /done|close/i }).first().click();
  await dialog.waitFor({ state: "detached" });
  await visitor.focus();
  assert.doesNotMatch(await page.locator("body").innerHTML(), new RegExp(key.slice(-12)), "and is shown once");
  await page.getByRole("button", { name: "Revoke Wall screen" }).click();
  await page.locator("dialog[open] button", { hasText: "Revoke" }).last().click();
  await page.locator("tr", { hasText: "Wall screen" }).getByText("Revoked").waitFor();
  assert.notEqual((await ask()).errors, undefined, "a revoked key does not work");
});
