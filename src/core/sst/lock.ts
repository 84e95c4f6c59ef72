import * as v from "valibot"
import { type Reason, reason } from "../reasons.ts"
import { describeRelease, type Release, type Stage } from "../stage.ts"
import { ageOf } from "../text.ts"

const Lock = v.object({
  /** ISO time */
  created: v.string(),
  updateID: v.string(),
  /** what SST_RUN_ID was; "" without one */
  runID: v.string(),
  command: v.string(),
})

/** SST's own lock on a stage. It never expires: a run that is killed leaves it behind. */
export type SstLock = v.InferOutput<typeof Lock>

/** Who holds the lock, as far as it can be read. */
export type LockReading =
  | { kind: "free" }
  | { kind: "held"; lock: SstLock }
  | { kind: "unreadable"; message: string }

/** Reads what `readLock` in the tree prints. */
export function parseLockReading(text: string): LockReading {
  try {
    const result = JSON.parse(text) as { lock?: unknown; error?: unknown }
    if (typeof result.error === "string") return { kind: "unreadable", message: result.error }
    if (result.lock === null) return { kind: "free" }
    const parsed = v.safeParse(Lock, result.lock)
    if (parsed.success) return { kind: "held", lock: parsed.output }
    return { kind: "unreadable", message: "the lock has an unknown form" }
  } catch {
    return { kind: "unreadable", message: "the lock could not be read" }
  }
}

/** Why a deploy is refused while SST is locked: by whom, and for how long. */
export function lockedReason(stage: Stage, reading: LockReading, now: Date): Reason {
  if (reading.kind === "free") {
    return reason(
      "SST_LOCKED",
      `SST said that ${stage} was locked, and a moment later it was not.`,
      "Deploy again.",
    )
  }
  if (reading.kind === "unreadable") {
    return reason(
      "SST_LOCKED",
      `SST's lock on ${stage} is held, and its owner cannot be read: ${reading.message}.`,
    )
  }
  const { lock } = reading
  return reason(
    "SST_LOCKED",
    `SST's lock on ${stage} has been held by ${ownerOf(lock)} for ${ageOf(lock.created, now)}.`,
  )
}

/** `run r-1 of this pipeline (deploy v1.2.3 (abc1234))`, or what else is known. */
function ownerOf({ runID, command }: SstLock): string {
  const ours = parseSstRunId(runID)
  if (ours !== null)
    return `run ${ours.runId} of a pipeline (sst ${command}, ${describeRelease(ours.release)})`
  const id = runID === "" ? "no run id" : `run id ${runID}`
  return `a deploy outside this pipeline (sst ${command}, ${id})`
}

/** `tag@sha#run`: what SST keeps of us in its lock and in its history, its only field for others. */
export const sstRunId = ({ tag, sha }: Release, runId: string): string => `${tag}@${sha}#${runId}`

/** Reads it back; null for a lock that is not this pipeline's. */
export function parseSstRunId(text: string): { release: Release; runId: string } | null {
  const found = /^(?<tag>.+)@(?<sha>[0-9a-f]{40}(?:[0-9a-f]{24})?)#(?<runId>[^#]+)$/.exec(text)
  if (found === null) return null
  const { tag, sha, runId } = found.groups as { tag: string; sha: string; runId: string }
  return { release: { tag, sha }, runId }
}
