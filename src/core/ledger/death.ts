import type { Fact } from "../fact.ts"
import { formatDuration } from "../text.ts"
import type { LockOwner } from "./stage-state.ts"

/** What was found out about the run that holds a stage. */
export interface OwnerFacts {
  /** its process on this machine: `gone` says how that is known */
  process: Fact<{ state: "running" } | { state: "gone"; how: string }>
  /** the workflow run that it is part of, by the service's own word, e.g. `completed` */
  ci: Fact<{ finished: boolean; status: string }>
  /** how long this run itself has watched for a sign of life in vain, in milliseconds */
  silence: Fact<{ silentMs: number; limitMs: number }>
}

/** Only proof ends a run's claim to its stage: whoever is merely quiet may be deploying. */
export type Verdict = { kind: "dead"; proof: string } | { kind: "undead"; why: string }

const dead = (proof: string): Verdict => ({ kind: "dead", proof })

/** What lives here lives, whatever others say; else one proof is enough. */
export function judgeOwner(facts: OwnerFacts): Verdict {
  const { process, ci, silence } = facts
  if (process.kind === "known") {
    return process.value.state === "gone"
      ? dead(process.value.how)
      : { kind: "undead", why: "its process runs on this machine" }
  }
  if (ci.kind === "known" && ci.value.finished) return dead(`its workflow run is ${ci.value.status}`)
  if (silence.kind === "known" && silence.value.silentMs >= silence.value.limitMs) {
    return dead(
      `it has shown no sign of life for the ${formatDuration(silence.value.silentMs)} that it was watched`,
    )
  }
  return { kind: "undead", why: [noteOf(process), ciNote(ci), silenceNote(silence)].join("; ") }
}

/** What a fact that is not known has instead. */
const noteOf = (fact: Exclude<Fact<unknown>, { kind: "known" }>): string =>
  fact.kind === "skipped" ? fact.why : fact.message

const ciNote = (ci: OwnerFacts["ci"]): string =>
  ci.kind === "known" ? `its workflow run is ${ci.value.status}` : noteOf(ci)

const silenceNote = (silence: OwnerFacts["silence"]): string =>
  silence.kind === "known"
    ? `quiet for ${formatDuration(silence.value.silentMs)} of the ${formatDuration(silence.value.limitMs)} that prove it`
    : noteOf(silence)

/** What a run was doing when its last record was written; a deploy that is over is recorded some seconds later. */
export function phaseOf({ command, deployed = false, rollback, sha }: LockOwner): string {
  if (rollback !== undefined) return deployed ? "rollback-smoke" : "rollback"
  if (deployed) return "smoke"
  return sha === null ? `${command}, before its first change` : "deploy"
}
