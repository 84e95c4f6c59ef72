import fc from "fast-check"
import semver from "semver"
import { describe, expect, test } from "vitest"
import { MAX_TAG_LENGTH, nearestTags, parseTag, sortVersionTags } from "../../src/core/tags.ts"
import { runs } from "../helpers/runs.ts"
import { name, prefix, version } from "./arbitraries.ts"

/** The pattern that semver.org suggests. */
const STRICT =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$/

describe("parseTag", () => {
  test.each([
    ["v1.2.3", "v", "1.2.3", false],
    ["v1.2.3-rc.1", "v", "1.2.3-rc.1", true],
    ["v1.2.3+build.7", "v", "1.2.3+build.7", false],
    ["v1.2.3-rc.1+build-7", "v", "1.2.3-rc.1+build-7", true],
    ["1.2.3", "", "1.2.3", false],
    ["app/v1.2.3", "app/v", "1.2.3", false],
  ])("%s with prefix %j is %s", (tag, tagPrefix, text, prerelease) => {
    expect(parseTag(tag, tagPrefix)).toEqual({ tag, version: text, prerelease })
  })

  test.each([
    ["another prefix", "1.2.3", "v"],
    ["a prefix in other letters", "V1.2.3", "v"],
    ["two parts", "v1.2", "v"],
    ["four parts", "v1.2.3.4", "v"],
    ["a leading zero", "v01.2.3", "v"],
    ["a leading zero in the prerelease", "v1.2.3-01", "v"],
    ["a blank before", "v 1.2.3", "v"],
    ["a blank after", "v1.2.3 ", "v"],
    ["a line break after", "v1.2.3\n", "v"],
    ["a second v", "vv1.2.3", "v"],
    ["a v without a prefix", "v1.2.3", ""],
    ["an equals sign", "v=1.2.3", "v"],
    ["a number that is too large to count with", "v1.2.9007199254740993", "v"],
    ["a version that is too long", `v1.2.3-${"a".repeat(300)}`, "v"],
    ["no version", "v", "v"],
    ["nothing", "", ""],
    ["a branch", "main", "v"],
  ])("%s is no version tag: %j", (_, tag, tagPrefix) => expect(parseTag(tag, tagPrefix)).toBeNull())

  test("no name is ever too odd to be judged, and only prefix and strict version are accepted", () => {
    fc.assert(
      fc.property(name, prefix, (tag, tagPrefix) => {
        const parsed = parseTag(tag, tagPrefix)
        if (parsed === null) return
        expect(tag).toBe(tagPrefix + parsed.version)
        expect(parsed.version).toMatch(STRICT)
        expect(parsed.prerelease).toBe(STRICT.exec(parsed.version)?.[4] !== undefined)
      }),
      { numRuns: runs(2000) },
    )
  })

  test("every strict version with the prefix is accepted", () => {
    fc.assert(
      fc.property(version, prefix, (text, tagPrefix) => {
        expect(parseTag(tagPrefix + text, tagPrefix)?.version).toBe(text)
      }),
    )
  })
})

describe("sortVersionTags", () => {
  test("orders as semantic versions and leaves other names out", () => {
    const names = ["v1.9.0", "latest", "v1.10.0", "v2.0.0-rc.1", "v1.10.0-rc.2", "v2.0.0", "v1.10.0-rc.10"]
    expect(sortVersionTags(names, "v").map(({ tag }) => tag)).toEqual([
      "v2.0.0",
      "v2.0.0-rc.1",
      "v1.10.0",
      "v1.10.0-rc.10",
      "v1.10.0-rc.2",
      "v1.9.0",
    ])
  })

  test("is a total order: highest first, whatever the order of the names", () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 12 }), fc.gen(), (names, gen) => {
        const sorted = sortVersionTags(names, "v")
        const shuffled = gen(fc.shuffledSubarray, names, { minLength: names.length })
        for (const [index, { version: higher }] of sorted.slice(0, -1).entries()) {
          expect(semver.compareBuild(higher, sorted[index + 1]?.version as string)).toBe(1)
        }
        expect(sortVersionTags(shuffled, "v")).toEqual(sorted)
        expect(sorted).toHaveLength(names.filter((one) => parseTag(one, "v") !== null).length)
      }),
    )
  })
})

describe("nearestTags", () => {
  const names = ["v1.2.3", "v1.2.4", "v1.3.0", "v2.0.0", "v10.0.0", "latest"]

  test.each([
    ["v1.2.33", ["v1.2.3", "v1.2.4", "v1.3.0"]],
    ["1.2.3", ["v1.2.3", "v1.2.4", "v1.3.0"]],
    ["v1.2.5", ["v1.2.4", "v1.2.3", "v1.3.0"]],
    ["", ["v2.0.0", "v1.3.0", "v1.2.4"]],
  ])("%j may have meant %j", (wanted, nearest) => expect(nearestTags(wanted, names, "v")).toEqual(nearest))

  test.each([
    ["a wrong character as much as one too many", "v1.0.11", ["v1.0.1", "v1.0.12"], "v1.0.12"],
    ["one too many as much as a wrong one", "v2.0.11", ["v1.0.11", "v2.0.1"], "v2.0.1"],
    ["one too few as much as a wrong one", "v2.0.1", ["v1.0.1", "v2.0.11"], "v2.0.11"],
    ["one more at the beginning as much as at the end", "xv2.0.1", ["v2.0.1", "xv2.0.11"], "v2.0.1"],
  ])("counts %s; of equals the highest version is first", (_, wanted, known, nearest) => {
    expect(nearestTags(wanted, known, "v")[0]).toBe(nearest)
  })

  test.each([
    ["no tag", [], []],
    ["no version tag", ["latest", "main"], []],
  ])("with %s there is nothing to propose", (_, known, nearest) =>
    expect(nearestTags("v1.0.0", known, "v")).toEqual(nearest),
  )

  test("looks at as much of a text as a tag can have", () => {
    const long = `${"x".repeat(MAX_TAG_LENGTH)}v1.0.0`
    expect(nearestTags(long, ["v1.0.0", "v2.0.0"], "v")).toEqual(["v2.0.0", "v1.0.0"])
  })

  test("proposes as many as asked for", () => {
    expect(nearestTags("v1.2.3", names, "v", 1)).toEqual(["v1.2.3"])
  })

  test("an enormous name is judged by its beginning, at once", () => {
    expect(nearestTags(`v1.2.4${"x".repeat(10_000_000)}`, names, "v", 1)).toHaveLength(1)
  })

  test("a tag is always nearest to itself", () => {
    fc.assert(
      fc.property(fc.uniqueArray(version, { minLength: 1, maxLength: 8 }), (versions) => {
        const [wanted] = versions as [string]
        expect(nearestTags(wanted, versions, "", 1)).toEqual([wanted])
      }),
    )
  })
})
