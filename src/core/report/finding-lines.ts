import type { Finding } from "../doctor/finding.ts"
import { sentence } from "../text.ts"

const MARKS = { ok: "ok     ", warn: "WARN   ", fail: "FAIL   ", skipped: "skipped" } as const

const nameOf = ({ code, stage }: Finding): string => (stage === null ? code : `${code} ${stage}`)

/** Failures and warnings first: those are what somebody has to read. */
const ORDER = ["fail", "warn", "skipped", "ok"] as const
const ordered = (findings: readonly Finding[]): Finding[] =>
  ORDER.flatMap((status) => findings.filter((one) => one.status === status))

/** What doctor found, for a terminal. */
export const findingLines = (findings: readonly Finding[]): string[] =>
  ordered(findings).flatMap((one) => [
    `  ${MARKS[one.status]}  ${nameOf(one)}: ${one.what}`,
    ...(one.fix === null ? [] : [`           ${sentence(one.why)}`, `           fix: ${one.fix}`]),
  ])

/** Rows of a table: what was looked at, status, what was seen, and what to do. */
export const findingRows = (findings: readonly Finding[]): string[][] =>
  ordered(findings).map((one) => [
    nameOf(one),
    one.status,
    one.what,
    one.fix === null ? "" : `${sentence(one.why)} Fix: ${one.fix}`,
  ])
