// What every test file needs: one program, one browser, visitors that are closed and must have been quiet.

import { after, afterEach, before } from "node:test";

import { startServer } from "./server.mjs";
import { startBrowser, visit } from "./visitor.mjs";

/**
 * Call it once at the top of a test file. Answers `{ server, visit }`, usable inside tests and hooks.
 *
 * Visitors are closed after each test, which fails if one of them was not quiet; with `shared` they stay for the file. With `data` the program keeps its data in that directory, with `settings` it runs by them.
 */
export function suite({ shared = false, data, settings } = {}) {
  const site = { server: undefined, browser: undefined };
  const open = [];
  let started;
  // Hooks of a file may run at the same time, so whoever needs it first starts it.
  const start = () => {
    started ??= Promise.all([startServer({ data, settings }), startBrowser()]).then(([server, browser]) =>
      Object.assign(site, { server, browser }),
    );
    return started;
  };
  before(start);
  afterEach(async () => {
    if (shared) return;
    const visitors = open.splice(0);
    await Promise.all(visitors.map((visitor) => visitor.close()));
    for (const visitor of visitors) visitor.quiet();
  });
  after(async () => {
    await site.browser?.close();
    await site.server?.stop();
  });
  return {
    get server() {
      return site.server;
    },
    async visit(options) {
      await start();
      const visitor = await visit(site.browser, site.server, options);
      open.push(visitor);
      return visitor;
    },
  };
}
