// Made by `npm run build` from src/engine: change it there.
import {
  appendEntries,
  mayPass
} from "./release-append.js";
import {
  buildReport,
  chooseRollbackTarget,
  judgeLeftMigrations,
  leaseOf,
  lookBack,
  rollbackTargetGate,
  runSmoke,
  runningIn,
  unknownUrls,
  untilAborted,
  viewOf
} from "./common-7.js";
import {
  known,
  unavailable,
  whyNot
} from "./core-fact.js";
import {
  expiryReason,
  phaseSeconds
} from "./core-aws-credentials.js";
import {
  afterDeath,
  foldEntry
} from "./core-ledger-fold.js";
import {
  NOTHING_SAID,
  describeHeads
} from "./semver.js";
import {
  fill
} from "./core-config-tools.js";
import {
  PipelineError,
  messageOf
} from "./core-errors.js";
import {
  describeRelease
} from "./core-stage.js";
import {
  reason
} from "./core-reasons.js";
import {
  clip,
  counted,
  formatDuration,
  sentence
} from "./core-text.js";

// src/release/hooks.ts
async function runHook(locked, name, release, told) {
  let { run, stage, fence, signal } = locked;
  if (run.context.config.hooks[name] === void 0) return null;
  let ended = await run.phase(
    name,
    () => run.ports.hooks.run({
      name,
      stage,
      release,
      fence,
      signal,
      runId: run.runId,
      variables: variablesOf(locked, told),
      say: run.ports.say,
      claim: (detail) => locked.claimHook(name, release, detail)
    }),
    (done) => ({ ok: done.ok, detail: done.ok ? describeRelease(release) : done.message })
  ), result = ended.ok ? { name, status: "passed", detail: describeRelease(release), log: [] } : { name, status: "failed", detail: ended.message, log: ended.log };
  return run.hooks.push(result), result;
}
async function refusalOf(locked, name, release) {
  let told = { outcome: null, reason: null, previous: locked.previous }, result = await runHook(locked, name, release, told);
  return result === null || result.status === "passed" ? null : reason(name === "before-deploy" ? "HOOK_BLOCKED" : "HOOK_FAILED", result.detail);
}
async function afterEnding(locked, ending, subject) {
  let { outcome, release, from = null, reason: why, watching } = ending;
  if (watching !== void 0) return ending;
  let told = { outcome, reason: why, previous: locked.previous };
  return subject !== null && outcome !== "blocked" && await tryHook(locked, outcome === "deployed" || outcome === "done" ? "after-verified" : "after-failed", subject, told), (outcome === "rolled-back" || outcome === "rollback-failed") && await tryHook(locked, "after-rollback", release, { ...told, previous: from }), ending;
}
async function tryHook(locked, name, release, told) {
  let { run } = locked;
  if (run.context.config.hooks[name] === void 0) return;
  let skip = (detail) => run.hooks.push({ name, status: "skipped", detail, log: [] });
  if (locked.signal.aborted) {
    skip("the run was to stop");
    return;
  }
  try {
    await runHook(locked, name, release, told);
  } catch (error) {
    skip(messageOf(error));
  }
}
function variablesOf(locked, { outcome, reason: why, previous }) {
  return {
    PIPELINE_OUTCOME: outcome ?? "",
    PIPELINE_REASON_CODE: why?.code ?? "",
    PIPELINE_PREVIOUS_TAG: previous?.tag ?? "",
    PIPELINE_PREVIOUS_SHA: previous?.sha ?? "",
    PIPELINE_OUTPUTS: JSON.stringify(outputsOf(locked))
  };
}
function outputsOf({ run, stage, view }) {
  let { rollback, deploy } = run.values, newest = rollback ?? deploy, outputs = newest?.ok === !0 ? newest.outputs : view.state.running?.outputs ?? {};
  return { ...run.context.config.stages[stage].urls, ...outputs };
}

