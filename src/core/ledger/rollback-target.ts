import { type Reason, type ReasonCode, reason } from "../reasons.ts"
import { describeRelease, type Release } from "../stage.ts"
import { afterDeath } from "./fold.ts"
import type { StageState } from "./stage-state.ts"

/** Where a rollback goes, or why it can go nowhere. */
export type RollbackTarget =
  | { kind: "target"; release: Release; why: string }
  | { kind: "none"; reason: Reason }

/**
 * The newest release that passed smoke on this stage, is another commit than the one that is left,
 * and was not rolled back from. Order is the ledger's, never that of names or dates of tags.
 * @param leaving the release that the stage is to leave; null when nothing is known to run
 */
export function chooseRollbackTarget(state: StageState, leaving: Release | null): RollbackTarget {
  const target = state.verified.find(({ sha }) => sha !== leaving?.sha && !isQuarantined(state, sha))
  if (target !== undefined) {
    return {
      kind: "target",
      release: releaseOf(target),
      why: "the last other version that passed smoke on this stage",
    }
  }
  const passedOver = state.verified.map(
    (release) => `${describeRelease(release)} ${whyNot(state, leaving, release.sha)}`,
  )
  const message =
    passedOver.length === 0
      ? "No version has passed smoke on this stage yet."
      : `No other version can be rolled back to: ${passedOver.join("; ")}.`
  return none("NO_ROLLBACK_TARGET", message)
}

/** The release that a person named: it must be one that the stage verified, the newest of that name. */
export function namedRollbackTarget(state: StageState, tag: string): RollbackTarget {
  const { running, verified, quarantine } = state
  if (running?.tag === tag) {
    return none("ROLLBACK_TARGET_RUNNING", `The stage already runs ${describeRelease(running)}.`)
  }
  const target = verified.find((release) => release.tag === tag && !isQuarantined(state, release.sha))
  if (target !== undefined) {
    return target.sha === running?.sha
      ? none("ROLLBACK_TARGET_RUNNING", `${tag} is the commit that already runs as ${running.tag}.`)
      : { kind: "target", release: releaseOf(target), why: "named by --to" }
  }
  const left = quarantine.find((release) => release.tag === tag)
  if (left !== undefined) {
    return none(
      "VERSION_QUARANTINED",
      `${describeRelease(left)} was ${left.by === undefined ? "rolled back" : `quarantined by ${left.by}`}: ${left.reason}`,
    )
  }
  const known = verified.map((release) => release.tag).join(", ") || "none"
  return none(
    "ROLLBACK_TARGET_UNKNOWN",
    `${tag} is not among the verified versions that the stage remembers: ${known}.`,
  )
}

const releaseOf = ({ tag, sha }: Release): Release => ({ tag, sha })

const none = (code: ReasonCode, message: string): RollbackTarget => ({
  kind: "none",
  reason: reason(code, message),
})

export const isQuarantined = (state: StageState, sha: string): boolean =>
  state.quarantine.some((one) => one.sha === sha)

function whyNot({ quarantine }: StageState, leaving: Release | null, sha: string): string {
  if (sha === leaving?.sha) return "is the one to roll back"
  const by = quarantine.find((one) => one.sha === sha)?.by
  return by === undefined ? "was rolled back" : `was quarantined by ${by}`
}

/**
 * The stage as a person's rollback has to leave it, also once the run that holds it is dead. A rollback that ended
 * without a verdict is not over: what it was to leave may be served in part.
 */
export function stageToLeave(state: StageState): StageState {
  const dead = afterDeath(state)
  const { running, unfinished } = dead
  if (unfinished === undefined || running === null || running.verified) return dead
  const { from, to } = unfinished
  if (running.sha !== from.sha && running.sha !== to.sha) return dead
  return { ...dead, running: { ...from, verified: false, outputs: {} } }
}

/** The target of a rollback that a person asks for. */
export const findRollbackTarget = (state: StageState, to: string | null): RollbackTarget =>
  to === null ? chooseRollbackTarget(state, state.running) : namedRollbackTarget(state, to)
