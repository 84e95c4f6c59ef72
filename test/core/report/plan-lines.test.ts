import { expect, test } from "vitest"
import type { GateResult } from "../../../src/core/gates/gate.ts"
import type { Plan } from "../../../src/core/plan/plan.ts"
import type { ReasonCode } from "../../../src/core/reasons.ts"
import { planSections } from "../../../src/core/report/plan-lines.ts"
import { plan as planned } from "../../helpers/samples.ts"
import { known, migration, unavailable } from "../plan/samples.ts"

const sectionsOf = (commits: { sha: string; author: string; subject: string }[]) => {
  const range = known({ commits, more: 0, dropped: 0, shallow: false })
  return planSections({ ...planned, plan: planned.plan && { ...planned.plan, commits: range } })
}
const commit = (subject: string, author = "ana") => ({ sha: subject, author, subject })

const failing = (id: string, code: ReasonCode): GateResult => ({
  ...{ id, title: id, status: "fail", detail: "no", code, fix: "fix it" },
})

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
  expect(named("missing secrets")?.lines).toEqual(["AuthSecret, SlackToken"])
  expect(named("migrations")?.rows.map((row) => row.at(-1))).toEqual(["drops table a, drops table b"])
})

test("staging's word is shown with its run, and so is that it said nothing", () => {
  const linesOf = (staging: Plan["staging"] | null) =>
    planSections({ ...planned, plan: planned.plan && { ...planned.plan, staging: staging ?? null } }).find(
      ({ title }) => title === "staging",
    )?.lines[0]
  const proof = { at: "2026-02-28T10:00:00.000Z", runId: "run-5", actor: "ben", url: null }
  expect(linesOf(proof)).toEqual(["verified this commit at 2026-02-28T10:00:00Z, by ben, ", "run run-5"])
  expect(linesOf({ ...proof, url: "https://ci.test/5" })?.[1]).toEqual({
    text: "run run-5",
    url: "https://ci.test/5",
  })
  expect(linesOf(null)).toEqual(["its newest records do not say that it verified this commit"])
})

test("what was not looked at has a line for each reason; where all was, nothing is said", () => {
  const gate = (id: string, status: "pass" | "skipped") => ({
    ...{ id, title: id, status, detail: `no ${id} is configured.` },
    ...{ code: null, fix: null },
  })
  const titled = (gates: ReturnType<typeof gate>[], fields: Partial<Plan>) =>
    planSections({ ...planned, gates, plan: planned.plan && { ...planned.plan, ...fields } }).find(
      ({ title }) => title === "not looked at",
    )?.lines
  expect(titled([gate("ci", "pass"), gate("migrations", "skipped")], {})).toBeUndefined()
  const unknown = {
    infrastructure: { kind: "skipped", why: "it cannot tell" } as const,
    secrets: unavailable("No key."),
  }
  const alike = { ...gate("soak", "skipped"), detail: "it cannot tell" }
  expect(titled([gate("incidents", "skipped"), alike], unknown)).toEqual([
    "infrastructure, soak: it cannot tell",
    "secrets: No key",
    "incidents: no incidents is configured",
  ])
})

test("a commit that breaks something by its footer is among the breaking changes", () => {
  const commits = known({
    commits: [{ sha: "1".repeat(40), author: "ana", subject: "tidy", breaking: true as const }],
    more: 0,
    dropped: 0,
    shallow: false,
  })
  const sections = planSections({ ...planned, plan: planned.plan && { ...planned.plan, commits } })
  expect(sections.some(({ title }) => title === "breaking changes")).toBe(true)
})

test.each([
  ["no gate fails", [], "to deploy exactly this", /^`deploy-production --tag v1\.2\.3 --expect /],
  [
    "only the time is in the way",
    [failing("soak", "SOAK_UNFINISHED")],
    "to deploy exactly this, once every gate passes",
    /^`deploy-production --tag v1\.2\.3 --expect /,
  ],
  [
    "a check is still running",
    [failing("ci", "CI_UNFINISHED")],
    "to deploy exactly this, once every gate passes",
    /^`deploy-production --tag v1\.2\.3 --expect /,
  ],
  [
    "a gate stops it, whose fix makes it another plan",
    [failing("soak", "SOAK_UNFINISHED"), failing("staging", "STAGING_NOT_VERIFIED")],
    "to deploy this",
    /then plan again: `plan --stage production --tag v1\.2\.3`$/,
  ],
] as const)("what comes next when %s", (_, gates, title, line) => {
  const last = planSections({ ...planned, gates: [...gates] }).at(-1)
  expect([last?.title, last?.lines]).toEqual([title, [expect.stringMatching(line)]])
})
