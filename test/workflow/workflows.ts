// Reads .github as data, evaluates its expressions with GitHub's own library, and runs what it would run.
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { data, Evaluator, Lexer, Parser } from "@actions/expressions"
import { parse } from "yaml"
import { ROOT } from "../helpers/cli.ts"

export interface Step {
  name?: string
  id?: string
  if?: string
  uses?: string
  run?: string
  with?: Record<string, unknown>
  env?: Record<string, string>
}

export interface Concurrency {
  group: string
  queue?: string
}

export interface Job {
  name?: string
  needs?: string
  if?: string
  uses?: string
  environment?: { name: string; deployment: boolean }
  permissions?: Record<string, string>
  concurrency?: Concurrency
  "timeout-minutes"?: number
  outputs?: Record<string, string>
  steps: Step[]
}

export interface Input {
  type: string
  options?: string[]
  default?: string
}

export interface Workflow {
  "run-name"?: string
  on: Record<
    string,
    { inputs?: Record<string, Input>; tags?: string[]; secrets?: Record<string, object> } | null
  >
  permissions: Record<string, string>
  concurrency?: Concurrency
  defaults?: { run?: { shell?: string } }
  env?: Record<string, string>
  jobs: Record<string, Job>
}

const read = (name: string): Workflow => parse(readFileSync(join(ROOT, ".github/workflows", name), "utf8"))

/** What a repository has: the triggers, the inputs, and one call. */
export const caller = read("deploy.yml")
/** The jobs, which are called. */
export const pipeline = read("pipeline.yml")

/** What expressions refer to: contexts by name, and functions without arguments. */
export interface Facts {
  contexts: Readonly<Record<string, unknown>>
  functions?: Readonly<Record<string, boolean>>
}

/** The value of one expression. */
export function evaluate(expression: string, { contexts, functions = {} }: Facts): string {
  const known = Object.entries(functions).map(([name, value]) => ({
    ...{ name, minArgs: 0, maxArgs: 0 },
    call: () => new data.BooleanData(value),
  }))
  const { tokens } = new Lexer(expression).lex()
  const tree = new Parser(tokens, Object.keys(contexts), known).parse()
  const found = new Map(known.map((one) => [one.name, one]))
  return new Evaluator(tree, toData(contexts) as data.Dictionary, found).evaluate().coerceString()
}

function toData(value: unknown): data.ExpressionData {
  if (value === null || value === undefined) return new data.Null()
  if (typeof value === "boolean") return new data.BooleanData(value)
  if (typeof value === "string") return new data.StringData(value)
  const pairs = Object.entries(value).map(([key, inner]) => ({ key, value: toData(inner) }))
  return new data.Dictionary(...pairs)
}

/** A text with its expressions replaced. */
export const fill = (text: string, facts: Facts): string =>
  text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => evaluate(expression, facts))

/** Whether a condition holds; it may be written with or without its braces. */
export const holds = (condition: string, facts: Facts): boolean =>
  evaluate(condition.replace(/^\$\{\{|\}\}$/g, ""), facts) === "true"

/** The environment of a step: what is written there, with its expressions replaced. */
export function environmentOf(step: Step, facts: Facts): Record<string, string> {
  const written = { ...pipeline.env, ...step.env }
  return Object.fromEntries(Object.entries(written).map(([name, text]) => [name, fill(text, facts)]))
}

/** What stands in for a program: records its arguments, answers, and ends as it should. */
const STUB = `#!/usr/bin/env bash
printf '%s\\0' "$(basename "$0")" "$@" >> "$STUB_RECORD"
printf '\\n' >> "$STUB_RECORD"
if [ -n "\${STUB_ANSWER-}" ]; then cat "$STUB_ANSWER"; fi
exit "\${STUB_STATUS:-0}"
`

export interface Ran {
  status: number | null
  /** of each call: the program and its arguments */
  calls: string[][]
  output: string
  summary: string
  stdout: string
  stderr: string
}

/** Runs scripts one after the other as GitHub's runner does, each whatever the others came to, in an empty folder, with a stub of dagger. */
export function runScripts(
  scripts: readonly { run: string; env: Readonly<Record<string, string>> }[],
  { answer = "", status = 0 } = {},
): Ran[] {
  const folder = mkdtempSync(join(tmpdir(), "workflow-"))
  const file = (name: string) => join(folder, name)
  const text = (name: string) => readFileSync(file(name), "utf8")
  try {
    writeFileSync(file("dagger"), STUB, { mode: 0o755 })
    for (const name of ["output", "summary"]) writeFileSync(file(name), "")
    writeFileSync(file("answer"), answer)
    return scripts.map(({ run, env }) => {
      writeFileSync(file("record"), "")
      writeFileSync(file("script.sh"), run)
      const ended = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", file("script.sh")], {
        cwd: folder,
        encoding: "utf8",
        env: {
          PATH: [folder, process.env.PATH].join(delimiter),
          STUB_RECORD: file("record"),
          STUB_ANSWER: file("answer"),
          STUB_STATUS: String(status),
          GITHUB_OUTPUT: file("output"),
          GITHUB_STEP_SUMMARY: file("summary"),
          RUNNER_TEMP: folder,
          ...env,
        },
      })
      return {
        status: ended.status,
        calls: callsOf(text("record")),
        output: text("output"),
        summary: text("summary"),
        stdout: ended.stdout,
        stderr: ended.stderr,
      }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Every argument ends in NUL, every call in NUL and a line feed. */
const callsOf = (record: string): string[][] =>
  record
    .split("\0\n")
    .slice(0, -1)
    .map((call) => call.split("\0"))
