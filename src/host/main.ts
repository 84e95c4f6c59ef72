#!/usr/bin/env node
import { fstatSync, writeFileSync } from "node:fs"
import manifest from "../../package.json" with { type: "json" }
import { flagsOf, HOST_OPTIONS, isLook, rendered, runCommand } from "../commands.ts"
import { messageOf, PipelineError, renderError, usageError } from "../core/errors.ts"
import { headline } from "../core/report/headline.ts"
import {
  COMMANDS,
  exitCodeOf,
  type Report,
  succeeds,
  UNWRITTEN_EXIT_CODE,
  USAGE_EXIT_CODE,
} from "../core/report/report.ts"
import { redact, secretsOf } from "../core/secret.ts"
import { type Program, spell } from "../core/spelling.ts"
import { sentence } from "../core/text.ts"
import { type Invocation, parseCommandLine } from "./arguments.ts"
import {
  colouredReport,
  isLive,
  isWatched,
  liveProgress,
  NO_PROGRESS,
  type Progress,
  paintFor,
  plainProgress,
  type Verbosity,
} from "./terminal.ts"
import type { Tracing } from "./tracing.ts"
import { hostRunner } from "./wire.ts"

/** With the repository that was named; one that a shell would read as more is left to the reader. */
function programOf(words: readonly string[]): Program {
  const where = ["--repo", "--config"].flatMap((name) => {
    const index = words.findIndex((word) => word.split("=")[0] === name)
    const value = words[index]?.includes("=") ? words[index]?.slice(name.length + 1) : words[index + 1]
    return index >= 0 && /^[\w./@+-]+$/.test(value ?? "") ? [` ${name} ${value}`] : []
  })
  return `release-pipeline${where.join("")}`
}

/** Ctrl-C may come from the terminal and once more from npm: signals this close together are one. */
const SAME_SIGNAL_MS = 1000

