import { environmentError, type Fact, known, unavailable } from "../core/errors.ts"
import type { Commit, CommitRange } from "../core/forge.ts"
import type { TreeParts } from "../core/gates/gate.ts"
import type { FileChanges } from "../core/migrations/migration.ts"
import { shortSha } from "../core/stage.ts"
import type { Repository } from "../release/ports.ts"
import type { Git, GitResult } from "../workbench/workbench.ts"
import { gitLookup, isShallow } from "./git-lookup.ts"
import { readObjects } from "./git-objects.ts"
import { parseConfigFile } from "./git-transport.ts"

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
    branchesWith: (sha) => branchesWith(git, mainRemote, sha),
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
    ...gitLookup(git, mainRemote),
  }
}

/** Names of the remote's branches that have a commit; of the local ones where there is no remote. */
export async function branchesWith(git: Git, mainRemote: string | null, sha: string): Promise<string[]> {
  const place = mainRemote === null ? "refs/heads/" : `refs/remotes/${mainRemote}/`
  const listed = await git(["for-each-ref", "--format=%(refname)", `--contains=${sha}`, place])
  if (listed.exitCode !== 0) throw unreadable(listed)
  const names = listed.stdout.split("\n").filter((name) => name.startsWith(place))
  // a remote's HEAD is another name of one of them
  return names.map((name) => name.slice(place.length)).filter((name) => name !== "HEAD")
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

/**
 * Whether one commit leads to another. What is not here cannot be compared, and says nothing of the two; where the
 * history is cut off, that no way is found says nothing either, unless one leads the other way.
 */
export async function ancestry(git: Git, sha: string, descendant: string): Promise<Fact<boolean>> {
  const leads = (from: string, to: string) => git(["merge-base", "--is-ancestor", from, to])
  const { exitCode, stderr } = await leads(sha, descendant)
  if (exitCode === 0) return known(true)
  const shallow = await isShallow(git)
  if (exitCode === 1 && (!shallow || (await leads(descendant, sha)).exitCode === 0)) return known(false)
  const why = shallow ? CUT_OFF : (stderr.trim().split("\n").at(-1) ?? "")
  return unavailable(`${shortSha(sha)} cannot be compared with ${shortSha(descendant)}: ${why}`)
}

const CUT_OFF = "the history is cut off in this clone, and git fetch --unshallow --tags brings the rest"

async function isAncestor(git: Git, sha: string, descendant: string): Promise<boolean> {
  if (sha === descendant) return true
  const result = await git(["merge-base", "--is-ancestor", sha, descendant])
  if (result.exitCode > 1) throw unreadable(result)
  return result.exitCode === 0
}

const unreadable = ({ stderr }: GitResult) =>
  environmentError("NOT_A_REPOSITORY", `The repository cannot be read: ${stderr.trim()}`)

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
    git([...log, `--max-count=${limit}`, "--format=%H%x00%an%x00%s%x00%b", ...range, "--"]),
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

/** A footer of a conventional commit. */
const BREAKING = /^BREAKING[ -]CHANGE: /m

function parseLog(stdout: string): Commit[] {
  const fields = stdout.split("\0")
  const commits: Commit[] = []
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [sha, author, subject, body] = fields.slice(at, at + 4) as [string, string, string, string]
    commits.push({ sha, author, subject, ...(BREAKING.test(body) ? { breaking: true } : {}) })
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
  return known(changes)
}

function unknownHistory(from: string | null, to: string, stderr: string, shallow: boolean): Fact<never> {
  const versions = from === null ? shortSha(to) : `${shortSha(from)} and ${shortSha(to)}`
  return unavailable(
    shallow
      ? `The history of ${versions} is not all here: ${CUT_OFF}`
      : `The history of ${versions} is not in this clone: ${stderr.trim().split("\n").at(-1)}`,
  )
}

/** Paths of the files below a folder of a commit, "" for the root; none when there is no such folder. */
async function filesOf(git: Git, sha: string, folder: string): Promise<string[]> {
  const place = folder === "" ? [] : ["--", `${folder}/`]
  const list = ["ls-tree", "-r", "-z", "--name-only", "--full-tree"]
  const { exitCode, stdout, stderr } = await git(["--literal-pathspecs", ...list, sha, ...place])
  if (exitCode !== 0) throw unreadableCommit(sha, stderr)
  return stdout.split("\0").filter((path) => path !== "")
}

/** Texts of files of a commit; null for a file that it has not, or that is no text. */
async function contentsOf(git: Git, sha: string, paths: readonly string[]): Promise<(string | null)[]> {
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
  if ("failed" in read) throw unreadableCommit(sha, read.failed)
  return read.objects.map((object) => object?.content ?? null)
}

const unreadableCommit = (sha: string, stderr: string) =>
  environmentError("NOT_A_REPOSITORY", `Commit ${shortSha(sha)} cannot be read: ${stderr.trim()}`)

/** Why a submodule cannot be fetched from its address; null when it can. */
type Reach = (address: string) => Promise<string | null>

const POINTER = "version https://git-lfs.github.com/spec/v1"

/** What a commit consists of besides the files in its tree. */
export async function treePartsOf(git: Git, sha: string, reach: Reach): Promise<Fact<TreeParts>> {
  try {
    const listed = await git(["ls-tree", "-r", "-z", "--full-tree", sha])
    if (listed.exitCode !== 0) throw unreadableCommit(sha, listed.stderr)
    const entries = listed.stdout.split("\0").filter((entry) => entry !== "")
    const pathOf = (entry: string) => entry.slice(entry.indexOf("\t") + 1)
    const links = entries.filter((entry) => entry.startsWith("160000 ")).map(pathOf)
    const attributes = entries.map(pathOf).filter((path) => /(^|\/)\.gitattributes$/.test(path))
    const [submodules, lfs] = await Promise.all([
      submodulesOf(git, sha, links, reach),
      pointersOf(git, sha, attributes),
    ])
    return known({ submodules, lfs })
  } catch (error) {
    return unavailable(error)
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
  if (exitCode > 1) throw unreadableCommit(sha, stderr)
  const paths = stdout
    .split("\0")
    .filter((name) => name !== "")
    .map((name) => name.slice(sha.length + 1))
  // other files may speak of LFS, too
  const contents = await contentsOf(git, sha, paths)
  return paths.filter((_, index) => contents[index]?.startsWith(POINTER))
}
