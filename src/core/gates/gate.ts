import type { Fact } from "../fact.ts"
import { filledFix, type Reason, type ReasonCode, reason } from "../reasons.ts"
import type { Stage } from "../stage.ts"

export interface GateResult {
  id: string
  title: string
  status: "pass" | "fail" | "skipped" | "waived"
  /** what was seen, or why the gate was skipped */
  detail: string
  /** of a failed gate, and of one that failed and was waived */
  code: ReasonCode | null
  /** only of a failed gate */
  fix: string | null
  /** only of a waived gate; `until` is an ISO time, null: the end of the run */
  waived?: { by: string; why: string; until: string | null }
}

/** One question that must be answered well before anything is changed. */
export interface Gate<F> {
  title: string
  judge: Judge<F>
}

export type Judge<F> = (facts: F) => Judgement

/** A gate is skipped where its question makes no sense; that is not a pass. */
export type Judgement = { pass: string } | { fail: Reason } | { skip: string }

export const pass = (detail: string): Judgement => ({ pass: detail })
export const skip = (why: string): Judgement => ({ skip: why })
export const fail = (code: ReasonCode, message: string, fix?: string): Judgement => ({
  fail: reason(code, message, fix),
})

/** What was not asked is skipped, and what could not be found out fails: neither is a pass. */
export function judgeInput<T>(fact: Fact<T>, judge: (value: T) => Judgement): Judgement {
  if (fact.kind === "skipped") return skip(fact.why)
  return fact.kind === "known" ? judge(fact.value) : fail("GATE_UNAVAILABLE", fact.message)
}

/**
 * A judgement as reports show it.
 * @param stage fills in STAGE, which the table of reasons writes where a command needs the stage's name
 */
export function gateResult(
  { id, title }: Pick<GateResult, "id" | "title">,
  judgement: Judgement,
  stage: Stage | null,
): GateResult {
  const head = { id, title, code: null, fix: null }
  if ("skip" in judgement) return { ...head, status: "skipped", detail: judgement.skip }
  if ("pass" in judgement) return { ...head, status: "pass", detail: judgement.pass }
  const { code, message, fix } = judgement.fail
  return {
    ...head,
    status: "fail",
    detail: message,
    code,
    fix: filledFix(fix, { stage, tag: null }),
  }
}

/** The first failed gate gives the run its reason; the others stand in the report. */
export function firstFailure(gates: readonly GateResult[]): Reason | null {
  const reasons = gates.flatMap(({ status, code, detail, fix }) =>
    status === "fail" && code !== null && fix !== null ? [{ code, message: detail, fix }] : [],
  )
  return reasons[0] ?? null
}
