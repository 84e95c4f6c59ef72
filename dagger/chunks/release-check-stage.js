// Made by `npm run build` from src/engine: change it there.
import {
  checksOf,
  configuredVerification,
  skipVerification,
  verificationPhase
} from "./release-run-verification.js";
import {
  appendWithReport,
  smokePhase
} from "./release-record-ending.js";
import "./release-locked-stage.js";
import {
  NOTHING,
  lookAt,
  unknownUrls
} from "./release-run-smoke.js";
import {
  isVersionOf,
  readAddresses
} from "./core-smoke-probe.js";
import "./core-config-notify.js";
import {
  Run,
  buildReport,
  lookBack,
  observedOf,
  runningIn
} from "./common-7.js";
import {
  answersWrongly,
  isQuarantined
} from "./core-plan-way-back.js";
import "./core-aws-credentials.js";
import {
  appendEntries,
  readStage
} from "./release-append.js";
import {
  openWatchOf
} from "./core-ledger-fold.js";
import {
  sortVersionTags
} from "./semver.js";
import "./core-config-checks.js";
import "./core-config-tools.js";
import "./core-masking.js";
import "./core-forge.js";
import "./core-ledger-owner.js";
import {
  describeRelease
} from "./core-stage.js";
import {
  PipelineError,
  messageOf,
  reason
} from "./core-reasons.js";
import "./core-json.js";
import "./core-config-fields.js";
import {
  sentence
} from "./valibot.js";
import "./common.js";

