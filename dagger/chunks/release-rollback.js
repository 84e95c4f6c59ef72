// Made by `npm run build` from src/engine: change it there.
import {
  afterEnding,
  deployAndSmoke,
  endingOf,
  overMigrationsWaivers,
  recordEnding,
  recordRefusal,
  waive
} from "./release-record-ending.js";
import {
  checkCredentials
} from "./release-gate-inputs.js";
import {
  EXPLAIN_MS,
  awakeTime,
  observeStage
} from "./release-run-smoke.js";
import {
  NOTHING_SAID,
  fill,
  missingPlaceholders,
  readCheck
} from "./core-smoke-probe.js";
import {
  viewOf
} from "./release-ports.js";
import {
  LockMonitor,
  LockedStage,
  keepingStage,
  momentOf,
  sweepDead
} from "./release-locked-stage.js";
import {
  RollbackMigrations,
  Run,
  againstLeaving,
  describeDeath,
  firstFailure,
  judgeLeftMigrations,
  lockGate,
  rollbackCredentialsGate,
  rollbackTargetGate,
  untilAborted
} from "./common-7.js";
import {
  begunRollback,
  chooseRollbackTarget,
  findRollbackTarget,
  stageToLeave
} from "./core-plan-way-back.js";
import {
  readStage
} from "./release-append.js";
import {
  afterDeath
} from "./core-ledger-fold.js";
import {
  describeRelease
} from "./core-stage.js";
import {
  environmentError,
  known,
  messageOf,
  reason,
  unavailable,
  usageError,
  whyNot
} from "./core-reasons.js";
import {
  clip,
  counted,
  formatDuration,
  sentence
} from "./valibot.js";

