// Made by `npm run build` from src/engine: change it there.
import {
  readSince,
  sinceOf
} from "./release-queries.js";
import {
  frozenTimes,
  isWhole,
  recordsByRun,
  runsOf
} from "./core-figures-runs.js";
import {
  absence,
  binOf,
  contentOf,
  leadTimesOf,
  medianOf,
  placementsOf,
  weekOf,
  weeksBetween
} from "./core-report-figure-lines.js";
import {
  viewOf
} from "./release-ports.js";
import "./release-locked-stage.js";
import "./release-run-smoke.js";
import "./core-smoke-probe.js";
import "./core-config-notify.js";
import {
  Run,
  buildReport,
  runningIn
} from "./common-7.js";
import "./core-plan-way-back.js";
import "./core-aws-credentials.js";
import "./release-append.js";
import {
  EMPTY_STATE,
  holdAt
} from "./core-ledger-fold.js";
import "./semver.js";
import "./core-config-checks.js";
import "./core-config-tools.js";
import "./core-masking.js";
import "./core-forge.js";
import "./core-ledger-owner.js";
import {
  STAGES,
  releaseIn
} from "./core-stage.js";
import {
  environmentError,
  reason,
  usageError,
  whyNot
} from "./core-reasons.js";
import "./core-json.js";
import "./core-config-fields.js";
import {
  clip,
  counted
} from "./valibot.js";
import "./common.js";

// src/core/figures/deployments.ts
function deploymentsIn(records, isComplete) {
  let tally = new Tally(isComplete ? EMPTY_STATE : records.at(-1)?.state ?? EMPTY_STATE), whole = new Set(
    recordsByRun(records).filter((own) => isComplete || isWhole(own)).map(([first]) => first.runId)
  ), incidents = new Set(
    frozenTimes(records).filter(({ byHand }) => !byHand).map(({ runId }) => runId)
  );
  for (let run of runsOf(records).toReversed())
    whole.has(run.runId) && tally.take(run, incidents.has(run.runId));
  return tally;
}
var Tally = class {
  deployments = [];
  rollbacks = [];
  before;
  placements;
  /** by commit, when it first came to the stage: of two versions, the one that came later is the newer one */
  order = /* @__PURE__ */ new Map();
  /** a run froze the stage, and no deploy has passed since */
  afterIncident = !1;
  constructor({ verified, running }) {
    this.before = verified.map(({ sha }) => sha).toReversed(), this.placements = [];
    for (let sha of [...this.before, ...running === null ? [] : [running.sha]]) this.place(sha, null);
  }
  take(run, froze) {
    let { command, sha, deployedAt, rollback, changed, outcome } = run, release = releaseIn(run), deploys = command.startsWith("deploy-");
    deploys && release !== null && deployedAt !== null ? this.deploy(run, release, deployedAt) : rollback !== null && changed ? this.goBack(run, rollback.to, deploys ? "automatic" : "command", outcome === "rolled-back") : sha !== null && (command === "verify" || command === "adopt") && this.judge(run, sha), froze && (this.afterIncident = !0);
  }
  deploy(run, release, at) {
    let passed = run.outcome === "deployed";
    if (this.isOlder(release.sha)) {
      this.goBack(run, release, "redeploy", passed);
      return;
    }
    let deployment = {
      runId: run.runId,
      ...release,
      at,
      ...verdictOf(run),
      verifiedAt: passed ? run.endedAt : null,
      recoveredAt: null,
      unplanned: this.whyUnplanned(run, passed)
    };
    this.deployments.push(deployment), this.place(release.sha, deployment), passed && (this.afterIncident = !1, this.recover(run.endedAt)), run.rollback !== null && this.goBack(run, run.rollback.to, "automatic", run.outcome === "rolled-back");
  }
  whyUnplanned({ fixes }, passed) {
    return fixes !== null ? `it fixes ${fixes}` : passed && this.afterIncident ? "it is the first that passed after a freeze" : null;
  }
  goBack(run, to, kind, passed) {
    let at = run.endedAt ?? run.startedAt, isStray = !this.mark(to.sha);
    this.rollbacks.push({ runId: run.runId, at, to, passed, kind, isStray }), passed && (this.place(to.sha, null), this.recover(at));
  }
  /** Marks what a rollback leaves; false where that is not known. A failure that is open is what it leaves. */
  mark(target) {
    let since = this.placements.findLastIndex(({ sha }) => sha === target), left = this.placements.slice(since + 1).flatMap(({ deployment }) => deployment ?? []);
    if (left.some(({ verdict, recoveredAt }) => verdict === "failed" && recoveredAt === null)) return !0;
    let first = left.find(({ verdict }) => verdict !== "failed");
    return since < 0 || first === void 0 || this.hasUnknown(since) ? !1 : (first.verdict = "failed", first.because = "a rollback left it", !0);
  }
  hasUnknown(since) {
    let next = this.placements[since + 1];
    return next?.deployment === null && this.before.includes(next.sha);
  }
  /** What another command found out about the version that runs. */
  judge(run, sha) {
    let current = this.placements.at(-1);
    run.outcome === "failed" && current?.sha === sha && current.deployment?.verdict === "passed" ? (current.deployment.verdict = "failed", current.deployment.because = "it failed verification later") : run.outcome === "done" && (current?.sha !== sha && this.place(sha, null), this.recover(run.endedAt));
  }
  isOlder(sha) {
    let rank = (one) => this.order.get(one) ?? this.order.size;
    return rank(sha) < rank(this.placements.at(-1)?.sha ?? sha);
  }
  place(sha, deployment) {
    this.placements.push({ sha, deployment }), this.order.has(sha) || this.order.set(sha, this.order.size);
  }
  recover(at) {
    for (let deployment of this.deployments)
      deployment.verdict === "failed" && (deployment.recoveredAt ??= at);
  }
};
function verdictOf(run) {
  switch (run.outcome) {
    case "deployed":
      return { verdict: "passed", because: null };
    case "rolled-back":
      return { verdict: "failed", because: "it was rolled back" };
    case "rollback-failed":
      return { verdict: "failed", because: "its rollback failed" };
    case "failed":
      return {
        verdict: "failed",
        because: run.code === "VERIFICATION_FAILED" ? "it failed verification" : "its deploy failed"
      };
    case "unfinished":
      return { verdict: "inconclusive", because: run.endedAt === null ? "it is under way" : "its run died" };
    default:
      return { verdict: "inconclusive", because: "it could not be judged" };
  }
}

