// No violation on any screen or state, in both themes, on a desk and on a phone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { scan, show } from "./support/axe.mjs";
import { EVERYTHING, SCREENS, closeAll } from "./support/screens.mjs";
import { api, invitation } from "./support/server.mjs";
import { suite } from "./support/suite.mjs";

/** The desk comes last, so that the next screen opens there. */
const LOOKS = ["light", "dark"].flatMap((theme) => [390, 1440].map((width) => ({ theme, width })));

const site = suite({ shared: true });
let visitor;

before(async () => {
  visitor = await site.visit({ as: EVERYTHING });
  await visitor.open("/incidents");
});

after(() => visitor?.close());

/** All looks of the page as it stands. */
async function clean(visitor) {
  const found = { violations: [], undecided: [] };
  for (const { theme, width } of LOOKS) {
    await show(visitor.page, theme, width);
    const { violations, undecided } = await scan(visitor.page);
    const named = (line) => `${theme} ${width}: ${line}`;
    found.violations.push(...violations.map(named));
    found.undecided.push(...undecided.map(named));
  }
  return found;
}

for (const screen of SCREENS) {
  test(`accessible: ${screen.name}`, async () => {
    try {
      await screen.go(visitor);
      const { violations, undecided } = await clean(visitor);
      assert.deepEqual(violations, [], "no violation");
      assert.deepEqual(undecided, [], "nothing undecided that nobody has looked at");
    } finally {
      await closeAll(visitor);
    }
    visitor.quiet();
  });
}

test("accessible: sign-in, also when refused", async () => {
  const nobody = await site.visit();
  await nobody.open("/incidents");
  const before = await clean(nobody);
  await nobody.page.getByRole("textbox", { name: "E-mail" }).fill("nobody@trips.example");
  await nobody.page.locator("input[type=password]").fill("not the password");
  await nobody.page.keyboard.press("Enter");
  await nobody.page.getByRole("alert").getByText("is not right").waitFor();
  nobody.expect(/status of 4\d\d/);
  const refused = await clean(nobody);
  assert.deepEqual([...before.violations, ...refused.violations], [], "no violation");
  assert.deepEqual([...before.undecided, ...refused.undecided], [], "nothing undecided");
  nobody.quiet();
  await nobody.close();
});

test("accessible: choosing a password by a one-time link, also when refused, and a dead link", async () => {
  const graphql = await api(site.server, EVERYTHING);
  const nobody = await site.visit();
  await nobody.open(await invitation(graphql, "newcomer@trips.example"));
  const found = [await clean(nobody)];
  await nobody.page.keyboard.type("short");
  await nobody.page.keyboard.press("Enter");
  await nobody.page.locator(".form-error").waitFor();
  found.push(await clean(nobody));
  await nobody.page.goto("about:blank");
  await nobody.open("/welcome");
  found.push(await clean(nobody));
  assert.deepEqual(found.flatMap((one) => one.violations), [], "no violation");
  assert.deepEqual(found.flatMap((one) => one.undecided), [], "nothing undecided");
  nobody.quiet();
  await nobody.close();
});
