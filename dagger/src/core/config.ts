import * as v from "valibot"
import { configProblems } from "./config-rules.ts"
import { type Config, ConfigSchema } from "./config-schema.ts"
import { type Problem, usageError } from "./errors.ts"

export const CONFIG_FILE = "pipeline.json"

/**
 * Reads the text of pipeline.json (null: the file is absent).
 * Throws one usage error that names every problem with its place.
 */
export function parseConfig(text: string | null): Config {
  if (text === null)
    throw usageError("CONFIG_MISSING", `There is no ${CONFIG_FILE} at the repository's root.`)
  const parsed = v.safeParse(ConfigSchema, parseJson(text))
  if (!parsed.success) throw invalid(parsed.issues.map(describeIssue))
  const problems = configProblems(parsed.output)
  if (problems.length > 0) throw invalid(problems)
  return parsed.output
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw invalid([{ path: CONFIG_FILE, message: `is not JSON: ${(error as SyntaxError).message}` }])
  }
}

function invalid(problems: readonly Problem[]) {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`
  return usageError("CONFIG_INVALID", `${CONFIG_FILE} has ${count}.`, problems)
}

type Issue = v.BaseIssue<unknown>

function describeIssue(issue: Issue): Problem {
  return { path: issuePath(issue), message: issueMessage(issue) }
}

function issuePath(issue: Issue): string {
  const path = (issue.path ?? []).reduce(
    (text, { key }) =>
      typeof key === "number" ? `${text}[${key}]` : text === "" ? String(key) : `${text}.${String(key)}`,
    "",
  )
  return path === "" ? CONFIG_FILE : path
}

function issueMessage(issue: Issue): string {
  if (issue.type === "strict_object") return strictObjectMessage(issue)
  if (issue.kind === "schema" && issue.type !== "variant")
    return `must be ${issue.expected}, is ${issue.received}`
  return issue.message
}

/** valibot says `expected: "never"` for an unknown key, and `expected: "\"key\""` for a missing one. */
function strictObjectMessage(issue: Issue): string {
  if (issue.expected === "never") return "is not a known key"
  return issue.received === "undefined" ? "is missing" : `must be an object, is ${issue.received}`
}
