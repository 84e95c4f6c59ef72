import { findingTally } from "../doctor/finding.ts"
import type { Plan } from "../plan/plan.ts"
import { isQuarantined } from "../plan/way-back.ts"
import { type Reason, reason } from "../reasons.ts"
import { tally } from "../setup/prerequisite.ts"
import type { Observed } from "../smoke/observed.ts"
import { answersWrongly } from "../smoke/smoke.ts"
import { describeRelease, releaseIn, type Stage } from "../stage.ts"
import { counted, isoSeconds } from "../text.ts"
import { figureLine } from "./figure-lines.ts"
import type { Report, StageStatus } from "./report.ts"

/** The first line of every report: what the stage runs now. */
export function headline(report: Report): string {
  if (hasLost(report)) return lostLine(report)
  switch (report.outcome) {
    case "deployed":
      return report.running?.verified === false
        ? `${stageText(report)} runs ${runningText(report)}, passed smoke, not watched yet: \`watch --stage ${stageText(report)}\``
        : `${stageText(report)} runs ${runningText(report)}, verified`
    case "blocked":
      return blockedLine(report)
    case "failed":
      return failedLine(report)
    case "rolled-back":
      return `${stageText(report)} runs ${runningText(report)}, not ${leftTag(report)}: rolled back, verified${keptMigrations(report)}`
    case "rollback-failed":
      return `${isOn(report)}, unverified: the rollback failed${report.command === "rollback" ? "" : " too"}, act now`
    case "inconclusive":
      if (report.command === "adopt" || report.command === "secrets-set") return blockedLine(report)
      // the verdict may be known, and not whether the ledger has it
      if (!isLookedUp(report) || report.reason?.code === "LEDGER_UNAVAILABLE") return reasonOf(report).message
      return `${isOn(report)}, could not be judged: ${reasonOf(report).message}`
    case "done":
    case "absent":
      return figureLine(report) ?? doneLine(report)
  }
}

/** What is said of the stage is what the ledger knows: nothing where it was not looked at, or knows nothing. */
function blockedLine(report: Report): string {
  const { command, running } = report
  const [stage, tag] = [stageText(report), tagText(report)]
  switch (command) {
    case "doctor":
      return findingTally(report.findings ?? [])
    case "release":
      return `Nothing was tagged: ${reasonOf(report).message}`
    case "deploy-staging":
    case "deploy-production":
      return `Nothing was changed: ${tag} was not deployed to ${stage}${running === null ? "" : `, which ${stillRunsText(report)}`}`
    case "rollback":
      return `Nothing was changed: ${stage} was not rolled back${running === null ? "" : `; it ${stillRunsText(report)}`}`
    case "watch":
    case "freeze":
    case "unfreeze":
    case "unlock":
      return `Nothing was changed: ${running === null ? reasonOf(report).message : stillRuns(report)}`
    case "adopt":
      return `${tag} was not adopted on ${stage}: ${reasonOf(report).message}`
    case "preflight":
      return `${tag} may not go to ${stage}: ${reasonOf(report).message}`
    default:
      return reasonOf(report).message
  }
}

/** Whether the run ended without the stage: what became of that is not for it to say. */
export const hasLost = ({ outcome, reason }: Report): boolean =>
  reason?.code === "LOCK_LOST" || (reason?.code === "LEASE_EXPIRED" && outcome === "inconclusive")

function lostLine(report: Report): string {
  const { running, changed } = report
  const stage = stageText(report)
  const believed =
    running === null
      ? noDeploy(report)
      : `by the ledger it runs ${runningText(report)}, ${running.verified ? "verified" : "unverified"}`
  return changed
    ? `${stage} may have been changed by this run, which no longer holds it; ${believed}`
    : `Nothing was changed by this run, which no longer holds ${stage}; ${believed}`
}

function failedLine(report: Report): string {
  if (report.command === "setup") return setupLine(report)
  const unverified = report.reason?.code === "VERIFICATION_FAILED"
  if (report.command === "smoke" || report.command === "verify") {
    const what = unverified ? "does not pass verification" : "does not pass"
    return `${isOn(report)}${byLedger(report)} and ${what}: ${reasonOf(report).message}`
  }
  if (report.command === "adopt")
    return `${tagText(report)} was not adopted on ${stageText(report)}: ${reasonOf(report).message}`
  if (unverified) return `${isOn(report)}, passes smoke but not verification: ${reasonOf(report).message}`
  // one stage's ledger took it
  if (report.command === "quarantine" && report.hold !== null)
    return `${holdLine(report, report.hold)}; of the other stage that is not known`
  if (report.command === "serve" || !isLookedUp(report)) return reasonOf(report).message
  // a watch judges what was there before it: that it changed nothing itself says nothing of that
  if (!report.changed && report.reason?.code !== "WATCH_FAILED")
    return `${unchanged(report)}: ${stillRuns(report)}`
  return `${isOn(report)}, unverified: ${reasonOf(report).message}`
}

