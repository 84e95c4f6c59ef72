import { once } from "node:events"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { delimiter, dirname, join } from "node:path"
import type { Stage } from "../../src/core/stage.ts"

/**
 * Stands for docker, which needs a daemon: logs in, pushes and runs by real requests to the registry, as a registry's
 * API has them, and records its arguments.
 */
const DOCKER = `import { createHash } from "node:crypto"
import { appendFileSync, readFileSync, writeFileSync } from "node:fs"
const [command, ...args] = process.argv.slice(2)
const { DOCKER_CONFIG, DOCKER_LOG } = process.env
appendFileSync(DOCKER_LOG, [command, ...args].join(" ") + "\\n")
const saved = DOCKER_CONFIG + "/auth"
const [host, path] = (args.at(-1) ?? "").split(/\\/(.*)/)
const [name, tag] = (path ?? "").split(":")
const ask = async (method, where, body) => {
  const authorization = "Basic " + readFileSync(saved, "utf8")
  const answer = await fetch("http://" + host + "/v2/" + where, { method, body, headers: { authorization } })
  if (!answer.ok) throw new Error(method + " " + where + ": " + answer.status)
}
if (command === "login") {
  const password = readFileSync(0, "utf8")
  writeFileSync(saved, Buffer.from(args[1] + ":" + password).toString("base64"))
}
if (command === "push") {
  const layer = readFileSync("server.mjs")
  const digest = "sha256:" + createHash("sha256").update(layer).digest("hex")
  await ask("PUT", name + "/blobs/uploads/1?digest=" + digest, layer)
  await ask("PUT", name + "/manifests/" + tag, JSON.stringify({ schemaVersion: 2, layers: [{ digest }] }))
}
if (command === "run") await ask("GET", name + "/manifests/" + tag + "?stage=" + args[args.indexOf("--name") + 1].slice(5))
`

/** A registry that asks for a login, and the machines on which docker runs what is in it. */
export class Registry {
  /** what was pushed, by its path */
  readonly pushed = new Map<string, string>()
  /** the commit that an image was built from */
  readonly shas = new Map<string, string>()
  readonly running: Partial<Record<Stage, string>> = {}
  isBad: (stage: Stage, version: string) => boolean = () => false
  private readonly server = createServer((request, response) => void this.answer(request, response))
  private readonly login: string
  private readonly programs: string

  constructor(login: string, folder: string) {
    this.login = login
    this.programs = join(folder, "programs")
  }

  async start(): Promise<void> {
    await mkdir(this.programs)
    await writeFile(join(this.programs, "docker.mjs"), DOCKER)
    const program = `#!/bin/sh\nexec node "${this.programs}/docker.mjs" "$@"\n`
    await writeFile(join(this.programs, "docker"), program, { mode: 0o755 })
    this.server.listen(0, "127.0.0.1")
    await once(this.server, "listening")
  }

  stop(): void {
    this.server.closeAllConnections()
    this.server.close()
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  appUrl(stage: string): string {
    return `http://${this.address}/${stage}`
  }

  /** what a deploy is given */
  get env(): Record<string, string> {
    const PATH = [this.programs, dirname(process.execPath), process.env.PATH].join(delimiter)
    return { PATH, DOCKER_LOG: join(this.programs, "log"), REGISTRY_LOGIN: this.login }
  }

  /** how docker was called, one line a call */
  async argv(): Promise<string[]> {
    return (await readFile(join(this.programs, "log"), "utf8")).trim().split("\n")
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://registry")
    const [, stage, page] = pathname.split("/")
    if (page === "health") return this.health(stage as Stage, response)
    let body = ""
    for await (const chunk of request) body += chunk
    const isKnown = request.headers.authorization === `Basic ${Buffer.from(this.login).toString("base64")}`
    if (isKnown && request.method === "PUT") this.pushed.set(pathname, body)
    const isThere = isKnown && this.pushed.has(pathname)
    const runsOn = searchParams.get("stage")
    if (isThere && runsOn !== null) this.running[runsOn as Stage] = pathname.split("/").at(-1) ?? ""
    response.writeHead(isThere ? 200 : 401).end(this.pushed.get(pathname))
  }

  private health(stage: Stage, response: ServerResponse): void {
    const version = this.running[stage]
    if (version === undefined) return void response.writeHead(503).end()
    const body = { version, sha: this.shas.get(version) }
    response.writeHead(this.isBad(stage, version) ? 500 : 200).end(JSON.stringify(body))
  }
}
