import type { LedgerRecord } from "../../src/core/ledger/record.ts"
import type { Report } from "../../src/core/report/report.ts"
import { type Cell, NEW, OLD } from "./cells.ts"
import type { Effect, Stand } from "./stand.ts"
import type { Said } from "./world.ts"

/** All that was said, recorded and done in a cell. */
export interface Facts {
  cell: Cell
  /** records that were there before the first run */
  before: number
  first: Said
  next: Said
  /** the rollback that is needed after one that was interrupted */
  third: Said | null
  records: LedgerRecord[]
  stand: Stand
  /** of the first run's machine */
  left: string[]
  processes: number[]
}

const ENDINGS: readonly string[] = [
  ...["verified", "failed", "inconclusive", "rolled-back", "rollback-failed", "lost", "blocked"],
]

/** What is not as it must be. */
export function judge(facts: Facts): string[] {
  const { first, next, third } = facts
  return [
    ...judgeLedger(facts.records.slice(facts.before), facts.stand),
    ...[first, next, third].flatMap((said) => (said?.report == null ? [] : judgeReport(said.report, facts))),
    ...judgeFirst(facts),
    ...judgeEnd(facts),
  ]
}

/** What the ledger says was so when it was said; each owner has a number of its own, and one ending. */
export function judgeLedger(records: readonly LedgerRecord[], stand: Stand): string[] {
  const wrong: string[] = []
  for (const { kind, tag, at, runId } of records) {
    if (kind !== "verified" && kind !== "rolled-back") continue
    const serving = stand.servingAt(Date.parse(at))
    if (serving?.tag !== tag || stand.sick.has(tag ?? "")) {
      wrong.push(`${runId} recorded ${kind} ${tag} when ${serving?.tag} was served`)
    }
  }
  for (const runId of new Set(records.map((record) => record.runId))) {
    const own = records.filter((record) => record.runId === runId)
    const ends = own.filter(({ kind }) => ENDINGS.includes(kind)).map(({ kind }) => kind)
    if (ends.length > 1) wrong.push(`${runId} has the endings ${ends.join(" and ")}`)
  }
  const numbers = records.filter(({ kind }) => kind === "started").map(({ fence }) => fence as number)
  if (numbers.some((fence, index) => index > 0 && fence !== (numbers[index - 1] as number) + 1)) {
    wrong.push(`owners have the numbers ${numbers.join(", ")}`)
  }
  const last = records.at(-1)?.state
  if (last?.lock == null && last?.running?.verified === true && last.running.tag !== stand.serving?.tag) {
    wrong.push(`the ledger says ${last.running.tag}, verified; ${stand.serving?.tag} is served`)
  }
  return [...wrong, ...judgeEffects(records, stand)]
}

/** How long a run that went on may take until its tool is ended. */
export const WAKE_MS = 2000

/** One at a time, only by an owner, after its record. */
function judgeEffects(records: readonly LedgerRecord[], stand: Stand): string[] {
  const wrong = stand.mostAtOnce > 1 ? [`${stand.mostAtOnce} effects at once`] : []
  if (stand.atWork.length > 0) wrong.push("a tool is still at work")
  const owners = records.filter(({ kind }) => kind === "started")
  for (const { runId, kind, beganAt, doneAt } of stand.effects) {
    const owner = owners.findLast(({ at }) => Date.parse(at) <= (doneAt ?? beganAt))
    const justWoke = doneAt !== null && doneAt >= stand.wokeAt && doneAt <= stand.wokeAt + WAKE_MS
    if (owner !== undefined && owner.runId !== runId && !justWoke)
      wrong.push(`${runId}: ${kind} without the stage`)
    const announced = records.findIndex((one) => one.kind === "effect" && one.runId === runId)
    // those before the first run have theirs elsewhere
    if (announced < 0 && beganAt > Date.parse(records[0]?.at ?? ""))
      wrong.push(`${runId}: ${kind} without a record`)
  }
  return wrong
}

