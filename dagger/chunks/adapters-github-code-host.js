// Made by `npm run build` from src/engine: change it there.
import {
  githubPlace
} from "./core-forge.js";
import {
  describeCiRun
} from "./core-ledger-owner.js";
import "./core-stage.js";
import {
  messageOf
} from "./core-reasons.js";
import {
  property
} from "./core-json.js";
import {
  array,
  boolean,
  looseObject,
  nullable,
  number,
  object,
  safeParse,
  sentence,
  string
} from "./valibot.js";
import "./common.js";

// src/adapters/github/checks.ts
async function readChecks(github, at, sha, ownSuite) {
  let [own, runs, statuses] = await Promise.all([
    ownSuite,
    github.getAll(`${at}/commits/${sha}/check-runs?filter=latest&per_page=100`, pickRuns),
    // one for each context, the latest
    github.getAll(`${at}/commits/${sha}/status?per_page=100`, pickStatuses)
  ]);
  if (runs.kind !== "found") return runs;
  if (statuses.kind !== "found") return statuses;
  let workflows = await workflowsOf(github, at, sha, runs.value);
  return { kind: "found", value: [...latest(runs.value, workflows).filter(({ suite }) => suite !== own).map(checkOf), ...statuses.value] };
}
var SuiteShape = object({ check_suite_id: number() });
async function suiteOf(github, at, { runId }) {
  let answer = await github.get(`${at}/actions/runs/${runId}`), run = safeParse(SuiteShape, answer.kind === "found" ? answer.value : null);
  return run.success ? run.output.check_suite_id : null;
}
var pickRuns = (page) => items(page, "check_runs", readRun), pickStatuses = (page) => items(page, "statuses", readStatus);
function items(page, key, read) {
  let list = property(page, key);
  if (!Array.isArray(list)) return null;
  let found = list.map(read);
  return found.includes(null) ? null : found;
}
function readRun(item) {
  let id = property(item, "id"), name = property(item, "name"), status = property(item, "status"), conclusion = property(item, "conclusion"), app = property(property(item, "app"), "slug"), suite = property(property(item, "check_suite"), "id");
  return typeof id != "number" || typeof name != "string" || typeof status != "string" ? null : {
    id,
    name,
    status,
    conclusion: typeof conclusion == "string" ? conclusion : "",
    app: typeof app == "string" ? app : "",
    suite: typeof suite == "number" ? suite : 0
  };
}
var RUN_STATES = {
  success: "passed",
  neutral: "neutral",
  skipped: "neutral"
}, checkOf = ({ name, status, conclusion }) => status === "completed" ? { name, state: RUN_STATES[conclusion] ?? "failed", said: conclusion || "no conclusion" } : { name, state: "running", said: status }, STATUS_STATES = {
  success: "passed",
  pending: "running"
};
function readStatus(item) {
  let name = property(item, "context"), said = property(item, "state");
  return typeof name != "string" || typeof said != "string" ? null : { name, state: STATUS_STATES[said] ?? "failed", said };
}
function latest(runs, workflows) {
  let newest = /* @__PURE__ */ new Map();
  for (let run of runs) {
    let workflow = workflows.get(run.suite), key = JSON.stringify([run.app, run.name, workflow === void 0 ? `suite ${run.suite}` : workflow]), other = newest.get(key);
    (other === void 0 || other.id < run.id) && newest.set(key, run);
  }
  return [...newest.values()];
}
async function workflowsOf(github, at, sha, runs) {
  let names = runs.map(({ app, name }) => `${app}
${name}`);
  if (new Set(names).size === names.length) return /* @__PURE__ */ new Map();
  let answer = await github.getAll(`${at}/actions/runs?head_sha=${sha}&per_page=100`, pickWorkflows);
  return new Map(answer.kind === "found" ? answer.value : []);
}
var pickWorkflows = (page) => items(page, "workflow_runs", (item) => {
  let suite = property(item, "check_suite_id"), workflow = property(item, "workflow_id");
  return typeof suite == "number" && typeof workflow == "number" ? [suite, workflow] : null;
});

