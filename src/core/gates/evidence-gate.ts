import type { Fact } from "../fact.ts"
import type { Evidence } from "./evidence.ts"
import { fail, type Gate, type GateFacts, type Judgement } from "./gate.ts"

interface EvidenceGate<T, F, E> extends Pick<Gate<F>, "id" | "title" | "skip"> {
  factOf: (evidence: E, facts: F) => Fact<T>
  judge: (value: T, facts: F) => Judgement
}

/**
 * A gate on something outside the ledger. What was not asked is skipped, and what could not be found out
 * fails: neither is a pass.
 */
export const evidenceGate = <T, E = Evidence, F extends { evidence: E } = GateFacts & { evidence: E }>({
  id,
  title,
  skip,
  factOf,
  judge,
}: EvidenceGate<T, F, E>): Gate<F> => ({
  id,
  title,
  skip: (facts) => {
    const fact = factOf(facts.evidence, facts)
    return skip?.(facts) ?? (fact.kind === "skipped" ? fact.why : null)
  },
  judge: (facts) => {
    const fact = factOf(facts.evidence, facts) as Exclude<Fact<T>, { kind: "skipped" }>
    return fact.kind === "known" ? judge(fact.value, facts) : fail("GATE_UNAVAILABLE", fact.message)
  },
})
