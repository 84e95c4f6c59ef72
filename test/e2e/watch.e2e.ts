// A version that passes smoke and turns bad 20 s later, on an engine; and a webhook that is told of it.
import { createHmac } from "node:crypto"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { healthy, sick, Target } from "../cli/target.ts"
import { callIn, engineMissing, HOST } from "./engine.ts"
import { createTargetApp, type TargetApp } from "./target-app.ts"

const missing = engineMissing()
if (missing !== null) console.warn(`SKIPPED: ${missing}`)

const KEY = Buffer.from("canary-webhook-4711")
const GOOD_SECONDS = 20
const EVERY_SECONDS = 3

describe.skipIf(missing !== null || HOST === undefined)("watch on an engine", () => {
  let app: TargetApp
  let target: Target
  let hook: Server
  const delivered: { type: string; signed: boolean }[] = []

  beforeAll(async () => {
    process.env.NOTIFY_WEBHOOK_SECRET = `whsec_${KEY.toString("base64")}`
    target = await Target.start(HOST)
    hook = createServer(async (request, response) => {
      let body = ""
      for await (const chunk of request) body += chunk
      const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature } = request.headers
      const expected = `v1,${createHmac("sha256", KEY).update(`${id}.${at}.${body}`).digest("base64")}`
      delivered.push({ type: JSON.parse(body).type, signed: signature === expected })
      response.end()
    })
    hook.listen(0, HOST)
    await once(hook, "listening")
    const watch = {
      minutes: 10,
      everySeconds: EVERY_SECONDS,
      confirmSeconds: 0.2,
      consecutive: 2,
      checks: [{ kind: "http", name: "home", url: "{api}/health" }],
    }
    const url = `http://${HOST}:${(hook.address() as AddressInfo).port}/`
    app = createTargetApp(target, ["v1.0.0", "v1.1.0"], { notify: { events: { kind: "webhook", url } } })
    for (const args of [
      ["deploy-staging", "--tag", "v1.0.0"],
      ["deploy-production", "--tag", "v1.0.0", "--allow-one-way", "the first"],
      ["deploy-staging", "--tag", "v1.1.0"],
    ])
      expect((await call(...args)).exitCode).toBe(0)
    const { stages } = JSON.parse(readFileSync(join(app.root, "pipeline.json"), "utf8"))
    app.configure({ stages: { ...stages, production: { ...stages.production, watch } } })
  }, 600_000)
  afterAll(async () => {
    await target?.close()
    hook?.close()
    app?.remove()
  })

  const call = (...args: string[]) => callIn(app.root, "--secret", "env://NOTIFY_WEBHOOK_SECRET", ...args)

  test("one that turns bad after green is rolled back within a look and 5 s, and the webhook is told", async () => {
    let badAt = 0
    let backAt = 0
    target.production.deploys = ({ tag }) => {
      if (tag === "v1.0.0") backAt = performance.now()
      else
        setTimeout(() => {
          target.production.answers = sick("v1.1.0")
          badAt = performance.now()
        }, GOOD_SECONDS * 1000)
      return 0
    }
    delivered.length = 0
    const { exitCode, stdout, stderr } = await call("deploy-production", "--tag", "v1.1.0")
    target.production.answers = healthy
    expect(exitCode).toBe(1)
    expect(stderr).toContain("not v1.1.0: rolled back, verified")
    expect(target.production.serving?.tag).toBe("v1.0.0")
    process.stderr.write(
      `  the old version was asked for ${((backAt - badAt) / 1000).toFixed(1)} s after the new one turned bad\n`,
    )
    expect(backAt - badAt).toBeLessThan((EVERY_SECONDS + 5) * 1000)
    expect(delivered.map(({ type }) => type).join()).toContain("service.rolledback")
    expect(delivered.every(({ signed }) => signed)).toBe(true)
    expect(stdout + stderr).not.toContain(process.env.NOTIFY_WEBHOOK_SECRET)
  }, 600_000)
})
