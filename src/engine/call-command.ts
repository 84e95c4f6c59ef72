import { type Given, isLook, readValues, runCommand } from "../commands.ts"
import { PipelineError, renderError, usageError } from "../core/errors.ts"
import { type Format, render } from "../core/report/render.ts"
import { type Command, succeeds } from "../core/report/report.ts"
import { type Caller, engineRunner } from "./wire.ts"

/** An engine passes on a thrown error's message and nothing else, so the message is the report. */
export async function callCommand(
  command: Command,
  caller: Omit<Caller, "isLook">,
  { format, ...given }: Given & { format: Format },
): Promise<string> {
  try {
    const texts = Object.entries(given).filter(([, value]) => value !== "")
    const { values, problems } = readValues(command, Object.fromEntries(texts))
    if (problems.length > 0) throw usageError("USAGE", "The call cannot be understood.", problems)
    const report = await runCommand(command, values, engineRunner({ ...caller, isLook: isLook(command) }))
    const text = render(report, format)
    if (succeeds(command, report)) return text
    throw new Error(text)
  } catch (error) {
    throw error instanceof PipelineError ? new Error(renderError(error)) : error
  }
}
