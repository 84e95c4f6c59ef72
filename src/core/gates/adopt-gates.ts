import type { StageState } from "../ledger/stage-state.ts"
import { type Observed, tagServed } from "../smoke/observed.ts"
import { describeRelease, shortSha } from "../stage.ts"
import { sentence } from "../text.ts"
import type { GateFacts } from "./facts.ts"
import { fail, type GateResult, gateResult, type Judgement, pass, skip } from "./gate.ts"
import { headOf } from "./gates.ts"
import { judgeFrozen, judgeQuarantine } from "./stage-gates.ts"
import { judgeTag } from "./tag-gates.ts"

/** What an adoption is judged by, before the stage is smoked: then comes the lock. */
export interface AdoptFacts
  extends Pick<GateFacts, "stage" | "tag" | "tagPrefix" | "sha" | "nearest" | "newest" | "state"> {
  /** names of addresses that the checks need and nothing gives */
  missing: readonly string[]
  /** one look at the stage */
  observed: Observed
  /** what the person says about it; null: nothing */
  reason: string | null
}

/** The gates of an adoption, in their order. What runs is adopted as it is, so that how it came there is not judged. */
export function judgeAdoption(facts: AdoptFacts): GateResult[] {
  const { stage, state, sha } = facts
  const noCommit = skip("there is no commit to judge")
  const ofCommit = (judge: (sha: string) => Judgement) => (sha === null ? noCommit : judge(sha))
  return [
    gateResult(headOf("tag"), judgeTag(facts), stage),
    gateResult(headOf("frozen"), judgeFrozen(facts), stage),
    gateResult(
      headOf("quarantine"),
      ofCommit((commit) => judgeQuarantine({ state, sha: commit })),
      stage,
    ),
    gateResult(
      { id: "known", title: "The ledger knows no other version of the stage" },
      ofCommit((commit) => judgeKnown(facts, commit)),
      stage,
    ),
    gateResult({ id: "address", title: "The stage's addresses are known" }, judgeAddresses(facts), stage),
    gateResult({ id: "served", title: "The stage answers as the version" }, judgeServed(facts), stage),
  ]
}

function judgeKnown({ state: { running }, reason, tag }: AdoptFacts, sha: string): Judgement {
  if (running === null) return pass("it knows no deploy")
  const said = `it says ${describeRelease(running)}`
  if (running.sha === sha) return pass(said)
  if (reason !== null) return pass(`${said}; ${reason}`)
  return fail(
    "ADOPTION_UNEXPLAINED",
    `The ledger says that the stage runs ${describeRelease(running)}.`,
    `Say how ${tag} came there: \`adopt --tag ${tag} --stage STAGE --reason 'WHY'\`.`,
  )
}

function judgeAddresses({ missing }: AdoptFacts): Judgement {
  const [first] = missing
  if (first === undefined) return pass("all that the checks need")
  return fail(
    "ADDRESS_UNKNOWN",
    `The smoke checks need ${missing.join(", ")}, which nothing gives.`,
    `Put it into stages.STAGE.urls of pipeline.json, or name it: --url ${first}=ADDRESS.`,
  )
}

/** What answers not at all is for the smoke test to judge, which asks again. */
function judgeServed({ observed, tag, sha, tagPrefix }: AdoptFacts): Judgement {
  const { sighting, detail, versions } = observed
  if (sighting === "as-recorded") return pass(detail)
  if (sighting === "unidentified") {
    return fail(
      "OTHER_VERSION_SERVED",
      `${sentence(detail)} Only a version that the stage shows can be adopted.`,
      "Correct expect.version or expect.sha of a smoke check: `smoke --stage STAGE` shows what the answers have instead.",
    )
  }
  if (sighting !== "drift") return skip(detail)
  const served = tagServed(observed, tagPrefix)
  const message = `It serves ${versions.join(" and ")}, not ${tag}.`
  if (served === null) return fail("OTHER_VERSION_SERVED", message)
  return served === tag
    ? fail(
        "OTHER_VERSION_SERVED",
        `It serves ${versions.join()}, but ${tag} is commit ${shortSha(sha ?? "")}: the tag was moved, or another commit was built.`,
        "Tag the commit that runs, push the tag, and adopt that one.",
      )
    : fail(
        "OTHER_VERSION_SERVED",
        message,
        `Adopt the version that answers: \`adopt --tag ${served} --stage STAGE\`.`,
      )
}

/** Whether nothing is left to adopt. */
export const isAdopted = ({ running, lock }: StageState, sha: string | null): boolean =>
  lock === null && running !== null && running.verified && running.sha === sha
