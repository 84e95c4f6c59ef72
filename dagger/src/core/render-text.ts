import { formatDuration } from "./duration.ts"
import type { GateResult } from "./gates.ts"
import { headline, statusLine } from "./headline.ts"
import type { HistoryEntry, PhaseResult, Report, StageStatus } from "./report.ts"
import type { SmokeResult } from "./smoke.ts"
import { describeRelease, shortSha } from "./stage.ts"

/** The report for a terminal: the verdict first, then why, then what happened. No colour, no control characters. */
export function renderText(report: Report): string {
  const blocks = [
    [headline(report)],
    reasonLines(report),
    gateLines(report.gates),
    smokeLines("smoke", report.smoke),
    smokeLines("smoke after rollback", report.rollbackSmoke),
    logLines(report.log),
    phaseLines(report.phases),
    (report.stages ?? []).flatMap(stageLines),
    (report.history ?? []).map(historyLine),
    footer(report),
  ]
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.map(plain).join("\n"))
    .join("\n\n")}\n`
}

/** What an application answers must not steer a terminal. */
export const plain = (line: string): string => line.replace(/[\n\t]/g, " ").replace(/\p{Cc}/gu, "�")

function reasonLines({ reason }: Report): string[] {
  return reason === null ? [] : [`${reason.code}  ${reason.message}`, `Fix: ${reason.fix}`]
}

const MARKS = { pass: "ok     ", fail: "FAIL   ", skipped: "skipped" } as const

function gateLines(gates: readonly GateResult[]): string[] {
  if (gates.length === 0) return []
  return [
    "gates",
    ...gates.flatMap(({ status, title, detail, fix }) => [
      `  ${MARKS[status]}  ${title}: ${detail}`,
      ...(fix === null ? [] : [`           fix: ${fix}`]),
    ]),
  ]
}

function smokeLines(title: string, smoke: SmokeResult | null): string[] {
  if (smoke === null) return []
  const width = Math.max(...smoke.checks.map(({ name }) => name.length), 0)
  return [
    `${title}: ${smoke.verdict} after ${smoke.attempts} attempts in ${formatDuration(smoke.durationMs)}: ${smoke.detail}`,
    ...smoke.checks.map(({ name, verdict, url, latencyMs, detail, optional }) => {
      const note = optional ? " (optional)" : ""
      return `  ${verdict.padEnd(11)}  ${name.padEnd(width)}${note}  ${latencyMs} ms  ${url}  ${detail}`
    }),
  ]
}

const logLines = (log: readonly string[]): string[] =>
  log.length === 0 ? [] : ["last lines of the deployer", ...log.map((line) => `  | ${line}`)]

function phaseLines(phases: readonly PhaseResult[]): string[] {
  if (phases.length === 0) return []
  const width = Math.max(...phases.map(({ name }) => name.length))
  return [
    "phases",
    ...phases.map(
      ({ name, status, durationMs, detail }) =>
        `  ${status.padEnd(6)}  ${name.padEnd(width)}  ${formatDuration(durationMs).padStart(8)}  ${detail}`,
    ),
  ]
}

function stageLines({ stage, state }: StageStatus): string[] {
  const frozen =
    state.frozen === null
      ? []
      : [`  frozen since ${state.frozen.at} by ${state.frozen.actor}: ${state.frozen.reason}`]
  const lock =
    state.lock === null
      ? []
      : [
          `  held since ${state.lock.since} by ${state.lock.actor} on ${state.lock.host}: ${state.lock.command}, run ${state.lock.runId}`,
        ]
  const bad = state.quarantine.map(
    (release) => `  quarantined ${describeRelease(release)} at ${release.at}: ${release.reason}`,
  )
  const verified = state.verified.slice(0, 5).map(describeRelease)
  const known = verified.length === 0 ? [] : [`  verified here, newest first: ${verified.join(", ")}`]
  return [statusLine(stage, state), ...frozen, ...lock, ...bad, ...known]
}

function historyLine({ at, kind, tag, sha, actor, code, detail }: HistoryEntry): string {
  const what = `${tag ?? "-"} ${sha === null ? "-" : shortSha(sha)}`
  return [at, kind.padEnd(16), what.padEnd(22), actor, code, detail]
    .filter((part) => part !== null && part !== "")
    .join("  ")
}

function footer({ command, runId, actor, durationMs, ledger }: Report): string[] {
  return [`${command}, run ${runId} by ${actor}, ${formatDuration(durationMs)}; ledger: ${ledger}`]
}
