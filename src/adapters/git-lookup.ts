import { known, unavailable } from "../core/errors.ts"
import type { CommitGraph, CommitNode, FoundCommit } from "../core/figures/commits.ts"
import type { Repository } from "../release/ports.ts"
import type { Git } from "../workbench/workbench.ts"

type Lookup = Pick<Repository, "find" | "holders" | "graph" | "mergesOf">

/** More than a range of releases has that anyone asks for. */
const MAX_COMMITS = 50_000
const MAX_MERGES = 20

/**
 * Questions about commits that figures are made from, each with as many processes whatever the number of commits.
 * @param mainRemote the remote whose main branch counts; null: there is no remote, and the local branch does
 */
export function gitLookup(git: Git, mainRemote: string | null): Lookup {
  return {
    async find(id) {
      const { exitCode, stdout, stderr } = await git(["cat-file", "--batch-check"], `${id}^{commit}\n`)
      if (exitCode !== 0) return unavailable(stderr.trim())
      if (/ ambiguous$/m.test(stdout)) return unavailable(`Several objects begin with ${id}.`)
      const [, sha] = /^([0-9a-f]{40,64}) commit \d+$/m.exec(stdout) ?? []
      if (sha === undefined) return known(null)
      const shown = await git([...LOG, "--no-walk", FOUND, sha, "--"])
      if (shown.exitCode !== 0) return unavailable(shown.stderr.trim())
      return known(parseFound(shown.stdout)[0] ?? null)
    },

    async holders(sha, among) {
      if (among.length === 0) return known([])
      const lines = [...new Set(among), `^${sha}`].join("\n")
      const walk = ["rev-list", "--ancestry-path", "--ignore-missing", "--stdin"]
      const { exitCode, stdout, stderr } = await git(walk, `${lines}\n`)
      if (exitCode !== 0) return unavailable(stderr.trim())
      const after = new Set([sha, ...stdout.split("\n")])
      return known([...new Set(among)].filter((one) => after.has(one)))
    },

    async graph(to, from) {
      if (to.length === 0) return known({ commits: [], missing: [], shallow: false })
      const names = [...new Set([...to, ...from])]
      const [checked, shallow] = await Promise.all([
        git(["cat-file", "--batch-check"], names.map((name) => `${name}\n`).join("")),
        isShallow(git),
      ])
      if (checked.exitCode !== 0) return unavailable(checked.stderr.trim())
      const lines = checked.stdout.split("\n")
      const missing = names.filter((_, index) => !isCommit(lines[index]))
      const isHere = (sha: string) => !missing.includes(sha)
      const starts = from.filter(isHere)
      // without a place to stop, the whole history would count
      if (starts.length === 0)
        return unavailable("The version before is not in this clone: git fetch --tags brings it.")
      const range = [...to.filter(isHere), ...starts.map((sha) => `^${sha}`)].join("\n")
      const walk = ["rev-list", "--timestamp", "--parents", `--max-count=${MAX_COMMITS}`, "--stdin"]
      const { exitCode, stdout, stderr } = await git(walk, `${range}\n`)
      if (exitCode !== 0) return unavailable(stderr.trim())
      return known<CommitGraph>({ commits: parseNodes(stdout), missing, shallow })
    },

    async mergesOf(pullRequest, mainBranch) {
      const branch =
        mainRemote === null ? `refs/heads/${mainBranch}` : `refs/remotes/${mainRemote}/${mainBranch}`
      const forms = [`\\(#${pullRequest}\\)$`, `^Merge pull request #${pullRequest} `, `!${pullRequest}$`]
      const search = [
        "--extended-regexp",
        ...forms.map((form) => `--grep=${form}`),
        `--max-count=${MAX_MERGES}`,
      ]
      const { exitCode, stdout, stderr } = await git([...LOG, ...search, FOUND, branch, "--"])
      if (exitCode !== 0) {
        const { exitCode: missing } = await git(["rev-parse", "--verify", "--quiet", `${branch}^{commit}`])
        const fetched = mainRemote === null ? "" : ` of ${mainRemote}`
        return unavailable(
          missing === 0
            ? stderr.trim()
            : `The branch ${mainBranch}${fetched} is not in this clone: its commits say which pull requests they merge.`,
        )
      }
      return known(parseFound(stdout).filter(({ message }) => isMergeOf(message, pullRequest)))
    },
  }
}

/** Whether a clone has a part of the history only. */
export async function isShallow(git: Git): Promise<boolean> {
  return (await git(["rev-parse", "--is-shallow-repository"])).stdout.trim() === "true"
}

const isCommit = (line: string | undefined): boolean => / commit \d+$/.test(line ?? "")

const LOG = ["log", "-z", "--no-show-signature", "--no-color", "--encoding=UTF-8"]
const FOUND = "--format=%H%x00%ct%x00%s%x00%B"

interface Found extends FoundCommit {
  message: string
}

function parseFound(stdout: string): Found[] {
  const fields = stdout.split("\0")
  const found: Found[] = []
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [sha, seconds, subject, message] = fields.slice(at, at + 4) as [string, string, string, string]
    found.push({ sha, at: new Date(Number(seconds) * 1000).toISOString(), subject, message })
  }
  return found
}

/** In the words of GitHub's squash and merge commits and of GitLab's; a revert quotes the title that it reverts. */
function isMergeOf(message: string, pullRequest: number): boolean {
  const [subject = "", ...body] = message.split("\n")
  return (
    subject.endsWith(`(#${pullRequest})`) ||
    subject.startsWith(`Merge pull request #${pullRequest} `) ||
    body.some((line) => /^See merge request \S+!(\d+)$/.exec(line)?.[1] === String(pullRequest))
  )
}

/** Lines of \`seconds commit parents…\`. */
const parseNodes = (stdout: string): CommitNode[] =>
  stdout.split("\n").flatMap((line) => {
    const [seconds = "", sha, ...parents] = line.split(" ")
    return sha === undefined ? [] : [{ sha, atMs: Number(seconds) * 1000, parents }]
  })
