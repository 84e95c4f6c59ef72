import { holdAt, type Quarantined, type StageState } from "../ledger/stage-state.ts"
import { judgeReadiness, nothingToLeave, stageToLeave } from "../plan/way-back.ts"
import { type Reason, reason } from "../reasons.ts"
import { type Observed, tagServed } from "../smoke/observed.ts"
import { describeRelease, shortSha } from "../stage.ts"
import { counted, formatDuration, isoSeconds, listSome, sentence } from "../text.ts"
import { fail, type GateFacts, type Judge, type Judgement, judgeInput, pass, skip } from "./gate.ts"
import type { CommitFacts } from "./version-gates.ts"

export const judgeStaging: Judge<CommitFacts> = ({ tag, sha, staging, stage, state: { running } }) => {
  const verified = staging.verified.find((release) => release.sha === sha)
  const kept = staging.quarantine.find((release) => release.sha === sha)
  if (verified !== undefined) {
    return kept === undefined
      ? pass(`verified as ${describeRelease(verified)}`)
      : quarantined(kept, "staging", LIFT_ON_STAGING)
  }
  // an adopted version never was on staging: it has to be deployed again after a drift, or for a new secret
  if (kept === undefined && running?.verified === true && running.sha === sha) {
    return pass(`${stage} runs it already, verified as ${describeRelease(running)}`)
  }
  return fail(
    "STAGING_NOT_VERIFIED",
    `Staging has not verified ${tag} (${shortSha(sha)}). ${stagingRuns(staging)}`,
    kept === undefined ? undefined : `${LIFT_ON_STAGING} Then: \`deploy-staging --tag TAG\`.`,
  )
}

/** In a run on production, STAGE would stand for production. */
const LIFT_ON_STAGING = reason("VERSION_QUARANTINED").fix.replace("STAGE", "staging")

const stagingRuns = ({ running }: StageState): string =>
  running === null
    ? "Staging has never been deployed."
    : `Staging runs ${describeRelease(running)}, ${running.verified ? "verified" : "unverified"}.`

export const judgeFrozen: Judge<Pick<GateFacts, "state" | "stage">> = ({
  state: { frozen, unfinished },
  stage,
}) => {
  if (frozen === null) return pass("not frozen")
  const message = `${stage} was frozen at ${isoSeconds(frozen.at)} by ${frozen.actor}: ${frozen.reason}`
  if (unfinished === undefined) return fail("STAGE_FROZEN", message)
  const { from, to } = unfinished
  return fail(
    "STAGE_FROZEN",
    `${sentence(message)} The rollback from ${describeRelease(from)} to ${describeRelease(to)} did not come to its end.`,
    "Finish it: `rollback --stage STAGE --reason 'WHY'`. Then find the cause, and: `unfreeze --stage STAGE --reason 'WHY'`.",
  )
}

/** Judged by where commits stand in the history: tags and their names may say something else. */
export const judgeOlder: Judge<CommitFacts> = ({ tag, state, isUnderWay, delta: { older }, shallow }) => {
  if (older.kind === "skipped") return skip(older.why)
  if (older.kind === "unavailable") {
    const message = `Whether ${tag} is older than the version that runs is not known: ${older.message}`
    return shallow
      ? fail("HISTORY_CUT_OFF", message)
      : fail(
          "GATE_UNAVAILABLE",
          message,
          "Fetch what is missing, or deploy it all the same: `deploy-STAGE --tag TAG --allow-older 'WHY'`.",
        )
  }
  if (!older.value || state.running === null) return pass("not older")
  const there = isUnderWay ? "whose deploy has begun" : "which runs"
  return fail("OLDER_VERSION", `${tag} is older than ${describeRelease(state.running)}, ${there}.`)
}

export const judgeQuarantine: Judge<Pick<CommitFacts, "state" | "sha">> = ({ state, sha }) => {
  const bad = state.quarantine.find((release) => release.sha === sha)
  return bad === undefined ? pass("not quarantined") : quarantined(bad, "the stage")
}

function quarantined(bad: Quarantined, stage: string, fix?: string): Judgement {
  const { by, at, reason: why } = bad
  const who = by === undefined ? "" : ` by ${by}`
  return fail(
    "VERSION_QUARANTINED",
    `${describeRelease(bad)} was quarantined on ${stage}${who} at ${isoSeconds(at)}: ${why}`,
    fix,
  )
}

