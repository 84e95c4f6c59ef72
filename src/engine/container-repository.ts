import type { Directory, GitRepository } from "@dagger.io/dagger"
import { gitLookup } from "../adapters/git-lookup.ts"
import {
  ancestry,
  branchesWith,
  changesBetween,
  commitsBetween,
  treePartsOf,
} from "../adapters/git-repository.ts"
import { environmentError, known, messageOf, unavailable } from "../core/errors.ts"
import type { Repository } from "../release/ports.ts"
import type { Git } from "../workbench/workbench.ts"

/**
 * The caller's repository. Asks the engine's own git API where that is possible: it answers in milliseconds, where an
 * exec in a container takes a tenth of a second.
 * @param directory the caller's .git directory
 * @param mainRemote the remote whose main branch counts; null: there is no remote, and the local branch does
 * @param git runs in a container on that directory: for what the engine itself cannot tell
 */
export function containerRepository(directory: Directory, mainRemote: string | null, git: Git): Repository {
  const repository = directory.asGit()
  const treeOf = (sha: string): Directory => treeAt(directory, sha)
  return {
    async lookUp(tag, mainBranch) {
      // what the remote has is what was merged; a local branch counts only where there is no remote
      const branch =
        mainRemote === null ? `refs/heads/${mainBranch}` : `refs/remotes/${mainRemote}/${mainBranch}`
      const [sha, main, shallow] = await Promise.all([
        commitOf(repository, `refs/tags/${tag}`),
        // looked up first, because an engine shows an error for a missing ref even when the call goes well
        hasRef(directory, branch).then((there) => (there ? commitOf(repository, branch) : null)),
        directory.exists("shallow"),
      ])
      const onMain = sha === null || main === null ? null : await isAncestor(repository, sha, main)
      return { sha, onMain, mainRemote, shallow }
    },
    branchesWith: (sha) => branchesWith(git, mainRemote, sha),
    // an engine lists an annotated tag twice once it was looked up
    tags: async () => [...new Set(await repository.tags())],
    async isAncestor(sha, descendant) {
      // in a shallow clone the engine answers no even where the missing part of the history would say yes
      if (await directory.exists("shallow")) return ancestry(git, sha, descendant)
      try {
        return known(await isAncestor(repository, sha, descendant))
      } catch (error) {
        return unavailable(error)
      }
    },
    log: (from, to, limit) => commitsBetween(git, from, to, limit),
    changes: (from, to, folder) => changesBetween(git, from, to, folder),
    files: (sha, folder) => filesBelow(treeOf(sha), folder),
    contents: (sha, paths) => Promise.all(paths.map((path) => contentsOf(treeOf(sha), path))),
    async treeParts(sha) {
      try {
        // an engine fetches submodules with the tree, which fails when it cannot
        const [modules, attributes] = await Promise.all(
          [".gitmodules", "**/.gitattributes"].map((pattern) => treeOf(sha).glob(pattern)),
        )
        if (modules?.length === 0 && attributes?.length === 0)
          return { kind: "known", value: { submodules: [], lfs: [] } }
        return treePartsOf(git, sha, async () => null)
      } catch (error) {
        return {
          kind: "unavailable",
          message: `The tree cannot be checked out on an engine: ${messageOf(error)}`,
        }
      }
    },
    ...gitLookup(git, mainRemote),
  }
}

/** The files of a commit. A commit by its id has no common ancestors on a newer engine, but a ref has. */
export const treeAt = (directory: Directory, sha: string): Directory =>
  directory.asGit().ref(sha).tree({ discardGitDir: true })

async function filesBelow(tree: Directory, folder: string): Promise<string[]> {
  const prefix = folder === "" ? "" : `${folder}/`
  const found = await orNothing(tree.directory(folder === "" ? "." : folder).glob("**/*"))
  // an engine lists directories, too, with a slash at their end
  return (found ?? []).filter((path) => !path.endsWith("/")).map((path) => `${prefix}${path}`)
}

const contentsOf = (tree: Directory, path: string): Promise<string | null> =>
  orNothing(tree.file(path).contents())

/** null: the tree has no such file */
async function orNothing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (/no such file or directory|not a (directory|file)/i.test(messageOf(error))) return null
    throw error
  }
}

/** Looks at the files that hold refs. With reftable storage it cannot, and says yes. */
async function hasRef(directory: Directory, name: string): Promise<boolean> {
  const [loose, packed, elsewhere] = await Promise.all(
    [name, "packed-refs", "reftable"].map((path) => directory.exists(path)),
  )
  if (loose || elsewhere) return true
  return packed === true && (await directory.file("packed-refs").contents()).includes(` ${name}\n`)
}

async function commitOf(repository: GitRepository, name: string): Promise<string | null> {
  const ref = repository.ref(name)
  try {
    // an engine also takes the branch refs/heads/refs/tags/v1 for the tag v1
    return (await ref.ref()) === name ? await ref.commit() : null
  } catch (error) {
    if (/does not contain ref/.test(messageOf(error))) return null
    throw error
  }
}

async function isAncestor(repository: GitRepository, sha: string, descendant: string): Promise<boolean> {
  if (sha === descendant) return true
  const common = repository.ref(sha).commonAncestor(repository.ref(descendant))
  try {
    return (await common.commit()) === sha
  } catch (error) {
    const message = messageOf(error)
    if (/merge-base failed: .*exit status 1\b/.test(message)) return false
    throw environmentError(
      "NOT_A_REPOSITORY",
      `Commit ${sha} cannot be compared with ${descendant}: ${message}`,
    )
  }
}
