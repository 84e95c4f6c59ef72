import { messageOf } from "../core/errors.ts"
import type { Report } from "../core/report/report.ts"
import type { Admission } from "./admission.ts"
import type { Run } from "./run.ts"

/**
 * Ends a run that may not begin. The refusal is recorded, so that history shows who tried what;
 * a ledger that cannot be written does not hide the refusal.
 */
export async function block(
  run: Run,
  { view, reason }: Extract<Admission, { kind: "blocked" }>,
): Promise<Report> {
  const { tag, sha } = run.report
  const entry = run.entry("blocked", { tag, sha, code: reason.code, detail: reason.message })
  try {
    return await run.concludeWith(view, [entry], "blocked", reason)
  } catch (error) {
    run.ports.say(`the refusal could not be recorded: ${messageOf(error)}`)
    return run.conclude("blocked", reason)
  }
}
