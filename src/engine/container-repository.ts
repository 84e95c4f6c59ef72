import type { Directory, GitRef, GitRepository } from "@dagger.io/dagger"
import { changesBetween, commitsBetween } from "../adapters/git-history.ts"
import { environmentError, messageOf } from "../core/errors.ts"
import type { Repository } from "../release/ports.ts"
import type { Git } from "../workbench/git.ts"

/**
 * The caller's repository, asked through the engine itself: a few milliseconds where a container takes a
 * hundred, which every command would pay.
 * @param directory the caller's .git directory
 * @param git runs in a container on that directory: for what the engine itself cannot tell
 */
export function containerRepository(directory: Directory, git: Git): Repository {
  const repository = directory.asGit()
  const treeOf = (sha: string): Directory => repository.commit(sha).tree({ discardGitDir: true })
  return {
    async lookUp(tag, mainBranch) {
      const name = `refs/tags/${tag}`
      const [sha, remoteMain, localMain] = await Promise.all([
        commitOf(repository, name),
        commitOf(repository, `refs/remotes/origin/${mainBranch}`),
        commitOf(repository, `refs/heads/${mainBranch}`),
      ])
      // what the remote has is what was merged; a local branch counts only where there is no remote one
      const main = remoteMain ?? localMain
      if (sha === null || main === null) return { sha, onMain: null }
      return { sha, onMain: sha === main || (await isAncestor(repository, sha, main)) }
    },
    // an engine lists an annotated tag twice once it was looked up
    tags: async () => [...new Set(await repository.tags())],
    log: (from, to, limit) => commitsBetween(git, from, to, limit),
    changes: (from, to, folder) => changesBetween(git, from, to, folder),
    files: (sha, folder) => filesBelow(treeOf(sha), folder),
    contents: (sha, paths) => Promise.all(paths.map((path) => contentsOf(treeOf(sha), path))),
  }
}

async function filesBelow(tree: Directory, folder: string): Promise<string[]> {
  const prefix = folder === "" ? "" : `${folder}/`
  const found = await orNothing(tree.directory(folder === "" ? "." : folder).glob("**/*"))
  // an engine lists directories, too, with a slash at their end
  return (found ?? []).filter((path) => !path.endsWith("/")).map((path) => `${prefix}${path}`)
}

const contentsOf = (tree: Directory, path: string): Promise<string | null> =>
  orNothing(tree.file(path).contents())

/** null for what the tree has not */
async function orNothing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (/no such file or directory|not a (directory|file)/i.test(messageOf(error))) return null
    throw error
  }
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

async function isAncestor(repository: GitRepository, sha: string, main: string): Promise<boolean> {
  const common: GitRef = repository.commit(sha).commonAncestor(repository.commit(main))
  try {
    return (await common.commit()) === sha
  } catch (error) {
    const message = messageOf(error)
    if (/merge-base failed: .*exit status 1\b/.test(message)) return false
    throw environmentError(
      "NOT_A_REPOSITORY",
      `Commit ${sha} cannot be compared with the main branch: ${message}`,
    )
  }
}
