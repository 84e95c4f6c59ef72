import type { GateResult } from "./gate.ts"
import type { Waiver } from "./waivers.ts"

/** The gates that ask for a way back. */
const ASKING: readonly string[] = ["migrations", "readiness"]

/** A person's word that there need be no way back waives what asks for one, where it fails. */
export const oneWayWaivers = (gates: readonly GateResult[], why: string | null): Waiver[] =>
  waiversOf(ASKING, gates, why)

/** A person's word that a rollback may leave migrations in the database. */
export const overMigrationsWaivers = (gates: readonly GateResult[], why: string | null): Waiver[] =>
  waiversOf(["migrations"], gates, why)

const waiversOf = (ids: readonly string[], gates: readonly GateResult[], why: string | null): Waiver[] =>
  why === null
    ? []
    : gates
        .filter(({ id, status }) => ids.includes(id) && status === "fail")
        .map(({ id }) => ({ gate: id, why, until: null }))
