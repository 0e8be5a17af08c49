// Every screen and state of the client, and how to get there. The checks of accessibility, reflow and looks walk this list.
// Must not know: what is checked.

/** An address that exists only after sign-in, and one that never does. */
const UNKNOWN = "/no/such/place";

const opens = (path) => (visitor) => visitor.follow(path);

/** Opens a path, presses a key on the page, and waits for what it opens. */
const pressing = (path, key, selector) => async (visitor) => {
  await visitor.follow(path);
  await visitor.page.locator("main h1").focus();
  await visitor.page.keyboard.press(key);
  await visitor.page.locator(selector).first().waitFor();
  await visitor.settled();
};

/** Opens a path, presses a button on the page, and waits for what it opens. */
const clicking = (path, name, selector) => async (visitor) => {
  await visitor.follow(path);
  await visitor.page.getByRole("button", { name }).first().click();
  await visitor.page.locator(selector).first().waitFor();
  await visitor.settled();
};

/** Opens all repair items, presses a key on the first one, and waits for what it opens. */
const onRow = (key, selector) => async (visitor) => {
  await visitor.follow("/repairs?tab=all");
  await visitor.page.locator("main h1").focus();
  await visitor.page.keyboard.press("j");
  await visitor.page.keyboard.press(key);
  await visitor.page.locator(selector).first().waitFor();
  await visitor.settled();
};

/** The page of a webhook, which is made when there is none. */
async function aWebhook(visitor) {
  const { page } = visitor;
  await visitor.follow("/admin/webhooks");
  const link = page.locator("main tbody a").first();
  if ((await link.count()) === 0) {
    await page.getByRole("button", { name: "Add a webhook" }).click();
    const form = page.locator("dialog[open] form");
    await form.getByLabel("Name").fill("Chat bot");
    await form.getByLabel("Address").fill("https://hooks.example.com/coalmine");
    await form.getByLabel("Repair items").check();
    await form.locator("[type=submit]").click();
    await page.getByRole("button", { name: "Done" }).click();
  }
  await link.click();
  await page.locator(".hook-log h2").first().waitFor();
  await visitor.settled();
}

/** The form of publishing with its preview, or with what the server refused. */
async function aPreview(visitor) {
  const { page } = visitor;
  await visitor.follow("/problems/PRB-1/rca/publish");
  await page.locator("#publish").waitFor();
  await page.getByLabel("Readers").selectOption("INSIDE");
  const title = page.getByLabel("Title");
  if ((await title.inputValue()) === "") await title.fill("The site was slow");
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await page.locator(".published, .form-error").first().waitFor();
  await visitor.settled();
  visitor.expect(/status of 4\d\d/);
}

/** The people of a customer, who is made when there is none. */
async function aCustomer(visitor) {
  const { page } = visitor;
  await visitor.follow("/admin/customers");
  const people = page.getByRole("button", { name: /^People of / }).first();
  if ((await people.count()) === 0) {
    await page.getByRole("button", { name: "Add a customer" }).click();
    await page.locator("dialog[open]").getByLabel("Name").fill("Contoso Travel");
    await page.locator("dialog[open] [type=submit]").click();
  }
  await people.click();
  await page.locator("dialog[open] h2").waitFor();
  await visitor.settled();
}

/** Closes whatever lies over the page. */
export async function closeAll(visitor) {
  const preview = visitor.page.locator(".preview.open .close");
  if (await preview.count()) await preview.click();
  const form = visitor.page.locator(".tray").getByRole("button", { name: "Cancel" });
  if (await form.count()) await form.first().click();
  await visitor.page.evaluate(() => {
    for (const menu of document.querySelectorAll("details[open]")) menu.open = false;
  });
  if (await visitor.page.locator("dialog[open]").count()) {
    await visitor.page.keyboard.press("Escape");
    await visitor.page.locator("dialog[open]").waitFor({ state: "detached" });
  }
}

