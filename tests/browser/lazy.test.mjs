// Screens that come in files of their own: entered by a link before they were fetched, absent, and not asked for.
// Must not know: what the screens show beyond their headings.

import assert from "node:assert/strict";
import { test } from "node:test";

import { EVERYTHING } from "./support/screens.mjs";
import { suite } from "./support/suite.mjs";

const site = suite();

const PLACES = [
  "/incidents/INC-1/impact", "/problems", "/problems/PRB-1", "/problems/PRB-1/repairs", "/repairs", "/repairs/REP-1", "/repairs/import",
  "/services", "/admin/people", "/admin/keys", "/admin/audit", "/admin/settings", "/admin/webhooks", "/admin/trackers", "/admin/policies",
  "/admin/templates", "/admin/portal", "/admin/customers", "/admin/subscribers", "/problems/PRB-1/rca/publish", "/promises", "/insights/promises", "/maintenance",
  "/me", "/inbox", "/insights/repairs", "/",
];

/** The files fetched after the first screen. */
const CHUNKS = "**/assets/{split,chunk}_*.wasm";

for (const place of PLACES) {
  test(`${place} opens by a link from a page that has not fetched it, and focus stands on its heading`, async () => {
    const visitor = await site.visit({ as: EVERYTHING });
    await visitor.open("/incidents");
    await visitor.follow(place);
    await visitor.page.waitForFunction(() => document.activeElement?.matches("main h1"));
  });
}

test("the sign-in fetches no screen", async () => {
  const visitor = await site.visit();
  const fetched = [];
  visitor.page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
  await visitor.open("/services");
  assert.deepEqual(fetched.filter((path) => /\/(split|chunk)_/.test(path)), []);
});

test("a screen whose file is gone leaves the rest of the page alive", async () => {
  const visitor = await site.visit({ as: EVERYTHING });
  await visitor.open("/incidents");
  await visitor.page.route(CHUNKS, (route) => route.fulfill({ status: 404 }));
  await visitor.follow("/services");
  await visitor.page.getByRole("heading", { name: "A new version is out" }).waitFor();
  await visitor.page.waitForFunction(() => document.activeElement?.matches("main h1"));
  await visitor.follow("/incidents");
  await visitor.page.locator("tr[data-incident]").first().waitFor();
  await visitor.page.unroute(CHUNKS);
  await visitor.follow("/services");
  await visitor.page.getByRole("heading", { name: "Services" }).waitFor();
  visitor.expect(/404|HTTP status code is not ok/);
});
