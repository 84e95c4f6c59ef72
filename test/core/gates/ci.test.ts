import { describe, expect, test } from "vitest"
import { type CommitCheck, countChecks, isUndecided } from "../../../src/core/gates/gate.ts"
import { judgeGates } from "../../../src/core/gates/gates.ts"
import { checkNamed, known } from "../../helpers/fake-code-host.ts"
import { factsOf } from "./samples.ts"

const gateOn = (checks: CommitCheck[], rule: { required?: string[]; ignore?: string[] } = {}) => {
  const ci = known(countChecks(checks, { required: [], ignore: [], ...rule }))
  return judgeGates(factsOf({}, { ci })).find(({ id }) => id === "ci")
}
const many = (count: number, said: string) =>
  Array.from({ length: count }, (_, index) => checkNamed(`check ${index + 1}`, said))

describe("CI", () => {
  test.each<[string, CommitCheck[], object, string]>([
    ["one success", [checkNamed("test")], {}, "1 check passed on aaaaaaa: test"],
    [
      "a success beside what proves nothing",
      [checkNamed("test"), checkNamed("docs", "skipped"), checkNamed("info", "neutral")],
      {},
      "1 check passed on aaaaaaa: test",
    ],
    [
      "all that is required",
      [checkNamed("test"), checkNamed("lint"), checkNamed("docs")],
      { required: ["lint", "test"] },
      "3 checks passed on aaaaaaa: test, lint, docs",
    ],
    [
      "a success while the pipeline's own jobs run and fail",
      [checkNamed("test"), checkNamed("deploy / production", "in_progress"), checkNamed("deploy", "failure")],
      { ignore: ["deploy", "deploy / *"] },
      "1 check passed on aaaaaaa: test",
    ],
    [
      "many",
      many(12, "success"),
      {},
      `12 checks passed on aaaaaaa: ${many(10, "")
        .map(({ name }) => name)
        .join(", ")}, and 2 more`,
    ],
  ])("passes on %s", (_, checks, rule, detail) => {
    expect(gateOn(checks, rule)).toMatchObject({ status: "pass", detail })
  })

  test.each<[string, CommitCheck[], object, string, string]>([
    ["nothing", [], {}, "CI_MISSING", "No check has reported on aaaaaaa."],
    [
      "an earlier deploy",
      [checkNamed("Release / Pipeline on staging")],
      {},
      "CI_MISSING",
      "No check has reported on aaaaaaa, apart from 1 that does not count.",
    ],
    [
      "the pipeline's own jobs",
      [checkNamed("deploy"), checkNamed("deploy / staging")],
      { ignore: ["deploy*"] },
      "CI_MISSING",
      "No check has reported on aaaaaaa, apart from 2 that do not count.",
    ],
    [
      "what was skipped",
      [checkNamed("test", "skipped"), checkNamed("info", "neutral")],
      {},
      "CI_MISSING",
      "No check has passed on aaaaaaa: test (skipped), info (neutral).",
    ],
    [
      "a running check",
      [checkNamed("lint"), checkNamed("test", "in_progress"), checkNamed("e2e", "queued")],
      {},
      "CI_UNFINISHED",
      "Not finished on aaaaaaa: test (in_progress), e2e (queued).",
    ],
    [
      "a required check that has not reported",
      [checkNamed("lint")],
      { required: ["lint", "e2e"] },
      "CI_UNFINISHED",
      "Not finished on aaaaaaa: e2e (not reported).",
    ],
    [
      "a required check that did not run",
      [checkNamed("lint"), checkNamed("e2e", "skipped")],
      { required: ["e2e"] },
      "CI_NOT_GREEN",
      "Required, but proves nothing on aaaaaaa: e2e (skipped).",
    ],
    [
      "a required check that is ignored",
      [checkNamed("lint"), checkNamed("deploy")],
      { required: ["deploy"], ignore: ["deploy"] },
      "CI_UNFINISHED",
      "Not finished on aaaaaaa: deploy (not reported).",
    ],
    [
      "failures, and names each",
      [
        ...[
          "failure",
          "cancelled",
          "timed_out",
          "action_required",
          "stale",
          "startup_failure",
          "brand_new",
        ].map((said) => checkNamed(`a ${said}`, said)),
        checkNamed("test"),
        checkNamed("e2e", "in_progress"),
      ],
      {},
      "CI_NOT_GREEN",
      "Not passed on aaaaaaa: a failure (failure), a cancelled (cancelled), a timed_out (timed_out), " +
        "a action_required (action_required), a stale (stale), a startup_failure (startup_failure), " +
        "a brand_new (brand_new).",
    ],
  ])("does not pass on %s", (_, checks, rule, code, detail) => {
    const gate = gateOn(checks, rule)
    expect(gate).toMatchObject({ status: "fail", code, detail })
    expect(gate?.fix).toMatch(/\.$/)
  })

  test("names of others cannot steer a terminal", () => {
    expect(gateOn([checkNamed("\u001b[2Jtest\nok", "failure")])?.detail).toBe(
      "Not passed on aaaaaaa: \ufffd[2Jtest ok (failure).",
    )
  })

  test("that was not asked is skipped, and one that cannot be asked fails", () => {
    const skipped = judgeGates(factsOf({}, { ci: { kind: "skipped", why: "nobody was asked" } }))
    expect(skipped.find(({ id }) => id === "ci")).toMatchObject({
      status: "skipped",
      detail: "nobody was asked",
      code: null,
    })
    const away = judgeGates(factsOf({}, { ci: { kind: "unavailable", message: "GitHub is away." } }))
    expect(away.find(({ id }) => id === "ci")).toMatchObject({
      status: "fail",
      code: "GATE_UNAVAILABLE",
      detail: "GitHub is away.",
    })
  })
})

