import type { Fact } from "../fact.ts"
import type { GateResult } from "../gates/gate.ts"
import { canonicalJson, type Json } from "../json.ts"
import type { StageState } from "../ledger/stage-state.ts"
import type { Migration } from "../migrations/migration.ts"
import type { Release, Stage } from "../stage.ts"
import { type PlanWorld, UNSEEN } from "./digest.ts"
import type { InfrastructureChange } from "./infrastructure.ts"
import type { Readiness } from "./readiness.ts"

/** What a plan shows and vouches for. */
export interface PlanFacts {
  stage: Stage
  tag: string
  sha: string | null
  running: StageState["running"]
  migrations: Fact<Migration[]>
  /** names of secrets that the version wants and the stage has not */
  secrets: Fact<string[]>
  gates: readonly GateResult[]
  readiness: Readiness | null
  infrastructure: Fact<InfrastructureChange[]>
}

/**
 * The part of a plan that must not change before it is carried out: no times, no texts that a machine or a service words
 * for itself, and no order but that of names.
 */
export function planWorld(facts: PlanFacts): PlanWorld {
  const { stage, tag, sha, running, migrations, secrets, gates, readiness, infrastructure } = facts
  return {
    release: { stage, tag, sha },
    running: running && releaseOf(running),
    migrations: known(migrations, (list) =>
      sorted(list.map(({ path, change, risk, reasons, down }) => ({ path, change, risk, reasons, down }))),
    ),
    secrets: seen(secrets, sorted),
    gates: Object.fromEntries(
      gates.filter(({ id }) => !APART.includes(id)).map((gate) => [gate.id, statusOf(gate)]),
    ),
    rollback: readiness && {
      target: readiness.target && releaseOf(readiness.target),
      oneWay: sorted(readiness.oneWay.map(({ why }) => why)),
    },
    infrastructure: seen(infrastructure, (changes) =>
      sorted(changes.map(({ op, type, name }) => ({ op, type, name }))),
    ),
  }
}

const releaseOf = ({ tag, sha }: Release) => ({ tag, sha })

/** Why something is not known is worded anew each time; that it is not known is part of the plan. */
const known = <T>(fact: Fact<T>, show: (value: T) => Json): Json =>
  fact.kind === "known" ? show(fact.value) : { [fact.kind]: true }

/** What only the stage's credentials show: a plan job before the approval has none, and must not approve that. */
const seen = <T>(fact: Fact<T>, show: (value: T) => Json): Json | typeof UNSEEN =>
  fact.kind === "unavailable" ? UNSEEN : known(fact, show)

const sorted = (list: readonly Json[]): Json =>
  list
    .map((item) => ({ item, key: canonicalJson(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ item }) => item)

/**
 * The lock comes and goes with every run, whose credentials they are is no part of the world, and what the others judge
 * has sections of its own.
 */
const APART: readonly string[] = ["lock", "credentials", "secrets", "migrations", "readiness", "plan"]

/**
 * A gate that somebody waives has failed all the same. A check that still runs is waited for, and blocks the deploy
 * when it fails: that it ends well is what the plan was approved for.
 */
function statusOf({ status, code }: { status: string; code: string | null }): string {
  if (code === "CI_UNFINISHED") return "pass"
  return status === "waived" ? "fail" : status
}
