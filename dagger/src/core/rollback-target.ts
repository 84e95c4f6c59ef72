import type { GateResult } from "./gates.ts"
import { type Reason, reason } from "./reasons.ts"
import { describeRelease, type Release } from "./stage.ts"
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
    return { kind: "target", release: target, why: "the last other version that passed smoke on this stage" }
  }
  const passedOver = state.verified.map(
    (release) => `${describeRelease(release)} ${whyNot(leaving, release.sha)}`,
  )
  const message =
    passedOver.length === 0
      ? "No version has passed smoke on this stage yet."
      : `No other version can be rolled back to: ${passedOver.join("; ")}.`
  return { kind: "none", reason: reason("NO_ROLLBACK_TARGET", message) }
}

/** The release that a person named: it must be one that the stage verified. */
export function namedRollbackTarget(state: StageState, tag: string): RollbackTarget {
  if (state.running?.tag === tag) {
    return {
      kind: "none",
      reason: reason("ROLLBACK_TARGET_RUNNING", `The stage already runs ${describeRelease(state.running)}.`),
    }
  }
  const quarantined = state.quarantine.find((release) => release.tag === tag)
  if (quarantined !== undefined) {
    return {
      kind: "none",
      reason: reason(
        "VERSION_QUARANTINED",
        `${describeRelease(quarantined)} was rolled back: ${quarantined.reason}`,
      ),
    }
  }
  const target = state.verified.find((release) => release.tag === tag)
  if (target === undefined) {
    const known = state.verified.map(({ tag: name }) => name)
    const list = known.length === 0 ? "none" : known.join(", ")
    return {
      kind: "none",
      reason: reason("ROLLBACK_TARGET_UNKNOWN", `The stage never verified ${tag}. Verified: ${list}.`),
    }
  }
  if (target.sha === state.running?.sha) {
    return {
      kind: "none",
      reason: reason(
        "ROLLBACK_TARGET_RUNNING",
        `${tag} is the commit that already runs as ${state.running.tag}.`,
      ),
    }
  }
  return { kind: "target", release: target, why: "named by --to" }
}

export const isQuarantined = (state: StageState, sha: string): boolean =>
  state.quarantine.some((one) => one.sha === sha)

const whyNot = (leaving: Release | null, sha: string): string =>
  sha === leaving?.sha ? "is the one to leave" : "was rolled back"

/** The target of a rollback that a person asks for. */
export const findRollbackTarget = (state: StageState, to: string | null): RollbackTarget =>
  to === null ? chooseRollbackTarget(state, state.running) : namedRollbackTarget(state, to)

/** The same as a gate, so that a refusal is reported like any other. */
export function rollbackGate(state: StageState, to: string | null): GateResult {
  const head = { id: "rollback-target", title: "There is a version to roll back to" }
  const target = findRollbackTarget(state, to)
  if (target.kind === "target") {
    const detail = `${describeRelease(target.release)}, ${target.why}`
    return { ...head, status: "pass", detail, code: null, fix: null }
  }
  const { code, message, fix } = target.reason
  return { ...head, status: "fail", detail: message, code, fix }
}
