// Made by `npm run build` from src/engine: change it there.
import {
  openingNotes
} from "./core-report-notes.js";
import "./core-report-headline.js";
import "./core-doctor-finding.js";
import "./core-setup-prerequisite.js";
import "./core-report-figure-lines.js";
import {
  meantBy
} from "./release-deploy-facts.js";
import {
  readUntil
} from "./core-gates-waivers.js";
import "./release-gate-inputs.js";
import "./core-config-command-rules.js";
import "./release-secrets.js";
import {
  viewOf
} from "./release-ports.js";
import {
  appendWithReport
} from "./release-record-ending.js";
import {
  LockMonitor,
  sweepDead
} from "./release-locked-stage.js";
import "./release-run-smoke.js";
import "./core-smoke-probe.js";
import "./core-config-notify.js";
import {
  Run,
  buildReport,
  describeOwner,
  lookBack
} from "./common-7.js";
import "./core-plan-way-back.js";
import "./core-aws-credentials.js";
import {
  appendEntries,
  readStage
} from "./release-append.js";
import {
  foldEntry
} from "./core-ledger-fold.js";
import "./semver.js";
import "./core-config-checks.js";
import "./core-config-tools.js";
import "./core-masking.js";
import "./core-forge.js";
import "./core-ledger-owner.js";
import {
  STAGES,
  describeRelease
} from "./core-stage.js";
import {
  messageOf,
  reason
} from "./core-reasons.js";
import "./core-json.js";
import "./core-config-fields.js";
import {
  sentence
} from "./valibot.js";
import "./common.js";

