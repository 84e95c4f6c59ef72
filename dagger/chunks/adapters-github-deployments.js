// Made by `npm run build` from src/engine: change it there.
import {
  eventsOf
} from "./core-events-event.js";
import "./core-report-headline.js";
import "./core-doctor-finding.js";
import "./core-setup-prerequisite.js";
import "./core-report-figure-lines.js";
import "./core-plan-way-back.js";
import "./core-ledger-fold.js";
import "./core-config-checks.js";
import {
  githubPlace
} from "./core-forge.js";
import "./core-ledger-owner.js";
import "./core-stage.js";
import "./core-reasons.js";
import {
  property
} from "./core-json.js";
import "./core-config-fields.js";
import {
  clip
} from "./valibot.js";
import "./common.js";

// src/adapters/github/deployments.ts
var LIMITS = { timeoutMs: 3e3, budgetMs: 5e3 }, MAX_DESCRIPTION = 140;
async function githubDeployments({ github: config, stages }, ci, { remote, apiUrl, ...settings }) {
  if (!config.deployments || settings.token === null) return null;
  let place = githubPlace(config, await remote().catch(() => null), apiUrl);
  if (place.kind !== "known") return null;
  let board = boardOf(place.value, settings, ci, (stage) => stages[stage].urls), refused = null;
  return {
    name: "GitHub",
    isKept: !1,
    wants: (recorded) => SHOWN.has(recorded.entry.kind) && recorded.entry.sha !== null ? eventsOf(recorded) : [],
    async send(message) {
      if (refused !== null) return { ok: !0 };
      try {
        return await show(board, message);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return refused = error.message, { ok: !1, why: refused };
      }
    },
    probe: async () => ({ kind: "skipped", why: "a deployment would be seen by everyone" })
  };
}
function boardOf(place, settings, ci, urlsOf) {
  let send = sender(place, settings);
  return {
    async create({ stage, entry }) {
      let { tag, sha, runId, command } = entry, made = await send("", {
        ref: sha,
        environment: stage,
        auto_merge: !1,
        required_contexts: [],
        task: "deploy",
        production_environment: stage === "production",
        transient_environment: !1,
        description: clip(`${command} ${tag}`, MAX_DESCRIPTION),
        payload: { tag, runId }
      }), id = property(made, "id");
      if (typeof id != "number") throw new Refused("GitHub's answer on a deployment is not as expected.");
      return String(id);
    },
    mark({ stage, entry, before }, id, state, description) {
      let known = { ...urlsOf(stage), ...entry.outputs ?? before.running?.outputs }, url = state === "success" ? addressOf(known) : null;
      return send(`/${id}/statuses`, {
        state,
        description: clip(description, MAX_DESCRIPTION),
        environment: stage,
        ...url === null ? {} : { environment_url: url },
        ...ci === null ? {} : { log_url: runUrl(place, ci) }
      });
    }
  };
}
function sender({ repository, apiUrl }, settings) {
  let quiet = { ...settings, ...LIMITS, signal: new AbortController().signal, say: () => {
  }, apiUrl }, opening = null;
  return async (path, content) => {
    opening ??= import("./adapters-github-client.js").then(({ githubClient }) => githubClient(quiet));
    let answer = await (await opening).send("POST", `/repos/${repository}/deployments${path}`, content);
    if (answer.kind === "found") return answer.value;
    let absent = `GitHub knows no ${repository}, or the token may not write deployments.`;
    throw new Refused(answer.kind === "failed" ? answer.message : absent);
  };
}
async function show(board, { recorded, thread, events }) {
  let { entry, before } = recorded, description = events[0]?.text ?? entry.kind, own = thread?.runId === entry.runId ? thread.ref : null, begin = async () => {
    let id = await board.create(recorded);
    return await board.mark(recorded, id, "in_progress", description), { ok: !0, thread: { runId: entry.runId, ref: id } };
  };
  switch (entry.kind) {
    case "started":
      return entry.command === "watch" && thread !== null ? { ok: !0, thread: { runId: entry.runId, ref: thread.ref } } : begin();
    case "taken-over":
      return thread !== null && before.lock?.runId === thread.runId && await board.mark(recorded, thread.ref, "error", "the run that deployed it is dead"), { ok: !0 };
    case "rollback-started":
      return own !== null && await board.mark(recorded, own, "failure", description), begin();
    default: {
      let state = STATES[entry.kind];
      if (state === void 0 || own === null && state !== "success") return { ok: !0 };
      let id = own ?? await board.create(recorded);
      return await board.mark(recorded, id, state, description), { ok: !0, thread: { runId: entry.runId, ref: id } };
    }
  }
}
var Refused = class extends Error {
}, STATES = {
  verified: "success",
  "rolled-back": "success",
  failed: "failure",
  "rollback-failed": "failure",
  inconclusive: "error",
  lost: "error"
}, SHOWN = /* @__PURE__ */ new Set([
  "started",
  "taken-over",
  "rollback-started",
  ...Object.keys(STATES)
]);
function addressOf(urls) {
  return [...["web", "site", "app", "url"].flatMap((name) => urls[name] ?? []), ...Object.values(urls)].find((url) => /^https?:\/\//.test(url)) ?? null;
}
function runUrl({ apiUrl }, { repository, runId, attempt }) {
  let { origin, hostname, protocol } = new URL(apiUrl);
  return `${hostname.startsWith("api.") ? `${protocol}//${hostname.slice(4)}` : origin}/${repository}/actions/runs/${runId}/attempts/${attempt}`;
}
export {
  githubDeployments
};
