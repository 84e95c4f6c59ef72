// Made by `npm run build` from src/engine: change it there.
import {
  appendEntries,
  mayPass,
  readStage,
  within
} from "./release-append.js";
import {
  describeCiRun,
  judgeLiveness,
  leaseOf,
  pauseAfterFailure,
  renewalStep
} from "./core-ledger-owner.js";
import {
  STAGES,
  describeRelease
} from "./core-stage.js";
import {
  PipelineError,
  environmentError,
  messageOf,
  reason
} from "./core-reasons.js";
import {
  formatDuration
} from "./valibot.js";

// src/release/locked-stage.ts
var LockedStage = class {
  run;
  stage;
  /** the fencing token: greater than every earlier owner's */
  fence;
  /** null: the run sends no heartbeats, so its silence proves nothing */
  lease;
  /** the dead run that this one took the stage over from */
  takenOver;
  /** what the stage ran when this run took it */
  previous;
  /** aborted when the run is interrupted, and when it may no longer act */
  signal;
  stopping = new AbortController();
  /** the stage as last seen */
  seen;
  /** entries that wait for the next record */
  deferred = [];
  /** the answer to an append was lost, so the ledger may already have those entries */
  unsure = !1;
  renewedAt;
  /** a hook was started, and it may still be working when this run may no longer act */
  startedHook = !1;
  /** what the stage ran was ended to make room, so that a deploy that changes nothing leaves it with less than it had */
  madeRoom = !1;
  /** @param claimedAt when the append that took the lock began: the lease counts from there */
  constructor(run, view, takenOver, claimedAt) {
    this.run = run, this.stage = view.stage, this.fence = view.state.fence, this.seen = view, this.takenOver = takenOver;
    let { running } = view.state;
    this.previous = running && { tag: running.tag, sha: running.sha }, this.renewedAt = claimedAt;
    let seconds = run.context.identity.runner.heartbeatSeconds;
    this.lease = seconds === null ? null : leaseOf(seconds), this.signal = AbortSignal.any([run.ports.signal, this.stopping.signal]);
  }
  get view() {
    return this.seen;
  }
  /** A ledger entry with the owner's fencing token. */
  entry(...[kind, fields]) {
    return this.run.entry(kind, { fence: this.fence, ...fields });
  }
  append(...entries) {
    return this.appendUnless(() => null, entries);
  }
  /**
   * Writes the entries that were kept, and these. If that fails, the kept ones stay.
   * @param against why they must not be written any more
   */
  async appendUnless(against, entries) {
    let kept = this.deferred;
    this.deferred = [];
    try {
      await this.write([...kept, ...entries], against);
    } catch (error) {
      throw this.deferred = [...kept, ...this.deferred], error;
    }
  }
  /** Keeps entries for the next record: writing one costs a process, or a push. */
  defer(...entries) {
    this.deferred = [...this.deferred, ...entries];
  }
  /** Gives up entries that were kept. */
  withdraw(...entries) {
    this.deferred = this.deferred.filter((one) => !entries.includes(one));
  }
  /** Writes the entries that were kept, if there are any. */
  async flush() {
    this.deferred.length > 0 && await this.append();
  }
  /** Renews the lease by a record of its own. What is kept for the next record is not this one's to write. */
  renew(detail) {
    return this.write([this.entry("renewed", { detail })]);
  }
  async write(entries, against = () => null) {
    let compose = (seen) => {
      this.check(seen);
      let why = against(seen.state);
      if (why !== null) throw new PipelineError("environment", why);
      return entries;
    }, begun = momentOf(this.run.ports.clock);
    this.seen = await this.appendTo(compose, { signal: this.signal }), this.check(this.seen), this.renewedSince(begun);
  }
  /**
   * Why a person keeps a version away, which no run takes past its gates; null: it is not kept away.
   * @param isThere it is on the stage already
   */
  quarantinedSince(release, { quarantine }, isThere = !1) {
    let found = quarantine.find(({ sha, by }) => sha === release.sha && by !== void 0);
    if (found === void 0) return null;
    let message = `${describeRelease(release)} was quarantined by ${found.by} after it had passed the gates: ${found.reason}`;
    return isThere ? reason("VERSION_QUARANTINED", message, LEAVE_IT) : reason("VERSION_QUARANTINED", message);
  }
  /** The stage as it is now, or as last seen when the ledger cannot be reached, or the stage is another run's. */
  async look() {
    let now = await readStage(this.run.ports.ledger, this.stage).catch(() => this.seen);
    return this.owns(now) && (this.seen = now), this.seen.state;
  }
  /** Like flush, for entries that can wait: if the ledger cannot be reached, they go with the next record. */
  async tryFlush() {
    try {
      await this.flush();
    } catch (error) {
      if (!mayPass(error)) throw error;
    }
  }
  /**
   * Appends the run's last entries, and does so on an aborted run, too: the stage has to be freed.
   * @param isWorking its tool ends with this run's session alone, so it gives up when the lease's grace is over: another
   * run may deploy one interval later
   */
  async end(compose, isWorking) {
    let ended = this.appendTo(compose, {});
    if (!isWorking || this.lease === null) return ended;
    let { ownerMs, graceMs } = this.lease, limitMs = Math.max(0, ownerMs + graceMs - this.silentMs), view = await within(this.run.ports.clock, limitMs, ended);
    if (view === null) throw environmentError("LEDGER_UNAVAILABLE", "The ledger did not answer in time.");
    return view;
  }
  /** The entries that wait for the next record. */
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
   * Announces an effect, which may be started only once this has returned: the append proves that the run still owns the
   * stage. A proof that is older than the lease, because the append was slow or the machine slept, is made again.
   */
  async claimEffect(effect, release, detail) {
    let hasBegun = ({ lock }) => effect === "rollback" && lock?.rollback !== void 0, against = (state) => hasBegun(state) ? null : this.quarantinedSince(release, state);
    await this.claim(release, { effect, detail }, against), this.run.effects.add(effect);
  }
  /** The same for a hook, which does not count as an effect of the pipeline on the stage. */
  async claimHook(hook, release, detail) {
    await this.claim(release, { hook, detail }), this.startedHook = !0;
  }
  async claim({ tag, sha }, fields, against = () => null) {
    do
      this.signal.throwIfAborted(), await this.appendUnless(against, [this.entry("effect", { tag, sha, ...fields })]);
    while (this.isExpired);
    this.signal.throwIfAborted();
  }
  /** Whether the ledger still names this run as the stage's owner. */
  owns({ state }) {
    return state.lock?.runId === this.run.runId;
  }
  check(seen) {
    if (!this.owns(seen)) throw new PipelineError("environment", lostTo(seen, this.fence));
  }
  /**
   * How long ago the last renewal began, by the clock that shows more: one of the two stands still while a machine
   * sleeps.
   */
  get silentMs() {
    return sinceMs(this.run.ports.clock, this.renewedAt);
  }
  get isExpired() {
    return this.lease !== null && this.silentMs >= this.lease.ownerMs;
  }
  renewedSince(begun) {
    begun.monotonicMs > this.renewedAt.monotonicMs && (this.renewedAt = begun);
  }
  /** Stops the run's work: it may no longer act on the stage. */
  expire(why, { graceMs }) {
    this.stopping.abort(new StageGone(why, graceMs));
  }
  /** Why the run may no longer act; null while it may. */
  get gone() {
    let { reason: why } = this.stopping.signal;
    return why instanceof StageGone ? why.why : null;
  }
}, LEAVE_IT = "Leave it: `rollback --stage STAGE --reason 'WHY'`. If it is good after all: `quarantine --tag TAG --lift --stage STAGE --reason 'WHY'`, and deploy it again.", StageGone = class extends Error {
  why;
  graceMs;
  constructor(why, graceMs) {
    super(why.message), this.name = "StageGone", this.why = why, this.graceMs = graceMs;
  }
};
function lostTo({ stage, state }, fence) {
  let { lock, fence: newest = 0 } = state, who = lock === null ? freed(stage, newest - fence) : `${stage} is held by run ${lock.runId} of ${lock.actor} (${lock.command}${lock.tag === null ? "" : ` ${lock.tag}`})`;
  return reason("LOCK_LOST", `This run no longer holds the stage: ${who}.`);
}
function freed(stage, owners) {
  return owners < 0 ? `the ledger of ${stage} has gone back to before this run took it` : owners > 0 ? `another run has held ${stage} since and has ended` : `${stage} was unlocked while this run was working`;
}
var momentOf = (clock) => ({
  wallMs: clock.now().getTime(),
  monotonicMs: clock.monotonicMs()
});
function sinceMs(clock, { wallMs, monotonicMs }) {
  let now = momentOf(clock);
  return Math.max(now.wallMs - wallMs, now.monotonicMs - monotonicMs);
}

