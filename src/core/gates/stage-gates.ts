import type { StageState } from "../ledger/stage-state.ts"
import { describeRelease, shortSha } from "../stage.ts"
import { fail, type Gate, needsCommit, pass, productionOnly } from "./gate.ts"

/** What the stages' ledgers must say. */
export const STAGE_GATES: readonly Gate[] = [
  {
    id: "staging",
    title: "Staging verified the same commit",
    skip: productionOnly,
    judge: ({ tag, sha, staging }) => {
      const verified = staging.verified.find((release) => release.sha === sha)
      return verified === undefined
        ? fail(
            "STAGING_NOT_VERIFIED",
            `Staging has not verified ${tag} (${shortSha(sha as string)}).${stagingRuns(staging)}`,
          )
        : pass(`verified as ${describeRelease(verified)}`)
    },
  },
  {
    id: "frozen",
    title: "The stage is not frozen",
    judge: ({ state, stage }) =>
      state.frozen === null
        ? pass("not frozen")
        : fail(
            "STAGE_FROZEN",
            `${stage} was frozen at ${state.frozen.at} by ${state.frozen.actor}: ${state.frozen.reason}`,
          ),
  },
  {
    id: "quarantine",
    title: "The commit was not rolled back from the stage",
    skip: needsCommit,
    judge: ({ state, sha }) => {
      const bad = state.quarantine.find((release) => release.sha === sha)
      return bad === undefined
        ? pass("not quarantined")
        : fail("VERSION_QUARANTINED", `${describeRelease(bad)} was rolled back at ${bad.at}: ${bad.reason}`)
    },
  },
]

const stagingRuns = ({ running }: StageState): string =>
  running === null
    ? " Staging has never been deployed."
    : ` Staging runs ${describeRelease(running)}, ${running.verified ? "verified" : "unverified"}.`
