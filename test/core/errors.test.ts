import { describe, expect, test } from "vitest"
import {
  environmentError,
  known,
  messageOf,
  PipelineError,
  renderError,
  skipped,
  unavailable,
  usageError,
} from "../../src/core/errors.ts"

describe("renderError", () => {
  test("B9: an answer that was lost is no promise that nothing was changed", () => {
    const text = renderError(environmentError("LEDGER_ANSWER_LOST", "It may hold the stage."))
    expect(text).toMatch(/^LEDGER_ANSWER_LOST {2}It may hold the stage\.\nFix: /)
  })

  test("a usage error names every problem with its place, and that nothing was changed", () => {
    const problems = [
      { path: "app", message: "is missing" },
      { path: "smoke.checks[0].url", message: "must not be empty", fix: "" },
      { path: "colour", message: "is unknown", fix: "Take it out." },
    ]
    expect(renderError(usageError("CONFIG_INVALID", "pipeline.json has 3 problems.", problems))).toBe(
      [
        "CONFIG_INVALID  pipeline.json has 3 problems.",
        "  app: is missing",
        "  smoke.checks[0].url: must not be empty",
        "  colour: is unknown",
        "      Take it out.",
        "Nothing was changed.",
        "Fix: Correct every place that the message names.",
      ].join("\n"),
    )
  })

  test("an environment error tells its reason, and that nothing was changed only where that is known", () => {
    const error = environmentError("LEDGER_UNAVAILABLE", "The remote is gone.")
    expect(renderError(error)).not.toContain("changed")
    error.nothingChanged = true
    expect(renderError(error)).toBe(
      [
        "LEDGER_UNAVAILABLE  The remote is gone.",
        "Nothing was changed.",
        "Fix: Check that the repository or its remote can be reached and written to. While it cannot be: docs/runbooks/break-glass.md.",
      ].join("\n"),
    )
  })

  test("any other error is called a defect, does not claim that nothing was changed, and keeps its stack", () => {
    const error = new TypeError("x is not a function")
    error.stack = "TypeError: x is not a function\n    at deploy"
    expect(renderError(error)).toBe(
      [
        "INTERNAL  The pipeline itself failed.",
        "Fix: Report it with the message below.",
        "TypeError: x is not a function",
        "    at deploy",
      ].join("\n"),
    )
  })

  test.each([
    ["an error without a stack", Object.assign(new Error("gone"), { stack: undefined }), "gone"],
    ["a thrown string", "boom", "boom"],
    ["nothing at all", undefined, "undefined"],
  ])("%s is shown as well as it can be", (_, thrown, detail) => {
    expect(renderError(thrown).split("\n").at(-1)).toBe(detail)
  })
})

describe("messageOf", () => {
  const circle: Record<string, unknown> = {}
  circle.self = circle

  test.each([
    ["an error", new Error("no route"), "no route"],
    ["a string", "no route", "no route"],
    ["undefined", undefined, "undefined"],
    ["null", null, "null"],
    ["a number", 7, "7"],
    ["a symbol", Symbol("s"), "Symbol(s)"],
    ["a big integer", 7n, "7"],
    ["an object", { code: 7 }, '{"code":7}'],
    ["an object that cannot be written as JSON", circle, "something that cannot be shown was thrown"],
  ])("%s has a text", (_, thrown, text) => expect(messageOf(thrown)).toBe(text))
})

test("a pipeline error is an error with a kind, a reason and problems", () => {
  const error = usageError("USAGE", "--tag is missing.")
  expect(error).toBeInstanceOf(PipelineError)
  expect(error).toMatchObject({
    name: "PipelineError",
    message: "--tag is missing.",
    kind: "usage",
    problems: [],
    reason: { code: "USAGE", message: "--tag is missing.", fix: "See --help." },
  })
  expect(environmentError("LEDGER_CORRUPT", "x").kind).toBe("environment")
})

test("what was found out says whether it was known, not asked or not available", () => {
  expect(known(1)).toEqual({ kind: "known", value: 1 })
  expect(skipped("not asked")).toEqual({ kind: "skipped", why: "not asked" })
  expect(unavailable(new Error("no network"))).toEqual({ kind: "unavailable", message: "no network" })
})
