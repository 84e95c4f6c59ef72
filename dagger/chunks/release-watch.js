// Made by `npm run build` from src/engine: change it there.
import {
  onBadVersion
} from "./release-rollback.js";
import {
  acquireLock,
  describeAcquired
} from "./release-acquire-lock.js";
import {
  watchLogs
} from "./release-run-verification.js";
import "./core-gates-waivers.js";
import "./release-gate-inputs.js";
import "./core-config-command-rules.js";
import "./release-secrets.js";
import {
  viewOf
} from "./release-ports.js";
import {
  afterEnding,
  endingOf,
  recordEnding,
  recordRefusal
} from "./release-record-ending.js";
import {
  keepingStage
} from "./release-locked-stage.js";
import "./release-run-smoke.js";
import {
  fill,
  missingPlaceholders,
  readCheck,
  requestOf
} from "./core-smoke-probe.js";
import "./core-config-notify.js";
import {
  Run,
  fail,
  gateResult,
  pass,
  untilAborted
} from "./common-7.js";
import "./core-plan-way-back.js";
import "./core-aws-credentials.js";
import "./release-append.js";
import {
  openWatchOf
} from "./core-ledger-fold.js";
import "./semver.js";
import "./core-config-checks.js";
import "./core-config-tools.js";
import "./core-masking.js";
import "./core-forge.js";
import "./core-ledger-owner.js";
import {
  describeRelease
} from "./core-stage.js";
import {
  messageOf,
  reason
} from "./core-reasons.js";
import {
  property,
  readJson,
  shown
} from "./core-json.js";
import "./core-config-fields.js";
import {
  clip,
  counted,
  formatDuration,
  plain
} from "./valibot.js";
import "./common.js";

// src/core/watch/watch.ts
var NOTHING_SEEN = {
  right: 0,
  wrong: 0,
  none: 0,
  wrongInRow: 0,
  noneInRow: 0,
  latencies: [],
  fault: null,
  last: null
};
function addLook(watched, look) {
  let { kind, latencyMs, detail } = look;
  return {
    right: watched.right + +(kind === "right"),
    wrong: watched.wrong + +(kind === "wrong"),
    none: watched.none + +(kind === "none"),
    wrongInRow: kind === "wrong" ? watched.wrongInRow + 1 : kind === "right" ? 0 : watched.wrongInRow,
    noneInRow: kind === "none" ? watched.noneInRow + 1 : 0,
    latencies: latencyMs === null || kind === "none" ? watched.latencies : [...watched.latencies, latencyMs],
    fault: kind === "right" ? watched.fault : detail,
    last: look
  };
}
var ENOUGH = 20;
function faultOf({ consecutive }, { maxWrongShare, latency }, watched, isOver) {
  let { right, wrong, wrongInRow, latencies, fault } = watched;
  if (wrongInRow >= consecutive) return `was wrong ${wrongInRow} times in a row: ${fault}`;
  let answers = right + wrong;
  if (answers < ENOUGH && !isOver) return null;
  if (maxWrongShare !== void 0 && wrong >= 2 && wrong / answers > maxWrongShare)
    return `${wrong} of ${counted(answers, "answer")} were wrong, more than ${percent(maxWrongShare)}: ${fault}`;
  if (latency === void 0) return null;
  let slow = latencies.filter((ms) => ms > latency.maxMs).length;
  return slow < 2 || slow * 100 <= latencies.length * (100 - latency.percentile) ? null : `${slow} of ${counted(latencies.length, "answer")} took more than ${latency.maxMs} ms: the ${latency.percentile}th percentile is too slow`;
}
var percent = (part) => `${Number((part * 100).toFixed(2))} %`;
function gapIn({ consecutive }, { right, wrong, none, noneInRow, fault }) {
  let looks = right + wrong + none;
  return noneInRow >= consecutive ? `no data in the last ${counted(noneInRow, "look")}: ${fault}` : none * 2 > looks || looks === none ? `no data in ${none} of ${counted(looks, "look")}: ${fault}` : null;
}
var isInDoubt = ({ consecutive }, { last, wrongInRow, noneInRow }) => last !== null && last.kind !== "right" && wrongInRow < consecutive && noneInRow < consecutive, nextLookMs = (settings, watched) => 1e3 * (isInDoubt(settings, watched) ? settings.confirmSeconds : settings.everySeconds);
function readValues(ranges, json) {
  let read = Object.entries(ranges).map(
    ([path, { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }]) => {
      let value = path.split(".").reduce(property, json), number = typeof value == "string" && value.trim() !== "" ? Number(value) : value;
      if (typeof number != "number" || !Number.isFinite(number))
        return {
          kind: "none",
          detail: value === void 0 ? `no ${path}` : `${path} is ${shown(value)}, no number`
        };
      if (number >= min && number <= max) return { kind: "right", detail: `${path} is ${number}` };
      let limit = number < min ? `less than ${min}` : `more than ${max}`;
      return { kind: "wrong", detail: `${path} is ${number}, ${limit}` };
    }
  );
  return read.find(({ kind }) => kind === "wrong") ?? read.find(({ kind }) => kind === "none") ?? { kind: "right", detail: read.map(({ detail }) => detail).join(", ") };
}
function readAlarms(names, states, deployedAtMs) {
  let none = (detail) => ({ kind: "none", latencyMs: null, detail });
  if (states.kind !== "known") return none(states.kind === "skipped" ? states.why : states.message);
  let found = names.map((name) => states.value.find((one) => one.name === name) ?? name), inAlarm = found.filter((one) => typeof one != "string" && one.state === "ALARM"), raised = inAlarm.find(({ sinceMs }) => sinceMs >= deployedAtMs);
  if (raised !== void 0)
    return {
      kind: "wrong",
      latencyMs: null,
      detail: `${raised.name} is in alarm: ${clip(plain(raised.why), 200)}`
    };
  let [old] = inAlarm;
  if (old !== void 0) return none(`${old.name} was in alarm before the deploy`);
  let odd = found.find((one) => typeof one == "string" || one.state !== "OK");
  return odd === void 0 ? { kind: "right", latencyMs: null, detail: `${counted(names.length, "alarm")} OK` } : none(typeof odd == "string" ? `there is no alarm ${odd}` : `${odd.name} is ${odd.state}`);
}
function concludeWatch(checks, { durationMs, until }) {
  let required = checks.filter(({ optional }) => !optional), failed = required.filter(({ verdict }) => verdict === "fail"), blind = required.filter(({ verdict }) => verdict === "unavailable"), said = (some) => some.map(({ name, detail }) => `${name}: ${detail}`).join("; "), base = { durationMs, until, checks };
  if (failed.length > 0) return { ...base, verdict: "fail", detail: said(failed) };
  if (blind.length > 0) return { ...base, verdict: "inconclusive", detail: said(blind) };
  let passed = checks.filter(({ verdict }) => verdict === "pass").length;
  return { ...base, verdict: "pass", detail: `${counted(passed, "check")} stayed good` };
}

