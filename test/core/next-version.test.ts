import fc from "fast-check"
import semver from "semver"
import { describe, expect, test } from "vitest"
import type { Fact } from "../../src/core/errors.ts"
import type { Commit, CommitRange } from "../../src/core/forge.ts"
import { BUMPS, nextVersion, parseTag, sortVersionTags } from "../../src/core/tags.ts"
import { name } from "./arbitraries.ts"

const rangeOf = (...subjects: (string | Partial<Commit>)[]): Fact<CommitRange> => ({
  kind: "known",
  value: {
    commits: subjects.map((one) => ({
      ...{ sha: "1".repeat(40), author: "ana" },
      ...(typeof one === "string" ? { subject: one } : { subject: "", ...one }),
    })),
    ...{ more: 0, dropped: 0, shallow: false },
  },
})

const UNASKED: Fact<never> = { kind: "skipped", why: "they were not asked" }
const names = ["v1.2.3", "v1.10.0", "v2.0.0-rc.1", "latest", "v1.9.9"]

describe("a part that was asked for", () => {
  test.each([
    [names, "patch", "v1.10.0", "v1.10.1"],
    [names, "minor", "v1.10.0", "v1.11.0"],
    [names, "major", "v1.10.0", "v2.0.0"],
    [["v1.0.0+build.7"], "patch", "v1.0.0+build.7", "v1.0.1"],
    [["v1.0.0-rc.1"], "minor", null, "v0.1.0"],
    [[], "patch", null, "v0.0.1"],
  ] as const)("after %j a %s release follows %s: %s", (known, bump, current, next) => {
    expect(nextVersion(known, "v", bump, UNASKED)).toMatchObject({
      current,
      next,
      bump,
      because: "--bump asks for it",
    })
  })

  test("is a release tag that is higher than every release so far", () => {
    fc.assert(
      fc.property(fc.array(name), fc.constantFrom(...BUMPS), (known, bump) => {
        const { next } = nextVersion(known, "v", bump, UNASKED)
        const releases = sortVersionTags(known, "v").filter(({ prerelease }) => !prerelease)
        const parsed = parseTag(next, "v")
        expect(parsed?.prerelease).toBe(false)
        for (const { version: old } of releases) expect(semver.gt(parsed?.version as string, old)).toBe(true)
      }),
    )
  })
})

describe("what the commits say", () => {
  test.each<[string, Fact<CommitRange>, string, string]>([
    [
      "fixes",
      rangeOf("fix: a", "Fix(api): b", "docs: c"),
      "v1.10.1",
      "3 conventional commits, and no feature among them",
    ],
    [
      "a feature",
      rangeOf("fix: a", "feat(chat): answer", "feat: more"),
      "v1.11.0",
      '"feat(chat): answer" is a feature',
    ],
    [
      "a break by its mark",
      rangeOf("feat: a", "refactor(api)!: drop v1"),
      "v2.0.0",
      '"refactor(api)!: drop v1" breaks something',
    ],
    [
      "a break by its footer",
      rangeOf({ subject: "Drop v1", breaking: true }),
      "v2.0.0",
      '"Drop v1" breaks something',
    ],
    [
      "free words",
      rangeOf("Feature: faster answers", "Update the page", "feat:no blank"),
      "v1.10.1",
      "1 conventional commit, and no feature among them",
    ],
    [
      "no convention at all",
      rangeOf("Update the page", "feat (chat): x", "(feat): x", "Revert feat: x"),
      "v1.10.1",
      "no commit since then is a conventional one",
    ],
    [
      "a history that is not here",
      { kind: "unavailable", message: "It is cut off." },
      "v1.10.1",
      "the commits are not known: It is cut off",
    ],
    ["what was not asked", UNASKED, "v1.10.1", "the commits are not known: they were not asked"],
  ])("%s", (_, commits, next, because) => {
    expect(nextVersion(names, "v", "auto", commits)).toMatchObject({ next, because })
  })

  test("before 1.0.0 a break is a minor change", () => {
    expect(nextVersion(["v0.3.1"], "v", "auto", rangeOf("feat!: other names"))).toMatchObject({
      next: "v0.4.0",
      bump: "minor",
      because: '"feat!: other names" breaks something, and below 1.0.0 the minor part stands for that',
    })
  })
})

test("tags that begin like versions and are none are named", () => {
  const calendar = ["v2026.03.01", "v2026.11.28", "v1.2", "vendor", "vendor2", "2.0.0", "v1.0.0"]
  expect(nextVersion(calendar, "v", "patch", UNASKED)).toMatchObject({
    current: "v2026.11.28",
    ignored: ["v2026.03.01", "v1.2"],
  })
})
