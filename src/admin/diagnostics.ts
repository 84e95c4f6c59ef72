import type { Claims } from "../core/aws/trust-verdict.ts"
import type { CheckoutFacts, MachineFacts } from "../core/doctor/facts.ts"
import type { Fact } from "../core/fact.ts"

/** What only the place where a run runs can tell. Never throws: what cannot be told is a fact, too. */
export interface Diagnostics {
  machine(): Promise<MachineFacts>
  checkout(): Promise<Fact<CheckoutFacts>>
  /** owner/name at GitHub */
  repository(): Promise<Fact<string>>
  /** Asks for a token of this job and reads its claims; the token itself goes nowhere. */
  claims(): Promise<Fact<Claims>>
}
