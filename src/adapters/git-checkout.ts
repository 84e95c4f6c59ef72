import { environmentError } from "../core/errors.ts"
import type { CheckoutFacts } from "../core/gates/command-gates.ts"
import type { Checkout } from "../release/ports.ts"
import type { Git } from "../workbench/workbench.ts"

interface CheckoutPlace {
  /** git as the person has it, at the checkout's top */
  user: Git
  /** reaches the remote, and writes what it fetches into the same repository */
  network: Git
  /** where a release tag goes, and the main branch comes from; `alias`: how `network` knows it. Null: there is none */
  remote: { name: string; alias: string } | null
}

/** A person's checkout, in which a release is tagged. */
export function gitCheckout({ user, network, remote }: CheckoutPlace): Checkout {
  return {
    async look(mainBranch) {
      const [branch, head, status, compared] = await Promise.all([
        textOf(user, ["symbolic-ref", "--quiet", "--short", "HEAD"]),
        textOf(user, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]),
        user(["status", "--porcelain=v1", "-z", "--untracked-files=normal", "--no-renames"]),
        remote && compare(network, remote, mainBranch),
      ])
      if (status.exitCode !== 0) {
        throw environmentError("NOT_A_REPOSITORY", `The checkout cannot be read: ${status.stderr.trim()}`)
      }
      return { branch, head, dirty: pathsOf(status.stdout), ...(compared ?? { remote: null, unpushed: [] }) }
    },
    async createTag(tag, sha, message) {
      const created = await user(["tag", "--annotate", `--message=${message}`, "--end-of-options", tag, sha])
      if (created.exitCode !== 0) throw environmentError("TAG_NOT_CREATED", created.stderr.trim())
    },
    async pushTag(tag) {
      const ref = `refs/tags/${tag}`
      const to = remote?.alias ?? "origin"
      const push = ["push", "--quiet", "--no-verify", "--no-follow-tags", "--recurse-submodules=no"]
      const pushed = await network([...push, "--end-of-options", to, `${ref}:${ref}`])
      if (pushed.exitCode === 0) return
      // the remote may have taken it, and its answer was lost
      const [there, here] = await Promise.all([
        network(["ls-remote", "--end-of-options", to, ref]),
        user(["rev-parse", "--verify", "--quiet", "--end-of-options", ref]),
      ])
      if (there.exitCode !== 0) throw environmentError("REMOTE_UNAVAILABLE", pushed.stderr.trim())
      if (refsOf(there.stdout).get(ref) === here.stdout.trim()) return
      throw environmentError("TAG_NOT_PUSHED", pushed.stderr.trim())
    },
  }
}

const FETCH = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head"]

/**
 * The remote as it is now: what was fetched last week says nothing. Tags that are new are brought in; one that names
 * another commit here is left as it is.
 */
async function compare(
  git: Git,
  { name, alias }: { name: string; alias: string },
  mainBranch: string,
): Promise<Pick<CheckoutFacts, "remote" | "unpushed">> {
  const main = `refs/heads/${mainBranch}`
  const tracked = `refs/remotes/${name}/${mainBranch}`
  const [listed, known] = await Promise.all([
    git(["ls-remote", "--end-of-options", alias, main, "refs/tags/*"]),
    git(["for-each-ref", "--format=%(objectname)%09%(refname)", "refs/tags"]),
  ])
  if (listed.exitCode !== 0) throw unavailable(name, listed.stderr)
  const [there, here] = [refsOf(listed.stdout), refsOf(known.stdout)]
  const tags = [...there].filter(([ref]) => ref.startsWith("refs/tags/") && !ref.endsWith("^{}"))
  const refspecs = [
    ...(there.has(main) ? [`+${main}:${tracked}`] : []),
    ...tags.filter(([ref]) => !here.has(ref)).map(([ref]) => `${ref}:${ref}`),
  ]
  if (refspecs.length > 0) {
    const fetched = await git([...FETCH, "--stdin", "--end-of-options", alias], `${refspecs.join("\n")}\n`)
    if (fetched.exitCode !== 0) throw unavailable(name, fetched.stderr)
  }
  const nameOf = (ref: string) => ref.slice("refs/tags/".length)
  const unpushed = [...here.keys()].filter((ref) => !there.has(ref)).map(nameOf)
  // the remote has no such branch yet
  if (!there.has(main)) return { remote: null, unpushed }
  const { exitCode, stdout } = await git(["rev-list", "--left-right", "--count", `HEAD...${tracked}`, "--"])
  if (exitCode !== 0) return { remote: null, unpushed }
  const [ahead, behind] = stdout.split("\t").map(Number)
  const moved = tags.filter(([ref, id]) => here.has(ref) && here.get(ref) !== id)
  const counts = { ahead: ahead as number, behind: behind as number }
  return { remote: { name, ...counts, moved: moved.map(([ref]) => nameOf(ref)) }, unpushed }
}

const unavailable = (remote: string, stderr: string) =>
  environmentError("REMOTE_UNAVAILABLE", `The remote ${remote} cannot be asked: ${stderr.trim()}`)

/** `id`, a tab, `ref`, line by line. */
const refsOf = (listed: string): Map<string, string> =>
  new Map(
    listed
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.split("\t").toReversed() as [string, string]),
  )

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
