import type { Occasion } from "../config/notify.ts"
import { property } from "../json.ts"
import { type Entry, recordId } from "../ledger/record.ts"
import type { StageState } from "../ledger/stage-state.ts"
import { headline } from "../report/headline.ts"
import type { Report } from "../report/report.ts"
import { describeRelease, type Release, releaseIn, type Stage } from "../stage.ts"
import { sentence } from "../text.ts"

/** An entry of a stage's ledger, with the stage before and after it. */
export interface Recorded {
  app: string
  stage: Stage
  entry: Entry
  before: StageState
  after: StageState
}

/** What a person did to a stage. */
const BY_HAND = [
  ...(["frozen", "unfrozen", "unlocked", "taken-over", "quarantined", "quarantine-lifted"] as const),
  ...(["waived", "one-way-allowed", "older-allowed", "migrations-allowed", "break-glass"] as const),
] as const

/** What happened, as messages say it. Those of STEPS are steps of a run that goes on. */
export type EventKind =
  | "service-deployed"
  | "service-upgraded"
  | "service-rolled-back"
  | "incident-detected"
  | "incident-resolved"
  | "blocked"
  | "failed"
  | "verified"
  | "lost"
  | "started"
  | "smoking"
  | "watching"
  | (typeof BY_HAND)[number]

export interface PipelineEvent {
  /** the same however often it is sent */
  id: string
  kind: EventKind
  /** what decides which channels get it */
  occasion: Occasion
  app: string
  stage: Stage
  at: string
  runId: string
  command: string
  actor: string
  /** the version that it is about; null: none is known */
  release: Release | null
  /** the version that was there before, or that is left */
  from: Release | null
  /** what a person gave as --reason, or for a waiver */
  reason: string | null
  /** the gate that a run did not have to pass */
  gate: string | null
  /** of the incident that is opened or closed */
  incident: string | null
  /** a person must look now */
  isUrgent: boolean
  code: string | null
  /** one line that says it all */
  text: string
  /** more about it; null: there is no more */
  detail: string | null
}

const STEPS: readonly EventKind[] = ["started", "smoking", "watching"]

/** Whether it only shows how far a run is, which a message that is edited can show and nothing else. */
export const isStep = ({ kind }: Pick<PipelineEvent, "kind">): boolean => STEPS.includes(kind)

/** What messages say of an entry: the same for the same entry, and nothing for most. */
export function eventsOf(recorded: Recorded): PipelineEvent[] {
  const { before, after } = recorded
  const kind = kindOf(recorded)
  const main = [
    ...(isBreakGlass(recorded.entry) ? [eventOf(recorded, "break-glass", "by-hand", "break-glass")] : []),
    ...(kind === null ? [] : [eventOf(recorded, kind, occasionOf(recorded, kind))]),
  ]
  const isOver = before.incident !== undefined && after.incident === undefined
  return isOver ? [...main, eventOf(recorded, "incident-resolved", closesAs(before), "resolved")] : main
}

function kindOf({ entry, before, after }: Recorded): EventKind | null {
  switch (entry.kind) {
    case "started":
      // a rollback says where it goes in its next record
      if (entry.command === "watch") return "watching"
      return entry.sha === null ? null : "started"
    case "deployed":
      return before.lock?.rollback === undefined ? "smoking" : null
    case "watching":
      return "watching"
    case "verified":
      if (!after.running?.verified) return null
      if (before.lock?.runId !== entry.runId) return "verified"
      return before.verified.length === 0 ? "service-deployed" : "service-upgraded"
    case "rolled-back":
      return "service-rolled-back"
    case "rollback-started":
      return entry.code === null ? "started" : "incident-detected"
    case "rollback-failed":
    case "inconclusive":
      return entry.changed === false && entry.kind === "inconclusive" ? "failed" : "incident-detected"
    case "unverified":
      // of a run that holds the stage another record follows
      return before.lock?.runId === entry.runId ? null : "incident-detected"
    case "failed":
      return entry.changed === false ? "failed" : "incident-detected"
    case "blocked":
      return "blocked"
    case "frozen-by-hand":
      return "frozen"
    case "unfrozen":
      return "unfrozen"
    case "lock-broken":
      return "unlocked"
    case "taken-over":
      return "taken-over"
    case "waived":
      return waivedAs(entry)
    case "quarantined-by-hand":
      return "quarantined"
    case "quarantine-lifted":
      return "quarantine-lifted"
    case "lost":
      return "lost"
    default:
      // what the pipeline itself freezes or quarantines comes with a record that says more
      return null
  }
}

/** Gates that no --waive takes have options of their own. */
function waivedAs({ waiver, command }: Entry): EventKind {
  switch (waiver?.gate) {
    case "older":
      return "older-allowed"
    case "readiness":
      return "one-way-allowed"
    case "migrations":
      return command === "rollback" ? "migrations-allowed" : "one-way-allowed"
    default:
      return "waived"
  }
}

/** Someone changes a stage from a machine of their own, because CI or the engine is away. */
const isBreakGlass = ({ kind, runner, command }: Entry): boolean =>
  kind === "started" &&
  runner?.kind === "host" &&
  runner.ci === null &&
  (command.startsWith("deploy-") || command === "rollback")

function occasionOf({ entry }: Recorded, kind: EventKind): Occasion {
  if (kind === "blocked") return "blocked"
  if (BY_HAND.some((one) => one === kind)) return "by-hand"
  if (kind === "service-rolled-back") return "rolled-back"
  if (kind === "incident-detected" || kind === "failed" || kind === "lost") return badOf(entry)
  return "deployed"
}

function badOf({ kind }: Entry): Occasion {
  if (kind === "rollback-started") return "rolled-back"
  if (kind === "rollback-failed" || kind === "inconclusive") return kind
  return "failed"
}

