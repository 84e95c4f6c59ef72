import type { MigrationPolicy } from "../config/tools.ts"
import type { Fact } from "../errors.ts"
import { afterDeath } from "../ledger/fold.ts"
import type { Quarantined, StageState } from "../ledger/stage-state.ts"
import { describeMigrations, type Migration } from "../migrations/migration.ts"
import { type Reason, type ReasonCode, reason } from "../reasons.ts"
import type { Observed } from "../smoke/observed.ts"
import { describeRelease, type Release, releaseIn } from "../stage.ts"
import { bare, isoSeconds, listSome } from "../text.ts"

/** What lies between a version and what the stage runs, and the way back: as far as it could be found out. */
export interface ReleaseDelta {
  /** migrations that differ between what the stage runs and the version */
  migrations: Fact<Migration[]>
  /** the same between the version that a rollback would go back to and this one */
  back: Fact<Migration[]>
  /** unavailable: the commit of that version is not here; what its tag names by now does not matter */
  target: Fact<unknown>
  /** whether the version leads to the one that the stage runs */
  older: Fact<boolean>
}

/** Whether a deploy could be undone. */
export interface Readiness {
  /** where a rollback would go; null: nowhere */
  target: Release | null
  /** why it could not; empty: it could */
  oneWay: OneWay[]
}

/** A reason why there is no way back. */
interface OneWay {
  why: string
  /** false where it lies in the nature of the deploy: there is nothing for a person to decide */
  asks: boolean
}

/**
 * Looks for the way back before it is needed. A first deploy has none by nature, but only where nothing answers yet: a
 * version that was put there past the pipeline has to be adopted. Deploying the commit again that runs, or that passed
 * smoke on the stage, loses nothing.
 * @param policy what migrations mean for a deploy; null where they are not looked for
 */
export function judgeReadiness(
  state: StageState,
  release: Release,
  delta: ReleaseDelta,
  policy: MigrationPolicy | null,
  observed: Observed,
): Readiness {
  const choice = chooseRollbackTarget(state, release)
  const target = choice.kind === "target" ? choice.release : null
  const oneWay = [
    ...(target === null ? [noTarget(state, release, observed)] : missingTarget(target, delta)),
    ...(state.running === null ? [] : migrationReasons(delta, policy)),
  ]
  return { target, oneWay }
}

function noTarget({ running, verified }: StageState, { sha }: Release, observed: Observed): OneWay {
  if (running === null) {
    return mayServe(observed)
      ? { why: "what runs there, if anything does, was never adopted", asks: true }
      : { why: "nothing runs on the stage yet", asks: false }
  }
  if (running.sha === sha || verified.length > 0) {
    return { why: "no other version has passed smoke on the stage", asks: false }
  }
  const why = `no version has passed smoke on the stage, not even ${describeRelease(running)}, which it runs`
  return { why, asks: true }
}

/** Whether a stage that the ledger does not know may serve something: where it can't be asked, that is not known. */
const mayServe = ({ sighting }: Observed): boolean =>
  sighting === "drift" || sighting === "unidentified" || sighting === "no-address"

function missingTarget(target: Release, { target: commit }: ReleaseDelta): OneWay[] {
  if (commit.kind !== "unavailable") return []
  const why = `the way back is to ${describeRelease(target)}, and its commit is not here: ${bare(commit.message)}`
  return [{ why, asks: true }]
}

function migrationReasons({ migrations, back }: ReleaseDelta, policy: MigrationPolicy | null): OneWay[] {
  if (policy === null || policy === "allow") return []
  const facts = [migrations, back]
  const missing = facts.find((fact) => fact.kind === "unavailable")
  if (missing?.kind === "unavailable") {
    return [{ why: `the migrations between the versions are not known: ${missing.message}`, asks: true }]
  }
  const harmful = new Map<string, Migration>()
  for (const fact of facts) {
    const found = fact.kind === "known" ? fact.value.filter(({ risk }) => risk !== "additive") : []
    for (const migration of found) harmful.set(migration.path, migration)
  }
  if (harmful.size === 0) return []
  const why = `the previous version may not work with what these migrations leave: ${describeMigrations([...harmful.values()])}`
  return [{ why, asks: true }]
}

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
  const { verified, quarantine } = state
  const kept = quarantine.filter(({ sha }) => sha !== leaving?.sha)
  const message = verified.some(({ sha }) => sha === leaving?.sha)
    ? `No other version is verified on this stage${kept.length === 0 ? "" : `; quarantined: ${listSome(kept.map(describeRelease))}`}.`
    : noneVerified(state)
  const [newest] = kept
  return none("NO_ROLLBACK_TARGET", message, newest && afterAll(newest))
}

