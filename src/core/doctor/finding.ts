import type { Stage } from "../stage.ts"
import { FINDINGS, type FindingCode } from "./findings.ts"

/** `warn`: works, and may surprise; `skipped`: not looked at, which is no "ok". */
export type FindingStatus = "ok" | "warn" | "fail" | "skipped"

/** One thing that doctor looked at. */
export interface Finding {
  code: FindingCode
  /** null: one for both stages */
  stage: Stage | null
  status: FindingStatus
  /** what was seen, or why nothing was */
  what: string
  why: string
  /** null: nothing is to be done */
  fix: string | null
}

export function finding(
  code: FindingCode,
  stage: Stage | null,
  status: FindingStatus,
  what: string,
  fix?: string,
): Finding {
  const { why, fix: usual } = FINDINGS[code]
  const needed = status === "fail" || status === "warn"
  return { code, stage, status, what, why, fix: needed ? (fix ?? usual) : null }
}
