import { type Fact, whyNot } from "../errors.ts"
import type { Commit, CommitRange } from "../forge.ts"
import type { Migration } from "../migrations/migration.ts"
import type { MigrationSource } from "../migrations/sql-risk.ts"
import { type Plan, passesByItself } from "../plan/plan.ts"
import { describeRelease, shortSha } from "../stage.ts"
import { bare, counted, isoSeconds, listSome } from "../text.ts"
import type { CardPart } from "./card.ts"
import type { Report } from "./report.ts"

/** A part of a plan: sentences, then a table, then texts that are read only when wanted. */
export interface PlanSection {
  title: string
  lines: (string | CardPart[])[]
  head: readonly string[]
  rows: CardPart[][]
  /** how many columns a narrow page gives it; absent: as many as any */
  most?: number
  sources?: readonly MigrationSource[]
}

const section = (
  title: string,
  lines: (string | CardPart[])[],
  head: readonly string[] = [],
  rows: CardPart[][] = [],
  sources: readonly MigrationSource[] = [],
): PlanSection => ({ title, lines, head, rows, sources })

/** A line of a section in its parts. */
export const partsOf = (line: string | CardPart[]): CardPart[] => (typeof line === "string" ? [line] : line)

/** A plan as a reader goes through it: what comes, what it changes, whether it can be undone, what to approve. */
export function planSections(report: Report): PlanSection[] {
  const { plan } = report
  if (plan === null) return []
  return [
    ...commitSections(report, plan.commits),
    ...known(plan.migrations, (list) => migrationSection(list, plan.sources ?? [])),
    ...known(plan.infrastructure, (changes) =>
      section(
        "infrastructure",
        changes.length > 0 ? [] : ["no change"],
        ["change", "type", "name"],
        changes.map(({ op, type, name }) => [op, type, name]),
      ),
    ),
    ...known(plan.secrets, (names) => section("missing secrets", [names.join(", ") || "none"])),
    ...(plan.staging === undefined ? [] : [section("staging", [stagingLine(plan.staging)])]),
    section("way back", [
      plan.rollbackTarget === null
        ? "none"
        : `a rollback would go to ${describeRelease(plan.rollbackTarget)}`,
      ...plan.oneWay.map((why) => `one-way: ${why}`),
    ]),
    ...notLookedAt(report, plan),
    nextSection(report, plan),
  ]
}

/** No deploy is offered that a gate stops whatever is done: once that gate passes, it is another plan. */
function nextSection({ stage, tag, gates }: Report, { shortDigest, digest }: Plan): PlanSection {
  const failing = gates.filter(({ status }) => status === "fail")
  if (!failing.every(passesByItself)) {
    const again = `\`plan --stage ${stage} --tag ${tag}\``
    return section("to deploy this", [`do what the failed gates ask for, then plan again: ${again}`])
  }
  return section(`to deploy exactly this${failing.length === 0 ? "" : ", once every gate passes"}`, [
    `\`deploy-${stage} --tag ${tag} --expect ${shortDigest ?? digest}\``,
  ])
}

const known = <T>(fact: Fact<T>, show: (value: T) => PlanSection): PlanSection[] =>
  fact.kind === "known" ? [show(fact.value)] : []

function commitSections({ links }: Report, fact: Fact<CommitRange>): PlanSection[] {
  if (fact.kind !== "known") return []
  const { commits, more, dropped, shallow } = fact.value
  const count = counted(commits.length + more, "commit")
  const by = commits.length === 0 ? "" : ` by ${listSome(authorsOf(commits))}`
  const compare = links?.compare ?? null
  const head = section("commits", [
    [compare === null ? count : { text: count, url: compare }, by],
    ...(more > 0 ? [`only the newest ${commits.length} are shown`] : []),
    ...(dropped > 0 ? [`a step back: it lacks ${counted(dropped, "commit")} of what runs`] : []),
    ...(shallow ? ["this clone is shallow, so there may be more"] : []),
  ])
  const groups = groupCommits(commits).map((group) =>
    section(group.title, [], ["commit", "subject", "author"], group.commits.map(commitRow)),
  )
  return [head, ...groups]
}

