import { environmentError } from "../core/errors.ts"
import type { Repository } from "../release/ports.ts"
import type { Git } from "../workbench/git.ts"

/** The repository's tags and main branch, read through git. */
export function gitRepository(git: Git): Repository {
  return {
    async lookUp(tag, mainBranch) {
      const names = [`refs/tags/${tag}`, `refs/remotes/origin/${mainBranch}`, `refs/heads/${mainBranch}`]
      const [sha = null, remoteMain, localMain] = await resolveCommits(git, names)
      // what the remote has is what was merged; a local branch counts only where there is no remote one
      const main = remoteMain ?? localMain ?? null
      const onMain = sha === null || main === null ? null : await isAncestor(git, sha, main)
      return { sha, onMain }
    },
    async tags() {
      const { exitCode, stdout, stderr } = await git([
        "for-each-ref",
        "--format=%(refname:strip=2)",
        "refs/tags",
      ])
      if (exitCode !== 0)
        throw environmentError("NOT_A_REPOSITORY", `The tags cannot be read: ${stderr.trim()}`)
      return stdout.split("\n").filter((name) => name !== "")
    },
  }
}

/** One process for all names, whatever the number of refs. */
async function resolveCommits(git: Git, names: readonly string[]): Promise<(string | null)[]> {
  // names reach git on lines of their own: one that would break out of its line names no ref
  const input = names.map((name) => (/\s/.test(name) ? "-" : `${name}^{commit}`)).join("\n")
  const { exitCode, stdout, stderr } = await git(["cat-file", "--batch-check=%(objectname)"], `${input}\n`)
  if (exitCode !== 0)
    throw environmentError("NOT_A_REPOSITORY", `The repository cannot be read: ${stderr.trim()}`)
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => (/^[0-9a-f]{40,64}$/.test(line) ? line : null))
}

async function isAncestor(git: Git, sha: string, descendant: string): Promise<boolean> {
  if (sha === descendant) return true
  const { exitCode } = await git(["merge-base", "--is-ancestor", sha, descendant])
  return exitCode === 0
}