// src/core/figures/dora.ts
var ENOUGH = 5;
function lineageOf({ deployments, before }, since) {
  let all = deployments.flatMap(
    ({ runId, sha, verifiedAt }) => verifiedAt === null ? [] : [{ runId, sha, atMs: Date.parse(verifiedAt) }]
  ), isEarlier = ({ atMs }) => atMs < since.getTime(), known = [...before, ...all.filter(isEarlier).map(({ sha }) => sha)], arrivals = all.filter((one) => !isEarlier(one)), first = known.length === 0 ? arrivals.shift() ?? null : null;
  return { arrivals, before: first === null ? known : [first.sha], first };
}
function doraOf(facts) {
  let { stage, since, until, graph } = facts, lineage = lineageOf(facts, since), isIn = ({ at }) => Date.parse(at) >= since.getTime() && Date.parse(at) <= until.getTime(), deployments = facts.deployments.filter(isIn), rollbacks = facts.rollbacks.filter(isIn), lead = graph.kind === "known" ? leadTimesOf(lineage.arrivals, graph.value) : null, leads = deployments.flatMap(({ runId }) => [...lead?.byRun.get(runId) ?? []]), failed = deployments.filter(({ verdict }) => verdict === "failed"), inconclusive = deployments.filter(({ verdict }) => verdict === "inconclusive"), unplanned = deployments.filter((one) => one.unplanned !== null), weeks = Math.max(1, (until.getTime() - since.getTime()) / 6048e5), gaps = deployments.slice(1).map(({ at }, index) => msBetween(deployments[index].at, at));
  return {
    stage,
    since: since.toISOString(),
    until: until.toISOString(),
    leadTime: lead && timeMetric(leads),
    frequency: {
      ...timeMetric(gaps, deployments.length),
      perWeek: Math.round(deployments.length / weeks * 10) / 10
    },
    recovery: timeMetric(failed.flatMap(recoveryOf)),
    failRate: rateMetric(failed.length, deployments.length - inconclusive.length),
    reworkRate: rateMetric(unplanned.length + rollbacks.length, deployments.length + rollbacks.length),
    weeks: weekRows(since, until, deployments, rollbacks, lead),
    failed: failed.toReversed(),
    inconclusive: inconclusive.toReversed(),
    unplanned: unplanned.toReversed(),
    leftOut: leftOutOf(graph, lineage, lead, deployments, rollbacks)
  };
}
var msBetween = (from, to) => Date.parse(to) - Date.parse(from), recoveryOf = ({ at, recoveredAt }) => recoveredAt === null ? [] : [msBetween(at, recoveredAt)];
function timeMetric(values, n = values.length) {
  let tooFew = n < ENOUGH, medianMs = tooFew ? null : medianOf(values);
  return { n, tooFew, medianMs, bin: medianMs === null ? null : binOf(medianMs) };
}
var rateMetric = (count, n) => ({
  n,
  count,
  tooFew: n < ENOUGH,
  rate: n < ENOUGH ? null : Math.round(count / n * 1e3) / 1e3
});
function weekRows(since, until, deployments, rollbacks, lead) {
  let [byWeek, backByWeek] = [groupedByWeek(deployments), groupedByWeek(rollbacks)];
  return weeksBetween(since.getTime(), until.getTime()).map((week) => {
    let own = byWeek.get(week) ?? [], back = backByWeek.get(week)?.length ?? 0, count = (verdict) => own.filter((one) => one.verdict === verdict).length;
    return {
      week,
      deployments: own.length,
      failed: count("failed"),
      inconclusive: count("inconclusive"),
      rollbacks: back,
      unplanned: own.filter(({ unplanned }) => unplanned !== null).length + back,
      leadTimeMs: medianOf(own.flatMap(({ runId }) => [...lead?.byRun.get(runId) ?? []])),
      recoveryMs: medianOf(own.flatMap(recoveryOf))
    };
  });
}
function groupedByWeek(all) {
  let groups = /* @__PURE__ */ new Map();
  for (let one of all) {
    let week = weekOf(Date.parse(one.at)), others = groups.get(week);
    others === void 0 ? groups.set(week, [one]) : others.push(one);
  }
  return groups;
}
function leftOutOf(graph, { arrivals, first }, lead, deployments, rollbacks) {
  let open = deployments.filter(({ verdict, recoveredAt }) => verdict === "failed" && recoveredAt === null), bringsNone = arrivals.filter(({ runId }) => lead?.byRun.has(runId) === !1).length, missing = graph.kind === "known" ? graph.value.missing.length : 0, strays = rollbacks.filter(({ isStray }) => isStray).length, inconclusive = deployments.filter(({ verdict }) => verdict === "inconclusive").length, sentences = [
    [
      open.length,
      (n) => `Recovery leaves out ${counted(n, "failed deployment")} that nothing has recovered from yet.`
    ],
    [inconclusive, (n) => `The fail rate leaves out ${counted(n, "deployment")} that could not be judged.`],
    [strays, (n) => `${counted(n, "rollback")} left a deployment from before this time, which counts there.`],
    [first === null ? 0 : 1, () => "The stage's first deployment has no lead time: nothing came before it."],
    [bringsNone, (n) => `${counted(n, "deployment")} brought no commit that counts for the lead time.`],
    [lead?.old ?? 0, (n) => `The lead time leaves out ${counted(n, "commit")} older than 60 days.`],
    [
      lead?.younger ?? 0,
      (n) => `The lead time leaves out ${counted(n, "commit")} younger than the deployment.`
    ],
    [
      lead?.crowded ?? 0,
      (n) => `The lead time leaves out ${counted(n, "commit")} of releases of more than 5000.`
    ],
    [missing, (n) => `The lead time leaves out ${counted(n, "version")} whose commit is not in this clone.`]
  ], unknown = graph.kind === "known" ? graph.value.shallow ? [
    "The lead time may leave out commits: this clone is shallow, and git fetch --unshallow --tags brings the rest."
  ] : [] : [`The lead time is not known: ${graph.kind === "skipped" ? graph.why : graph.message}`];
  return [...sentences.flatMap(([count, sentence]) => count > 0 ? [sentence(count)] : []), ...unknown];
}

