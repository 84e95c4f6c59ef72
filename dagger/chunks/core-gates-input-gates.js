// Made by `npm run build` from src/engine: change it there.
import {
  unlisted
} from "./core-sst-failures.js";
import {
  judgeCredentials
} from "./core-aws-credentials.js";
import {
  describeMigrations
} from "./semver.js";
import {
  shortSha
} from "./core-stage.js";
import {
  filledFix,
  reason
} from "./core-reasons.js";
import {
  shown,
  valueAt
} from "./core-json.js";
import {
  counted,
  isoSeconds,
  listSome,
  plain,
  sentence
} from "./core-text.js";

// src/core/gates/gate.ts
var pass = (detail) => ({ pass: detail }), skip = (why) => ({ skip: why }), fail = (code, message, fix) => ({
  fail: reason(code, message, fix)
});
function gateResult({ id, title }, judgement, stage) {
  let head = { id, title, code: null, fix: null };
  if ("skip" in judgement) return { ...head, status: "skipped", detail: judgement.skip };
  if ("pass" in judgement) return { ...head, status: "pass", detail: judgement.pass };
  let { code, message, fix } = judgement.fail;
  return {
    ...head,
    status: "fail",
    detail: message,
    code,
    fix: filledFix(fix, { stage, tag: null })
  };
}
function firstFailure(gates) {
  return gates.flatMap(
    ({ status, code, detail, fix }) => status === "fail" && code !== null && fix !== null ? [{ code, message: detail, fix }] : []
  )[0] ?? null;
}

