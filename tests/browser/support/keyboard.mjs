// Hands on a keyboard and nothing else: every stop must be visible, reachable and not covered.
// Must not call: click, tap, mouse, or focus from outside the page.

import assert from "node:assert/strict";

/** What the focused element looks like: the ring may be drawn on it or on the box around it. */
async function look() {
  // The last stop may still be leaving, such as the skip link.
  await new Promise(requestAnimationFrame);
  const element = document.activeElement;
  if (!element || element === document.body) return { words: "", ring: 0, covered: false };
  const label = element.getAttribute("aria-label") ?? element.labels?.[0]?.innerText ?? element.innerText ?? "";
  const words = `${element.tagName.toLowerCase()}${element.id ? `#${element.id}` : ""} ${label.trim().slice(0, 50)}`;
  let ring = 0;
  for (let box = element, up = 0; box && up < 4; box = box.parentElement, up += 1) {
    const style = getComputedStyle(box);
    // A check box that is not drawn itself hands its ring to the label that stands for it.
    const beside = box.nextElementSibling ? getComputedStyle(box.nextElementSibling) : style;
    for (const one of [style, ...(up === 0 ? [beside] : [])]) {
      if (one.outlineStyle !== "none") ring = Math.max(ring, Number.parseFloat(one.outlineWidth));
    }
  }
  const at = element.getBoundingClientRect();
  const x = Math.min(Math.max(at.left + at.width / 2, 0), innerWidth - 1);
  const y = at.top + Math.min(at.height / 2, 20);
  const inView = y >= 0 && y < innerHeight && at.width > 1;
  const top = inView ? document.elementFromPoint(x, y) : element;
  const related = top && (element.contains(top) || top.contains(element) || top.closest("label")?.control === element);
  return { words, ring, covered: !related, over: top?.outerHTML.slice(0, 80) };
}

export class Keyboard {
  constructor(visitor) {
    this.visitor = visitor;
    this.page = visitor.page;
  }

  /** Checks the present stop and answers it in words. */
  async stop() {
    const words = await this.stopOrEnd();
    assert.notEqual(words, "", "the focus is never lost to the body");
    return words;
  }

  /** As `stop`, but the end of the page is a stop too; it has no words. */
  async stopOrEnd() {
    const { words, ring, covered, over } = await this.page.evaluate(look);
    if (words === "") return words;
    assert.ok(ring >= 2, `the focus is visible on ${words} (ring of ${ring} px)`);
    assert.ok(!covered, `nothing covers ${words}: ${over}`);
    return words;
  }

  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async type(text) {
    await this.page.keyboard.type(text);
  }

  /** Tabs until a selector has the focus; every stop on the way is checked. */
  async tabTo(selector, { key = "Tab", most = 60 } = {}) {
    for (let presses = 0; presses <= most; presses += 1) {
      const here = await this.page.evaluate((wanted) => {
        const active = document.activeElement;
        return Boolean(active && active !== document.body && active.matches(wanted));
      }, selector);
      if (here) return this.stop();
      await this.press(key);
      await this.stop();
    }
    throw new Error(`${selector} is not reached by ${most} presses of ${key}`);
  }

  /** Waits until a selector has the focus without any key. */
  async lands(selector) {
    await this.page.waitForFunction(
      (wanted) => document.activeElement !== document.body && document.activeElement?.matches(wanted),
      selector,
      { timeout: 3_000 },
    ).catch(async () => {
      const where = await this.page.evaluate(() => document.activeElement?.outerHTML.slice(0, 120));
      throw new assert.AssertionError({ message: `the focus should be on ${selector}, not on ${where}` });
    });
  }
}