function doneLine(report: Report): string {
  const { command, stages, nextVersion, tagged, document } = report
  const stage = stageText(report)
  if (tagged !== null) {
    const how = tagged.pushed
      ? "tagged and pushed"
      : `tagged here; push it: git push origin ${tagText(report)}`
    return `${subject(report)} is ${how}`
  }
  if (document !== null) return document.title
  if (report.initialized !== null) return initLine(report.initialized)
  if (nextVersion !== null) return nextVersion.next
  if (command === "setup") return setupLine(report)
  if (command === "doctor") return findingTally(report.findings ?? [])
  if (stages !== null) return stages.map(statusLine).join("; ")
  if (report.plan !== null) return planLine(report, report.plan)
  if (command === "unfreeze") return `${stage} takes deploys again; ${stillRuns(report)}`
  if (report.hold !== null) return holdLine(report, report.hold)
  if (command === "preflight") return `${tagText(report)} may go to ${stage}; ${stillRuns(report)}`
  if (command === "secrets") return `${stage} has every secret that ${tagText(report)} needs`
  if (command === "secrets-set")
    return `The secret is set on ${stage}; what runs gets it with the next deploy`
  if (command === "serve") return `${subject(report)} was served on this machine until now; it has stopped`
  if (command === "stop")
    return `The sandbox serves nothing for ${stage}; ${report.running === null ? noDeploy(report, "it") : `by the ledger it runs ${runningText(report)}`}`
  if (command === "unlock") return `The lock on ${stage} is broken; ${lastKnown(report)}`
  if (command === "watch") return `${stage} runs ${runningText(report)}, watched to the end, verified`
  if (command === "verify")
    return `${stage} runs ${runningText(report)}, passes smoke and verification${unverifiedText(report)}`
  if (command === "adopt") {
    const how = report.smoke === null ? "verified already; nothing was recorded" : "adopted, verified"
    return `${stage} runs ${runningText(report)}, ${how}`
  }
  if (command === "smoke")
    return report.running === null
      ? unknownLine(report)
      : `${stage} runs ${runningText(report)}, passes smoke${unverifiedText(report)}`
  return `${command}: done`
}

/** What is unverified is judged again by a deploy, once nothing keeps that out. */
function unverifiedText(report: Report): string {
  const { running, card } = report
  if (running === null || running.verified) return ""
  const [stage, { tag }] = [stageText(report), running]
  const { frozen = card?.held, quarantined } = card ?? {}
  // it lifts what the pipeline quarantined, too
  const opens = frozen === undefined ? [] : [`\`unfreeze --stage ${stage} --reason 'WHY'\``]
  const lifts =
    quarantined === undefined || (frozen !== undefined && quarantined.by === undefined)
      ? []
      : [`\`quarantine --tag ${tag} --lift --stage ${stage} --reason 'WHY'\``]
  const marks = [", unverified", quarantined && ", quarantined", frozen && ", frozen"].join("")
  const first = [...opens, ...lifts, ""].join(", then ")
  const when = first === "" ? "" : "when it is good after all, "
  return `${marks}: ${when}${first}\`deploy-${stage} --tag ${tag}\` judges it again`
}

function holdLine(report: Report, { stages, until, lifted }: NonNullable<Report["hold"]>): string {
  if (report.command === "freeze") {
    return `${stageText(report)} takes no deploys${until === null ? "" : ` until ${isoSeconds(until)}`}; ${stillRuns(report)}`
  }
  return `${subject(report)} is ${lifted ? "no longer quarantined" : "quarantined"} on ${stages.join(" and ")}`
}

/** A stage that the ledger knows no deploy of has passed smoke. */
function unknownLine(report: Report): string {
  const stage = stageText(report)
  return report.tag === null
    ? `${stage} passes smoke, but what it calls itself is no tag of this repository`
    : `${stage} serves ${subject(report)}, passes smoke; the ledger does not know it yet: \`adopt --tag ${report.tag} --stage ${stage}\``
}

function initLine({ files }: NonNullable<Report["initialized"]>): string {
  const listed = (written: boolean) =>
    files.filter((file) => file.written === written).map(({ path }) => path)
  const [made, kept] = [listed(true), listed(false)]
  const was = kept.length === 0 ? "" : `${kept.join(" and ")} already existed, unchanged`
  if (made.length === 0) return `Nothing was written: ${was}`
  return `${made.join(" and ")} written${was === "" ? "" : `; ${was}`}`
}

function setupLine({ prerequisites }: Report): string {
  const all = prerequisites ?? []
  const changed = all.filter(({ applied }) => applied).length
  return `${changed === 0 ? "Nothing was changed" : `${counted(changed, "prerequisite")} set up`}: ${tally(all)}`
}

function planLine(report: Report, { commits, reversible }: Plan): string {
  const range = commits.kind === "known" ? commits.value : null
  const what = range === null ? "" : `, ${counted(range.commits.length + range.more, "commit")}`
  const way = reversible ? "reversible" : "one-way"
  const failing = report.gates.filter(({ status }) => status === "fail").length
  const gates = failing === 0 ? "every gate passes" : `${counted(failing, "gate")} would stop it`
  return `${subject(report)} to ${stageText(report)}${what}, ${way}; ${gates}; ${stillRuns(report)}`
}

