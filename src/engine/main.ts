import type { Directory, Workspace } from "@dagger.io/dagger"
import { type Given, readValues, runCommand } from "../commands.ts"
import { PipelineError, renderError, usageError } from "../core/errors.ts"
import { type Format, render } from "../core/report/render.ts"
import { type Command, succeeds } from "../core/report/report.ts"
import { type Program, spell } from "../core/spelling.ts"
import { type Caller, engineRunner } from "./wire.ts"

const PROGRAM: Program = "dagger call"

/** What the module was constructed with. */
type Module = Omit<Caller, "git" | "config"> & { git?: Directory | undefined; config?: Directory | undefined }

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
    const report = await runCommand(command, values, engineRunner(callerOf(module, workspace)))
    const text = spell(render(report, format), PROGRAM)
    if (succeeds(command, report)) return text
    throw new Error(text)
  } catch (error) {
    throw error instanceof PipelineError ? new Error(spell(renderError(error), PROGRAM)) : error
  }
}

/**
 * The workspace is a function's argument and not the constructor's: an engine remembers what a constructor gave, and so
 * starts the module once a call, unless its arguments differ from call to call.
 */
const callerOf = (module: Module, workspace: Workspace): Caller => ({
  ...module,
  git: module.git ?? workspace.directory("/.git"),
  config: module.config ?? workspace.directory("/", { include: ["pipeline.json"] }),
})