describe("CI may still change", () => {
  const undecided = (checks: CommitCheck[], required: string[] = []) =>
    isUndecided(countChecks(checks, { required, ignore: [] }))

  test("while a check runs, a required one is missing, or nothing has reported", () => {
    expect(undecided([checkNamed("a"), checkNamed("b", "queued")])).toBe(true)
    expect(undecided([checkNamed("a")], ["b"])).toBe(true)
    expect(undecided([])).toBe(true)
  })

  test("but not once something failed, or everything has ended", () => {
    expect(undecided([checkNamed("a", "failure"), checkNamed("b", "queued")])).toBe(false)
    expect(undecided([checkNamed("a", "failure")], ["b"])).toBe(false)
    expect(undecided([checkNamed("a")], ["a"])).toBe(false)
    expect(undecided([checkNamed("a", "skipped")])).toBe(false)
  })
})

describe("a check is ignored by its name or a pattern", () => {
  const isIgnored = (name: string, ignore: string[]) =>
    countChecks([checkNamed(name)], { required: [], ignore }).ignored === 1

  test.each<[string, string, boolean]>([
    ["deploy", "deploy", true],
    ["deploy", "Deploy", false],
    ["deploy 2", "deploy", false],
    ["deploy", "*", true],
    ["", "*", true],
    ["deploy / production", "deploy / *", true],
    ["deploy", "deploy*", true],
    ["my deploy", "*deploy", true],
    ["my deploy job", "*deploy*", true],
    ["a-b-c", "a*b*c", true],
    ["a-c-b", "a*b*c", false],
    ["a-x-c", "a*b*c", false],
    ["ab", "ab*ab", false],
    ["ab", "*ab*ab*", false],
    ["abab", "*ab*ab*", true],
    ["aba", "ab*ba", false],
    ["abba", "ab*ba", true],
    ["abc", "a.c", false],
    ["a.c", "a.c", true],
    ["test (ubuntu, 24)", "test (*)", true],
    ["a**b", "a***b", true],
  ])("%j by %j: %s", (name, pattern, expected) => {
    expect(isIgnored(name, [pattern])).toBe(expected)
  })

  test("one of several is enough, and none never is", () => {
    expect(isIgnored("b", ["a", "b*"])).toBe(true)
    expect(isIgnored("b", [])).toBe(false)
  })

  test("a long pattern on a long name takes no time", () => {
    const started = performance.now()
    expect(isIgnored("a".repeat(20_000), [`${"a*".repeat(200)}b`])).toBe(false)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
