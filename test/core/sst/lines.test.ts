import { expect, test } from "vitest"
import { appOf } from "../../../src/core/sst/answer.ts"
import { classify } from "../../../src/core/sst/classify.ts"
import { progressFilter } from "../../../src/core/sst/lines.ts"
import { recorded } from "./recorded.ts"

test("progress is shown up to the word of success, and outputs are not", () => {
  const mayShow = progressFilter()
  const shown = recorded("success")
    .stdout.split("\n")
    .filter((line) => mayShow(line))
  expect(shown.at(-1)?.trim()).toBe("✓  Complete")
  expect(shown).not.toContain("")
})

test("progress of a failed deploy is shown to its end", () => {
  const mayShow = progressFilter()
  const shown = recorded("component downgrade")
    .stdout.split("\n")
    .filter((line) => mayShow(line))
  expect(shown.at(-1)).toMatch(/recreate this component/)
})

test("the app's name is what SST shows, or unknown", () => {
  expect(appOf(recorded("locked"))).toBe("probe")
  expect(appOf(recorded("no config"))).toBeNull()
  expect(classify({ exitCode: 1, stdout: "|  Locked      \n", stderr: "", log: null })).toMatchObject({
    kind: "locked",
    app: null,
  })
})
