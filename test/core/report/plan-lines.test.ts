import { expect, test } from "vitest"
import { planSections } from "../../../src/core/report/plan-lines.ts"
import { plan as planned } from "../../helpers/samples.ts"
import { known, migration } from "../plan/samples.ts"

const sectionsOf = (commits: { sha: string; author: string; subject: string }[]) => {
  const range = known({ commits, more: 0, dropped: 0, shallow: false })
  return planSections({ ...planned, plan: planned.plan && { ...planned.plan, commits: range } })
}
const commit = (subject: string, author = "ana") => ({ sha: subject, author, subject })

test("commits are grouped by the type that their subject names, in a fixed order", () => {
  const subjects = [
    "fix: b",
    "Merge it",
    "Say what fix: means",
    "feat(chat): c",
    "chore: d",
    "fix!: e",
    "FEAT: f",
    "perf(x): g",
    "docs: h",
  ]
  const groups = sectionsOf(subjects.map((subject) => commit(subject))).filter(
    ({ head }) => head[0] === "commit",
  )
  expect(groups.map(({ title, rows }) => [title, rows.map(([, subject]) => subject)])).toEqual([
    ["breaking changes", ["fix!: e"]],
    ["features", ["feat(chat): c", "FEAT: f"]],
    ["fixes", ["fix: b"]],
    ["performance", ["perf(x): g"]],
    ["upkeep", ["chore: d", "docs: h"]],
    ["other commits", ["Merge it", "Say what fix: means"]],
  ])
  expect(sectionsOf([]).filter(({ head }) => head[0] === "commit")).toEqual([])
})

test("every author is named once", () => {
  const [commits] = sectionsOf([commit("a", "ben"), commit("b", "ana"), commit("c", "ben")])
  expect(commits?.lines[0]).toEqual([{ text: "3 commits", url: planned.links?.compare }, " by ben, ana"])
})

test("all that is missing, and all that is harmful, stands in one line each", () => {
  const reasons = ["drops table a", "drops table b"]
  const migrations = known([migration("db/1.sql", { risk: "destructive", reasons })])
  const sections = planSections({
    ...planned,
    plan: planned.plan && { ...planned.plan, migrations, secrets: known(["AuthSecret", "SlackToken"]) },
  })
  const named = (title: string) => sections.find((section) => section.title === title)
  expect(named("missing secrets")?.lines).toEqual([["AuthSecret, SlackToken"]])
  expect(named("migrations")?.rows.map((row) => row.at(-1))).toEqual(["drops table a, drops table b"])
})