// src/release/acquire-lock.ts
function describeAcquired(acquired) {
  return acquired.kind !== "acquired" ? { ok: !1, detail: `${acquired.reason.code}: ${acquired.reason.message}` } : { ok: !0, detail: `all passed, lock ${acquired.death === null ? "taken" : `taken over: ${acquired.death}`}` };
}
var POLL_MS = 2e3, RACE_DELAY_MS = 200, MAX_RACES = 60, CLARIFY_MS = [0, 1e3, 3e3];
async function acquireLock(run, stage, request) {
  let { clock, say, signal, random } = run.ports, deadline = clock.now().getTime() + request.waitSeconds * 1e3, leftMs = () => deadline - clock.now().getTime(), monitor = new LockMonitor(run.ports, stage), waitedFor = null, stale = !1, races = 0, views = request.views, owners = 0;
  for (; ; ) {
    let view = viewOf(views, stage);
    owners = notFewer(view, owners);
    let owner = view.state.lock, liveness = owner && await monitor.look(owner), all = await request.judge(views), judged = liveness === null || liveness.kind === "dead" ? all : all.filter(request.ofRunning ? isOfRequest : isOfNoRun), refused = firstFailure(judged);
    if (refused !== null && stale) {
      await request.refresh?.(views), stale = !1;
      continue;
    }
    if (refused !== null)
      return owner !== null && await sweepAllTheSame(run), { kind: "refused", view, gates: judged, reason: refused };
    if (signal.aborted) return { kind: "refused", view, gates: judged, reason: INTERRUPTED };
    let gates = [...judged, lockGate(stage, owner, clock.now(), liveness)], held = firstFailure(gates);
    if (held !== null) {
      let ms = Math.min(leftMs(), POLL_MS);
      if (ms <= 0) return { kind: "refused", view, gates, reason: held };
      let { runId } = owner;
      runId !== waitedFor && say(`waiting up to ${formatDuration(leftMs())}: ${held.message}`), waitedFor = runId, await pause(run, ms), monitor.slept(ms), stale = !0;
    } else if (stale)
      await request.refresh?.(views), stale = !1;
    else {
      let claimed = await claim(run, view, request.subject, { ...request, gates, owner, liveness });
      if (claimed !== null) return claimed;
      if (races += 1, races >= MAX_RACES && leftMs() <= 0) return { kind: "refused", view, gates, reason: TOO_BUSY };
      await pause(run, random() * RACE_DELAY_MS);
    }
    views = await readAgain(run, views, leftMs);
  }
}
async function sweepAllTheSame({ ports }) {
  let left = await sweepDead(ports, { owner: null }).catch((error) => error);
  left !== null && ports.say(left.message);
}
var isOfRequest = ({ id }) => id === "tag", isOfNoRun = ({ id }) => !["older", "way-back", "drift"].includes(id);
function notFewer({ stage, state: { fence = 0 } }, before) {
  if (fence >= before) return fence;
  let what = `The ledger of ${stage} has gone back while this run waited: it knew of ${before} owners, and knows of ${fence} now.`;
  throw environmentError("LEDGER_WENT_BACK", what);
}
var pause = ({ ports: { clock, signal } }, ms) => clock.sleep(ms, signal).catch(() => {
});
async function readAgain(run, views, leftMs) {
  let { ledger, say, signal } = run.ports;
  for (; ; )
    try {
      return await ledger.read(views.map(({ stage }) => stage));
    } catch (error) {
      if (leftMs() <= 0 || signal.aborted) throw error;
      say(`waiting: ${messageOf(error)}`), await pause(run, Math.min(leftMs(), POLL_MS));
    }
}
async function claim(run, view, subject, claim2) {
  let { ledger, runs, clock } = run.ports, { gates, owner, liveness } = claim2, orphans = await sweepDead(run.ports, { owner });
  if (orphans !== null) return { kind: "refused", view, gates, reason: orphans };
  await runs.announce();
  let fence = (view.state.fence ?? 0) + 1, { runner } = run.context.identity, death = owner !== null && liveness?.kind === "dead" ? describeDeath(owner, liveness.proof) : null, entries = [
    ...takeoverEntries(run, owner, death),
    run.entry("started", {
      ...subject,
      fence,
      reason: claim2.reason,
      runner,
      ...claim2.fixes == null ? {} : { fixes: claim2.fixes }
    }),
    ...waiverEntries(run, subject, fence, gates)
  ], begun = momentOf(clock), acquired = (after) => ({
    kind: "acquired",
    locked: new LockedStage(run, after, owner, begun),
    gates,
    death
  });
  try {
    let after = await ledger.tryAppend(view, entries);
    return after && acquired(after);
  } catch (error) {
    let after = await clarify(run, view.stage);
    if (after === null) return { kind: "unclear", view, gates, reason: maybeLocked(run, view.stage, error) };
    if (after.state.lock?.runId !== run.runId) throw error;
    return acquired(after);
  }
}
async function clarify(run, stage) {
  for (let ms of CLARIFY_MS) {
    await pause(run, ms);
    let view = await readStage(run.ports.ledger, stage).catch(() => null);
    if (view !== null) return view;
  }
  return null;
}
var maybeLocked = ({ runId }, stage, error) => reason(
  "LEDGER_UNAVAILABLE",
  `${sentence(messageOf(error))} Run ${runId} may hold ${stage} now: its record was sent, and no answer came.`,
  `When the ledger can be reached again, look: \`status\`. Where ${stage} is held by run ${runId}, free it: \`unlock --stage ${stage} --reason 'WHY'\`.`
);
function takeoverEntries(run, owner, death) {
  return owner === null || death === null ? [] : (run.ports.say(`taking over: ${death}`), [run.entry("taken-over", { tag: owner.tag, sha: owner.sha, detail: death })]);
}
var waiverEntries = (run, subject, fence, gates) => gates.flatMap(
  ({ id, code, detail, waived }) => waived === void 0 ? [] : [
    run.entry("waived", {
      ...subject,
      fence,
      code,
      reason: waived.why,
      detail: `${id}: ${sentence(waived.why)} ${detail}`,
      waiver: { gate: id, until: waived.until }
    })
  ]
), INTERRUPTED = reason("INTERRUPTED", "The run was interrupted before it began."), TOO_BUSY = reason(
  "LEDGER_UNAVAILABLE",
  "The ledger took none of this run's appends: each time another one came first, or the ledger could not be moved on."
);

