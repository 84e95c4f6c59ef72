import type { Git } from "../workbench/workbench.ts"
import { readObjects } from "./git-objects.ts"

/**
 * What to tell of a file that a run goes by and that no commit has as it is; null where the checked-out one has it.
 * @param path below the repository's root
 */
export async function uncommitted(git: Git, path: string, text: string): Promise<string | null> {
  // a batch takes a file that is not there for an answer: git fails otherwise, which an engine shows in red
  const read = await readObjects(git, [`HEAD:${path}`])
  const committed = typeof read === "object" && "objects" in read ? read.objects[0] : undefined
  if (committed === undefined) return null
  if (committed === null)
    return `${path} is not in the commit that is checked out; this run goes by it all the same`
  // some checkouts have other line ends
  const same = committed.content.replaceAll("\r\n", "\n") === text.replaceAll("\r\n", "\n")
  return same ? null : `${path} has changes that are not committed; this run goes by them`
}
