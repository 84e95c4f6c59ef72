import { changedSections } from "../plan/digest.ts"
import { reason } from "../reasons.ts"
import type { Stage } from "../stage.ts"
import { failed, type GateResult } from "./gate.ts"

const PLAN = { id: "plan", title: "The world is as the plan showed it" }

/** Holds the world against the plan that somebody approved. Nobody waives it: another plan can be had at once. */
export function planGate(expected: string, actual: string, stage: Stage): GateResult {
  const changed = changedSections(expected, actual)
  if (changed.length === 0) {
    return { ...PLAN, status: "pass", detail: `still ${actual}`, code: null, fix: null }
  }
  const message = `Since the plan was made there has changed: ${changed.join(", ")}.`
  return failed(PLAN.id, PLAN.title, reason("PLAN_CHANGED", message), stage)
}
