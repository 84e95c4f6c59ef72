import * as v from "valibot"
import { type Problem, usageError } from "../errors.ts"
import { type RepeatedKey, readJson, repeatedKeys } from "../json.ts"
import { clip } from "../text.ts"
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
  const repeated = repeatedKeys(text).map(describeRepeated)
  const problems = [...repeated, ...lostKeys(json.value, output, CONFIG_FILE), ...faults]
  // wrong values and unknown keys leave a config whole, so that the rules can still judge it
  const whole = issues.every(({ kind, expected }) => kind === "validation" || expected === "never")
  const broken = whole ? configProblems(output as Config) : []
  problems.push(...broken.filter(({ path }) => !problems.some((known) => known.path === path)))
  if (problems.length > 0) throw invalid(problems)
  return output as Config
}

const describeRepeated = ({ place, line }: RepeatedKey): Problem => ({
  path: pathOf(place, CONFIG_FILE),
  message: `is given twice, the second time in line ${line}`,
})

function invalid(problems: readonly Problem[]) {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`
  return usageError("CONFIG_INVALID", `${CONFIG_FILE} has ${count}.`, problems)
}

type Issue = v.BaseIssue<unknown>
type Place = readonly (string | number)[]

/** `smoke.checks[0].url`; the file itself for the whole. */
const pathOf = (place: Place, whole: string): string =>
  place.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`),
    "",
  ) || whole

/** A fault that valibot found, in plain words; null for an unknown key, which `lostKeys` finds. */
function describeIssue(issue: Issue, whole: string): Problem | null {
  if (issue.expected === "never") return null
  const place = (issue.path ?? []).map(({ key }) => key as string | number)
  return { path: pathOf(place, whole), message: issueMessage(issue) }
}

function issueMessage({ kind, type, input, expected, received, message }: Issue): string {
  if (kind !== "schema") return message
  // valibot expects `"key"` of an object that lacks it
  if (type === "strict_object" && received === "undefined") return "is missing"
  const wanted = `must be ${inWords(expected as string)}`
  if (received === "undefined") return `is missing; ${wanted}`
  return `${wanted}, is ${typeof input === "string" ? clip(JSON.stringify(input)) : inWords(received)}`
}

const WORDS = new Map([
  ["Object", "an object"],
  ["Array", "an array"],
  ["string", "a string"],
  ["number", "a number"],
  ["boolean", "a boolean"],
])

/** valibot's `(string | number | null)` as `a string, a number or null`. */
function inWords(types: string): string {
  const words = types.replace(/^\((.*)\)$/, "$1").split(" | ")
  const list = words.map((word) => WORDS.get(word) ?? word).join(", ")
  return list.replace(/, (?=[^,]*$)/, " or ")
}

/**
 * What a parsed value silently lacks of the one that was read. valibot names only the first unknown key
 * of an object, drops keys such as `__proto__` from records, and takes an array for an object.
 */
function lostKeys(read: unknown, parsed: unknown, whole: string, place: Place = []): Problem[] {
  if (!isContainer(read) || !isContainer(parsed)) return []
  if (Array.isArray(read) && !Array.isArray(parsed)) {
    return [{ path: pathOf(place, whole), message: "must be an object, is an array" }]
  }
  return Object.entries(read).flatMap(([key, value]) => {
    const inner = [...place, Array.isArray(read) ? Number(key) : key]
    return Object.hasOwn(parsed, key)
      ? lostKeys(value, parsed[key], whole, inner)
      : [
          {
            path: pathOf(inner, whole),
            message: RESERVED.has(key) ? "is a reserved name" : "is not a known key",
          },
        ]
  })
}

const RESERVED = new Set(["__proto__", "prototype", "constructor"])

const isContainer = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null
