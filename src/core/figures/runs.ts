import { property } from "../json.ts"
import { ciRunText, type Rollback } from "../ledger/owner.ts"
import type { LedgerRecord } from "../ledger/record.ts"
import type { Freeze, StageState } from "../ledger/stage-state.ts"
import { type Release, releaseIn, type Stage } from "../stage.ts"

/**
 * How a run ended. `done` is for commands that deploy nothing, `absent` for a question whose answer is no; the others say
 * what became of the stage.
 */
export type Outcome =
  | "deployed"
  | "done"
  | "blocked"
  | "failed"
  | "rolled-back"
  | "rollback-failed"
  | "inconclusive"
  | "absent"

/** `unfinished`: the run is under way, or it died. */
export type RunOutcome = Outcome | "unfinished"

export const RUN_OUTCOMES = [
  "deployed",
  "done",
  "blocked",
  "failed",
  "rolled-back",
  "rollback-failed",
  "inconclusive",
  "unfinished",
] as const satisfies readonly RunOutcome[]

/** A run, as its records on one stage tell it. */
export interface LedgerRun {
  stage: Stage
  runId: string
  command: string
  actor: string
  outcome: (typeof RUN_OUTCOMES)[number]
  /** ISO time of its first record */
  startedAt: string
  /** ISO time of the record that ended it, or that says that it died; null: it is under way */
  endedAt: string | null
  durationMs: number | null
  /** what the run was about; null where it never came to that */
  tag: string | null
  sha: string | null
  /** whether it put something on the stage, or may have */
  changed: boolean
  /** ISO time at which its version was on the stage; null: it never was, or nothing says when */
  deployedAt: string | null
  /** the rollback that it made, or tried */
  rollback: Rollback | null
  /** what a person gave as --reason */
  reason: string | null
  code: string | null
  detail: string | null
  /** the version that this one fixes, as a person said with --fixes */
  fixes: string | null
  /** the workflow run that it was part of */
  ciRun: string | null
}

/** Records that end a run which held the stage. */
const ENDINGS: Readonly<Partial<Record<LedgerRecord["kind"], LedgerRun["outcome"]>>> = {
  verified: "deployed",
  failed: "failed",
  inconclusive: "inconclusive",
  "rolled-back": "rolled-back",
  "rollback-failed": "rollback-failed",
  lost: "failed",
  /** a hook refused the version */
  blocked: "blocked",
}

/** The records of each run, oldest first; runs in the order of their first records. */
export function recordsByRun(records: readonly LedgerRecord[]): Own[] {
  const runs = new Map<string, Own>()
  for (const record of records.toReversed()) {
    const known = runs.get(record.runId)
    if (known === undefined) runs.set(record.runId, [record])
    else known.push(record)
  }
  return [...runs.values()]
}

/**
 * The runs that records are of, newest first.
 * @param records of one stage, newest first; a run whose first ones are not among them is judged by those that are
 */
export function runsOf(records: readonly LedgerRecord[]): LedgerRun[] {
  const deaths = deathsIn(records)
  return recordsByRun(records)
    .map((own) => runOf(own, deaths))
    .toReversed()
}

/** Whether the first record of a run is among its records: runs count them, older pipelines did not. */
export const isWhole = ([first]: Own): boolean =>
  first.seq === 1 || (first.seq === undefined && (first.kind === "started" || !isOwners(first)))

/** Whether only a run that holds the stage writes such a record. */
const isOwners = ({ kind, state, runId }: LedgerRecord): boolean =>
  state.lock?.runId === runId || (kind !== "verified" && kind !== "blocked" && ENDINGS[kind] !== undefined)

type Own = [LedgerRecord, ...LedgerRecord[]]

function runOf(records: Own, deaths: ReadonlyMap<string, string>): LedgerRun {
  const [first] = records
  const { stage, runId, command, actor, at: startedAt } = first
  const find = (kind: LedgerRecord["kind"]) => records.find((record) => record.kind === kind)
  const started = find("started")
  const held = records.some(isOwners)
  const ending = held ? records.findLast(({ kind }) => ENDINGS[kind] !== undefined) : records.at(-1)
  const last = ending ?? (records.at(-1) as LedgerRecord)
  const subject = started?.tag ? started : last
  const changed = hasChanged(records, ending)
  const endedAt = ending?.at ?? deaths.get(runId) ?? null
  const ran = property(last.report, "durationMs")
  const ci = started?.runner?.ci
  return {
    ...{ stage, runId, command, actor, startedAt, endedAt },
    outcome: ending === undefined ? "unfinished" : outcomeOf(ending, held, changed),
    durationMs:
      typeof ran === "number" ? ran : endedAt === null ? null : Date.parse(endedAt) - Date.parse(startedAt),
    tag: subject.tag,
    sha: subject.sha,
    changed,
    deployedAt: changed ? deployedAtOf(records, subject.sha, ending) : null,
    rollback: rollbackOf(records),
    reason: records.find(({ reason, kind }) => reason !== null && kind !== "waived")?.reason ?? null,
    code: last.code,
    detail: last.detail,
    fixes: started?.fixes ?? null,
    ciRun: ci ? ciRunText(ci) : textOf(property(last.report, "ciRun")),
  }
}

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null)

