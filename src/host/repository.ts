import { resolve } from "node:path"
import { environmentError, usageError } from "../core/errors.ts"
import { hostGit } from "./git.ts"

/** Where a git repository is on this host. */
export interface RepositoryPlace {
  /** the top of the working tree, or the repository itself when it is bare */
  root: string
  /** the directory of refs and objects, the same from every worktree */
  gitDir: string
}

/** Finds the repository that a directory is in. */
export async function findRepository(directory: string): Promise<RepositoryPlace> {
  const dir = resolve(directory)
  let found: Awaited<ReturnType<ReturnType<typeof hostGit>>>
  try {
    found = await hostGit(
      dir,
      [],
    )(["rev-parse", "--path-format=absolute", "--git-common-dir", "--is-bare-repository"])
  } catch {
    throw usageError("NOT_A_REPOSITORY", `${dir} is not a directory, or git is not installed.`)
  }
  if (found.exitCode !== 0) {
    // git also refuses what belongs to somebody else, and says what to do about it
    const why = /not a git repository/.test(found.stderr) ? "" : ` ${found.stderr.trim()}`
    throw usageError("NOT_A_REPOSITORY", `${dir} is not in a git repository.${why}`)
  }
  const [gitDir = "", bare] = found.stdout.trimEnd().split("\n")
  if (bare === "true") return { root: gitDir, gitDir }
  const top = await hostGit(dir, [])(["rev-parse", "--path-format=absolute", "--show-toplevel"])
  if (top.exitCode !== 0) throw environmentError("NOT_A_REPOSITORY", `${dir} is inside a .git directory.`)
  return { root: top.stdout.trimEnd(), gitDir }
}
