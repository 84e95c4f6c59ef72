import type { GateResult } from "../gates/gate.ts"
import type { Liveness } from "../ledger/owner.ts"
import type { StageState } from "../ledger/stage-state.ts"
import { isQuarantined } from "../plan/way-back.ts"
import { describeRelease, type Stage } from "../stage.ts"
import { bare, formatDuration, isoSeconds, listSome, sentence } from "../text.ts"
import { hasLost, headline } from "./headline.ts"
import type { HookResult, Report, StageStatus } from "./report.ts"

// What every rendering says besides the verdict, in the same words.

/** What a person should know who reads the verdict, a sentence each. */
export const notes = (report: Report): string[] => [
  ...freezeNote(report),
  ...heldNote(report),
  // what a person should know who froze a stage or quarantined a version
  ...(report.hold?.notes ?? []),
  ...downtimeNote(report),
  ...proofNote(report),
  ...versionNote(report),
]

/** When the report was made, in ms since 1970. */
export const endOf = ({ startedAt, durationMs }: Report): number => Date.parse(startedAt) + durationMs

/** What a report has said as its reason is not said again below: what is left of a detail. */
export function unsaid(detail: string, { reason }: Pick<Report, "reason">): string {
  const isSaid = (text: string) => reason?.message.startsWith(bare(text)) === true
  if (isSaid(detail)) return ""
  const colon = detail.indexOf(": ")
  return colon > 0 && isSaid(detail.slice(colon + 2)) ? detail.slice(0, colon) : detail
}

/** The same, where it follows a verdict. */
export const afterColon = (detail: string, report: Pick<Report, "reason">): string => {
  const left = unsaid(detail, report)
  return left === "" ? "" : `: ${left}`
}

/** The reason's code, and its message where the first line does not have it. */
export const reasonParts = (report: Report): { code: string; message: string | null; fix: string } | null => {
  const { reason } = report
  if (reason === null) return null
  const isSaid = headline(report).includes(bare(reason.message))
  return { code: reason.code, message: isSaid ? null : reason.message, fix: reason.fix }
}

function downtimeNote({ downtime, stage, command, previous, tag, phases }: Report): string[] {
  if (downtime === null) return []
  const { from, to, durationMs } = downtime
  const left = (command === "rollback" ? previous?.tag : tag) ?? "The version that was left"
  const isWhole = phases.every(({ name, status }) => name !== "deploy" || status === "ok")
  return [
    `${left} ${isWhole ? "was" : "may have been"} on ${stage} for ${formatDuration(durationMs)}: from ${isoSeconds(from)} to ${isoSeconds(to)}.`,
  ]
}

/**
 * The gates that a reader has to look at, and those that are only counted. What the reason says already is not said
 * again; a preflight that nothing stops shows all.
 */
export function dividedGates({ gates, command, outcome, reason }: Report): {
  shown: GateResult[]
  folded: GateResult[]
} {
  if (command === "preflight" && outcome === "done") return { shown: [...gates], folded: [] }
  const said = gates.find(({ status, detail }) => status === "fail" && detail === reason?.message)
  return {
    shown: gates.filter((gate) => gate !== said && (gate.status === "fail" || gate.status === "waived")),
    folded: gates.filter(({ status }) => status === "pass" || status === "skipped"),
  }
}

const TALLIED = { fail: "failed", waived: "waived", pass: "passed", skipped: "skipped" } as const

