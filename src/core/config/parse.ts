import * as v from "valibot"
import { type Problem, usageError } from "../errors.ts"
import { jsonLines, readJson, withoutExtras } from "../json.ts"
import { examine } from "./examine.ts"
import { configProblems, isWithin } from "./rules.ts"
import { type Config, ConfigSchema } from "./schema.ts"
import { CONFIG_FILE } from "./wording.ts"

/**
 * Reads the text of pipeline.json (null: the file is absent). Throws one usage error that names every problem with its
 * line and its fix.
 * @param file where it is, as messages name it
 */
export function parseConfig(text: string | null, file = CONFIG_FILE): Config {
  if (text === null) throw usageError("CONFIG_MISSING", `There is no ${file}.`)
  const { text: json, extras } = withoutExtras(text)
  const read = readJson(json)
  const foreign = extras.map(({ what, line }) => ({
    ...{ path: file, message: `is not JSON: ${what}`, fix: "Take it out." },
    at: `${file}:${line}`,
  }))
  if (!read.ok) throw invalid([...foreign, { path: file, message: `is not JSON: ${read.fault}` }], file)
  const { lines, repeated } = jsonLines(json)
  const { whole, problems: faults, broken, renamed } = examine(ConfigSchema, read.value, file)
  const config = v.parse(ConfigSchema, whole)
  const found: Problem[] = [
    ...repeated.map(({ path, first, line }) => ({
      path,
      message: `is given twice, in line ${first} and in line ${line}`,
      fix: "Take one of them out.",
    })),
    ...faults,
    ...configProblems(config, broken),
  ]
  const placed = found.map((problem) => {
    const path = asWritten(problem.path, renamed)
    return { ...problem, path, line: lineOf(path, lines) }
  })
  placed.sort((one, other) => one.line - other.line)
  const problems = [
    ...foreign,
    ...placed.map(({ line, ...problem }) => ({ ...problem, at: `${file}:${line}` })),
  ]
  if (problems.length > 0) throw invalid(problems, file)
  return config
}

/** The path with the keys that the file has; what was found inside another key comes after it. */
const asWritten = (path: string, renamed: ReadonlyMap<string, string>): string =>
  [...renamed].reduceRight(
    (text, [taken, written]) => (isWithin(text, taken) ? `${written}${text.slice(taken.length)}` : text),
    path,
  )

/** The line of a place; where nothing is written there, of what it would be in. */
function lineOf(path: string, lines: ReadonlyMap<string, number>): number {
  const line = lines.get(path)
  if (line !== undefined) return line
  const end = Math.max(path.lastIndexOf("."), path.lastIndexOf("["))
  return end <= 0 ? 1 : lineOf(path.slice(0, end), lines)
}

function invalid(problems: readonly Problem[], file: string) {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`
  return usageError("CONFIG_INVALID", `${file} has ${count}.`, problems)
}
