// A deploy is one request to the engine for as long as its tool takes, and what makes requests likes to end them after five
// minutes. Whoever waits for it asks the ledger's remote with hundreds of commands.
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { Target } from "../cli/target.ts"
import { callIn, engineMissing, git, HOST } from "./engine.ts"
import { createRemote, createTargetApp, type Remote, type TargetApp } from "./target-app.ts"

const missing = engineMissing()
if (missing !== null) console.warn(`SKIPPED: ${missing}`)

const TAG = "v1.0.0"

describe.skipIf(missing !== null || HOST === undefined)("on an engine", () => {
  let app: TargetApp
  let target: Target
  let remote: Remote

  beforeAll(async () => {
    target = await Target.start(HOST)
    const late = ["sh", "-c", 'sleep 310 && exec node deploy.mjs "$0"', target.url]
    const ledger = { remote: "origin", heartbeatSeconds: 4 }
    app = createTargetApp(target, [TAG], { deployer: { kind: "command", deploy: late }, ledger })
    remote = await createRemote(app, HOST as string)
  })
  afterAll(async () => {
    await remote?.close()
    await target?.close()
    app?.remove()
  })

  test("a deploy that takes more than five minutes ends well, and so does the run that waits for it", {
    timeout: 900_000,
  }, async () => {
    const run = callIn(app.root, "deploy-staging", "--tag", TAG)
    await expect
      .poll(() => git(remote.bare, "for-each-ref", "refs/pipeline"), { timeout: 60_000, interval: 500 })
      .toContain("ledger/staging")
    app.configure({ deployer: { kind: "command", deploy: ["node", "deploy.mjs", target.url] } })
    const next = callIn(app.root, "deploy-staging", "--tag", TAG, "--wait", "800")
    for (const { exitCode, stdout, stderr } of await Promise.all([run, next])) {
      expect({ exitCode, stderr: exitCode === 0 ? "" : stderr }).toEqual({ exitCode: 0, stderr: "" })
      expect(stdout).toMatch(/^staging runs v1\.0\.0 \([0-9a-f]{7}\), verified/)
    }
    expect(target.staging.serving).toMatchObject({ tag: TAG })
  })
})
