import { environmentError } from "../core/errors.ts"
import type { CheckoutFacts } from "../core/gates/new-tag-gates.ts"
import type { Checkout } from "../release/ports.ts"
import type { Git } from "../workbench/git.ts"

/** Where a release tag goes, and the main branch comes from. */
const REMOTE = "origin"

/**
 * A person's checkout, in which a release is tagged.
 * @param git runs at its top
 */
export function gitCheckout(git: Git): Checkout {
  return {
    async look(mainBranch) {
      const [branch, head, status, remote] = await Promise.all([
        textOf(git, ["symbolic-ref", "--quiet", "--short", "HEAD"]),
        textOf(git, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]),
        git(["status", "--porcelain=v1", "-z", "--untracked-files=normal", "--no-renames"]),
        compare(git, mainBranch),
      ])
      if (status.exitCode !== 0) {
        throw environmentError("NOT_A_REPOSITORY", `The checkout cannot be read: ${status.stderr.trim()}`)
      }
      return { branch, head, dirty: pathsOf(status.stdout), remote }
    },
    async createTag(tag, sha, message) {
      const created = await git(["tag", "--annotate", `--message=${message}`, "--end-of-options", tag, sha])
      if (created.exitCode !== 0) throw environmentError("TAG_NOT_CREATED", created.stderr.trim())
    },
    async pushTag(tag) {
      const ref = `refs/tags/${tag}`
      const pushed = await git([
        "push",
        "--quiet",
        "--no-verify",
        "--end-of-options",
        REMOTE,
        `${ref}:${ref}`,
      ])
      if (pushed.exitCode !== 0) throw environmentError("TAG_NOT_PUSHED", pushed.stderr.trim())
    },
  }
}

/** The remote as it is now: what was fetched last week says nothing. */
async function compare(git: Git, mainBranch: string): Promise<CheckoutFacts["remote"]> {
  if ((await git(["remote", "get-url", "--end-of-options", REMOTE])).exitCode !== 0) return null
  const fetched = await git(["fetch", "--quiet", "--tags", "--no-recurse-submodules", REMOTE])
  if (fetched.exitCode !== 0) {
    throw environmentError("REMOTE_UNAVAILABLE", `git fetch ${REMOTE}: ${fetched.stderr.trim()}`)
  }
  const range = `HEAD...refs/remotes/${REMOTE}/${mainBranch}`
  const { exitCode, stdout } = await git(["rev-list", "--left-right", "--count", range, "--"])
  // the remote has no such branch yet
  if (exitCode !== 0) return null
  const [ahead, behind] = stdout.trim().split("\t").map(Number)
  return { name: REMOTE, ahead: ahead as number, behind: behind as number }
}

async function textOf(git: Git, args: readonly string[]): Promise<string | null> {
  const { exitCode, stdout } = await git(args)
  return exitCode === 0 ? stdout.trim() : null
}

/** `XY path` and NUL, path by path. */
const pathsOf = (status: string): string[] =>
  status
    .split("\0")
    .filter((entry) => entry !== "")
    .map((entry) => entry.slice(3))
