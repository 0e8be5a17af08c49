// Writing updates: drafts beside what is being typed, and templates saved by two people at once.
// Must not know: how promises are watched and how updates are sent.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Keyboard } from "./support/keyboard.mjs";
import { api } from "./support/server.mjs";
import { suite } from "./support/suite.mjs";

const site = suite();

const dialog = (page) => page.locator("dialog[open]");
const gone = (page) => dialog(page).waitFor({ state: "detached" });

/** Keeps a draft for people inside. */
async function draft(graphql, body) {
  const { incidentByReference } = await graphql('{ incidentByReference(reference: "INC-3") { id } }');
  const input = {
    incidentId: incidentByReference.id,
    audience: "INTERNAL",
    body,
    nextUpdateAt: new Date(Date.now() + 3_600_000).toISOString(),
  };
  await graphql("mutation Keep($input: SaveUpdateDraftInput!) { saveUpdateDraft(input: $input) { draft { id } } }", {
    input,
  });
}

test("editing a draft asks before it takes the place of what is typed", async () => {
  await draft(await api(site.server, "meena"), "The cache is warm again.");
  const visitor = await site.visit({ as: "meena" });
  const { page } = visitor;
  const keys = new Keyboard(visitor);
  await visitor.open("/incidents/INC-3/comms");
  const field = page.locator("#compose-internal textarea");
  await field.fill("Half a sentence of mine");
  const edit = page.getByRole("button", { name: /^Edit: Internal draft/ });
  await edit.press("Enter");
  await dialog(page).getByText("Replace what you are writing?").waitFor();
  await dialog(page).getByRole("button", { name: "Keep mine" }).press("Enter");
  await gone(page);
  assert.equal(await field.inputValue(), "Half a sentence of mine");
  await edit.press("Enter");
  await dialog(page).getByRole("button", { name: "Replace it" }).press("Enter");
  await gone(page);
  assert.equal(await field.inputValue(), "The cache is warm again.");
  await keys.lands("#compose-internal textarea");
  // What was not changed is replaced without a question.
  await edit.press("Enter");
  await keys.lands("#compose-internal textarea");
  assert.equal(await dialog(page).count(), 0);
});

test("a draft that is gone lets go of the text that was edited", async () => {
  await draft(await api(site.server, "meena"), "Bookings work again.");
  const visitor = await site.visit({ as: "meena" });
  const { page } = visitor;
  await visitor.open("/incidents/INC-3/comms");
  const item = page.locator("section", { has: page.locator("#h-drafts") }).locator("li", {
    hasText: "Bookings work again.",
  });
  await item.getByRole("button", { name: /^Edit: / }).click();
  const field = page.locator("#compose-internal textarea");
  const form = page.locator("#compose-internal");
  await form.getByText("You are editing a draft.").waitFor();
  await field.fill("Bookings work again, slowly.");
  await item.getByRole("button", { name: /^Discard: / }).click();
  await dialog(page).getByRole("button", { name: "Discard", exact: true }).click();
  await gone(page);
  await form.getByText("The draft was sent or discarded meanwhile.").waitFor();
  assert.equal(await field.inputValue(), "Bookings work again, slowly.");
  await form.getByRole("button", { name: "Send inside" }).waitFor();
});

test("the newest of one template leaves what is typed into another", async () => {
  const graphql = await api(site.server, "meena");
  const visitor = await site.visit({ as: "meena" });
  const { page } = visitor;
  await visitor.open("/admin/templates");
  const first = page.getByRole("form", { name: "Internal, SEV1" });
  const second = page.getByRole("form", { name: "Internal, SEV2" });
  await first.locator("textarea").fill("Not saved yet");
  const { updateTemplates } = await graphql("{ updateTemplates { severity audience version } }");
  const { version } = updateTemplates.find((one) => one.severity === "SEV2" && one.audience === "INTERNAL");
  await graphql(
    "mutation Save($input: SaveUpdateTemplateInput!) { saveUpdateTemplate(input: $input) { template { version } } }",
    { input: { severity: "SEV2", audience: "INTERNAL", body: "Written by somebody else", version } },
  );
  await second.locator("textarea").fill("Written here");
  await second.getByRole("button", { name: "Save" }).click();
  await second.locator(".form-error").waitFor();
  visitor.expect(/status of 4\d\d/);
  await second.getByRole("button", { name: "Show the newest" }).click();
  await page.waitForFunction(() =>
    [...document.querySelectorAll("textarea")].some((one) => one.value === "Written by somebody else"),
  );
  assert.equal(await first.locator("textarea").inputValue(), "Not saved yet");
  await second.locator("textarea").fill("Written after it was read");
  await second.getByRole("button", { name: "Save" }).click();
  await page.getByText("Template saved").waitFor();
});