// src/core/secrets/review.ts
function reviewSecrets(facts) {
  let { stage, config, declared, before, stored, elsewhere } = facts, needed = /* @__PURE__ */ new Set([
    ...config.required,
    ...declared.filter(({ hasDefault }) => !hasDefault).map(({ name }) => name)
  ]), rows = [.../* @__PURE__ */ new Set([...needed, ...config.optional, ...declared.map(({ name }) => name)])].sort().map((name) => ({
    name,
    required: needed.has(name),
    isNew: before !== null && has(declared, name) && !has(before, name),
    state: stateOf(stored, name),
    elsewhere: elsewhere === null ? null : stateOf(elsewhere, name)
  }));
  return { stage, rows };
}
var has = (list, name) => list.some((one) => one.name === name);
function stateOf(stored, name) {
  let values = stored.filter((secret) => secret.name === name);
  return (values.find(({ fallback }) => !fallback) ?? values[0])?.state ?? "missing";
}
var unmet = ({ rows }) => rows.filter(({ required, state }) => required && state !== "set"), uneven = ({ rows }) => rows.filter(({ state, elsewhere }) => elsewhere !== null && state === "set" != (elsewhere === "set")), describeSecret = ({ name, state, isNew }) => `${name} (${state}${isNew ? ", new in this version" : ""})`, DECLARATION = /new\s+sst\s*\.\s*Secret\s*\(\s*(["'`])([A-Z][A-Za-z0-9]*)\1\s*(,\s*[^)\s])?/g, COMMENT_OR_TEXT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, withoutComments = (source) => source.replace(COMMENT_OR_TEXT, (part) => part.startsWith("/") ? " " : part);
function declaredSecrets(sources) {
  let found = /* @__PURE__ */ new Map();
  for (let source of sources)
    for (let [, , name = "", fallback] of withoutComments(source).matchAll(DECLARATION))
      found.set(name, (found.get(name) ?? !0) && fallback !== void 0);
  return [...found].map(([name, hasDefault]) => ({ name, hasDefault })).sort((one, other) => one.name < other.name ? -1 : 1);
}
function setCommand(runner, { name, stage, tag }) {
  let command = `secrets-set --name ${name} --stage ${stage} --tag ${tag}`;
  return runner === "host" ? `release-pipeline ${command}` : `dagger call ${command} --value env://${variableOf(name)}`;
}
var variableOf = (name) => name.replace(/([a-z\d])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$3_$2").toUpperCase();

// src/core/gates/facts.ts
var OWN_JOBS = ["* / Pipeline plan", "* / Pipeline on staging", "* / Pipeline on production"];
function countChecks(seen, { required, ignore }) {
  let checks = seen.filter(({ name }) => !matchesAny(name, [...OWN_JOBS, ...ignore]));
  return { checks, required, ignored: seen.length - checks.length };
}
function unfinished({ checks, required }) {
  let absent = required.filter((name) => !checks.some((check) => check.name === name));
  return [...checksThat("running", checks), ...absent.map((name) => `${name} (not reported)`)];
}
var isUndecided = (ci) => checksThat("failed", ci.checks).length === 0 && (ci.checks.length === 0 || unfinished(ci).length > 0), checksThat = (state, checks) => checks.filter((check) => check.state === state).map(({ name, said }) => `${name} (${said})`), matchesAny = (name, patterns) => patterns.some((pattern) => matches(name, pattern.split("*")));
function matches(name, [first = "", ...rest]) {
  let last = rest.pop();
  if (last === void 0) return name === first;
  if (!name.startsWith(first) || !name.endsWith(last)) return !1;
  let at = first.length;
  for (let part of rest) {
    let found = name.indexOf(part, at);
    if (found === -1) return !1;
    at = found + part.length;
  }
  return at + last.length <= name.length;
}
function readStatusPage(page, wanted, url) {
  let rows = Object.entries(wanted).map(([path, value2]) => ({ path, value: value2, seen: valueAt(path, page) })), absent = rows.filter(({ seen }) => seen === void 0).map(({ path }) => path);
  return absent.length > 0 ? { kind: "unavailable", message: `The status page ${url} has no ${absent.join(", ")}.` } : { kind: "known", value: rows.filter(({ value: value2, seen }) => seen !== value2).map((row) => ({
    title: `${row.path} is ${shown(row.seen)}, not ${JSON.stringify(row.value)}`
  })) };
}

// src/core/gates/input-gates.ts
function judgeInput(fact, judge) {
  return fact.kind === "skipped" ? skip(fact.why) : fact.kind === "known" ? judge(fact.value) : fail("GATE_UNAVAILABLE", fact.message);
}
var judgeCi = ({ inputs, sha }) => judgeInput(inputs.ci, (ci) => judgeChecks(ci, shortSha(sha)));
function judgeChecks(ci, commit) {
  let { checks, required, ignored } = ci, failing = checksThat("failed", checks);
  if (failing.length > 0) return fail("CI_NOT_GREEN", `Not passed on ${commit}: ${listSome(failing)}.`);
  let waiting = unfinished(ci);
  if (waiting.length > 0) return fail("CI_UNFINISHED", `Not finished on ${commit}: ${listSome(waiting)}.`);
  let unproven = checksThat(
    "neutral",
    checks.filter(({ name }) => required.includes(name))
  );
  if (unproven.length > 0)
    return fail("CI_NOT_GREEN", `Required, but proves nothing on ${commit}: ${listSome(unproven)}.`);
  let passed = checks.filter(({ state }) => state === "passed").map(({ name }) => name);
  if (passed.length > 0)
    return pass(`${counted(passed.length, "check")} passed on ${commit}: ${listSome(passed)}`);
  let own = ignored === 0 ? "" : `, apart from ${ignored} that ${ignored === 1 ? "does" : "do"} not count`;
  return checks.length === 0 ? fail("CI_MISSING", `No check has reported on ${commit}${own}.`) : fail(
    "CI_MISSING",
    `No check has passed on ${commit}${own}: ${listSome(checksThat("neutral", checks))}.`
  );
}
var judgeDrift = ({ state, inputs: { observed } }) => {
  let { sighting, at, detail } = observed, seen = at === null ? detail : `${detail} (seen ${isoSeconds(at)})`;
  return sighting === "as-recorded" ? pass(seen) : sighting !== "drift" || state.running?.verified !== !0 ? skip(seen) : fail("STAGE_DRIFTED", `${sentence(detail)} It was seen at ${at}.`);
}, judgeIncidents = ({ inputs }) => judgeInput(
  inputs.incidents,
  (incidents) => incidents.length === 0 ? pass("none is open") : fail(
    "INCIDENT_OPEN",
    `${counted(incidents.length, "incident")} open: ${listSome(incidents.map(({ title }) => title))}.`
  )
), judgeNewMigrations = ({ stage, delta, migrationPolicy }) => judgeInput(delta.migrations, (migrations) => {
  if (migrations.length === 0) return pass("none between the running version and this one");
  let list = `${counted(migrations.length, "migration")}: ${describeMigrations(migrations)}`;
  return stage === "production" && migrationPolicy === "block" ? fail("MIGRATIONS_UNACKNOWLEDGED", `${list}.`) : pass(list);
}), judgeStageCredentials = (credentials) => judgeInput(
  credentials,
  ({ found, wanted, neededSeconds }) => judgeCredentials(found, wanted, neededSeconds)
), judgeTree = ({ inputs, tag }) => judgeInput(inputs.tree, ({ submodules, lfs }) => {
  let missing = submodules.flatMap(({ path, missing: why }) => why === null ? [] : [`${path} (${why})`]);
  return missing.length > 0 ? fail("TREE_INCOMPLETE", `Submodules that cannot be fetched: ${listSome(missing)}.`) : lfs.length > 0 ? fail(
    "TREE_INCOMPLETE",
    `Files whose content is in Git LFS, which is not fetched: ${listSome(lfs)}.`
  ) : judgeInput(
    inputs.scripts,
    (scripts) => scripts.length > 0 ? fail("SCRIPT_MISSING", `${tag} lacks what pipeline.json starts: ${describeScripts(scripts)}.`) : pass(
      submodules.length === 0 ? "all of it is in the commit" : counted(submodules.length, "submodule")
    )
  );
}), describeScripts = (scripts) => scripts.map(
  ({ path, what, meant }) => `${path} starts ${what}${meant === null ? "" : ` (did you mean ${meant}?)`}`
).map(plain).join(", "), judgeSecrets = ({ inputs, stage }) => inputs.lacking.length > 0 ? fail(
  "SECRETS_NOT_GIVEN",
  `This run was not given ${inputs.lacking.join(", ")}, which pipeline.json names.`
) : inputs.secrets.kind === "unavailable" ? { fail: unlisted(inputs.secrets.message) } : judgeInput(inputs.secrets, (review) => {
  let lacking = unmet(review), required = review.rows.filter((row) => row.required).length;
  return lacking.length === 0 ? pass(`${counted(required, "required secret")} set`) : fail("SECRETS_MISSING", `${stage} lacks ${lacking.map(describeSecret).join(", ")}.`);
});

export {
  pass,
  skip,
  fail,
  gateResult,
  firstFailure,
  reviewSecrets,
  unmet,
  uneven,
  describeSecret,
  declaredSecrets,
  setCommand,
  countChecks,
  unfinished,
  isUndecided,
  matchesAny,
  readStatusPage,
  judgeCi,
  judgeDrift,
  judgeIncidents,
  judgeNewMigrations,
  judgeStageCredentials,
  judgeTree,
  describeScripts,
  judgeSecrets
};