// src/core/figures/timeline.ts
var MAX_RUNS = 120, MAX_WEEKS = 110;
function timelineOf(lanes, since, until) {
  let endOf = ({ endedAt, startedAt }) => Date.parse(endedAt ?? startedAt), isIn = (ms) => ms >= since.getTime() && ms <= until.getTime(), seen = lanes.map((lane) => ({
    ...lane,
    runs: lane.runs.filter((run) => isIn(endOf(run)) || run.endedAt === null),
    frozen: lane.frozen.filter((time) => time.until === null || Date.parse(time.until) >= since.getTime())
  })), firstMs = seen.flatMap(({ runs, frozen }) => [
    ...runs.map(({ startedAt }) => Date.parse(startedAt)),
    ...frozen.map((time) => Date.parse(time.since))
  ]).reduce((first, ms) => Math.min(first, ms), until.getTime()), fromMs = Math.max(since.getTime(), firstMs), newest = seen.flatMap(({ runs }) => runs.map((run) => Date.parse(run.startedAt))).sort((a, b) => b - a), isFolded = newest.length > MAX_RUNS, detailMs = isFolded ? newest[MAX_RUNS - 1] : fromMs, weeks = weeksBetween(fromMs, until.getTime()), period = weeks.length > MAX_WEEKS ? "month" : "week", periodOf = (ms) => period === "week" ? weekOf(ms) : monthOf(ms), clamped = (ms) => periodOf(Math.max(ms, fromMs)), periods = [.../* @__PURE__ */ new Set([...weeks.map((week) => clamped(Date.parse(week))), clamped(until.getTime())])];
  return {
    since: new Date(fromMs).toISOString(),
    until: until.toISOString(),
    detailSince: new Date(detailMs).toISOString(),
    period,
    lanes: seen.map(({ stage, state: { running, lock }, runs, frozen }) => ({
      stage,
      running: running && { tag: running.tag, sha: running.sha, verified: running.verified },
      heldBy: lock && { runId: lock.runId, actor: lock.actor, since: lock.since, command: lock.command },
      total: runs.length,
      runs: isFolded ? runs.filter(({ startedAt }) => Date.parse(startedAt) >= detailMs).slice(0, MAX_RUNS) : [...runs],
      folded: foldRuns(periods, runs, clamped),
      frozen: [...frozen].slice(-MAX_RUNS)
    }))
  };
}
var monthOf = (ms) => `${new Date(ms).toISOString().slice(0, 7)}-01`;
function foldRuns(periods, runs, periodOf) {
  let byPeriod = new Map(periods.map((period) => [period, {}]));
  for (let { startedAt, outcome } of runs) {
    let outcomes = byPeriod.get(periodOf(Date.parse(startedAt)));
    outcomes !== void 0 && (outcomes[outcome] = (outcomes[outcome] ?? 0) + 1);
  }
  return [...byPeriod].map(([from, outcomes]) => ({ from, outcomes }));
}

