import { describe, expect, test } from "vitest"
import { changesOf } from "../../../src/core/sst/diff.ts"

const step = (op: string, name = "Api") => ({ op, type: "aws:lambda/function:Function", name })

describe("the changes of an sst diff", () => {
  test("leave out what stays as it is", () => {
    const steps = [step("same"), step("read"), step("refresh"), step("update"), step("delete", "Old")]
    expect(changesOf({ steps })).toEqual({ kind: "known", value: [step("update"), step("delete", "Old")] })
  })

  test("name a replacement once, in however many steps it is made", () => {
    const steps = ["create-replacement", "replace", "delete-replaced"].map((op) => step(op))
    expect(changesOf({ steps })).toEqual({ kind: "known", value: [step("replace")] })
    expect(changesOf({ steps: [...steps, step("replace", "Other")] })).toMatchObject({
      value: [{ name: "Api" }, { name: "Other" }],
    })
  })

  test("are not to be had where SST failed or said something else", () => {
    expect(changesOf({ error: "no" })).toEqual({ kind: "unavailable", message: "no" })
    for (const told of [null, {}, { steps: [{ op: "create" }] }]) {
      expect(changesOf(told)).toEqual({
        kind: "unavailable",
        message: "sst diff said nothing that can be read.",
      })
    }
  })
})
