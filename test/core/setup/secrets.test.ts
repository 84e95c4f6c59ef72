import { describe, expect, test } from "vitest"
import type { Fact } from "../../../src/core/errors.ts"
import type { SecretRow, VersionSecrets } from "../../../src/core/secrets/review.ts"
import { nameOf } from "../../../src/core/setup/prerequisite.ts"
import { isMet, secretPrerequisites } from "../../../src/core/setup/setup.ts"
import { RELEASE, reviewOf, secretRow } from "../secrets/samples.ts"
import { known } from "./samples.ts"

const prerequisites = (seen: Fact<VersionSecrets>) => secretPrerequisites("staging", seen, "host")
const of = (...rows: SecretRow[]) => prerequisites(known({ release: RELEASE, review: reviewOf(rows) }))

describe("the secrets of a stage", () => {
  test("are a prerequisite each, by name, and only those that the version needs", () => {
    const found = of(
      secretRow({ name: "AuthSecret" }),
      secretRow({ name: "ChatKey", state: "missing" }),
      secretRow({ name: "Theme", required: false, state: "missing" }),
    )
    expect(found.map((one) => `${nameOf(one)} ${one.state}`)).toEqual([
      "secret AuthSecret staging ok",
      "secret ChatKey staging missing",
    ])
    expect(found[0]).toMatchObject({ title: "The stage has its value" })
    expect(isMet(found)).toBe(false)
  })

  test.each<[SecretRow["state"], string, string]>([
    ["missing", "missing", "it is not set, and v1.2.3 needs it"],
    ["empty", "differs", "it is empty"],
    ["placeholder", "differs", "it is a placeholder"],
  ])("%s: no run makes it up, a person gives it", (state, expected, detail) => {
    expect(of(secretRow({ state }))).toMatchObject([
      {
        state: expected,
        detail,
        optional: false,
        changes: [],
        byHand: ["release-pipeline secrets-set --name AuthSecret --stage staging --tag v1.2.3"],
        secret: { name: "AuthSecret", stage: "staging", release: RELEASE },
      },
    ])
  })

  test("that are set need no command", () => {
    expect(of(secretRow())).toMatchObject([{ state: "ok", changes: [], byHand: [], secret: null }])
  })

  test("are none where the version needs none", () => {
    const [one, ...more] = of(secretRow({ required: false, state: "missing" }))
    expect(more).toEqual([])
    expect(one).toMatchObject({
      ...{ id: "secrets", state: "ok", detail: "v1.2.3 needs none" },
      title: "The stage has every secret that the newest version needs",
    })
  })

  test("are unknown where nothing can be asked yet, without which setup is complete", () => {
    const found = prerequisites({ kind: "skipped", why: "no version is tagged yet" })
    expect(found).toMatchObject([
      { id: "secrets", state: "unknown", detail: "no version is tagged yet", asked: false, byHand: [] },
    ])
    expect(isMet(found)).toBe(true)
  })

  test("are unknown where they cannot be listed, without which it is not", () => {
    const found = prerequisites({ kind: "unavailable", message: "SST cannot be found" })
    expect(found).toMatchObject([
      { id: "secrets", state: "unknown", detail: "SST cannot be found", asked: true },
    ])
    expect(isMet(found)).toBe(false)
  })
})