/** The first signal asks the run to end cleanly, the next one ends it. A terminal that is closed asks, too. */
function interruptible(say: Progress["say"]): AbortSignal {
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

async function run(asked: Asked, program: Program): Promise<number> {
  const { command, repo, config, format, values, verbosity } = asked
  const { env, stderr, stdout } = process
  const { end, ...progress } = await progressFor(stderr, env, verbosity)
  const tracing = await tracingFor(command, env)
  const talk = {
    signal: interruptible(progress.say),
    ...progress,
    ...(tracing === null ? {} : { tracer: tracing.around(progress.tracer), traceId: tracing.traceId }),
  }
  let report: Report
  try {
    const runner = hostRunner(repo, talk, { config, isLook: isLook(command) })
    report = await runCommand(command, values, runner).finally(end)
  } catch (failure) {
    await tracing?.end({ failure })
    throw failure
  }
  const text = await rendered(report, format, program)
  const isForPeople = format === "text" && report.document === null && isWatched(stdout, env)
  const shown = isForPeople ? colouredReport(paintFor(stdout, env), text, report.outcome) : text
  const fault = await print(stdout, shown)
  await tracing?.end(report)
  const code = succeeds(command, report) ? 0 : exitCodeOf(report)
  if (fault === null) return code
  const again = isLook(command) ? "the same command" : `\`report --stage ${report.stage}\``
  const isThere = isLook(command) || report.stage !== null
  await sayUnwritten(fault, sentence(headline(report)), isThere ? `, and read it with ${again}` : "", program)
  return code === 0 ? UNWRITTEN_EXIT_CODE : code
}

async function sayUnwritten(fault: Error, what: string, again: string, program: Program): Promise<void> {
  const why = sentence(messageOf(fault))
  const text = `What belongs on stdout could not be written: ${why} ${what}\nFix: Make room, or keep what reads it${again}.\n`
  await print(process.stderr, redact(spell(text, program), secretsOf(process.env)))
}

type Asked = Extract<Invocation, { kind: "run" }>

/** Few runs are traced: OpenTelemetry is loaded by those. */
async function tracingFor(command: string, env: NodeJS.ProcessEnv): Promise<Tracing | null> {
  const isWanted = !!env.OTEL_EXPORTER_OTLP_ENDPOINT || !!env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT
  const isOff = env.OTEL_SDK_DISABLED === "true" || env.OTEL_TRACES_EXPORTER === "none"
  if (!isWanted || isOff) return null
  const { openTracing } = await import("./tracing.ts")
  return openTracing(command, env, (line) => void process.stderr.write(`${line}\n`))
}

async function progressFor(
  stderr: NodeJS.WriteStream,
  env: NodeJS.ProcessEnv,
  verbosity: Verbosity,
): Promise<Progress> {
  if (verbosity === "quiet") return NO_PROGRESS
  return isLive(stderr, env)
    ? liveProgress(stderr, paintFor(stderr, env), verbosity)
    : plainProgress(stderr, verbosity)
}

async function main(): Promise<number> {
  const words = process.argv.slice(2)
  const program = programOf(words)
  try {
    refuseSwallowed(words, process.env)
    const invocation = await parseCommandLine(words, here())
    if (invocation.kind === "run") return await run(invocation, program)
    const fault = await print(process.stdout, await textOf(invocation))
    if (fault === null) return 0
    await sayUnwritten(fault, "", "", program)
    return UNWRITTEN_EXIT_CODE
  } catch (error) {
    await print(process.stderr, `${redact(spell(renderError(error), program), secretsOf(process.env))}\n`)
    return error instanceof PipelineError && error.kind === "usage" ? USAGE_EXIT_CODE : 1
  }
}

/** A directory can be removed while a shell is in it. */
function here(): string {
  try {
    return process.cwd()
  } catch {
    throw usageError(
      "NOT_A_REPOSITORY",
      "The directory in which this command was started is not there any more.",
    )
  }
}

/**
 * A team's own script may call this program. `npm run ship rollback --to=v1.2.2` has npm take the options for its own:
 * the command would run without them, and do something else than what was typed.
 */
function refuseSwallowed(words: readonly string[], env: NodeJS.ProcessEnv): void {
  if (!/^run(-script)?$/.test(env.npm_command ?? "")) return
  const names = COMMANDS.filter((command) => words.includes(command)).flatMap((command) => [
    ...flagsOf(command).keys(),
    ...Object.keys(HOST_OPTIONS),
  ])
  const isGiven = (name: string) => words.some((word) => word.split("=")[0] === `--${name}`)
  const swallowed = names.filter(
    (name) => !isGiven(name) && env[`npm_config_${name.replaceAll("-", "_")}`] !== undefined,
  )
  if (swallowed.length === 0) return
  const script = env.npm_lifecycle_event ?? "SCRIPT"
  const problems = swallowed.map((name) => ({
    path: `--${name}`,
    message: `was taken by npm: put -- before the command, as in npm run ${script} -- status`,
  }))
  throw usageError("USAGE", "The command line cannot be understood.", problems)
}

async function textOf(invocation: Exclude<Invocation, Asked>): Promise<string> {
  if (invocation.kind === "version") return `${manifest.version}\n`
  const { helpText } = await import("./help.ts")
  return helpText(invocation.command)
}

/** Resolves when the text is out, or with why it is not. */
async function print(
  stream: typeof process.stdout | typeof process.stderr,
  text: string,
): Promise<Error | null> {
  try {
    if (!fstatSync(stream.fd).isFile()) {
      return await new Promise((resolve) => stream.write(text, (fault) => resolve(fault ?? null)))
    }
    // a stream takes what fits on a disk for all
    writeFileSync(stream.fd, text)
    return null
  } catch (fault) {
    return fault as Error
  }
}

// a reader that went away, as `| head` does, must not end a deploy half-way
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {})

// what still hangs now, such as a request of an interrupted smoke test, is not waited for
process.exit(await main())