// src/release/interventions.ts
var UNFREEZE = {
  command: "unfreeze",
  kind: "unfrozen",
  // nothing to lift where the stage is neither frozen nor has versions that the pipeline quarantined
  subject({ frozen, held, quarantine: quarantine2 }) {
    let judged = quarantine2.filter(({ by }) => by === void 0);
    if (frozen === null && held === void 0 && judged.length === 0) return null;
    let was = [
      ...frozen === null ? [] : [frozen.reason],
      ...held === void 0 ? [] : [`${held.reason}, by ${held.actor}`]
    ];
    return {
      id: JSON.stringify([frozen, held, judged]),
      was: was.length === 0 ? "" : ` (was: ${was.join("; ")})`
    };
  },
  nothing: "NOT_FROZEN",
  another: "STAGE_FROZEN",
  owner: "dead"
}, unlocking = (force) => ({
  command: "unlock",
  kind: "lock-broken",
  subject: ({ lock }) => lock && { id: lock.runId, was: ` (was held by run ${lock.runId} of ${lock.actor})` },
  nothing: "LOCK_FREE",
  another: "LOCK_HELD",
  owner: force ? "any" : "not-alive"
}), unfreeze = (context, request) => intervene(context, request, UNFREEZE), unlock = (context, { force = !1, ...request }) => intervene(context, request, unlocking(force));
async function intervene(context, { stage, reason: because }, intervention) {
  let { command, kind, subject, nothing, another } = intervention, run = new Run(context, command, stage, null, because), view = await readStage(run.ports.ledger, stage);
  await lookBack(run, view.state);
  let shown = { state: view.state }, refuse = (why) => buildReport(run, "blocked", why, shown), ended = subject(view.state);
  if (ended === null) return refuse(reason(nothing));
  let underWay2 = await ownerInTheWay(run, view, intervention);
  if (underWay2 !== null) return refuse(underWay2);
  let left = intervention.owner === "any" ? null : view.state.lock, orphans = kind === "lock-broken" ? await sweepDead(run.ports, { owner: left }) : null;
  if (orphans !== null) return refuse(orphans);
  let hold = { stages: [stage], until: null, lifted: !0, notes: openingNotes(stage, view.state) }, detail = `${because}${ended.was}`, entry = run.entry(kind, { ...runningOn(view.state), reason: because, detail }), changedSince = ({ state }) => {
    let now = subject(state);
    return now === null ? reason(nothing) : now.id !== ended.id ? reason(another, CHANGED, LOOK) : state.lock?.runId === view.state.lock?.runId ? null : reason("LOCK_HELD", CHANGED, LOOK);
  };
  return record(run, view, (seen) => {
    let why = changedSince(seen);
    return why === null ? done([entry], command === "unfreeze" ? { ...shown, hold } : shown) : { entries: [], outcome: "blocked", reason: why, shown };
  }, another);
}
var runningOn = ({ running }) => running === null ? {} : { tag: running.tag, sha: running.sha }, done = (entries, shown) => ({ entries, outcome: "done", reason: null, shown });
async function record(run, view, compose, unmoved = "LEDGER_UNAVAILABLE") {
  run.stage !== null && await lookBack(run, compose(view).entries.reduce(foldEntry, view.state));
  let before = view, report = await appendWithReport(
    run,
    compose,
    (entriesFor) => appendEntries(run.ports, view, (seen) => (before = seen, entriesFor(seen)))
  );
  if (!report.ok || (await readStage(run.ports.ledger, view.stage).catch(() => null))?.tip !== before.tip) return report;
  let shown = { ...compose(before).shown, hold: null, ...run.stage && { state: before.state } };
  return buildReport(run, "failed", reason(unmoved, UNMOVED), shown);
}
async function ownerInTheWay(run, { stage, state: { lock } }, { owner, command }) {
  if (lock === null || owner === "any") return null;
  let liveness = await new LockMonitor(run.ports, stage).lookTwice(lock, run.ports);
  if (run.ports.signal.aborted) return reason("INTERRUPTED");
  if (liveness.kind === "dead") return null;
  let who = describeOwner(stage, lock, run.ports.clock.now());
  if (liveness.kind === "alive") return reason("OWNER_ALIVE", `${who} It is alive: ${liveness.sign}.`);
  if (owner === "not-alive") return null;
  let fix = `Wait for it. When you know that it is dead: \`unlock --stage ${stage} --reason 'WHY'\`; then ${command} again.`;
  return reason("LOCK_HELD", `${who} It is not proven dead: ${liveness.why}.`, fix);
}
var UNMOVED = "The ledger took the record, but the stage's state did not change.", CHANGED = "The stage changed while this command ran.", LOOK = "Look at `status`, then decide again.";
async function freeze(context, request) {
  let { stage, reason: because } = request, run = new Run(context, "freeze", stage, null, because), until = readUntil(request.until, run.startedAt, stage), view = await readStage(run.ports.ledger, stage), words = { reason: because, detail: because, ...until === null ? {} : { until } }, entry = run.entry("frozen-by-hand", { ...runningOn(view.state), ...words }), holdIn = (state) => ({
    stages: [stage],
    until,
    lifted: !1,
    notes: underWay(run, stage, state)
  });
  return record(run, view, ({ state }) => done([entry], { hold: holdIn(state) }));
}
async function quarantine(context, request) {
  let { tag, stage, lift } = request, run = new Run(context, "quarantine", stage, tag, request.reason), stages = stage === null ? STAGES : [stage], { tagPrefix, mainBranch } = context.config, [views, { sha }] = await Promise.all([
    run.ports.ledger.read(stages),
    run.ports.repository.lookUp(tag, mainBranch)
  ]), work = stages.flatMap((one) => {
    let { state } = viewOf(views, one), releases = lift ? kept(state, tag, sha) : namesakes(state, tag, sha);
    return releases.length === 0 ? [] : [{ stage: one, releases }];
  }), refuse = (why) => buildReport(run, "blocked", why, { sha });
  if (work.length === 0) {
    if (lift)
      return refuse(reason("NOT_QUARANTINED", `${tag} is not quarantined on ${stages.join(" and ")}.`));
    let { nearest } = await meantBy(run.ports.repository, tag, tagPrefix), meant = nearest.length === 0 ? "" : ` Did you mean ${nearest.join(", ")}?`, message = `Neither the repository nor the ledger of ${stages.join(" and ")} knows ${tag}.${meant}`;
    return refuse(reason("TAG_NOT_FOUND", message));
  }
  for (let one of lift ? work : []) {
    let view = viewOf(views, one.stage), why = await ownerInTheWay(run, view, { owner: "dead", command: "quarantine" });
    if (why !== null) return refuse(why);
  }
  return recordOnEach(run, request, work, sha);
}
async function recordOnEach(run, { reason: because, lift }, work, sha) {
  let kind = lift ? "quarantine-lifted" : "quarantined-by-hand", hold = { stages: [], until: null, lifted: lift, notes: [] }, report = buildReport(run, "done", null, { sha, hold });
  for (let { stage, releases } of work) {
    let entries = releases.map(
      (release) => run.entry(kind, { ...release, reason: because, detail: because })
    ), notesOf = (state) => lift ? [] : [...runsIt(stage, state, releases), ...underWay(run, stage, state, releases)], partly = (why) => {
      let message = `${sentence(why)} It is recorded on ${hold.stages.join()}, and may not be on ${stage}.`;
      return buildReport(run, "failed", reason("LEDGER_UNAVAILABLE", message), { sha, hold });
    };
    try {
      let view = await readStage(run.ports.ledger, stage), shown = ({ state }) => ({
        sha,
        hold: { ...hold, stages: [...hold.stages, stage], notes: [...hold.notes, ...notesOf(state)] }
      });
      report = await record(run, view, (seen) => done(entries, shown(seen)));
    } catch (error) {
      if (hold.stages.length === 0) throw error;
      return partly(messageOf(error));
    }
    if (!report.ok) return hold.stages.length === 0 ? report : partly(UNMOVED);
    Object.assign(hold, report.hold);
  }
  return report;
}
function namesakes({ running, verified, lock }, tag, sha) {
  let known = [running, lock, ...verified].flatMap((one) => one?.tag === tag ? [one.sha] : []);
  return [...new Set([sha, ...known].filter((one) => one !== null))].map((one) => ({ tag, sha: one }));
}
var kept = ({ quarantine: all }, tag, sha) => all.filter((one) => one.tag === tag || one.sha === sha).map((one) => ({ tag: one.tag, sha: one.sha })), runsIt = (stage, { running }, releases) => running !== null && releases.some(({ sha }) => sha === running.sha) ? [
  `${stage} runs ${describeRelease(running)} and goes on doing so: \`rollback --stage ${stage} --reason 'WHY'\`.`
] : [];
function underWay(run, stage, { lock }, kept2 = []) {
  if (lock === null) return [];
  let then = kept2.some(({ sha }) => sha === lock.sha) ? "A deploy that has begun goes on, and ends as one that failed." : "It is not stopped.";
  return [`${describeOwner(stage, lock, run.ports.clock.now())} It has passed its gates. ${then}`];
}
export {
  freeze,
  quarantine,
  unfreeze,
  unlock
};
