import { describe, expect, test } from "vitest"
import { type Observation, readCheck } from "../../../src/core/smoke/probe.ts"
import { checkOf, seen } from "../../helpers/samples.ts"

const sha = "2".repeat(40)
const expected = { tag: "v1.2.3", sha, tagPrefix: "v" }
type Expect = Parameters<typeof checkOf>[0]

const read = (expect: Expect, observation: Observation, want = expected) =>
  readCheck(checkOf(expect), "https://api.test/health", observation, want)

/** A reading as one line: right or wrong, whose answer it was, and what is said about it. */
const told = (expect: Expect, observation: Observation, want = expected): string => {
  const { right, served, detail } = read(expect, observation, want)
  return `${right ? "right" : "wrong"}, ${served}: ${detail}`
}

describe("who answers", () => {
  const version: [name: string, path: string, observation: Observation, result: string][] = [
    ["the tag", "version", seen({ version: "v1.2.3" }), "right, expected: 200, version v1.2.3"],
    [
      "the version without prefix",
      "version",
      seen({ version: "1.2.3" }),
      "right, expected: 200, version 1.2.3",
    ],
    ["another version", "version", seen({ version: "v1.2.2" }), "wrong, other: version v1.2.2, not v1.2.3"],
    [
      "nearly the version",
      "version",
      seen({ version: "v1.2.30" }),
      "wrong, other: version v1.2.30, not v1.2.3",
    ],
    ["an empty version", "version", seen({ version: "" }), "wrong, other: version , not v1.2.3"],
    ["no version", "version", seen({}), "wrong, unknown: says no version"],
    ["a version that is no text", "version", seen({ version: 1.2 }), "wrong, unknown: says no version"],
    [
      "a nested version",
      "app.build.version",
      seen({ app: { build: { version: "v1.2.3" } } }),
      "right, expected: 200, version v1.2.3",
    ],
    [
      "a version in a list",
      "apps.1",
      seen({ apps: ["x", "v1.2.3"] }),
      "right, expected: 200, version v1.2.3",
    ],
    [
      "a path through a text",
      "version.length",
      seen({ version: "v1.2.3" }),
      "wrong, unknown: says no version",
    ],
    ["a path through nothing", "app.version", seen({ app: null }), "wrong, unknown: says no version"],
    ["a body that is no JSON", "version", seen("v1.2.3"), "wrong, unknown: says no version"],
    ["an empty body", "version", seen(""), "wrong, unknown: says no version"],
    ["a body that is a JSON text", "version", seen('"v1.2.3"'), "wrong, unknown: says no version"],
    [
      "a header",
      "header:X-Version",
      seen("", { headers: { "x-version": "v1.2.3" } }),
      "right, expected: 200, version v1.2.3",
    ],
    [
      "another header",
      "header:X-Version",
      seen("", { headers: { etag: "v1.2.3" } }),
      "wrong, unknown: says no version",
    ],
    [
      "an old version that fails, too",
      "version",
      seen({ version: "v1.2.2" }, { status: 500 }),
      "wrong, other: status 500, not 200; version v1.2.2, not v1.2.3",
    ],
    [
      "a new version that fails",
      "version",
      seen({ version: "v1.2.3" }, { status: 500 }),
      "wrong, expected: status 500, not 200",
    ],
    [
      "an error without a version",
      "version",
      seen("oops", { status: 502 }),
      "wrong, unknown: status 502, not 200; says no version",
    ],
  ]
  test.each(version)("%s", (_name, path, observation, result) => {
    expect(told({ version: path }, observation)).toBe(result)
  })

  test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "nobody has a version at %s",
    (key) => {
      expect(told({ version: key }, seen({}))).toBe("wrong, unknown: says no version")
      expect(told({ version: `${key}.name` }, seen({}))).toBe("wrong, unknown: says no version")
      expect(told({ version: `header:${key}` }, seen(""))).toBe("wrong, unknown: says no version")
    },
  )

  test.each([
    [sha, `right, expected: 200, sha ${sha}`],
    [sha.slice(0, 7), `wrong, other: sha 2222222, not ${sha}`],
  ])("commit %s", (commit, result) => {
    expect(told({ sha: "commit" }, seen({ commit }))).toBe(result)
  })

  test("version and commit must both be right", () => {
    const expect_ = { version: "v", sha: "s" }
    expect(told(expect_, seen({ v: "v1.2.3", s: sha }))).toBe(
      `right, expected: 200, version v1.2.3, sha ${sha}`,
    )
    expect(told(expect_, seen({ v: "v1.2.3", s: "0" }))).toBe(`wrong, other: sha 0, not ${sha}`)
    expect(told(expect_, seen({ v: "v1.2.3" }))).toBe("wrong, expected: says no sha")
  })

  test("a check that asks for neither cannot tell", () => {
    expect(told({}, seen({ version: "v0" }))).toBe("right, unknown: 200")
  })

  test.each([
    ["without a prefix the tag is the version", { tag: "1.2.3", sha, tagPrefix: "" }, "1.2.3"],
    ["a tag of another prefix is only itself", { tag: "release-1", sha, tagPrefix: "v" }, "release-1"],
    ["a build is part of the version", { tag: "v1.2.3+7", sha, tagPrefix: "v" }, "1.2.3+7"],
  ])("%s", (_name, want, version) => {
    expect(told({ version: "version" }, seen({ version }), want)).toBe(
      `right, expected: 200, version ${version}`,
    )
  })
})

