import { PipelineError, type Problem, usageError } from "../errors.ts"
import { reason } from "../reasons.ts"
import type { Stage } from "../stage.ts"
import { clip, sentence } from "../text.ts"
import type { GateResult } from "./gate.ts"
import { GATES, type WaiverRule } from "./gates.ts"

/** A person lets one run past a gate. */
export interface Waiver {
  gate: string
  why: string
  /** ISO time after which it no longer counts; null: at the run's end */
  until: string | null
}

/** Longer than anyone reads. */
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

function readWaiver(text: string): { text: string; waiver: Waiver; problems: string[] } {
  const [, gate = "", time, why] = /^([\w-]+)(?:@([^=]*))?(?:=(.*))?$/s.exec(text) ?? []
  const until = time === undefined ? null : readTime(time)
  const waiver = { gate, why: (why ?? "").trim(), until }
  if (gate === "") return { text, waiver, problems: ["is not GATE=WHY"] }
  const badTime =
    time !== undefined && until === null
      ? [`${JSON.stringify(clip(time))} is not a time such as 2026-03-01T18:00Z`]
      : []
  return { text, waiver, problems: badTime }
}

const RULES: ReadonlyMap<string, WaiverRule> = new Map(
  Object.entries(GATES).map(([id, { waiver }]) => [id, waiver]),
)

function refusals({ gate, why, until }: Waiver, repeated: boolean, now: Date, explained: boolean): string[] {
  if (gate === "") return []
  const rule = RULES.get(gate)
  return [
    ...(rule === undefined
      ? [`is not a gate that can be waived; those are ${waivableGates().join(", ")}`]
      : []),
    ...(typeof rule === "object" ? [`cannot be waived: ${rule.never}`] : []),
    ...(rule === "with-reason" && !explained ? ["also needs a reason for the run: --reason '…'"] : []),
    ...(why === "" ? ["needs a reason: GATE=WHY"] : []),
    ...(why.length > MAX_WHY ? [`its reason is longer than ${MAX_WHY} characters`] : []),
    ...(repeated ? ["is given twice"] : []),
    ...(until !== null && hasExpired(until, now) ? [`expired at ${until}`] : []),
  ]
}

const hasExpired = (until: string, now: Date): boolean => Date.parse(until) <= now.getTime()

const waivableGates = (): string[] =>
  [...RULES].filter(([, rule]) => typeof rule === "string").map(([gate]) => gate)

const refused = (problems: readonly Problem[]): PipelineError =>
  usageError("WAIVER_REFUSED", "The waivers cannot be accepted.", problems)

/** Lets gates that fail be waived. A waiver of a gate that does not fail changes nothing, and is said to be unneeded. */
export function waive(
  gates: readonly GateResult[],
  waivers: readonly Waiver[],
  by: string,
  now: Date,
): GateResult[] {
  return gates.map((gate) => {
    const waiver = waivers.find(({ gate: id }) => id === gate.id)
    if (waiver === undefined) return gate
    if (gate.status !== "fail") return { ...gate, detail: `${gate.detail} (its waiver was not needed)` }
    const { why, until } = waiver
    if (until !== null && hasExpired(until, now)) {
      return { ...gate, detail: `${sentence(gate.detail)} Its waiver expired at ${until}.` }
    }
    return { ...gate, status: "waived", fix: null, waived: { by, why, until } }
  })
}

/** `waived by ana until this run ends: the tests passed at 21:00` */
export const waiverLine = ({ by, why, until }: NonNullable<GateResult["waived"]>): string =>
  `waived by ${by} until ${until ?? "this run ends"}: ${why}`

/** What --allow-one-way waives: the gates that ask for a way back, where they fail. */
export const oneWayWaivers = (gates: readonly GateResult[], why: string | null): Waiver[] =>
  waiversOf(["migrations", "readiness"], gates, why)

/** What --allow-older waives: an older version may replace a newer one. */
export const allowOlderWaivers = (gates: readonly GateResult[], why: string | null): Waiver[] =>
  waiversOf(["older"], gates, why)

/** What --over-migrations waives: a rollback may leave migrations in the database. */
export const overMigrationsWaivers = (gates: readonly GateResult[], why: string | null): Waiver[] =>
  waiversOf(["migrations"], gates, why)

const waiversOf = (ids: readonly string[], gates: readonly GateResult[], why: string | null): Waiver[] =>
  why === null
    ? []
    : gates
        .filter(({ id, status }) => ids.includes(id) && status === "fail")
        .map(({ id }) => ({ gate: id, why, until: null }))

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/

/** A time with its zone, as `2026-03-01T18:00Z`, in one form; null when it is none. */
const readTime = (text: string): string | null =>
  TIME.test(text) && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : null

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 }
const LASTING = /^([1-9]\d{0,3})([mhd])$/

/**
 * When something ends, as a person says it: a time, or how long. Throws a usage error that says what it can be.
 * @param text null or empty: it does not
 */
export function readUntil(text: string | null, now: Date, stage: Stage): string | null {
  if (text === null || text === "") return null
  const [, count, unit] = LASTING.exec(text) ?? []
  const ms = UNITS[unit as keyof typeof UNITS]
  const until = ms === undefined ? readTime(text) : new Date(now.getTime() + Number(count) * ms).toISOString()
  if (until !== null && Date.parse(until) > now.getTime()) return until
  const message =
    until === null
      ? `${JSON.stringify(clip(text))} is neither a time such as 2026-03-01T18:00Z, with its zone, nor a duration such as 90m, 2h or 3d`
      : `${until} has passed`
  const tomorrow = `${new Date(now.getTime() + UNITS.d).toISOString().slice(0, 16)}Z`
  const like = (form: string) => `\`freeze --stage ${stage} --until ${form} --reason 'WHY'\``
  const fix = `Give minutes, hours or days, ${like("2h")}, or a time with its zone, ${like(tomorrow)}.`
  const why = reason("USAGE", "The time cannot be accepted.", fix)
  throw new PipelineError("usage", why, [{ path: "--until", message }])
}