// src/release/figures.ts
async function timeline(context, { stage, since: text }) {
  let run = new Run(context, "timeline", stage, null), { ledger } = run.ports, since = sinceOf(text, run.startedAt), stages = stage === null ? STAGES : [stage], views = await ledger.read(stages), lanes = await Promise.all(
    stages.map(async (one) => {
      let { records } = await readSince(ledger, one, since.getTime()), { state } = viewOf(views, one);
      return { stage: one, state, runs: runsOf(records), frozen: frozenTimes(records) };
    })
  );
  return buildReport(run, "done", null, {
    timeline: timelineOf(lanes, since, run.startedAt),
    forge: context.forge ?? null
  });
}
async function dora(context, { since: text }) {
  let run = new Run(context, "dora", "production", null), { ledger, repository } = run.ports, since = sinceOf(text, run.startedAt), { records, isComplete } = await readSince(ledger, "production", since.getTime()), facts = deploymentsIn(records, isComplete), { arrivals, before } = lineageOf(facts, since), graph = await repository.graph(
    arrivals.map(({ sha }) => sha),
    before
  ), oldest = records.at(-1), begun = isComplete && oldest !== void 0 ? Date.parse(oldest.at) : 0, from = new Date(Math.max(since.getTime(), Math.min(begun, run.startedAt.getTime()))), figures = doraOf({ ...facts, stage: "production", since: from, until: run.startedAt, graph });
  return buildReport(run, "done", null, { dora: figures, forge: context.forge ?? null });
}
async function contains(context, request) {
  if (Object.entries(request).filter(([, value]) => value !== null).length !== 1)
    throw usageError(
      "USAGE",
      "The command line cannot be understood.",
      [{ path: "--sha, --tag, --pr", message: "exactly one of them is needed" }],
      "For example: `contains --tag VERSION`."
    );
  let run = new Run(context, "contains", null, request.tag), { ledger, repository } = run.ports, sought = await seek(run, request);
  if ("code" in sought) return buildReport(run, "blocked", sought);
  let views = await ledger.read(STAGES), madeMs = Date.parse(sought.at), histories = await Promise.all(
    STAGES.map(async (stage) => {
      let { records } = await readSince(ledger, stage, madeMs), { state } = viewOf(views, stage);
      return { stage, state, runs: runsOf(records), running: runningIn(state) };
    })
  ), versions = histories.flatMap(({ runs, running }) => [
    ...placementsOf(runs).map(({ release }) => release.sha),
    ...running === null ? [] : [running.sha]
  ]), holders = await repository.holders(sought.sha, versions);
  if (holders.kind !== "known")
    throw environmentError("NOT_A_REPOSITORY", `The history cannot be read: ${whyNot(holders)}`);
  let held = new Set(holders.value), contents = {
    sought,
    stages: histories.map(
      ({ stage, state, runs, running }) => contentOf(stage, running, runs, held, marksOf(state, held, run.startedAt))
    )
  }, missing = absence(contents);
  return buildReport(run, missing === null ? "done" : "absent", missing, {
    contains: contents,
    sha: sought.sha
  });
}
function marksOf(state, holders, now) {
  let frozen = holdAt(state, now) ?? (state.frozen && { ...state.frozen, until: null }), quarantined = state.quarantine.filter(({ sha }) => holders.has(sha));
  return {
    ...frozen === null ? {} : { frozen },
    ...quarantined.length === 0 ? {} : { quarantined }
  };
}
async function seek(run, { sha, tag, pr }) {
  let { repository } = run.ports, { mainBranch } = run.context.config;
  if (pr !== null) return seekMerge(run, Number(pr));
  let id = sha ?? (await repository.lookUp(tag, mainBranch)).sha;
  if (id === null) return reason("TAG_NOT_FOUND", `The repository has no tag ${clip(tag)}.`);
  let found = await repository.find(id);
  return found.kind !== "known" ? reason("COMMIT_NOT_FOUND", whyNot(found)) : found.value === null ? reason("COMMIT_NOT_FOUND", `The repository has no commit ${clip(id)}.`) : soughtOf(tag ?? id, found.value);
}
var soughtOf = (name, { sha, at, subject }) => ({
  name,
  sha,
  at,
  subject: clip(subject)
});
async function seekMerge({ ports, context }, number) {
  let { codeHost, repository, say } = ports, name = `#${number}`, answer = await codeHost.mergeCommit(number);
  if (answer.kind === "known") {
    if (answer.value === null)
      return reason("COMMIT_NOT_FOUND", `Pull request ${name} is not merged.`, "Merge it, and release it.");
    let merge = await repository.find(answer.value);
    if (merge.kind === "known" && merge.value !== null) return soughtOf(name, merge.value);
  }
  answer.kind === "unavailable" && say(`GitHub could not tell: ${answer.message}`);
  let { mainBranch } = context.config, merges = await repository.mergesOf(number, mainBranch);
  if (merges.kind !== "known") return reason("COMMIT_NOT_FOUND", whyNot(merges));
  let [newest] = merges.value;
  return newest !== void 0 ? soughtOf(name, newest) : reason("COMMIT_NOT_FOUND", `No commit of ${mainBranch} says that it merges pull request ${name}.`);
}
export {
  contains,
  dora,
  timeline
};
