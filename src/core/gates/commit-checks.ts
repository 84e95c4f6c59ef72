import { matchesAny } from "../pattern.ts"

/** What one check says of a commit. */
export interface CommitCheck {
  name: string
  /** `neutral` proves nothing either way: it was skipped, or only informs */
  state: "passed" | "neutral" | "running" | "failed"
  /** the same in its own word: success, skipped, in_progress, timed_out, … */
  said: string
}

/** Which checks count. */
export interface CheckRule {
  /** names of those that must have passed */
  required: readonly string[]
  /** names or patterns of those that do not count: the pipeline's own */
  ignore: readonly string[]
}

/** The checks of a commit that count. */
export interface CiEvidence {
  checks: CommitCheck[]
  required: readonly string[]
  /** how many were left out */
  ignored: number
}

export function countChecks(seen: readonly CommitCheck[], { required, ignore }: CheckRule): CiEvidence {
  const checks = seen.filter(({ name }) => !matchesAny(name, ignore))
  return { checks, required, ignored: seen.length - checks.length }
}

/** What has to be waited for: `test (in_progress)`, `lint (not reported)`. */
export function unfinished({ checks, required }: CiEvidence): string[] {
  const absent = required.filter((name) => !checks.some((check) => check.name === name))
  return [...thoseThat("running", checks), ...absent.map((name) => `${name} (not reported)`)]
}

/** Nothing has failed yet, and there may be more to see in a while. */
export const isUndecided = (evidence: CiEvidence): boolean =>
  thoseThat("failed", evidence.checks).length === 0 &&
  (evidence.checks.length === 0 || unfinished(evidence).length > 0)

export const thoseThat = (state: CommitCheck["state"], checks: readonly CommitCheck[]): string[] =>
  checks.filter((check) => check.state === state).map(({ name, said }) => `${name} (${said})`)