// src/release/rollback.ts
async function rollback(context, request) {
  let { stage } = request, run = new Run(context, "rollback", stage, request.to, request.reason), look = async (views2) => observeStage(run, stage, stageToLeave(viewOf(views2, stage).state)), [views, credentials, seen] = await run.phase(
    "resolve",
    async () => {
      let reading = run.ports.ledger.read([stage]);
      return Promise.all([reading, checkCredentials(run, stage), reading.then(look)]);
    },
    () => ({ ok: !0, detail: "ledger read" })
  ), observed = seen, migrations = new RollbackMigrations(run, request.to), judge = judgeRollback(run, request, credentials, migrations, () => observed), refresh = async (now) => {
    observed = await look(now);
  }, acquired = await run.phase(
    "gates",
    () => acquireLock(run, stage, { ...request, subject: null, ofRunning: !0, judge, refresh, views }),
    describeAcquired
  );
  if (acquired.kind !== "acquired") {
    let found = acquired.kind === "refused" ? await migrations.of(stageToLeave(acquired.view.state)) : null;
    return recordRefusal(run, acquired, { overMigrations: found?.left ?? null, observed });
  }
  let { locked, gates } = acquired, state = stageToLeave(locked.view.state), { release: to } = findRollbackTarget(state, request.to), { tag, sha } = state.running, { arrival } = locked.view.state, from = { tag, sha }, left = await migrations.of(state);
  left !== null && left.verdict.kind !== "open" && run.ports.say(left.verdict.warning);
  let plan = {
    from,
    to,
    because: null,
    detail: request.reason ?? "A person asked for it.",
    overMigrations: left?.left ?? null
  }, ending = await keepingStage(locked, async () => {
    let end = await endingOf(
      locked,
      () => performRollback(locked, plan),
      (why) => ({ outcome: "failed", release: to, from, reason: why })
    );
    return afterEnding(locked, end, null);
  });
  return recordEnding(locked, ending, {
    tag: to.tag,
    sha: to.sha,
    previous: from,
    gates,
    leftSince: arrival?.sha === from.sha ? arrival.at : null
  });
}
var judgeRollback = ({ context, ports }, { stage, to, overMigrations = null }, credentials, migrations, observed) => async (seen) => {
  let found = viewOf(seen, stage).state, state = stageToLeave(found), gates = [
    rollbackTargetGate(
      stage,
      state,
      to,
      againstLeaving(found, to, observed()),
      await lacksTarget(ports, state, to)
    ),
    rollbackCredentialsGate(stage, credentials),
    ...await migrations.gates(state)
  ], waivers = overMigrationsWaivers(gates, overMigrations);
  return waive(gates, waivers, context.identity.actor, ports.clock.now());
};
async function lacksTarget({ repository }, state, to) {
  let target = findRollbackTarget(state, to);
  if (target.kind === "none") return !1;
  let found = await repository.find(target.release.sha);
  return found.kind === "known" && found.value === null;
}
async function performRollback(locked, plan) {
  let { from, to, because, detail } = plan, fields = { tag: to.tag, sha: to.sha, from, code: because?.code ?? null, detail }, marks = [locked.entry("frozen", fields), locked.entry("rollback-started", fields)];
  because === null ? locked.defer(...marks) : await locked.append(...marks);
  let ended = (why) => because !== null || locked.run.effects.has("rollback") ? rollbackFailed(plan, why) : (locked.withdraw(...marks), { outcome: "failed", release: to, from, reason: why });
  return endingOf(locked, () => goBack(locked, plan, ended), ended);
}
async function goBack(locked, { from, to, because, detail, overMigrations }, ended) {
  let deployed = await deployAndSmoke(locked, to, "rollback");
  if (deployed.kind !== "verified") {
    let failed2 = ended(locked.gone ?? deployed.reason);
    return deployed.kind === "bad" && deployed.judged ? { ...failed2, bad: to } : failed2;
  }
  return {
    outcome: "rolled-back",
    release: to,
    from,
    reason: because,
    detail: `from ${describeRelease(from)}: ${detail}`,
    shown: { rolledBackTo: to, overMigrations }
  };
}
function rollbackFailed({ from, to, because, overMigrations }, why) {
  let message = `${because === null ? "The" : `${sentence(because.message)} Then the`} rollback to ${describeRelease(to)} failed: ${why.message}`, failed2 = reason("ROLLBACK_FAILED", message);
  return { outcome: "rollback-failed", release: to, from, reason: failed2, shown: { overMigrations } };
}
var judgeResumable = ({ ports }, judge, stage, release) => async (views) => {
  let { state } = viewOf(views, stage), begun = begunRollback(state, release);
  if (begun === null) return judge(views);
  let dead = afterDeath(state), lacks = await lacksTarget(ports, dead, begun.to.tag);
  return [rollbackTargetGate(stage, dead, begun.to.tag, null, lacks)];
};
function resumeRollback(locked, { from, to, detail }) {
  locked.run.ports.say(`going on with the rollback to ${describeRelease(to)}`);
  let because = reason(
    "ROLLBACK_RESUMED",
    `A run that died was rolling ${describeRelease(from)} back: ${detail}`
  );
  return endingOf(
    locked,
    () => performRollback(locked, { from, to, because, detail, overMigrations: null }),
    (why) => ({ outcome: "failed", release: to, from, reason: why })
  );
}
async function onBadVersion(locked, release, bad, rollback2 = locked.run.context.config.stages[locked.stage].rollback) {
  let { run, gone } = locked, stays = (why) => ({
    ...failed(release, why),
    ...bad.judged ? { bad: release } : {}
  });
  if (gone !== null) return failed(release, gone);
  if (locked.signal.aborted) return stays(reason("INTERRUPTED", bad.reason.message));
  if (!bad.changed) return failed(release, bad.reason);
  if (rollback2 === "manual") return stays(bad.reason);
  let target = chooseRollbackTarget(await locked.look(), release);
  if (target.kind === "none")
    return stays(withoutRollback(bad.reason, `No rollback: ${target.reason.message}`, target.reason));
  let { verdict, left: overMigrations } = await judgeLeftMigrations(run, release, target.release);
  if (verdict.kind !== "open" && run.ports.say(verdict.warning), verdict.kind === "blocked") {
    let message = `${sentence(bad.reason.message)} No rollback: ${verdict.warning}`;
    return {
      ...stays(reason("MIGRATION_BLOCKS_ROLLBACK", message)),
      freeze: message,
      shown: { overMigrations }
    };
  }
  return run.ports.say(`rolling back to ${describeRelease(target.release)}: ${target.why}`), rollBackByItself(locked, {
    from: release,
    to: target.release,
    because: bad.reason,
    detail: bad.reason.message,
    overMigrations
  });
}
function rollBackByItself(locked, plan) {
  let { from, to, because } = plan, notBegun = (why) => `The rollback to ${describeRelease(to)} could not begin: ${why.message}`;
  return endingOf(
    locked,
    () => performRollback(locked, plan),
    // the rollback could not be recorded, so it has not begun: the version stays, quarantined
    (why) => ({ ...failed(from, withoutRollback(because, notBegun(why), why)), bad: from })
  );
}
var withoutRollback = (why, then, { fix }) => ({
  ...why,
  message: `${sentence(why.message)} ${then}`,
  fix
}), failed = (release, why) => ({ outcome: "failed", release, reason: why }), inconclusive = (release, why) => ({
  outcome: "inconclusive",
  release,
  reason: why,
  freeze: why.message
});

