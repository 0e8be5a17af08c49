// Analyses that are published, and customers that read them, made over the API.
// Must not know: browsers, screens.

import { path } from "./server.mjs";

const PASSWORD = "lantern gravel otter mosaic";

/** A fresh problem of the talk's first outage with an analysis. Answers ids, references and the path of publishing. */
export async function analysed(graphql, title = "Search was slow during the sale") {
  const { incidentByReference } = await graphql('{ incidentByReference(reference: "INC-1") { id } }');
  const { openProblem } = await graphql(
    "mutation Open($input: OpenProblemInput!) { openProblem(input: $input) { problem { id reference } } }",
    { input: { title, incidentIds: [incidentByReference.id] } },
  );
  const { id, reference } = openProblem.problem;
  const { startRca } = await graphql(
    "mutation Start($input: StartRcaInput!) { startRca(input: $input) { rca { id reference } } }",
    { input: { problemId: id, method: "FIVE_WHYS" } },
  );
  const { id: rca, reference: rcaReference } = startRca.rca;
  await graphql("mutation Add($input: AddCauseInput!) { addCause(input: $input) { cause { id } } }", {
    input: { rcaId: rca, text: "Queries read whole tables", kind: "CONDITION" },
  });
  return { problem: reference, rca, reference: rcaReference, path: `/problems/${reference}/rca/publish` };
}

/** Publishes a preliminary version, with `parts` instead of the usual words. Answers its id, number and address. */
export async function publish(graphql, rca, { audience = "EVERYONE", customerIds = [], title = "Slow search", parts = {} } = {}) {
  const content = {
    rcaId: rca,
    stage: "PRELIMINARY",
    audience,
    customerIds,
    title,
    whatHappened: "Search answered slowly for three hours.",
    why: "Queries read whole tables, which does not show at normal load.",
    whatWeDid: "The database was given more capacity.",
    whatWeWillDo: "Reviews ask for the query plan from December on.",
    ...parts,
  };
  const { previewRca } = await graphql(
    "query Look($input: RcaPublicationInput!) { previewRca(input: $input) { token } }",
    { input: content },
  );
  const { rca: now } = await graphql("query Version($id: ID!) { rca(id: $id) { version } }", { id: rca });
  const { publishRca } = await graphql(
    "mutation Publish($input: PublishRcaInput!) { publishRca(input: $input) { publication { id number url } } }",
    { input: { content, rcaVersion: now.version, previewToken: previewRca.token } },
  );
  return publishRca.publication;
}

/**
 * A customer with one person who has chosen a password. Answers `{ id, name, email, password, graphql }`; the last speaks
 * to the API as that person.
 */
export async function customer(server, graphql, name, email) {
  const { createCustomer } = await graphql(
    "mutation Make($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { id } } }",
    { input: { name, serviceIds: [] } },
  );
  const { id } = createCustomer.customer;
  const { inviteCustomerUser } = await graphql(
    "mutation Invite($input: InviteCustomerUserInput!) { inviteCustomerUser(input: $input) { link } }",
    { input: { customerId: id, email, name: "Buyer Bo" } },
  );
  const token = path(inviteCustomerUser.link).split("#")[1];
  const { redeemOneTimeLink } = await post(
    server,
    "mutation Redeem($input: RedeemOneTimeLinkInput!) { redeemOneTimeLink(input: $input) { accessToken } }",
    { input: { token, password: PASSWORD } },
  );
  const bearer = redeemOneTimeLink.accessToken;
  return {
    id,
    name,
    email,
    password: PASSWORD,
    graphql: (query, variables) => post(server, query, variables, bearer),
  };
}

async function post(server, query, variables = {}, token) {
  const answer = await fetch(`${server.url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json",
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await answer.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** Reads a page of the portal until it is there and says something; it follows the records within seconds. */
export async function told(server, address, words) {
  const url = new URL(new URL(address, server.url).pathname, server.url);
  for (let waited = 0; ; waited += 200) {
    const answer = await fetch(url, { headers: { accept: "text/html" } });
    const page = await answer.text();
    if (words.test(page)) return page;
    if (waited > 10_000) throw new Error(`${url} does not say ${words} within ten seconds, but ${answer.status}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
