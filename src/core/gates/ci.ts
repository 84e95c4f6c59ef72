/** What one check says of a commit. */
export interface CommitCheck {
  name: string
  /** `neutral` proves nothing either way: it was skipped, or only informs */
  state: "passed" | "neutral" | "running" | "failed"
  /** the same in its own word: success, skipped, in_progress, timed_out, … */
  said: string
}

/** Which checks count. */
interface CheckRule {
  /** names of those that must have passed */
  required: readonly string[]
  /** names or patterns of those that do not count: the pipeline's own */
  ignore: readonly string[]
}

/** The checks of a commit that count. */
export interface CiChecks {
  checks: CommitCheck[]
  required: readonly string[]
  /** how many were left out */
  ignored: number
}

/** The jobs of the workflow that calls this pipeline: what came of an earlier deploy is no word on the commit. */
const OWN_JOBS = ["* / Pipeline plan", "* / Pipeline on staging", "* / Pipeline on production"]

export function countChecks(seen: readonly CommitCheck[], { required, ignore }: CheckRule): CiChecks {
  const checks = seen.filter(({ name }) => !matchesAny(name, [...OWN_JOBS, ...ignore]))
  return { checks, required, ignored: seen.length - checks.length }
}

/** What has to be waited for: `test (in_progress)`, `lint (not reported)`. */
export function unfinished({ checks, required }: CiChecks): string[] {
  const absent = required.filter((name) => !checks.some((check) => check.name === name))
  return [...checksThat("running", checks), ...absent.map((name) => `${name} (not reported)`)]
}

/** Nothing has failed yet, and there may be more to see in a while. */
export const isUndecided = (ci: CiChecks): boolean =>
  checksThat("failed", ci.checks).length === 0 && (ci.checks.length === 0 || unfinished(ci).length > 0)

/** `test (timed_out)`, for each check in that state */
export const checksThat = (state: CommitCheck["state"], checks: readonly CommitCheck[]): string[] =>
  checks.filter((check) => check.state === state).map(({ name, said }) => `${name} (${said})`)

/** Whether a name is one of the names or patterns, in which `*` stands for any text. */
export const matchesAny = (name: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => matches(name, pattern.split("*")))

/** By searching and not by a regular expression, so that no pattern takes forever. */
function matches(name: string, [first = "", ...rest]: readonly string[]): boolean {
  const last = rest.pop()
  if (last === undefined) return name === first
  if (!name.startsWith(first) || !name.endsWith(last)) return false
  let at = first.length
  for (const part of rest) {
    const found = name.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return at + last.length <= name.length
}
