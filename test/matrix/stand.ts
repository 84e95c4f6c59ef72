import { once } from "node:events"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

export type EffectKind = "deploy" | "migrate"

/** What a tool did, seen from the application's side. */
export interface Effect {
  kind: EffectKind
  runId: string
  fence: number
  tag: string
  beganAt: number
  /** null: it never got so far */
  doneAt: number | null
  /** null: it is still at work */
  endedAt: number | null
}

interface Release {
  tag: string
  sha: string
}

/** A place where the first who comes stands still until the stand lets it go on. */
class Hold {
  readonly reached: Promise<void>
  private reach = () => {}
  private goOn = () => {}
  private readonly released: Promise<void>
  private taken = false

  constructor() {
    this.reached = new Promise((resolve) => {
      this.reach = resolve
    })
    this.released = new Promise((resolve) => {
      this.goOn = resolve
    })
  }

  async pass(): Promise<void> {
    if (this.taken) return
    this.taken = true
    this.reach()
    await this.released
  }

  release(): void {
    this.goOn()
  }
}

/**
 * The application that is deployed, in this process: it knows what truly runs, who changes it, and how many do so at the
 * same time. A tool is at work for as long as its connection lasts.
 */
export class Stand {
  /** the newest last */
  readonly served: (Release & { at: number })[] = []
  readonly effects: Effect[] = []
  /** what staging serves; nothing goes wrong there */
  private staging: Release | null = null
  /** tags that answer with an error */
  readonly sick = new Set<string>()
  /** how often migrations were applied */
  migrations = 0
  /** effects of awake machines at the same time, at most */
  mostAtOnce = 0
  /** its machine sleeps */
  asleep: string | null = null
  /** when that machine went on; what its tool does until its run has ended it, nothing can prevent */
  wokeAt = Number.POSITIVE_INFINITY
  private readonly holds = new Map<string, Hold>()
  private readonly server: Server

  private constructor() {
    this.server = createServer((request, response) => void this.handle(request, response))
  }

  static async start(): Promise<Stand> {
    const stand = new Stand()
    stand.server.listen(0, "127.0.0.1")
    await once(stand.server, "listening")
    return stand
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    for (const hold of this.holds.values()) hold.release()
    this.server.close()
    this.server.closeAllConnections()
    await once(this.server, "close")
  }

  /** @param point `install`, `migrate`, `deploy TAG` or `smoke TAG` */
  hold(point: string): Hold {
    const hold = new Hold()
    this.holds.set(point, hold)
    return hold
  }

  get serving(): Release | null {
    return this.served.at(-1) ?? null
  }

  servingAt(ms: number): Release | null {
    return this.served.findLast(({ at }) => at <= ms) ?? null
  }

  serve(release: Release): void {
    this.served.push({ ...release, at: Date.now() })
  }

  get atWork(): Effect[] {
    return this.effects.filter(({ endedAt }) => endedAt === null)
  }

  count(): void {
    const awake = this.atWork.filter(({ runId }) => runId !== this.asleep)
    this.mostAtOnce = Math.max(this.mostAtOnce, awake.length)
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://stand")
    const given = Object.fromEntries(searchParams) as Record<string, string>
    response.on("error", () => {})
    switch (pathname) {
      case "/health":
        return this.answer(response)
      case "/staging/health":
        return this.staging === null ? refuse(response) : tell(response, 200, this.staging)
      case "/head":
        return void response.end(String(this.migrations))
      case "/install":
        await this.holds.get("install")?.pass()
        return void response.end()
      default:
        return this.work(pathname.slice(1) as EffectKind, given, request, response)
    }
  }

  private async answer(response: ServerResponse): Promise<void> {
    const { serving } = this
    if (serving === null) return refuse(response)
    const { tag, sha } = serving
    // before a deploy a stage is asked what it serves, which is no smoke test
    const isNew = this.effects.some((one) => one.kind === "deploy" && one.tag === tag && one.doneAt !== null)
    if (isNew) await this.holds.get(`smoke ${tag}`)?.pass()
    tell(response, this.sick.has(tag) ? 500 : 200, { tag, sha })
  }

  /** It is done when the tool says so; one whose connection breaks before has changed nothing. */
  private async work(
    kind: EffectKind,
    { run = "", fence = "", stage = "", tag = "", sha = "" }: Record<string, string>,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const effect: Effect = {
      ...{ kind, runId: run, fence: Number(fence), tag },
      ...{ beganAt: Date.now(), doneAt: null, endedAt: null },
    }
    if (stage === "production") this.effects.push(effect)
    this.count()
    const ended = () => {
      effect.endedAt ??= Date.now()
    }
    response.on("close", ended)
    request.on("error", ended)
    request.on("data", () => {
      if (effect.endedAt !== null || effect.doneAt !== null) return
      effect.doneAt = Date.now()
      if (stage === "staging") this.staging = { tag, sha }
      else if (kind === "deploy") this.serve({ tag, sha })
      else this.migrations += 1
      response.end("done")
    })
    response.writeHead(200).flushHeaders()
    await this.holds.get(kind === "deploy" ? `deploy ${tag}` : kind)?.pass()
    response.write("go")
  }
}

const refuse = (response: ServerResponse): void => void response.writeHead(503).end()

const tell = (response: ServerResponse, status: number, { tag, sha }: Release): void =>
  void response
    .writeHead(status)
    .end(JSON.stringify({ status: status === 200 ? "ok" : "sick", version: tag, sha }))

/**
 * What a deploy, a migration, an installation is in this matrix. Its work is done by a process in a session of its own,
 * which a signal for the tool's group does not reach, step by step.
 */
export const TOOL = `import { spawn } from "node:child_process"
import { request } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"

const [url, kind, worker] = process.argv.slice(2)
const { PIPELINE_RUN_ID: run, PIPELINE_FENCE: fence, PIPELINE_TAG: tag, PIPELINE_SHA: sha } = process.env
const { PIPELINE_STAGE: stage } = process.env
if (kind === "install" || kind === "head") {
  console.log(await (await fetch(url + "/" + kind)).text())
} else if (worker === undefined) {
  const child = spawn(process.execPath, [...process.argv.slice(1), "worker"], { detached: true, stdio: "inherit" })
  child.on("exit", (code) => process.exit(code ?? 1))
} else {
  const asked = request(url + "/" + kind + "?" + new URLSearchParams({ run, fence, stage, tag, sha }), { method: "POST" })
  asked.on("error", () => process.exit(1))
  asked.on("response", async (response) => {
    response.on("error", () => process.exit(1))
    response.once("data", async () => {
      response.on("data", () => process.exit(0))
      for (let step = 0; step < 8; step += 1) await sleep(40)
      asked.end("done")
    })
  })
  asked.flushHeaders()
}
`
