// @module-tag slow
import { once } from "node:events"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { describe, expect } from "vitest"
import { told } from "../helpers/app-repo.ts"
import { healthy, promised, sick, test } from "./target.ts"

const SECONDS = { everySeconds: 1, confirmSeconds: 0.2, consecutive: 2 }
const home = { kind: "http", name: "home", url: "{api}/health" } as const
const withWatch = (url: string, minutes: number) => ({
  staging: { urls: { api: `${url}/staging` } },
  production: { urls: { api: `${url}/production` }, watch: { minutes, ...SECONDS, checks: [home] } },
})

/** What a watch promises is measured to the second, on a machine that may be busy with other tests at that second. */
const ON_TIME = { retry: 2 }

test(
  "a version that turns bad after green is rolled back within an interval and 5 s",
  ON_TIME,
  async ({ createShop, target }) => {
    const app = await createShop()
    await app.configure((config) => ({ ...config, stages: withWatch(target.url, 10) }))
    const run = app.start(["deploy-production", "--tag", "v1.1.0", "--format", "json"])
    await run.said(/watching for/)
    target.production.answers = sick("v1.1.0")
    const badAt = performance.now()
    const { code, report } = told(await run.ended)
    expect(performance.now() - badAt).toBeLessThan(SECONDS.everySeconds * 1000 + 5000)
    expect({ code, report }).toMatchObject({
      code: 1,
      report: { outcome: "rolled-back", reason: { code: "WATCH_FAILED" }, watch: { verdict: "fail" } },
    })
    expect((await app.records("production")).slice(-7)).toEqual([
      ...["started v1.1.0", "deployed v1.1.0", "watching v1.1.0"],
      ...["frozen v1.0.0 WATCH_FAILED", "rollback-started v1.0.0 WATCH_FAILED"],
      ...["deployed v1.0.0", "rolled-back v1.0.0 WATCH_FAILED"],
    ])
  },
)

const FAULTS: readonly [string, number, (request: IncomingMessage, response: ServerResponse) => void][] = [
  ["hangs", 5, () => {}],
  [
    "trickles",
    5,
    (_, response) => {
      response.writeHead(200).flushHeaders()
      const timer = setInterval(() => response.write("."), 100)
      response.once("close", () => clearInterval(timer))
    },
  ],
  ["answers 500", 2, (_, response) => void response.writeHead(500).end()],
  ["resets the connection", 2, (request) => void request.socket.resetAndDestroy()],
  ["refuses it", 2, ({ socket }) => void socket.destroy()],
]

describe.concurrent("with what comes by default, a version is left within an interval and 5 s after a good look, when it", () => {
  test.for(FAULTS)(
    "%s",
    { timeout: 60_000, ...ON_TIME },
    async ([fault, everySeconds, answer], { createShop, target }) => {
      const app = await createShop()
      let badAt = 0
      // the worst moment: it has just answered a look
      const server: Server = createServer((request, response) => {
        if (badAt > 0) return answer(request, response)
        response.end(() => {
          badAt = performance.now()
          if (fault === "refuses it") server.close()
        })
      })
      server.listen(0, "127.0.0.1")
      await once(server, "listening")
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
      const checks = [{ kind: "http", name: "home", url } as const]
      await app.configure(({ stages, ...config }) => ({
        ...config,
        stages: {
          ...stages,
          production: { ...stages?.production, watch: { minutes: 10, everySeconds, checks } },
        },
      }))
      let backAt = 0
      target.production.deploys = ({ tag }) => {
        if (tag === "v1.0.0") backAt = performance.now()
        return 0
      }
      // in this process it would wait for the others
      app.via = "node"
      const { report } = await app.deploy("production", "v1.1.0")
      server.close().closeAllConnections()
      expect(report).toMatchObject({ outcome: "rolled-back", reason: { code: "WATCH_FAILED" } })
      expect(backAt - badAt).toBeLessThan(everySeconds * 1000 + 5000)
    },
  )
})

test("a watch that is killed is finished by the next command", async ({ createShop, target }) => {
  const app = await createShop()
  await app.configure((config) => ({ ...config, stages: withWatch(target.url, 10) }))
  const run = app.start(["deploy-production", "--tag", "v1.1.0"])
  await run.said(/watching for/)
  run.kill("SIGKILL")
  await run.ended
  expect(await app.state("production")).toMatchObject({
    running: { tag: "v1.1.0", verified: false },
    watch: { tag: "v1.1.0" },
  })

  await app.configure((config) => ({ ...config, stages: withWatch(target.url, 0.01) }))
  const { deploys } = target.production
  const kept = promised()
  target.production.deploys = (deployment) => {
    kept.keep()
    return deploys(deployment)
  }
  target.production.answers = sick("v1.1.0")
  const { report } = await app.ask("watch", "--stage", "production")
  await kept.kept
  expect(report).toMatchObject({ outcome: "rolled-back", running: { tag: "v1.0.0", verified: true } })
  target.production.answers = healthy
})
