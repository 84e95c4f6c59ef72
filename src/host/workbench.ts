import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Release } from "../core/stage.ts"
import type { Git } from "../workbench/git.ts"
import {
  type CommandOptions,
  type CommandResult,
  GRACE_MS,
  type Tree,
  type Workbench,
} from "../workbench/workbench.ts"
import { CREDENTIAL_VARIABLES } from "./aws.ts"
import { exec } from "./exec.ts"
import { forgetWorktree, writeTree } from "./git-tree.ts"
import type { Note } from "./journal.ts"
import { maskFor } from "./mask.ts"
import { endOrphans } from "./orphans.ts"
import { processIdentityNow } from "./processes.ts"
import type { HostServices } from "./services.ts"

/** Takes what is made or started, before anything can go wrong with it. */
type Take = (note: Note) => void

/**
 * Steps on this host, in temporary trees: the user's own checkout is never touched.
 * @param git runs on the user's repository and reaches its remotes
 * @param note keeps what another run would have to clear away, should this one die
 */
export function hostWorkbench(git: Git, services: HostServices, note: Take = () => {}): Workbench {
  return {
    checkOut: (release) => checkOut(git, release, note),
    async serve(stage, release, specs) {
      const tree = await checkOut(git, release, note)
      try {
        return await services.serve(stage, release, specs, tree.root)
      } finally {
        await tree.dispose()
      }
    },
    endRun: async (runId) => void (await endOrphans(runId)),
    served: (stage, release) => services.served(stage, release),
  }
}

/** How the directories begin that hold a tree. */
export const TREE_PREFIX = "pipeline-tree-"

async function checkOut(git: Git, { sha }: Release, note: Take): Promise<Tree & { root: string }> {
  const parent = await mkdtemp(join(tmpdir(), TREE_PREFIX))
  const root = join(parent, "tree")
  note({ kind: "tree", path: parent })
  try {
    await writeTree(git, root, sha)
  } catch (error) {
    await remove(parent)
    throw error
  }
  return {
    root,
    isWatched: false,
    run: (argv, options) => runIn(root, argv, options, note),
    complete: async () => {},
    readText: (path) => readText(join(root, path)),
    remove: (path) => rm(join(root, path), { force: true }),
    dispose: () => removeTree(git, parent),
  }
}

/** Clears a tree away. Never throws. */
export async function removeTree(git: Git, parent: string): Promise<void> {
  await forgetWorktree(git, join(parent, "tree")).catch(() => {})
  await remove(parent)
}

/**
 * Takes this job's own credentials away: from what depends on the tree alone, which has no use for them and often
 * runs scripts of strangers, and from what is given others, which must not be mixed with them.
 */
const WITHOUT_CREDENTIALS = Object.fromEntries(CREDENTIAL_VARIABLES.map((name) => [name, undefined]))

async function runIn(
  root: string,
  argv: readonly string[],
  options: CommandOptions,
  note: Take,
): Promise<CommandResult> {
  const {
    env,
    secrets = {},
    directory = ".",
    timeoutMs,
    graceMs = GRACE_MS,
    signal,
    say,
    repeatable,
  } = options
  const revealed = await Promise.all(
    Object.entries(secrets).map(async ([name, value]) => [name, await value.plaintext()] as const),
  )
  const isOnItsOwn = repeatable || "AWS_ACCESS_KEY_ID" in secrets
  const inherited = isOnItsOwn ? [] : CREDENTIAL_VARIABLES.flatMap((name) => process.env[name] ?? [])
  const mask = maskFor([...revealed.map(([, text]) => text), ...inherited])
  const result = await exec(argv, {
    cwd: join(root, directory),
    env: { ...(isOnItsOwn ? WITHOUT_CREDENTIALS : {}), ...env, ...Object.fromEntries(revealed) },
    timeoutMs,
    signal,
    say: (line) => say(mask(line)),
    started: (pid) => note({ kind: "process", pid, identity: processIdentityNow(pid), graceMs }),
    graceMs,
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