// src/release/heartbeats.ts
async function keepingStage(locked, work) {
  if (locked.lease === null) return work();
  let stopping = new AbortController(), renewing = keepRenewing(locked, locked.lease, stopping.signal);
  try {
    return await work();
  } finally {
    stopping.abort(), await renewing;
  }
}
async function keepRenewing(locked, lease, stopping) {
  let { clock, say } = locked.run.ports, leftMs = () => lease.ownerMs - locked.silentMs, pauseMs = lease.beatMs, cause = null;
  for (; locked.gone === null; ) {
    if (await clock.sleep(Math.max(0, Math.min(pauseMs, leftMs())), stopping).catch(() => {
    }), stopping.aborted) return;
    let step = renewalStep(lease, leftMs(), cause !== null);
    if (step.kind === "give up") return locked.expire(expired(locked, cause), lease);
    let renewal = await renew(locked, step, stopping);
    if (stopping.aborted) return;
    if (renewal.kind === "lost") return locked.expire(renewal.to, lease);
    if (renewal.kind === "renewed")
      cause = null, pauseMs = lease.beatMs - locked.silentMs;
    else {
      if (say(`could not send a heartbeat: ${renewal.why}`), cause ??= renewal.why, locked.isExpired) return locked.expire(expired(locked, cause), lease);
      pauseMs = pauseAfterFailure(lease, step, leftMs());
    }
  }
}
async function renew(locked, { kind, limitMs }, stopping) {
  let { clock } = locked.run.ports, renewing = kind === "heartbeat" ? beat(locked) : renewByRecord(locked);
  try {
    return await within(clock, limitMs, renewing, stopping) ?? {
      kind: "failed",
      why: `the ledger took longer than ${formatDuration(limitMs)}`
    };
  } catch (error) {
    return error instanceof PipelineError && error.reason.code === "LOCK_LOST" ? { kind: "lost", to: error.reason } : { kind: "failed", why: messageOf(error) };
  }
}
async function beat(locked) {
  let { run, stage } = locked, { clock, heartbeats, ledger } = run.ports, begun = momentOf(clock);
  return locked.check(await readStage(ledger, stage)), await heartbeats.beat(stage, { runId: run.runId, at: clock.now().toISOString() }), locked.renewedSince(begun), { kind: "renewed" };
}
async function renewByRecord(locked) {
  return await locked.renew(`could not send a heartbeat for ${formatDuration(locked.silentMs)}`), { kind: "renewed" };
}
var expired = ({ silentMs }, why) => reason(
  "LEASE_EXPIRED",
  `This run could not renew its lock for ${formatDuration(silentMs)} (${why}), so it stopped before another run could take over the stage.`
), LockMonitor = class {
  ports;
  stage;
  lastSign = null;
  watchedMs = 0;
  sinceLastLookMs = 0;
  constructor(ports, stage) {
    this.ports = ports, this.stage = stage;
  }
  async look(owner) {
    let [facts, silence] = await Promise.all([this.ports.runs.examine(owner), this.listen(owner)]);
    return judgeLiveness({ ...facts, silence });
  }
  /**
   * The same; an owner that may be dead is watched until it has missed a heartbeat, because its clock may be another. An
   * abort ends that; the caller then looks at the signal.
   */
  async lookTwice(owner, { say, signal }) {
    let first = await this.look(owner), seconds = owner.runner?.heartbeatSeconds ?? null;
    if (first.kind !== "unknown" || first.watchMs === null || seconds === null) return first;
    let ms = leaseOf(seconds).ownerMs;
    return say(`waiting ${formatDuration(ms)} for a heartbeat of the run that holds ${this.stage}`), await this.ports.clock.sleep(ms, signal).catch(() => {
    }), signal.aborted ? first : (this.slept(ms), this.look(owner));
  }
  /** Adds a pause to the time watched. */
  slept(ms) {
    this.sinceLastLookMs += ms;
  }
  async listen(owner) {
    let seconds = owner.runner?.heartbeatSeconds ?? null;
    if (seconds === null) return { kind: "skipped", why: "it shows no heartbeats" };
    let heard = await this.hear(owner);
    if (heard.kind !== "known")
      return this.lastSign = null, heard;
    let { since, renewed = since, runId } = owner, sign = JSON.stringify([runId, renewed, heard.value?.id]), newest = Math.max(Date.parse(renewed), Date.parse(heard.value?.at ?? since)), ageMs = this.lastSign !== null && sign !== this.lastSign ? this.sinceLastLookMs : this.ports.clock.now().getTime() - newest;
    return this.watchedMs = sign === this.lastSign ? this.watchedMs + this.sinceLastLookMs : 0, this.sinceLastLookMs = 0, this.lastSign = sign, {
      kind: "known",
      value: { watchedMs: this.watchedMs, ageMs, limitMs: leaseOf(seconds).takeoverMs }
    };
  }
  /** The owner's newest heartbeat; null: none since the record by which it took the stage. */
  async hear({ runId }) {
    try {
      let beat2 = await this.ports.heartbeats.read(this.stage);
      return { kind: "known", value: beat2?.runId === runId ? beat2 : null };
    } catch (error) {
      return { kind: "unavailable", message: `its heartbeats cannot be read: ${messageOf(error)}` };
    }
  }
};
async function sweepDead({ runs, ledger }, { owner, replaced, ends }) {
  let room = null, serving = async () => {
    let kept = [];
    for (let view of await ledger.read(STAGES)) {
      let runId = await servingRun(ledger, view);
      view.stage === replaced?.stage && replaced.owns(view) && !view.state.running?.verified ? room = runId : runId !== null && kept.push(runId);
    }
    return kept;
  }, ended = ends && ((runId) => {
    runId === room && ends();
  }), orphans = await runs.sweep(serving, owner?.runId, ended);
  return orphans.length === 0 ? null : reason("ORPHANS_LEFT", orphans.join("; "));
}
var MAX_RECORDS = 1e5;
async function servingRun(ledger, { stage, state: { arrival } }) {
  if (arrival === void 0) return null;
  let { runId } = arrival, lock = (await ledger.history(stage, MAX_RECORDS, (read) => read.some((one) => one.runId === runId))).find((one) => one.runId === runId)?.state.lock;
  return lock?.runId !== runId || lock.deployed === !0 ? runId : null;
}
var ASK_AGAIN_MS = 3e4;
function askCi(codeHost, clock) {
  let last = null;
  return (owner) => {
    let ci = owner.runner?.ci ?? null;
    if (ci === null) return Promise.resolve({ kind: "skipped", why: "it is part of no workflow run" });
    let name = describeCiRun(ci), now = clock.now().getTime();
    return (last?.name !== name || now - last.at >= ASK_AGAIN_MS) && (last = { name, at: now, answer: codeHost.workflowRun(ci) }), last.answer;
  };
}
var engineRuns = (askCi2) => ({
  announce: async () => {
  },
  retire: async () => {
  },
  sweep: async () => [],
  examine: async (owner) => ({
    process: { kind: "skipped", why: "a run on an engine sees no processes of other runs" },
    ci: await askCi2(owner)
  })
});

export {
  LockedStage,
  lostTo,
  momentOf,
  keepingStage,
  LockMonitor,
  sweepDead,
  askCi,
  engineRuns
};
