import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Application, callIn, createApplication, dagger, engineMissing, IMAGES } from "./engine.ts"

const missing = engineMissing()
if (missing !== null) console.warn(`SKIPPED: ${missing}`)

/** Holds and hooks where a hook is a container and what loads on demand is a chunk of the bundle. */
describe.skipIf(missing !== null)("holds and hooks on an engine", () => {
  let app: Application
  const call = (...args: string[]) => callIn(app.root, ...args)
  const configure = (change: object) => {
    const file = join(app.root, "pipeline.json")
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), ...change }))
  }
  const hook = (script: string, more: object = {}) => ({ command: ["sh", "-c", script], ...more })

  beforeAll(() => {
    app = createApplication(true)
    app.release("v1.0.0")
  })
  afterAll(() => app.remove())

  test("a hook runs in the tag's tree, with the secrets that it names, which no output shows", async () => {
    process.env.PAGER_TOKEN = "CANARY-pager-0123456789"
    const tells = `test -f pipeline.json && echo "$PIPELINE_HOOK $PIPELINE_TAG of \${#PAGER_TOKEN}: $PAGER_TOKEN" >&2; exit 3`
    configure({ hooks: { "before-deploy": hook(tells, { secrets: { PAGER_TOKEN: "variable" } }) } })
    const args = ["--secret", "env://PAGER_TOKEN", "deploy-staging", "--tag", "v1.0.0"]
    const { exitCode, stdout, stderr } = await dagger(app.root, "call", ...IMAGES, ...args)
    expect(exitCode).toBe(1)
    expect(stderr).toContain("Nothing was changed: v1.0.0 was not deployed to staging")
    expect(stderr).toMatch(/\| before-deploy: before-deploy v1\.0\.0 of 23: (?!CANARY)/)
    expect(stdout + stderr).not.toContain("CANARY")
  })

  test("one that hangs is ended with its container, and one that fails late is a finding", async () => {
    configure({ hooks: { "before-deploy": hook("sleep 600 & sleep 600", { timeoutSeconds: 2 }) } })
    const hung = await call("deploy-staging", "--tag", "v1.0.0")
    expect(hung.exitCode).toBe(1)
    expect(hung.stderr).toContain("did not finish within 2 s")
    expect(hung.seconds).toBeLessThan(120)
    configure({ hooks: { "after-deploy": hook("true"), "after-verified": hook("kill -9 $$") } })
    const { exitCode, stdout } = await call("deploy-staging", "--tag", "v1.0.0")
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^staging runs v1\.0\.0 \(\w{7}\), verified\n/)
    expect(stdout).toMatch(/failed {2}after-verified {2}sh -c kill/)
    configure({ hooks: {} })
  })

  test("windows, a freeze and a quarantine keep a deploy away", async () => {
    const deny = [{ firstDate: "2020-01-01", recurrence: "FREQ=DAILY" }]
    configure({ stages: { staging: { windows: { timeZone: "Europe/Berlin", deny } } } })
    const frozen = await call("freeze", "--stage", "staging", "--until", "2h", "--reason", "the launch")
    expect(frozen.stdout).toMatch(/^staging takes no deploys until \S+; staging still runs v1\.0\.0/)
    const away = await call("quarantine", "--tag", "v1.0.0", "--reason", "it is slow")
    expect(away.stdout).toMatch(/^v1\.0\.0 \(\w{7}\) is quarantined on staging and production\n/)
    const refused = await call("deploy-staging", "--tag", "v1.0.0")
    expect(refused.exitCode).toBe(1)
    for (const code of ["STAGE_FROZEN", "the launch", "by FREQ=DAILY", "was quarantined on the stage by"]) {
      expect(refused.stderr).toContain(code)
    }
  })
})
