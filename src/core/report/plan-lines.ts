import type { Fact } from "../fact.ts"
import type { Migration } from "../migrations/migration.ts"
import type { Commit, CommitRange, Plan } from "../plan/plan.ts"
import { describeRelease, shortSha } from "../stage.ts"
import { counted } from "../text.ts"
import type { Report } from "./report.ts"

/** A part of a plan: sentences, then a table. */
export interface PlanSection {
  title: string
  lines: string[]
  head: readonly string[]
  rows: string[][]
}

const section = (
  title: string,
  lines: string[],
  head: readonly string[] = [],
  rows: string[][] = [],
): PlanSection => ({ title, lines, head, rows })

/** A plan as a reader goes through it: what comes, what it changes, whether it can be undone, what to approve. */
export function planSections({ plan, tag, stage }: Report): PlanSection[] {
  if (plan === null) return []
  return [
    ...commitSections(plan.commits),
    migrationSection(plan),
    infrastructureSection(plan),
    section("missing secrets", [shown(plan.secrets, (names) => names.join(", ") || "none")]),
    section("way back", [
      plan.rollbackTarget === null
        ? "none"
        : `a rollback would go to ${describeRelease(plan.rollbackTarget)}`,
      ...plan.oneWay.map((why) => `one-way: ${why}`),
    ]),
    section("to deploy exactly this", [`deploy-${stage} --tag ${tag} --expect ${plan.digest}`]),
  ]
}

/** What is known, or why it is not. */
function shown<T>(fact: Fact<T>, show: (value: T) => string): string {
  return fact.kind === "known" ? show(fact.value) : whyNot(fact)
}

const whyNot = (fact: Exclude<Fact<never>, { kind: "known" }>): string =>
  fact.kind === "skipped" ? `not looked at: ${fact.why}` : `not known: ${fact.message}`

const itemsOf = <T>(fact: Fact<T[]>): T[] => (fact.kind === "known" ? fact.value : [])

function commitSections(fact: Fact<CommitRange>): PlanSection[] {
  if (fact.kind !== "known") return [section("commits", [whyNot(fact)])]
  const { commits, more, dropped, shallow } = fact.value
  const count = counted(commits.length + more, "commit")
  const by = commits.length === 0 ? "" : ` by ${authorsOf(commits).join(", ")}`
  const head = section("commits", [
    `${count}${by}`,
    ...(more > 0 ? [`only the newest ${commits.length} are shown`] : []),
    ...(dropped > 0 ? [`it goes back: it lacks ${counted(dropped, "commit")} of what runs`] : []),
    ...(shallow ? ["this clone is shallow, so there may be more"] : []),
  ])
  const groups = groupCommits(commits).map((group) =>
    section(
      group.title,
      [],
      ["commit", "subject", "author"],
      group.commits.map(({ sha, subject, author }) => [shortSha(sha), subject, author]),
    ),
  )
  return [head, ...groups]
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
    commits: commits.filter(({ subject }) => titleOf(subject) === title),
  })).filter((group) => group.commits.length > 0)
}

function titleOf(subject: string): string {
  const [, type, breaking] = /^([a-z]+)(?:\([^)]*\))?(!)?: /i.exec(subject) ?? []
  if (type === undefined) return "other commits"
  return breaking === "!" ? "breaking changes" : (TITLES[type.toLowerCase()] ?? "upkeep")
}

/** The authors of the commits, each once, in the order of the list. */
const authorsOf = (commits: readonly Commit[]): string[] => [...new Set(commits.map(({ author }) => author))]

const migrationSection = ({ migrations }: Plan): PlanSection =>
  section(
    "migrations",
    migrations.kind === "known" && migrations.value.length > 0 ? [] : [shown(migrations, () => "none")],
    MIGRATION_HEAD,
    migrationRows(itemsOf(migrations)),
  )

const infrastructureSection = ({ infrastructure }: Plan): PlanSection =>
  section(
    "infrastructure",
    infrastructure.kind === "known" && infrastructure.value.length > 0
      ? []
      : [shown(infrastructure, () => "no change")],
    ["change", "type", "name"],
    itemsOf(infrastructure).map(({ op, type, name }) => [op, type, name]),
  )

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