/** `1 failed, 14 passed, 3 skipped` */
export const gateTally = (gates: readonly GateResult[]): string =>
  Object.entries(TALLIED)
    .map(([status, word]) => [gates.filter((gate) => gate.status === status).length, word] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(", ")

/** What else the stage verified, newest first: where `rollback --to` can go. */
export const verifiedNote = (state: StageState): string[] => {
  const free = state.verified.filter(({ sha }) => !isQuarantined(state, sha))
  return free.length === 0
    ? []
    : [`verified here, newest first: ${free.slice(0, 5).map(describeRelease).join(", ")}`]
}

const FREEZING_NOTHING: ReadonlySet<string> = new Set(["smoke", "verify", "adopt", "secrets-set"])

/** What a person must do before the next deploy; nothing where the run froze nothing. */
function freezeNote(report: Report): string[] {
  const { outcome, command, stage, reason } = report
  const looks = FREEZING_NOTHING.has(command ?? "")
  const judged = outcome === "inconclusive" && !looks && !hasLost(report)
  const fenced = outcome === "failed" && reason?.code === "MIGRATION_BLOCKS_ROLLBACK"
  if (!judged && !fenced && outcome !== "rolled-back" && outcome !== "rollback-failed") return []
  if (reason?.fix.includes("`unfreeze ")) {
    return [`Until then ${stage} is frozen: it takes no deploys, only rollbacks.`]
  }
  const open = `\`unfreeze --stage ${stage} --reason 'WHY'\``
  return [`${stage} is frozen: it takes no deploys, only rollbacks, until ${open}`]
}

/** A person who froze the stage during the deploy meant the next one. */
function heldNote({ outcome, card, stage }: Report): string[] {
  const held = outcome === "deployed" ? card?.held : undefined
  if (held === undefined) return []
  const until = held.until === null ? "" : `${isoSeconds(held.until)}, or until `
  return [
    `${held.actor} froze ${stage} meanwhile: ${sentence(held.reason)} It takes no deploys until ${until}\`unfreeze --stage ${stage} --reason 'WHY'\``,
  ]
}

/** A tag can be moved, so that a version alone says little about the commit. */
function proofNote({ smoke, rollbackSmoke }: Report): string[] {
  const { proof } = rollbackSmoke ?? smoke ?? {}
  return proof === "version"
    ? ["Only the version was seen, not the commit: let a smoke check ask for it (expect.sha)."]
    : []
}

/** Why it is this version, and which tags say nothing of it. */
function versionNote({ nextVersion }: Report): string[] {
  if (nextVersion === null) return []
  const { current, bump, because, ignored } = nextVersion
  const after = current === null ? "the first version" : `the ${bump} part of ${current} grows: ${because}`
  const odd = "a part with a leading zero, or other than three parts, is no semantic version"
  return [after, ...(ignored.length === 0 ? [] : [`Ignored: ${listSome(ignored)} (${odd}).`])]
}

/** Who approved the run, and the workflow run that it was part of; what a person gave as its reason, and its trace. */
export const provenance = ({ approvedBy, ciRun, because, traceId }: Report): string[] => [
  ...(approvedBy?.length ? [`approved by ${approvedBy.join(" and ")}`] : []),
  ...(ciRun === null ? [] : [ciRun]),
  ...(because === null ? [] : [`reason: ${because}`]),
  ...(traceId === null ? [] : [`trace ${traceId}`]),
]

/** Which tool's last lines a report quotes. */
export const logTitle = ({ migration }: Report): string =>
  migration === null || migration.status === "applied"
    ? "last lines of the deployer"
    : "last lines of the migrations"

/** What keeps deploys away from a stage, and who holds it, a line each, with the way to end it. */
export function stageNotes({
  stage,
  state,
  holder,
}: Pick<StageStatus, "stage" | "state" | "holder">): string[] {
  const { frozen, held, lock, quarantine } = state
  const freezes = [
    ...(frozen === null ? [] : [{ ...frozen, until: null }]),
    ...(held === undefined ? [] : [held]),
  ]
  const open = `; to open it: \`unfreeze --stage ${stage} --reason 'WHY'\``
  return [
    ...freezes.map((one, index) => {
      const way = index === freezes.length - 1 ? open : ""
      return `frozen since ${isoSeconds(one.at)} by ${one.actor}${untilText(one.until)}: ${bare(one.reason)}${way}`
    }),
    ...(lock === null
      ? []
      : [
          `held since ${isoSeconds(lock.since)} by ${lock.actor} on ${lock.host}: ${lock.command}, run ${lock.runId}; ${holderText(holder)}`,
        ]),
    ...quarantine.slice(0, 1).map((release) => {
      const by = release.by === undefined ? "" : ` by ${release.by}`
      return `quarantined ${describeRelease(release)} at ${isoSeconds(release.at)}${by}: ${bare(release.reason)}${others(quarantine.slice(1))}`
    }),
  ]
}

function holderText(holder: Liveness | undefined): string {
  switch (holder?.kind) {
    case "alive":
      return `it is alive: ${holder.sign}`
    case "dead":
      return `it died: ${holder.proof}. Run its command again: that takes over`
    default:
      return "if it died, run its command again: that takes over"
  }
}

/** What a person may not expect who opens a stage: what that ends and lets in besides. */
export function openingNotes(stage: Stage, { held, quarantine }: StageState): string[] {
  const judged = quarantine.filter(({ by }) => by === undefined)
  return [
    ...(held === undefined ? [] : [`This ends the freeze of ${held.actor}, too: ${sentence(held.reason)}`]),
    ...judged
      .slice(0, 1)
      .map(
        ({ tag }) =>
          `No longer quarantined: ${listSome(judged.map(describeRelease))}. To keep one out: \`quarantine --tag ${tag} --stage ${stage} --reason 'WHY'\``,
      ),
  ]
}

/** A stage may have quarantined many, and its card is to stay short. */
const others = (quarantine: StageState["quarantine"]): string =>
  quarantine.length === 0 ? "" : `; and ${listSome(quarantine.map(describeRelease), 3)}`

const untilText = (until: string | null): string => (until === null ? "" : `, until ${isoSeconds(until)}`)

/** What those said that failed. */
export const hookLog = ({ hooks }: Report): string[] =>
  hooks.flatMap(({ name, log }: HookResult) => log.map((line) => `${name}: ${line}`))
