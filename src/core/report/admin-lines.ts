import type { Finding } from "../doctor/finding.ts"
import { type SecretsReview, uneven } from "../secrets/review.ts"
import { nameOf, type PrerequisiteResult } from "../setup/prerequisite.ts"
import { otherStage } from "../stage.ts"
import { sentence } from "../text.ts"
import type { Report } from "./report.ts"

// What doctor, setup and secrets show: lines for a terminal, rows for a table.

const FINDING_MARKS = { ok: "ok     ", warn: "WARN   ", fail: "FAIL   ", skipped: "skipped" } as const

const findingName = ({ code, stage }: Finding): string => (stage === null ? code : `${code} ${stage}`)

/** Failures and warnings first: those have to be read. */
const ORDER = ["fail", "warn", "skipped", "ok"] as const
const ordered = (findings: readonly Finding[]): Finding[] =>
  ORDER.flatMap((status) => findings.filter((one) => one.status === status))

/** What doctor found, for a terminal. Why that matters is said once to findings of one kind. */
export const findingLines = (findings: readonly Finding[]): string[] =>
  ordered(findings).flatMap((one, index, all) => {
    const before = all[index - 1]
    const isSaid = before?.fix != null && before.why === one.why
    return [
      `  ${FINDING_MARKS[one.status]}  ${findingName(one)}: ${one.what}`,
      ...(one.fix === null || isSaid ? [] : [`           ${sentence(one.why)}`]),
      ...(one.fix === null ? [] : [`           fix: ${one.fix}`]),
    ]
  })

/** Rows of a table: status and check, then what was seen and what to do. */
export const findingRows = (findings: readonly Finding[]): string[][] =>
  ordered(findings).map((one) => [
    `${one.status}: ${findingName(one)}`,
    one.fix === null ? one.what : `${sentence(one.what)} ${sentence(one.why)} Fix: ${one.fix}`,
  ])

/** What a person would type where something is not as it should be; also shown where this run did it. */
const commandsOf = ({ state, applied, commands, byHand }: PrerequisiteResult): string[] =>
  applied || state !== "ok" ? [...commands, ...byHand] : []

const STATE_MARKS = { ok: "ok     ", missing: "MISSING", differs: "DIFFERS", unknown: "UNKNOWN" } as const

const stateMark = ({ state, optional, applied }: PrerequisiteResult): string => {
  if (applied) return "done   "
  return optional ? STATE_MARKS[state].toLowerCase() : STATE_MARKS[state]
}

/** The prerequisites for a terminal, each with the commands that make it. */
export function prerequisiteLines(prerequisites: readonly PrerequisiteResult[]): string[] {
  const width = Math.max(0, ...prerequisites.map((one) => nameOf(one).length))
  return prerequisites.flatMap((one) => [
    `  ${stateMark(one)}  ${nameOf(one).padEnd(width)}  ${one.title}: ${one.detail}`,
    ...commandsOf(one).map((command) => `             $ ${command}`),
  ])
}

/** Rows of a table: state and name, then title and detail. */
export const prerequisiteRows = (prerequisites: readonly PrerequisiteResult[]): string[][] =>
  prerequisites.map((one) => [
    `${one.applied ? "done" : one.state}: ${nameOf(one)}${one.optional ? " (optional)" : ""}`,
    `${one.title}: ${one.detail}`,
  ])

/** The commands of everything that is not as it should be, each after a comment that names it. */
export const prerequisiteScript = (prerequisites: readonly PrerequisiteResult[]): string[] =>
  prerequisites
    .filter((one) => commandsOf(one).length > 0)
    .flatMap((one) => [`# ${nameOf(one)}${one.applied ? " (done)" : ""}`, ...commandsOf(one)])

/** Rows of a table: name, what the version needs, what the stage has, what the other one has. */
export const secretRows = ({ secrets }: Pick<Report, "secrets">): string[][] =>
  (secrets?.rows ?? []).map(({ name, required, isNew, state, elsewhere }) => [
    name,
    `${required ? "required" : "optional"}${isNew ? ", new" : ""}`,
    required && state !== "set" ? state.toUpperCase() : state,
    elsewhere ?? "-",
  ])

/** The heads of those columns. */
export const secretHeads = ({ stage }: SecretsReview): string[] => [
  "secret",
  "need",
  stage,
  otherStage(stage),
]

/** How the stages differ, in one line; none where they do not. */
export function parityLines(review: SecretsReview | null): string[] {
  const names = review === null ? [] : uneven(review).map(({ name }) => name)
  return names.length === 0 ? [] : [`set on one stage only: ${names.join(", ")}`]
}

const PROGRAM = "release-pipeline"

/** What init found, what a person should look at, and the commands that come next. */
export function initSections({ initialized }: Report): { title: string; lines: string[] }[] {
  if (initialized === null) return []
  const { found, notes, next } = initialized
  return [
    { title: "found", lines: found },
    { title: "look at", lines: notes },
    {
      title: "next",
      lines: next.map((command) => (command.startsWith("git ") ? command : `${PROGRAM} ${command}`)),
    },
  ].filter(({ lines }) => lines.length > 0)
}