/** A person may have rolled back from the wrong version: it can be had again. */
function afterAll({ tag, by }: Quarantined): string {
  const open =
    by === undefined
      ? "`unfreeze --stage STAGE --reason 'WHY'`"
      : `\`quarantine --tag ${tag} --lift --stage STAGE --reason 'WHY'\``
  return `${reason("NO_ROLLBACK_TARGET").fix} If ${tag} was good after all: ${open}, then \`deploy-STAGE --tag ${tag}\`.`
}

/** A version that was verified once may not count any more. */
const noneVerified = ({ quarantine }: StageState): string =>
  quarantine.length === 0
    ? "No version has passed smoke on this stage yet."
    : `No version counts as verified on this stage; quarantined: ${quarantine.map(describeRelease).join(", ")}.`

/** The release that a person named: it must be one that the stage verified, the newest of that name. */
export function namedRollbackTarget(state: StageState, tag: string): RollbackTarget {
  const { running, verified, quarantine } = state
  if (running?.tag === tag) {
    const again = `Name another version with --to. To deploy it again: \`deploy-STAGE --tag ${tag}\`.`
    return none("ROLLBACK_TARGET_RUNNING", `The stage already runs ${describeRelease(running)}.`, again)
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
      `${describeRelease(left)} was quarantined${left.by === undefined ? "" : ` by ${left.by}`}: ${left.reason}`,
    )
  }
  const known = verified.map((release) => release.tag).join(", ") || "none"
  const message = `${tag} is not among the verified versions that the stage remembers: ${known}.`
  // typed without its prefix
  const meant = verified.find((release) => release.tag.endsWith(tag))?.tag
  return meant === undefined
    ? none("ROLLBACK_TARGET_UNKNOWN", message)
    : none("ROLLBACK_TARGET_UNKNOWN", `${message} Did you mean ${meant}?`, `Name it in full: --to ${meant}.`)
}

const releaseOf = ({ tag, sha }: Release): Release => ({ tag, sha })

const none = (code: ReasonCode, message: string, fix?: string): RollbackTarget => ({
  kind: "none",
  reason: reason(code, message, fix),
})

export const isQuarantined = (state: StageState, sha: string): boolean =>
  state.quarantine.some((one) => one.sha === sha)

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

/**
 * What speaks against leaving what runs, without a version to go to by name: it passed, and nothing came after it. Null
 * where nothing does.
 * @param state with a dead run's lock
 */
export function nothingToLeave(state: StageState): Reason | null {
  const { lock, frozen, unfinished } = state
  const { running } = afterDeath(state)
  if (running === null || !running.verified) return null
  const choice = chooseRollbackTarget(state, running)
  if (choice.kind === "none") return null
  const named = `To leave ${running.tag} all the same: \`rollback --stage STAGE --to ${choice.release.tag} --reason 'WHY'\`.`
  // a rollback takes the stage for no version: one that died before it began has left all as it was
  const dead = lock && releaseIn(lock)
  if (lock === null || dead === null) {
    // a rollback, or a smoke test since, has done what the next one would do; two people are often on call
    if (frozen === null || unfinished !== undefined) return null
    const message = `${describeRelease(running)} passed smoke on the stage since the stage was frozen, at ${isoSeconds(frozen.at)}: ${frozen.reason}`
    return reason("ROLLBACK_TARGET_RUNNING", message, `Leave it as it is, and find the cause. ${named}`)
  }
  const isSame = running.sha === dead.sha
  // a run that only judges what runs was to replace nothing
  if (isSame && !lock.command.startsWith("deploy-")) return null
  const what = `${describeRelease(dead)}${isSame ? " again" : ""}`
  const message = `The run that died had not begun to deploy ${what}: the stage runs ${isSame ? "it" : describeRelease(running)}, verified.`
  return reason("ROLLBACK_TARGET_RUNNING", message, `Leave it as it is, or deploy again. ${named}`)
}

/** A rollback that a run, dead by now, had begun, and why. */
export interface BegunRollback {
  from: Release
  to: Release
  detail: string
}

/**
 * The rollback of this release that the stage's owner has begun; null: none. Also null when the quarantine was lifted
 * meanwhile: a person has decided to keep the version.
 */
export function begunRollback(
  { lock, quarantine }: Pick<StageState, "lock" | "quarantine">,
  release: Release | null,
): BegunRollback | null {
  const begun = lock?.rollback
  if (begun === undefined || begun.from.sha !== release?.sha) return null
  const bad = quarantine.find(({ sha }) => sha === begun.from.sha)
  return bad === undefined ? null : { ...begun, detail: bad.reason }
}

/** The target of a rollback that a person asks for. */
export const findRollbackTarget = (state: StageState, to: string | null): RollbackTarget =>
  to === null ? chooseRollbackTarget(state, state.running) : namedRollbackTarget(state, to)
