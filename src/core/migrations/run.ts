import { sentence } from "../text.ts"

/** How a version's migrations went. */
export interface MigrationRun {
  /** not-run: the database is provably as it was */
  status: "applied" | "failed" | "not-run"
  /** the newest migration that the database had; null: not known */
  before: string | null
  /** the newest that it has now; null: not known */
  head: string | null
  detail: string
}

/** Until it is known how a run ended, it may have changed anything. */
export const UNFINISHED: MigrationRun = {
  status: "failed",
  before: null,
  head: null,
  detail: "The migrations were started, and it is not known how far they got.",
}

/** `the newest migration was 3_a before and is 4_b now` */
export function describeHeads(before: string | null, head: string | null): string {
  if (head === null) return "how far they got is not known"
  if (before === null) return `the newest migration is ${head}`
  if (before === head) return `the newest migration is ${head}, as before`
  return `the newest migration was ${before} before and is ${head} now`
}

/** A failure's sentence with what is known of the database. */
export const describeFailure = (what: string, before: string | null, head: string | null): string =>
  `${sentence(what)} Of the migrations: ${describeHeads(before, head)}.`

/** The name of the newest migration among files: names begin with a number or a time, and sort by it. */
export function newestMigration(paths: readonly string[]): string | null {
  const names = paths.map((path) => (path.split("/").at(-1) as string).replace(/(\.up)?\.\w+$/i, ""))
  return names.toSorted(byNumber).at(-1) ?? null
}

const byNumber = (one: string, other: string): number =>
  Number.parseInt(one, 10) - Number.parseInt(other, 10) || (one < other ? -1 : 1)