/** For somebody who may do everything there is to see here. `incident` is the talk's first outage. */
export const SCREENS = [
  { name: "now", go: opens("/") },
  { name: "incidents", go: opens("/incidents") },
  { name: "incidents-all", go: opens("/incidents?view=all") },
  { name: "incidents-none", go: opens("/incidents?q=nothing-is-called-this") },
  { name: "incidents-late", go: opens("/incidents?view=late") },
  {
    name: "incidents-preview",
    go: async (visitor) => {
      await visitor.follow("/incidents");
      await visitor.page.locator("main h1").focus();
      await visitor.page.keyboard.press("j");
      await visitor.page.keyboard.press(" ");
      await visitor.page.locator(".preview.open h2").waitFor();
      await visitor.settled();
    },
  },
  {
    name: "incidents-filter-menu",
    go: async (visitor) => {
      await visitor.follow("/incidents?sev=SEV1");
      await visitor.page.locator("summary.filter").first().click();
      await visitor.page.locator("details[open] fieldset").waitFor();
    },
  },
  { name: "incident", go: opens("/incidents/INC-1") },
  { name: "incident-open", go: opens("/incidents/INC-3") },
  { name: "incident-comms", go: opens("/incidents/INC-1/comms") },
  { name: "incident-open-comms", go: opens("/incidents/INC-3/comms") },
  { name: "incident-impact", go: opens("/incidents/INC-1/impact") },
  { name: "incident-people", go: opens("/incidents/INC-1/people") },
  { name: "incident-links", go: opens("/incidents/INC-1/links") },
  { name: "incident-missing", go: opens("/incidents/INC-999") },
  { name: "dialog-declare", go: pressing("/incidents", "c", "dialog[open] form") },
  { name: "dialog-status", go: pressing("/incidents/INC-3", "u", "dialog[open] form") },
  { name: "dialog-edit", go: pressing("/incidents/INC-3", "e", "dialog[open] form") },
  { name: "dialog-palette", go: pressing("/incidents", "Control+k", "dialog[open] [role=option]") },
  { name: "dialog-keys", go: pressing("/incidents/INC-3", "?", "dialog[open] .sheet") },
  {
    name: "menu-me",
    go: async (visitor) => {
      await visitor.follow("/incidents");
      await visitor.page.locator("summary.me").click();
      await visitor.page.locator(".me-panel").waitFor();
    },
  },
  { name: "services", go: opens("/services") },
  { name: "dialog-service", go: pressing("/services", "n", "dialog[open] form") },
  { name: "people", go: opens("/admin/people") },
  { name: "dialog-invite", go: pressing("/admin/people", "n", "dialog[open] form") },
  { name: "dialog-access", go: clicking("/admin/people", "Access of VP Victor", "dialog[open] .acts-list") },
  { name: "keys", go: opens("/admin/keys") },
  { name: "dialog-key", go: pressing("/admin/keys", "n", "dialog[open] form") },
  { name: "audit", go: opens("/admin/audit") },
  { name: "audit-none", go: opens("/admin/audit?request=no-such-request") },
  {
    name: "audit-facts",
    go: async (visitor) => {
      await visitor.follow("/admin/audit?action=incident.");
      await visitor.page.locator(".audit-facts summary").first().click();
      await visitor.page.locator(".audit-facts[open] .ways").waitFor();
    },
  },
  { name: "settings", go: opens("/admin/settings") },
  { name: "incidents-findings-none", go: opens("/incidents?findings=yes") },
  { name: "me", go: opens("/me") },
  { name: "dialog-everywhere", go: clicking("/me", "Sign out everywhere", "dialog[open] form") },
  { name: "problems", go: opens("/problems") },
  { name: "problems-none", go: opens("/problems?q=nothing-is-called-this") },
  { name: "problems-risks", go: opens("/problems?view=risks") },
  {
    name: "problems-preview",
    go: async (visitor) => {
      await visitor.follow("/problems");
      await visitor.page.locator("main h1").focus();
      await visitor.page.keyboard.press("j");
      await visitor.page.keyboard.press(" ");
      await visitor.page.locator(".preview.open h2").waitFor();
      await visitor.settled();
    },
  },
  { name: "problem-board", go: opens("/problems?board=1") },
  { name: "problem-board-none", go: opens("/problems?board=1&q=nothing-is-called-this") },
  {
    name: "dialog-move-problem",
    go: async (visitor) => {
      await visitor.follow("/problems?board=1");
      await visitor.page.locator(".card .grip").first().click();
      await visitor.page.locator("dialog[open] .moves").waitFor();
    },
  },
  { name: "problem", go: opens("/problems/PRB-1") },
  { name: "problem-analysed", go: opens("/problems/PRB-2") },
  { name: "problem-incidents", go: opens("/problems/PRB-1/incidents") },
  { name: "problem-history", go: opens("/problems/PRB-1/history") },
  { name: "problem-missing", go: opens("/problems/PRB-999") },
  { name: "rca-gates", go: opens("/problems/PRB-2/rca") },
  { name: "rca-whys", go: opens("/problems/PRB-1/rca/whys") },
  { name: "rca-fishbone", go: opens("/problems/PRB-1/rca/fishbone") },
  { name: "rca-fishbone-open", go: opens("/problems/PRB-2/rca/fishbone") },
  { name: "rca-map", go: opens("/problems/PRB-1/rca/map") },
  { name: "rca-enhanced", go: opens("/problems/PRB-1/rca/enhanced") },
  { name: "publish", go: opens("/problems/PRB-1/rca/publish") },
  { name: "publish-preview", go: aPreview },
  { name: "publish-versions", go: opens("/problems/PRB-1/rca/publish?show=versions") },
  { name: "publish-versions-none", go: opens("/problems/PRB-2/rca/publish?show=versions") },
  { name: "repairs", go: opens("/repairs?tab=all") },
  { name: "repairs-mine", go: opens("/repairs") },
  { name: "repairs-declined", go: opens("/repairs?tab=declined") },
  { name: "repairs-none", go: opens("/repairs?tab=all&q=nothing-is-called-this") },
  { name: "repair-board", go: opens("/repairs?tab=all&view=board") },
  { name: "repair-board-none", go: opens("/repairs?tab=all&view=board&q=nothing-is-called-this") },
  { name: "repair", go: opens("/repairs/REP-1") },
  { name: "repair-missing", go: opens("/repairs/REP-999") },
  { name: "problem-repairs", go: opens("/problems/PRB-1/repairs") },
  { name: "problem-repair-board", go: opens("/problems/PRB-1/repairs?view=board") },
  { name: "repairs-note", go: onRow("n", ".tray textarea") },
  { name: "repairs-postpone", go: onRow("p", ".tray input") },
  { name: "dialog-repair-status", go: onRow("s", "dialog[open] .moves") },
  { name: "dialog-repair-edit", go: onRow("e", "dialog[open] form") },
  { name: "dialog-repair-acts", go: clicking("/repairs?tab=all", /^Actions on /, "dialog[open] .racts") },
  { name: "dialog-repair", go: pressing("/repairs", "i", "dialog[open] form") },
  { name: "dialog-repair-of-problem", go: clicking("/problems/PRB-1/repairs", "New repair item", "dialog[open] form") },
  { name: "dialog-problem", go: pressing("/problems", "p", "dialog[open] form") },
  { name: "dialog-problem-edit", go: pressing("/problems/PRB-2", "e", "dialog[open] form") },
  { name: "dialog-problem-link", go: pressing("/problems/PRB-2", "l", "dialog[open] form") },
  { name: "dialog-link-to-problem", go: pressing("/incidents/INC-3", "l", "dialog[open] form") },
  { name: "inbox", go: opens("/inbox") },
  { name: "inbox-unread", go: opens("/inbox?unread=1") },
  { name: "webhooks", go: opens("/admin/webhooks") },
  { name: "dialog-webhook", go: pressing("/admin/webhooks", "n", "dialog[open] form") },
  { name: "webhook", go: aWebhook },
  {
    name: "webhook-missing",
    go: async (visitor) => {
      await visitor.follow("/admin/webhooks/whk_00000000000000000000000000");
      await visitor.page.locator("main [role=alert]").waitFor();
      visitor.expect(/status of 4\d\d/);
    },
  },
  { name: "trackers", go: opens("/admin/trackers") },
  { name: "dialog-tracker", go: pressing("/admin/trackers", "n", "dialog[open] form") },
  { name: "policies", go: opens("/admin/policies") },
  { name: "templates", go: opens("/admin/templates") },
  { name: "portal-settings", go: opens("/admin/portal") },
  { name: "customers", go: opens("/admin/customers") },
  { name: "dialog-customer", go: pressing("/admin/customers", "n", "dialog[open] form") },
  { name: "dialog-customer-people", go: aCustomer },
  { name: "subscribers", go: opens("/admin/subscribers") },
  { name: "subscribers-none", go: opens("/admin/subscribers?by=webhook&state=confirmed") },
  { name: "dialog-subscriber", go: pressing("/admin/subscribers", "n", "dialog[open] form") },
  { name: "promises", go: opens("/promises") },
  { name: "promise-report", go: opens("/insights/promises") },
  { name: "maintenances", go: opens("/maintenance") },
  { name: "report", go: opens("/insights/repairs") },
  { name: "report-lens", go: opens("/insights/repairs?by=lens") },
  { name: "transfer", go: opens("/repairs/import") },
  {
    name: "transfer-problems",
    go: async (visitor) => {
      await visitor.follow("/repairs/import");
      await visitor.page.getByLabel("Or paste lines").fill("no such column\nno such value\n");
      await visitor.page.getByRole("button", { name: "Check" }).click();
      await visitor.page.locator("#transfer-result, .form-error").first().waitFor();
      await visitor.settled();
      visitor.expect(/status of 4\d\d/);
    },
  },
  { name: "not-found", go: opens(UNKNOWN) },
];

/** What the list above needs: nobody of the demo may both respond and administer, except this one. */
export const EVERYTHING = "taylor";
