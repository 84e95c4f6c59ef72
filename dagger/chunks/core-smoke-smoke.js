// Made by `npm run build` from src/engine: change it there.
import {
  ciRunText
} from "./core-ledger-runner.js";
import {
  DEFAULT_SETTLE_SECONDS,
  DEFAULT_SETTLE_SHARE,
  MAX_TAG_LENGTH,
  emptyReport,
  isOk,
  parseTag,
  readCheck
} from "./semver.js";
import {
  fill,
  missingPlaceholders
} from "./core-config-placeholders.js";
import {
  describeRelease
} from "./core-stage.js";
import {
  messageOf
} from "./core-errors.js";
import {
  filledFix
} from "./core-reasons.js";
import {
  clip,
  formatDuration,
  sentence
} from "./core-text.js";

// src/release/ports.ts
var viewOf = (views, stage) => views.find((view) => view.stage === stage);

// src/release/run.ts
async function withApproval(context, stage) {
  let { identity, ports } = context, { ci } = identity.runner;
  if (ci === null) return context;
  let approvals = await ports.codeHost.approvals(ci, stage);
  return approvals.kind === "known" ? { ...context, identity: { ...identity, approvedBy: approvals.value } } : (ports.say(
    `who approved this run is not known: ${approvals.kind === "skipped" ? approvals.why : approvals.message}`
  ), context);
}
var Run = class {
  context;
  ports;
  command;
  stage;
  /** as it was asked for */
  tag;
  startedAt;
  phases = [];
  values = {};
  /** what this run has started that changes something outside the ledger */
  effects = /* @__PURE__ */ new Set();
  /** the hooks that were run, in their order */
  hooks = [];
  entries = 0;
  constructor(context, command, stage, tag) {
    this.context = context, this.ports = context.ports, this.command = command, this.stage = stage, this.tag = tag, this.startedAt = this.ports.clock.now();
  }
  /** What it wants a stage's credentials for. */
  get purpose() {
    return this.command === "plan" || this.command === "preflight" ? "plan" : "deploy";
  }
  get runId() {
    return this.context.identity.runId;
  }
  /** Does a part of the work, timed, shown and kept; `describe` says what came of it. */
  async phase(name, body, describe) {
    let { clock, say, tracer } = this.ports, startedAt = clock.now(), note = ({ ok, detail }) => {
      let durationMs = clock.now().getTime() - startedAt.getTime(), phase = { name, status: ok ? "ok" : "failed", startedAt: startedAt.toISOString(), durationMs, detail };
      this.phases.push(phase), tracer.ended !== void 0 ? tracer.ended(phase) : say(`${ok ? "ok" : "FAILED"}  ${name}  ${formatDuration(durationMs)}  ${detail}`);
    };
    try {
      let value = await tracer.span(name, body);
      return Object.assign(this.values, { [name]: value }), note(describe(value)), value;
    } catch (error) {
      throw note({ ok: !1, detail: messageOf(error) }), error;
    }
  }
  /** A ledger entry of this run, now. */
  entry(kind, fields = {}) {
    let { runId, actor, host, pid } = this.context.identity;
    return this.entries += 1, {
      kind,
      runId,
      seq: this.entries,
      command: this.command,
      actor,
      host,
      pid,
      at: this.ports.clock.now().toISOString(),
      tag: null,
      sha: null,
      from: null,
      reason: null,
      code: null,
      detail: null,
      outputs: null,
      changed: null,
      report: null,
      ...fields
    };
  }
};
async function untilAborted(signal, work) {
  signal.throwIfAborted();
  let abort = () => {
  }, aborted = new Promise((_resolve, reject) => {
    abort = () => reject(signal.reason), signal.addEventListener("abort", abort);
  });
  try {
    return await Promise.race([aborted, work()]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

// src/core/migrations/run.ts
var UNFINISHED = {
  status: "failed",
  before: null,
  head: null,
  detail: "The migrations were started, and it is not known how far they got."
};
function describeHeads(before, head) {
  return head === null ? "how far they got is not known" : before === null ? `the newest migration is ${head}` : before === head ? `the newest migration is ${head}, as before` : `the newest migration was ${before} before and is ${head} now`;
}
var describeFailure = (what, before, head) => `${sentence(what)} Of the migrations: ${describeHeads(before, head)}.`;
function newestMigration(paths) {
  return paths.map((path) => path.split("/").at(-1).replace(/(\.up)?\.\w+$/i, "")).toSorted(byNumber).at(-1) ?? null;
}
var byNumber = (one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10) || (one < other ? -1 : 1);

// src/release/report.ts
function buildReport(run, outcome, reason, shown = {}) {
  let { command, context, ports, stage, tag, startedAt, values } = run, { runId, actor, runner, approvedBy = null } = context.identity, head = {
    command,
    app: context.config.app,
    stage,
    tag: tag === null ? null : clip(tag, MAX_TAG_LENGTH),
    ledger: ports.ledger.where,
    runId,
    actor,
    startedAt: startedAt.toISOString()
  };
  return {
    ...emptyReport(head),
    ciRun: runner.ci && ciRunText(runner.ci),
    approvedBy,
    phases: [...run.phases],
    smoke: values.smoke ?? null,
    rollbackSmoke: values["rollback-smoke"] ?? null,
    verification: values.verification ?? null,
    watch: values.watch ?? null,
    migration: migrationOf(run),
    changed: hasChanged(run, "deploy") || hasChanged(run, "rollback"),
    outputs: outputsOf(run),
    log: logOf(run),
    hooks: [...run.hooks],
    ...shown,
    outcome,
    ok: isOk(outcome, command),
    gates: (shown.gates ?? []).map((gate) => ({ ...gate, fix: gate.fix && filledFix(gate.fix, head) })),
    reason: reason && { ...reason, fix: filledFix(reason.fix, head) },
    durationMs: ports.clock.now().getTime() - startedAt.getTime()
  };
}
function runningIn({ running }) {
  return running && { tag: running.tag, sha: running.sha, verified: running.verified };
}
function hasChanged({ values, effects }, phase) {
  let result = values[phase];
  return result === void 0 ? effects.has(phase) : result.ok || result.changed;
}
function migrationOf({ values, effects, phases }) {
  let result = values.migrate;
  if (result === void 0)
    return effects.has("migrate") ? UNFINISHED : phases.some(({ name }) => name === "migrate") ? NOT_STARTED : null;
  let { before, head } = result;
  return result.ok ? { status: "applied", before, head, detail: describeHeads(before, head) } : { status: result.touched ? "failed" : "not-run", before, head, detail: result.reason.message };
}
var NOT_STARTED = {
  status: "not-run",
  before: null,
  head: null,
  detail: "The migrations were not started."
};
function logOf({ values: { migrate, deploy, rollback } }) {
  return [migrate, deploy, rollback].flatMap(
    (result) => result === void 0 || result.ok ? [] : result.log
  );
}
function outputsOf({ values }) {
  let { deploy, smoke, rollback, "rollback-smoke": rollbackSmoke } = values;
  return rollback?.ok === !0 && rollbackSmoke?.verdict === "pass" ? rollback.outputs : deploy?.ok === !0 && smoke?.verdict === "pass" ? deploy.outputs : {};
}

// src/core/smoke/smoke.ts
var NO_ATTEMPT = {
  attempts: 0,
  passes: 0,
  passingSinceMs: 0,
  wrongs: /* @__PURE__ */ new Map(),
  waits: 0,
  reached: !1,
  otherAtMs: null,
  notBeforeMs: 0,
  showsCommit: !1,
  checks: []
};
function addAttempt(progress, readings, atMs) {
  let required = readings.filter(({ optional }) => !optional), arrived = isArrived(required), checks = readings.map((reading) => resultOf(reading, arrived)), verdicts = checks.filter(({ optional }) => !optional), passed = verdicts.every(({ verdict }) => verdict === "pass"), wrong = verdicts.filter(({ verdict }) => verdict === "fail");
  return {
    attempts: progress.attempts + 1,
    passes: passed ? progress.passes + 1 : 0,
    passingSinceMs: progress.passes === 0 ? atMs : progress.passingSinceMs,
    wrongs: new Map(wrong.map(({ name }) => [name, (progress.wrongs.get(name) ?? 0) + 1])),
    waits: passed || wrong.length > 0 ? 0 : progress.waits + 1,
    reached: readings.some(({ reached }) => reached),
    otherAtMs: required.some(({ served }) => served === "other") ? atMs : progress.otherAtMs,
    notBeforeMs: atMs + Math.max(0, ...required.map((reading) => retryAfter(reading))),
    showsCommit: required.some(({ showsCommit }) => showsCommit),
    checks
  };
}
var retryAfter = ({ right, retryAfterMs }) => right ? 0 : retryAfterMs ?? 0, isArrived = (required) => required.some(({ served }) => served === "expected") && required.every(({ served, status }) => served !== "other" && status !== null);
function resultOf(reading, arrived) {
  let { name, url, optional, status, latencyMs, detail, answer } = reading, verdict = verdictOn(reading, arrived);
  return {
    name,
    url,
    optional,
    verdict,
    status,
    latencyMs,
    detail,
    ...answer === null ? {} : { answer }
  };
}
var ASK_AGAIN = [408, 425, 429], isGatewayError = (status) => [502, 503, 504].includes(status) || status >= 520 && status <= 530;
function verdictOn(reading, arrived) {
  let { right, reached, served, status } = reading;
  return right ? "pass" : reached ? !arrived || status === null || ASK_AGAIN.includes(status) || isGatewayError(status) && (served !== "expected" || reading.retryAfterMs !== null) ? "not-yet" : "fail" : "unreachable";
}
function decideSmoke(progress, settings, elapsedMs) {
  if (progress.passes >= settings.consecutive && confirmedAtMs(progress, settings) <= elapsedMs)
    return { kind: "verdict", verdict: "pass", detail: `${progress.passes} full passes in a row` };
  let worst = [...progress.wrongs].find(([, count]) => count >= settings.consecutive);
  if (worst !== void 0) {
    let [name, count] = worst;
    return {
      kind: "verdict",
      verdict: "fail",
      detail: `${name} was wrong ${count} times in a row: ${detailOf(progress, name)}`
    };
  }
  let delayMs = nextDelayMs(progress, settings, elapsedMs);
  return delayMs === null ? atDeadline(progress, settings, elapsedMs) : { kind: "again", delayMs };
}
var proofOf = ({ showsCommit }) => showsCommit ? "commit" : "version";
function confirmedAtMs({ passingSinceMs }, settings) {
  let confirmingMs = (settings.consecutive - 1) * settings.confirmIntervalSeconds * 1e3;
  return passingSinceMs + Math.max(confirmingMs, settleMs(settings));
}
var settleMs = ({ settleSeconds, deadlineSeconds }) => 1e3 * (settleSeconds ?? Math.min(DEFAULT_SETTLE_SECONDS, deadlineSeconds * DEFAULT_SETTLE_SHARE)), SETTLE_ATTEMPTS = 20, MIN_SETTLE_INTERVAL_MS = 100;
function nextDelayMs(progress, settings, elapsedMs) {
  let { intervalSeconds, maxIntervalSeconds, confirmIntervalSeconds, consecutive, deadlineSeconds } = settings, leftMs = deadlineSeconds * 1e3 - elapsedMs, confirmMs = confirmIntervalSeconds * 1e3;
  if (progress.waits === 0) {
    let delayMs = progress.passes === 0 ? confirmMs : passIntervalMs(settings);
    return delayMs < leftMs ? delayMs : null;
  }
  let roomMs = leftMs - Math.max(consecutive * confirmMs, settleMs(settings));
  if (roomMs <= 0) return null;
  let askedMs = progress.notBeforeMs - elapsedMs, growingMs = Math.min(intervalSeconds * 1e3 * 2 ** (progress.waits - 1), maxIntervalSeconds * 1e3);
  return Math.min(Math.max(growingMs, askedMs), roomMs);
}
function passIntervalMs(settings) {
  let confirmMs = settings.confirmIntervalSeconds * 1e3, ms = settleMs(settings);
  return ms === 0 ? confirmMs : Math.min(confirmMs, Math.max(MIN_SETTLE_INTERVAL_MS, ms / SETTLE_ATTEMPTS));
}
function atDeadline(progress, settings, elapsedMs) {
  let { deadlineSeconds } = settings;
  return progress.reached ? {
    kind: "verdict",
    verdict: "fail",
    detail: `not right within ${deadlineSeconds} s: ${firstFault(progress, elapsedMs)}`
  } : { kind: "verdict", verdict: "inconclusive", detail: `nothing could be reached when the ${deadlineSeconds} s were over: ${firstFault(progress, elapsedMs)}` };
}
function firstFault({ checks, otherAtMs }, elapsedMs) {
  let fault = checks.find(({ optional, verdict }) => !optional && verdict !== "pass");
  return fault !== void 0 ? `${fault.name}: ${fault.detail}` : otherAtMs === null ? "it passed, but not often enough in a row" : `it passed, but another version still answered ${Math.round((elapsedMs - otherAtMs) / 100) / 10} s before`;
}
var detailOf = ({ checks }, name) => checks.find((check) => check.name === name).detail;

// src/core/smoke/observed.ts
function observedOf(readings, running, at) {
  let required = readings.filter(({ optional }) => !optional), versions = [...new Set(required.flatMap(({ claim }) => claim ?? []))], isAnswer = (status) => running === null ? !isGatewayError(status) : status < 500, answered = required.some(({ status }) => status !== null && isAnswer(status)), observed = (sighting, detail) => ({
    sighting,
    at: at.toISOString(),
    versions,
    detail
  });
  if (versions.length === 0) {
    let [first] = required;
    if (answered) return observed("unidentified", "it answers, but no check shows a version");
    let why = first === void 0 ? "no required check" : `${first.name}: ${first.detail}`, reached = required.some((reading) => reading.reached);
    return observed(reached ? "no-answer" : "unreachable", why);
  }
  let others = required.filter(({ served }) => served === "other");
  return running === null ? observed("drift", `it serves ${listed(versions)}, which the ledger does not know`) : others.length === 0 ? observed("as-recorded", `it serves ${listed(versions)}`) : observed("drift", `it serves ${listed(versions)}, but the ledger says ${describeRelease(running)}`);
}
function tagServed({ versions }, tagPrefix) {
  let [name = "", another] = versions.map((version) => version.replace(/ .*/s, ""));
  return another !== void 0 ? null : [name, `${tagPrefix}${name}`].find((tag) => parseTag(tag, tagPrefix) !== null) ?? null;
}
var listed = (versions) => versions.join(" and "), notAsked = (why, sighting = "not-asked") => ({
  sighting,
  at: null,
  versions: [],
  detail: why
});

// src/release/run-smoke.ts
function unknownUrls(config, urls) {
  return [...new Set(config.checks.flatMap(({ url }) => missingPlaceholders(url, urls)))];
}
async function runSmoke({ clock, prober, say, signal }, config, urls, expected, onUndecided = () => {
}) {
  let startedAt = clock.now().getTime(), elapsedMs = () => clock.now().getTime() - startedAt, read = async (check) => {
    let url = fill(check.url, urls), leftMs = config.deadlineSeconds * 1e3 - elapsedMs(), timeoutMs = Math.max(1, Math.ceil(Math.min(config.timeoutSeconds * 1e3, leftMs)));
    return readCheck(check, url, await prober.probe(check, url, timeoutMs), expected);
  }, progress = NO_ATTEMPT, said = "";
  for (; ; ) {
    let readings = await untilAborted(signal, () => Promise.all(config.checks.map(read)));
    progress = addAttempt(progress, readings, elapsedMs());
    let decision = decideSmoke(progress, config, elapsedMs()), { attempts, checks } = progress;
    if (decision.kind === "verdict") {
      let { verdict, detail } = decision, proof = verdict === "pass" ? { proof: proofOf(progress) } : {};
      return { verdict, attempts, durationMs: elapsedMs(), detail, ...proof, checks };
    }
    attempts === 1 && onUndecided();
    let seen = checks.map(({ name, verdict, detail }) => `${name} ${verdict} (${detail})`).join(", ");
    seen !== said && say(`attempt ${attempts}: ${seen}`), said = seen, await clock.sleep(decision.delayMs, signal);
  }
}

export {
  observedOf,
  tagServed,
  notAsked,
  viewOf,
  withApproval,
  Run,
  untilAborted,
  unknownUrls,
  runSmoke,
  describeHeads,
  describeFailure,
  newestMigration,
  buildReport,
  runningIn
};
