import type { Evidence } from "../../../dagger/src/core/gates/evidence.ts"
import type { GateFacts } from "../../../dagger/src/core/gates/gate.ts"
import { checkNamed, known } from "../../helpers/fake-code-host.ts"
import { rel, running, state } from "../ledger/samples.ts"

export const a = rel("v1.2.3", "a")
export const b = rel("v1.2.2", "b")
export const verifiedHere = state({ running: running(a), verified: [a, b] })

const ALL_WELL: Evidence = {
  ci: known({ checks: [checkNamed("test")], required: [], ignored: 0 }),
  incidents: known([]),
}

/** Facts on which every gate passes. */
export const factsOf = (fields: Partial<GateFacts> = {}, evidence: Partial<Evidence> = {}): GateFacts => ({
  stage: "production",
  ...a,
  tagPrefix: "v",
  mainBranch: "main",
  nearest: [],
  onMain: true,
  state: state(),
  staging: verifiedHere,
  evidence: { ...ALL_WELL, ...evidence },
  ...fields,
})
