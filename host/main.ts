import { styleText } from "node:util"
import { PipelineError, renderError } from "../dagger/src/core/errors.ts"
import { render } from "../dagger/src/core/render.ts"
import { exitCodeOf, USAGE_EXIT_CODE } from "../dagger/src/core/report.ts"
import { type Invocation, parseCommandLine } from "./arguments.ts"
import { COMMAND_TABLE } from "./commands.ts"
import { helpText } from "./help.ts"
import { withHostContext } from "./wire.ts"

const say = (line: string): void =>
  void process.stderr.write(`${styleText("dim", line, { stream: process.stderr })}\n`)

/** The first signal asks the run to end orderly, the second one ends it. */
function interruptible(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      say(`${signal}: ending the run; once more ends it at once and leaves the stage locked`)
      controller.abort(new Error(`interrupted by ${signal}`))
    })
  }
  return controller.signal
}

async function run({ command, repo, format, values }: Extract<Invocation, { kind: "run" }>): Promise<number> {
  const report = await withHostContext(repo, { signal: interruptible(), say }, (context) =>
    COMMAND_TABLE[command].run(context, values),
  )
  process.stdout.write(render(report, format))
  return exitCodeOf(report)
}

async function main(): Promise<number> {
  const invocation = parseCommandLine(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd())
  if (invocation.kind === "run") return run(invocation)
  process.stdout.write(helpText())
  return 0
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`${renderError(error)}\n`)
  process.exitCode = error instanceof PipelineError && error.kind === "usage" ? USAGE_EXIT_CODE : 1
}
