import { type Fact, whyNot } from "../fact.ts"
import { formatDuration } from "../text.ts"
import type { LockOwner } from "./stage-state.ts"

/** So many heartbeats in a row must be missing before others may take a stage over. */
const TAKEOVER_BEATS = 5
/** An owner that could not renew its lease for so many gives up: before others may begin, by a wide margin. */
const OWNER_BEATS = 3
/** What its tool is given to end in. One beat is left for clocks that differ in pace and for slow answers. */
const GRACE_BEATS = 1

export interface Lease {
  beatMs: number
  /** from when the last renewal was begun, by the owner's own clocks */
  ownerMs: number
  graceMs: number
  /** what others must have watched in vain */
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

/** What was found out about the run that holds a stage. */
export interface OwnerFacts {
  /** its process on this machine: `gone` says how that is known */
  process: Fact<{ state: "running" } | { state: "gone"; how: string }>
  /** the workflow run that it is part of, by the service's own word, e.g. `completed` */
  ci: Fact<{ finished: boolean; status: string }>
  /** its heartbeats */
  silence: Fact<Silence>
}

export interface Silence {
  /** how long this run itself has watched for a new one in vain */
  watchedMs: number
  /** how old the newest one is by the two machines' clocks, which may differ */
  ageMs: number
  limitMs: number
}

/** Only proof ends a run's claim to its stage: one that is merely quiet may be deploying. */
export type Liveness =
  | { kind: "dead"; proof: string }
  | { kind: "alive"; sign: string }
  /** `watchMs`: so long a watch could prove that it is dead; null: none could */
  | { kind: "unknown"; why: string; watchMs: number | null }

const dead = (proof: string): Liveness => ({ kind: "dead", proof })
const alive = (sign: string): Liveness => ({ kind: "alive", sign })

/**
 * A process that runs here lives, whatever others say. A workflow run that is over may have left a process that was
 * cut off from it, or run again, so that it proves something only about an owner that is silent as well.
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
 * What a run was doing when its last record was written. Before it starts a tool it writes a record; a deploy that is
 * over is recorded some seconds later.
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
  if (deployed) return "smoke"
  if (effect === "migrate") return "migrate"
  // records of older pipelines do not say what was started
  if (effect !== undefined || (fence === undefined && sha !== null)) return "deploy"
  return `${command}, before its first change`
}
