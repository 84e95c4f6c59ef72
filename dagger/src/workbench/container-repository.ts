import type { Directory, GitRef, GitRepository } from "@dagger.io/dagger"
import { environmentError, messageOf } from "../core/errors.ts"
import type { Repository } from "../release/ports.ts"

/**
 * The caller's repository, asked through the engine itself: a few milliseconds where a container takes a
 * hundred, which every command would pay.
 * @param git the caller's .git directory
 */
export function containerRepository(git: Directory): Repository {
  const repository = git.asGit()
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
