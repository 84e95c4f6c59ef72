import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Application, callIn, createApplication, engineMissing } from "./engine.ts"

const missing = engineMissing()
if (missing !== null) console.warn(`SKIPPED: ${missing}`)

describe.skipIf(missing !== null)("the prerequisites on an engine", () => {
  let app: Application
  const call = (...args: string[]) => callIn(app.root, ...args)

  beforeAll(() => {
    app = createApplication(true)
    app.release("v1.0.0")
  })
  afterAll(() => app.remove())

  test("trust-policy prints the policy of one stage of one repository", async () => {
    const which = ["--repository", "acme/athlete", "--account", "123456789012", "--stage", "production"]
    const { exitCode, stdout } = await call("trust-policy", ...which)
    expect(exitCode).toBe(0)
    const policy = JSON.stringify(JSON.parse(stdout))
    expect(policy).toContain("repo:acme/athlete:environment:production")
    expect(policy).toContain("arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com")
  })

  test("doctor examines this engine, the tags, the ledger and the application", async () => {
    const { exitCode, stdout, stderr } = await call("doctor")
    expect(exitCode, stderr).toBe(0)
    const lines = stdout.match(/^ {2}(?:ok|FAIL|skipped) .*/gm) ?? []
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^ {2}ok +ENGINE_VERSION: (v\d+\.\d+\.\d+); the module asks for \1$/),
        expect.stringMatching(/^ {2}ok +CHECKOUT: whole history, 1 version$/),
        expect.stringMatching(/^ {2}ok +LEDGER_WRITE: /),
        expect.stringMatching(/^ {2}skipped +OIDC_TOKEN: /),
        expect.stringMatching(/^ {2}skipped +APP staging: staging has no deploy yet: /),
      ]),
    )
    expect(lines.filter((line) => line.startsWith("  FAIL"))).toEqual([])
  })
})
