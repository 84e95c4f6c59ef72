import { type PipelineError, type Problem, usageError } from "../errors.ts"
import { clip } from "../text.ts"
import { WAIVABLE } from "./waivable.ts"

/** A person's word that a gate need not pass, in one run. */
export interface Waiver {
  gate: string
  why: string
  /** ISO time after which it does not count any more; null: with the run's end */
  until: string | null
}

/** Longer than anybody reads. */
const MAX_WHY = 500

/** A waiver begins a line, or follows a comma: the commas in a reason are no beginnings. */
const BETWEEN = /\n|,\s*(?=[\w-]+(?:@[^=,\s]*)?=)/

/**
 * Reads `gate=why`, or `gate@TIME=why` for a waiver that must not be used later, as by a workflow that is run again.
 * Several are separated by line breaks or commas. Throws one usage error that names every problem.
 * @param text null or empty: none
 * @param explained whether the run itself has a reason
 */
export function readWaivers(text: string | null, now: Date, explained: boolean): Waiver[] {
  const parts = (text ?? "").split(BETWEEN).map((part) => part.trim())
  const read = parts.filter((part) => part !== "").map(readWaiver)
  const problems = read.flatMap((one, index) => {
    const repeated = read.findIndex(({ waiver }) => waiver.gate === one.waiver.gate) !== index
    return [...one.problems, ...refusals(one.waiver, repeated, now, explained)].map((message) => ({
      path: `--waive ${one.waiver.gate || JSON.stringify(clip(one.text))}`,
      message,
    }))
  })
  if (problems.length > 0) throw refused(problems)
  return read.map(({ waiver }) => waiver)
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/

function readWaiver(text: string): { text: string; waiver: Waiver; problems: string[] } {
  const [, gate = "", time, why] = /^([\w-]+)(?:@([^=]*))?(?:=(.*))?$/s.exec(text) ?? []
  const isTime = time !== undefined && TIME.test(time) && !Number.isNaN(Date.parse(time))
  const waiver = { gate, why: (why ?? "").trim(), until: isTime ? new Date(time).toISOString() : null }
  if (gate === "") return { text, waiver, problems: ["is not GATE=WHY"] }
  const badTime =
    time !== undefined && !isTime
      ? [`${JSON.stringify(clip(time))} is no time such as 2026-03-01T18:00Z`]
      : []
  return { text, waiver, problems: badTime }
}

function refusals({ gate, why, until }: Waiver, repeated: boolean, now: Date, explained: boolean): string[] {
  if (gate === "") return []
  const rule = Object.hasOwn(WAIVABLE, gate) ? WAIVABLE[gate] : undefined
  return [
    ...(rule === undefined ? [`is no gate that can be waived; those are ${waivableGates().join(", ")}`] : []),
    ...(rule !== undefined && rule.never !== null ? [`cannot be waived: ${rule.never}`] : []),
    ...(rule?.needsReason === true && !explained ? ["needs a reason of the run, too: --reason '…'"] : []),
    ...(why === "" ? ["needs a reason: GATE=WHY"] : []),
    ...(why.length > MAX_WHY ? [`its reason is longer than ${MAX_WHY} characters`] : []),
    ...(repeated ? ["is given twice"] : []),
    ...(until !== null && hasExpired(until, now) ? [`expired at ${until}`] : []),
  ]
}

export const hasExpired = (until: string, now: Date): boolean => Date.parse(until) <= now.getTime()

const waivableGates = (): string[] =>
  Object.entries(WAIVABLE)
    .filter(([, { never }]) => never === null)
    .map(([gate]) => gate)

const refused = (problems: readonly Problem[]): PipelineError =>
  usageError("WAIVER_REFUSED", "The waivers cannot be accepted.", problems)