// src/release/deploy-phases.ts
var SMOKE = { deploy: "smoke", rollback: "rollback-smoke" };
async function deployAndSmoke(locked, release, purpose) {
  let { run } = locked, result = await run.phase(
    purpose,
    () => deployRelease(locked, release, purpose),
    (done) => ({ ok: done.ok, detail: done.ok ? describeRelease(release) : done.reason.message }),
    phaseSeconds(run.context.config)
  );
  if (!result.ok) return { kind: "bad", reason: result.reason, changed: result.changed, judged: !1 };
  let { outputs } = result, { tag, sha } = release;
  locked.defer(locked.entry("deployed", { tag, sha, outputs, ...referenceOf(result) }));
  let refused = purpose === "deploy" ? await refusalOf(locked, "after-deploy", release) : null;
  if (refused !== null) return { kind: "bad", reason: refused, changed: !0, judged: !1 };
  let urls = { ...run.context.config.stages[locked.stage].urls, ...outputs }, smoke = await recordMeanwhile(
    locked,
    (onUndecided) => smokePhase(run, SMOKE[purpose], urls, release, { signal: locked.signal, onUndecided })
  );
  switch (smoke.verdict) {
    case "pass":
      return { kind: "verified", outputs };
    case "inconclusive":
      return { kind: "inconclusive", reason: reason("SMOKE_INCONCLUSIVE", smoke.detail) };
    case "fail":
      return { kind: "bad", reason: reason("SMOKE_FAILED", smoke.detail), changed: !0, judged: !0 };
  }
}
var referenceOf = (result) => result?.ok === !0 && result.reference !== void 0 ? { reference: result.reference } : {};
async function deployRelease(locked, release, purpose) {
  let { credentials, deployer, clock } = locked.run.ports, { config } = locked.run.context, obtained = await credentials.obtain(locked.stage, phaseSeconds(config));
  if (!obtained.ok) return { ok: !1, changed: !1, reason: obtained.reason, log: [] };
  let { env, secrets, expiresAt } = obtained, result = await deployer.deploy(deploymentOf(locked, release, purpose, { env, secrets }));
  return result.ok ? withAddresses(locked, result) : { ...result, reason: expiryReason(result.reason, result.log, expiresAt, clock.now()) };
}
var LOOK_BACK = 1e3;
function deploymentOf(locked, release, purpose, credentials) {
  let { run, stage, fence, signal } = locked;
  return {
    stage,
    release,
    runId: run.runId,
    fence,
    credentials,
    signal,
    say: run.ports.say,
    ...run.ports.hear === void 0 ? {} : { hear: run.ports.hear },
    async isOver(other) {
      return other === run.runId ? !1 : (await locked.exclusively(() => run.ports.ledger.history(stage, LOOK_BACK))).some((record) => record.runId === other && record.kind === "started");
    },
    claimEffect: (detail) => locked.claimEffect(purpose, release, detail)
  };
}
function withAddresses({ run, stage }, deployed) {
  let { config } = run.context, missing = unknownUrls(config.smoke, { ...config.stages[stage].urls, ...deployed.outputs });
  if (missing.length === 0) return deployed;
  let message = `The deploy gave no ${missing.join(", ")}, which the smoke checks need.`;
  return { ok: !1, changed: !0, reason: reason("OUTPUTS_MISSING", message), log: [] };
}
async function recordMeanwhile(locked, work) {
  let recorded = null, done = work(() => {
    recorded = locked.tryFlush(), recorded.catch(() => {
    });
  }), [{ status }] = await Promise.allSettled([done]);
  return await (recorded ?? (status === "rejected" ? locked.tryFlush() : null)), done;
}
function smokePhase(run, name, urls, release, { signal, onUndecided }) {
  let { smoke, tagPrefix } = run.context.config;
  return run.phase(
    name,
    () => runSmoke({ ...run.ports, signal }, smoke, urls, { ...release, tagPrefix }, onUndecided),
    ({ verdict, detail, attempts }) => ({
      ok: verdict === "pass",
      detail: `${verdict} after ${counted(attempts, "attempt")}: ${detail}`
    }),
    smoke.deadlineSeconds
  );
}
async function migrate(locked, release, config) {
  let result = await locked.run.phase(
    "migrate",
    () => runMigrations(locked, release, config),
    (done) => ({
      ok: done.ok,
      detail: done.ok ? describeHeads(done.before, done.head) : done.reason.message
    })
  );
  if (!result.ok) return result.reason;
  let { before, head } = result, { tag, sha } = release, detail = describeHeads(before, head);
  return await locked.append(locked.entry("migrated", { tag, sha, detail, migration: { before, head } })), null;
}
async function runMigrations(locked, release, { databaseUrl, timeoutSeconds }) {
  let { run, stage, fence, signal } = locked, { migrator, credentials, say, hear } = run.ports, obtained = databaseUrl?.secret === void 0 ? NONE : await credentials.obtain(stage, timeoutSeconds);
  if (!obtained.ok)
    return { ok: !1, touched: !1, before: null, head: null, reason: obtained.reason, log: [] };
  let { env, secrets } = obtained;
  return migrator.migrate({
    stage,
    release,
    runId: run.runId,
    fence,
    credentials: { env, secrets },
    signal,
    say,
    ...hear === void 0 ? {} : { hear },
    claimEffect: (detail) => locked.claimEffect("migrate", release, detail)
  });
}
var NONE = { ok: !0, env: {}, secrets: {} };

