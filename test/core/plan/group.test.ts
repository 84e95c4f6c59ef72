import { expect, test } from "vitest"
import { authorsOf, groupCommits } from "../../../src/core/plan/group.ts"

const commit = (subject: string, author = "ana") => ({ sha: subject, author, subject })

test("commits are grouped by the type that their subject names, in a fixed order", () => {
  const subjects = [
    "fix: b",
    "Merge it",
    "feat(chat): c",
    "chore: d",
    "fix!: e",
    "FEAT: f",
    "perf(x): g",
    "docs: h",
  ]
  const groups = groupCommits(subjects.map((subject) => commit(subject)))
  expect(groups.map(({ title, commits }) => [title, commits.map(({ subject }) => subject)])).toEqual([
    ["breaking changes", ["fix!: e"]],
    ["features", ["feat(chat): c", "FEAT: f"]],
    ["fixes", ["fix: b"]],
    ["performance", ["perf(x): g"]],
    ["upkeep", ["chore: d", "docs: h"]],
    ["other commits", ["Merge it"]],
  ])
  expect(groupCommits([])).toEqual([])
})

test("every author is named once", () => {
  expect(authorsOf([commit("a", "ben"), commit("b", "ana"), commit("c", "ben")])).toEqual(["ben", "ana"])
})
