import { type Directory, dag, type Workspace } from "@dagger.io/dagger"
import type { Given } from "../commands.ts"
import type { Format } from "../core/report/render.ts"
import type { Command } from "../core/report/report.ts"
import type { Caller, Reads } from "./wire.ts"

/** What the module was constructed with. */
type Module = Omit<Caller, "git" | keyof Reads> & {
  git?: Directory | undefined
  config?: Directory | undefined
}

/**
 * One call of a function of the module. What each call reads is asked for before the rest of the program is loaded:
 * an engine's answers take as long as loading does. The workspace is a function's argument and not the constructor's:
 * an engine remembers what a constructor gave, and so starts the module once a call, unless its arguments differ from
 * call to call.
 * @param workspace where it was called from
 * @param given the function's arguments; "" stands for a text that was not given, because an engine has nothing else
 */
export async function call(
  command: Command,
  module: Module,
  workspace: Workspace,
  given: Given & { format: Format },
): Promise<string> {
  const git = module.git ?? workspace.directory("/.git")
  const config = module.config ?? workspace.directory("/", { include: ["pipeline.json"] })
  const caller: Caller = {
    ...module,
    git,
    config: begun(config.file("pipeline.json").contents()),
    // an engine sees no other file of the caller's git configuration
    settings: begun(git.file("config").contents()),
    gitContainer: begun(dag.container().from(module.gitImage).sync()),
  }
  const { callCommand } = await import("./call-command.ts")
  return callCommand(command, caller, given)
}

/** A promise that may fail before it is waited for. */
function begun<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}
