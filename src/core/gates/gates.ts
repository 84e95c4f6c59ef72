import type { Reason, ReasonCode } from "../reasons.ts"
import type { Stage } from "../stage.ts"
import { CI_GATE } from "./ci.ts"
import { CREDENTIALS_GATE } from "./credentials.ts"
import { failed, type Gate, type GateFacts, type GateResult } from "./gate.ts"
import { INCIDENTS_GATE } from "./incidents.ts"
import { MIGRATIONS_GATE } from "./migrations.ts"
import { READINESS_GATE } from "./readiness.ts"
import { SECRETS_GATE } from "./secrets.ts"
import { STAGE_GATES } from "./stage-gates.ts"
import { TAG_GATES } from "./tag-gates.ts"

const GATES: readonly Gate[] = [
  ...TAG_GATES,
  ...STAGE_GATES,
  CI_GATE,
  INCIDENTS_GATE,
  MIGRATIONS_GATE,
  READINESS_GATE,
  CREDENTIALS_GATE,
  SECRETS_GATE,
]

/** Every gate with its verdict, in the order of the list; none hides another. */
export function judgeGates(facts: GateFacts): GateResult[] {
  return GATES.map((gate) => judgeGate(gate, facts))
}

/** One gate's verdict, by as many facts as it looks at. */
export function judgeGate<F extends { stage: Stage }>(
  { id, title, skip, judge }: Gate<F>,
  facts: F,
): GateResult {
  const skipped = skip?.(facts) ?? null
  if (skipped !== null) return { id, title, status: "skipped", detail: skipped, code: null, fix: null }
  const judgement = judge(facts)
  if ("pass" in judgement) return { id, title, status: "pass", detail: judgement.pass, code: null, fix: null }
  return failed(id, title, judgement.fail, facts.stage)
}

/** The first failed gate names the run's reason; the others stand in the report. */
export function firstFailure(gates: readonly GateResult[]): Reason | null {
  const gate = gates.find(({ status }) => status === "fail")
  return gate === undefined
    ? null
    : { code: gate.code as ReasonCode, message: gate.detail, fix: gate.fix as string }
}
