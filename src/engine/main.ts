import { posix } from "node:path"
import type { Directory, Workspace } from "@dagger.io/dagger"
import { type Given, isLook, readValues, runCommand } from "../commands.ts"
import { CONFIG_FILE } from "../core/config/parse.ts"
import { PipelineError, renderError, usageError } from "../core/errors.ts"
import { type Format, render } from "../core/report/render.ts"
import { type Command, succeeds } from "../core/report/report.ts"
import { type Caller, type ConfigPlace, engineRunner } from "./wire.ts"

/** What the module was constructed with. */
type Module = Omit<Caller, "git" | "config" | "isLook"> & {
  git?: Directory | undefined
  config?: Directory | undefined
}

/**
 * One call of a function of the module. An engine passes on a thrown error's message and nothing else, so the message
 * is the report.
 * @param workspace where it was called from
 * @param given the function's arguments; "" stands for a text that was not given, because an engine has nothing else
 */
export async function call(
  command: Command,
  module: Module,
  workspace: Workspace,
  { format, ...given }: Given & { format: Format },
): Promise<string> {
  try {
    const texts = Object.entries(given).filter(([, value]) => value !== "")
    const { values, problems } = readValues(command, Object.fromEntries(texts))
    if (problems.length > 0) throw usageError("USAGE", "The call cannot be understood.", problems)
    const report = await runCommand(
      command,
      values,
      engineRunner({ ...callerOf(module, workspace), isLook: isLook(command) }),
    )
    const text = render(report, format)
    if (succeeds(command, report)) return text
    throw new Error(text)
  } catch (error) {
    throw error instanceof PipelineError ? new Error(renderError(error)) : error
  }
}

/**
 * The workspace is a function's argument and not the constructor's: an engine remembers what a constructor gave, and so
 * starts the module once a call, unless its arguments differ from call to call.
 */
const callerOf = (module: Module, workspace: Workspace): Omit<Caller, "isLook"> => ({
  ...module,
  git: module.git ?? workspace.directory("/.git"),
  config: module.config === undefined ? nearestConfig(workspace) : { directory: module.config, name: null },
})

/** The nearest from where the call was made up to the repository's root. */
async function nearestConfig(workspace: Workspace): Promise<ConfigPlace> {
  // null where there is none, whatever its type says
  const found: string | null = await workspace.findUp(CONFIG_FILE)
  const path = posix.relative("/", posix.join("/", found ?? CONFIG_FILE))
  const directory = workspace.directory(posix.join("/", posix.dirname(path)), { include: [CONFIG_FILE] })
  return { directory, name: path }
}
