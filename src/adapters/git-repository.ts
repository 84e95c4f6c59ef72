import { environmentError } from "../core/errors.ts"
import { type Fact, known, unavailable } from "../core/fact.ts"
import { shortSha } from "../core/stage.ts"
import type { Repository } from "../release/ports.ts"
import type { Git, GitResult } from "../workbench/git.ts"
import {
  changesBetween,
  commitsBetween,
  contentsOf,
  filesOf,
  isShallow,
  type Reach,
  treePartsOf,
} from "./git-history.ts"

interface RepositorySettings {
  /** the remote whose main branch counts; null: there is no remote, and the local branch does */
  mainRemote: string | null
  /** Whether a submodule can be fetched. */
  reach: Reach
}

/** The repository's tags, main branch, history and files, read through git. */
export function gitRepository(git: Git, { mainRemote, reach }: RepositorySettings): Repository {
  return {
    async lookUp(tag, mainBranch) {
      // what the remote has is what was merged; a local branch counts only where there is no remote
      const branch =
        mainRemote === null ? `refs/heads/${mainBranch}` : `refs/remotes/${mainRemote}/${mainBranch}`
      const [[sha = null, main = null], shallow] = await Promise.all([
        resolveCommits(git, [`refs/tags/${tag}`, branch]),
        isShallow(git),
      ])
      const onMain = sha === null || main === null ? null : await isAncestor(git, sha, main)
      return { sha, onMain, mainRemote, shallow }
    },
    async tags() {
      const result = await git(["for-each-ref", "--format=%(refname:strip=2)", "refs/tags"])
      if (result.exitCode !== 0) throw unreadable(result)
      return result.stdout.split("\n").filter((name) => name !== "")
    },
    isAncestor: (sha, descendant) => ancestry(git, sha, descendant),
    log: (from, to, limit) => commitsBetween(git, from, to, limit),
    changes: (from, to, folder) => changesBetween(git, from, to, folder),
    files: (sha, folder) => filesOf(git, sha, folder),
    contents: (sha, paths) => contentsOf(git, sha, paths),
    treeParts: (sha) => treePartsOf(git, sha, reach),
  }
}

/** The commits that refs name, in one process whatever the number of refs. */
async function resolveCommits(git: Git, refs: readonly string[]): Promise<(string | null)[]> {
  const names = refs.filter((ref) => !NO_REF_NAME.test(ref))
  const listed = await git(["for-each-ref", `--format=${FORMAT}`, ...names])
  if (listed.exitCode !== 0) throw unreadable(listed)
  const rows = listed.stdout.split("\n").map((line) => line.split(" "))
  return Promise.all(
    refs.map(async (ref) => {
      // asked in any other way, git would take a branch called refs/tags/v1 for the tag v1
      const [, type, id = "", pointed, pointedId = ""] = rows.find(([name]) => name === ref) ?? []
      if (type === "commit") return id
      if (type !== "tag") return null
      return pointed === "commit" ? pointedId : peel(git, id)
    }),
  )
}

const FORMAT = "%(refname) %(objecttype) %(objectname) %(*objecttype) %(*objectname)"

/** What no ref can be called, but git would take for a pattern. */
const NO_REF_NAME = /[\s\p{Cc}~^:?*[\\]/u

/** A tag of a tag leads to a commit, or to what is none. */
async function peel(git: Git, id: string): Promise<string | null> {
  const { exitCode, stdout } = await git(["rev-parse", "--verify", "--quiet", `${id}^{commit}`])
  return exitCode === 0 ? stdout.trim() : null
}

/** A commit that is not here cannot be compared, which says nothing of the two. */
async function ancestry(git: Git, sha: string, descendant: string): Promise<Fact<boolean>> {
  const { exitCode, stderr } = await git(["merge-base", "--is-ancestor", sha, descendant])
  if (exitCode > 1)
    return unavailable(`${shortSha(sha)} cannot be compared with ${shortSha(descendant)}: ${stderr.trim()}`)
  return known(exitCode === 0)
}

async function isAncestor(git: Git, sha: string, descendant: string): Promise<boolean> {
  if (sha === descendant) return true
  const result = await git(["merge-base", "--is-ancestor", sha, descendant])
  if (result.exitCode > 1) throw unreadable(result)
  return result.exitCode === 0
}

const unreadable = ({ stderr }: GitResult) =>
  environmentError("NOT_A_REPOSITORY", `The repository cannot be read: ${stderr.trim()}`)
