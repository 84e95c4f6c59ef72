import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Release } from "../dagger/src/core/stage.ts"
import type { Git } from "../dagger/src/workbench/git.ts"
import type { Tree, Workbench } from "../dagger/src/workbench/workbench.ts"
import { exec } from "./exec.ts"
import type { HostServices } from "./services.ts"

/** Steps on this host, in temporary worktrees: the user's own checkout is never touched. */
export function hostWorkbench(git: Git, services: HostServices): Workbench {
  return {
    checkOut: (release) => checkOut(git, release),
    async serve(stage, release, specs) {
      const tree = await checkOut(git, release)
      try {
        return await services.serve(stage, release, specs, tree.root)
      } finally {
        await tree.dispose()
      }
    },
    served: (stage, release) => services.served(stage, release),
  }
}

async function checkOut(git: Git, { sha }: Release): Promise<Tree & { root: string }> {
  const parent = await mkdtemp(join(tmpdir(), "pipeline-tree-"))
  const root = join(parent, "tree")
  // hooks of the user's repository are for the user's own checkouts
  const added = await git([
    "-c",
    "core.hooksPath=/dev/null",
    "worktree",
    "add",
    "--quiet",
    "--detach",
    root,
    sha,
  ])
  if (added.exitCode !== 0) {
    await rm(parent, { recursive: true, force: true })
    throw new Error(added.stderr.trim())
  }
  return {
    root,
    run: (argv, { env, timeoutMs, signal, say }) => exec(argv, { cwd: root, env, timeoutMs, signal, say }),
    readText: (path) => readText(join(root, path)),
    async dispose() {
      await git(["worktree", "remove", "--force", root])
      await rm(parent, { recursive: true, force: true })
    },
  }
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null
    throw error
  }
}
