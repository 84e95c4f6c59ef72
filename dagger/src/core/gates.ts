import { ageOf } from "./duration.ts"
import { type Reason, type ReasonCode, reason } from "./reasons.ts"
import { describeRelease, type Stage, shortSha } from "./stage.ts"
import type { LockOwner, StageState } from "./stage-state.ts"
import { parseTag } from "./tags.ts"
import { clip, MAX_TAG_LENGTH } from "./words.ts"

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
}

export interface GateResult {
  id: string
  title: string
  status: "pass" | "fail" | "skipped"
  /** what was seen, or why the gate was skipped */
  detail: string
  /** only of a failed gate */
  code: ReasonCode | null
  fix: string | null
}

interface Gate {
  id: string
  title: string
  /** why the gate says nothing here, or null */
  skip?: (facts: GateFacts) => string | null
  judge: (facts: GateFacts) => Judgement
}

type Judgement = { pass: string } | { fail: Reason }

const pass = (detail: string): Judgement => ({ pass: detail })
const fail = (code: ReasonCode, message: string, fix?: string): Judgement => ({
  fail: reason(code, message, fix),
})

const needsCommit = ({ sha }: GateFacts) => (sha === null ? "there is no commit to judge" : null)
const productionOnly = (facts: GateFacts) =>
  facts.stage === "production" ? needsCommit(facts) : "only for production"

const GATES: readonly Gate[] = [
  {
    id: "tag",
    title: "The tag is a version and exists",
    judge: ({ tag, tagPrefix, sha, nearest }) => {
      const hint = nearest.length === 0 ? "" : ` Did you mean ${nearest.join(", ")}?`
      if (parseTag(tag, tagPrefix) === null) {
        return fail(
          "TAG_INVALID",
          `${JSON.stringify(clip(tag, MAX_TAG_LENGTH))} is not "${tagPrefix}" and a semantic version.${hint}`,
        )
      }
      if (sha === null) return fail("TAG_NOT_FOUND", `The repository has no tag ${tag}.${hint}`)
      return pass(`${tag} is commit ${shortSha(sha)}`)
    },
  },
  {
    id: "main",
    title: "The commit is on the main branch",
    skip: needsCommit,
    judge: ({ onMain, mainBranch, sha }) => {
      if (onMain === null)
        return fail(
          "TAG_NOT_ON_MAIN",
          `There is no branch ${mainBranch} here to look at.`,
          fetchMain(mainBranch),
        )
      return onMain
        ? pass(`on ${mainBranch}`)
        : fail("TAG_NOT_ON_MAIN", `Commit ${shortSha(sha as string)} is not on ${mainBranch}.`)
    },
  },
  {
    id: "moved",
    title: "The tag still names the commit that staging verified",
    skip: productionOnly,
    judge: ({ tag, sha, staging }) => {
      const recorded = staging.verified.find((release) => release.tag === tag)
      if (recorded === undefined || recorded.sha === sha) return pass("not moved")
      return fail(
        "TAG_MOVED",
        `${tag} was ${shortSha(recorded.sha)} on staging and is ${shortSha(sha as string)} now.`,
      )
    },
  },
  {
    id: "prerelease",
    title: "No prerelease goes to production",
    skip: productionOnly,
    judge: ({ tag, tagPrefix }) =>
      parseTag(tag, tagPrefix)?.prerelease === true
        ? fail("PRERELEASE_TO_PRODUCTION", `${tag} is a prerelease.`)
        : pass("a release"),
  },
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

const fetchMain = (branch: string) =>
  `Fetch it: git fetch origin ${branch}; or name another with mainBranch in pipeline.json.`

const stagingRuns = ({ running }: StageState): string =>
  running === null
    ? " Staging has never been deployed."
    : ` Staging runs ${describeRelease(running)}, ${running.verified ? "verified" : "unverified"}.`

/** Every gate with its verdict, in the order of the list; none hides another. */
export function judgeGates(facts: GateFacts): GateResult[] {
  return GATES.map(({ id, title, skip, judge }) => {
    const skipped = skip?.(facts) ?? null
    if (skipped !== null) return { id, title, status: "skipped", detail: skipped, code: null, fix: null }
    const judgement = judge(facts)
    if ("pass" in judgement)
      return { id, title, status: "pass", detail: judgement.pass, code: null, fix: null }
    return failed(id, title, judgement.fail, facts.stage)
  })
}

const LOCK = { id: "lock", title: "No other run holds the stage" }

/** The lock is judged apart from the other gates, because a run may wait for it. */
export const lockGate = (stage: Stage, owner: LockOwner | null, now: Date): GateResult =>
  owner === null
    ? { ...LOCK, status: "pass", detail: "free", code: null, fix: null }
    : failed(LOCK.id, LOCK.title, reason("LOCK_HELD", describeOwner(stage, owner, now)), stage)

export function describeOwner(
  stage: Stage,
  { actor, host, pid, command, tag, since, runId }: LockOwner,
  now: Date,
): string {
  const what = tag === null ? command : `${command} ${tag}`
  const where = pid === null ? host : `${host}, process ${pid}`
  return `${stage} is held by ${actor} (${what}, ${where}) for ${ageOf(since, now)}, run ${runId}.`
}

/** The table of reasons writes STAGE where a command needs the stage's name. */
const failed = (id: string, title: string, why: Reason, stage: Stage): GateResult => ({
  id,
  title,
  status: "fail",
  detail: why.message,
  code: why.code,
  fix: why.fix.replaceAll("STAGE", stage),
})

/** The first failed gate names the run's reason; the others stand in the report. */
export function firstFailure(gates: readonly GateResult[]): Reason | null {
  const gate = gates.find(({ status }) => status === "fail")
  return gate === undefined
    ? null
    : { code: gate.code as ReasonCode, message: gate.detail, fix: gate.fix as string }
}
