import type { Fact } from "../fact.ts"
import type { CommitRange } from "../plan/plan.ts"
import { shortSha } from "../stage.ts"
import { counted, listSome } from "../text.ts"
import { fail, type Gate, type GateResult, gateResult, pass, skip } from "./gate.ts"
import { invalidTag } from "./tag-gates.ts"

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

/** Every gate of a new tag, in the order in which it is judged and shown. None can be waived. */
const GATES: Readonly<Record<string, Gate<NewTagFacts>>> = {
  tag: {
    title: "The tag is a version and free",
    judge: ({ tag, tagPrefix, taken }) => {
      const invalid = invalidTag(tag, tagPrefix)
      if (invalid !== null) return invalid
      return taken === null
        ? pass(`${tag} is free`)
        : fail("TAG_EXISTS", `${tag} already names commit ${shortSha(taken)}.`)
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
    judge: ({ commits, current }) => {
      if (commits.kind === "unavailable") return fail("NOTHING_TO_RELEASE", commits.message)
      if (commits.kind === "skipped") return skip(commits.why)
      const since = current === null ? "" : ` since ${current}`
      const count = commits.value.commits.length + commits.value.more
      return count === 0
        ? fail("NOTHING_TO_RELEASE", `There is no commit${since}.`)
        : pass(`${counted(count, "commit")}${since}`)
    },
  },
}

const SHOWN_PATHS = 5

/** Every gate of a new tag; none hides another. */
export const judgeNewTag = (facts: NewTagFacts): GateResult[] =>
  Object.entries(GATES).map(([id, { title, judge }]) => gateResult({ id, title }, judge(facts), null))
