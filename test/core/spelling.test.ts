import { describe, expect, test } from "vitest"
import { filledFix, REASONS } from "../../src/core/reasons.ts"
import { render } from "../../src/core/report/render.ts"
import { spell } from "../../src/core/text.ts"
import { REPORTS } from "../helpers/samples.ts"

describe("a command that a text advises", () => {
  test.each([
    ["`unlock --stage staging --reason 'WHY'`", "`dagger call unlock --stage staging --reason 'WHY'`"],
    [
      "look: `status`, `history --stage staging`",
      "look: `dagger call status`, `dagger call history --stage staging`",
    ],
    [
      "`doctor`, then `next-version`, then `history`",
      "`dagger call doctor`, then `dagger call next-version`, then `dagger call history`",
    ],
    ["`plan --tag v1.0.0 --stage staging` shows", "`dagger call plan --tag v1.0.0 --stage staging` shows"],
  ])("%s is spelled as it is called", (text, spelled) => expect(spell(text, "dagger call")).toBe(spelled))

  test.each([
    "`verify` in pipeline.json",
    "`gates.ci` and `smoke`",
    "unlock --stage staging",
    "`git fetch origin`",
    "`unlock --stage staging | sh`",
    "`unlock --stage a`b",
  ])("%s: this is none", (text) => {
    expect(spell(text, "release-pipeline")).toBe(
      text.replace("`unlock --stage a`", "`release-pipeline unlock --stage a`"),
    )
  })

  test("is whole in every format", () => {
    const report = REPORTS.blocked
    const command = "`release-pipeline deploy-staging --tag v1.2.3`"
    for (const format of ["text", "markdown", "json"] as const) {
      expect(spell(render(report, format), "release-pipeline")).toContain(command)
    }
  })
})

describe("a fix with the names of its run", () => {
  test("can be pasted", () => {
    const { fix } = REASONS.ONE_WAY
    expect(filledFix(fix, { stage: "production", tag: "v1.2.3" })).toContain(
      "`deploy-production --tag v1.2.3 --allow-one-way 'WHY'`",
    )
  })

  test("never holds a tag that a shell would read as more", () => {
    expect(filledFix("`plan --tag TAG`", { stage: null, tag: "v1;reboot" })).toBe("`plan --tag TAG`")
  })
})