// src/adapters/github/code-host.ts
function githubCodeHost(settings) {
  let hasToken = settings.token !== null, opening = null, open = () => (opening ??= openRepository(settings), opening), ask = async (question, absent) => {
    let opened = await open();
    return opened.kind === "known" ? answerOf(opened.value, question, absent, hasToken) : opened;
  }, askOf = async (run, question) => {
    let opened = await open();
    return opened.kind !== "known" ? opened : isHere(opened.value, run) ? ask(question, describeCiRun(run)) : elsewhere(run);
  }, ownSuite = null;
  async function findOwnSuite(own) {
    let opened = await open();
    return own === null || opened.kind !== "known" || !isHere(opened.value, own) ? null : (ownSuite ??= suiteOf(opened.value.github, opened.value.at, own), ownSuite);
  }
  return {
    checks: (sha, own) => ask((github, at) => readChecks(github, at, sha, findOwnSuite(own)), `commit ${sha}`),
    approvals: (run, environment) => askOf(
      run,
      (github, at) => readApprovals(github, `${at}/actions/runs/${run.runId}/approvals`, environment)
    ),
    openIssues: (label) => ask((github, at) => readIssues(github, at, label), `label ${JSON.stringify(label)}`),
    workflowRun: (run) => askOf(run, (github, at) => readWorkflowRun(github, at, run)),
    async mergeCommit(pullRequest) {
      return hasToken ? ask(
        (github, at) => readMerge(github, `${at}/pulls/${pullRequest}`),
        `pull request #${pullRequest}`
      ) : { kind: "skipped", why: "there is no token to ask GitHub with" };
    }
  };
}
async function openRepository(all) {
  let { config, remote, apiUrl, ...settings } = all, origin;
  try {
    origin = await remote();
  } catch (error) {
    return {
      kind: "unavailable",
      message: `The remote origin cannot be read: ${sentence(messageOf(error))}`
    };
  }
  let place = githubPlace(config, origin, apiUrl);
  if (place.kind !== "known") return place;
  let { githubClient } = await import("./adapters-github-client.js");
  return { kind: "known", value: { github: githubClient({ ...settings, apiUrl: place.value.apiUrl }), at: `/repos/${place.value.repository}`, place: place.value } };
}
async function answerOf({ github, at, place }, question, absent, hasToken) {
  let answer = await question(github, at);
  switch (answer.kind) {
    case "found":
      return { kind: "known", value: answer.value };
    case "absent": {
      let hint = hasToken ? ", or the token may not see it" : "; a private repository needs a token";
      return { kind: "unavailable", message: `GitHub knows no ${absent} in ${place.repository}${hint}.` };
    }
    case "failed":
      return { kind: "unavailable", message: answer.message };
  }
}
var isHere = ({ place }, run) => place.repository.toLowerCase() === run.repository.toLowerCase(), PullShape = object({ merged: boolean(), merge_commit_sha: nullable(string()) });
async function readMerge(github, path) {
  let answer = await github.get(path);
  if (answer.kind !== "found") return answer;
  let pull = safeParse(PullShape, answer.value);
  if (!pull.success)
    return { kind: "failed", status: null, message: "GitHub's answer on a pull request is not as expected." };
  let { merged, merge_commit_sha } = pull.output;
  return { kind: "found", value: merged ? merge_commit_sha : null };
}
var elsewhere = ({ repository }) => ({
  kind: "skipped",
  why: `it is part of a workflow run of ${repository}, which is another repository`
}), ApprovalsShape = array(
  object({
    state: string(),
    user: object({ login: string() }),
    environments: array(object({ name: string() }))
  })
);
async function readApprovals(github, path, environment) {
  let answer = await github.get(path);
  if (answer.kind !== "found") return answer;
  let reviews = safeParse(ApprovalsShape, answer.value);
  if (!reviews.success)
    return { kind: "failed", status: null, message: "GitHub's answer on approvals is not as expected." };
  let approved = reviews.output.filter(
    ({ state, environments }) => state === "approved" && environments.some(({ name }) => name === environment)
  );
  return { kind: "found", value: [...new Set(approved.map(({ user }) => user.login))] };
}
async function readIssues(github, at, label) {
  let name = encodeURIComponent(label), [known, issues] = await Promise.all([
    github.get(`${at}/labels/${name}`),
    github.getAll(`${at}/issues?state=open&labels=${name}&per_page=100`, pickIssues)
  ]);
  return known.kind === "found" ? issues : known;
}
var IssuesPage = array(looseObject({ number: number(), title: string() }));
function pickIssues(page) {
  let issues = safeParse(IssuesPage, page);
  return issues.success ? issues.output.filter((issue) => property(issue, "pull_request") === void 0).map(({ number: number2, title }) => ({ title: `#${number2} ${title}` })) : null;
}
var RunShape = object({ status: string(), conclusion: nullable(string()) });
async function readWorkflowRun(github, at, { runId, attempt }) {
  let answer = await github.get(`${at}/actions/runs/${runId}/attempts/${attempt}`);
  if (answer.kind !== "found") return answer;
  let run = safeParse(RunShape, answer.value);
  if (!run.success)
    return { kind: "failed", status: null, message: "GitHub's answer on a workflow run is not as expected." };
  let { status, conclusion } = run.output, finished = status === "completed";
  return { kind: "found", value: { finished, status: finished ? `completed (${conclusion})` : status } };
}
export {
  githubCodeHost
};
