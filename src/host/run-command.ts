import type { Report } from "../core/report/report.ts"
import type { Invocation } from "./arguments.ts"
import { COMMAND_TABLE } from "./commands.ts"
import { hostAlone, withHostContext } from "./wire.ts"

interface Talk {
  signal: AbortSignal
  say: (line: string) => void
}

/** Does what a command line asks for, with as much of the world as the command needs. */
export async function runCommand(
  { command, repo, values }: Pick<Extract<Invocation, { kind: "run" }>, "command" | "repo" | "values">,
  talk: Talk,
): Promise<Report> {
  const spec = COMMAND_TABLE[command]
  if ("runAlone" in spec) return spec.runAlone(await hostAlone(repo, talk.say), values)
  return withHostContext(repo, talk, (context) => spec.run(context, values))
}
