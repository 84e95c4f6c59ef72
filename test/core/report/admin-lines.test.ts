import { expect, test } from "vitest"
import {
  findingLines,
  initSections,
  parityLines,
  prerequisiteLines,
  secretHeads,
  secretRows,
} from "../../../src/core/report/admin-lines.ts"
import { renderMarkdown } from "../../../src/core/report/render-markdown.ts"
import { renderText } from "../../../src/core/report/render-text.ts"
import type { SecretsReview } from "../../../src/core/secrets/review.ts"
import { reportOf } from "../../helpers/samples.ts"

const REVIEW: SecretsReview = {
  stage: "production",
  rows: [
    { name: "AuthSecret", required: true, isNew: true, state: "missing", elsewhere: "set" },
    { name: "SlackToken", required: false, isNew: false, state: "placeholder", elsewhere: null },
    { name: "OpenAiKey", required: true, isNew: false, state: "set", elsewhere: "set" },
  ],
}

test("secrets are told by name, with what is wrong in capitals", () => {
  expect(secretRows({ secrets: REVIEW })).toEqual([
    ["AuthSecret", "required, new", "MISSING", "set"],
    ["SlackToken", "optional", "placeholder", "-"],
    ["OpenAiKey", "required", "set", "set"],
  ])
  expect(secretHeads(REVIEW)).toEqual(["secret", "need", "production", "staging"])
  expect(secretHeads({ ...REVIEW, stage: "staging" })).toEqual(["secret", "need", "staging", "production"])
  expect(parityLines(REVIEW)).toEqual(["set on one stage only: AuthSecret"])
  const uneven = { name: "Theme", required: true, isNew: false, state: "set", elsewhere: "missing" } as const
  expect(parityLines({ ...REVIEW, rows: [...REVIEW.rows, uneven] })).toEqual([
    "set on one stage only: AuthSecret, Theme",
  ])
})

test("a report without secrets shows none", () => {
  expect(secretRows({ secrets: null })).toEqual([])
  expect(parityLines(null)).toEqual([])
})

test("secrets stand in every report for people", () => {
  const report = reportOf({ command: "secrets", tag: "v1.2.3", stage: "production", secrets: REVIEW })
  expect(renderText(report)).toContain("production has every secret that v1.2.3 needs")
  expect(renderText(report)).toMatch(/AuthSecret {2}required, new {2}MISSING/)
  expect(renderMarkdown(report)).toContain("AuthSecret")
})

test("why a finding matters is said once to those of one kind", () => {
  const finding = {
    code: "CONFIG",
    stage: null,
    status: "fail",
    why: "It is judged by that",
    fix: "Fix it.",
  } as const
  expect(
    findingLines([
      { ...finding, what: "one" },
      { ...finding, what: "two" },
      { ...finding, why: "Another why.", what: "three" },
    ]),
  ).toEqual([
    "  FAIL     CONFIG: one",
    "           It is judged by that.",
    "           fix: Fix it.",
    "  FAIL     CONFIG: two",
    "           fix: Fix it.",
    "  FAIL     CONFIG: three",
    "           Another why.",
    "           fix: Fix it.",
  ])
})

test("commands stand where something is not as it should be, or was done; what a person should look at has a title", () => {
  const one = { id: "role", stage: null, title: "A role", detail: "so", optional: false, byHand: ["by hand"] }
  const commands = ["aws iam"]
  const all = [
    { ...one, state: "ok" as const, applied: false, commands },
    { ...one, state: "ok" as const, applied: true, commands },
    { ...one, state: "missing" as const, applied: false, commands },
  ]
  expect(prerequisiteLines(all)).toEqual([
    "  ok       role  A role: so",
    "  done     role  A role: so",
    "             $ aws iam",
    "             $ by hand",
    "  MISSING  role  A role: so",
    "             $ aws iam",
    "             $ by hand",
  ])
  const initialized = { files: [], found: ["a"], notes: ["b"], next: ["doctor", "git add c"] }
  expect(initSections(reportOf({ command: "init", initialized }))).toEqual([
    { title: "found", lines: ["a"] },
    { title: "look at", lines: ["b"] },
    { title: "next", lines: ["release-pipeline doctor", "git add c"] },
  ])
})
