// @module-tag slow
import { describe, expect } from "vitest"
import type { HistoryEntry } from "../../src/core/report/report.ts"
import { type AppRepository, told } from "../helpers/app-repo.ts"
import { promised, type Target, test } from "./target.ts"

const ACTORS = Array.from({ length: 10 }, (_, index) => `actor-${index}`)

const start = (app: AppRepository, actor: string, ...options: string[]) =>
  app.start(["deploy-staging", "--tag", "v1.0.0", "--format", "json", ...options], { PIPELINE_ACTOR: actor })

/** Counts the deploy commands that are at work at the same time. */
function watchDeploys(target: Target, work: () => Promise<void>) {
  const seen = { atOnce: 0, most: 0 }
  target.staging.deploys = async () => {
    seen.atOnce += 1
    seen.most = Math.max(seen.most, seen.atOnce)
    await work()
    seen.atOnce -= 1
    return 0
  }
  return seen
}

/** The ledger of staging, oldest first. */
async function ledger(app: AppRepository): Promise<HistoryEntry[]> {
  const { report } = await app.ask("history", "--stage", "staging", "--limit", "100")
  return (report.history ?? []).toReversed()
}

describe("ten runs at once on one stage", { concurrent: true, timeout: 120_000 }, () => {
  test("one gets the stage; the others are refused and told who has it", async ({ createApp, target }) => {
    const app = await createApp(target.url)
    await app.release("v1.0.0")
    const { kept: released, keep: release } = promised()
    const deploys = watchDeploys(target, () => released)
    const runs = ACTORS.map((actor) => ({ actor, ...start(app, actor) }))
    const refused: string[] = []
    await Promise.all(
      runs.map(async ({ actor, ended }) => {
        const { code, report } = told(await ended)
        if (code === 0) return
        expect({ code, report }).toMatchObject({
          code: 3,
          report: { outcome: "blocked", changed: false, reason: { code: "LOCK_HELD" } },
        })
        refused.push(actor)
        // the winner waits for all others, so that it holds the stage when they look
        if (refused.length === ACTORS.length - 1) release()
      }),
    )
    const winner = ACTORS.find((actor) => !refused.includes(actor)) as string
    expect(deploys.most).toBe(1)
    const records = await ledger(app)
    expect(records.filter(({ kind }) => kind !== "blocked").map(({ kind, actor }) => [kind, actor])).toEqual([
      ["started", winner],
      ["effect", winner],
      ["deployed", winner],
      ["verified", winner],
    ])
    const blocked = records.filter(({ kind }) => kind === "blocked")
    expect(blocked.map(({ actor }) => actor).sort()).toEqual(refused.sort())
    for (const { detail } of blocked)
      expect(detail).toContain(`staging has been held by ${winner} (deploy-staging v1.0.0`)
    expect(await app.served("staging")).toMatchObject({ tag: "v1.0.0" })
  })

  test("with time to wait all of them deploy, one after another", async ({ createApp, target }) => {
    const app = await createApp(target.url)
    await app.release("v1.0.0")
    const deploys = watchDeploys(target, async () => {})
    const runs = ACTORS.map((actor) => start(app, actor, "--wait", "120").ended)
    for (const { code, report } of (await Promise.all(runs)).map(told)) {
      expect({ code, outcome: report.outcome }).toEqual({ code: 0, outcome: "deployed" })
    }
    expect(deploys.most).toBe(1)
    const records = await ledger(app)
    expect(records).toHaveLength(4 * ACTORS.length)
    const turns = ACTORS.map((_, turn) => records.slice(4 * turn, 4 * turn + 4))
    for (const turn of turns) {
      expect(turn.map(({ kind }) => kind)).toEqual(["started", "effect", "deployed", "verified"])
      expect(new Set(turn.map(({ runId }) => runId)).size).toBe(1)
    }
    expect(turns.map(([first]) => first?.actor).sort()).toEqual(ACTORS)
  })

  test("the other stage is free", async ({ createShop, target }) => {
    const app = await createShop()
    const { kept: released, keep: release } = promised()
    target.production.deploys = () => released.then(() => 0)
    const deploying = target.nextDeploy("production")
    const production = app.start(["deploy-production", "--tag", "v1.1.0", "--format", "json"])
    await deploying
    expect((await app.deploy("staging", "v1.0.0", "--allow-older", "to try it again")).code).toBe(0)
    expect((await app.state("production")).lock).toMatchObject({ actor: "ann", command: "deploy-production" })
    release()
    expect(told(await production.ended).code).toBe(0)
  })
})