describe("what is answered", () => {
  const faults: [name: string, expect: Expect, observation: Observation, detail: string][] = [
    ["status", {}, seen("", { status: 404 }), "status 404, not 200"],
    ["another status on purpose", { status: 401 }, seen("", { status: 200 }), "status 200, not 401"],
    ["a value", { json: { "db.ok": true } }, seen({ db: { ok: false } }), "db.ok is false, not true"],
    ["a value of another type", { json: { users: 3 } }, seen({ users: "3" }), 'users is "3", not 3'],
    ["a value that is missing", { json: { users: 3 } }, seen({}), "users is absent, not 3"],
    ["null that is missing", { json: { error: null } }, seen({}), "error is absent, not null"],
    ["an object", { json: { db: "up" } }, seen({ db: { a: 1 } }), 'db is an object, not "up"'],
    ["a list", { json: { db: "up" } }, seen({ db: ["up"] }), 'db is a list, not "up"'],
    ["null", { json: { db: "up" } }, seen({ db: null }), 'db is null, not "up"'],
    ["no JSON at all", { json: { ok: true } }, seen("<html>"), "ok is absent, not true"],
    ["text", { contains: "Welcome" }, seen("Sorry"), 'body lacks "Welcome"'],
    ["latency", { maxLatencyMs: 300 }, seen("", { latencyMs: 300.6 }), "took 301 ms, more than 300 ms"],
    [
      "everything at once",
      { json: { ok: true }, contains: "x", maxLatencyMs: 1, version: "v" },
      seen({}, { status: 500 }),
      'status 500, not 200; ok is absent, not true; body lacks "x"; took 12 ms, more than 1 ms; says no v'.replace(
        /v$/,
        "version",
      ),
    ],
  ]
  test.each(faults)("%s is wrong", (_name, expect_, observation, detail) => {
    expect(read(expect_, observation)).toMatchObject({ right: false, reached: true, detail })
  })

  const right: [name: string, expect: Expect, observation: Observation][] = [
    ["status", { status: 401 }, seen("", { status: 401 })],
    [
      "values",
      { json: { ok: true, n: 3, "a.b": "x", e: null } },
      seen({ ok: true, n: 3, a: { b: "x" }, e: null }),
    ],
    ["text", { contains: "Welcome" }, seen("<h1>Welcome</h1>")],
    ["latency at its limit", { maxLatencyMs: 300 }, seen("", { latencyMs: 300 })],
  ]
  test.each(right)("%s is right", (_name, expect_, observation) => {
    expect(read(expect_, observation)).toMatchObject({ right: true, reached: true })
  })
})

describe("nothing is answered", () => {
  test.each([
    ["refused", true],
    ["reset", true],
    ["timeout", true],
    ["unreachable", false],
  ] as const)("%s: reached is %s", (error, reached) => {
    const observation = { kind: "error", error, message: `${error}, that is`, latencyMs: 3.4 } as const
    expect(read({ version: "version" }, observation)).toEqual({
      name: "api",
      url: "https://api.test/health",
      optional: false,
      right: false,
      served: "unknown",
      reached,
      status: null,
      latencyMs: 3,
      detail: `${error}, that is`,
    })
  })
})

describe("an answer that is up to something", () => {
  test.each([
    [80, "9".repeat(80)],
    [81, `${"9".repeat(79)}…`],
  ])("a value of %i characters is told as %s", (length, told) => {
    const { detail } = read({ version: "version" }, seen({ version: "9".repeat(length) }))
    expect(detail).toBe(`version ${told}, not v1.2.3`)
  })

  test("a huge value is cut in what is told", () => {
    const { detail } = read({ version: "version" }, seen({ version: "9".repeat(100_000) }))
    expect(detail).toBe(`version ${"9".repeat(79)}…, not v1.2.3`)
  })

  test("a huge body is read and not told", () => {
    const { right, detail } = read({ contains: "end" }, seen(`${"x".repeat(1_000_000)}end`))
    expect(right).toBe(true)
    expect(detail).toBe("200")
  })

  test("a deep body does no harm", () => {
    const deep = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`
    expect(read({ json: { "a.a.a": 1 } }, seen(deep))).toMatchObject({ right: false })
  })

  test("a terminal is not steered by a version", () => {
    const { detail } = read({ version: "version" }, seen({ version: "\u001b[2Jv1\nv2" }))
    expect(detail).toBe("version \ufffd[2Jv1 v2, not v1.2.3")
  })
})

test("name, address, latency and whether it is optional are passed on", () => {
  const check = checkOf({}, { name: "chat", optional: true })
  expect(readCheck(check, "https://x.test/", seen("", { latencyMs: 12.6 }), expected)).toMatchObject({
    name: "chat",
    url: "https://x.test/",
    optional: true,
    latencyMs: 13,
    status: 200,
  })
})