// src/core/verify/verification.ts
function concludeVerification(checks, durationMs) {
  let open = checks.filter(({ verdict }) => verdict !== "pass"), failed2 = open.filter(({ optional }) => !optional), described = (failed2.length > 0 ? failed2 : open).map(
    ({ name, verdict, detail }) => `${name} ${WORDS[verdict]}: ${detail}`
  );
  if (failed2.length > 0) return { verdict: "fail", detail: described.join("; "), durationMs, checks };
  let passed = counted(checks.length - open.length, "check"), rest = described.length === 0 ? "" : `; not required: ${described.join("; ")}`;
  return { verdict: "pass", detail: `${passed} passed${rest}`, durationMs, checks };
}
var WORDS = {
  pass: "passed",
  fail: "failed",
  unavailable: "could not be judged",
  skipped: "was not looked at"
}, skipVerification = (names, why) => ({
  verdict: "fail",
  detail: `nothing was verified: ${why}`,
  durationMs: 0,
  checks: names.map((check) => ({ ...check, verdict: "skipped", detail: why, latencyMs: null, lines: [] }))
}), INTERVAL_MS = 2e3;
function decideAttempt({ right, reached, retryAfterMs }, leftMs) {
  if (right) return { kind: "verdict", verdict: "pass" };
  let delayMs = Math.max(INTERVAL_MS, retryAfterMs ?? 0);
  return leftMs > delayMs ? { kind: "again", delayMs } : { kind: "verdict", verdict: reached ? "fail" : "unavailable" };
}
var NOTHING_READ = { events: /* @__PURE__ */ new Map(), readUpToMs: null };
function windowOf(settings, deployedAtMs, nowMs) {
  let earliest = nowMs - settings.lookBackSeconds * 1e3, sinceMs = Math.max(earliest, deployedAtMs ?? earliest), untilMs = Math.max(nowMs, sinceMs + settings.watchSeconds * 1e3);
  return { sinceMs, untilMs, closesMs: untilMs + settings.settleSeconds * 1e3 };
}
var OVERLAP_MS = 3e4;
function nextSpan(window, watch, nowMs) {
  let last = nowMs >= window.closesMs, from = last || watch.readUpToMs === null ? window.sinceMs : watch.readUpToMs - OVERLAP_MS;
  return {
    last,
    sinceMs: Math.max(window.sinceMs, from),
    untilMs: Math.min(window.untilMs, nowMs)
  };
}
function addEvents(watch, events, readUpToMs) {
  return {
    events: new Map([...watch.events, ...events.map((event) => [event.id, event])]),
    readUpToMs
  };
}
var nextLookMs = (settings, window, nowMs) => Math.max(1, Math.min(settings.pollSeconds * 1e3, window.closesMs - nowMs)), isTooMany = (settings, { events }) => events.size > settings.tolerated, MAX_LINES = 5, MAX_LINE_LENGTH = 200;
function concludeWatch(settings, groups, watch, window, nowMs) {
  let found = [...watch.events.values()].sort((one, other) => one.atMs - other.atMs), watched = formatDuration(Math.min(nowMs, window.untilMs) - window.sinceMs);
  return {
    ...logsCheck(settings),
    verdict: isTooMany(settings, watch) ? "fail" : "pass",
    detail: `${counted(found.length, "matching line")} in ${watched} in ${counted(groups.length, "log group")}; ${settings.tolerated} tolerated`,
    latencyMs: null,
    lines: found.slice(0, MAX_LINES).map(({ atMs, group, message }) => `${timeOf(atMs)} ${group}: ${clip(message, MAX_LINE_LENGTH)}`)
  };
}
var logsCheck = ({ optional }) => ({ name: "logs", kind: "logs", optional }), logsUnavailable = (settings, message) => ({
  ...logsCheck(settings),
  verdict: "unavailable",
  detail: message,
  latencyMs: null,
  lines: []
}), timeOf = (ms) => new Date(ms).toISOString(), slackBody = (challenge) => JSON.stringify({ type: "url_verification", challenge, token: "release-pipeline" }), slackBase = (timestamp, body) => `v0:${timestamp}:${body}`;
function slackRequest(url, body, timestamp, signature) {
  return {
    name: "slack",
    url,
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-slack-request-timestamp": String(timestamp),
      "x-slack-signature": `v0=${signature}`
    },
    body,
    expect: { status: 200 },
    followRedirects: !1,
    // Slack adds nothing to the address
    cacheBusting: !1,
    optional: !1
  };
}
function readSlackAnswer(url, observed, challenge) {
  let base = {
    name: "slack",
    url: observed.asked ?? url,
    optional: !1,
    served: "unknown",
    claim: null,
    said: NOTHING_SAID,
    showsCommit: !1,
    retryAfterMs: null,
    latencyMs: Math.round(observed.latencyMs),
    answer: null
  };
  if (observed.kind === "error") {
    let reached = observed.error !== "unreachable";
    return { ...base, right: !1, reached, status: null, detail: observed.message };
  }
  let { status, body } = observed, right = status === 200 && (body.trim() === challenge || challengeIn(body) === challenge), detail = right ? "the signed challenge came back" : faultOf(status);
  return { ...base, right, reached: !0, status, detail };
}
function faultOf(status) {
  return status === 401 || status === 403 ? `status ${status}: the signature was refused, so the application may have another signing secret` : status === 200 ? "the answer lacks the challenge" : `status ${status}, not 200`;
}
function challengeIn(body) {
  try {
    return JSON.parse(body)?.challenge;
  } catch {
    return;
  }
}

