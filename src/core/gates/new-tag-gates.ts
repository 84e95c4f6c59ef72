import type { Fact } from "../fact.ts"
import type { CommitRange } from "../plan/commits.ts"
import { type Reason, reason } from "../reasons.ts"
import { shortSha } from "../stage.ts"
import { MAX_TAG_LENGTH, parseTag } from "../tags.ts"
import { clip, counted } from "../text.ts"
import type { GateResult } from "./gate.ts"

/** A person's checkout, compared with the remote as it is now. */
export interface CheckoutFacts {
  /** null: no branch is checked out */
  branch: string | null
  /** the commit that is checked out; null in a repository without one */
  head: string | null
  /** paths that differ from it */
  dirty: readonly string[]
  /** commits that the one side has and the other has not; null: there is no remote, or no such branch on it */
  remote: { name: string; ahead: number; behind: number } | null
}

/** Everything that a new tag is judged by. */
export interface NewTagFacts {
  tag: string
  tagPrefix: string
  mainBranch: string
  /** the commit that the tag names already */
  taken: string | null
  /** the newest release so far */
  current: string | null
  /** what came since */
  commits: Fact<CommitRange>
  checkout: CheckoutFacts
}

type Judge = (facts: NewTagFacts) => { pass: string } | { fail: Reason } | { skip: string }

const GATES: readonly { id: string; title: string; judge: Judge }[] = [
  {
    id: "tag",
    title: "The tag is a version and free",
    judge: ({ tag, tagPrefix, taken }) => {
      if (parseTag(tag, tagPrefix) === null) {
        const named = JSON.stringify(clip(tag, MAX_TAG_LENGTH))
        return { fail: reason("TAG_INVALID", `${named} is not "${tagPrefix}" and a semantic version.`) }
      }
      return taken === null
        ? { pass: `${tag} is free` }
        : { fail: reason("TAG_EXISTS", `${tag} is commit ${shortSha(taken)} already.`) }
    },
  },
  {
    id: "branch",
    title: "The main branch is checked out",
    judge: ({ checkout: { branch, head }, mainBranch }) => {
      if (head === null) return { fail: reason("CHECKOUT_NOT_MAIN", "The repository has no commit yet.") }
      if (branch === mainBranch) return { pass: `${mainBranch} at ${shortSha(head)}` }
      const what = branch === null ? "No branch is checked out" : `${branch} is checked out`
      return { fail: reason("CHECKOUT_NOT_MAIN", `${what}, not ${mainBranch}.`) }
    },
  },
  {
    id: "clean",
    title: "Nothing is uncommitted",
    judge: ({ checkout: { dirty } }) => {
      if (dirty.length === 0) return { pass: "clean" }
      const shown = dirty.slice(0, SHOWN_PATHS).join(", ")
      const more = dirty.length > SHOWN_PATHS ? ` and ${dirty.length - SHOWN_PATHS} more` : ""
      return {
        fail: reason("CHECKOUT_DIRTY", `What is not committed would not be in the tag: ${shown}${more}.`),
      }
    },
  },
  {
    id: "remote",
    title: "The branch is what the remote has",
    judge: ({ checkout: { remote }, mainBranch }) => {
      if (remote === null) return { skip: `no remote has ${mainBranch}` }
      const { name, ahead, behind } = remote
      if (ahead === 0 && behind === 0) return { pass: `the same as ${name}/${mainBranch}` }
      const sides = [
        behind > 0 ? `${counted(behind, "commit")} behind` : null,
        ahead > 0 ? `${counted(ahead, "commit")} ahead of` : null,
      ].filter((side) => side !== null)
      const fix =
        behind > 0
          ? `Bring them in, look again: git pull --rebase ${name} ${mainBranch}.`
          : `Push them first: git push ${name} ${mainBranch}.`
      const message = `${mainBranch} is ${sides.join(" and ")} ${name}/${mainBranch}.`
      return { fail: reason("CHECKOUT_NOT_IN_STEP", message, fix) }
    },
  },
  {
    id: "commits",
    title: "There is something to release",
    judge: ({ commits, current }) => {
      if (commits.kind === "unavailable") return { fail: reason("NOTHING_TO_RELEASE", commits.message) }
      if (commits.kind === "skipped") return { skip: commits.why }
      const since = current === null ? "" : ` since ${current}`
      const count = commits.value.commits.length + commits.value.more
      return count === 0
        ? { fail: reason("NOTHING_TO_RELEASE", `There is no commit${since}.`) }
        : { pass: `${counted(count, "commit")}${since}` }
    },
  },
]

const SHOWN_PATHS = 5

/** Every gate of a new tag, none hides another. */
export const judgeNewTag = (facts: NewTagFacts): GateResult[] =>
  GATES.map(({ id, title, judge }) => {
    const judgement = judge(facts)
    if ("pass" in judgement)
      return { id, title, status: "pass", detail: judgement.pass, code: null, fix: null }
    if ("skip" in judgement)
      return { id, title, status: "skipped", detail: judgement.skip, code: null, fix: null }
    const { code, message, fix } = judgement.fail
    return { id, title, status: "fail", detail: message, code, fix }
  })
