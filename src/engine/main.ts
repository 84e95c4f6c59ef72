import "./sdk.ts"
import { posix } from "node:path"
import { type Container, type Directory, dag, type Service, type Workspace } from "@dagger.io/dagger"
import type { Given } from "../commands.ts"
import { CONFIG_FILE } from "../core/config/examine.ts"
import type { Command } from "../core/report/commands.ts"
import type { Format } from "../core/report/render.ts"
import type { Caller, ConfigText, Reads } from "./wire.ts"

/** What the module was constructed with. */
type Module = Omit<Caller, "git" | "isLook" | keyof Reads> & {
  git?: Directory | undefined
  config?: Directory | undefined
}

/**
 * One call of a function of the module. What each call reads is asked for before the rest of the program is loaded:
 * an engine's answers take as long as loading does. The workspace is a function's argument and not the constructor's:
 * an engine remembers what a constructor gave, and so starts the module once a call, unless its arguments differ from
 * call to call.
 * @param workspace where it was called from
 * @param given the function's arguments
 */
export async function call(
  command: Command,
  module: Module,
  workspace: Workspace,
  given: Given & { format: Format },
): Promise<string> {
  const caller = callerOf(module, workspace)
  const { callCommand } = await import("./call-command.ts")
  return callCommand(command, caller, given)
}

/** The container in which the deploy command of a version would run. */
export async function workbench(module: Module, workspace: Workspace, given: Given): Promise<Container> {
  const caller = callerOf(module, workspace)
  const { giveWorkbench } = await import("./call-command.ts")
  return giveWorkbench(caller, given)
}

/** A service of the sandbox, with those before it. */
export async function serve(module: Module, workspace: Workspace, given: Given): Promise<Service> {
  const caller = callerOf(module, workspace)
  const { giveService } = await import("./call-command.ts")
  return giveService(caller, given)
}

function callerOf(module: Module, workspace: Workspace): Omit<Caller, "isLook"> {
  const git = module.git ?? workspace.directory("/.git")
  return {
    ...module,
    git,
    config: begun(module.config === undefined ? nearestConfig(workspace) : configIn(module.config, null)),
    // an engine sees no other file of the caller's git configuration
    settings: begun(git.file("config").contents()),
    gitContainer: begun(dag.container().from(module.gitImage).sync()),
  }
}

/** The nearest from where the call was made up to the repository's root. */
async function nearestConfig(workspace: Workspace): Promise<ConfigText> {
  // null where there is none, whatever its type says
  const found: string | null = await workspace.findUp(CONFIG_FILE)
  const path = posix.relative("/", posix.join("/", found ?? CONFIG_FILE))
  const folder = posix.join("/", posix.dirname(path))
  return configIn(workspace.directory(folder, { include: [CONFIG_FILE] }), path)
}

async function configIn(directory: Directory, name: string | null): Promise<ConfigText> {
  try {
    return { text: await directory.file(CONFIG_FILE).contents(), name }
  } catch (error) {
    if (/no such file/i.test(String(error))) return { text: null, name }
    throw error
  }
}

/** A promise that may fail before it is awaited must not end the process as an unhandled rejection. */
function begun<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}
