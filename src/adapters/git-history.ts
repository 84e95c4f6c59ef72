import { environmentError } from "../core/errors.ts"
import type { Fact } from "../core/fact.ts"
import type { FileChanges } from "../core/migrations/migration.ts"
import type { Commit, CommitRange } from "../core/plan/plan.ts"
import { shortSha } from "../core/stage.ts"
import type { Git } from "../workbench/git.ts"
import { parseCatFile } from "./cat-file.ts"

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
  const [listed, counted, dropped, shallow] = await Promise.all([
    git([...log, `--max-count=${limit}`, "--format=%H%x00%an%x00%s", ...range, "--"]),
    git(["rev-list", "--no-merges", "--count", ...range, "--"]),
    from === null ? null : git(["rev-list", "--no-merges", "--count", from, `^${to}`, "--"]),
    git(["rev-parse", "--is-shallow-repository"]),
  ])
  const failed = [listed, counted, dropped, shallow].find(
    (result) => result !== null && result.exitCode !== 0,
  )
  if (failed) return unknownHistory(from, to, failed.stderr)
  const commits = parseLog(listed.stdout)
  return {
    kind: "known",
    value: {
      commits,
      more: Number(counted.stdout) - commits.length,
      dropped: dropped === null ? 0 : Number(dropped.stdout),
      shallow: shallow.stdout.trim() === "true",
    },
  }
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
  if (exitCode !== 0) return unknownHistory(from, to, stderr)
  const changes: FileChanges = { added: [], changed: [], removed: [] }
  const fields = stdout.split("\0")
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const list = fields[at] === "A" ? "added" : fields[at] === "D" ? "removed" : "changed"
    changes[list].push(fields[at + 1] as string)
  }
  return { kind: "known", value: changes }
}

function unknownHistory(from: string | null, to: string, stderr: string): Fact<never> {
  const versions = from === null ? shortSha(to) : `${shortSha(from)} and ${shortSha(to)}`
  const message = `The history of ${versions} is not in this clone: ${stderr.trim().split("\n").at(-1)}`
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
  const names = paths.map((path) => `${sha}:${path}\n`).join("")
  const { exitCode, stdout, stderr } = await git(["cat-file", "--batch"], names)
  if (exitCode !== 0) throw unreadable(sha, stderr)
  const objects = parseCatFile(stdout)
  return objects?.length === paths.length ? objects.map((object) => object?.content ?? null) : null
}

const unreadable = (sha: string, stderr: string) =>
  environmentError("NOT_A_REPOSITORY", `Commit ${shortSha(sha)} cannot be read: ${stderr.trim()}`)
