import * as v from "valibot"
import { type Problem, usageError } from "../errors.ts"
import { readJson } from "../json-text.ts"
import { describeIssue, lostKeys } from "./issues.ts"
import { configProblems } from "./rules.ts"
import { type Config, ConfigSchema } from "./schema.ts"

export const CONFIG_FILE = "pipeline.json"

/**
 * Reads the text of pipeline.json (null: the file is absent).
 * Throws one usage error that names every problem with its place.
 */
export function parseConfig(text: string | null): Config {
  if (text === null)
    throw usageError("CONFIG_MISSING", `There is no ${CONFIG_FILE} at the repository's root.`)
  const json = readJson(text)
  if (!json.ok) throw invalid([{ path: CONFIG_FILE, message: `is not JSON: ${json.fault}` }])
  const { issues = [], output } = v.safeParse(ConfigSchema, json.value, { abortPipeEarly: true })
  const faults = issues.map((issue) => describeIssue(issue, CONFIG_FILE)).filter((fault) => fault !== null)
  const problems = [...lostKeys(json.value, output, CONFIG_FILE), ...faults]
  // wrong values and unknown keys leave a config whole, so that the rules can still judge it
  const whole = issues.every(({ kind, expected }) => kind === "validation" || expected === "never")
  const broken = whole ? configProblems(output as Config) : []
  problems.push(...broken.filter(({ path }) => !problems.some((known) => known.path === path)))
  if (problems.length > 0) throw invalid(problems)
  return output as Config
}

function invalid(problems: readonly Problem[]) {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`
  return usageError("CONFIG_INVALID", `${CONFIG_FILE} has ${count}.`, problems)
}
