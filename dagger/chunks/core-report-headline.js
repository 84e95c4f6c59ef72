// Made by `npm run build` from src/engine: change it there.
import {
  findingTally
} from "./core-doctor-finding.js";
import {
  tally
} from "./core-setup-prerequisite.js";
import {
  figureLine
} from "./core-report-figure-lines.js";
import {
  answersWrongly,
  isQuarantined
} from "./core-plan-way-back.js";
import {
  describeRelease,
  releaseIn
} from "./core-stage.js";
import {
  reason
} from "./core-reasons.js";
import {
  counted,
  isoSeconds
} from "./valibot.js";

// src/core/report/headline.ts
function headline(report) {
  if (hasLost(report)) return lostLine(report);
  switch (report.outcome) {
    case "deployed":
      return report.running?.verified === !1 ? `${stageText(report)} runs ${runningText(report)}, passed smoke, not watched yet: \`watch --stage ${stageText(report)}\`` : `${stageText(report)} runs ${runningText(report)}, verified`;
    case "blocked":
      return blockedLine(report);
    case "failed":
      return failedLine(report);
    case "rolled-back":
      return `${stageText(report)} runs ${runningText(report)}, not ${leftTag(report)}: rolled back, verified${keptMigrations(report)}`;
    case "rollback-failed":
      return `${isOn(report)}, unverified: the rollback failed${report.command === "rollback" ? "" : " too"}, act now`;
    case "inconclusive":
      return report.command === "adopt" || report.command === "secrets-set" ? blockedLine(report) : !isLookedUp(report) || report.reason?.code === "LEDGER_UNAVAILABLE" ? reasonOf(report).message : `${isOn(report)}, could not be judged: ${reasonOf(report).message}`;
    case "done":
    case "absent":
      return figureLine(report) ?? doneLine(report);
  }
}
function blockedLine(report) {
  let { command, running } = report, [stage, tag] = [stageText(report), tagText(report)];
  switch (command) {
    case "doctor":
      return findingTally(report.findings ?? []);
    case "release":
      return `Nothing was tagged: ${reasonOf(report).message}`;
    case "deploy-staging":
    case "deploy-production":
      return `Nothing was changed: ${tag} was not deployed to ${stage}${running === null ? "" : `, which ${stillRunsText(report)}`}`;
    case "rollback":
      return `Nothing was changed: ${stage} was not rolled back${running === null ? "" : `; it ${stillRunsText(report)}`}`;
    case "watch":
    case "freeze":
    case "unfreeze":
    case "unlock":
      return `Nothing was changed: ${running === null ? reasonOf(report).message : stillRuns(report)}`;
    case "adopt":
      return `${tag} was not adopted on ${stage}: ${reasonOf(report).message}`;
    case "preflight":
      return `${tag} may not go to ${stage}: ${reasonOf(report).message}`;
    default:
      return reasonOf(report).message;
  }
}
var hasLost = ({ outcome, reason: reason2 }) => reason2?.code === "LOCK_LOST" || reason2?.code === "LEASE_EXPIRED" && outcome === "inconclusive";
function lostLine(report) {
  let { running, changed } = report, stage = stageText(report), believed = running === null ? noDeploy(report) : `by the ledger it runs ${runningText(report)}, ${running.verified ? "verified" : "unverified"}`;
  return changed ? `${stage} may have been changed by this run, which no longer holds it; ${believed}` : `Nothing was changed by this run, which no longer holds ${stage}; ${believed}`;
}
function failedLine(report) {
  if (report.command === "setup") return setupLine(report);
  let unverified = report.reason?.code === "VERIFICATION_FAILED";
  if (report.command === "smoke" || report.command === "verify") {
    let what = unverified ? "does not pass verification" : "does not pass";
    return `${isOn(report)}${byLedger(report)} and ${what}: ${reasonOf(report).message}`;
  }
  return report.command === "adopt" ? `${tagText(report)} was not adopted on ${stageText(report)}: ${reasonOf(report).message}` : unverified ? `${isOn(report)}, passes smoke but not verification: ${reasonOf(report).message}` : report.command === "quarantine" && report.hold !== null ? `${holdLine(report, report.hold)}; of the other stage that is not known` : report.command === "serve" || !isLookedUp(report) ? reasonOf(report).message : !report.changed && report.reason?.code !== "WATCH_FAILED" ? `${unchanged(report)}: ${stillRuns(report)}` : `${isOn(report)}, unverified: ${reasonOf(report).message}`;
}
function doneLine(report) {
  let { command, stages, nextVersion, tagged, document } = report, stage = stageText(report);
  if (tagged !== null) {
    let how = tagged.pushed ? "tagged and pushed" : `tagged here; push it: git push origin ${tagText(report)}`;
    return `${subject(report)} is ${how}`;
  }
  if (document !== null) return document.title;
  if (report.initialized !== null) return initLine(report.initialized);
  if (nextVersion !== null) return nextVersion.next;
  if (command === "setup") return setupLine(report);
  if (command === "doctor") return findingTally(report.findings ?? []);
  if (stages !== null) return stages.map(statusLine).join("; ");
  if (report.plan !== null) return planLine(report, report.plan);
  if (command === "unfreeze") return `${stage} takes deploys again; ${stillRuns(report)}`;
  if (report.hold !== null) return holdLine(report, report.hold);
  if (command === "preflight") return `${tagText(report)} may go to ${stage}; ${stillRuns(report)}`;
  if (command === "secrets") return `${stage} has every secret that ${tagText(report)} needs`;
  if (command === "secrets-set")
    return `The secret is set on ${stage}; what runs gets it with the next deploy`;
  if (command === "serve") return `${subject(report)} was served on this machine until now; it has stopped`;
  if (command === "stop")
    return `The sandbox serves nothing for ${stage}; ${report.running === null ? noDeploy(report, "it") : `by the ledger it runs ${runningText(report)}`}`;
  if (command === "unlock") return `The lock on ${stage} is broken; ${lastKnown(report)}`;
  if (command === "watch") return `${stage} runs ${runningText(report)}, watched to the end, verified`;
  if (command === "verify")
    return `${stage} runs ${runningText(report)}, passes smoke and verification${unverifiedText(report)}`;
  if (command === "adopt") {
    let how = report.smoke === null ? "verified already; nothing was recorded" : "adopted, verified";
    return `${stage} runs ${runningText(report)}, ${how}`;
  }
  return command === "smoke" ? report.running === null ? unknownLine(report) : `${stage} runs ${runningText(report)}, passes smoke${unverifiedText(report)}` : `${command}: done`;
}
function unverifiedText(report) {
  let { running, card } = report;
  if (running === null || running.verified) return "";
  let [stage, { tag }] = [stageText(report), running], { frozen = card?.held, quarantined } = card ?? {}, opens = frozen === void 0 ? [] : [`\`unfreeze --stage ${stage} --reason 'WHY'\``], lifts = quarantined === void 0 || frozen !== void 0 && quarantined.by === void 0 ? [] : [`\`quarantine --tag ${tag} --lift --stage ${stage} --reason 'WHY'\``], marks = [", unverified", quarantined && ", quarantined", frozen && ", frozen"].join(""), first = [...opens, ...lifts, ""].join(", then ");
  return `${marks}: ${first === "" ? "" : "when it is good after all, "}${first}\`deploy-${stage} --tag ${tag}\` judges it again`;
}
function holdLine(report, { stages, until, lifted }) {
  return report.command === "freeze" ? `${stageText(report)} takes no deploys${until === null ? "" : ` until ${isoSeconds(until)}`}; ${stillRuns(report)}` : `${subject(report)} is ${lifted ? "no longer quarantined" : "quarantined"} on ${stages.join(" and ")}`;
}
function unknownLine(report) {
  let stage = stageText(report);
  return report.tag === null ? `${stage} passes smoke, but what it calls itself is no tag of this repository` : `${stage} serves ${subject(report)}, passes smoke; the ledger does not know it yet: \`adopt --tag ${report.tag} --stage ${stage}\``;
}
function initLine({ files }) {
  let listed = (written) => files.filter((file) => file.written === written).map(({ path }) => path), [made, kept] = [listed(!0), listed(!1)], was = kept.length === 0 ? "" : `${kept.join(" and ")} already existed, unchanged`;
  return made.length === 0 ? `Nothing was written: ${was}` : `${made.join(" and ")} written${was === "" ? "" : `; ${was}`}`;
}
function setupLine({ prerequisites }) {
  let all = prerequisites ?? [], changed = all.filter(({ applied }) => applied).length;
  return `${changed === 0 ? "Nothing was changed" : `${counted(changed, "prerequisite")} set up`}: ${tally(all)}`;
}
function planLine(report, { commits, reversible }) {
  let range = commits.kind === "known" ? commits.value : null, what = range === null ? "" : `, ${counted(range.commits.length + range.more, "commit")}`, way = reversible ? "reversible" : "one-way", failing = report.gates.filter(({ status }) => status === "fail").length, gates = failing === 0 ? "every gate passes" : `${counted(failing, "gate")} would stop it`;
  return `${subject(report)} to ${stageText(report)}${what}, ${way}; ${gates}; ${stillRuns(report)}`;
}
function statusLine({ stage, state, observed, card, holder }) {
  let { running, frozen, held, lock } = state, drifts = observed?.sighting === "drift", serves = `serves ${observed?.versions.join(" and ")} (seen ${isoSeconds(String(observed?.at))})`, believed = running === null ? "has no deploy" : `runs ${describeRelease(running)}`, what = drifts ? running === null ? `${serves}, which the ledger does not know${adoption(stage, observed.versions)}` : `${serves}, but by the ledger it ${believed}` : believed, marks = [
    running === null ? null : running.verified ? "verified" : "unverified",
    running !== null && isQuarantined(state, running.sha) ? "quarantined" : null,
    frozen === null && held === void 0 ? null : "frozen",
    lock === null ? null : `held by ${lock.actor}`,
    { alive: "at work", dead: "whose run has died", unknown: null }[holder?.kind ?? "unknown"]
  ].filter((mark) => mark !== null), seen = observed === void 0 || drifts ? "" : sightingText(observed, card !== void 0);
  return `${[`${stage} ${what}`, ...marks].join(", ")}${seen}`;
}
var adoption = (stage, [version = "", another]) => another === void 0 ? `: \`adopt --tag ${version.replace(/ .*/s, "")} --stage ${stage}\`` : "";
function sightingText({ sighting, at, detail }, hasCard) {
  return at === null ? "" : sighting !== "as-recorded" ? `; not confirmed at ${isoSeconds(at)}: ${detail}` : hasCard ? "" : `; seen ${isoSeconds(at)}`;
}
function unchanged(report) {
  let { migration } = report;
  return migration?.status === "applied" ? `The database has the migrations of ${tagText(report)}, the stage was not changed` : migration?.status === "failed" ? "The database may have changed, the stage was not" : "Nothing was changed";
}
var keptMigrations = (report) => report.migration === null || report.migration.status === "not-run" ? "" : `; the database keeps the migrations of ${tagText(report)}`;
function stillRuns(report) {
  return report.running === null ? noDeploy(report) : `${stageText(report)} ${stillRunsText(report)}`;
}
var isLookedUp = ({ running, card }) => running !== null || card !== null, noDeploy = (report, stage = stageText(report)) => isLookedUp(report) ? `the ledger knows no deploy of ${stage}` : `what ${stage} runs is not known`;
function stillRunsText(report) {
  let seen = report.card?.seen ?? null, believed = seen === null || seen.asRecorded ? "still runs" : "by the ledger still runs", marks = [
    ...report.running?.verified === !0 ? [] : ["unverified"],
    ...seen === null || seen.asRecorded ? [] : ["not confirmed"]
  ];
  return [`${believed} ${runningText(report)}`, ...marks].join(", ");
}
var lastKnown = (report) => report.running === null ? `no deploy of ${stageText(report)} is known` : `${stageText(report)} may run ${runningText(report)}, find out: \`smoke --stage ${stageText(report)}\``, byLedger = ({ smoke }) => smoke?.verdict === "fail" && !answersWrongly(smoke) ? " by the ledger" : "", isOn = (report) => `${stageText(report)} is on ${runningText(report)}`, runningText = ({ running }) => running === null ? "an unknown version" : describeRelease(running);
function subject(report) {
  let release = releaseIn(report);
  return release === null ? tagText(report) : describeRelease(release);
}
var tagText = ({ tag }) => tag ?? "the version", stageText = ({ stage }) => stage ?? "the stage", reasonOf = (report) => report.reason ?? reason("INTERNAL", "no reason was recorded"), leftTag = ({ command, previous, tag }) => (command === "rollback" ? previous?.tag : tag) ?? "the version before";

export {
  headline,
  hasLost,
  statusLine
};
