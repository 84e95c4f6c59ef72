// A deploy is one request to the engine for as long as its tool takes, and what makes requests likes to end them after five minutes.
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { Target } from "../cli/target.ts"
import { callIn, engineMissing, HOST } from "./engine.ts"
import { createTargetApp, type TargetApp } from "./target-app.ts"

const missing = engineMissing()
if (missing !== null) console.warn(`SKIPPED: ${missing}`)

const TAG = "v1.0.0"

describe.skipIf(missing !== null || HOST === undefined)("on an engine", () => {
  let app: TargetApp
  let target: Target

  beforeAll(async () => {
    target = await Target.start(HOST)
    const late = ["sh", "-c", 'sleep 310 && exec node deploy.mjs "$0"', target.url]
    app = createTargetApp(target, [TAG], { deployer: { kind: "command", deploy: late } })
  })
  afterAll(async () => {
    await target?.close()
    app?.remove()
  })

  test("a deploy that takes more than five minutes ends well", { timeout: 600_000 }, async () => {
    const { exitCode, stdout, stderr } = await callIn(app.root, "deploy-staging", "--tag", TAG)
    expect({ exitCode, stderr: exitCode === 0 ? "" : stderr }).toEqual({ exitCode: 0, stderr: "" })
    expect(stdout).toMatch(/^staging runs v1\.0\.0 \([0-9a-f]{7}\), verified/)
    expect(target.staging.serving).toMatchObject({ tag: TAG })
  })
})
