import type { FencePolicy } from "../config/migrations.ts"
import type { StageState } from "../ledger/stage-state.ts"
import type { Crossing } from "../plan/crossing.ts"
import { type Reason, type ReasonCode, reason } from "../reasons.ts"
import type { Stage } from "../stage.ts"
import type { Evidence } from "./evidence.ts"

/** Everything that the gates judge by. */
export interface GateFacts {
  stage: Stage
  tag: string
  tagPrefix: string
  mainBranch: string
  /** the commit that the tag names; null when there is no such tag */
  sha: string | null
  /** tags that a person may have meant; empty when the tag exists */
  nearest: readonly string[]
  /** null when there is no main branch to look at */
  onMain: boolean | null
  state: StageState
  /** staging's state; the same as `state` on staging */
  staging: StageState
  evidence: Evidence
  crossing: Crossing
  /** what migrations mean for a deploy; null where nobody looks for them */
  fence: FencePolicy | null
}

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

/** One question that a deploy must pass. */
export interface Gate<F = GateFacts> {
  id: string
  title: string
  /** why the gate says nothing here, or null */
  skip?: (facts: F) => string | null
  judge: (facts: F) => Judgement
}

export type Judgement = { pass: string } | { fail: Reason }

export const pass = (detail: string): Judgement => ({ pass: detail })
export const fail = (code: ReasonCode, message: string, fix?: string): Judgement => ({
  fail: reason(code, message, fix),
})

export const needsCommit = ({ sha }: GateFacts) => (sha === null ? "there is no commit to judge" : null)
export const productionOnly = (facts: GateFacts) =>
  facts.stage === "production" ? needsCommit(facts) : "only for production"

/** The table of reasons writes STAGE where a command needs the stage's name. */
export const failed = (id: string, title: string, why: Reason, stage: Stage): GateResult => ({
  id,
  title,
  status: "fail",
  detail: why.message,
  code: why.code,
  fix: why.fix.replaceAll("STAGE", stage),
})