// src/release/locked-stage.ts
var LockedStage = class {
  run;
  stage;
  /** null: the run shows no heartbeats, so that its silence proves nothing */
  lease;
  /** the run that held the stage before and is dead */
  takenOver;
  /** what the stage ran when this run took it */
  previous;
  /** Aborted when the run is to stop, or may no longer act. */
  signal;
  stopping = new AbortController();
  /** the stage as last seen */
  seen;
  /** written with the next record */
  deferred = [];
  /** an answer of the ledger was lost, so that it may have what it was sent */
  unsure = !1;
  renewedAt;
  /** a hook was started: it may be at work when the run may no longer act */
  startedHook = !1;
  busy = Promise.resolve();
  /** @param claimedAt when the record that took the lock was begun */
  constructor(run, view, takenOver, claimedAt) {
    this.run = run, this.stage = view.stage, this.seen = view, this.takenOver = takenOver;
    let { running } = view.state;
    this.previous = running && { tag: running.tag, sha: running.sha }, this.renewedAt = claimedAt;
    let seconds = run.context.identity.runner.heartbeatSeconds;
    this.lease = seconds === null ? null : leaseOf(seconds), this.signal = AbortSignal.any([run.ports.signal, this.stopping.signal]);
  }
  get view() {
    return this.seen;
  }
  /** Greater than the number of every owner before. */
  get fence() {
    return this.seen.state.fence;
  }
  /** A ledger entry of the stage's owner. */
  entry(...[kind, fields]) {
    return this.run.entry(kind, { fence: this.fence, ...fields });
  }
  append(...entries) {
    return this.defer(...entries), this.flush();
  }
  /** Keeps entries for the next record: a record costs a process, or a push. */
  defer(...entries) {
    this.deferred = [...this.deferred, ...entries];
  }
  /** Writes what was kept, if anything was. */
  async flush() {
    let entries = this.deferred;
    if (this.deferred = [], entries.length === 0) return;
    let compose = (seen) => (this.check(seen), entries), begun = momentOf(this.run.ports.clock);
    await this.exclusively(async () => {
      this.seen = await this.appendTo(compose, { signal: this.signal });
    }), this.check(this.seen), this.renewedSince(begun);
  }
  /** The same where the work can go on without: what cannot be written now goes with the next record. */
  async tryFlush() {
    let entries = this.deferred;
    try {
      await this.flush();
    } catch (error) {
      if (!mayPass(error)) throw error;
      this.deferred = [...entries, ...this.deferred];
    }
  }
  /** Writes what was kept and the run's ending: what may have been written is not written twice. */
  end(compose) {
    return this.exclusively(() => this.appendTo(compose, {}));
  }
  /** What was kept for the next record. */
  get kept() {
    return this.deferred;
  }
  async appendTo(compose, options) {
    try {
      return await appendEntries(this.run.ports, this.seen, compose, { ...options, unsure: this.unsure });
    } catch (error) {
      throw this.unsure ||= mayPass(error), error;
    }
  }
  /**
   * Only the owner of the stage can append this: what it announces may be started then, and not otherwise. A record that
   * took long, or before a pause of this machine, is too old to act on.
   */
  async claimEffect(effect, release, detail) {
    await this.claim(release, { effect, detail }), this.run.effects.add(effect);
  }
  /** The same for a hook: what it does is not the pipeline's effect on the stage. */
  async claimHook(hook, release, detail) {
    await this.claim(release, { hook, detail }), this.startedHook = !0;
  }
  async claim({ tag, sha }, fields) {
    do
      this.signal.throwIfAborted(), await this.append(this.entry("effect", { tag, sha, ...fields }));
    while (this.isExpired);
    this.signal.throwIfAborted();
  }
  /** Whether the ledger still names this run as the stage's owner. */
  owns({ state }) {
    return state.lock?.runId === this.run.runId;
  }
  check(seen) {
    if (!this.owns(seen)) throw new PipelineError("environment", lostTo(seen));
  }
  /** How long ago the newest renewal was begun, by the clock that says more: one stands still while a machine sleeps. */
  get silentMs() {
    return sinceMs(this.run.ports.clock, this.renewedAt);
  }
  get isExpired() {
    return this.lease !== null && this.silentMs >= this.lease.ownerMs;
  }
  renewedSince(begun) {
    begun.monotonicMs > this.renewedAt.monotonicMs && (this.renewedAt = begun);
  }
  /** Ends what this run has under way: it may no longer act. */
  expire(why, { graceMs }) {
    this.stopping.abort(new StageGone(why, graceMs));
  }
  /** Why the run may no longer act; null while it may. */
  get gone() {
    let { reason: why } = this.stopping.signal;
    return why instanceof StageGone ? why.why : null;
  }
  /** One operation on the ledger at a time: they share a copy of it. */
  exclusively(work) {
    let done = this.busy.then(work);
    return this.busy = done.catch(() => {
    }), done;
  }
}, StageGone = class extends Error {
  why;
  graceMs;
  constructor(why, graceMs) {
    super(why.message), this.name = "StageGone", this.why = why, this.graceMs = graceMs;
  }
};
function lostTo({ stage, state: { lock } }) {
  let who = lock === null ? `${stage} was unlocked while this run was working` : `${stage} is held by run ${lock.runId} of ${lock.actor} (${lock.command}${lock.tag === null ? "" : ` ${lock.tag}`})`;
  return reason("LOCK_LOST", `This run no longer holds the stage: ${who}.`);
}
var momentOf = (clock) => ({
  wallMs: clock.now().getTime(),
  monotonicMs: clock.monotonicMs()
});
function sinceMs(clock, { wallMs, monotonicMs }) {
  let now = momentOf(clock);
  return Math.max(now.wallMs - wallMs, now.monotonicMs - monotonicMs);
}

