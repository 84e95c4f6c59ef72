import { expect, test } from "vitest"
import { known, skipped, unavailable } from "../../src/core/fact.ts"

test("what was found out says whether it was known, not asked or not available", () => {
  expect(known(1)).toEqual({ kind: "known", value: 1 })
  expect(skipped("not asked")).toEqual({ kind: "skipped", why: "not asked" })
  expect(unavailable(new Error("no network"))).toEqual({ kind: "unavailable", message: "no network" })
})
