import { Writable } from "node:stream"
import { stripVTControlCharacters } from "node:util"
import { describe, expect, test } from "vitest"
import type { Outcome, PhaseResult } from "../../src/core/report/report.ts"
import {
  colouredReport,
  isLive,
  isWatched,
  liveProgress,
  NO_PROGRESS,
  paintFor,
  phaseLine,
  plainProgress,
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
    "production runs v1\n  runs      v1; seen\n\nUSAGE  Wrong.\nFix: Right.\n\ngates\n  ok       a: b\n  FAIL     c: d\n  | ok\n"

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

const watched = (name: string, limitSeconds = 0, result: PhaseResult | null = null) => ({
  name,
  limitSeconds,
  result: () => result,
})
const ended = { name: "deploy", status: "ok", startedAt: "", durationMs: 100, detail: "v1" } as const

/** What was sent since the last look, without colours. */
const freshOf = ({ sent }: ReturnType<typeof terminal>) => {
  let seen = 0
  return () => {
    const text = stripVTControlCharacters(sent().slice(seen))
    seen = sent().length
    return text
  }
}

test("phases under way are below the lines that were said, with their time, and then in their place", async () => {
  const { stream, sent } = terminal()
  const { say, tracer, end } = await liveProgress(stream, paintFor({}, {}))
  let seen = ""
  await tracer?.span(watched("deploy", 0, ended), async () => {
    say("building \u001b[31m…")
    seen = stripVTControlCharacters(sent())
  })
  end()
  expect(seen).toMatch(/^ {2}. deploy +\d\.\d s\n/)
  expect(seen).toMatch(/ {4}building \ufffd\[31m…\n {2}. deploy +\d\.\d s\n$/)
  const all = stripVTControlCharacters(sent())
  expect(all).toMatch(/ {2}✔ deploy +0\.1 s {2}v1\n\n$/)
  // nothing goes on once it has ended
  expect(all.match(/✔ deploy/g)).toHaveLength(1)
})

describe("a phase under way shows on its line", () => {
  async function during(
    verbosity: "normal" | "verbose",
    body: (progress: Awaited<ReturnType<typeof liveProgress>>) => void,
    columns = 80,
  ): Promise<string> {
    const shown = terminal()
    shown.stream.columns = columns
    const fresh = freshOf(shown)
    const progress = await liveProgress(shown.stream, paintFor({}, {}), verbosity)
    let text = ""
    await progress.tracer?.span(watched("smoke", 90), async () => {
      fresh()
      body(progress)
      text = fresh()
    })
    progress.end()
    return text
  }

  test("the time that it has, and each attempt as it comes", async () => {
    const text = await during("normal", ({ tracer }) => {
      tracer?.note?.("attempt 1: api not-yet")
      tracer?.note?.("attempt 2: api pass")
    })
    const lines = text.split("\n").filter((line) => line !== "")
    expect(lines).toEqual([
      expect.stringMatching(/^ {2}. smoke +\d\.\d s of 1 min 30 s {2}attempt 1: api not-yet$/),
      expect.stringMatching(/^ {2}. smoke +\d\.\d s of 1 min 30 s {2}attempt 2: api pass$/),
    ])
  })

  test("the last line of its tool, harmless and on one line of the terminal", async () => {
    const text = await during("normal", ({ hear }) => hear(`\u001b[2J${"x".repeat(200)}`), 60)
    const [line = ""] = text.split("\n")
    expect(line).toMatch(/ {2}\ufffd\[2Jx+…$/)
    expect(line.length).toBeLessThan(60)
    expect(await during("normal", ({ hear }) => hear("x"), 20)).not.toContain("x\n")
  })

  test("and no more of wide characters than has room", async () => {
    const text = await during("normal", ({ hear }) => hear("構築中".repeat(30)), 60)
    const [line = ""] = text.split("\n")
    const wide = line.match(/[構築中]/g)?.length ?? 0
    expect(line).toMatch(/[構築中]…$/)
    expect(wide).toBeGreaterThan(5)
    expect(line.length + wide).toBeLessThan(60)
  })

  test("all that its tool prints stays for one who wants it", async () => {
    const text = await during("verbose", ({ hear, tracer }) => {
      hear("building")
      tracer?.note?.("attempt 1")
    })
    expect(text).toMatch(/^ {4}building$/m)
    expect(text).toMatch(/^ {4}attempt 1$/m)
  })

  test("nothing that is heard when no phase is under way", async () => {
    const shown = terminal()
    const { hear, tracer, end } = await liveProgress(shown.stream, paintFor({}, {}))
    hear("late")
    tracer?.note?.("later")
    end()
    expect(shown.sent()).not.toContain("late")
  })
})

describe("where nobody watches a terminal", () => {
  test("lines come as they are said and heard, and attempts for one who wants them", () => {
    const shown = terminal()
    const progress = plainProgress(shown.stream, "normal")
    progress.say("a")
    progress.hear("b")
    expect(progress.tracer).toBeUndefined()
    plainProgress(shown.stream, "verbose").tracer?.note?.("attempt 1")
    expect(shown.sent()).toBe("a\nb\nattempt 1\n")
  })

  test("nothing is shown to one who wants the report alone", async () => {
    const { say, hear, tracer, end } = NO_PROGRESS
    say("a")
    hear("b")
    tracer?.ended?.(ended)
    expect(await tracer?.span(watched("deploy"), async () => 1)).toBe(1)
    end()
  })
})