// src/release/record-ending.ts
async function endingOf(locked, body, broken) {
  try {
    return await body();
  } catch (error) {
    return broken(reasonFor(locked, error));
  }
}
function reasonFor({ gone, run: { ports } }, error) {
  return gone !== null ? gone : error instanceof PipelineError && error.reason.code === "LOCK_LOST" ? error.reason : ports.signal.aborted ? reason("INTERRUPTED") : error instanceof PipelineError ? error.reason : (ports.say(error.stack ?? messageOf(error)), reason("INTERNAL", messageOf(error)));
}
async function recordEnding(locked, ending, shown) {
  let { run } = locked, all = { fence: locked.fence, ...shown, ...ending.shown }, entries = [...locked.kept, ...entriesOf(locked, ending)], { tag, sha } = ending.release;
  locked.gone === null && await lookBack(run, entries.reduce(foldEntry, locked.view.state));
  let lost = locked.entry("lost", {
    tag,
    sha,
    from: ending.from ?? null,
    changed: buildReport(run, "failed", null).changed
  }), compose = (seen) => {
    if (locked.owns(seen) && !mayStillWork(locked))
      return { entries, outcome: ending.outcome, reason: ending.reason, shown: all };
    let why = lossOf(locked, seen, ending.reason);
    return {
      entries: [{ ...lost, code: why.code, detail: why.message }],
      outcome: lost.changed ? "inconclusive" : "failed",
      reason: why,
      shown: { ...all, rolledBackTo: null, outputs: {} }
    };
  };
  try {
    return await appendWithReport(run, compose, (entriesFor) => locked.end(entriesFor));
  } catch (error) {
    if (run.ports.say(`the end of the run could not be recorded: ${messageOf(error)}`), mayStillWork(locked)) {
      let { outcome, reason: why, shown: known2 } = compose(locked.view);
      return buildReport(run, outcome, why, { ...known2, state: locked.view.state });
    }
    let state = entries.reduce(foldEntry, locked.view.state), running = runningIn(state);
    return unrecorded(
      locked,
      ending,
      { ...all, state, running: running && { ...running, verified: !1 } },
      messageOf(error)
    );
  }
}
var mayStillWork = ({ gone, run, startedHook }) => gone?.code === "LEASE_EXPIRED" && (run.effects.size > 0 || startedHook) && run.context.identity.runner.kind === "engine";
function lossOf(locked, seen, before) {
  let why = locked.owns(seen) && locked.gone !== null ? locked.gone : lostTo(seen);
  return before === null || before.code === why.code ? why : before.message.includes(why.message) ? { ...why, message: before.message } : { ...why, message: `${sentence(why.message)} Before that: ${before.message}` };
}
function unrecorded(locked, ending, shown, fault) {
  let { run, stage } = locked, { outcome, release, reason: before } = ending, free = `The stage may still be locked by this run: \`unlock --stage ${stage} --reason 'WHY'\`.`;
  if (outcome !== "deployed" && outcome !== "done" && outcome !== "rolled-back") {
    let why2 = before;
    return buildReport(run, outcome, { ...why2, fix: `${why2.fix} ${free}` }, shown);
  }
  let message = `${before === null ? "" : `${sentence(before.message)} `}${describeRelease(release)} passed on ${stage}, but it is not known whether that was recorded: ${fault}`, { fix } = reason("LEDGER_UNAVAILABLE"), why = reason("LEDGER_UNAVAILABLE", message, `${fix} ${free}`);
  return buildReport(run, outcome === "rolled-back" ? "rollback-failed" : "failed", why, {
    ...shown,
    rolledBackTo: null
  });
}
function entriesOf(locked, ending) {
  let { outcome, release, from = null, reason: why, bad, doubted, freeze } = ending, { migration, verification, changed, outputs } = buildReport(locked.run, outcome, why), said = { code: why?.code ?? null, detail: ending.detail ?? why?.message ?? null }, of = ({ tag, sha }) => ({ tag, sha }), marks = [
    ...bad === void 0 ? [] : [locked.entry("quarantined", { ...of(bad), ...said })],
    ...doubted === void 0 ? [] : [locked.entry("unverified", { ...of(doubted), ...said })],
    ...freeze === void 0 ? [] : [locked.entry("frozen", { ...of(release), ...said, detail: freeze })]
  ];
  if (ending.watching !== void 0) {
    let watch = { until: ending.watching, detached: !0 };
    return [locked.entry("watching", { ...of(release), ...said, watch })];
  }
  let judged = { verification: verification?.verdict ?? null }, { deploy, rollback } = locked.run.values;
  switch (outcome) {
    case "deployed":
      return [locked.entry("verified", { ...of(release), outputs, ...judged, ...referenceOf(deploy) })];
    case "done": {
      let found = ending.shown?.outputs ?? {};
      return [locked.entry("verified", { ...of(release), ...said, outputs: found })];
    }
    case "rolled-back":
      return [
        locked.entry("rolled-back", { ...of(release), from, ...said, outputs, ...referenceOf(rollback) })
      ];
    case "blocked":
      return [locked.entry("blocked", { ...of(release), ...said })];
    case "failed": {
      let heads = migration && { before: migration.before, head: migration.head };
      return [
        ...marks,
        locked.entry("failed", { ...of(release), from, ...said, changed, migration: heads, ...judged })
      ];
    }
    case "inconclusive":
    case "rollback-failed":
      return [...marks, locked.entry(outcome, { ...of(release), from, ...said, changed })];
  }
}
async function recordRefusal(run, refused, shown) {
  let { gates, reason: why } = refused;
  if (refused.kind !== "unclear" && await lookBack(run, refused.view.state), refused.kind === "unclear") return buildReport(run, "failed", why, { ...shown, gates });
  if (MISTYPED.has(why.code))
    return await run.ports.runs.retire(), buildReport(run, "blocked", why, { ...shown, gates, state: refused.view.state });
  let { tag = run.tag, sha = null } = shown, composed = { entries: [run.entry("blocked", { tag, sha, code: why.code, detail: why.message })], outcome: "blocked", reason: why, shown: { ...shown, gates } };
  try {
    return await appendWithReport(
      run,
      () => composed,
      (entriesFor) => appendEntries(run.ports, refused.view, entriesFor, { delaysMs: [] })
    );
  } catch (error) {
    return run.ports.say(`the refusal could not be recorded: ${messageOf(error)}`), buildReport(run, "blocked", why, { ...composed.shown, state: refused.view.state });
  }
}
var MISTYPED = /* @__PURE__ */ new Set(["TAG_INVALID", "TAG_NOT_FOUND", "ROLLBACK_TARGET_UNKNOWN"]);
async function appendWithReport(run, compose, append) {
  let made = [];
  return await append((seen) => {
    let { entries, outcome, reason: why, shown } = compose(seen), state = entries.reduce(foldEntry, seen.state), report = buildReport(run, outcome, why, { ...shown, running: runningIn(state), state });
    return made.push(report), entries.map((entry, index) => index === entries.length - 1 ? { ...entry, report } : entry);
  }), await run.ports.runs.retire(), made.at(-1);
}

