import { describe, expect, test } from "vitest"
import {
  type LockReading,
  lockedReason,
  parseLockReading,
  parseSstRunId,
  sstRunId,
} from "../../../src/core/sst/failures.ts"

const SHA = "abcdef0123".repeat(4)
const NOW = new Date("2026-11-24T18:41:15.465Z")
/** as sst 4.17.1 writes it */
const LOCK = {
  created: "2026-11-24T18:36:15.465092674Z",
  updateID: "fe5df127dd17cff869cfde4b",
  runID: "",
  command: "deploy",
  ignore: true,
}
const reading = (lock: unknown) => parseLockReading(JSON.stringify({ lock }))

describe("a run id", () => {
  test.each(["v1.2.3", "release@2/v1.0.0", "v1.0.0-rc.1+build"])("of %s is read back", (tag) => {
    const text = sstRunId({ tag, sha: SHA }, "run-7")
    expect(text).toBe(`${tag}@${SHA}#run-7`)
    expect(parseSstRunId(text)).toEqual({ release: { tag, sha: SHA }, runId: "run-7" })
  })

  test("of a commit in SHA-256 is read back", () => {
    const release = { tag: "v1.2.3", sha: SHA + "0".repeat(24) }
    expect(parseSstRunId(sstRunId(release, "run-7"))).toEqual({ release, runId: "run-7" })
  })

  test.each([
    "",
    "gha-1",
    "v1@abc#run",
    `@${SHA}#run`,
    `v1@${SHA}#`,
    `v1@${SHA}`,
    `v1@${SHA}#a#b`,
    `x\nv1@${SHA}#run`,
  ])("%j is not this pipeline's", (text) => expect(parseSstRunId(text)).toBeNull())
})

describe("a lock", () => {
  test("is free, held or unreadable", () => {
    expect(reading(null)).toEqual({ kind: "free" })
    expect(reading(LOCK)).toMatchObject({ kind: "held", lock: { command: "deploy", runID: "" } })
    expect(parseLockReading('{"error":"no bucket"}')).toEqual({ kind: "unreadable", message: "no bucket" })
  })

  test.each([
    ["null", "the lock could not be read"],
    ["", "the lock could not be read"],
    ["[]", "the lock has an unknown form"],
    ["{}", "the lock has an unknown form"],
    ['{"lock":{}}', "the lock has an unknown form"],
    ['{"lock":7}', "the lock has an unknown form"],
    ['{"lock":{"created":1}}', "the lock has an unknown form"],
  ])("that is printed as %j is not taken for free", (text, message) => {
    expect(parseLockReading(text)).toEqual({ kind: "unreadable", message })
  })

  test("that is gone a moment later needs no more than another deploy", () => {
    expect(lockedReason("staging", { kind: "free" }, NOW).fix).toBe("Deploy again.")
  })

  test.each<[string, LockReading, RegExp]>([
    ["outside", reading(LOCK), /a deploy outside this pipeline \(sst deploy, no run id\) for 5 min 00 s\.$/],
    ["another tool", reading({ ...LOCK, runID: "gha-99" }), /\(sst deploy, run id gha-99\)/],
    [
      "another run",
      reading({ ...LOCK, runID: sstRunId({ tag: "v1.2.3", sha: SHA }, "r-1") }),
      /run r-1 of a pipeline \(sst deploy, v1\.2\.3 \(abcdef0\)\)/,
    ],
    ["an unknown owner", { kind: "unreadable", message: "no bucket" }, /cannot be read: no bucket/],
    ["no one now", { kind: "free" }, /a moment later it was not/],
  ])("held by %s is refused with what is known", (_name, found, message) => {
    const { code, message: text } = lockedReason("staging", found, NOW)
    expect(code).toBe("SST_LOCKED")
    expect(text).toMatch(message)
  })
})