export const judgeWayBack: Judge<CommitFacts> = (facts) => {
  const { tag, sha, state, delta, migrationPolicy, shallow, inputs } = facts
  const { target, oneWay } = judgeReadiness(state, { tag, sha }, delta, migrationPolicy, inputs.observed)
  const because = oneWay.map(({ why }) => why).join("; ")
  const isUnknown = [delta.migrations, delta.back, delta.target].some(({ kind }) => kind === "unavailable")
  if (shallow && isUnknown && oneWay.some(({ asks }) => asks)) {
    return fail("HISTORY_CUT_OFF", `Whether there is a way back from ${tag} is not known: ${because}.`)
  }
  if (oneWay.some(({ asks }) => asks)) {
    if (state.running === null) return notAdopted(facts)
    const message = `There is no way back from ${tag}: ${because}.`
    return state.verified.length === 0
      ? fail(
          "ONE_WAY",
          message,
          `If it runs well by now: \`adopt --tag ${state.running.tag} --stage STAGE\`. ${reason("ONE_WAY").fix}`,
        )
      : fail("ONE_WAY", message)
  }
  if (target === null) return pass(`nothing to go back to: ${because}`)
  const unseen = migrationPolicy === null ? ", as far as can be seen without migrations" : ""
  return pass(`back to ${describeRelease(target)}${unseen}`)
}

/** A version that was deployed by hand is one that nothing would bring back. */
function notAdopted({ tag, tagPrefix, stage, inputs: { observed } }: CommitFacts): Judgement {
  const { sighting, detail } = observed
  const seen =
    sighting === "no-address"
      ? `Whether ${stage} runs something already is not known: ${detail}.`
      : `${seenAs(observed)} Should ${tag} fail, nothing would bring that back.`
  const served = tagServed(observed, tagPrefix)
  const isFirst = "If nothing runs there yet: `deploy-STAGE --tag TAG --allow-one-way 'the first deploy'`."
  return fail("NOTHING_ADOPTED", seen, `${adoptFix(served ?? "VERSION")} ${isFirst}`)
}

const seenAs = ({ detail, at }: Observed): string =>
  at === null ? sentence(detail) : `${sentence(detail)} It was seen at ${isoSeconds(at)}.`

const adoptFix = (tag: string): string =>
  `Record what runs there, so that a rollback can go back to it: \`adopt --tag ${tag} --stage STAGE\`.`

/**
 * Another version than the ledger's was deployed past the pipeline: its way back, its migrations and its plan are all of
 * another version. What can't be seen keeps no deploy up, because it may be the very thing that the deploy repairs.
 */
export const judgeDrift: Judge<GateFacts> = ({ state, tagPrefix, inputs: { observed } }) => {
  const { sighting, at, detail } = observed
  const seen = at === null ? detail : `${detail} (seen ${isoSeconds(at)})`
  if (sighting === "as-recorded") return pass(seen)
  // an unverified version may be there in part, with the one before it
  if (sighting !== "drift" || state.running?.verified !== true) return skip(seen)
  return fail("STAGE_DRIFTED", seenAs(observed), driftFix(state, tagServed(observed, tagPrefix)))
}

/** What was deployed past the pipeline stays, or is deployed over. */
export function driftFix(state: StageState, served: string | null): string {
  const isKeptAway = state.quarantine.some(({ tag }) => tag === served)
  const lift = isKeptAway ? `\`quarantine --tag ${served} --lift --stage STAGE --reason 'WHY'\`, then ` : ""
  const keep = `${lift}\`adopt --tag ${served ?? "VERSION"} --stage STAGE --reason 'WHY'\``
  return `Find out who deployed it and why. If it is to stay: ${keep}; if not, deploy what should run: \`deploy-STAGE --tag TAG --waive 'drift=WHY'\`.`
}

/**
 * Why a rollback would leave a good version; null: nothing says so.
 * @param state with a dead run's lock
 * @param to the tag that a person named
 */
export function againstLeaving(state: StageState, to: string | null, observed: Observed): Reason | null {
  const { running } = stageToLeave(state)
  const isNamed = to !== null && to !== running?.tag
  if (isNamed || observed.sighting === "no-answer") return null
  // one that answers with errors is to be left, whatever was seen of it before
  if (observed.failing && observed.sighting !== "drift") return null
  if (observed.sighting !== "drift" || running?.verified !== true) {
    return to === null ? nothingToLeave(state) : null
  }
  return reason(
    "STAGE_DRIFTED",
    seenAs(observed),
    `To bring ${running.tag} back: \`deploy-STAGE --tag ${running.tag} --waive 'drift=WHY'\`. To go back to another version all the same, name it: \`rollback --stage STAGE --to VERSION --reason 'WHY'\`.`,
  )
}

export const judgeIncidents: Judge<GateFacts> = ({ inputs }) =>
  judgeInput(inputs.incidents, (incidents) =>
    incidents.length === 0
      ? pass("none is open")
      : fail(
          "INCIDENT_OPEN",
          `${counted(incidents.length, "incident")} open: ${listSome(incidents.map(({ title }) => title))}.`,
        ),
  )

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
