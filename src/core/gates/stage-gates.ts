import type { StageState } from "../ledger/stage-state.ts"
import { judgeReadiness } from "../plan/readiness.ts"
import { describeRelease, shortSha } from "../stage.ts"
import type { GateFacts } from "./facts.ts"
import { fail, type Judge, pass, skip } from "./gate.ts"
import type { CommitFacts } from "./tag-gates.ts"

export const judgeStaging: Judge<CommitFacts> = ({ tag, sha, staging }) => {
  const verified = staging.verified.find((release) => release.sha === sha)
  return verified === undefined
    ? fail(
        "STAGING_NOT_VERIFIED",
        `Staging has not verified ${tag} (${shortSha(sha)}). ${stagingRuns(staging)}`,
      )
    : pass(`verified as ${describeRelease(verified)}`)
}

const stagingRuns = ({ running }: StageState): string =>
  running === null
    ? "Staging has never been deployed."
    : `Staging runs ${describeRelease(running)}, ${running.verified ? "verified" : "unverified"}.`

export const judgeFrozen: Judge<GateFacts> = ({ state: { frozen }, stage }) =>
  frozen === null
    ? pass("not frozen")
    : fail("STAGE_FROZEN", `${stage} was frozen at ${frozen.at} by ${frozen.actor}: ${frozen.reason}`)

/** Judged by where commits stand in the history: tags and their names may say something else. */
export const judgeOlder: Judge<CommitFacts> = ({ tag, state, delta: { older }, shallow }) => {
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
  return fail("OLDER_VERSION", `${tag} is older than ${describeRelease(state.running)}, which runs.`)
}

export const judgeQuarantine: Judge<CommitFacts> = ({ state, sha }) => {
  const bad = state.quarantine.find((release) => release.sha === sha)
  return bad === undefined
    ? pass("not quarantined")
    : fail("VERSION_QUARANTINED", `${describeRelease(bad)} failed on the stage at ${bad.at}: ${bad.reason}`)
}

export const judgeWayBack: Judge<CommitFacts> = ({ tag, sha, state, delta, migrationPolicy, shallow }) => {
  const { target, oneWay } = judgeReadiness(state, { tag, sha }, delta, migrationPolicy)
  const because = oneWay.map(({ why }) => why).join("; ")
  const isUnknown = [delta.migrations, delta.back, delta.target].some(({ kind }) => kind === "unavailable")
  if (shallow && isUnknown && oneWay.some(({ asks }) => asks)) {
    return fail("HISTORY_CUT_OFF", `Whether there is a way back from ${tag} is not known: ${because}.`)
  }
  if (oneWay.some(({ asks }) => asks)) return fail("ONE_WAY", `There is no way back from ${tag}: ${because}.`)
  if (target === null) return pass(`nothing to go back to: ${because}`)
  const unseen = migrationPolicy === null ? ", as far as can be seen without migrations" : ""
  return pass(`back to ${describeRelease(target)}${unseen}`)
}
