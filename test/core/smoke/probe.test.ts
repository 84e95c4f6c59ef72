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

/** E5: what is missing, and what the answer has instead. */
const NO = (path: string, instead: string) => `wrong, unknown: no ${JSON.stringify(path)}; ${instead}`

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
    ["no version", "version", seen({}), NO("version", "the body is an empty object")],
    [
      "a version that is no text",
      "version",
      seen({ version: 1.2 }),
      "wrong, unknown: version is 1.2, not text",
    ],
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
      NO("version.length", "the body has version"),
    ],
    [
      "a path through nothing",
      "app.version",
      seen({ app: null, status: "ok" }),
      NO("app.version", "the body has app, status"),
    ],
    [
      "a body that is not read to its end",
      "version",
      seen('{"version":"v1.2.3","pad":"…', { readBytes: 262144 }),
      NO("version", "the body is too long: 262144 bytes of it are read"),
    ],
    ["a body that is no JSON", "version", seen("v1.2.3"), NO("version", "the body is not a JSON object")],
    ["an empty body", "version", seen(""), NO("version", "the body is empty")],
    [
      "a body that is a JSON text",
      "version",
      seen('"v1.2.3"'),
      NO("version", "the body is not a JSON object"),
    ],
    [
      "a header",
      "header:X-Version",
      seen("", { headers: { "x-version": "v1.2.3" } }),
      "right, expected: 200, version v1.2.3",
    ],
    [
      "another header",
      "header:X-Version",
      seen("", { headers: { etag: "v1.2.3", via: "x" } }),
      NO("header:X-Version", "the answer has the headers etag, via"),
    ],
    [
      "a header, and a body that has a value of that name",
      "header:X-Version",
      seen({ "header:X-Version": 7 }, { headers: { etag: "x" } }),
      NO("header:X-Version", "the answer has the headers etag"),
    ],
    ["nothing at all", "version", seen("null"), NO("version", "the body is not a JSON object")],
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
      "wrong, unknown: status 502, not 200; " +
        NO("version", "the body is not a JSON object").replace(/^.*?: /, ""),
    ],
  ]
  test.each(version)("%s", (_name, path, observation, result) => {
    expect(told({ version: path }, observation)).toBe(result)
  })

  test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "nobody has a version at %s",
    (key) => {
      expect(told({ version: key }, seen({}))).toBe(NO(key, "the body is an empty object"))
      expect(told({ version: `${key}.name` }, seen({}))).toBe(
        NO(`${key}.name`, "the body is an empty object"),
      )
      expect(told({ version: `header:${key}` }, seen(""))).toBe(
        NO(`header:${key}`, "the answer has the headers "),
      )
    },
  )

  test.each([
    [sha, `right, expected: 200, sha ${sha}`],
    [sha.slice(0, 7), "right, expected: 200, sha 2222222"],
    [sha.slice(0, 6), `wrong, other: sha 222222, not ${sha}`],
    [`${sha}2`, `wrong, other: sha ${sha}2, not ${sha}`],
    ["2222223", `wrong, other: sha 2222223, not ${sha}`],
  ])("commit %s", (commit, result) => {
    expect(told({ sha: "commit" }, seen({ commit }))).toBe(result)
  })

  test("version and commit must both be right", () => {
    const expect_ = { version: "v", sha: "s" }
    expect(told(expect_, seen({ v: "v1.2.3", s: sha }))).toBe(
      `right, expected: 200, version v1.2.3, sha ${sha}`,
    )
    expect(told(expect_, seen({ v: "v1.2.3", s: "0" }))).toBe(`wrong, other: sha 0, not ${sha}`)
    expect(told(expect_, seen({ v: "v1.2.3" }))).toBe('wrong, expected: no "s"; the body has v')
  })

  test("a check that asks for neither cannot tell", () => {
    expect(told({}, seen({ version: "v0" }))).toBe("right, unknown: 200")
  })

  test("a tag of another prefix is no other version", () => {
    const want = { tag: "release-1", sha, tagPrefix: "v" }
    expect(told({ version: "version" }, seen({ version: "release-2" }), want)).toBe(
      "wrong, other: version release-2, not release-1",
    )
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
    ["a value that is missing", { json: { users: 3 } }, seen({}), 'no "users"; the body is an empty object'],
    ["null that is missing", { json: { error: null } }, seen({}), 'no "error"; the body is an empty object'],
    [
      "a value below one that is there",
      { json: { "db.main.ok": true } },
      seen({ db: { main: { lag: 1, up: true } } }),
      'no "db.main.ok"; "db.main" has lag, up',
    ],
    [
      "a value below a list",
      { json: { "hosts.a.ok": true } },
      seen({ hosts: [1, 2] }),
      'no "hosts.a.ok"; "hosts" is a list of 2',
    ],
    [
      "a value below a text",
      { json: { "db.ok": true } },
      seen({ db: "up", at: 1 }),
      'no "db.ok"; the body has db, at',
    ],
    ["an object", { json: { db: "up" } }, seen({ db: { a: 1 } }), 'db is an object, not "up"'],
    ["a list", { json: { db: "up" } }, seen({ db: ["up"] }), 'db is a list, not "up"'],
    ["null", { json: { db: "up" } }, seen({ db: null }), 'db is null, not "up"'],
    ["no JSON at all", { json: { ok: true } }, seen("<html>"), 'no "ok"; the body is not a JSON object'],
    ["text", { contains: "Welcome" }, seen("Sorry"), 'body lacks "Welcome"'],
    [
      "text, in what is read of a long body",
      { contains: "Welcome" },
      seen("Sorry", { readBytes: 5 }),
      'body lacks "Welcome" in its first 5 bytes',
    ],
    ["latency", { maxLatencyMs: 300 }, seen("", { latencyMs: 300.6 }), "took 301 ms, more than 300 ms"],
    [
      "everything at once",
      { json: { ok: true }, contains: "x", maxLatencyMs: 1, version: "v" },
      seen({}, { status: 500 }),
      'status 500, not 200; no "ok"; the body is an empty object; body lacks "x"; took 12 ms, more than 1 ms; no "v"; the body is an empty object',
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
      claim: null,
      said: { version: null, sha: null },
      showsCommit: false,
      reached,
      status: null,
      retryAfterMs: null,
      latencyMs: 3,
      detail: `${error}, that is`,
      answer: null,
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

describe("D15: the commit as build tools write it", () => {
  const commit = "0a1b2c3d".padEnd(40, "e")
  const want = { ...expected, sha: commit }
  test.each([commit, commit.toUpperCase(), "0A1B2C3", "0a1b2c3d"])("%s", (value) => {
    expect(readCheck(checkOf({ sha: "commit" }), "", seen({ commit: value }), want)).toMatchObject({
      right: true,
      served: "expected",
      showsCommit: true,
    })
  })
})

test.each([
  [{ version: "v", sha: "s" }, { v: "v1.2.3", s: sha }, "v1.2.3 (2222222)"],
  [{ version: "v" }, { v: "v1.2.3" }, "v1.2.3"],
  [{ sha: "s" }, { s: sha }, sha],
  [{ version: "v", sha: "s" }, {}, null],
  [{}, { v: "v1.2.3" }, null],
])("what an answer calls itself, by %o of %o: %s", (expect_, body, claim) => {
  expect(read(expect_, seen(body)).claim).toBe(claim)
})

test("B6: a version alone shows no commit, and neither does a wrong one", () => {
  expect(read({ version: "v" }, seen({ v: "v1.2.3" }))).toMatchObject({ right: true, showsCommit: false })
  expect(read({ sha: "s" }, seen({ s: "f".repeat(40) }))).toMatchObject({ right: false, showsCommit: false })
})

describe("D15: build metadata", () => {
  const tagged = { ...expected, tag: "v1.2.3+7" }
  test.each([
    ["1.2.3+abc1234", expected, true],
    ["v1.2.3+abc1234", expected, true],
    ["1.2.30+abc", expected, false],
    ["1.2.3-rc.1+abc", expected, false],
    ["1.2.3+", expected, false],
    ["1.2.3+7", tagged, true],
    ["1.2.3+8", tagged, false],
    ["1.2.3", tagged, false],
  ])("%s for %o: %s", (version, want, right) => {
    expect(readCheck(checkOf({ version: "v" }), "", seen({ v: version }), want).right).toBe(right)
  })
})

describe("Retry-After", () => {
  const date = "Sat, 28 Nov 2026 10:00:00 GMT"
  test.each<[Record<string, string>, number | null]>([
    [{ "retry-after": "6" }, 6000],
    [{ "retry-after": "30" }, 30_000],
    [{ "retry-after": "30 seconds" }, null],
    [{ "retry-after": " 0 " }, 0],
    [{ "retry-after": "Sat, 28 Nov 2026 10:00:30 GMT", date }, 30_000],
    [{ "retry-after": "Sat, 28 Nov 2026 09:00:00 GMT", date }, 0],
    [{ "retry-after": "Sat, 28 Nov 2026 10:00:30 GMT" }, null],
    [{ "retry-after": "soon", date }, null],
    [{ "retry-after": "-3", date: "x" }, null],
    [{}, null],
  ])("%o is %s ms", (headers, ms) => {
    expect(read({}, seen("", { status: 429, headers })).retryAfterMs).toBe(ms)
  })
})

describe("what is kept of an answer", () => {
  test("nothing of a right one, nothing of an empty one", () => {
    expect(read({}, seen("all well")).answer).toBeNull()
    expect(read({}, seen("", { status: 500 })).answer).toBeNull()
  })

  test("the beginning of a wrong one, harmless and without what looks like a secret", () => {
    const body = `Error: \u001b[31mno connection to postgres://app:hunter2@db/x\n${"x".repeat(500)}`
    const { answer } = read({}, seen(body, { status: 500 }))
    expect(answer).toMatch(/^Error: \ufffd\[31mno connection to postgres:\/\/\*\*\*@db\/x x+…$/)
    expect(answer?.length).toBeLessThanOrEqual(200)
  })
})

test("E2: the address is the one that was really asked", () => {
  const asked = "https://api.test/health?pipeline-probe=1"
  expect(readCheck(checkOf({}), "https://api.test/health", { ...seen(""), asked }, expected).url).toBe(asked)
})

test("secrets are taken out of what is shown of an answer, in each place, and change no verdict", () => {
  const hide = (text: string) => text.replaceAll("hunter2", "***")
  const body = { version: "hunter2", token: "hunter2", deep: { text: "a hunter2", count: 3 } }
  const observation = { ...seen(body), hide } as Observation
  const expect_ = { version: "version", json: { token: "x", "deep.text": "a hunter2", "deep.count": 4 } }
  const reading = read(expect_, observation)
  expect(reading.detail).toBe('token is "***", not "x"; deep.count is 3, not 4; version ***, not v1.2.3')
  expect(JSON.stringify(reading)).not.toContain("hunter2")
})
