// Reads .github as data, and runs what it would run.
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { parse } from "yaml"
import { ROOT } from "../helpers/cli.ts"

export interface Step {
  name?: string
  id?: string
  if?: string
  uses?: string
  run?: string
  shell?: string
  with?: Record<string, unknown>
  env?: Record<string, string>
}

export interface Job {
  if?: string
  environment?: string
  permissions?: Record<string, string>
  concurrency?: { group: string; "cancel-in-progress": boolean; queue?: string }
  "timeout-minutes"?: number
  outputs?: Record<string, string>
  env?: Record<string, string>
  steps: Step[]
}

export interface Workflow {
  on: Record<string, { inputs?: Record<string, { type: string; options?: string[] }> } | null>
  permissions: Record<string, string>
  defaults?: { run?: { shell?: string } }
  env?: Record<string, string>
  jobs: Record<string, Job>
}

const read = (path: string) => parse(readFileSync(join(ROOT, ".github", path), "utf8"))

export const deploy: Workflow = read("workflows/deploy.yml")
export const install: { runs: { steps: Step[] } } = read("actions/dagger-cli/action.yml")

/** Values by expression, as `inputs.tag`; one that a test does not name makes it fail. */
export type Values = Readonly<Record<string, string>>

/** The environment of a step: what is written there, with its expressions replaced. */
export function environmentOf(job: Job, step: Step, values: Values): Record<string, string> {
  const written = { ...deploy.env, ...job.env, ...step.env }
  return Object.fromEntries(
    Object.entries(written).map(([name, text]) => [
      name,
      text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => resolve(expression, values)),
    ]),
  )
}

function resolve(expression: string, values: Values): string {
  // `a || b` is the first that is not empty
  const alternatives = expression.split(/\s*\|\|\s*/).map((name) => {
    const value = values[name]
    if (value === undefined) throw new Error(`no value for ${name}`)
    return value
  })
  return alternatives.find((value) => value !== "") ?? ""
}

/** What stands in for a program: records its arguments, answers, and ends as told. */
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
  path: string
}

/** Runs a script as GitHub's runner does, in an empty folder, with stubs first on PATH. */
export function runScript(
  script: string,
  env: Readonly<Record<string, string>>,
  { stubs = ["dagger"], answer = "", status = 0 } = {},
): Ran {
  const folder = mkdtempSync(join(tmpdir(), "workflow-"))
  const file = (name: string) => join(folder, name)
  try {
    for (const name of stubs) writeFileSync(file(name), STUB, { mode: 0o755 })
    for (const name of ["record", "output", "summary", "path"]) writeFileSync(file(name), "")
    writeFileSync(file("answer"), answer)
    writeFileSync(file("script.sh"), script)
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
        GITHUB_PATH: file("path"),
        RUNNER_TEMP: folder,
        ...env,
      },
    })
    const text = (name: string) => readFileSync(file(name), "utf8")
    return {
      status: ended.status,
      calls: callsOf(text("record")),
      output: text("output"),
      summary: text("summary"),
      path: text("path"),
      stdout: ended.stdout,
      stderr: ended.stderr,
    }
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
