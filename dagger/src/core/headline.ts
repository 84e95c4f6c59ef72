import type { Report } from "./report.ts"
import { describeRelease, type Stage, shortSha } from "./stage.ts"
import type { StageState } from "./stage-state.ts"

/** The first line of every report: what the stage runs now. */
export function headline(report: Report): string {
  switch (report.outcome) {
    case "deployed":
      return `${report.stage} runs ${runningText(report)}, verified`
    case "blocked":
      return `Nothing was changed: ${stillRuns(report)}`
    case "failed":
      return failedLine(report)
    case "rolled-back":
      return rolledBackLine(report)
    case "rollback-failed":
      return `${isOn(report)}, unverified: the rollback failed too, act now: ${report.reason?.fix ?? ""}`
    case "inconclusive":
      return `${isOn(report)}, could not be judged: ${report.reason?.message ?? ""}`
    case "done":
      return doneLine(report)
  }
}

function failedLine(report: Report): string {
  if (report.command === "smoke") return `${isOn(report)} and does not pass: ${report.reason?.message ?? ""}`
  if (!report.changed) return `Nothing was changed: ${stillRuns(report)}`
  return `${isOn(report)}, unverified: ${report.reason?.message ?? ""}`
}

function rolledBackLine(report: Report): string {
  const left = report.command === "rollback" ? report.previous?.tag : report.tag
  return `${report.stage} runs ${runningText(report)}, not ${left ?? "what it ran"}: rolled back, verified`
}

function doneLine(report: Report): string {
  switch (report.command) {
    case "smoke":
      return `${report.stage} runs ${runningText(report)}, passes smoke`
    case "unfreeze":
      return `${report.stage} is open for deploys again; ${stillRuns(report)}`
    case "unlock":
      return `The lock on ${report.stage} is broken; ${stillRuns(report)}`
    case "next-version":
      return report.nextVersion?.next ?? ""
    case "history":
      return `${report.history?.length ?? 0} records of ${report.stage}, newest first`
    default:
      return (report.stages ?? []).map(({ stage, state }) => statusLine(stage, state)).join("; ")
  }
}

/** `production runs v1.2.3 (abc1234), verified, frozen` */
export function statusLine(stage: Stage, { running, frozen, lock }: StageState): string {
  const what = running === null ? "has no deploy" : `runs ${describeRelease(running)}`
  const marks = [
    running === null ? null : running.verified ? "verified" : "unverified",
    frozen === null ? null : "frozen",
    lock === null ? null : `held by ${lock.actor}`,
  ].filter((mark) => mark !== null)
  return [`${stage} ${what}`, ...marks].join(", ")
}

function runningText({ running }: Report): string {
  return running === null ? "nothing that is known" : `${running.tag} (${shortSha(running.sha)})`
}

function stillRuns(report: Report): string {
  if (report.running === null) return `${report.stage} has no deploy yet`
  return `${report.stage} still runs ${runningText(report)}${report.running.verified ? "" : ", unverified"}`
}

const isOn = (report: Report): string => `${report.stage} is on ${runningText(report)}`
