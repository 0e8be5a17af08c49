// The program under test: one throw-away `coalmine demo`, its address and who can sign in.
// Must not know: browsers, screens.

import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

/** How long a demo may take until it has told its story, milliseconds. */
const START = 60_000;

/** The program under test. */
function programOfTests() {
  const program = process.env.COALMINE_BIN;
  if (!program) throw new Error("COALMINE_BIN must name the built program; cargo xtask test sets it");
  return program;
}

/**
 * Brings files in from the command line, beside the running program. `files` are texts by name.
 * `data` is the directory that the program was started with.
 */
export async function importFiles(data, format, files) {
  const folder = await mkdtemp(join(tmpdir(), "coalmine-history-"));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    await promisify(execFile)(programOfTests(), ["import", format, folder], {
      env: { ...withoutSettings(process.env), COALMINE_DATA_DIR: data },
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Starts the program of COALMINE_BIN on a free port, with its data in a directory of its own or in `data`.
 * `settings` are settings of the program by the names of their variables. Answers `{ url, person(name), stop() }`.
 */
export async function startServer({ data, settings = {} } = {}) {
  const kept = data ? ["--data", data] : [];
  const child = spawn(programOfTests(), ["demo", "--listen", "127.0.0.1:0", "--json", ...kept], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...withoutSettings(process.env), ...settings },
  });
  const killed = () => child.kill("SIGKILL");
  process.once("exit", killed);
  const { url, signIns } = await firstLine(child);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  return {
    url,
    /** The sign-in of a person by first part of the address, such as `meena`. */
    person(name) {
      const found = signIns.find((one) => one.email.startsWith(`${name}@`));
      if (!found) throw new Error(`nobody is called ${name}`);
      return found;
    },
    async stop() {
      child.kill("SIGTERM");
      const late = setTimeout(killed, 3_000);
      await ended;
      clearTimeout(late);
      process.off("exit", killed);
    },
  };
}

/** Settings of whoever runs the tests must not reach the program; it also refuses those that it does not know. */
function withoutSettings(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("COALMINE_")));
}

function firstLine(child) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("the demo did not start in time")), START);
    const done = (settle, value) => {
      clearTimeout(late);
      settle(value);
    };
    createInterface({ input: child.stdout }).once("line", (line) => {
      try {
        done(resolve, JSON.parse(line));
      } catch {
        done(reject, new Error(`the demo printed no JSON: ${line}`));
      }
    });
    child.once("error", (error) => done(reject, error));
    child.once("exit", (code) => done(reject, new Error(`the demo ended with ${code} before it was ready`)));
  });
}

/** Signs in over the API. Answers a function `graphql(query, variables)` that fails on any error. */
export async function api(server, name) {
  const { email, password } = server.person(name);
  let token;
  const graphql = async (query, variables = {}) => {
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
  };
  const signedIn = await graphql(
    "mutation SignIn($input: SignInInput!) { signIn(input: $input) { accessToken } }",
    { input: { email, password } },
  );
  token = signedIn.signIn.accessToken;
  return graphql;
}

/** Invites somebody. Answers the path that the link leads to, token and all. */
export async function invitation(graphql, email) {
  const { inviteUser } = await graphql(
    "mutation Invite($input: InviteUserInput!) { inviteUser(input: $input) { link } }",
    { input: { email, name: "Newcomer Nick", roles: ["RESPONDER"], teamIds: [] } },
  );
  return path(inviteUser.link);
}

/** Path and fragment of a link of the program. */
export function path(link) {
  const { pathname, hash } = new URL(link);
  return pathname + hash;
}
