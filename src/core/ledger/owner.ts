import * as v from "valibot"
import { type Fact, whyNot } from "../errors.ts"
import type { Release } from "../stage.ts"
import { formatDuration } from "../text.ts"

/** What a stage's owner does that changes something outside the ledger. */
export const EFFECTS = ["migrate", "deploy", "rollback"] as const
export type Effect = (typeof EFFECTS)[number]

/** The run that holds a stage's lock. */
export interface LockOwner {
  runId: string
  command: string
  tag: string | null
  /** the commit that the run deploys; null for a rollback, whose versions are in `rollback` once it has begun */
  sha: string | null
  actor: string
  host: string
  /** process id on `host`; null in a container, where it proves nothing */
  pid: number | null
  /** ISO time */
  since: string
  /** the owner's fencing token, greater than every earlier owner's; absent in records of older pipelines */
  fence?: number
  /** ISO time of the owner's newest record, which counts as a heartbeat */
  renewed?: string
  /** how others can find out whether the run lives; absent in records of older pipelines */
  runner?: Runner
  /** the last effect that the run announced */
  effect?: Effect
  /** the hook that it announced after that */
  hook?: string
  /** the deploy is over, so the run is smoking */
  deployed?: boolean
  /** smoke has passed, so the run is watching */
  watching?: boolean
  /** the rollback that the run has begun */
  rollback?: Rollback
  /** what a person gave as --reason */
  reason?: string
}

/** What a rollback leaves, and where it goes. */
export interface Rollback {
  from: Release
  to: Release
}

/** The CI workflow run that a run is part of. The CI service knows whether it has finished. */
export interface CiRun {
  provider: "github"
  /** `owner/name` */
  repository: string
  runId: string
  /** from 1; each attempt is a pipeline run of its own */
  attempt: number
}

/** Recorded with the lock, so that others can find out whether the run still lives. */
export interface Runner {
  /** `host`: a process on a machine; `engine`: a call on a Dagger engine */
  kind: "host" | "engine"
  ci: CiRun | null
  /** how often the run renews its heartbeat; null: it has none */
  heartbeatSeconds: number | null
}

const CiRunSchema = v.object({
  provider: v.literal("github"),
  repository: v.pipe(v.string(), v.regex(/^[\w.-]+\/[\w.-]+$/)),
  runId: v.pipe(v.string(), v.regex(/^\d{1,20}$/)),
  attempt: v.pipe(v.number(), v.integer(), v.minValue(1)),
})

export const RunnerSchema = v.object({
  kind: v.picklist(["host", "engine"]),
  ci: v.nullable(CiRunSchema),
  heartbeatSeconds: v.nullable(v.number()),
})

/** The form of --ci-run. */
export const CI_RUN_FORM = "github:OWNER/REPOSITORY/RUN_ID/ATTEMPT"

/** Reads `github:OWNER/REPOSITORY/RUN_ID/ATTEMPT`; null when it is something else. */
export function parseCiRun(text: string): CiRun | null {
  const [, provider, repository, runId, attempt] = /^([^:]*):(.*)\/([^/]*)\/(\d+)$/s.exec(text) ?? []
  const parsed = v.safeParse(CiRunSchema, { provider, repository, runId, attempt: Number(attempt) })
  return parsed.success ? parsed.output : null
}

/** The reverse of parseCiRun. */
export const ciRunText = ({ provider, repository, runId, attempt }: CiRun): string =>
  `${provider}:${repository}/${runId}/${attempt}`

export const describeCiRun = ({ repository, runId, attempt }: CiRun): string =>
  `GitHub run ${runId} (attempt ${attempt}) of ${repository}`

/** How many heartbeats in a row must be missing before another run may take the stage over. */
const TAKEOVER_BEATS = 5
/** After how many missed heartbeats the owner gives up by itself: well before another run may begin. */
const OWNER_BEATS = 3
/**
 * How long the owner's tool then has to end. The one beat that is left covers clocks of different pace and slow
 * answers.
 */
const GRACE_BEATS = 1

export interface Lease {
  beatMs: number
  /** how long the lease lasts from the start of the last renewal, by the owner's own clocks */
  ownerMs: number
  graceMs: number
  /** how long others must watch without seeing a heartbeat */
  takeoverMs: number
}

/** How long an owner may act without showing that it lives, and how long others must wait before they act. */
export function leaseOf(heartbeatSeconds: number): Lease {
  const beatMs = heartbeatSeconds * 1000
  return {
    beatMs,
    ownerMs: OWNER_BEATS * beatMs,
    graceMs: GRACE_BEATS * beatMs,
    takeoverMs: TAKEOVER_BEATS * beatMs,
  }
}

/**
 * How long one answer of the ledger's remote may take, in ms. One that never comes must leave an owner enough of its
 * lease to ask again.
 */
export const answerLimitMs = (heartbeatSeconds: number): number =>
  Math.min(60_000, Math.max(10_000, 1500 * heartbeatSeconds))

/** What the owner does next to keep its stage; it gives an answer up after `limitMs`. */
export type RenewalStep = { kind: "heartbeat" | "record"; limitMs: number } | { kind: "give up" }