/** Channels that heard of an incident hear of its end. */
const closesAs = ({ frozen }: StageState): Occasion => (frozen === null ? "failed" : "rolled-back")

function eventOf(recorded: Recorded, kind: EventKind, occasion: Occasion, part?: string): PipelineEvent {
  const { app, stage, entry, before, after } = recorded
  const { runId, command, actor, at, sha, code } = entry
  const release = releaseIn(entry)
  const id = recordId(entry).replace("/", "-")
  const { running } = before
  const replaced = running === null || running.sha === sha ? null : { tag: running.tag, sha: running.sha }
  const event = {
    ...{
      id: part === undefined ? id : `${id}-${part}`,
      kind,
      occasion,
      app,
      stage,
      at,
      runId,
      command,
      actor,
      code,
      reason: entry.reason,
      gate: entry.waiver?.gate ?? null,
    },
    release: kind === "incident-detected" && entry.from !== null ? entry.from : release,
    from: entry.from ?? replaced,
    incident: after.incident?.id ?? before.incident?.id ?? null,
    isUrgent: entry.kind === "rollback-failed" || (entry.kind === "inconclusive" && entry.changed !== false),
  }
  return { ...event, ...wordsFor(recorded, event) }
}

interface Words {
  /** one line that says it all */
  text: string
  /** more about it; null: there is no more */
  detail: string | null
}

/** What a sentence is made of. */
interface Parts {
  actor: string
  stage: string
  what: string
  from: string
  to: string
  gate: string
  /** what a run is about to do, and where from */
  does: string
  /** `: the reason`, or nothing */
  why: string
}

/** What the last record of a run says, its report says better. */
const TEXTS: Readonly<Partial<Record<EventKind, (parts: Parts) => string>>> = {
  started: ({ actor, what, stage, why }) => `${actor} deploys ${what} to ${stage}${why}`,
  smoking: ({ what, stage }) => `${what} is on ${stage}, being smoked`,
  watching: ({ what, stage }) => `${what} is on ${stage}, passed smoke, being watched`,
  frozen: ({ actor, stage, why }) => `${actor} froze ${stage}${why}`,
  unfrozen: ({ actor, stage, why }) => `${actor} opened ${stage} again${why}`,
  unlocked: ({ actor, stage, why }) => `${actor} broke the lock on ${stage}${why}`,
  "taken-over": ({ actor, stage }) => `${actor} took ${stage} over from a run that is dead`,
  waived: ({ actor, gate, what, stage, why }) =>
    `${actor} waived the gate ${gate} on ${stage} for ${what}${why}`,
  "one-way-allowed": ({ actor, what, stage, why }) =>
    `${actor} let ${what} onto ${stage} with no way back${why}`,
  "older-allowed": ({ actor, what, stage, why }) =>
    `${actor} let ${what} replace a newer version on ${stage}${why}`,
  "migrations-allowed": ({ actor, what, stage, why }) =>
    `${actor} let ${stage} go back to ${what} and left migrations in the database${why}`,
  "break-glass": ({ actor, does, why }) => `${actor} ${does}, outside CI${why}`,
  quarantined: ({ actor, what, stage, why }) => `${actor} quarantined ${what} on ${stage}${why}`,
  "quarantine-lifted": ({ actor, what, stage, why }) => `${actor} lets ${what} onto ${stage} again${why}`,
  "incident-resolved": ({ stage, what }) => `${stage} runs ${what}, verified: the incident is over`,
}

/** The records that have words of their own, whatever is made of them. */
const OF_RECORDS: Readonly<Partial<Record<Entry["kind"], (parts: Parts, entry: Entry) => string>>> = {
  "rollback-started": ({ actor, stage, from, to, why }, { code }) =>
    code === null
      ? `${actor} rolls ${stage} back to ${to}${why}`
      : `${from} is bad on ${stage}: rolling back to ${to}`,
}

function wordsFor(
  { entry, stage }: Recorded,
  { kind, release, from }: { kind: EventKind; release: Release | null; from: Release | null },
): Words {
  const { tag, detail, actor, reason: because, waiver } = entry
  const named = (one: Release | null) => (one === null ? (tag ?? "the version") : describeRelease(one))
  const more = detail ?? because
  const parts: Parts = {
    ...{ actor, stage, what: named(release), from: named(from) },
    to: named(releaseIn(entry)),
    gate: waiver?.gate ?? "",
    does: `${entry.command === "rollback" ? `rolls ${stage} back` : `deploys ${named(release)} to ${stage}`} from ${entry.host}`,
    why: because === null ? "" : `: ${because}`,
  }
  const own = OF_RECORDS[entry.kind]?.(parts, entry) ?? TEXTS[kind]?.(parts)
  if (own !== undefined) return { text: own, detail: more !== null && own.includes(more) ? null : more }
  const report = reportIn(entry)
  if (report !== null)
    return {
      text: headline(report),
      detail: report.reason && adviceOf(report.outcome, report.reason.fix, more),
    }
  const rest = more === null ? "" : `: ${sentence(more)}`
  return { text: `${stage}: ${entry.kind} ${parts.what}${rest}`, detail: null }
}

/** A person who is called reads this first, so that what to do stands in it. */
const adviceOf = (outcome: Report["outcome"], fix: string, more: string | null): string | null =>
  outcome === "rollback-failed"
    ? [more, fix]
        .filter((part) => part !== null)
        .map(sentence)
        .join(" ")
    : more

/** A report that a record has; one that was too long for it is not there. */
const reportIn = ({ report }: Entry): Report | null =>
  typeof property(report, "outcome") === "string" ? (report as Report) : null
