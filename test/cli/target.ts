import { once } from "node:events"
import { cp, readFile, writeFile } from "node:fs/promises"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { expect } from "vitest"
import type { Stage } from "../../src/core/stage.ts"
import { AppRepository, test as base } from "../helpers/app-repo.ts"
import { shared } from "../helpers/shared.ts"

/** A deploy command that is asking what to do. */
interface Deployment {
  tag: string
  sha: string
  /** the deploy command's process and its helper's */
  processes: number[]
}

/** What a deploy command does: it waits for its exit code, and takes the version to the stage when that is 0. */
type Deploys = (deployment: Deployment) => number | Promise<number>

/** What a stage's health address does with a request. */
type Answers = (serving: Deployment | null, response: ServerResponse) => void

/** A deploy script of Node's that asks a target, whose address is its argument, what to do. */
export const DEPLOY_TO_TARGET = `const { PIPELINE_STAGE: stage, PIPELINE_TAG: tag, PIPELINE_SHA: sha } = process.env
const answer = await fetch(process.argv[2] + "/" + stage + "/deploy", { method: "PUT", body: JSON.stringify({ tag, sha }) })
process.exitCode = Number.parseInt(await answer.text())
`

/** A promise that a test keeps. */
export function promised(): { kept: Promise<void>; keep: () => void } {
  let keep = () => {}
  const kept = new Promise<void>((resolve) => {
    keep = resolve
  })
  return { kept, keep: () => keep() }
}

export const never = new Promise<never>(() => {})

export const healthy: Answers = (serving, response) => {
  const body = serving && { status: "ok", version: serving.tag, sha: serving.sha }
  response.writeHead(body === null ? 503 : 200).end(JSON.stringify(body))
}

/** One version is wrong, all others are as they should be. */
export const sick = (tag: string): Answers =>
  function answer(serving, response) {
    if (serving?.tag !== tag) return healthy(serving, response)
    response.writeHead(500).end(JSON.stringify({ version: serving.tag, sha: serving.sha }))
  }

interface TargetStage {
  serving: Deployment | null
  deploys: Deploys
  answers: Answers
}

/** The two stages of an application that lives in the test's own process, on one HTTP server. */
export class Target {
  readonly staging: TargetStage = { serving: null, deploys: () => 0, answers: healthy }
  readonly production: TargetStage = { serving: null, deploys: () => 0, answers: healthy }
  private readonly server: Server
  private readonly waiting = new Map<Stage, (deployment: Deployment) => void>()

  private readonly host: string

  private constructor(host: string) {
    this.host = host
    this.server = createServer((request, response) => void this.handle(request, response))
  }

  /** @param host another address of this machine than loopback, for those who are not on it */
  static async start(host = "127.0.0.1"): Promise<Target> {
    const target = new Target(host)
    target.server.listen(0, host)
    await once(target.server, "listening")
    return target
  }

  get url(): string {
    return `http://${this.host}:${(this.server.address() as AddressInfo).port}`
  }

  /** Resolves when the next deploy command of a stage asks what to do. */
  nextDeploy(stage: Stage): Promise<Deployment> {
    return new Promise((resolve) => this.waiting.set(stage, resolve))
  }

  async close(): Promise<void> {
    this.server.close()
    this.server.closeAllConnections()
    await once(this.server, "close")
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = request.url?.startsWith("/production/") ? "production" : "staging"
    const stage = this[name]
    if (request.method !== "PUT") return stage.answers(stage.serving, response)
    const deployment = JSON.parse(await textOf(request)) as Deployment
    this.waiting.get(name)?.(deployment)
    const code = await stage.deploys(deployment)
    if (code === 0) stage.serving = deployment
    const answer = `${code} ${name}: exit code ${code}\n`
    response.writeHead(200, { "content-length": answer.length }).end(answer)
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

type Serving = Record<Stage, Deployment | null>

/** v1.0.0 runs on both stages, v1.1.0 was verified on staging: all by the command line. */
async function makeShop(folder: string): Promise<void> {
  const target = await Target.start()
  const app = await AppRepository.create(target.url)
  await app.release("v1.0.0")
  await app.ship("v1.0.0")
  await app.release("v1.1.0")
  expect((await app.deploy("staging", "v1.1.0")).code).toBe(0)
  // few files are copied faster than many
  const gitDir = join(app.root, ".git")
  for (const repository of [gitDir, join(gitDir, "pipeline", "ledger.git")])
    await app.git("-C", repository, "repack", "-adq")
  await cp(app.root, join(folder, "app"), { recursive: true })
  const serving: Serving = { staging: target.staging.serving, production: target.production.serving }
  await writeFile(join(folder, "serving.json"), JSON.stringify(serving))
  await target.close()
  await app.close()
}

/** Tests with an application of their own that the deploy command talks to. */
export const test = base.extend<{ target: Target; createShop: () => Promise<AppRepository> }>({
  target: async ({ onTestFinished }, use) => {
    const target = await Target.start()
    onTestFinished(() => target.close())
    await use(target)
  },
  /** A copy of the shop, deployed to the test's own target. */
  createShop: ({ target, onTestFinished }, use) =>
    use(async () => {
      const shop = await shared("shop", makeShop)
      const app = await AppRepository.copy(join(shop, "app"), target.url)
      onTestFinished(() => app.close(), 60_000)
      const serving = JSON.parse(await readFile(join(shop, "serving.json"), "utf8")) as Serving
      target.staging.serving = serving.staging
      target.production.serving = serving.production
      return app
    }),
})