/**
 * A heartbeat, until the lease's last interval: then a record, because a remote may refuse heartbeats, or hang with them,
 * and nothing else. Once the lease has expired only a record can renew it: another run may be taking the stage over at
 * this moment, and of two appends to the ledger's tip only one succeeds.
 * @param leftMs what is left of the lease
 * @param hasFailed the owner could not renew the lease when it last tried
 */
export function renewalStep({ beatMs, graceMs }: Lease, leftMs: number, hasFailed: boolean): RenewalStep {
  // a machine that slept past its lease may still be the owner; one that was awake has tried all along
  const hasSlept = leftMs <= -beatMs
  if (hasFailed && leftMs <= 0 && !hasSlept) return { kind: "give up" }
  if (leftMs <= beatMs) return { kind: "record", limitMs: leftMs > 0 ? leftMs : graceMs / 3 }
  // one that hangs must leave the last interval to a record
  return { kind: "heartbeat", limitMs: leftMs - beatMs }
}

/**
 * How long the owner waits after a step that failed.
 * @param leftMs what is left of the lease now, after it
 */
export function pauseAfterFailure({ beatMs }: Lease, { kind }: RenewalStep, leftMs: number): number {
  const untilLastMs = leftMs - beatMs
  // no heartbeat is begun that has little time
  return kind === "heartbeat" && untilLastMs < beatMs / 2 ? Math.max(0, untilLastMs) : beatMs / 3
}

/** The evidence on whether the run that holds a stage lives. */
export interface OwnerFacts {
  /** its process, where it ran on this machine; `how`: how it is known to be gone */
  process: Fact<{ state: "running" } | { state: "gone"; how: string }>
  /** its workflow run, with the status that the CI service gives, e.g. `completed` */
  ci: Fact<{ finished: boolean; status: string }>
  /** its heartbeats */
  silence: Fact<Silence>
}

export interface Silence {
  /** how long this run has watched without seeing a new heartbeat */
  watchedMs: number
  /** the age of the newest heartbeat by two machines' clocks, which may differ */
  ageMs: number
  limitMs: number
}

/** Only a proven death ends a run's claim to its stage: a run that is merely silent may be deploying. */
export type Liveness =
  | { kind: "dead"; proof: string }
  | { kind: "alive"; sign: string }
  /** `watchMs`: how much longer to watch until its silence proves it dead; null: watching proves nothing */
  | { kind: "unknown"; why: string; watchMs: number | null }

const dead = (proof: string): Liveness => ({ kind: "dead", proof })
const alive = (sign: string): Liveness => ({ kind: "alive", sign })

/**
 * A process seen on this machine outweighs all other evidence. A finished workflow run alone proves nothing: its process
 * may have been cut off from the service and still work, or the run may be running again. So the owner must be silent too.
 */
export function judgeLiveness({ process, ci, silence }: OwnerFacts): Liveness {
  if (process.kind === "known") {
    return process.value.state === "gone"
      ? dead(process.value.how)
      : alive("its process runs on this machine")
  }
  const finished = ci.kind === "known" && ci.value.finished
  if (silence.kind === "known") {
    const { watchedMs, ageMs, limitMs } = silence.value
    if (watchedMs >= limitMs) {
      return dead(`it has shown no heartbeat for the ${formatDuration(watchedMs)} that it was watched`)
    }
    const age = formatDuration(Math.max(0, ageMs))
    if (finished && ageMs >= limitMs) {
      return dead(`its workflow run is ${ci.value.status}, and its last heartbeat is ${age} old`)
    }
    if (ageMs < limitMs && watchedMs === 0) return alive(`its last heartbeat is ${age} old`)
  }
  if (ci.kind === "known" && !finished) return alive(`its workflow run is ${ci.value.status}`)
  return {
    kind: "unknown",
    why: [whyNot(process), ciNote(ci), silenceNote(silence)].join("; "),
    watchMs: silence.kind === "known" ? silence.value.limitMs - silence.value.watchedMs : null,
  }
}

const ciNote = (ci: OwnerFacts["ci"]): string =>
  ci.kind === "known" ? `its workflow run is ${ci.value.status}` : whyNot(ci)

const silenceNote = (silence: OwnerFacts["silence"]): string =>
  silence.kind === "known"
    ? `watched for ${formatDuration(silence.value.watchedMs)} of the ${formatDuration(silence.value.limitMs)} without a heartbeat that prove it`
    : whyNot(silence)

/**
 * What a run was doing when it wrote its last record. It may be a little further by now: a run records a tool's start
 * before it starts it, but the end of a deploy some seconds late.
 */
export function phaseOf({
  command,
  deployed = false,
  rollback,
  sha,
  fence,
  effect,
  hook,
  watching = false,
}: LockOwner): string {
  if (hook !== undefined) return `the hook ${hook}`
  if (rollback !== undefined) return deployed ? "rollback-smoke" : "rollback"
  if (watching) return "watch"
  // migrations run before the deploy, or after smoke has passed
  if (effect === "migrate") return "migrate"
  if (deployed) return "smoke"
  // records of older pipelines do not say what was started
  if (effect !== undefined || (fence === undefined && sha !== null)) return "deploy"
  return `${command}, before its first change`
}
