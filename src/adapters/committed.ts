import type { Git } from "../workbench/workbench.ts"

/**
 * What to tell of a file that a run goes by and that no commit has as it is; null where the checked-out one has it.
 * @param path below the repository's root
 */
export async function uncommitted(git: Git, path: string, text: string): Promise<string | null> {
  const head = await git(["cat-file", "blob", `HEAD:${path}`])
  if (head.exitCode !== 0)
    return `${path} is not in the commit that is checked out; this run goes by it all the same`
  // some checkouts have other line ends
  const same = head.stdout.replaceAll("\r\n", "\n") === text.replaceAll("\r\n", "\n")
  return same ? null : `${path} has changes that are not committed; this run goes by them`
}