// src/release/watch-checks.ts
var MAX_LOOK_MS = 4e3, LEAST_LOOK_MS = 1e3, DECIDED = new Error("another check has decided");
async function runWatch({ context, ports }, watch, subject, untilMs) {
  let { clock, say, signal } = ports, startedAt = clock.now().getTime(), decided = new AbortController(), means = { context, ports: { ...ports, signal: AbortSignal.any([signal, decided.signal]) } };
  say(`watching for ${formatDuration(untilMs - startedAt)}`);
  let pending = watch.checks.map(async (check) => {
    try {
      let done = await watchCheck(means, watch, check, subject, untilMs);
      return done.verdict === "fail" && !done.optional && decided.abort(DECIDED), done;
    } catch (error) {
      if (signal.aborted || !decided.signal.aborted) throw error;
      return { ...headOf(check), verdict: "skipped", detail: messageOf(error), latencyMs: null, lines: [] };
    }
  });
  await Promise.allSettled(pending);
  let durationMs = clock.now().getTime() - startedAt;
  return concludeWatch(await Promise.all(pending), { durationMs, until: new Date(untilMs).toISOString() });
}
var headOf = (check) => {
  let { name, kind, optional } = check;
  return { name, kind, optional };
};
async function watchCheck(means, watch, check, subject, untilMs) {
  let { clock, say, signal } = means.ports, head = headOf(check);
  if (check.kind === "logs") {
    let seconds = Math.max(1, (untilMs - (subject.deployedAtMs ?? clock.now().getTime())) / 1e3), config = { ...check, watchSeconds: seconds, lookBackSeconds: seconds, region: void 0 };
    return { ...await watchLogs(means, config, subject), ...head };
  }
  let conclude = (verdict, detail) => ({
    ...head,
    verdict,
    detail,
    lines: [],
    latencyMs: seen.last?.latencyMs ?? null
  }), thresholds = check.kind === "http" ? check : {}, look = looker(means, watch, check, subject), seen = NOTHING_SEEN;
  if (typeof look == "string") return conclude("unavailable", look);
  let row = unheld(look, watch, means.ports), endMs = untilMs;
  for (; ; ) {
    let one = await untilAborted(signal, row.next);
    seen = addLook(seen, one), one.kind !== "right" && say(`${check.name} ${one.kind === "wrong" ? "is wrong" : "has no data"}: ${one.detail}`);
    let isOver = clock.now().getTime() >= endMs && !isInDoubt(watch, seen), fault = faultOf(watch, thresholds, seen, isOver);
    if (fault !== null) return conclude("fail", fault);
    if (isOver) {
      let gap = gapIn(watch, seen);
      return gap === null ? conclude("pass", `${seen.right} of ${seen.right + seen.wrong} looks were right: ${one.detail}`) : conclude("unavailable", gap);
    }
    if (row.isBegun()) continue;
    let nowMs = clock.now().getTime(), delayMs = Math.min(
      nextLookMs(watch, seen),
      isInDoubt(watch, seen) ? 1 / 0 : Math.max(0, endMs - nowMs)
    );
    await clock.sleep(delayMs, signal);
    let lateMs = clock.now().getTime() - nowMs - delayMs;
    lateMs >= watch.everySeconds * 1e3 && (say(`${check.name} was not looked at for ${formatDuration(lateMs)}: the watch lasts that much longer`), endMs += lateMs);
  }
}
function unheld(look, { confirmSeconds, consecutive }, { clock, signal }) {
  let begun = [];
  return { next: async () => {
    let early = begun.shift();
    if (early !== void 0) return early;
    let first = look(), answered = new AbortController(), done = first.then(
      () => answered.abort(),
      () => answered.abort()
    ), pause = AbortSignal.any([signal, answered.signal]);
    for (; begun.length < consecutive - 1 && (await Promise.race([done, clock.sleep(confirmSeconds * 1e3, pause).catch(() => {
    })]), !pause.aborted); ) {
      let another = untilTurnIsOver(look(), first, { clock, signal });
      another.catch(() => {
      }), begun.push(another);
    }
    return first;
  }, isBegun: () => begun.length > 0 };
}
function untilTurnIsOver(attempt, first, { clock, signal }) {
  let begunAt = clock.now().getTime(), waitedMs = () => clock.now().getTime() - begunAt, over = first.then(async (one) => one.isSilent ? (await clock.sleep(Math.max(0, LEAST_LOOK_MS - waitedMs()), signal), { ...one, latencyMs: waitedMs(), detail: `no answer within ${waitedMs()} ms` }) : attempt);
  return Promise.race([attempt, over]);
}
function looker({ ports, context }, { everySeconds }, check, { stage, urls, expected, deployedAtMs }) {
  if (check.kind === "alarms") {
    let names = check.alarms.map((name) => fill(name, { stage, app: context.config.app }));
    return async () => ({
      ...readAlarms(names, await ports.logs.alarms(stage, names), deployedAtMs ?? 0),
      isSilent: !1
    });
  }
  let missing = missingPlaceholders(check.url, urls);
  if (missing.length > 0) return `the stage has no ${missing.join(", ")}`;
  let url = fill(check.url, urls), timeoutMs = Math.max(1, Math.min(MAX_LOOK_MS, everySeconds * 1e3));
  if (check.kind === "http")
    return async () => {
      let observed = await ports.prober.probe(check, url, timeoutMs), { right, reached, latencyMs, detail } = readCheck(check, url, observed, expected), isSilent = observed.kind === "error" && observed.error === "timeout";
      return { kind: right ? "right" : reached ? "wrong" : "none", latencyMs, detail, isSilent };
    };
  let request = requestOf(check);
  return async () => {
    let observed = await ports.prober.probe(request, url, timeoutMs), none = (detail) => ({ kind: "none", latencyMs: null, detail, isSilent: !1 });
    if (observed.kind === "error") return none(observed.message);
    if (observed.status !== 200) return none(`status ${observed.status}`);
    let json = readJson(observed.body);
    return json.ok ? { ...readValues(check.expect, json.value), latencyMs: observed.latencyMs, isSilent: !1 } : none("the answer is not JSON");
  };
}

