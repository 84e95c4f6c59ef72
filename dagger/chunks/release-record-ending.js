// Made by `npm run build` from src/engine: change it there.
import {
  lostTo,
  sweepDead
} from "./release-locked-stage.js";
import {
  runSmoke,
  unknownUrls
} from "./release-run-smoke.js";
import {
  buildReport,
  lookBack,
  runningIn
} from "./common-7.js";
import {
  expiryReason,
  phaseSeconds
} from "./core-aws-credentials.js";
import {
  appendEntries
} from "./release-append.js";
import {
  afterDeath,
  foldEntry
} from "./core-ledger-fold.js";
import {
  describeHeads
} from "./core-config-checks.js";
import {
  describeRelease
} from "./core-stage.js";
import {
  PipelineError,
  messageOf,
  reason
} from "./core-reasons.js";
import {
  counted,
  sentence
} from "./valibot.js";

// src/release/hooks.ts
async function runHook(locked, name, release, happened) {
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
      variables: variablesOf(locked, happened),
      say: run.ports.say,
      claim: (detail) => locked.claimHook(name, release, detail)
    }),
    (done) => ({ ok: done.ok, detail: done.ok ? describeRelease(release) : done.message })
  ), result = ended.ok ? { name, status: "passed", detail: describeRelease(release), log: [] } : { name, status: "failed", detail: ended.message, log: ended.log };
  return run.hooks.push(result), result;
}
async function refusalOf(locked, name, release) {
  let happened = { outcome: null, reason: null, previous: locked.previous }, result = await runHook(locked, name, release, happened);
  return result === null || result.status === "passed" ? null : reason(name === "before-deploy" ? "HOOK_BLOCKED" : "HOOK_FAILED", result.detail);
}
async function afterEnding(locked, ending, subject) {
  let { outcome, release, from = null, reason: why, watching } = ending;
  if (watching !== void 0) return ending;
  let happened = { outcome, reason: why, previous: locked.previous };
  return subject !== null && outcome !== "blocked" && await tryHook(locked, outcome === "deployed" || outcome === "done" ? "after-verified" : "after-failed", subject, happened), (outcome === "rolled-back" || outcome === "rollback-failed") && await tryHook(locked, "after-rollback", release, { ...happened, previous: from }), ending;
}
async function tryHook(locked, name, release, happened) {
  let { run } = locked;
  if (run.context.config.hooks[name] === void 0) return;
  let skip = (detail) => run.hooks.push({ name, status: "skipped", detail, log: [] });
  if (locked.signal.aborted) {
    skip("the run was to stop");
    return;
  }
  try {
    await runHook(locked, name, release, happened);
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
  if (result.ok) return withAddresses(locked, result);
  let why = expiryReason(result.reason, result.log, expiresAt, clock.now());
  if (result.changed || !locked.madeRoom) return { ...result, reason: why };
  let message = `What a dead run had deployed was ended first. ${why.message}`;
  return { ...result, changed: !0, reason: { ...why, message } };
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
    hear: run.ports.hear,
    async isOver(other) {
      return other === run.runId ? !1 : (await run.ports.ledger.history(stage, LOOK_BACK)).some((record) => record.runId === other && record.kind === "started");
    },
    async claimEffect(detail) {
      let ends = () => {
        locked.madeRoom = !0, run.effects.add(purpose);
      }, orphans = await sweepDead(run.ports, { owner: locked.takenOver, replaced: locked, ends });
      if (orphans !== null) throw new PipelineError("environment", orphans);
      await locked.claimEffect(purpose, release, detail);
    }
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
    hear,
    claimEffect: (detail) => locked.claimEffect("migrate", release, detail)
  });
}
var NONE = { ok: !0, env: {}, secrets: {} };

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
  let { run } = locked, all = { fence: locked.fence, previous: locked.previous, ...shown, ...ending.shown }, entries = [...locked.kept, ...entriesOf(locked, ending)], { tag, sha } = ending.release;
  locked.gone === null && await lookBack(run, entries.reduce(foldEntry, locked.view.state));
  let { changed } = buildReport(run, "failed", null), lost = locked.entry("lost", { tag, sha, from: ending.from ?? null, changed }), lostBy = (why) => ({
    entries: [{ ...lost, code: why.code, detail: why.message }],
    outcome: lost.changed ? "inconclusive" : "failed",
    reason: why,
    shown: { ...all, rolledBackTo: null, outputs: {} }
  }), kept = null, compose = (seen) => {
    if (locked.owns(seen) && !mayStillWork(locked)) {
      let against = keptAway(locked, ending, seen) ?? (seen.state.lock?.rollback && ending.begun);
      return against === void 0 ? { entries, outcome: ending.outcome, reason: ending.reason, shown: all } : (kept ??= {
        entries: [...locked.kept, ...entriesOf(locked, against)],
        outcome: against.outcome,
        reason: against.reason,
        shown: { ...all, ...against.shown, rolledBackTo: null }
      }, kept);
    }
    return lostBy(lossOf(locked, seen, ending.reason));
  };
  try {
    return await appendWithReport(run, compose, (entriesFor) => locked.end(entriesFor, mayStillWork(locked)));
  } catch (error) {
    if (run.ports.say(`the end of the run could not be recorded: ${messageOf(error)}`), mayStillWork(locked)) {
      let { outcome, reason: why, shown: known } = compose(locked.view);
      return buildReport(run, outcome, why, { ...known, state: locked.view.state });
    }
    if (ending.reason?.code === "LOCK_LOST") {
      let { outcome, reason: why, shown: known } = lostBy(ending.reason);
      return buildReport(run, outcome, why, { ...known, state: afterDeath(locked.view.state) });
    }
    let state = entries.reduce(foldEntry, locked.view.state), running = state.running && {
      ...state.running,
      verified: staysVerified(locked, state.running, lost)
    }, believed = { ...state, running }, isNew = !isSameRunning(running, locked.view.state.running);
    return unrecorded(
      locked,
      ending,
      { ...all, state: believed, running: runningIn(believed), unrecorded: isNew },
      error
    );
  }
}
function keptAway(locked, ending, { state }) {
  let { outcome, release, from } = ending;
  if (outcome !== "deployed" && outcome !== "done" && outcome !== "rolled-back") return null;
  let why = locked.quarantinedSince(release, state, !0);
  return why === null ? null : { ...{ release, reason: why, doubted: release, ...from === void 0 ? {} : { from } }, outcome: outcome === "rolled-back" ? "rollback-failed" : "failed" };
}
function staysVerified({ run, view }, running, { changed }) {
  return changed === !1 && !run.effects.has("migrate") && running.verified && isSameRunning(running, view.state.running);
}
var isSameRunning = (one, other) => one?.sha === other?.sha && one?.verified === other?.verified, mayStillWork = ({ gone, run, startedHook }) => gone?.code === "LEASE_EXPIRED" && (run.effects.size > 0 || startedHook) && run.context.identity.runner.kind === "engine";
function lossOf(locked, seen, before) {
  let why = (locked.owns(seen) ? locked.gone : null) ?? lostTo(seen, locked.fence);
  return before === null || before.code === why.code ? why : before.message.includes(why.message) ? { ...why, message: before.message } : { ...why, message: `${sentence(why.message)} Before that: ${before.message}` };
}
function unrecorded(locked, ending, shown, fault) {
  let { run, stage } = locked, { outcome, release, reason: before } = ending, free = `The stage may still be locked by this run: \`unlock --stage ${stage} --reason 'WHY'\`.`;
  if (outcome !== "deployed" && outcome !== "done" && outcome !== "rolled-back") {
    let why2 = before;
    return buildReport(run, outcome, { ...why2, fix: `${why2.fix} ${free}` }, shown);
  }
  let message = `${before === null ? "" : `${sentence(before.message)} `}${describeRelease(release)} passed on ${stage}, but it is not known whether that was recorded: ${messageOf(fault)}`, { fix } = fault instanceof PipelineError ? fault.reason : reason("LEDGER_UNAVAILABLE"), why = reason("LEDGER_UNAVAILABLE", message, `${fix} ${free}`);
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
  let { gates, reason: why } = refused, { state } = refused.view;
  if (await lookBack(run, state), refused.kind === "unclear") return buildReport(run, "failed", why, { ...shown, gates, state });
  if (MISTYPED.has(why.code))
    return await run.ports.runs.retire(), buildReport(run, "blocked", why, { ...shown, gates, state });
  let { tag = run.tag, sha = null } = shown, composed = { entries: [run.entry("blocked", { tag, sha, code: why.code, detail: why.message })], outcome: "blocked", reason: why, shown: { ...shown, gates } };
  try {
    return await appendWithReport(
      run,
      () => composed,
      (entriesFor) => appendEntries(run.ports, refused.view, entriesFor, { delaysMs: [] })
    );
  } catch (error) {
    return run.ports.say(`the refusal could not be recorded: ${messageOf(error)}`), buildReport(run, "blocked", why, { ...composed.shown, state });
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

export {
  refusalOf,
  afterEnding,
  deployAndSmoke,
  smokePhase,
  migrate,
  endingOf,
  recordEnding,
  recordRefusal,
  appendWithReport
};