// src/release/run-verification.ts
function configuredVerification({ verify }) {
  if (verify !== void 0) return verify;
  throw usageError("CONFIG_INVALID", "pipeline.json does not say what to verify.", [
    {
      path: "verify",
      message: "is missing",
      fix: "Add its checks: docs/verify.md."
    }
  ]);
}
function verificationPhase(run, verify, subject, signal) {
  let means = { context: run.context, ports: { ...run.ports, signal } };
  return run.phase(
    "verification",
    () => runVerification(means, verify, subject),
    ({ verdict, detail }) => ({ ok: verdict === "pass", detail: `${verdict}: ${detail}` })
  );
}
async function runVerification(means, config, subject) {
  let { clock, say } = means.ports, startedAt = clock.now().getTime(), { checks, logs, slack } = config, shown = async (check) => {
    let { name, verdict, detail } = await check;
    return say(`${name} ${verdict}: ${detail}`), check;
  }, pending = [
    ...checks.map((check) => shown(verifyHttp(means, check, subject))),
    ...slack === void 0 ? [] : [shown(verifySlack(means, slack, subject))],
    ...logs === void 0 ? [] : [shown(watchLogs(means, logs, subject))]
  ];
  return await Promise.allSettled(pending), concludeVerification(await Promise.all(pending), clock.now().getTime() - startedAt);
}
function verifyHttp(means, check, subject) {
  let { name, optional, deadlineSeconds } = check;
  return untilRight(
    means,
    { name, kind: "http", optional, deadlineSeconds },
    check.url,
    subject,
    async (url, ms) => readCheck(check, url, await means.ports.prober.probe(check, url, ms), subject.expected)
  );
}
async function verifySlack(means, slack, subject) {
  let { prober, slackSigner, clock } = means.ports, challenge = means.context.identity.runId, body = slackBody(challenge), head = { name: "slack", kind: "slack", ...slack }, signed = await slackSigner(slackBase(0, body));
  if (signed.kind !== "known") {
    let detail = signed.kind === "skipped" ? signed.why : signed.message;
    return result(head, "unavailable", detail);
  }
  return untilRight(means, head, slack.url, subject, async (url, ms) => {
    let timestamp = Math.floor(clock.now().getTime() / 1e3), { value } = await slackSigner(slackBase(timestamp, body));
    return readSlackAnswer(
      url,
      await prober.probe(slackRequest(url, body, timestamp, value), url, ms),
      challenge
    );
  });
}
async function untilRight({ ports: { clock, signal } }, { deadlineSeconds, ...head }, template, { urls }, ask) {
  let missing = missingPlaceholders(template, urls);
  if (missing.length > 0) return result(head, "unavailable", `the stage has no ${missing.join(", ")}`);
  let url = fill(template, urls), { elapsedMs, within } = awakeTime(clock), leftMs = () => deadlineSeconds * 1e3 - elapsedMs();
  for (; ; ) {
    let timeoutMs = Math.max(1, Math.ceil(leftMs())), [reading, stalled] = await within(
      timeoutMs + EXPLAIN_MS,
      () => untilAborted(signal, () => ask(url, timeoutMs))
    );
    if (stalled) continue;
    let decision = decideAttempt(reading, leftMs());
    if (decision.kind === "verdict")
      return result(head, decision.verdict, reading.detail, reading.latencyMs);
    await within(decision.delayMs, () => clock.sleep(decision.delayMs, signal));
  }
}
var result = ({ name, kind, optional }, verdict, detail, latencyMs = null) => ({ name, kind, optional, verdict, detail, latencyMs, lines: [] }), checksOf = ({ checks, logs, slack }) => [
  ...checks.map(({ name, optional }) => ({ name, kind: "http", optional })),
  ...slack === void 0 ? [] : [{ name: "slack", kind: "slack", optional: slack.optional }],
  ...logs === void 0 ? [] : [logsCheck(logs)]
];
async function watchLogs(means, config, subject) {
  let { clock, logs, say, signal } = means.ports, now = () => clock.now().getTime(), groups = await groupsOf(means, config, subject);
  if (groups.kind !== "known") return logsUnavailable(config, whyNot(groups));
  let window = windowOf(config, subject.deployedAtMs, now()), watch = NOTHING_READ;
  for (; ; ) {
    let { last, sinceMs, untilMs } = nextSpan(window, watch, now()), query = { groups: groups.value, pattern: config.pattern, sinceMs, untilMs, limit: MAX_EVENTS }, found = await untilAborted(signal, () => logs.events(subject.stage, query));
    if (found.kind === "known") watch = addEvents(watch, found.value, untilMs);
    else {
      if (last || watch.readUpToMs === null) return logsUnavailable(config, whyNot(found));
      say(`logs: this look failed, the next one makes up for it: ${whyNot(found)}`);
    }
    if (last || isTooMany(config, watch)) return concludeWatch(config, groups.value, watch, window, now());
    say(progress(window, watch.events.size, now())), await clock.sleep(nextLookMs(config, window, now()), signal);
  }
}
var MAX_EVENTS = 2e3;
async function groupsOf({ context, ports }, config, { stage, urls }) {
  let values = { ...urls, stage, app: context.config.app }, named = config.groups.map((group) => fill(group, values));
  if (config.prefix === void 0) return known(named);
  let prefix = fill(config.prefix, values), found = await ports.logs.groups(stage, prefix);
  return found.kind !== "known" ? found : found.value.length === 0 ? unavailable(`no log group's name begins with ${prefix}`) : known([.../* @__PURE__ */ new Set([...named, ...found.value])]);
}
function progress({ sinceMs, untilMs, closesMs }, found, nowMs) {
  let lines = counted(found, "matching line");
  if (nowMs >= untilMs) return `logs: ${lines}, waiting ${formatDuration(closesMs - nowMs)} for late ones`;
  let [watched, whole] = [nowMs - sinceMs, untilMs - sinceMs].map(formatDuration);
  return `logs: watched ${watched} of ${whole}, ${lines}`;
}

export {
  describeAcquired,
  acquireLock,
  skipVerification,
  configuredVerification,
  verificationPhase,
  checksOf,
  watchLogs,
  rollback,
  judgeResumable,
  resumeRollback,
  onBadVersion,
  failed,
  inconclusive
};
