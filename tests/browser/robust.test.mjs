// Narrow windows, calm motion, forced colours, weight of the first load, and a focus that is never lost.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { EVERYTHING, SCREENS, closeAll } from "./support/screens.mjs";
import { suite } from "./support/suite.mjs";

const site = suite();
const target = (path) => fileURLToPath(new URL(`../../target/${path}`, import.meta.url));

/** Most a first visit may load, brotli, bytes. */
const FIRST_LOAD = 350 * 1024;

test("no screen scrolls sideways at 320 px", async () => {
  const visitor = await site.visit({ as: EVERYTHING, width: 320, height: 640 });
  await visitor.open("/incidents");
  const wide = [];
  for (const screen of SCREENS) {
    await screen.go(visitor);
    const over = await visitor.page.evaluate(() => {
      const page = document.documentElement;
      if (page.scrollWidth <= 320) return null;
      const boxes = [...document.querySelectorAll("main *, dialog *, .top *")];
      const far = boxes.filter((box) => box.getBoundingClientRect().right > 321);
      return `${page.scrollWidth} px: ${far.slice(0, 3).map((box) => box.outerHTML.slice(0, 80)).join(" | ")}`;
    });
    if (over) wide.push(`${screen.name} ${over}`);
    await closeAll(visitor);
  }
  assert.deepEqual(wide, []);
});

test("nothing moves under reduced motion", async () => {
  const visitor = await site.visit({ as: EVERYTHING, reducedMotion: "reduce" });
  await visitor.open("/incidents");
  for (const screen of SCREENS) {
    await screen.go(visitor);
    const moving = await visitor.page.evaluate(() =>
      document.getAnimations().filter((one) => one.playState === "running" && one.effect.getComputedTiming().duration > 1).length,
    );
    assert.equal(moving, 0, `${screen.name} stands still`);
    await closeAll(visitor);
  }
});

test("forced colours keep shapes and borders", async () => {
  const visitor = await site.visit({ as: EVERYTHING, forcedColors: "active" });
  await visitor.open("/incidents/INC-1");
  await mkdir(target("screenshots"), { recursive: true });
  await visitor.page.screenshot({ path: target("screenshots/forced-colours.png"), fullPage: true });
  const faint = await visitor.page.evaluate(() => {
    const canvas = getComputedStyle(document.body).backgroundColor;
    return [...document.querySelectorAll("svg.shape, svg.pie")].filter((shape) => {
      const { width, height } = shape.getBoundingClientRect();
      const { color, fill, stroke } = getComputedStyle(shape);
      return width < 4 || height < 4 || [color, fill, stroke].every((one) => one === canvas || one === "none");
    }).length;
  });
  assert.equal(faint, 0, "every severity and status keeps its shape");
});

test("the focus is never lost between places", async () => {
  const visitor = await site.visit({ as: EVERYTHING });
  const { page } = visitor;
  await visitor.open("/incidents");
  for (const path of ["/services", "/incidents/INC-1", "/problems", "/repairs", "/admin/people", "/admin/keys", "/admin/audit", "/admin/settings", "/me", "/", "/incidents"]) {
    const link = page.locator(`nav.rail li a[href="${path}"], main a[href="${path}"]`).first();
    await (await link.count() ? link.click() : visitor.follow(path));
    await page.waitForURL(`**${path}`);
    await visitor.settled();
    await page.waitForFunction(() => document.activeElement?.tagName === "H1");
    await visitor.focus();
    assert.match(await page.title(), / · Coalmine$/);
  }
  for (const screen of SCREENS.filter((one) => one.name.startsWith("dialog"))) {
    await screen.go(visitor);
    await visitor.focus();
    await closeAll(visitor);
    await page.waitForFunction(() => document.activeElement !== document.body);
  }
});

test("a form that is left while it is on its way says how it ended, elsewhere", async () => {
  const visitor = await site.visit({ as: EVERYTHING });
  const { page } = visitor;
  await page.route("**/graphql", async (route) => {
    if (/^\s*mutation/.test(route.request().postDataJSON()?.query ?? "")) await new Promise((done) => setTimeout(done, 1_000));
    await route.continue();
  });
  const words = page.locator(".toasts");
  const leave = async () => {
    await visitor.open("/admin/customers");
    await page.keyboard.press("n");
    await page.locator("dialog[open]").getByLabel("Name").fill("Left Behind");
    await page.locator("dialog[open] button[type=submit]").click();
    await visitor.follow("/problems");
  };
  await leave();
  await words.getByText("Saved", { exact: true }).waitFor();
  await leave();
  await page.locator(".toast.bad", { hasText: "taken" }).waitFor();
  visitor.expect(/status of 4\d\d/);
  await visitor.follow("/admin/customers");
  await page.locator("main tbody tr", { hasText: "Left Behind" }).waitFor();
});

test("every screen comes up from cold, also those in a file of their own", async () => {
  const visitor = await site.visit({ as: EVERYTHING });
  for (const path of ["/incidents/INC-1", "/problems", "/repairs", "/repairs/REP-1", "/services", "/admin/people", "/admin/keys", "/admin/audit", "/admin/settings", "/me", "/"]) {
    await visitor.open(path);
    assert.equal(await visitor.page.locator("main h1").count(), 1, `${path} has one heading`);
  }
});

test("a screen whose file is gone says that a new version is out", async () => {
  const visitor = await site.visit({ as: EVERYTHING });
  const { page } = visitor;
  await page.route(/\/assets\/split_admin.*\.wasm$/, (route) => route.fulfill({ status: 404, body: "" }));
  await visitor.open("/incidents");
  await page.locator('nav.rail li a[href="/services"]').click();
  await page.getByRole("heading", { name: "A new version is out" }).waitFor();
  await page.unroute(/\/assets\/split_admin.*\.wasm$/);
  await page.getByRole("button", { name: "Reload" }).click();
  await page.getByRole("heading", { name: "Services", level: 1 }).waitFor();
  await visitor.settled();
  visitor.expect(/status of 404|split_admin|WebAssembly/);
});

test("pages without a connection say what failed and offer another try", async () => {
  const visitor = await site.visit({ as: "meena" });
  const { page } = visitor;
  await visitor.open("/services");
  await page.route("**/graphql", (route) => route.abort("connectionrefused"));
  await page.locator('nav.rail li a[href="/incidents"]').click();
  await page.locator("main [role=alert]").first().waitFor();
  await page.unroute("**/graphql");
  await page.locator("main").getByRole("button", { name: "Try again" }).first().click();
  await page.locator("tr[data-incident]").first().waitFor();
  visitor.expect(/ERR_CONNECTION_REFUSED/);
});

test("the first load is light and comes compressed, with hashed names", async () => {
  const file = process.env.COALMINE_CLIENT_SIZES || target("client/sizes.json");
  const { brotli } = JSON.parse(await readFile(file, "utf8")).first_load;
  assert.ok(brotli <= FIRST_LOAD, `${brotli} bytes of at most ${FIRST_LOAD}`);
  const visitor = await site.visit();
  const answers = [];
  visitor.page.on("response", (answer) => answers.push(answer));
  await visitor.open("/incidents");
  const assets = answers.filter((answer) => new URL(answer.url()).pathname.startsWith("/assets/"));
  assert.ok(assets.length >= 3, "style, script and program are loaded");
  for (const asset of assets) {
    const headers = await asset.allHeaders();
    assert.match(asset.url(), /\.[0-9a-f]{8,}\.\w+$/);
    assert.match(headers["content-encoding"] ?? "", /br|gzip/, `${asset.url()} is compressed`);
    assert.match(headers["cache-control"] ?? "", /immutable/);
  }
});