// src/release/watch.ts
async function watchStage(context, request) {
  let { stage } = request, run = new Run(context, "watch", stage, null), { watch } = context.config.stages[stage], views = await run.phase(
    "resolve",
    () => run.ports.ledger.read([stage]),
    () => ({ ok: !0, detail: "ledger read" })
  ), judge = async (seen) => [
    watchGate(stage, viewOf(seen, stage).state, watch)
  ], { state } = viewOf(views, stage), subject = state.watch === void 0 ? null : { tag: state.watch.tag, sha: state.watch.sha }, acquired = await run.phase(
    "gates",
    () => acquireLock(run, stage, { ...request, ofRunning: !0, subject, judge, views }),
    describeAcquired
  );
  if (acquired.kind !== "acquired") return recordRefusal(run, acquired, { ...subject });
  let { locked, gates } = acquired, open = locked.view.state.watch, release = { tag: open.tag, sha: open.sha }, ending = await keepingStage(
    locked,
    async () => afterEnding(locked, await resumeWatch(locked, open, watch), release)
  );
  return recordEnding(locked, ending, { ...release, previous: null, gates });
}
function watchGate(stage, state, watch) {
  let head = { id: "watch", title: "What runs is still to be watched" };
  if (watch === void 0)
    return gateResult(head, fail("NOTHING_TO_WATCH", `stages.${stage}.watch is not in pipeline.json.`), stage);
  let open = openWatchOf(state);
  return gateResult(
    head,
    open !== null ? pass(`${describeRelease(open)}, until ${open.until}`) : fail("NOTHING_TO_WATCH", `No watch of what ${stage} runs was left open.`),
    stage
  );
}
async function onWatched(locked, release, outputs, watch, until) {
  let watched = await watchRelease(locked, release, outputs, watch, until);
  switch (watched.kind) {
    case "ended":
      return watched.ending;
    case "good":
      return locked.run.command === "watch" ? { outcome: "done", release, reason: null, shown: { outputs } } : { outcome: "deployed", release, reason: null };
    case "bad": {
      let why = reason("WATCH_FAILED", watched.result.detail);
      return onBadVersion(locked, release, { reason: why, changed: !0, judged: !0 }, watch.rollback);
    }
  }
}
function resumeWatch(locked, open, watch) {
  let { run, stage } = locked, release = { tag: open.tag, sha: open.sha }, now = run.ports.clock.now().getTime(), least = now + watch.consecutive * watch.everySeconds * 1e3, most = now + watch.minutes * 6e4, until = new Date(Math.max(least, Math.min(Date.parse(open.until), most))).toISOString();
  return run.ports.say(`going on with the watch of ${describeRelease(release)}`), endingOf(
    locked,
    async () => {
      let { running } = locked.view.state, outputs = running && { ...running.outputs, ...await run.ports.deployer.reach(stage, running) };
      return onWatched(locked, release, outputs ?? {}, watch, until);
    },
    (why) => ({ outcome: "failed", release, reason: why })
  );
}
async function watchRelease(locked, release, outputs, watch, until) {
  let { run, stage, signal } = locked, { tagPrefix, stages } = run.context.config, { tag, sha } = release, detail = `until ${until}`;
  await locked.append(locked.entry("watching", { tag, sha, detail, watch: { until, detached: !1 } }));
  let { arrival } = locked.view.state, deployedAt = arrival?.sha === sha ? Date.parse(arrival.at) : run.ports.clock.now().getTime(), subject = {
    stage,
    expected: { ...release, tagPrefix },
    urls: { ...stages[stage].urls, ...outputs },
    deployedAtMs: deployedAt
  }, means = { context: run.context, ports: { ...run.ports, signal } }, result;
  try {
    result = await run.phase(
      "watch",
      () => runWatch(means, watch, subject, Date.parse(until)),
      (done) => ({ ok: done.verdict === "pass", detail: `${done.verdict}: ${done.detail}` })
    );
  } catch (error) {
    if (!signal.aborted) throw error;
    let what = `The run was interrupted while ${tag} was being watched; it runs, and does not count as verified yet.`, { code, message } = locked.gone ?? reason("INTERRUPTED", what), why2 = reason(code, message, `Finish the watch: \`watch --stage ${stage}\`.`);
    return { kind: "ended", ending: { outcome: "failed", release, reason: why2, watching: until } };
  }
  if (result.verdict === "pass") return { kind: "good" };
  if (result.verdict === "fail") return { kind: "bad", result };
  let why = reason("WATCH_INCONCLUSIVE", result.detail);
  return { kind: "ended", ending: { outcome: "inconclusive", release, reason: why, freeze: why.message } };
}
export {
  onWatched,
  resumeWatch,
  watchStage
};
