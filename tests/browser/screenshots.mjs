// Pictures of every screen in both themes and two widths, into target/screenshots; with --docs those of the README.
// Run from anywhere: COALMINE_BIN=target/debug/coalmine node tests/browser/screenshots.mjs [part of a name]

import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { show } from "./support/axe.mjs";
import { EVERYTHING, SCREENS, closeAll } from "./support/screens.mjs";
import { api, invitation, startServer } from "./support/server.mjs";
import { startBrowser, visit } from "./support/visitor.mjs";

const root = new URL("../../", import.meta.url);
const docs = process.argv.includes("--docs");
const wanted = process.argv.slice(2).find((word) => !word.startsWith("--")) ?? "";
const folder = fileURLToPath(new URL(docs ? "docs/images/" : "target/screenshots/", root));

async function everyScreen(visitor) {
  for (const screen of SCREENS.filter((one) => one.name.includes(wanted))) {
    for (const width of [1440, 390]) {
      await show(visitor.page, "light", width);
      await screen.go(visitor);
      for (const theme of ["light", "dark"]) {
        await show(visitor.page, theme, width);
        const over = /^(dialog|menu|incidents-filter)/.test(screen.name);
        await visitor.page.screenshot({ path: `${folder}${screen.name}-${theme}-${width}.png`, fullPage: !over });
      }
      await closeAll(visitor);
    }
  }
}

async function signIn(browser, server) {
  const visitor = await visit(browser, server);
  await visitor.open("/incidents");
  for (const theme of ["light", "dark"]) {
    for (const width of [1440, 390]) {
      await show(visitor.page, theme, width);
      await visitor.page.screenshot({ path: `${folder}sign-in-${theme}-${width}.png` });
    }
  }
  await visitor.close();
}

async function welcome(browser, server) {
  const visitor = await visit(browser, server);
  const graphql = await api(server, EVERYTHING);
  const places = { "welcome": await invitation(graphql, "newcomer@trips.example"), "welcome-dead": "/welcome" };
  for (const [name, place] of Object.entries(places)) {
    await visitor.page.goto("about:blank");
    await visitor.open(place);
    for (const theme of ["light", "dark"]) {
      for (const width of [1440, 390]) {
        await show(visitor.page, theme, width);
        await visitor.page.screenshot({ path: `${folder}${name}-${theme}-${width}.png` });
      }
    }
  }
  await visitor.close();
}

/** The pages of the portal: those that anybody can open, and the first incident, maintenance and analysis they lead to. */
async function portal(browser, server) {
  const visitor = await visit(browser, server);
  const { page } = visitor;
  const places = { status: "/status", history: "/status/history", subscribe: "/status/subscribe" };
  for (const kind of ["incidents", "maintenance", "rca"]) {
    for (const from of ["/status", "/status/history"]) {
      await page.goto(from);
      const link = page.locator(`main a[href^="/status/${kind}/"]`).first();
      if (await link.count()) places[kind] ??= await link.getAttribute("href");
    }
  }
  for (const [name, place] of Object.entries(places)) {
    for (const theme of ["light", "dark"]) {
      for (const width of [1440, 390]) {
        await page.emulateMedia({ colorScheme: theme });
        await page.setViewportSize({ width, height: 900 });
        await page.goto(place);
        await page.screenshot({ path: `${folder}portal-${name}-${theme}-${width}.png`, fullPage: true });
      }
    }
  }
  await visitor.close();
}

/** The first outage as a reader of the README sees it: one window full. */
async function forReadme(browser, server) {
  const visitor = await visit(browser, server, { as: "meena", width: 1440, height: 1080 });
  await visitor.open("/incidents/INC-1");
  for (const theme of ["light", "dark"]) {
    await visitor.page.evaluate((name) => (document.documentElement.dataset.theme = name), theme);
    await visitor.page.screenshot({ path: `${folder}incident-${theme}.png` });
  }
  await visitor.close();
}

await mkdir(folder, { recursive: true });
const [server, browser] = await Promise.all([startServer(), startBrowser()]);
try {
  if (docs) {
    await forReadme(browser, server);
  } else {
    if ("sign-in".includes(wanted)) await signIn(browser, server);
    if ("welcome".includes(wanted)) await welcome(browser, server);
    if ("portal".includes(wanted)) await portal(browser, server);
    const visitor = await visit(browser, server, { as: EVERYTHING });
    await visitor.open("/incidents");
    await everyScreen(visitor);
    for (const words of visitor.seen) console.error(words);
  }
} finally {
  await browser.close();
  await server.stop();
}
