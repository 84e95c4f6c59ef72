import { nameOf, type PrerequisiteResult } from "../setup/prerequisite.ts"

/** What a person would type where something is not as it should be; shown also where this run did it. */
const commandsOf = ({ state, applied, commands, byHand }: PrerequisiteResult): string[] =>
  applied || state !== "ok" ? [...commands, ...byHand] : []

const MARKS = { ok: "ok     ", missing: "MISSING", differs: "DIFFERS", unknown: "UNKNOWN" } as const

const markOf = ({ state, optional, applied }: PrerequisiteResult): string => {
  if (applied) return "done   "
  return optional ? MARKS[state].toLowerCase() : MARKS[state]
}

/** The prerequisites for a terminal, each with the commands that make it. */
export function prerequisiteLines(prerequisites: readonly PrerequisiteResult[]): string[] {
  const width = Math.max(0, ...prerequisites.map((one) => nameOf(one).length))
  return prerequisites.flatMap((one) => [
    `  ${markOf(one)}  ${nameOf(one).padEnd(width)}  ${one.title}: ${one.detail}`,
    ...commandsOf(one).map((command) => `             $ ${command}`),
  ])
}

/** Rows of a table: name, state, title and detail. */
export const prerequisiteRows = (prerequisites: readonly PrerequisiteResult[]): string[][] =>
  prerequisites.map((one) => [
    nameOf(one),
    one.applied ? "done" : one.optional ? `${one.state} (optional)` : one.state,
    `${one.title}: ${one.detail}`,
  ])

/** The commands of all that is not as it should be, each after a comment that names it. */
export const prerequisiteScript = (prerequisites: readonly PrerequisiteResult[]): string[] =>
  prerequisites
    .filter((one) => commandsOf(one).length > 0)
    .flatMap((one) => [`# ${nameOf(one)}${one.applied ? " (done)" : ""}`, ...commandsOf(one)])
