#!/usr/bin/env node
import { styleText } from "node:util"
import manifest from "../../package.json" with { type: "json" }
import { flagsOf, HOST_OPTIONS, isLook, runCommand } from "../commands.ts"
import { PipelineError, renderError, usageError } from "../core/errors.ts"
import { redact, secretsOf } from "../core/redact.ts"
import { render } from "../core/report/render.ts"
import { COMMANDS, exitCodeOf, succeeds, USAGE_EXIT_CODE } from "../core/report/report.ts"
import { type Invocation, parseCommandLine } from "./arguments.ts"
import { hostRunner } from "./wire.ts"

const say = (line: string): void =>
  void process.stderr.write(`${styleText("dim", line, { stream: process.stderr })}\n`)

/** Ctrl-C may come from the terminal and once more from npm: signals this close together are one. */
const SAME_SIGNAL_MS = 1000

/** The first signal asks the run to end cleanly, the next one ends it. A terminal that is closed asks, too. */
function interruptible(): AbortSignal {
  const controller = new AbortController()
  let askedAt: number | null = null
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    const handle = () => {
      if (askedAt === null) {
        askedAt = performance.now()
        say(`${signal}: ending the run; once more ends it at once and leaves the stage locked`)
        controller.abort(new Error(`interrupted by ${signal}`))
      } else if (performance.now() - askedAt > SAME_SIGNAL_MS) {
        process.off(signal, handle)
        process.kill(process.pid, signal)
      }
    }
    process.on(signal, handle)
  }
  return controller.signal
}

async function run({ command, repo, config, format, values }: Asked): Promise<number> {
  const runner = hostRunner(repo, { signal: interruptible(), say }, { config, isLook: isLook(command) })
  const report = await runCommand(command, values, runner)
  await print(process.stdout, render(report, format))
  return succeeds(command, report) ? 0 : exitCodeOf(report)
}

type Asked = Extract<Invocation, { kind: "run" }>

/** npm runs a script where package.json is; where the user stands, it says in INIT_CWD. */
function whereTheUserStands(): string {
  const { npm_lifecycle_event, INIT_CWD } = process.env
  return npm_lifecycle_event === "pipeline" && INIT_CWD !== undefined ? INIT_CWD : process.cwd()
}

async function main(): Promise<number> {
  try {
    refuseSwallowed(process.env)
    const invocation = await parseCommandLine(process.argv.slice(2), whereTheUserStands())
    if (invocation.kind === "run") return await run(invocation)
    await print(process.stdout, await textOf(invocation))
    return 0
  } catch (error) {
    await print(process.stderr, `${redact(renderError(error), secretsOf(process.env))}\n`)
    return error instanceof PipelineError && error.kind === "usage" ? USAGE_EXIT_CODE : 1
  }
}

/**
 * `npm run pipeline rollback --to=v1.2.2` has npm take the options for its own: the command would run without them, and
 * do something else than what was typed.
 */
function refuseSwallowed(env: NodeJS.ProcessEnv): void {
  if (env.npm_lifecycle_event !== "pipeline") return
  const names = COMMANDS.flatMap((command) => [...flagsOf(command).keys(), ...Object.keys(HOST_OPTIONS)])
  const swallowed = [...new Set(names)].filter(
    (name) => env[`npm_config_${name.replaceAll("-", "_")}`] !== undefined,
  )
  if (swallowed.length === 0) return
  const problems = swallowed.map((name) => ({
    path: `--${name}`,
    message: "was taken by npm: put -- before the command, as in npm run pipeline -- status",
  }))
  throw usageError("USAGE", "The command line cannot be understood.", problems)
}

async function textOf(invocation: Exclude<Invocation, Asked>): Promise<string> {
  if (invocation.kind === "version") return `${manifest.version}\n`
  const { helpText } = await import("./help.ts")
  return helpText(invocation.command)
}

/** Resolves when the text is out, or when nobody reads it. */
const print = (stream: NodeJS.WriteStream, text: string): Promise<void> =>
  new Promise((resolve) => stream.write(text, () => resolve()))

// a reader that went away, as `| head` does, must not end a deploy half-way
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {})

// what still hangs now, such as a request of an interrupted smoke test, is not waited for
process.exit(await main())