// src/release/perform-rollback.ts
async function performRollback(locked, plan) {
  let { from, to, because, detail } = plan, fields = { tag: to.tag, sha: to.sha, from, code: because?.code ?? null, detail };
  return await locked.append(locked.entry("frozen", fields), locked.entry("rollback-started", fields)), endingOf(
    locked,
    () => goBack(locked, plan),
    (why) => rollbackFailed(plan, why)
  );
}
async function goBack(locked, plan) {
  let { from, to, because, detail, overMigrations } = plan, deployed = await deployAndSmoke(locked, to, "rollback");
  if (deployed.kind !== "verified") {
    let failed2 = rollbackFailed(plan, deployed.reason);
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
function begunRollback({ lock, quarantine }, release) {
  let begun = lock?.rollback;
  if (begun === void 0 || begun.from.sha !== release?.sha) return null;
  let bad = quarantine.find(({ sha }) => sha === begun.from.sha);
  return bad === void 0 ? null : { ...begun, detail: bad.reason };
}
var judgeResumable = (judge, stage, release) => async (views) => {
  let { state } = viewOf(views, stage), begun = begunRollback(state, release);
  return begun === null ? judge(views) : [rollbackTargetGate(stage, afterDeath(state), begun.to.tag)];
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
async function onBadVersion(locked, release, bad, rollback = locked.run.context.config.stages[locked.stage].rollback) {
  let { run, view, gone } = locked, stays = (why) => ({
    ...failed(release, why),
    ...bad.judged ? { bad: release } : {}
  });
  if (gone !== null) return failed(release, gone);
  if (locked.signal.aborted) return stays(reason("INTERRUPTED", bad.reason.message));
  if (!bad.changed) return failed(release, bad.reason);
  if (rollback === "manual") return stays(bad.reason);
  let target = chooseRollbackTarget(view.state, release);
  if (target.kind === "none")
    return stays(unless(bad.reason, `No rollback: ${target.reason.message}`, target.reason));
  let { verdict, left: overMigrations } = await judgeLeftMigrations(run, release, target.release);
  if (verdict.kind !== "open" && run.ports.say(verdict.warning), verdict.kind === "blocked") {
    let message = `${sentence(bad.reason.message)} No rollback: ${verdict.warning}`;
    return {
      ...stays(reason("MIGRATION_BLOCKS_ROLLBACK", message)),
      freeze: message,
      shown: { overMigrations }
    };
  }
  run.ports.say(`rolling back to ${describeRelease(target.release)}: ${target.why}`);
  let { message: detail } = bad.reason;
  return endingOf(
    locked,
    () => performRollback(locked, {
      from: release,
      to: target.release,
      because: bad.reason,
      detail,
      overMigrations
    }),
    // it has not begun: the version stays, and is left as soon as that can be recorded
    (why) => ({
      ...failed(
        release,
        unless(
          bad.reason,
          `The rollback to ${describeRelease(target.release)} could not begin: ${why.message}`,
          why
        )
      ),
      bad: release
    })
  );
}
var unless = (why, then, { fix }) => ({
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
  let earliest = nowMs - settings.lookBackSeconds * 1e3, sinceMs2 = Math.max(earliest, deployedAtMs ?? earliest), untilMs = Math.max(nowMs, sinceMs2 + settings.watchSeconds * 1e3);
  return { sinceMs: sinceMs2, untilMs, closesMs: untilMs + settings.settleSeconds * 1e3 };
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

// src/release/watch-logs.ts
async function watchLogs(means, config, subject) {
  let { clock, logs, say, signal } = means.ports, now = () => clock.now().getTime(), groups = await groupsOf(means, config, subject);
  if (groups.kind !== "known") return logsUnavailable(config, whyNot(groups));
  let window = windowOf(config, subject.deployedAtMs, now()), watch = NOTHING_READ;
  for (; ; ) {
    let { last, sinceMs: sinceMs2, untilMs } = nextSpan(window, watch, now()), query = { groups: groups.value, pattern: config.pattern, sinceMs: sinceMs2, untilMs, limit: MAX_EVENTS }, found = await untilAborted(signal, () => logs.events(subject.stage, query));
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
function progress({ sinceMs: sinceMs2, untilMs, closesMs }, found, nowMs) {
  let lines = counted(found, "matching line");
  if (nowMs >= untilMs) return `logs: ${lines}, waiting ${formatDuration(closesMs - nowMs)} for late ones`;
  let [watched, whole] = [nowMs - sinceMs2, untilMs - sinceMs2].map(formatDuration);
  return `logs: watched ${watched} of ${whole}, ${lines}`;
}

export {
  LockedStage,
  lostTo,
  momentOf,
  refusalOf,
  afterEnding,
  deployAndSmoke,
  smokePhase,
  migrate,
  endingOf,
  recordEnding,
  recordRefusal,
  appendWithReport,
  performRollback,
  begunRollback,
  judgeResumable,
  resumeRollback,
  onBadVersion,
  failed,
  inconclusive,
  concludeVerification,
  skipVerification,
  decideAttempt,
  logsCheck,
  slackBody,
  slackBase,
  slackRequest,
  readSlackAnswer,
  watchLogs
};
