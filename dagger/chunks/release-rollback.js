// Made by `npm run build` from src/engine: change it there.
import {
  acquireLock,
  describeAcquired
} from "./release-acquire-lock.js";
import {
  overMigrationsWaivers,
  waive
} from "./core-gates-waivers.js";
import {
  checkCredentials
} from "./release-gate-inputs.js";
import {
  viewOf
} from "./release-ports.js";
import {
  afterEnding,
  deployAndSmoke,
  endingOf,
  recordEnding,
  recordRefusal
} from "./release-record-ending.js";
import {
  keepingStage
} from "./release-locked-stage.js";
import {
  observeStage
} from "./release-run-smoke.js";
import {
  RollbackMigrations,
  Run,
  againstLeaving,
  judgeLeftMigrations,
  rollbackCredentialsGate,
  rollbackTargetGate
} from "./common-7.js";
import {
  begunRollback,
  chooseRollbackTarget,
  findRollbackTarget,
  stageToLeave
} from "./core-plan-way-back.js";
import {
  afterDeath
} from "./core-ledger-fold.js";
import {
  describeRelease
} from "./core-stage.js";
import {
  reason
} from "./core-reasons.js";
import {
  sentence
} from "./valibot.js";

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
  }, ending = await keepingStage(locked, async () => afterEnding(locked, await performRollback(locked, plan), null));
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
  let ended = (why) => because !== null || locked.run.effects.has("rollback") ? rollbackFailed(plan, why) : (locked.withdraw(...marks), notBegun(plan, why));
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
var notBegun = (plan, why) => ({
  outcome: "failed",
  release: plan.to,
  from: plan.from,
  reason: why,
  begun: rollbackFailed(plan, why)
});
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
  ), plan = { from, to, because, detail, overMigrations: null };
  return endingOf(locked, () => performRollback(locked, plan), (why) => notBegun(plan, why));
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
  let { from, to, because } = plan;
  return endingOf(
    locked,
    () => performRollback(locked, plan),
    // the rollback could not be recorded, so it has not begun: the version stays, quarantined
    (why) => {
      let then = `The rollback to ${describeRelease(to)} could not begin: ${why.message}`, begun = rollbackFailed(plan, why);
      return { ...failed(from, withoutRollback(because, then, why)), bad: from, begun };
    }
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

export {
  rollback,
  judgeResumable,
  resumeRollback,
  onBadVersion,
  failed,
  inconclusive
};