function judgeReport(report: Report, { records, stand }: Facts): string[] {
  const { runId, outcome, changed, running, migration } = report
  const wrong: string[] = []
  const own = records.filter((record) => record.runId === runId)
  const did = (kind: Effect["kind"]) =>
    stand.effects.some((effect) => effect.runId === runId && effect.kind === kind)
  if (!changed && did("deploy")) wrong.push(`${outcome}: "nothing was changed" after its tool was started`)
  if (changed && !did("deploy")) wrong.push(`${outcome}: "changed" without a tool`)
  if ((migration === null || migration.status === "not-run") && did("migrate")) {
    wrong.push(`${outcome}: its migrations are not in the report`)
  }
  const says = { deployed: "verified", "rolled-back": "rolled-back" }[outcome as string]
  if (says !== undefined && own.at(-1)?.kind !== says) wrong.push(`${outcome}, and no such record`)
  const end = own.at(-1)
  if (end !== undefined && running?.verified === true) {
    const served = stand.servingAt(Date.parse(end.at))
    if (served?.tag !== running.tag)
      wrong.push(`${outcome}: "runs ${running.tag}, verified"; ${served?.tag} was served`)
  }
  return wrong
}

/** An interrupted run says so, and a stopped one says how it ended. */
function judgeFirst({ cell, first }: Facts): string[] {
  if (cell.signal === "SIGKILL") return first.report === null ? [] : ["a killed run has a report"]
  if (first.signal !== null) return [`the first run ended by ${first.signal}`]
  if (first.report === null) {
    // nothing was begun: an error says so
    return ["resolve", "before the lock"].includes(cell.phase)
      ? []
      : [`the first run left no report: ${first.stderr}`]
  }
  return first.report.ok === (first.code === 0)
    ? []
    : [`exit code ${first.code}, and ok is ${first.report.ok}`]
}

/** The next command ends right, with no person's help. */
function judgeEnd({ cell, first, next, third, records, stand, left, processes }: Facts): string[] {
  const wrong: string[] = []
  const { lock, running, quarantine } = (records.at(-1) as LedgerRecord).state
  const ended = third ?? next
  if (next.report === null) wrong.push(`the next command left no report: ${next.stderr}`)
  if (lock !== null) wrong.push("the stage is locked at the end")
  const wanted = cell.operation === "rollback" || cell.operation === "bad deploy" ? OLD : NEW
  if (stand.serving?.tag !== wanted) wrong.push(`${stand.serving?.tag} is served at the end`)
  if (running?.tag !== wanted || !running.verified) wrong.push(`the ledger does not say ${wanted}, verified`)
  switch (cell.operation) {
    case "bad deploy": {
      const again = stand.effects.filter(({ kind, tag }) => kind === "deploy" && tag === NEW)
      if (again.length !== 1) wrong.push(`the bad version was deployed ${again.length} times`)
      if (quarantine.length === 0) wrong.push("the bad version is not quarantined")
      if (next.code === 0 || (third !== null && third.code !== 0))
        wrong.push(`exit codes ${next.code}, ${third?.code}`)
      break
    }
    case "rollback": {
      const wasDone = first.code === 0 || records.filter(({ kind }) => kind === "rolled-back").length === 1
      const isRefused = wasDone && next.report?.reason?.code === "ROLLBACK_TARGET_RUNNING"
      if (next.code !== 0 && !isRefused) wrong.push(`exit code ${next.code}`)
      break
    }
    default:
      if (ended.code !== 0) wrong.push(`exit code ${ended.code}`)
      if (cell.operation.startsWith("migrate") && stand.migrations === 0)
        wrong.push("no migration was applied")
  }
  if (left.length > 0) wrong.push(`left behind: ${left.join(", ")}`)
  if (processes.length > 0) wrong.push(`processes ${processes.join(", ")} are left`)
  return wrong
}
