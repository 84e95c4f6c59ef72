import * as v from "valibot"
import { type Problem, usageError } from "../errors.ts"
import { jsonLines, readJson, withoutExtras } from "../json.ts"
import { migrationPattern } from "../migrations/migration.ts"
import { STAGES } from "../stage.ts"
import { pathPart } from "../text.ts"
import { CHECK_RULES } from "./check-rules.ts"
import { COMMAND_RULES, type Rule } from "./command-rules.ts"
import { CONFIG_FILE, examine } from "./examine.ts"
import { type Config, ConfigSchema } from "./schema.ts"
import { windowFaults, zoneFaults } from "./windows.ts"

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
  return end < 0 ? 1 : lineOf(path.slice(0, end), lines)
}

function invalid(problems: readonly Problem[], file: string) {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`
  return usageError("CONFIG_INVALID", `${file} has ${count}.`, problems)
}

/**
 * Rules that span several keys; each reports all that it finds.
 * @param broken paths whose values are not those that were written: a rule that reads one cannot judge
 */
function configProblems(config: Config, broken: readonly string[]): Problem[] {
  const judged = RULES.filter(
    ({ reads = [] }) => !reads.some((path) => broken.some((one) => overlap(path, one))),
  )
  return judged
    .flatMap(({ judge }) => judge(config))
    .filter(({ path }) => !broken.some((one) => isWithin(path, one)))
}

/** Whether a path is another one, or inside of it. */
const isWithin = (path: string, other: string): boolean =>
  path === other || path.startsWith(`${other}.`) || path.startsWith(`${other}[`)

/** `*` stands for any one key, and for any index. */
function overlap(pattern: string, path: string): boolean {
  const wanted = pattern.split(".")
  const keys = path.replaceAll("[", ".").split(".")
  return wanted.every((key, index) => key === "*" || keys[index] === undefined || keys[index] === key)
}

/** Names a folder and a part of git's refs, for which systems take 255 bytes. */
const MAX_APP_BYTES = 200

const appNamesAFolder: Rule = {
  judge: ({ app }) =>
    pathPart(app).length <= MAX_APP_BYTES
      ? []
      : [
          {
            path: "app",
            message: "is too long: files and git's refs are named by it",
            fix: `Take a name of at most ${MAX_APP_BYTES} letters, digits, - and _; any other character counts three times or more.`,
          },
        ],
}

const versionIsAsserted: Rule = {
  reads: ["smoke.checks.*.expect.version", "smoke.checks.*.expect.sha"],
  judge: ({ smoke }) =>
    smoke.checks.some(
      ({ optional, expect }) => !optional && (expect.version !== undefined || expect.sha !== undefined),
    )
      ? []
      : [
          {
            path: "smoke.checks",
            message:
              "needs a required check with expect.version or expect.sha: without one the old version would pass",
            fix: 'Say where an answer has its version, e.g. "expect": {"version": "version"} for {"version": "v1.2.3"}, or "header:x-version".',
          },
        ],
}

const deadlineHoldsTheConfirmations: Rule = {
  reads: ["smoke.consecutive", "smoke.confirmIntervalSeconds"],
  judge: ({ smoke }) => {
    const passes = (smoke.consecutive - 1) * smoke.confirmIntervalSeconds
    const settle = smoke.settleSeconds ?? 0
    const needed = Math.max(passes, settle)
    const what = settle > passes ? "of settleSeconds" : `that ${smoke.consecutive} passes take`
    return smoke.deadlineSeconds > needed
      ? []
      : [
          {
            path: "smoke.deadlineSeconds",
            message: `must be more than the ${Number(needed.toFixed(3))} s ${what}`,
            fix: "Give the version more time, or ask for fewer or quicker passes.",
          },
        ]
  },
}

const intervalGrows: Rule = {
  reads: ["smoke.intervalSeconds"],
  judge: ({ smoke }) =>
    smoke.intervalSeconds <= smoke.maxIntervalSeconds
      ? []
      : [
          {
            path: "smoke.maxIntervalSeconds",
            message: `must be at least the ${smoke.intervalSeconds} s of intervalSeconds, is ${smoke.maxIntervalSeconds} s`,
            fix: "Set it to that or more.",
          },
        ],
}

const migrationPatternIsUsable: Rule = {
  judge: ({ migrations }) =>
    migrations === undefined || migrationPattern(migrations) !== null
      ? []
      : [
          {
            path: "migrations.pattern",
            message: "is not a regular expression",
            fix: 'Write one, e.g. "\\\\.sql$" for all files that end so.',
          },
        ],
}

/** A verification that looks at nothing would look like one that found nothing. */
const verificationLooksAtSomething: Rule = {
  reads: ["verify.checks", "verify.logs", "verify.slack"],
  judge: ({ verify }) =>
    verify === undefined ||
    verify.checks.length > 0 ||
    verify.logs !== undefined ||
    verify.slack !== undefined
      ? []
      : [
          {
            path: "verify",
            message: "must have checks, logs or slack",
            fix: "Add one of them, or take verify out.",
          },
        ],
}

const logsAreSomewhere: Rule = {
  reads: ["verify.logs"],
  judge({ verify }) {
    if (verify?.logs === undefined) return []
    const { groups, prefix, pollSeconds, watchSeconds } = verify.logs
    const nowhere = groups.length === 0 && prefix === undefined
    return [
      ...(nowhere
        ? [
            {
              path: "verify.logs",
              message: "must name groups or a prefix",
              fix: 'Add e.g. "prefix": "/aws/lambda/shop-{stage}-".',
            },
          ]
        : []),
      ...(pollSeconds > watchSeconds
        ? [
            {
              path: "verify.logs.pollSeconds",
              message: `must be at most the ${watchSeconds} s of watchSeconds, is ${pollSeconds} s`,
              fix: "Look more often, or watch for longer.",
            },
          ]
        : []),
    ]
  },
}

const ofWindows =
  (judge: typeof windowFaults): Rule["judge"] =>
  ({ stages }) =>
    STAGES.flatMap((stage) => {
      const { windows } = stages[stage]
      return windows === undefined ? [] : judge(windows, `stages.${stage}.windows`)
    })

const windowsAreUsable: Rule = {
  reads: ["stages.*.windows.allow", "stages.*.windows.deny"],
  judge: ofWindows(windowFaults),
}

const zoneIsKnown: Rule = { judge: ofWindows(zoneFaults) }

const RULES: readonly Rule[] = [
  appNamesAFolder,
  versionIsAsserted,
  deadlineHoldsTheConfirmations,
  intervalGrows,
  migrationPatternIsUsable,
  verificationLooksAtSomething,
  logsAreSomewhere,
  ...CHECK_RULES,
  windowsAreUsable,
  zoneIsKnown,
  ...COMMAND_RULES,
]