function outcomeOf(ending: LedgerRecord, held: boolean, changed: boolean): LedgerRun["outcome"] {
  if (!held) return ending.kind === "blocked" ? "blocked" : ending.kind === "unverified" ? "failed" : "done"
  if (ending.kind === "lost") return changed ? "inconclusive" : "failed"
  if (ending.kind === "verified" && !ending.command.startsWith("deploy-")) return "done"
  return ENDINGS[ending.kind] as LedgerRun["outcome"]
}

function hasChanged(records: Own, ending: LedgerRecord | undefined): boolean {
  const has = (kind: LedgerRecord["kind"]) => records.some((record) => record.kind === kind)
  const begun = records.some(({ effect }) => effect === "deploy" || effect === "rollback") || has("deployed")
  if (ending === undefined) return begun
  if (ending.kind === "blocked") return false
  if (ending.kind === "lost") return ending.changed === true
  if (ending.kind === "failed" || ending.kind === "inconclusive") return ending.changed !== false
  if (ending.kind === "verified") return ending.command.startsWith("deploy-")
  return begun || ending.kind === "rolled-back" || ending.kind === "rollback-failed"
}

/** Of a deploy that broke off, what is known is when it began; a run that went on with another one's rollback has none. */
function deployedAtOf(records: Own, sha: string | null, ending: LedgerRecord | undefined): string | null {
  const put = records.find((record) => record.kind === "deployed" && record.sha === sha)
  const begun = put ?? records.find(({ effect }) => effect === "deploy")
  // older pipelines did not say that they begin
  return (begun ?? (records[0].fence === undefined ? ending : undefined))?.at ?? null
}

function rollbackOf(records: Own): Rollback | null {
  const begun = records.find(({ kind, from }) => from !== null && kind.startsWith("roll"))
  const to = begun && releaseIn(begun)
  return to ? { from: begun.from as Release, to } : null
}

/** When others found runs dead, by run. */
function deathsIn(records: readonly LedgerRecord[]): ReadonlyMap<string, string> {
  const deaths = new Map<string, string>()
  for (const [index, record] of records.entries()) {
    const dead = records[index + 1]?.state.lock
    if (dead && (record.kind === "taken-over" || record.kind === "lock-broken")) {
      deaths.set(dead.runId, record.at)
    }
  }
  return deaths
}

/** A time in which the stage took no deploys. */
export interface FrozenTime {
  since: string
  /** null: it is frozen still */
  until: string | null
  reason: string
  actor: string
  /** a person's word, and not what a run that ended badly leaves behind */
  byHand: boolean
  /** the run that froze it; "" for one that is older than the records */
  runId: string
}

/**
 * The times in which a stage was frozen, oldest first.
 * @param records newest first
 */
export function frozenTimes(records: readonly LedgerRecord[]): FrozenTime[] {
  const times = [
    ...timesOf(records, false, ({ frozen }) => frozen),
    ...timesOf(records, true, ({ held }) => held ?? null),
  ]
  return times.sort((a, b) => (a.since < b.since ? -1 : 1))
}

/** A person's freeze may end by itself, of which there is no record. */
function timesOf(
  records: readonly LedgerRecord[],
  byHand: boolean,
  freezeIn: (state: StageState) => (Freeze & { until?: string | null }) | null,
): FrozenTime[] {
  const times: FrozenTime[] = []
  let current: string | null = null
  for (const { state, runId, at } of records.toReversed()) {
    const freeze = freezeIn(state)
    const [last] = times.slice(-1)
    const end = freeze?.at ?? at
    if (last !== undefined && current !== null && freeze?.at !== current) {
      last.until = last.until !== null && last.until < end ? last.until : end
    }
    if (freeze !== null && freeze.at !== current) {
      const { at: since, reason, actor, until = null } = freeze
      times.push({ since, until, reason, actor, byHand, runId: since === at ? runId : "" })
    }
    current = freeze?.at ?? null
  }
  return times
}
