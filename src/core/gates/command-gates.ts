import type { Fact } from "../errors.ts"
import type { CommitRange } from "../forge.ts"
import type { StageState } from "../ledger/stage-state.ts"
import { type MigrationVerdict, NOTHING_IN_THE_WAY } from "../migrations/migration.ts"
import { findRollbackTarget } from "../plan/way-back.ts"
import type { Reason } from "../reasons.ts"
import { type Observed, tagServed } from "../smoke/observed.ts"
import { describeRelease, type Release, type Stage, shortSha } from "../stage.ts"
import { counted, listSome, sentence } from "../text.ts"
import {
  type CredentialsInput,
  fail,
  type Gate,
  type GateFacts,
  type GateResult,
  gateResult,
  type Judgement,
  pass,
  skip,
} from "./gate.ts"
import { headOf } from "./gates.ts"
import { driftFix, judgeFrozen, judgeQuarantine } from "./stage-gates.ts"
import { invalidTag, judgeStageCredentials, judgeTag } from "./version-gates.ts"

// The gates of a rollback, in their order; then comes the lock.

/**
 * @param to the tag that a person named; null: the last other version that was verified
 * @param against what speaks against leaving what runs
 * @param lacks whether this repository is known to lack the commit that the target is
 */
export function rollbackTargetGate(
  stage: Stage,
  state: StageState,
  to: string | null,
  against: Reason | null = null,
  lacks = false,
): GateResult {
  const head = { id: "rollback-target", title: "There is a version to roll back to" } as const
  if (against !== null) return gateResult(head, { fail: against }, stage)
  const target = findRollbackTarget(state, to)
  if (target.kind === "none") return gateResult(head, { fail: target.reason }, stage)
  const what = describeRelease(target.release)
  return gateResult(
    head,
    lacks
      ? fail("TREE_INCOMPLETE", `${what} is not in this clone.`, bringIn(target.release))
      : pass(`${what}, ${target.why}`),
    stage,
  )
}

const bringIn = ({ sha }: Release): string =>
  `Fetch it: \`git fetch --all --tags\`; if no tag and no branch has it any more: \`git fetch REMOTE ${sha}\`. Then run the same command again, or run it where the commit is.`

export const rollbackCredentialsGate = (stage: Stage, credentials: Fact<CredentialsInput>): GateResult =>
  gateResult(headOf("credentials"), judgeStageCredentials(credentials), stage)

/** `--over-migrations` waives it. */
export const rollbackMigrationsGate = (verdict: MigrationVerdict): GateResult =>
  gateResult(
    { id: "migrations", title: "The older version can work with the database" },
    verdict.kind === "blocked"
      ? fail("MIGRATION_BLOCKS_ROLLBACK", verdict.warning)
      : pass(verdict.kind === "warned" ? verdict.warning : NOTHING_IN_THE_WAY),
    null,
  )

