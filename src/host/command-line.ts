import { existsSync, fstatSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import type { Writable } from "node:stream"
import manifest from "../../package.json" with { type: "json" }
import {
  flagsOf,
  HOST_OPTIONS,
  isLook,
  type Runner,
  rendered,
  runCommand,
  specOf,
  unbegun,
  type Values,
} from "../commands.ts"
import { messageOf, PipelineError, renderError, usageError } from "../core/errors.ts"
import { redact, secretsOf } from "../core/masking.ts"
import { COMMANDS, type Command } from "../core/report/commands.ts"
import { headline } from "../core/report/headline.ts"
import type { Format } from "../core/report/render.ts"
import {
  exitCodeOf,
  type Report,
  succeeds,
  UNWRITTEN_EXIT_CODE,
  USAGE_EXIT_CODE,
} from "../core/report/report.ts"
import { type Program, sentence, spell } from "../core/text.ts"
import { type Invocation, misunderstoodInJson, parseCommandLine } from "./arguments.ts"
import type { Outside } from "./environment.ts"
import type { Environment } from "./exec.ts"
import {
  colouredReport,
  isLive,
  isWatched,
  liveProgress,
  NO_PROGRESS,
  type Progress,
  paintFor,
  plainProgress,
  readSecret,
  type Screen,
  type Verbosity,
} from "./terminal.ts"
import type { Tracing } from "./tracing.ts"
import { hostRunner } from "./wire.ts"

/** What a command line finds around it. */
export interface Surroundings extends Outside {
  /** Where the user stands. Throws when that is not there any more. */
  cwd: () => string
  stdout: Screen
  stderr: Screen
  /** Aborted when the run is asked to end. */
  interruptible: (say: Progress["say"]) => AbortSignal
}

/** The pages that the package brings along, for a person on call who has no clone of this repository, and perhaps no network. */
const PAGES = ["..", "../.."]
  .map((up) => join(import.meta.dirname, up, "docs"))
  .find((folder) => existsSync(join(folder, "reasons.md")))

/** Names the pages that a text points into by paths that can be opened. Programs are given what is the same everywhere. */
const openable = (text: string, format: Format = "text"): string =>
  format === "text" && PAGES !== undefined
    ? text.replace(/(?<![\w/])docs\/([\w/-]+\.md)\b/g, (named, page) => {
        const path = join(PAGES, page)
        return existsSync(path) ? path : named
      })
    : text

/** With the repository that was named; one that a shell would read as more is left to the reader. */
function programOf(words: readonly string[]): Program {
  const where = ["--repo", "--config"].flatMap((name) => {
    const index = words.findIndex((word) => word.split("=")[0] === name)
    const value = words[index]?.includes("=") ? words[index]?.slice(name.length + 1) : words[index + 1]
    return index >= 0 && /^[\w./@+-]+$/.test(value ?? "") ? [` ${name} ${value}`] : []
  })
  return `release-pipeline${where.join("")}`
}

async function run(asked: Asked, program: Program, around: Surroundings): Promise<number> {
  const { command, repo, config, format, values, verbosity } = asked
  const { env, stderr, stdout } = around
  const { end, ...progress } = await progressFor(stderr, env, verbosity)
  const tracing = await tracingFor(command, around)
  const talk = {
    signal: around.interruptible(progress.say),
    ...progress,
    ...(tracing === null ? {} : { tracer: tracing.around(progress.tracer), traceId: tracing.traceId }),
  }
  const runner = hostRunner(repo, around, talk, { config, isLook: isLook(command) })
  let report: Report
  try {
    report = await runCommand(command, values, runner).finally(end)
  } catch (failure) {
    await tracing?.end({ failure })
    if (format === "json" && failure instanceof PipelineError) {
      await printUnbegun(command, values, failure, runner, program, around)
    }
    throw failure
  }
  const text = openable(await rendered(report, format, program), format)
  const isForPeople = format === "text" && report.document === null && isWatched(stdout, env)
  const shown = isForPeople ? colouredReport(paintFor(stdout, env), text, report.outcome) : text
  const fault = await print(stdout, shown)
  await tracing?.end(report)
  const code = succeeds(command, report) ? 0 : exitCodeOf(report)
  if (fault === null) return code
  await print(stderr, unwritten(fault, sentence(headline(report)), againWith(command, report), program, env))
  return code === 0 ? UNWRITTEN_EXIT_CODE : code
}

/** How a report is had that could not be written. What was refused may be in no ledger. */
function againWith(command: Command, { stage, hold, runId, outcome }: Report): string {
  const [on = stage] = hold?.stages ?? []
  return specOf(command).recorded === undefined || on === null || outcome === "blocked"
    ? ", and run the same command again"
    : `, and read it with \`report --stage ${on} --run ${runId}\``
}

function unwritten(fault: Error, what: string, again: string, program: Program, env: Environment): string {
  const why = sentence(messageOf(fault))
  const fix = `Free disk space, or keep the reading end of the pipe open${again}.`
  const text = `${what === "" ? "The text" : "The report"} could not be written to stdout: ${why} ${what}\nFix: ${fix}\n`
  return redact(spell(text, program), secretsOf(env))
}

type Asked = Extract<Invocation, { kind: "run" }>

/** Few runs are traced: OpenTelemetry is loaded by those. */
async function tracingFor(command: string, { env, stderr }: Surroundings): Promise<Tracing | null> {
  const isWanted = !!env.OTEL_EXPORTER_OTLP_ENDPOINT || !!env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT
  const isOff = env.OTEL_SDK_DISABLED === "true" || env.OTEL_TRACES_EXPORTER === "none"
  if (!isWanted || isOff) return null
  const { openTracing } = await import("./tracing.ts")
  return openTracing(command, env, (line) => void stderr.write(`${line}\n`))
}

async function progressFor(stderr: Screen, env: Environment, verbosity: Verbosity): Promise<Progress> {
  if (verbosity === "quiet") return NO_PROGRESS
  return isLive(stderr, env)
    ? liveProgress(stderr, paintFor(stderr, env), verbosity)
    : plainProgress(stderr, verbosity)
}

/**
 * Runs one command line to its exit code. It touches nothing of the process that it is in: several may run in one at the
 * same time.
 */
export async function runCommandLine(words: readonly string[], around: Surroundings): Promise<number> {
  const { env, stdout, stderr } = around
  const program = programOf(words)
  try {
    const invocation = await understood(words, program, around)
    if (invocation.kind === "run") return await run(invocation, program, around)
    const fault = await print(stdout, await textOf(invocation, program))
    if (fault === null) return 0
    await print(stderr, unwritten(fault, "", "", program, env))
    return UNWRITTEN_EXIT_CODE
  } catch (error) {
    const text = openable(spell(renderError(error), program))
    await print(stderr, `${redact(text, secretsOf(env))}\n`)
    return error instanceof PipelineError && error.kind === "usage" ? USAGE_EXIT_CODE : 1
  }
}

/** Also a program that made a mistake is told in the form that it asked for. */
async function understood(
  words: readonly string[],
  program: Program,
  around: Surroundings,
): Promise<Invocation> {
  const { env, stdin, stderr } = around
  try {
    refuseSwallowed(words, env)
    return await parseCommandLine(words, here(around), () => readSecret(stdin, stderr))
  } catch (error) {
    const asked = misunderstoodInJson(words)
    if (asked !== null && error instanceof PipelineError) {
      const { command, repo, values } = asked
      const talk = { signal: new AbortController().signal, say: () => {} }
      // a repository's own configuration may say who its user is
      const runner = hostRunner(resolve(hereOr("/", around), repo ?? "."), around, talk)
      await printUnbegun(command, values, error, runner, program, around)
    }
    throw error
  }
}

async function printUnbegun(
  command: Command | null,
  values: Values,
  error: PipelineError,
  runner: Runner,
  program: Program,
  { env, stdout }: Surroundings,
): Promise<void> {
  const text = await rendered(await unbegun(command, values, error, runner), "json", program)
  await print(stdout, redact(text, secretsOf(env)))
}

/** A directory can be removed while a shell is in it. */
function here(around: Surroundings): string {
  const directory = hereOr("", around)
  if (directory !== "") return directory
  throw usageError(
    "NOT_A_REPOSITORY",
    "The directory in which this command was started is not there any more.",
  )
}

function hereOr(otherwise: string, { cwd }: Surroundings): string {
  try {
    return cwd()
  } catch {
    return otherwise
  }
}

/**
 * A team's own script may call this program. `npm run ship rollback --to=v1.2.2` has npm take the options for its own:
 * the command would run without them, and do something else than what was typed.
 */
function refuseSwallowed(words: readonly string[], env: Environment): void {
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

async function textOf(invocation: Exclude<Invocation, Asked>, program: Program): Promise<string> {
  if (invocation.kind === "version") return `${manifest.version}\n`
  const { helpText, reasonText } = await import("./help.ts")
  return invocation.kind === "help"
    ? helpText(invocation.command)
    : openable(spell(reasonText(invocation.code), program))
}

/** Resolves when the text is out, or with why it is not. */
async function print(stream: Writable, text: string): Promise<Error | null> {
  const { fd } = stream as { fd?: number }
  try {
    if (fd === undefined || !fstatSync(fd).isFile()) {
      return await new Promise((resolve) => stream.write(text, (fault) => resolve(fault ?? null)))
    }
    // a stream takes what fits on a disk for all
    writeFileSync(fd, text)
    return null
  } catch (fault) {
    return fault as Error
  }
}
