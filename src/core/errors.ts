import { type Reason, type ReasonCode, reason } from "./reasons.ts"

/** One thing wrong with an input: where, what, and how to fix it. */
export interface Problem {
  /** e.g. `smoke.checks[0].url` or `--stage` */
  path: string
  message: string
  /** what to do about it, where the message does not say so itself */
  fix?: string
  /** `pipeline.json:12`, for what is in a file */
  at?: string
}

/**
 * An expected stop: bad input (`usage`), which is found before anything is changed, or surroundings in which the pipeline
 * cannot work (`environment`). Carries every problem at once.
 */
export class PipelineError extends Error {
  readonly reason: Reason
  readonly kind: "usage" | "environment"
  readonly problems: readonly Problem[]
  /** known to whoever saw all that was begun before it; else it is not said that nothing was changed */
  nothingChanged: boolean

  constructor(kind: "usage" | "environment", why: Reason, problems: readonly Problem[] = []) {
    super(why.message)
    this.name = "PipelineError"
    this.kind = kind
    this.reason = why
    this.problems = problems
    this.nothingChanged = kind === "usage"
  }
}

export const usageError = (
  code: ReasonCode,
  message: string,
  problems: readonly Problem[] = [],
  fix?: string,
) => new PipelineError("usage", reason(code, message, fix), problems)

export const environmentError = (code: ReasonCode, message: string) =>
  new PipelineError("environment", reason(code, message))

/** The whole text a person gets for an error, from either runner. */
export function renderError(error: unknown): string {
  if (!(error instanceof PipelineError)) {
    const { code, message, fix } = reason("INTERNAL")
    const detail = error instanceof Error ? (error.stack ?? error.message) : messageOf(error)
    return [`${code}  ${message}`, `Fix: ${fix}`, detail].join("\n")
  }
  const { code, message, fix } = error.reason
  const problems = error.problems.flatMap(({ path, message, at, fix }) => [
    `  ${at === undefined ? "" : `${at}  `}${path}: ${message}`,
    ...(fix === undefined || fix === "" ? [] : [`      ${fix}`]),
  ])
  const state = error.nothingChanged ? ["Nothing was changed."] : []
  return [`${code}  ${message}`, ...problems, ...state, `Fix: ${fix}`].join("\n")
}

/** What was thrown, as a sentence. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message
  if (typeof thrown !== "object") return String(thrown)
  try {
    return JSON.stringify(thrown)
  } catch {
    return "something that cannot be shown was thrown"
  }
}

/**
 * What was found out about something outside the ledger: known; not asked, and why; or not available.
 * Not asked is never a pass, and what is not available fails.
 */
export type Fact<T> =
  | { kind: "known"; value: T }
  | { kind: "skipped"; why: string }
  /** `fix`: what helps against it, where that is known */
  | { kind: "unavailable"; message: string; fix?: string }

export const known = <T>(value: T): Fact<T> => ({ kind: "known", value })
export const skipped = (why: string): Fact<never> => ({ kind: "skipped", why })

/** Why a fact is not known. */
export const whyNot = (fact: Exclude<Fact<unknown>, { kind: "known" }>): string =>
  fact.kind === "skipped" ? fact.why : fact.message

/** @param error what was thrown, or says why */
export const unavailable = (error: unknown): Fact<never> => ({
  kind: "unavailable",
  message: messageOf(error),
})
