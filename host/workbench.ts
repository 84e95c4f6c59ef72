import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { Release } from "../dagger/src/core/stage.ts"
import type { Git, GitResult } from "../dagger/src/workbench/git.ts"
import type { CommandOptions, CommandResult, Tree, Workbench } from "../dagger/src/workbench/workbench.ts"
import { CREDENTIAL_VARIABLES } from "./aws.ts"
import { exec } from "./exec.ts"
import { maskFor } from "./mask.ts"
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

/** A new worktree would be as sparse as the user's own, but a release is the whole tree. */
const WHOLE = ["-c", "core.sparseCheckout=false"]

const MAX_TRIES = 10
const RETRY_MS = 50

/** git looks at every worktree, and fails on one that another run is adding or removing just then. */
async function worktree(git: Git, ...args: string[]): Promise<GitResult> {
  for (let tries = 1; ; tries++) {
    const result = await git([...WHOLE, "worktree", ...args])
    if (tries === MAX_TRIES || !/failed to read .*commondir/.test(result.stderr)) return result
    await sleep(RETRY_MS)
  }
}

async function checkOut(git: Git, { sha }: Release): Promise<Tree & { root: string }> {
  const parent = await mkdtemp(join(tmpdir(), "pipeline-tree-"))
  const root = join(parent, "tree")
  const added = await worktree(git, "add", "--quiet", "--detach", root, sha)
  if (added.exitCode !== 0) {
    await remove(parent)
    throw new Error(added.stderr.trim())
  }
  return {
    root,
    run: (argv, options) => runIn(root, argv, options),
    complete: async () => {},
    readText: (path) => readText(join(root, path)),
    remove: (path) => rm(join(root, path), { force: true }),
    async dispose() {
      const { exitCode } = await worktree(git, "remove", "--force", root)
      await remove(parent)
      // git removes no worktree with submodules, but forgets one that is gone
      if (exitCode !== 0) await worktree(git, "prune")
    },
  }
}

const WITHOUT_CREDENTIALS = Object.fromEntries(CREDENTIAL_VARIABLES.map((name) => [name, undefined]))

async function runIn(root: string, argv: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const { env, secrets = {}, directory = ".", timeoutMs, graceMs, signal, say, repeatable } = options
  const revealed = await Promise.all(
    Object.entries(secrets).map(async ([name, value]) => [name, await value.plaintext()] as const),
  )
  const mask = maskFor(revealed.map(([, text]) => text))
  const result = await exec(argv, {
    cwd: join(root, directory),
    // what depends on the tree alone has no use for credentials, and often runs scripts of strangers
    env: { ...(repeatable ? WITHOUT_CREDENTIALS : {}), ...env, ...Object.fromEntries(revealed) },
    timeoutMs,
    signal,
    say: (line) => say(mask(line)),
    ...(graceMs === undefined ? {} : { graceMs }),
  })
  return { ...result, stdout: mask(result.stdout), stderr: mask(result.stderr) }
}

/** What cannot be cleared away is left: it must not turn a good deploy into a failed one. */
const remove = (directory: string): Promise<void> =>
  rm(directory, { recursive: true, force: true }).catch(() => {})

const NO_FILE = ["ENOENT", "ENOTDIR", "EISDIR"]

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8")
  } catch (error) {
    if (NO_FILE.includes((error as NodeJS.ErrnoException).code ?? "")) return null
    throw error
  }
}
