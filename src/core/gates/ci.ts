import { shortSha } from "../stage.ts"
import { counted, listSome } from "../text.ts"
import { type CiEvidence, thoseThat, unfinished } from "./commit-checks.ts"
import { evidenceGate } from "./evidence-gate.ts"
import { fail, type Judgement, needsCommit, pass } from "./gate.ts"

export const CI_GATE = evidenceGate({
  id: "ci",
  title: "CI passed on the commit",
  skip: needsCommit,
  factOf: ({ ci }) => ci,
  judge: (evidence, { sha }) => judgeCi(evidence, shortSha(sha as string)),
})

/** A pass needs a success, and nothing that failed, still runs or is missing. */
function judgeCi(evidence: CiEvidence, commit: string): Judgement {
  const { checks, required, ignored } = evidence
  const failing = thoseThat("failed", checks)
  if (failing.length > 0) return fail("CI_NOT_GREEN", `Not passed on ${commit}: ${listSome(failing)}.`)
  const waiting = unfinished(evidence)
  if (waiting.length > 0) return fail("CI_UNFINISHED", `Not finished on ${commit}: ${listSome(waiting)}.`)
  const unproven = thoseThat(
    "neutral",
    checks.filter(({ name }) => required.includes(name)),
  )
  if (unproven.length > 0) {
    return fail("CI_NOT_GREEN", `Required, but proves nothing on ${commit}: ${listSome(unproven)}.`)
  }
  const passed = checks.filter(({ state }) => state === "passed").map(({ name }) => name)
  if (passed.length > 0)
    return pass(`${counted(passed.length, "check")} passed on ${commit}: ${listSome(passed)}`)
  const own = ignored === 0 ? "" : `, apart from ${ignored} that gates.ci.ignore leaves out`
  return checks.length === 0
    ? fail("CI_MISSING", `No check has reported on ${commit}${own}.`)
    : fail("CI_MISSING", `No check has passed on ${commit}${own}: ${listSome(thoseThat("neutral", checks))}.`)
}
