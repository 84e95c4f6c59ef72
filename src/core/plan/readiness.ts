import type { MigrationPolicy } from "../config/tools.ts"
import type { Fact } from "../fact.ts"
import { chooseRollbackTarget } from "../ledger/rollback-target.ts"
import type { StageState } from "../ledger/stage-state.ts"
import { describeMigrations, type Migration } from "../migrations/migration.ts"
import type { Observed } from "../smoke/observed.ts"
import { describeRelease, type Release } from "../stage.ts"

/** What lies between a version and what the stage runs, and the way back: as far as it could be found out. */
export interface ReleaseDelta {
  /** migrations that differ between what the stage runs and the version */
  migrations: Fact<Migration[]>
  /** the same between the version that a rollback would go back to and this one */
  back: Fact<Migration[]>
  /** whether the commit of that version is here; what its tag names by now does not matter */
  target: Fact<true>
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
export interface OneWay {
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
  const why = `the way back is to ${describeRelease(target)}, and its commit is not here: ${commit.message.replace(/\.$/, "")}`
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
