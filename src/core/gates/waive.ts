import { sentence } from "../text.ts"
import type { GateResult } from "./gate.ts"
import { hasExpired, type Waiver } from "./waivers.ts"

/** Lets gates that fail be waived. A waiver of a gate that does not fail changes nothing, and is said to be unneeded. */
export function waive(
  gates: readonly GateResult[],
  waivers: readonly Waiver[],
  by: string,
  now: Date,
): GateResult[] {
  return gates.map((gate) => {
    const waiver = waivers.find(({ gate: id }) => id === gate.id)
    if (waiver === undefined) return gate
    if (gate.status !== "fail") return { ...gate, detail: `${gate.detail} (its waiver was not needed)` }
    const { why, until } = waiver
    if (until !== null && hasExpired(until, now)) {
      return { ...gate, detail: `${sentence(gate.detail)} Its waiver expired at ${until}.` }
    }
    return { ...gate, status: "waived", fix: null, waived: { by, why, until } }
  })
}

/** `waived by ana until this run ends: the tests passed at 21:00` */
export const waiverLine = ({ by, why, until }: NonNullable<GateResult["waived"]>): string =>
  `waived by ${by} until ${until ?? "this run ends"}: ${why}`
