import { environmentError, messageOf } from "../core/errors.ts"
import type { Fact } from "../core/fact.ts"
import type { TreeParts } from "../core/gates/facts.ts"
import type { FileChanges } from "../core/migrations/migration.ts"
import type { Commit, CommitRange } from "../core/plan/plan.ts"
import { shortSha } from "../core/stage.ts"
import type { Git } from "../workbench/git.ts"
import { readObjects } from "./git-objects.ts"
import { parseConfigFile } from "./git-transport.ts"

/**
 * What `to` brings that `from` has not. Unavailable when the clone lacks a commit, as a shallow one does.
 * @param from null: everything that led to `to`
 */
export async function commitsBetween(
  git: Git,
  from: string | null,
  to: string,
  limit: number,
): Promise<Fact<CommitRange>> {
  const range = from === null ? [to] : [to, `^${from}`]
  const log = ["log", "-z", "--no-merges", "--no-show-signature", "--no-color", "--encoding=UTF-8"]
  const [shallow, listed, counted, dropped] = await Promise.all([
    isShallow(git),
    git([...log, `--max-count=${limit}`, "--format=%H%x00%an%x00%s", ...range, "--"]),
    git(["rev-list", "--no-merges", "--count", ...range, "--"]),
    from === null ? null : git(["rev-list", "--no-merges", "--count", from, `^${to}`, "--"]),
  ])
  const failed = [listed, counted, dropped].find((result) => result !== null && result.exitCode !== 0)
  if (failed) return unknownHistory(from, to, failed.stderr, shallow)
  const commits = parseLog(listed.stdout)
  return {
    kind: "known",
    value: {
      commits,
      more: Number(counted.stdout) - commits.length,
      dropped: dropped === null ? 0 : Number(dropped.stdout),
      shallow,
    },
  }
}

/** Whether a clone has a part of the history only. */
export async function isShallow(git: Git): Promise<boolean> {
  return (await git(["rev-parse", "--is-shallow-repository"])).stdout.trim() === "true"
}

function parseLog(stdout: string): Commit[] {
  const fields = stdout.split("\0")
  const commits: Commit[] = []
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [sha, author, subject] = fields.slice(at, at + 3) as [string, string, string]
    commits.push({ sha, author, subject })
  }
  return commits
}

/** What the files below a folder became; unavailable when the clone lacks one of the commits. */
export async function changesBetween(
  git: Git,
  from: string,
  to: string,
  folder: string,
): Promise<Fact<FileChanges>> {
  const diff = ["diff-tree", "-r", "-z", "--no-renames", "--name-status"]
  const { exitCode, stdout, stderr } = await git(["--literal-pathspecs", ...diff, from, to, "--", folder])
  if (exitCode !== 0) return unknownHistory(from, to, stderr, await isShallow(git))
  const changes: FileChanges = { added: [], changed: [], removed: [] }
  const fields = stdout.split("\0")
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const list = fields[at] === "A" ? "added" : fields[at] === "D" ? "removed" : "changed"
    changes[list].push(fields[at + 1] as string)
  }
  return { kind: "known", value: changes }
}

function unknownHistory(from: string | null, to: string, stderr: string, shallow: boolean): Fact<never> {
  const versions = from === null ? shortSha(to) : `${shortSha(from)} and ${shortSha(to)}`
  const message = shallow
    ? `The history of ${versions} is cut off in this clone: git fetch --unshallow --tags brings the rest`
    : `The history of ${versions} is not in this clone: ${stderr.trim().split("\n").at(-1)}`
  return { kind: "unavailable", message }
}

/** Paths of the files below a folder of a commit, "" for the root; none when there is no such folder. */
export async function filesOf(git: Git, sha: string, folder: string): Promise<string[]> {
  const place = folder === "" ? [] : ["--", `${folder}/`]
  const list = ["ls-tree", "-r", "-z", "--name-only", "--full-tree"]
  const { exitCode, stdout, stderr } = await git(["--literal-pathspecs", ...list, sha, ...place])
  if (exitCode !== 0) throw unreadable(sha, stderr)
  return stdout.split("\0").filter((path) => path !== "")
}

