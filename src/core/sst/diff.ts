import * as v from "valibot"
import type { Fact } from "../fact.ts"
import type { InfrastructureChange } from "../plan/infrastructure.ts"

const Step = v.object({ op: v.string(), type: v.string(), name: v.string() })
const Told = v.union([v.object({ steps: v.array(Step) }), v.object({ error: v.string() })])

/** Steps that touch nothing. */
const IDLE = ["same", "read", "refresh"]

/** The engine replaces in several steps; for a reader it is one change. */
const REPLACE = ["replace", "create-replacement", "delete-replaced", "discard-replaced"]

/** What would change, of what SHOW_DIFF prints. */
export function changesOf(told: unknown): Fact<InfrastructureChange[]> {
  const parsed = v.safeParse(Told, told)
  if (!parsed.success) return { kind: "unavailable", message: "sst diff said nothing that can be read." }
  if ("error" in parsed.output) return { kind: "unavailable", message: parsed.output.error }
  const changes = parsed.output.steps
    .filter(({ op }) => !IDLE.includes(op))
    .map(({ op, type, name }) => ({ op: REPLACE.includes(op) ? "replace" : op, type, name }))
  const unique = new Map(changes.map((change) => [JSON.stringify(change), change]))
  return { kind: "known", value: [...unique.values()] }
}
