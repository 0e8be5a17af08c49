// A person with a browser: signed in or not, watched for everything a page must never do.
// Must not know: what the screens show.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";

/** Quiet and local: nothing but the program under test is talked to. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A browser asks for the session once; without one the refusal is the expected answer, and the browser logs it. */
const NO_SESSION = /status of 401.*\/auth\/refresh$/;
/** Leaving a page while one of its files is still on the way: the browser's own word for it, not the program's. */
const PAGE_LEFT = /WebAssembly compilation aborted: Network error|Failed to fetch[^]*\/assets\/split\.\w+\.js/;

/** Starts the browser of CHROMIUM. */
export function startBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: FLAGS });
}

/**
 * Opens a page of its own session.
 *
 * `as`: first part of the address of who is signed in; nobody without it.
 * `width`, `height`: size of the window. Everything else goes to the browser's context.
 */
export async function visit(browser, server, { as, width = 1440, height = 900, ...options } = {}) {
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: { width, height },
    locale: "en-GB",
    timezoneId: "UTC",
    reducedMotion: "reduce",
    ...options,
  });
  context.setDefaultTimeout(8_000);
  if (as) await takeSession(context, server, as);
  const page = await context.newPage();
  return new Visitor(context, page, await watch(page));
}

/** The refresh cookie, as a sign-in would leave it. */
async function takeSession(context, server, name) {
  const { email, password } = server.person(name);
  const answer = await context.request.post("/graphql", {
    headers: { accept: "application/graphql-response+json" },
    data: {
      query: "mutation SignIn($input: SignInInput!) { signIn(input: $input) { accessToken } }",
      variables: { input: { email, password } },
    },
  });
  const { errors } = await answer.json();
  assert.equal(errors, undefined, `${name} can sign in`);
}

async function watch(page) {
  const seen = [];
  page.on("console", (message) => {
    const words = `${message.text()} ${message.location().url ?? ""}`.trim();
    if (["error", "warning"].includes(message.type()) && !NO_SESSION.test(words) && !PAGE_LEFT.test(words)) {
      seen.push(`console ${message.type()}: ${words}`);
    }
  });
  page.on("pageerror", (error) => seen.push(`page error: ${error.message}`));
  await page.exposeFunction("reportViolation", (words) => seen.push(`content policy: ${words}`));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      window.reportViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  return seen;
}

class Visitor {
  constructor(context, page, seen) {
    this.context = context;
    this.page = page;
    this.seen = seen;
  }

  /** Goes to a path from cold and waits until it stands. */
  async open(path) {
    await this.page.goto(path, { waitUntil: "commit" });
    await this.settled();
  }

  /** Waits until the client runs, nothing is loading, and a signed-in page is live. */
  async settled() {
    await this.page.waitForFunction(() => {
      const gone = (selector) => document.querySelector(selector) === null;
      const live = gone(".conn") || !gone('.conn[data-state="live"]');
      return gone("#boot") && !gone("main h1") && gone(".bone") && gone('[aria-busy="true"]') && live;
    }).catch(async (error) => {
      const words = await this.page.evaluate(() => document.body.innerText.slice(0, 300));
      throw new Error(`${this.page.url()} does not settle: ${error.message}\n${words}`);
    });
  }

  /** Follows a link inside the client, as a press on it would. */
  async follow(path) {
    await this.page.evaluate((to) => {
      const link = document.createElement("a");
      link.href = to;
      document.querySelector("main").append(link);
      link.click();
      link.remove();
    }, path);
    await this.page.waitForURL((url) => url.pathname + url.search === path);
    await this.settled();
  }

  /** Forgets expected messages, such as those of a refused sign-in; anything else stays. */
  expect(pattern) {
    const left = this.seen.filter((words) => !pattern.test(words));
    this.seen.splice(0, this.seen.length, ...left);
  }

  /** Fails if a policy was violated, or anything was written to the console. */
  quiet() {
    assert.deepEqual(this.seen, [], "no policy violation, page error or console message");
  }

  /** What has the focus, in words; never the body. */
  async focus() {
    const words = await this.page.evaluate(async () => {
      // Where something with the focus went away, its place is found in the next frame.
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const e = document.activeElement;
      if (!e || e === document.body) return "";
      const name = e.getAttribute("aria-label") ?? e.innerText ?? "";
      return `${e.tagName.toLowerCase()}${e.id ? `#${e.id}` : ""} ${name.trim().slice(0, 40)}`.trim();
    });
    assert.notEqual(words, "", "the focus is never lost to the body");
    return words;
  }

  async close() {
    await this.context.close();
  }
}