/**
 * `production runs v1.2.3 (abc1234), verified, frozen; seen 2026-11-28T10:00:00Z`. What the ledger says and what was
 * seen are kept apart. That it was seen as recorded is left to the stage's card, where there is one.
 */
export function statusLine({ stage, state, observed, card, holder }: StageStatus): string {
  const { running, frozen, held, lock } = state
  const drifts = observed?.sighting === "drift"
  const serves = `serves ${observed?.versions.join(" and ")} (seen ${isoSeconds(String(observed?.at))})`
  const believed = running === null ? "has no deploy" : `runs ${describeRelease(running)}`
  const what = !drifts
    ? believed
    : running === null
      ? `${serves}, which the ledger does not know${adoption(stage, observed.versions)}`
      : `${serves}, but by the ledger it ${believed}`
  const marks = [
    running === null ? null : running.verified ? "verified" : "unverified",
    running !== null && isQuarantined(state, running.sha) ? "quarantined" : null,
    frozen === null && held === undefined ? null : "frozen",
    lock === null ? null : `held by ${lock.actor}`,
    { alive: "at work", dead: "whose run has died", unknown: null }[holder?.kind ?? "unknown"],
  ].filter((mark) => mark !== null)
  const seen = observed === undefined || drifts ? "" : sightingText(observed, card !== undefined)
  return `${[`${stage} ${what}`, ...marks].join(", ")}${seen}`
}

const adoption = (stage: Stage, [version = "", another]: readonly string[]): string =>
  another === undefined ? `: \`adopt --tag ${version.replace(/ .*/s, "")} --stage ${stage}\`` : ""

function sightingText({ sighting, at, detail }: Observed, hasCard: boolean): string {
  if (at === null) return ""
  if (sighting !== "as-recorded") return `; not confirmed at ${isoSeconds(at)}: ${detail}`
  return hasCard ? "" : `; seen ${isoSeconds(at)}`
}

/** A run that migrated the database has changed something, however the deploy ended. */
function unchanged(report: Report): string {
  const { migration } = report
  if (migration?.status === "applied")
    return `The database has the migrations of ${tagText(report)}, the stage was not changed`
  if (migration?.status === "failed") return `The database may have changed, the stage was not`
  return "Nothing was changed"
}

const keptMigrations = (report: Report): string =>
  report.migration === null || report.migration.status === "not-run"
    ? ""
    : `; the database keeps the migrations of ${tagText(report)}`

function stillRuns(report: Report): string {
  return report.running === null ? noDeploy(report) : `${stageText(report)} ${stillRunsText(report)}`
}

/** A report has the card of a stage whose state it was given: nothing runs there, or that is not known. */
const isLookedUp = ({ running, card }: Report): boolean => running !== null || card !== null

const noDeploy = (report: Report, stage: string = stageText(report)): string =>
  isLookedUp(report) ? `the ledger knows no deploy of ${stage}` : `what ${stage} runs is not known`

/** The ledger's word alone is not said of a stage that was seen not to answer as that. */
function stillRunsText(report: Report): string {
  const seen = report.card?.seen ?? null
  const believed = seen === null || seen.asRecorded ? "still runs" : "by the ledger still runs"
  const marks = [
    ...(report.running?.verified === true ? [] : ["unverified"]),
    ...(seen === null || seen.asRecorded ? [] : ["not confirmed"]),
  ]
  return [`${believed} ${runningText(report)}`, ...marks].join(", ")
}

/** A run whose lock was broken may have died halfway through a deploy. */
const lastKnown = (report: Report): string =>
  report.running === null
    ? `no deploy of ${stageText(report)} is known`
    : `${stageText(report)} may run ${runningText(report)}, find out: \`smoke --stage ${stageText(report)}\``

/** A stage where another version answers, or none, is on it only by what the ledger says. */
const byLedger = ({ smoke }: Report): string =>
  smoke?.verdict === "fail" && !answersWrongly(smoke) ? " by the ledger" : ""

const isOn = (report: Report): string => `${stageText(report)} is on ${runningText(report)}`

// a report is written when much has gone wrong: it says what it can, and never fails for want of a part
const runningText = ({ running }: Report): string =>
  running === null ? "an unknown version" : describeRelease(running)

/** What the command was about. */
function subject(report: Report): string {
  const release = releaseIn(report)
  return release === null ? tagText(report) : describeRelease(release)
}

const tagText = ({ tag }: Report): string => tag ?? "the version"

const stageText = ({ stage }: Report): string => stage ?? "the stage"

const reasonOf = (report: Report): Reason => report.reason ?? reason("INTERNAL", "no reason was recorded")

/** The version that a rollback left. */
const leftTag = ({ command, previous, tag }: Report): string =>
  (command === "rollback" ? previous?.tag : tag) ?? "the version before"
