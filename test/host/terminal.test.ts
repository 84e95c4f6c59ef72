import { Writable } from "node:stream"
import { stripVTControlCharacters } from "node:util"
import { describe, expect, test } from "vitest"
import type { Outcome } from "../../src/core/report/report.ts"
import {
  colouredReport,
  isLive,
  isWatched,
  liveProgress,
  paintFor,
  phaseLine,
} from "../../src/host/terminal.ts"

const OUTCOMES: readonly Outcome[] = [
  "deployed",
  "done",
  "blocked",
  "failed",
  "rolled-back",
  "rollback-failed",
  "inconclusive",
]
const TERMINAL = { isTTY: true }
const paint = paintFor(TERMINAL, {})

describe("a terminal is written to in colour", () => {
  test.each([
    [TERMINAL, {}, true],
    [{}, {}, false],
    [TERMINAL, { NO_COLOR: "1" }, false],
    [TERMINAL, { NO_COLOR: "" }, true],
    [TERMINAL, { CI: "true" }, false],
    [TERMINAL, { TERM: "dumb" }, false],
  ])("%j with %j: %j", (stream, env, watched) => {
    expect(isWatched(stream, env)).toBe(watched)
    expect(paintFor(stream, env)("red", "x") !== "x").toBe(watched)
  })

  test("and written over only where it has a size", () => {
    const sized = (rows: number) => isLive({ isTTY: true, rows, columns: 80 } as NodeJS.WriteStream, {})
    expect([sized(24), sized(0)]).toEqual([true, false])
  })
})

describe("a report for a terminal", () => {
  const text =
    "production runs v1\n\nUSAGE  Wrong.\nFix: Right.\n\ngates\n  ok       a: b\n  FAIL     c: d\n  | ok\n"

  test("says the same as the plain one, with marks", () => {
    expect(stripVTControlCharacters(colouredReport(paint, text, "rolled-back"))).toBe(
      text
        .replace("production", "↩ production")
        .replace("  ok       a", "  ✔ ok       a")
        .replace("  FAIL", "  ✘ FAIL"),
    )
  })

  test("has a mark for every outcome", () => {
    const marks = OUTCOMES.map((outcome) => stripVTControlCharacters(colouredReport(paint, "x", outcome)))
    expect(marks).toEqual(["✔ x", "✔ x", "■ x", "✘ x", "↩ x", "✘ x", "? x"])
  })
})

test("a phase's line is harmless, whatever a tool said", () => {
  const phase = {
    name: "deploy",
    status: "failed",
    startedAt: "",
    durationMs: 61_000,
    detail: "a\u001b[2Jb",
  } as const
  expect(stripVTControlCharacters(phaseLine(paint, phase))).toBe("  ✘ deploy        1 min 01 s  a\ufffd[2Jb")
})

/** Keeps what a terminal of this size would be sent. */
function terminal(): { stream: NodeJS.WriteStream; sent: () => string } {
  let text = ""
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk
      done()
    },
  })
  Object.assign(stream, { isTTY: true, columns: 80, rows: 24 })
  return { stream: stream as unknown as NodeJS.WriteStream, sent: () => text }
}

test("phases under way are below the lines that were said, with their time, and then in their place", async () => {
  const { stream, sent } = terminal()
  const { say, tracer, end } = await liveProgress(stream, paintFor({}, {}))
  let seen = ""
  await tracer?.span("deploy", async () => {
    say("building \u001b[31m…")
    seen = stripVTControlCharacters(sent())
  })
  tracer?.ended?.({ name: "deploy", status: "ok", startedAt: "", durationMs: 100, detail: "v1" })
  end()
  expect(seen).toMatch(/^ {2}. deploy +0\.0 s\n/)
  expect(seen).toMatch(/ {4}building \ufffd\[31m…\n {2}. deploy +0\.0 s\n$/)
  const all = stripVTControlCharacters(sent())
  expect(all).toMatch(/ {2}✔ deploy +0\.1 s {2}v1\n\n$/)
  // nothing goes on once it has ended
  expect(all.match(/✔ deploy/g)).toHaveLength(1)
})
