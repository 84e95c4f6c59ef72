import { holdAt } from "../ledger/stage-state.ts"
import { formatDuration, isoSeconds, sentence } from "../text.ts"
import type { GateFacts } from "./facts.ts"
import { fail, type Judge, pass, skip } from "./gate.ts"
import { judgeFrozen } from "./stage-gates.ts"
import type { CommitFacts } from "./tag-gates.ts"

// What keeps a deploy waiting although nothing is wrong. A rollback passes all of it.

/** What the pipeline froze, and what a person did. */
export const judgeHeld: Judge<GateFacts> = (facts) => {
  const { state, stage, now } = facts
  const frozen = judgeFrozen(facts)
  const held = holdAt(state, now)
  if (held === null) return frozen
  const { actor, at, reason } = held
  const until = held.until === null ? null : isoSeconds(held.until)
  const message = `${stage} was frozen at ${isoSeconds(at)} by ${actor}${until === null ? "" : `, until ${until}`}: ${reason}`
  if ("fail" in frozen) {
    const { code, message: first, fix } = frozen.fail
    return fail(code, `${sentence(first)} Also, ${message}`, fix)
  }
  const open = "`unfreeze --stage STAGE --reason 'WHY'`"
  return fail(
    "STAGE_FROZEN",
    message,
    until === null ? `Ask ${actor}, then: ${open}.` : `Wait until ${until}; or ask ${actor}, then: ${open}.`,
  )
}

export const judgeWindow: Judge<Pick<GateFacts, "opening" | "stage">> = ({ opening, stage }) => {
  if (opening === null)
    return skip("no windows are set; stages.STAGE.windows in pipeline.json says when it takes deploys")
  const { isOpen, because, changes } = opening
  if (isOpen) return pass(changes === null ? because : `${because}, until ${changes}`)
  const opens = changes === null ? "It does not open in the next two years." : `It opens at ${changes}.`
  return fail("WINDOW_CLOSED", `${stage} takes no deploys at this time: ${because}. ${opens}`)
}

const MINUTE_MS = 60_000

export const judgeSoak: Judge<CommitFacts> = ({ soakMinutes, staging, sha, tag, now }) => {
  if (soakMinutes === 0) return skip("stages.staging.soakMinutes in pipeline.json asks for none")
  const verified = staging.verified.find((release) => release.sha === sha)
  if (verified === undefined) return skip("staging has not verified it")
  const { at, leftAt } = verified
  if (at === undefined) {
    return fail(
      "SOAK_UNFINISHED",
      `Since when staging has run ${tag} is not known: an older pipeline recorded it.`,
      AGAIN,
    )
  }
  const endsMs = Date.parse(at) + soakMinutes * MINUTE_MS
  const ranMs = (leftAt === undefined ? now.getTime() : Date.parse(leftAt)) - Date.parse(at)
  const wanted = `the ${formatDuration(soakMinutes * MINUTE_MS)} that it should`
  const ran = formatDuration(Math.max(0, ranMs))
  if (ranMs >= soakMinutes * MINUTE_MS) return pass(`${ran} of ${wanted}`)
  return leftAt === undefined
    ? fail(
        "SOAK_UNFINISHED",
        `Staging has run ${tag} for ${ran} of ${wanted}, which are over at ${isoSeconds(new Date(endsMs).toISOString())}.`,
      )
    : fail(
        "SOAK_UNFINISHED",
        `Staging ran ${tag} for ${ran} of ${wanted}, until another version replaced it.`,
        AGAIN,
      )
}

const AGAIN =
  "Deploy it to staging again: `deploy-staging --tag TAG`. For this deploy alone: `deploy-STAGE --tag TAG --waive 'soak=WHY'`."