/** What an adoption is judged by, before the stage is smoked: then comes the lock. */
interface AdoptFacts
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
function judgeServed({ observed, tag, sha, tagPrefix, state }: AdoptFacts): Judgement {
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
  if (state.running?.sha === sha && state.running.verified && served !== tag) {
    const drift = `${message} The ledger says that ${tag} runs, verified, so the stage has drifted.`
    return fail("OTHER_VERSION_SERVED", drift, driftFix(state, served))
  }
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

/** A person's checkout, compared with the remote as it is now. */
export interface CheckoutFacts {
  /** null: no branch is checked out */
  branch: string | null
  /** the commit that is checked out; null in a repository without one */
  head: string | null
  /** paths that differ from it */
  dirty: readonly string[]
  /**
   * Commits that one side has and the other lacks, and tags that are another commit there; null: there is no remote,
   * or no such branch on it.
   */
  remote: { name: string; ahead: number; behind: number; moved?: readonly string[] } | null
  /** tags that are here and not on the remote; none where there is no remote */
  unpushed: readonly string[]
}

/** Everything that a new tag is judged by. */
export interface NewTagFacts {
  tag: string
  tagPrefix: string
  mainBranch: string
  /** the commit that the tag names already */
  taken: string | null
  /** it is also to be pushed */
  push: boolean
  /** the newest release so far */
  current: string | null
  /** what came since */
  commits: Fact<CommitRange>
  checkout: CheckoutFacts
}

/** Every gate of a new tag, in the order in which it is judged and shown. None can be waived. */
const NEW_TAG_GATES: Readonly<Record<string, Gate<NewTagFacts>>> = {
  tag: {
    title: "The tag is a version and free",
    judge: (facts) => {
      const { tag, tagPrefix, taken, push, checkout } = facts
      const invalid = invalidTag(tag, tagPrefix)
      if (invalid !== null) return invalid
      if (taken === null) return pass(`${tag} is free`)
      if (taken !== checkout.head)
        return fail("TAG_EXISTS", `${tag} already names commit ${shortSha(taken)}.`)
      const here = `${tag} already names this commit`
      if (!checkout.unpushed.includes(tag)) {
        const fix = `Deploy it: \`deploy-staging --tag ${tag}\`; or commit something, and leave --tag out.`
        return fail("TAG_EXISTS", `${here}.`, fix)
      }
      if (push) return pass(`${here}, and is still to be pushed`)
      return fail(
        "TAG_EXISTS",
        `${here}, and is not pushed yet.`,
        `Push it: \`release --tag ${tag} --push\`.`,
      )
    },
  },
  branch: {
    title: "The main branch is checked out",
    judge: ({ checkout: { branch, head }, mainBranch }) => {
      if (head === null) return fail("CHECKOUT_NOT_MAIN", "The repository has no commit yet.")
      if (branch === mainBranch) return pass(`${mainBranch} at ${shortSha(head)}`)
      const what = branch === null ? "No branch is checked out" : `${branch} is checked out`
      return fail("CHECKOUT_NOT_MAIN", `${what}, not ${mainBranch}.`)
    },
  },
  clean: {
    title: "Nothing is uncommitted",
    judge: ({ checkout: { dirty } }) =>
      dirty.length === 0
        ? pass("clean")
        : fail(
            "CHECKOUT_DIRTY",
            `What is not committed would not be in the tag: ${listSome(dirty, SHOWN_PATHS)}.`,
          ),
  },
  remote: {
    title: "The branch is what the remote has",
    judge: ({ checkout: { remote }, mainBranch }) => {
      if (remote === null) return skip(`no remote has ${mainBranch}`)
      const { name, ahead, behind, moved = [] } = remote
      const others = moved.length === 0 ? "" : `; another commit on ${name} than here: ${listSome(moved)}`
      if (ahead === 0 && behind === 0) return pass(`the same as ${name}/${mainBranch}${others}`)
      const sides = [
        behind > 0 ? `${counted(behind, "commit")} behind` : null,
        ahead > 0 ? `${counted(ahead, "commit")} ahead of` : null,
      ].filter((side) => side !== null)
      const fix =
        behind > 0
          ? `Bring them in, then try again: git pull --rebase ${name} ${mainBranch}.`
          : `Push them first: git push ${name} ${mainBranch}.`
      const message = `${mainBranch} is ${sides.join(" and ")} ${name}/${mainBranch}.`
      return fail("CHECKOUT_NOT_IN_STEP", message, fix)
    },
  },
  commits: {
    title: "There is something to release",
    judge: ({ commits, current, checkout }) => {
      if (commits.kind === "unavailable") return fail("NOTHING_TO_RELEASE", commits.message)
      if (commits.kind === "skipped") return skip(commits.why)
      const since = current === null ? "" : ` since ${current}`
      const count = commits.value.commits.length + commits.value.more
      if (count > 0) return pass(`${counted(count, "commit")}${since}`)
      const isLeft = checkout.unpushed.includes(current ?? "")
      const fix = isLeft ? `Push that: \`release --tag ${current} --push\`.` : undefined
      return fail("NOTHING_TO_RELEASE", `There is no commit${since}.`, fix)
    },
  },
}

const SHOWN_PATHS = 5

/** Every gate of a new tag; none hides another. */
export const judgeNewTag = (facts: NewTagFacts): GateResult[] =>
  Object.entries(NEW_TAG_GATES).map(([id, { title, judge }]) => gateResult({ id, title }, judge(facts), null))