/** Texts of files of a commit; null for a file that it has not, or that is no text. */
export async function contentsOf(
  git: Git,
  sha: string,
  paths: readonly string[],
): Promise<(string | null)[]> {
  if (paths.length === 0) return []
  const all = await catFiles(git, sha, paths)
  // one file that is no text spoils the answer for all of them
  return all ?? Promise.all(paths.map(async (path) => (await catFiles(git, sha, [path]))?.[0] ?? null))
}

async function catFiles(git: Git, sha: string, paths: readonly string[]): Promise<(string | null)[] | null> {
  // the names are lines, and a path may hold a line end
  if (paths.some((path) => path.includes("\n"))) return null
  const read = await readObjects(
    git,
    paths.map((path) => `${sha}:${path}`),
  )
  if (read === "not text") return null
  if ("failed" in read) throw unreadable(sha, read.failed)
  return read.objects.map((object) => object?.content ?? null)
}

const unreadable = (sha: string, stderr: string) =>
  environmentError("NOT_A_REPOSITORY", `Commit ${shortSha(sha)} cannot be read: ${stderr.trim()}`)

/** Why a submodule cannot be fetched from its address; null when it can. */
export type Reach = (address: string) => Promise<string | null>

const POINTER = "version https://git-lfs.github.com/spec/v1"

/** What a commit consists of besides the files in its tree. */
export async function treePartsOf(git: Git, sha: string, reach: Reach): Promise<Fact<TreeParts>> {
  try {
    const listed = await git(["ls-tree", "-r", "-z", "--full-tree", sha])
    if (listed.exitCode !== 0) throw unreadable(sha, listed.stderr)
    const entries = listed.stdout.split("\0").filter((entry) => entry !== "")
    const pathOf = (entry: string) => entry.slice(entry.indexOf("\t") + 1)
    const links = entries.filter((entry) => entry.startsWith("160000 ")).map(pathOf)
    const attributes = entries.map(pathOf).filter((path) => /(^|\/)\.gitattributes$/.test(path))
    const [submodules, lfs] = await Promise.all([
      submodulesOf(git, sha, links, reach),
      pointersOf(git, sha, attributes),
    ])
    return { kind: "known", value: { submodules, lfs } }
  } catch (error) {
    return { kind: "unavailable", message: messageOf(error) }
  }
}

async function submodulesOf(
  git: Git,
  sha: string,
  links: readonly string[],
  reach: Reach,
): Promise<TreeParts["submodules"]> {
  if (links.length === 0) return []
  const [text] = await contentsOf(git, sha, [".gitmodules"])
  const settings = parseConfigFile(text ?? "")
  const addressOf = (path: string): string | undefined => {
    const owner = settings.find(({ key, value }) => /^submodule\..*\.path$/s.test(key) && value === path)?.key
    return settings.findLast(({ key }) => key === owner?.replace(/path$/, "url"))?.value
  }
  return Promise.all(
    links.map(async (path) => {
      const address = addressOf(path)
      return {
        path,
        missing: address === undefined ? "it has no address in .gitmodules" : await reach(address),
      }
    }),
  )
}

/** Files that hold where their content is, in Git LFS, and not the content. */
async function pointersOf(git: Git, sha: string, attributes: readonly string[]): Promise<string[]> {
  const texts = await contentsOf(git, sha, attributes)
  if (!texts.some((text) => text?.includes("filter=lfs"))) return []
  const search = ["grep", "--files-with-matches", "-z", "-I", "--fixed-strings", "--full-name", "--no-color"]
  const { exitCode, stdout, stderr } = await git([...search, "-e", POINTER, sha])
  if (exitCode > 1) throw unreadable(sha, stderr)
  const paths = stdout
    .split("\0")
    .filter((name) => name !== "")
    .map((name) => name.slice(sha.length + 1))
  // other files may speak of LFS, too
  const contents = await contentsOf(git, sha, paths)
  return paths.filter((_, index) => contents[index]?.startsWith(POINTER))
}
