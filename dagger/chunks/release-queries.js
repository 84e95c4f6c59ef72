// Made by `npm run build` from src/engine: change it there.
import {
  isWhole,
  recordsByRun,
  runsOf
} from "./core-figures-runs.js";
import {
  SHORT_RUN,
  parseSince
} from "./core-report-figure-lines.js";
import {
  viewOf
} from "./release-ports.js";
import {
  LockMonitor
} from "./release-locked-stage.js";
import {
  observeStage
} from "./release-run-smoke.js";
import {
  Run,
  buildReport,
  lookBack,
  seenBy,
  stageCard
} from "./common-7.js";
import {
  EMPTY_STATE,
  holdAt
} from "./core-ledger-fold.js";
import {
  currentRelease,
  nextVersion
} from "./semver.js";
import {
  ciRunText
} from "./core-ledger-owner.js";
import {
  STAGES
} from "./core-stage.js";
import {
  reason,
  skipped
} from "./core-reasons.js";
import {
  property
} from "./core-json.js";
import {
  clip
} from "./valibot.js";

// src/release/queries.ts
async function status(context, { stage: only = null, offline = !1 } = {}) {
  let run = new Run(context, "status", null, null), views = await run.ports.ledger.read(STAGES), stages = await Promise.all(
    STAGES.filter((stage) => only === null || stage === only).map(async (stage) => {
      let { held: _, ...known } = viewOf(views, stage).state, held = holdAt(viewOf(views, stage).state, run.startedAt), state = held === null ? known : { ...known, held }, { lock } = state, [observed, holder] = await Promise.all([
        offline ? void 0 : observeStage(run, stage, state),
        offline || lock === null ? void 0 : new LockMonitor(run.ports, stage).look(lock),
        lookBack(run, state)
      ]), card = stageCard(run, stage, state, observed === void 0 ? null : seenBy(observed));
      return {
        stage,
        state,
        card,
        ...observed === void 0 ? {} : { observed },
        ...holder === void 0 ? {} : { holder }
      };
    })
  );
  return buildReport(run, "done", null, { stages });
}
async function history(context, request) {
  let { stage, limit } = request, run = new Run(context, "history", stage, null), since = request.since == null ? null : sinceOf(request.since, run.startedAt), select = (all2) => {
    let runs2 = runsOf(all2).filter((one) => isWanted(request, since, one)), wanted = new Set(runs2.map(({ runId }) => runId)), records2 = all2.filter(
      ({ runId, at }) => wanted.has(runId) && !(since && Date.parse(at) < since.getTime())
    );
    if (request.records) return { runs: null, records: records2.slice(0, limit) };
    let shown = runs2.slice(0, limit), ids = new Set(shown.map(({ runId }) => runId));
    return { runs: shown, records: records2.filter(({ runId }) => ids.has(runId)) };
  }, isEnough = (all2) => {
    let { runs: runs2, records: records2 } = select(all2), whole = new Set(recordsByRun(all2).flatMap((own) => isWhole(own) ? [own[0].runId] : []));
    return (runs2 ?? records2).length === limit && records2.every(({ runId }) => whole.has(runId));
  }, { records: all } = await readSince(run.ports.ledger, stage, since?.getTime() ?? null, isEnough), { runs, records } = select(all), state = all[0]?.state ?? EMPTY_STATE;
  return await lookBack(run, state), buildReport(run, "done", null, { runs, history: records.map(historyEntry), state });
}
var isWanted = ({ tag = null, outcome = null }, since, one) => (tag === null || [one.tag, one.rollback?.to.tag, one.rollback?.from.tag].includes(tag)) && (outcome === null || one.outcome === outcome) && (since === null || Date.parse(one.endedAt ?? one.startedAt) >= since.getTime()), sinceOf = (text, now) => parseSince(text, now), MAX_RECORDS = 1e5, MARGIN_MS = 864e5;
async function readSince(ledger, stage, sinceMs, isEnough = () => !1) {
  let stopped = !1, records = await ledger.history(stage, MAX_RECORDS, (read) => {
    let oldest = read.at(-1);
    return stopped = sinceMs !== null && oldest !== void 0 && Date.parse(oldest.at) < sinceMs - MARGIN_MS || isEnough(read), stopped;
  });
  return { records, isComplete: !stopped && records.length < MAX_RECORDS };
}
var REPORT_REACH = 50, RUN_REACH = 500;
async function recordedReport(context, { stage, run: id = null }) {
  let run = new Run(context, "report", stage, null), all = await run.ports.ledger.history(stage, id === null ? REPORT_REACH : RUN_REACH), records = id === null ? all : recordsOf(all, id), ended = records.find(({ report }) => report !== null);
  return ended === void 0 ? buildReport(run, "blocked", whyNone(stage, id, records[0])) : { ...buildReport(run, "done", null), ...ended.report };
}
var isShort = (runId, id) => id.length >= SHORT_RUN && runId.startsWith(id);
function recordsOf(records, id) {
  let isPart = ({ runId, runner, report }) => runId === id || isShort(runId, id) || (runner?.ci && ciRunText(runner.ci)) === id || property(report, "ciRun") === id, runs = new Set(records.filter(isPart).map(({ runId }) => runId));
  return records.filter(({ runId }) => runs.has(runId));
}
function whyNone(stage, id, newest) {
  if (id === null) return reason("NOTHING_DEPLOYED", `No run has ended on ${stage} yet.`);
  if (newest === void 0) return reason("RUN_NOT_RECORDED", `Run ${clip(id)} left no record on ${stage}.`);
  let { kind, at } = newest;
  return reason(
    "RUN_NOT_RECORDED",
    `Run ${clip(id)} has not ended on ${stage}: its last record is "${kind}" of ${at}.`
  );
}
async function nextVersion2(context, { bump }) {
  let run = new Run(context, "next-version", null, null), { repository } = run.ports, { tagPrefix, mainBranch } = context.config, tags = await repository.tags(), current = currentRelease(tags, tagPrefix), { sha, mainRemote } = await repository.lookUp(current ?? "", mainBranch), main = mainRemote === null ? `refs/heads/${mainBranch}` : `refs/remotes/${mainRemote}/${mainBranch}`, commits = bump === "auto" ? await repository.log(sha, main, READ_COMMITS) : skipped("they were not asked");
  return buildReport(run, "done", null, { nextVersion: nextVersion(tags, tagPrefix, bump, commits) });
}
var READ_COMMITS = 1e3, historyEntry = (record) => {
  let { at, kind, tag, sha, actor, runId, code, detail, reason: because } = record;
  return { at, kind, tag, sha, actor, runId, code, detail: detail ?? because };
};

export {
  status,
  history,
  sinceOf,
  readSince,
  recordedReport,
  nextVersion2 as nextVersion
};
