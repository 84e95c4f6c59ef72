import type { FencePolicy } from "../config/migrations.ts"
import { chooseRollbackTarget } from "../ledger/rollback-target.ts"
import type { StageState } from "../ledger/stage-state.ts"
import { describeMigrations } from "../migrations/describe.ts"
import type { Migration } from "../migrations/migration.ts"
import { describeRelease, type Release, shortSha } from "../stage.ts"
import type { Crossing } from "./crossing.ts"

/** Whether a deploy could be taken back. */
export interface Readiness {
  /** where a rollback would go; null: nowhere */
  target: Release | null
  /** why it could not; empty: it could */
  oneWay: OneWay[]
}

/** A reason why there is no way back. */
export interface OneWay {
  why: string
  /** false where it lies in the nature of the deploy, so that there is nothing for a person to decide */
  asks: boolean
}

/**
 * Looks for the way back before there is need of one. A first deploy has none by nature, and going again to the commit
 * that runs, or that passed smoke on the stage, loses nothing.
 * @param policy what migrations mean for a deploy; null where nobody looks for them
 */
export function judgeReadiness(
  state: StageState,
  release: Release,
  crossing: Crossing,
  policy: FencePolicy | null,
): Readiness {
  const choice = chooseRollbackTarget(state, release)
  const target = choice.kind === "target" ? choice.release : null
  const oneWay = [
    ...(target === null ? [noTarget(state, release)] : movedTarget(target, crossing)),
    ...(state.running === null ? [] : [...migrationReasons(crossing, policy), ...deployerReasons(crossing)]),
  ]
  return { target, oneWay }
}

function noTarget({ running, verified }: StageState, { sha }: Release): OneWay {
  if (running === null) return { why: "nothing runs on the stage yet", asks: false }
  if (running.sha === sha || verified.length > 0) {
    return { why: "no other version has passed smoke on the stage", asks: false }
  }
  const why = `no version has passed smoke on the stage, ${describeRelease(running)} that runs included`
  return { why, asks: true }
}

function movedTarget(target: Release, { targetTag }: Crossing): OneWay[] {
  if (targetTag.kind === "skipped") return []
  if (targetTag.kind === "unavailable") {
    return [{ why: `nobody knows whether ${target.tag} can still be had: ${targetTag.message}`, asks: true }]
  }
  if (targetTag.value === target.sha) return []
  const now =
    targetTag.value === null ? "there is no such tag any more" : `it names ${shortSha(targetTag.value)} now`
  return [{ why: `the way back is to ${describeRelease(target)}, and ${now}`, asks: true }]
}

function migrationReasons({ migrations, back }: Crossing, policy: FencePolicy | null): OneWay[] {
  if (policy === null || policy === "allow") return []
  const facts = [migrations, back]
  const missing = facts.find((fact) => fact.kind === "unavailable")
  if (missing?.kind === "unavailable") {
    return [{ why: `the migrations in between cannot be told: ${missing.message}`, asks: true }]
  }
  const harmful = new Map<string, Migration>()
  for (const fact of facts) {
    const found = fact.kind === "known" ? fact.value.filter(({ risk }) => risk !== "additive") : []
    for (const migration of found) harmful.set(migration.path, migration)
  }
  if (harmful.size === 0) return []
  const why = `the version before may not work with what these migrations leave: ${describeMigrations([...harmful.values()])}`
  return [{ why, asks: true }]
}

function deployerReasons({ deployer }: Crossing): OneWay[] {
  if (deployer.kind === "skipped") return []
  if (deployer.kind === "known") return deployer.value.map((why) => ({ why, asks: true }))
  return [{ why: `the deployer cannot tell whether it could go back: ${deployer.message}`, asks: true }]
}
