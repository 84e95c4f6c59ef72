import { describe, expect, test } from "vitest"
import { diagnose } from "../../../src/core/doctor/doctor.ts"
import type { Fact } from "../../../src/core/errors.ts"
import type { SecretRow, VersionSecrets } from "../../../src/core/secrets/review.ts"
import { RELEASE, reviewOf, secretRow } from "../secrets/samples.ts"
import { known } from "../setup/samples.ts"
import { lookOf } from "./samples.ts"

const findings = (secrets: Fact<VersionSecrets>) =>
  diagnose(lookOf({ secrets })).filter(({ code }) => code.startsWith("SECRETS"))
const of = (rows: SecretRow[], stage: "staging" | "production" = "staging") =>
  findings(known({ release: RELEASE, review: reviewOf(rows, stage) }))
const described = (found: ReturnType<typeof findings>) =>
  found.map(({ status, code, what }) => `${status} ${code}: ${what}`)

const setOn = (stage: string, name = "AuthSecret") =>
  `release-pipeline secrets-set --name ${name} --stage ${stage} --tag v1.2.3`

const EVEN = "ok SECRETS_PARITY: both stages have the same secrets set"

describe("what doctor says of secrets", () => {
  test.each<[string, SecretRow[], string[]]>([
    [
      "all set",
      [secretRow(), secretRow({ name: "B" })],
      ["ok SECRETS: v1.2.3 needs 2 secrets, each set on a stage", EVEN],
    ],
    ["none needed", [], ["ok SECRETS: v1.2.3 needs none", EVEN]],
    [
      "one that production lacks",
      [secretRow({ elsewhere: "missing" })],
      [
        "ok SECRETS: v1.2.3 needs 1 secret, each set on a stage",
        "fail SECRETS_PARITY: AuthSecret: set on staging, production lacks it",
      ],
    ],
    [
      "one that staging has only as a placeholder",
      [secretRow({ state: "placeholder" })],
      [
        "ok SECRETS: v1.2.3 needs 1 secret, each set on a stage",
        "fail SECRETS_PARITY: AuthSecret: set on production, staging lacks it",
      ],
    ],
    [
      "some that one lacks and one that the other does",
      [
        secretRow({ name: "A", elsewhere: "missing" }),
        secretRow({ name: "B", elsewhere: "empty" }),
        secretRow({ name: "C", state: "missing" }),
      ],
      [
        "ok SECRETS: v1.2.3 needs 3 secrets, each set on a stage",
        "fail SECRETS_PARITY: C: set on production, staging lacks it; A, B: set on staging, production lacks them",
      ],
    ],
    [
      "one that the version can do without",
      [secretRow({ name: "Theme", required: false, elsewhere: "missing" })],
      ["ok SECRETS: v1.2.3 needs none", "warn SECRETS_PARITY: Theme: set on staging, production lacks it"],
    ],
    [
      "one that the version can do without, beside one that it needs",
      [
        secretRow({ name: "Theme", required: false, elsewhere: "missing" }),
        secretRow({ elsewhere: "missing" }),
      ],
      [
        "ok SECRETS: v1.2.3 needs 1 secret, each set on a stage",
        "fail SECRETS_PARITY: Theme, AuthSecret: set on staging, production lacks them",
      ],
    ],
    [
      "one that no stage has",
      [secretRow({ state: "missing", elsewhere: "empty" })],
      ["fail SECRETS: v1.2.3 needs AuthSecret, which neither stage has a value for", EVEN],
    ],
  ])("%s", (_case, rows, expected) => expect(described(of(rows))).toEqual(expected))

  test("names the stage that lacks it, whichever was asked first", () => {
    expect(of([secretRow({ elsewhere: "missing" })], "production")[1]).toMatchObject({
      status: "fail",
      what: "AuthSecret: set on production, staging lacks it",
      fix: setOn("staging"),
    })
  })

  test("has the exact commands as the fix", () => {
    const [, parity] = of([secretRow({ elsewhere: "missing" }), secretRow({ name: "B", state: "missing" })])
    expect(parity?.fix).toBe(`${setOn("production")}; ${setOn("staging", "B")}`)
    const [lacking] = of([secretRow({ state: "missing", elsewhere: "missing" })])
    expect(lacking?.fix).toBe(`${setOn("staging")}; ${setOn("production")}`)
  })

  test("is nothing, and why, where they cannot be seen", () => {
    expect(described(findings({ kind: "skipped", why: "the deployer keeps no secrets" }))).toEqual([
      "skipped SECRETS: the deployer keeps no secrets",
      "skipped SECRETS_PARITY: the deployer keeps no secrets",
    ])
    expect(described(findings({ kind: "unavailable", message: "SST cannot be found." }))).toEqual([
      "fail SECRETS: SST cannot be found.",
      "skipped SECRETS_PARITY: the stages' secrets cannot be listed",
    ])
    const [unlisted] = findings({ kind: "unavailable", message: "SST cannot be found." })
    expect(unlisted?.fix).not.toContain("secrets-set")
  })
})
