import { describe, expect, test } from "vitest"
import type { CommitRange } from "../../../src/core/forge.ts"
import { type CheckoutFacts, judgeNewTag, type NewTagFacts } from "../../../src/core/gates/command-gates.ts"

const SHA = "a".repeat(40)
const checkout = (fields: Partial<CheckoutFacts> = {}): CheckoutFacts => ({
  branch: "main",
  head: SHA,
  dirty: [],
  remote: { name: "origin", ahead: 0, behind: 0 },
  unpushed: [],
  ...fields,
})
const range = (count: number, more = 0): NewTagFacts["commits"] => {
  const commit = { sha: SHA, author: "Ana", subject: "Answer faster" }
  const value: CommitRange = { commits: Array(count).fill(commit), more, dropped: 0, shallow: false }
  return { kind: "known", value }
}

const facts = (fields: Partial<NewTagFacts> = {}): NewTagFacts => ({
  tag: "v1.3.0",
  tagPrefix: "v",
  mainBranch: "main",
  taken: null,
  push: false,
  current: "v1.2.3",
  commits: range(2),
  checkout: checkout(),
  ...fields,
})

const gate = (id: string, fields: Partial<NewTagFacts>) =>
  judgeNewTag(facts(fields)).find((result) => result.id === id)

test("a release of what the remote has passes every gate", () => {
  expect(judgeNewTag(facts()).map(({ id, title, status, detail }) => [id, title, status, detail])).toEqual([
    ["tag", "The tag is a version and free", "pass", "v1.3.0 is free"],
    ["branch", "The main branch is checked out", "pass", "main at aaaaaaa"],
    ["clean", "Nothing is uncommitted", "pass", "clean"],
    ["remote", "The branch is what the remote has", "pass", "the same as origin/main"],
    ["commits", "There is something to release", "pass", "2 commits since v1.2.3"],
  ])
})

test("tags that are another commit on the remote are named, and refuse nothing", () => {
  const remote = { name: "origin", ahead: 0, behind: 0, moved: ["v1.0.0", "v1.1.0"] }
  expect(gate("remote", { checkout: checkout({ remote }) })).toMatchObject({
    status: "pass",
    detail: "the same as origin/main; another commit on origin than here: v1.0.0, v1.1.0",
  })
})

test("a tag of this commit that is still to be pushed passes with --push", () => {
  const begun = { taken: SHA, checkout: checkout({ unpushed: ["v1.3.0"] }) }
  expect(gate("tag", { ...begun, push: true })).toMatchObject({
    status: "pass",
    detail: "v1.3.0 already names this commit, and is still to be pushed",
  })
})

describe("refused", () => {
  test.each<[string, Partial<NewTagFacts>, string, string]>([
    ["tag", { tag: "1.3" }, "TAG_INVALID", '"1.3" is not "v" and a semantic version.'],
    ["tag", { tag: "v1;touch x" }, "TAG_INVALID", '"v1;touch x" is not "v" and a semantic version.'],
    ["tag", { taken: "b".repeat(40) }, "TAG_EXISTS", "v1.3.0 already names commit bbbbbbb."],
    ["tag", { taken: SHA, push: true }, "TAG_EXISTS", "v1.3.0 already names this commit."],
    [
      "tag",
      { taken: SHA, checkout: checkout({ unpushed: ["v1.3.0"] }) },
      "TAG_EXISTS",
      "v1.3.0 already names this commit, and is not pushed yet.",
    ],
    [
      "branch",
      { checkout: checkout({ branch: "fix" }) },
      "CHECKOUT_NOT_MAIN",
      "fix is checked out, not main.",
    ],
    [
      "branch",
      { checkout: checkout({ branch: null }) },
      "CHECKOUT_NOT_MAIN",
      "No branch is checked out, not main.",
    ],
    [
      "branch",
      { checkout: checkout({ head: null }) },
      "CHECKOUT_NOT_MAIN",
      "The repository has no commit yet.",
    ],
    [
      "clean",
      { checkout: checkout({ dirty: ["a", "b"] }) },
      "CHECKOUT_DIRTY",
      "What is not committed would not be in the tag: a, b.",
    ],
    [
      "clean",
      { checkout: checkout({ dirty: ["a", "b", "c", "d", "e", "f", "g"] }) },
      "CHECKOUT_DIRTY",
      "What is not committed would not be in the tag: a, b, c, d, e, and 2 more.",
    ],
    [
      "remote",
      { checkout: checkout({ remote: { name: "origin", ahead: 0, behind: 1 } }) },
      "CHECKOUT_NOT_IN_STEP",
      "main is 1 commit behind origin/main.",
    ],
    [
      "remote",
      { checkout: checkout({ remote: { name: "origin", ahead: 2, behind: 0 } }) },
      "CHECKOUT_NOT_IN_STEP",
      "main is 2 commits ahead of origin/main.",
    ],
    [
      "remote",
      { checkout: checkout({ remote: { name: "origin", ahead: 2, behind: 3 } }) },
      "CHECKOUT_NOT_IN_STEP",
      "main is 3 commits behind and 2 commits ahead of origin/main.",
    ],
    ["commits", { commits: range(0) }, "NOTHING_TO_RELEASE", "There is no commit since v1.2.3."],
    [
      "commits",
      { commits: { kind: "unavailable", message: "The clone is shallow." } },
      "NOTHING_TO_RELEASE",
      "The clone is shallow.",
    ],
  ])("%s %j: %s", (id, fields, code, detail) => {
    expect(gate(id, fields)).toMatchObject({ status: "fail", code, detail, fix: expect.stringMatching(/\w/) })
  })

  test("nothing since a version that is not pushed yet: that is what is left to do", () => {
    const fields = { commits: range(0), checkout: checkout({ unpushed: ["v1.2.3"] }) }
    expect(gate("commits", fields)).toMatchObject({
      code: "NOTHING_TO_RELEASE",
      fix: "Push that: `release --tag v1.2.3 --push`.",
    })
    expect(gate("commits", { ...fields, current: null })).toMatchObject({
      fix: expect.stringContaining("git fetch --unshallow"),
    })
  })

  test.each([
    [{ ahead: 0, behind: 1 }, "git pull --rebase origin main"],
    [{ ahead: 1, behind: 0 }, "git push origin main"],
  ])("out of step by %j: %s", (sides, fix) => {
    const result = gate("remote", { checkout: checkout({ remote: { name: "origin", ...sides } }) })
    expect(result?.fix).toContain(fix)
  })

  test("for every reason at once", () => {
    const all = judgeNewTag(
      facts({ taken: SHA, commits: range(0), checkout: checkout({ branch: "fix", dirty: ["a"] }) }),
    )
    expect(all.filter(({ status }) => status === "fail").map(({ id }) => id)).toEqual([
      "tag",
      "branch",
      "clean",
      "commits",
    ])
  })
})

describe("not judged", () => {
  test.each<[string, Partial<NewTagFacts>, string]>([
    ["remote", { checkout: checkout({ remote: null }) }, "no remote has main"],
    ["commits", { commits: { kind: "skipped", why: "there is no commit" } }, "there is no commit"],
  ])("%s: %s", (id, fields, detail) => {
    expect(gate(id, fields)).toMatchObject({ status: "skipped", detail, code: null, fix: null })
  })
})

test.each([
  [range(0, 0), null, "fail"],
  [range(1, 0), null, "1 commit"],
  [range(100, 20), "v1.2.3", "120 commits since v1.2.3"],
] as const)("counts all commits", (commits, current, expected) => {
  const result = gate("commits", { commits, current })
  expect([result?.status, result?.detail]).toContain(expected)
})