/** A row of a table of commits: its page, and the pages of the requests that its subject names. */
export function commitRow({ sha, subject, author, url, requests = [] }: Commit): CardPart[] {
  const id = shortSha(sha)
  return [
    url === undefined ? id : { text: id, url },
    requests.length === 0 ? subject : { text: subject, url: (requests[0] as { url: string }).url },
    author,
  ]
}

/** Commits of one kind. */
interface CommitGroup {
  title: string
  commits: Commit[]
}

const TITLES: Readonly<Record<string, string>> = { feat: "features", fix: "fixes", perf: "performance" }
const ORDER = ["breaking changes", "features", "fixes", "performance", "upkeep", "other commits"]

/** Groups commits by the type that a conventional subject names, as in `feat(chat)!: …`; their order stays. */
function groupCommits(commits: readonly Commit[]): CommitGroup[] {
  return ORDER.map((title) => ({
    title,
    commits: commits.filter((commit) => titleOf(commit) === title),
  })).filter((group) => group.commits.length > 0)
}

function titleOf({ subject, breaking }: Commit): string {
  const [, type, marked] = /^([a-z]+)(?:\([^)]*\))?(!)?: /i.exec(subject) ?? []
  if (marked === "!" || breaking === true) return "breaking changes"
  if (type === undefined) return "other commits"
  return TITLES[type.toLowerCase()] ?? "upkeep"
}

/** The authors of the commits, each once, in the order of the list. */
const authorsOf = (commits: readonly Commit[]): string[] => [...new Set(commits.map(({ author }) => author))]

const migrationSection = (list: readonly Migration[], sources: readonly MigrationSource[]): PlanSection =>
  section("migrations", list.length > 0 ? [] : ["none"], MIGRATION_HEAD, migrationRows(list), sources)

function stagingLine(proof: NonNullable<Plan["staging"]> | null): CardPart[] {
  if (proof === null) return ["its newest records do not say that it verified this commit"]
  const { at, runId, actor, url } = proof
  const run = `run ${runId}`
  return [`verified this commit at ${isoSeconds(at)}, by ${actor}, `, url === null ? run : { text: run, url }]
}

/** What was not looked at, a line for each reason. */
function notLookedAt({ gates }: Report, plan: Plan): PlanSection[] {
  const facts: [string, Fact<unknown>][] = [
    ["commits", plan.commits],
    ["migrations", plan.migrations],
    ["infrastructure", plan.infrastructure],
    ["secrets", plan.secrets],
  ]
  const reasons = [
    ...facts.flatMap(([name, fact]) => (fact.kind === "known" ? [] : [[name, whyNot(fact)] as const])),
    ...gates
      .filter(({ status, id }) => status === "skipped" && !APART.includes(id))
      .map(({ id, detail }) => [id, detail] as const),
  ]
  const byWhy = new Map<string, string[]>()
  for (const [name, why] of reasons) {
    const key = bare(why)
    byWhy.set(key, [...(byWhy.get(key) ?? []), name])
  }
  const lines = [...byWhy].map(([why, names]) => `${names.join(", ")}: ${why}`)
  return lines.length === 0 ? [] : [section("not looked at", lines)]
}

/** Gates about what has a part of its own. */
const APART: readonly string[] = ["migrations", "secrets"]

export const MIGRATION_HEAD = ["migration", "change", "risk", "way down", "why"]

/** A row for each migration: file, change, risk, where its down migration is, and why it is not additive. */
export const migrationRows = (migrations: readonly Migration[]): string[][] =>
  migrations.map(({ path, change, risk, down, reasons }) => [
    path,
    change,
    risk,
    down === null ? "no way down" : down === path ? "in the same file" : down,
    reasons.join(", "),
  ])
