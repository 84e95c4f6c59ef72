// Made by `npm run build` from src/engine: change it there.
import {
  allowOlderWaivers,
  oneWayWaivers,
  waive
} from "./core-gates-waivers.js";
import {
  checkCi,
  gatherInputs,
  gatherPassing,
  windowsOf
} from "./release-gate-inputs.js";
import {
  viewOf
} from "./release-ports.js";
import {
  observeStage
} from "./release-run-smoke.js";
import {
  deltasTo,
  isUndecided,
  judgeGates,
  unfinished
} from "./common-7.js";
import {
  afterDeath
} from "./core-ledger-fold.js";
import {
  nearestTags,
  parseTag,
  sortVersionTags
} from "./semver.js";
import {
  formatDuration,
  listSome
} from "./valibot.js";

// src/release/deploy-facts.ts
var NO_TAG = { sha: null, onMain: null, mainRemote: null, shallow: !1 }, NO_WORD = { waivers: [], allowOneWay: null, allowOlder: null };
async function gatherFacts(run, stage, tag, word, offline = !1) {
  let { repository, ledger, clock } = run.ports, { tagPrefix, mainBranch, migrations, stages: configured } = run.context.config, stages = stage === "production" ? ["production", "staging"] : ["staging"], isVersion = parseTag(tag, tagPrefix) !== null, [before, found] = await Promise.all([
    ledger.read(stages),
    isVersion ? repository.lookUp(tag, mainBranch) : NO_TAG
  ]), release = found.sha === null ? null : { tag, sha: found.sha }, delta = deltasTo(run, release), [ofTag, inputs, openingAt] = await Promise.all([
    lookAtTag(run, tag, found),
    gatherInputs(run, { stage, release, state: viewOf(before, stage).state, offline }),
    windowsOf(run, stage),
    delta(afterDeath(viewOf(before, stage).state))
  ]), views = inputs.observed.sighting === "drift" ? await ledger.read(stages) : before, { tip, state: now } = viewOf(views, stage);
  return tip !== viewOf(before, stage).tip && (inputs.observed = await observeStage(run, stage, now)), {
    release,
    inputs,
    delta,
    views,
    async refresh(seen) {
      Object.assign(inputs, await gatherPassing(run, { stage, release, state: viewOf(seen, stage).state }));
    },
    async judge(seen) {
      let found2 = viewOf(seen, stage).state, state = afterDeath(found2), now2 = clock.now(), gates = judgeGates({
        stage,
        state,
        staging: viewOf(seen, "staging").state,
        isUnderWay: state.running !== found2.running,
        ...ofTag,
        now: now2,
        opening: openingAt(now2),
        soakMinutes: configured.staging.soakMinutes,
        inputs,
        delta: await delta(state),
        migrationPolicy: migrations?.fence.deploy ?? null
      });
      return waivedBy(run, word, gates, now2);
    }
  };
}
async function lookAtTag({ ports, context }, tag, found) {
  let { repository } = ports, { tagPrefix, mainBranch, gates, releaseBranches = null } = context.config, { sha, onMain } = found, asksBranches = releaseBranches !== null || onMain !== !0, [meant, branches] = await Promise.all([
    sha === null ? meantBy(repository, tag, tagPrefix) : { nearest: [], newest: null },
    sha === null || !asksBranches ? [] : repository.branchesWith(sha)
  ]);
  return { tag, tagPrefix, mainBranch, mainRule: gates.main, releaseBranches, branches, ...meant, ...found };
}
function waivedBy(run, word, gates, now) {
  let waivers = [
    ...word.waivers,
    ...oneWayWaivers(gates, word.allowOneWay),
    ...allowOlderWaivers(gates, word.allowOlder)
  ];
  return waive(gates, waivers, run.context.identity.actor, now);
}
async function meantBy(repository, tag, tagPrefix) {
  let names = await repository.tags(), newest = sortVersionTags(names, tagPrefix)[0]?.tag ?? null;
  return { nearest: nearestTags(tag, names, tagPrefix), newest };
}
var POLL_MS = 2e4, APPEAR_MS = 6e4, MAX_MISSED = 3;
async function awaitCi(run, facts, waitSeconds, gather) {
  let { release, inputs } = facts, { ci } = inputs, inTheWay = (await facts.judge(facts.views)).filter(({ status }) => status === "fail"), onlyCi = inTheWay.length === 1 && inTheWay[0]?.id === "ci";
  if (waitSeconds === 0 || release === null || !onlyCi || !mayChange(ci)) return facts;
  let { latest } = await run.phase(
    "ci",
    async () => {
      await watchCi(run, release, ci, waitSeconds * 1e3);
      let latest2 = await gather(), gates = await latest2.judge(latest2.views);
      return { latest: latest2, gate: gates.find(({ id }) => id === "ci") };
    },
    ({ gate }) => ({ ok: gate.status === "pass", detail: gate.detail })
  );
  return latest;
}
var mayChange = (ci) => ci.kind === "known" && isUndecided(ci.value);
async function watchCi(run, release, first, waitMs) {
  let { clock, say, signal } = run.ports, started = clock.now().getTime(), said = "", missed = 0;
  for (let seen = first; ; seen = await checkCi(run, release)) {
    if (missed = seen.kind === "known" ? 0 : missed + 1, missed > MAX_MISSED || seen.kind === "known" && !isUndecided(seen.value)) return;
    let limitMs = seen.kind === "known" && seen.value.checks.length === 0 ? Math.min(waitMs, APPEAR_MS) : waitMs, leftMs = started + limitMs - clock.now().getTime();
    if (leftMs <= 0 || signal.aborted) return;
    let line = `waiting for CI: ${describe(seen)}`;
    line !== said && say(`${line} (at most ${formatDuration(leftMs)})`), said = line, await clock.sleep(Math.min(leftMs, POLL_MS), signal).catch(() => {
    });
  }
}
function describe(seen) {
  switch (seen.kind) {
    case "known":
      return listSome(unfinished(seen.value)) || "no check has reported yet";
    case "unavailable":
      return seen.message;
    case "skipped":
      return seen.why;
  }
}

export {
  NO_WORD,
  gatherFacts,
  meantBy,
  awaitCi
};