// src/release/check-stage.ts
async function smokeStage(context, { stage, url = null }) {
  let given = readAddresses(url), run = new Run(context, "smoke", stage, null), before = await readStage(run.ports.ledger, stage);
  if (before.state.running === null) return smokeUnknown(run, stage, given);
  let smoked = await smokeRunning(run, before, given);
  if (smoked.kind === "ended") return smoked.report;
  let { shown, view } = smoked;
  return buildReport(run, "done", null, { ...shown, running: runningIn(view.state), state: view.state });
}
async function smokeRunning(run, view, given = {}) {
  let { config } = run.context, { deployer } = run.ports, { stage } = view, { running } = view.state;
  if (running === null) {
    let why2 = reason("NOTHING_DEPLOYED", `The ledger knows no deploy of ${stage}.`);
    return { kind: "ended", report: buildReport(run, "blocked", why2), shown: {} };
  }
  let { tag, sha } = running, outputs = { ...await deployer.reach(stage, running), ...given };
  await lookBack(run, view.state);
  let shown = { tag, sha, running: { tag, sha, verified: !1 }, state: view.state, outputs }, ended = (outcome2, why2) => ({
    kind: "ended",
    report: buildReport(run, outcome2, why2, shown),
    shown
  }), urls = { ...config.stages[stage].urls, ...outputs }, missing = unknownUrls(config.smoke, urls);
  if (missing.length > 0) {
    let message = `The stage has no ${missing.join(", ")}, which the checks need.`;
    return ended("inconclusive", reason("OUTPUTS_MISSING", message));
  }
  let { outcome, reason: why } = await judgeRunning(run, urls, running, smokeFix(running));
  return outcome === "done" ? { kind: "passed", view, release: { tag, sha }, urls, shown } : await replacedMeanwhile(run, view, running, shown) ?? ended(outcome, why);
}
async function replacedMeanwhile(run, { stage, state: before }, was, shown) {
  let { state } = await readStage(run.ports.ledger, stage).catch(() => ({ state: before })), { running } = state;
  if (run.ports.signal.aborted || running === null || arrivalIn(state) === arrivalIn(before)) return null;
  let message = `${describeRelease(was)} was looked at, and meanwhile ${describeRelease(running)} came to ${stage}.`, now = { ...shown, running: runningIn(state), state };
  return {
    kind: "ended",
    report: buildReport(run, "inconclusive", reason("STAGE_CHANGED", message), now),
    shown: now
  };
}
var arrivalIn = ({ running, arrival }) => `${running?.sha} ${arrival?.at}`, smokeFix = ({ tag }) => (smoke) => answersWrongly(smoke) ? WRONG_FIX : smoke.checks.some(({ optional, status }) => !optional && status === null) ? `Start the application again, or its host; if it was deployed lately, roll back: ${ROLLBACK}.` : `${tag} does not answer: \`history --stage STAGE\` says what was deployed. To have it there again: \`deploy-STAGE --tag ${tag} --waive 'drift=WHY'\`.`, ROLLBACK = "`rollback --stage STAGE --reason 'WHY'`", WRONG_FIX = `If it was deployed lately, roll back: ${ROLLBACK}. If not, look at what it depends on; where a check is wrong, correct pipeline.json.`;
async function judgeRunning(run, urls, release, fixOf = () => {
}) {
  let { signal } = run.ports;
  try {
    let smoke = await smokePhase(run, "smoke", urls, release, { signal }), { verdict, detail } = smoke;
    return verdict === "pass" ? { outcome: "done", reason: null } : verdict === "fail" ? { outcome: "failed", reason: reason("SMOKE_FAILED", detail, fixOf(smoke)) } : { outcome: "inconclusive", reason: reason("SMOKE_INCONCLUSIVE", detail) };
  } catch (error) {
    if (!signal.aborted) throw error;
    return { outcome: "inconclusive", reason: reason("INTERRUPTED") };
  }
}
async function smokeUnknown(run, stage, given) {
  let { smoke, stages } = run.context.config, urls = { ...stages[stage].urls, ...given }, missing = unknownUrls(smoke, urls);
  if (missing.length > 0) {
    let message = `The ledger knows no deploy of ${stage}, and nothing gives its address: ${missing.join(", ")}.`, fix = `${reason("ADDRESS_UNKNOWN").fix} Or deploy a tag first.`;
    return buildReport(run, "blocked", reason("NOTHING_DEPLOYED", message, fix));
  }
  let readings = await lookAt(run, urls, NOTHING), { sighting, detail } = observedOf(readings, null, run.ports.clock.now());
  if (sighting === "no-answer" || sighting === "unreachable") {
    let message = `The ledger knows no deploy of ${stage}, and nothing answers there: ${detail}.`;
    return buildReport(run, "blocked", reason("NOTHING_DEPLOYED", message));
  }
  let served = await identify(run, readings), { outcome, reason: why } = await judgeRunning(run, urls, served.as);
  return buildReport(run, outcome, why, { outputs: given, ...served.release });
}
async function identify(run, readings) {
  let { tagPrefix, mainBranch } = run.context.config, { repository } = run.ports, { said } = readings.find(({ optional, claim }) => !optional && claim !== null) ?? {}, as = { tag: said?.version ?? "", sha: said?.sha?.toLowerCase() ?? "" }, isServed = (tag2) => isVersionOf({ tag: tag2, tagPrefix })(as.tag), tag = sortVersionTags(await repository.tags(), tagPrefix).find(
    (version) => isServed(version.tag)
  )?.tag;
  if (tag === void 0) return { as, release: null };
  let { sha } = await repository.lookUp(tag, mainBranch), release = sha === null ? null : { tag, sha };
  return { as: release ?? as, release };
}
async function verifyStage(context, { stage }) {
  let verify = configuredVerification(context.config), run = new Run(context, "verify", stage, null), { ledger, signal } = run.ports, smoked = await smokeRunning(run, await readStage(ledger, stage));
  if (smoked.kind === "ended") {
    let { report } = smoked;
    if (report.smoke === null) return report;
    let shown2 = { ...smoked.shown, verification: skipVerification(checksOf(verify), "smoke did not pass") };
    return report.outcome !== "failed" ? buildReport(run, report.outcome, report.reason, shown2) : recordFailure(run, stage, report.reason, shown2);
  }
  let { release, urls, shown, view } = smoked, verification;
  try {
    let deployedAtMs = await deployedAt(run.ports.ledger, stage, release), expected = { ...release, tagPrefix: context.config.tagPrefix };
    verification = await verificationPhase(run, verify, { stage, expected, urls, deployedAtMs }, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    return buildReport(run, "inconclusive", reason("INTERRUPTED"), shown);
  }
  if (verification.verdict === "fail") {
    let replaced = await replacedMeanwhile(run, view, release, shown);
    return replaced !== null ? replaced.report : recordFailure(run, stage, reason("VERIFICATION_FAILED", verification.detail), shown);
  }
  return recordPass(run, stage, { ...shown, running: runningIn(view.state) });
}
var REACH = 50;
async function deployedAt(ledger, stage, { sha }) {
  let deployed = (await ledger.history(stage, REACH)).find((one) => one.kind === "deployed" && one.sha === sha);
  return deployed === void 0 ? null : Date.parse(deployed.at);
}
var isPromotable = (state, sha) => runningFreely(state, sha)?.verified === !1 && openWatchOf(state) === null && state.frozen === null && !isQuarantined(state, sha);
function isVerified(state, sha) {
  let running = runningFreely(state, sha);
  return running !== null && (running.verified || state.verified.some((one) => one.sha === sha));
}
var runningFreely = ({ running, lock }, sha) => lock === null && running?.sha === sha ? running : null;
function recordPass(run, stage, shown) {
  let { tag, sha } = shown, pass = { entries: [run.entry("verified", { tag, sha, verification: "pass" })], outcome: "done", reason: null, shown };
  return recordJudgement(run, stage, (state) => isPromotable(state, sha), pass);
}
function recordFailure(run, stage, why, shown) {
  let { tag, sha } = shown, failure = { entries: [run.entry("unverified", { tag, sha, code: why.code, detail: why.message })], outcome: "failed", reason: why, shown };
  return recordJudgement(run, stage, (state) => isVerified(state, sha), failure);
}
async function recordJudgement(run, stage, matters, judgement) {
  let { ledger, say } = run.ports, { outcome, reason: why, shown } = judgement, asIs = () => buildReport(run, outcome, why, shown), overtaken = new Error(`another run changed ${stage} meanwhile`);
  try {
    let view = await readStage(ledger, stage);
    return matters(view.state) ? await appendWithReport(run, ({ state }) => {
      if (!matters(state)) throw overtaken;
      return judgement;
    }, (entriesFor) => appendEntries(run.ports, view, entriesFor)) : asIs();
  } catch (error) {
    if (say(`what was seen is not recorded: ${messageOf(error)}`), error === overtaken || !matters(shown.state)) return asIs();
    let { fix } = error instanceof PipelineError ? error.reason : reason("LEDGER_UNAVAILABLE"), again = `When the ledger can be reached again: \`verify --stage ${stage}\`.`, fault = `it is not known whether that was recorded: ${sentence(messageOf(error))}`;
    if (why !== null) {
      let message = `${sentence(why.message)} But ${fault}`;
      return buildReport(run, outcome, { ...why, message, fix: `${why.fix} ${again}` }, shown);
    }
    let passed = `${describeRelease(shown)} passes smoke and verification on ${stage}`, unrecorded = reason("LEDGER_UNAVAILABLE", `${passed}, but ${fault}`, `${fix} ${again}`);
    return buildReport(run, "inconclusive", unrecorded, shown);
  }
}
export {
  smokeStage,
  verifyStage
};
