// Made by `npm run build` from src/engine: change it there.
import {
  fail,
  gateResult,
  judgeCi,
  judgeDrift,
  judgeIncidents,
  judgeNewMigrations,
  judgeSecrets,
  judgeStageCredentials,
  judgeTree,
  matchesAny,
  pass,
  skip
} from "./core-gates-input-gates.js";
import {
  expiryReason,
  phaseSeconds
} from "./core-aws-credentials.js";
import {
  appendEntries,
  mayPass
} from "./release-append.js";
import {
  buildReport,
  chooseRollbackTarget,
  findRollbackTarget,
  lookBack,
  migrationsBetween,
  runSmoke,
  runningIn,
  tagServed,
  unknownUrls,
  untilAborted,
  viewOf
} from "./common-9.js";
import {
  known,
  unavailable,
  whyNot
} from "./core-fact.js";
import {
  afterDeath,
  foldEntry
} from "./core-ledger-fold.js";
import {
  holdAt
} from "./core-ledger-record.js";
import {
  MAX_TAG_LENGTH,
  NOTHING_IN_THE_WAY,
  NOTHING_SAID,
  describeMigrations,
  judgeRollbackMigrations,
  parseTag
} from "./semver.js";
import {
  fill
} from "./core-config-tools.js";
import {
  PipelineError,
  messageOf
} from "./core-errors.js";
import {
  describeRelease,
  shortSha
} from "./core-stage.js";
import {
  reason
} from "./core-reasons.js";
import {
  ageOf,
  clip,
  counted,
  formatDuration,
  isoSeconds,
  listSome,
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
  let skip2 = (detail) => run.hooks.push({ name, status: "skipped", detail, log: [] });
  if (locked.signal.aborted) {
    skip2("the run was to stop");
    return;
  }
  try {
    await runHook(locked, name, release, told);
  } catch (error) {
    skip2(messageOf(error));
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

// src/release/deploy-and-smoke.ts
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

// src/core/ledger/liveness.ts
var TAKEOVER_BEATS = 5, OWNER_BEATS = 3, GRACE_BEATS = 1;
function leaseOf(heartbeatSeconds) {
  let beatMs = heartbeatSeconds * 1e3;
  return {
    beatMs,
    ownerMs: OWNER_BEATS * beatMs,
    graceMs: GRACE_BEATS * beatMs,
    takeoverMs: TAKEOVER_BEATS * beatMs
  };
}
var dead = (proof) => ({ kind: "dead", proof }), alive = (sign) => ({ kind: "alive", sign });
function judgeLiveness({ process, ci, silence }) {
  if (process.kind === "known")
    return process.value.state === "gone" ? dead(process.value.how) : alive("its process runs on this machine");
  let finished = ci.kind === "known" && ci.value.finished;
  if (silence.kind === "known") {
    let { watchedMs, ageMs, limitMs } = silence.value;
    if (watchedMs >= limitMs)
      return dead(`it has shown no heartbeat for the ${formatDuration(watchedMs)} that it was watched`);
    let age = formatDuration(Math.max(0, ageMs));
    if (finished && ageMs >= limitMs)
      return dead(`its workflow run is ${ci.value.status}, and its last heartbeat is ${age} old`);
    if (ageMs < limitMs && watchedMs === 0) return alive(`its last heartbeat is ${age} old`);
  }
  return ci.kind === "known" && !finished ? alive(`its workflow run is ${ci.value.status}`) : {
    kind: "unknown",
    why: [whyNot(process), ciNote(ci), silenceNote(silence)].join("; "),
    watchMs: silence.kind === "known" ? silence.value.limitMs - silence.value.watchedMs : null
  };
}
var ciNote = (ci) => ci.kind === "known" ? `its workflow run is ${ci.value.status}` : whyNot(ci), silenceNote = (silence) => silence.kind === "known" ? `watched for ${formatDuration(silence.value.watchedMs)} of the ${formatDuration(silence.value.limitMs)} without a heartbeat that prove it` : whyNot(silence);
function phaseOf({
  command,
  deployed = !1,
  rollback,
  sha,
  fence,
  effect,
  hook,
  watching = !1
}) {
  return hook !== void 0 ? `the hook ${hook}` : rollback !== void 0 ? deployed ? "rollback-smoke" : "rollback" : watching ? "watch" : deployed ? "smoke" : effect === "migrate" ? "migrate" : effect !== void 0 || fence === void 0 && sha !== null ? "deploy" : `${command}, before its first change`;
}

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

// src/core/plan/readiness.ts
function judgeReadiness(state, release, delta, policy, observed) {
  let choice = chooseRollbackTarget(state, release), target = choice.kind === "target" ? choice.release : null, oneWay = [
    ...target === null ? [noTarget(state, release, observed)] : missingTarget(target, delta),
    ...state.running === null ? [] : migrationReasons(delta, policy)
  ];
  return { target, oneWay };
}
function noTarget({ running, verified }, { sha }, observed) {
  return running === null ? mayServe(observed) ? { why: "what runs there, if anything does, was never adopted", asks: !0 } : { why: "nothing runs on the stage yet", asks: !1 } : running.sha === sha || verified.length > 0 ? { why: "no other version has passed smoke on the stage", asks: !1 } : { why: `no version has passed smoke on the stage, not even ${describeRelease(running)}, which it runs`, asks: !0 };
}
var mayServe = ({ sighting }) => sighting === "drift" || sighting === "unidentified" || sighting === "no-address";
function missingTarget(target, { target: commit }) {
  return commit.kind !== "unavailable" ? [] : [{ why: `the way back is to ${describeRelease(target)}, and its commit is not here: ${commit.message.replace(/\.$/, "")}`, asks: !0 }];
}
function migrationReasons({ migrations, back }, policy) {
  if (policy === null || policy === "allow") return [];
  let facts = [migrations, back], missing = facts.find((fact) => fact.kind === "unavailable");
  if (missing?.kind === "unavailable")
    return [{ why: `the migrations between the versions are not known: ${missing.message}`, asks: !0 }];
  let harmful = /* @__PURE__ */ new Map();
  for (let fact of facts) {
    let found = fact.kind === "known" ? fact.value.filter(({ risk }) => risk !== "additive") : [];
    for (let migration of found) harmful.set(migration.path, migration);
  }
  return harmful.size === 0 ? [] : [{ why: `the previous version may not work with what these migrations leave: ${describeMigrations([...harmful.values()])}`, asks: !0 }];
}

// src/core/gates/stage-gates.ts
var judgeStaging = ({ tag, sha, staging }) => {
  let verified = staging.verified.find((release) => release.sha === sha), kept = staging.quarantine.find((release) => release.sha === sha);
  return verified !== void 0 && kept !== void 0 ? quarantined(kept, "staging") : verified === void 0 ? fail(
    "STAGING_NOT_VERIFIED",
    `Staging has not verified ${tag} (${shortSha(sha)}). ${stagingRuns(staging)}`
  ) : pass(`verified as ${describeRelease(verified)}`);
}, stagingRuns = ({ running }) => running === null ? "Staging has never been deployed." : `Staging runs ${describeRelease(running)}, ${running.verified ? "verified" : "unverified"}.`, judgeFrozen = ({
  state: { frozen, unfinished },
  stage
}) => {
  if (frozen === null) return pass("not frozen");
  let message = `${stage} was frozen at ${isoSeconds(frozen.at)} by ${frozen.actor}: ${frozen.reason}`;
  if (unfinished === void 0) return fail("STAGE_FROZEN", message);
  let { from, to } = unfinished;
  return fail(
    "STAGE_FROZEN",
    `${sentence(message)} The rollback from ${describeRelease(from)} to ${describeRelease(to)} did not come to its end.`,
    "Finish it: `rollback --stage STAGE --reason 'WHY'`. Then find the cause, and: `unfreeze --stage STAGE --reason 'WHY'`."
  );
}, judgeOlder = ({ tag, state, delta: { older }, shallow }) => {
  if (older.kind === "skipped") return skip(older.why);
  if (older.kind === "unavailable") {
    let message = `Whether ${tag} is older than the version that runs is not known: ${older.message}`;
    return shallow ? fail("HISTORY_CUT_OFF", message) : fail(
      "GATE_UNAVAILABLE",
      message,
      "Fetch what is missing, or deploy it all the same: `deploy-STAGE --tag TAG --allow-older 'WHY'`."
    );
  }
  return !older.value || state.running === null ? pass("not older") : fail("OLDER_VERSION", `${tag} is older than ${describeRelease(state.running)}, which runs.`);
}, judgeQuarantine = ({ state, sha }) => {
  let bad = state.quarantine.find((release) => release.sha === sha);
  return bad === void 0 ? pass("not quarantined") : quarantined(bad, "the stage");
};
function quarantined(bad, stage) {
  let { by, at, reason: why } = bad, what = by === void 0 ? `failed on ${stage} at ${at}` : `was quarantined on ${stage} by ${by} at ${at}`;
  return fail("VERSION_QUARANTINED", `${describeRelease(bad)} ${what}: ${why}`);
}
var judgeWayBack = (facts) => {
  let { tag, sha, state, delta, migrationPolicy, shallow, inputs } = facts, { target, oneWay } = judgeReadiness(state, { tag, sha }, delta, migrationPolicy, inputs.observed), because = oneWay.map(({ why }) => why).join("; "), isUnknown = [delta.migrations, delta.back, delta.target].some(({ kind }) => kind === "unavailable");
  if (shallow && isUnknown && oneWay.some(({ asks }) => asks))
    return fail("HISTORY_CUT_OFF", `Whether there is a way back from ${tag} is not known: ${because}.`);
  if (oneWay.some(({ asks }) => asks)) {
    if (state.running === null) return notAdopted(facts);
    let message = `There is no way back from ${tag}: ${because}.`;
    return state.verified.length === 0 ? fail(
      "ONE_WAY",
      message,
      `If it runs well by now: \`adopt --tag ${state.running.tag} --stage STAGE\`. ${reason("ONE_WAY").fix}`
    ) : fail("ONE_WAY", message);
  }
  if (target === null) return pass(`nothing to go back to: ${because}`);
  let unseen = migrationPolicy === null ? ", as far as can be seen without migrations" : "";
  return pass(`back to ${describeRelease(target)}${unseen}`);
};
function notAdopted({ tag, tagPrefix, stage, inputs: { observed } }) {
  let { sighting, detail, at } = observed, seen = sighting === "no-address" ? `Whether ${stage} runs something already is not known: ${detail}.` : `${sentence(detail)} It was seen at ${at}. Should ${tag} fail, nothing would bring that back.`, served = tagServed(observed, tagPrefix);
  return fail("NOTHING_ADOPTED", seen, `${adoptFix(served ?? "VERSION")} If nothing runs there yet: \`deploy-STAGE --tag TAG --allow-one-way 'the first deploy'\`.`);
}
var adoptFix = (tag) => `Record what runs there, so that a rollback can go back to it: \`adopt --tag ${tag} --stage STAGE\`.`, judgeHeld = (facts) => {
  let { state, stage, now } = facts, frozen = judgeFrozen(facts), held = holdAt(state, now);
  if (held === null) return frozen;
  let { actor, at, reason: reason2 } = held, until = held.until === null ? null : isoSeconds(held.until), message = `${stage} was frozen at ${isoSeconds(at)} by ${actor}${until === null ? "" : `, until ${until}`}: ${reason2}`;
  if ("fail" in frozen) {
    let { code, message: first, fix } = frozen.fail;
    return fail(code, `${sentence(first)} Also, ${message}`, fix);
  }
  let open = "`unfreeze --stage STAGE --reason 'WHY'`";
  return fail(
    "STAGE_FROZEN",
    message,
    until === null ? `Ask ${actor}, then: ${open}.` : `Wait until ${until}; or ask ${actor}, then: ${open}.`
  );
}, judgeWindow = ({ opening, stage }) => {
  if (opening === null)
    return skip("no windows are set; stages.STAGE.windows in pipeline.json says when it takes deploys");
  let { isOpen, because, changes } = opening;
  if (isOpen) return pass(changes === null ? because : `${because}, until ${changes}`);
  let opens = changes === null ? "It does not open in the next two years." : `It opens at ${changes}.`;
  return fail("WINDOW_CLOSED", `${stage} takes no deploys at this time: ${because}. ${opens}`);
}, MINUTE_MS = 6e4, judgeSoak = ({ soakMinutes, staging, sha, tag, now }) => {
  if (soakMinutes === 0) return skip("stages.staging.soakMinutes in pipeline.json asks for none");
  let verified = staging.verified.find((release) => release.sha === sha);
  if (verified === void 0) return skip("staging has not verified it");
  let { at, leftAt } = verified;
  if (at === void 0)
    return fail(
      "SOAK_UNFINISHED",
      `Since when staging has run ${tag} is not known: an older pipeline recorded it.`,
      AGAIN
    );
  let endsMs = Date.parse(at) + soakMinutes * MINUTE_MS, ranMs = (leftAt === void 0 ? now.getTime() : Date.parse(leftAt)) - Date.parse(at), wanted = `the ${formatDuration(soakMinutes * MINUTE_MS)} that it should`, ran = formatDuration(Math.max(0, ranMs));
  return ranMs >= soakMinutes * MINUTE_MS ? pass(`${ran} of ${wanted}`) : leftAt === void 0 ? fail(
    "SOAK_UNFINISHED",
    `Staging has run ${tag} for ${ran} of ${wanted}, which are over at ${isoSeconds(new Date(endsMs).toISOString())}.`
  ) : fail(
    "SOAK_UNFINISHED",
    `Staging ran ${tag} for ${ran} of ${wanted}, until another version replaced it.`,
    AGAIN
  );
}, AGAIN = "Deploy it to staging again: `deploy-staging --tag TAG`. For this deploy alone: `deploy-STAGE --tag TAG --waive 'soak=WHY'`.";

// src/core/gates/tag-gates.ts
var invalidTag = (tag, tagPrefix, hint = "") => parseTag(tag, tagPrefix) === null ? fail(
  "TAG_INVALID",
  `${JSON.stringify(clip(tag, MAX_TAG_LENGTH))} is not "${tagPrefix}" and a semantic version.${hint}`
) : null, judgeTag = ({
  tag,
  tagPrefix,
  sha,
  nearest,
  newest
}) => {
  let hint = hintOf(nearest, newest), invalid = invalidTag(tag, tagPrefix, hint);
  return invalid !== null ? invalid : sha === null ? fail("TAG_NOT_FOUND", `The repository has no tag ${tag}.${hint}`) : pass(`${tag} is commit ${shortSha(sha)}`);
};
function hintOf(nearest, newest) {
  let meant = nearest.length === 0 ? "" : ` Did you mean ${nearest.join(", ")}?`;
  return newest === null || nearest.includes(newest) ? meant : `${meant} The newest is ${newest}.`;
}
var judgeMain = (facts) => {
  let { branches, mainRemote, onMain, mainBranch, mainRule, shallow, sha } = facts, allowed = facts.releaseBranches ?? [mainBranch], named = (branch) => mainRemote === null ? branch : `${mainRemote}/${branch}`, on = onMain && allowed.includes(mainBranch) ? mainBranch : branches.find((one) => matchesAny(one, allowed));
  if (on !== void 0) return pass(`on ${named(on)}`);
  let main = listSome(allowed.map(named)), missing = onMain === null && facts.releaseBranches === null, message = missing ? `There is no branch ${main} here to look at.` : shallow ? `Whether commit ${shortSha(sha)} is on ${main} is not known: ${CUT_OFF}.` : `Commit ${shortSha(sha)} is not on ${main}${branches.length === 0 ? "" : `, but on ${listSome(branches.map(named))}`}.`;
  if (mainRule === "warn")
    return pass(`${message.replace(/\.$/, "")}; gates.main in pipeline.json only warns of that`);
  if (missing) {
    let fetch = mainRemote === null ? "" : `Fetch it: git fetch ${mainRemote} ${mainBranch}; or name`;
    return fail("TAG_NOT_ON_MAIN", message, `${fetch || "Name"} another with mainBranch in pipeline.json.`);
  }
  if (shallow) return fail("HISTORY_CUT_OFF", message);
  let moved = mainRemote === null ? "" : ` If main moved, fetch it: \`git fetch ${mainRemote}\`.`;
  return fail("TAG_NOT_ON_MAIN", message, `Merge the commit and tag the merged one.${moved} ${OTHER_WAYS}`);
}, OTHER_WAYS = 'If commits of other branches may be released: releaseBranches in pipeline.json, e.g. ["main", "release/*"], or gates.main: "warn". For this deploy alone: `deploy-STAGE --tag TAG --waive \'main=WHY\'`.', CUT_OFF = "the history is cut off in this clone", judgeMoved = ({ tag, sha, staging }) => {
  let recorded = staging.verified.find((release) => release.tag === tag);
  return recorded === void 0 || recorded.sha === sha ? pass("not moved") : fail("TAG_MOVED", `${tag} was ${shortSha(recorded.sha)} on staging and is ${shortSha(sha)} now.`);
}, judgePrerelease = ({ tag, tagPrefix }) => parseTag(tag, tagPrefix)?.prerelease === !0 ? fail("PRERELEASE_TO_PRODUCTION", `${tag} is a prerelease.`) : pass("a release");

// src/core/gates/gates.ts
var never = (why) => ({ never: why }), ofCommit = (judge) => (facts) => facts.sha === null ? skip("there is no commit to judge") : judge({ ...facts, sha: facts.sha }), onProduction = (judge) => (facts) => facts.stage === "production" ? judge(facts) : skip("only for production"), GATES = {
  tag: {
    title: "The tag is a version and exists",
    waiver: never("without a tag there is nothing to deploy"),
    judge: judgeTag
  },
  main: {
    title: "The commit is on the main branch, or another one that may be released",
    waiver: "may",
    judge: ofCommit(judgeMain)
  },
  moved: {
    title: "The tag still names the commit that staging verified",
    waiver: never("release the commit under a new tag"),
    judge: onProduction(ofCommit(judgeMoved))
  },
  tree: {
    title: "Everything that the version consists of is available",
    waiver: "may",
    judge: ofCommit(judgeTree)
  },
  prerelease: {
    title: "No prerelease goes to production",
    waiver: never("tag the same commit as a release"),
    judge: onProduction(ofCommit(judgePrerelease))
  },
  staging: {
    title: "Staging verified the same commit",
    waiver: "with-reason",
    judge: onProduction(ofCommit(judgeStaging))
  },
  soak: {
    title: "Staging has run it for long enough",
    waiver: "may",
    judge: onProduction(ofCommit(judgeSoak))
  },
  frozen: {
    title: "The stage is not frozen",
    waiver: never("find the cause, then unfreeze"),
    judge: judgeHeld
  },
  window: {
    title: "The stage takes deploys at this time",
    waiver: "may",
    judge: judgeWindow
  },
  quarantine: {
    title: "The commit is not quarantined",
    waiver: never("release a fix, or find the cause and lift its quarantine"),
    judge: ofCommit(judgeQuarantine)
  },
  older: {
    title: "The version is not older than the one that runs",
    waiver: never("deploy with --allow-older 'why'"),
    judge: ofCommit(judgeOlder)
  },
  drift: {
    title: "The stage serves what the ledger says",
    waiver: "may",
    judge: judgeDrift
  },
  ci: {
    title: "CI passed on the commit",
    waiver: "may",
    judge: ofCommit(judgeCi)
  },
  incidents: {
    title: "No incident is open",
    waiver: "may",
    judge: onProduction(judgeIncidents)
  },
  migrations: {
    title: "Migrations are known and acknowledged",
    waiver: "may",
    judge: ofCommit(judgeNewMigrations)
  },
  readiness: {
    title: "There is a way back",
    waiver: never("deploy with --allow-one-way 'why that is all right'"),
    judge: onProduction(ofCommit(judgeWayBack))
  },
  credentials: {
    title: "AWS credentials are for this stage and last long enough",
    waiver: never("without them, or with those of another account, nothing can be deployed"),
    judge: ({ inputs }) => judgeStageCredentials(inputs.credentials)
  },
  secrets: {
    title: "The stage has every secret that the version needs",
    waiver: "may",
    judge: judgeSecrets
  },
  plan: {
    title: "Nothing has changed since the plan was made",
    waiver: never("make the plan again and deploy with its digest")
  },
  lock: {
    title: "No other run holds the stage",
    waiver: never("wait for the run that holds it, or unlock when it is dead")
  },
  smoke: {
    title: "The version works on the stage",
    waiver: never("no version stays that does not prove that it works")
  }
}, headOf = (id) => ({ id, title: GATES[id].title }), judgeGates = (facts) => Object.entries(GATES).flatMap(
  ([id, { title, judge }]) => judge === void 0 ? [] : [gateResult({ id, title }, judge(facts), facts.stage)]
), lockGate = (stage, owner, now, liveness = null) => gateResult(headOf("lock"), judgeLock(stage, owner, now, liveness), stage);
function judgeLock(stage, owner, now, liveness) {
  if (owner === null) return pass("free");
  let held = describeOwner(stage, owner, now);
  switch (liveness?.kind) {
    case void 0:
      return fail("LOCK_HELD", held);
    case "dead":
      return pass(`to be taken over: ${describeDeath(owner, liveness.proof)}`);
    case "alive":
      return fail("LOCK_HELD", `${held} It is alive: ${liveness.sign}.`);
    case "unknown":
      return fail("LOCK_HELD", `${held} Not proven dead: ${liveness.why}.`, watchingFix(liveness.watchMs));
  }
}
var SPARE_MS = 1e4, watchingFix = (watchMs) => watchMs === null ? void 0 : `Run the same command with --wait ${Math.ceil((watchMs + SPARE_MS) / 1e3)}: should no heartbeat come in that time, it takes the stage over. ${reason("LOCK_HELD").fix}`, workOf = ({ command, tag }) => tag === null ? command : `${command} ${tag}`, describeDeath = (owner, proof) => `run ${owner.runId} of ${owner.actor} (${workOf(owner)}) died in ${phaseOf(owner)}: ${proof}`;
function describeOwner(stage, owner, now) {
  let { actor, host, pid, since, runId } = owner, where = pid === null ? host : `${host}, process ${pid}`;
  return `${stage} has been held by ${actor} (${workOf(owner)}, ${where}) for ${ageOf(since, now)}, run ${runId}.`;
}

// src/core/gates/command-gates.ts
function rollbackTargetGate(stage, state, to) {
  let target = findRollbackTarget(state, to);
  return gateResult(
    { id: "rollback-target", title: "There is a version to roll back to" },
    target.kind === "target" ? pass(`${describeRelease(target.release)}, ${target.why}`) : { fail: target.reason },
    stage
  );
}
var rollbackCredentialsGate = (stage, credentials) => gateResult(headOf("credentials"), judgeStageCredentials(credentials), stage), rollbackMigrationsGate = (verdict) => gateResult(
  { id: "migrations", title: "The older version can work with the database" },
  verdict.kind === "blocked" ? fail("MIGRATION_BLOCKS_ROLLBACK", verdict.warning) : pass(verdict.kind === "warned" ? verdict.warning : NOTHING_IN_THE_WAY),
  null
);
function judgeAdoption(facts) {
  let { stage, state, sha } = facts, noCommit = skip("there is no commit to judge"), ofCommit2 = (judge) => sha === null ? noCommit : judge(sha);
  return [
    gateResult(headOf("tag"), judgeTag(facts), stage),
    gateResult(headOf("frozen"), judgeFrozen(facts), stage),
    gateResult(
      headOf("quarantine"),
      ofCommit2((commit) => judgeQuarantine({ state, sha: commit })),
      stage
    ),
    gateResult(
      { id: "known", title: "The ledger knows no other version of the stage" },
      ofCommit2((commit) => judgeKnown(facts, commit)),
      stage
    ),
    gateResult({ id: "address", title: "The stage's addresses are known" }, judgeAddresses(facts), stage),
    gateResult({ id: "served", title: "The stage answers as the version" }, judgeServed(facts), stage)
  ];
}
function judgeKnown({ state: { running }, reason: reason2, tag }, sha) {
  if (running === null) return pass("it knows no deploy");
  let said = `it says ${describeRelease(running)}`;
  return running.sha === sha ? pass(said) : reason2 !== null ? pass(`${said}; ${reason2}`) : fail(
    "ADOPTION_UNEXPLAINED",
    `The ledger says that the stage runs ${describeRelease(running)}.`,
    `Say how ${tag} came there: \`adopt --tag ${tag} --stage STAGE --reason 'WHY'\`.`
  );
}
function judgeAddresses({ missing }) {
  let [first] = missing;
  return first === void 0 ? pass("all that the checks need") : fail(
    "ADDRESS_UNKNOWN",
    `The smoke checks need ${missing.join(", ")}, which nothing gives.`,
    `Put it into stages.STAGE.urls of pipeline.json, or name it: --url ${first}=ADDRESS.`
  );
}
function judgeServed({ observed, tag, sha, tagPrefix }) {
  let { sighting, detail, versions } = observed;
  if (sighting === "as-recorded") return pass(detail);
  if (sighting === "unidentified")
    return fail(
      "OTHER_VERSION_SERVED",
      `${sentence(detail)} Only a version that the stage shows can be adopted.`,
      "Correct expect.version or expect.sha of a smoke check: `smoke --stage STAGE` shows what the answers have instead."
    );
  if (sighting !== "drift") return skip(detail);
  let served = tagServed(observed, tagPrefix), message = `It serves ${versions.join(" and ")}, not ${tag}.`;
  return served === null ? fail("OTHER_VERSION_SERVED", message) : served === tag ? fail(
    "OTHER_VERSION_SERVED",
    `It serves ${versions.join()}, but ${tag} is commit ${shortSha(sha ?? "")}: the tag was moved, or another commit was built.`,
    "Tag the commit that runs, push the tag, and adopt that one."
  ) : fail(
    "OTHER_VERSION_SERVED",
    message,
    `Adopt the version that answers: \`adopt --tag ${served} --stage STAGE\`.`
  );
}
var isAdopted = ({ running, lock }, sha) => lock === null && running !== null && running.verified && running.sha === sha, NEW_TAG_GATES = {
  tag: {
    title: "The tag is a version and free",
    judge: ({ tag, tagPrefix, taken }) => {
      let invalid = invalidTag(tag, tagPrefix);
      return invalid !== null ? invalid : taken === null ? pass(`${tag} is free`) : fail("TAG_EXISTS", `${tag} already names commit ${shortSha(taken)}.`);
    }
  },
  branch: {
    title: "The main branch is checked out",
    judge: ({ checkout: { branch, head }, mainBranch }) => {
      if (head === null) return fail("CHECKOUT_NOT_MAIN", "The repository has no commit yet.");
      if (branch === mainBranch) return pass(`${mainBranch} at ${shortSha(head)}`);
      let what = branch === null ? "No branch is checked out" : `${branch} is checked out`;
      return fail("CHECKOUT_NOT_MAIN", `${what}, not ${mainBranch}.`);
    }
  },
  clean: {
    title: "Nothing is uncommitted",
    judge: ({ checkout: { dirty } }) => dirty.length === 0 ? pass("clean") : fail(
      "CHECKOUT_DIRTY",
      `What is not committed would not be in the tag: ${listSome(dirty, SHOWN_PATHS)}.`
    )
  },
  remote: {
    title: "The branch is what the remote has",
    judge: ({ checkout: { remote }, mainBranch }) => {
      if (remote === null) return skip(`no remote has ${mainBranch}`);
      let { name, ahead, behind, moved = [] } = remote, others = moved.length === 0 ? "" : `; another commit on ${name} than here: ${listSome(moved)}`;
      if (ahead === 0 && behind === 0) return pass(`the same as ${name}/${mainBranch}${others}`);
      let sides = [
        behind > 0 ? `${counted(behind, "commit")} behind` : null,
        ahead > 0 ? `${counted(ahead, "commit")} ahead of` : null
      ].filter((side) => side !== null), fix = behind > 0 ? `Bring them in, then try again: git pull --rebase ${name} ${mainBranch}.` : `Push them first: git push ${name} ${mainBranch}.`, message = `${mainBranch} is ${sides.join(" and ")} ${name}/${mainBranch}.`;
      return fail("CHECKOUT_NOT_IN_STEP", message, fix);
    }
  },
  commits: {
    title: "There is something to release",
    judge: ({ commits, current }) => {
      if (commits.kind === "unavailable") return fail("NOTHING_TO_RELEASE", commits.message);
      if (commits.kind === "skipped") return skip(commits.why);
      let since = current === null ? "" : ` since ${current}`, count = commits.value.commits.length + commits.value.more;
      return count === 0 ? fail("NOTHING_TO_RELEASE", `There is no commit${since}.`) : pass(`${counted(count, "commit")}${since}`);
    }
  }
}, SHOWN_PATHS = 5, judgeNewTag = (facts) => Object.entries(NEW_TAG_GATES).map(([id, { title, judge }]) => gateResult({ id, title }, judge(facts), null));

// src/release/migration-policy.ts
async function judgeLeftMigrations(run, from, to) {
  let { migrations: config } = run.context.config;
  if (config === void 0) return { verdict: { kind: "open" }, left: null };
  let found = await migrationsBetween(run.ports.repository, config, to.sha, from.sha).catch(
    (error) => ({ kind: "unavailable", message: messageOf(error) })
  );
  return {
    verdict: judgeRollbackMigrations(config.fence.rollback, to, found),
    left: found.kind === "known" ? found.value : null
  };
}
var RollbackMigrations = class {
  run;
  named;
  known = /* @__PURE__ */ new Map();
  /** @param named the tag that a person named; null: the last other version that was verified */
  constructor(run, named) {
    this.run = run, this.named = named;
  }
  async gates(state) {
    let found = await this.of(state);
    return found === null ? [] : [rollbackMigrationsGate(found.verdict)];
  }
  /** null where there is no rollback, or migrations are not looked for */
  async of(state) {
    let target = findRollbackTarget(state, this.named);
    if (target.kind === "none" || this.run.context.config.migrations === void 0) return null;
    let running = state.running, key = `${running.sha} ${target.release.sha}`, known2 = this.known.get(key) ?? judgeLeftMigrations(this.run, running, target.release);
    return this.known.set(key, known2), known2;
  }
};

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

// src/release/bad-version.ts
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
  leaseOf,
  judgeLiveness,
  judgeReadiness,
  GATES,
  headOf,
  judgeGates,
  lockGate,
  describeDeath,
  describeOwner,
  rollbackTargetGate,
  rollbackCredentialsGate,
  judgeAdoption,
  isAdopted,
  judgeNewTag,
  LockedStage,
  lostTo,
  momentOf,
  RollbackMigrations,
  refusalOf,
  afterEnding,
  deployAndSmoke,
  smokePhase,
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
