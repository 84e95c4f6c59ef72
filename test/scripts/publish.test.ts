// @module-tag slow
import { once } from "node:events"
import { cp, mkdir, readFile, writeFile } from "node:fs/promises"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { ROOT, runCli } from "../helpers/cli.ts"
import { GitRepo, temporaryDirectory } from "../helpers/git-repo.ts"

const TOKEN = "canary-npm-token-4711"

/** As much of npm's registry as publishing, tagging and asking take. */
class Registry {
  readonly versions = new Map<string, { version: string; gitHead?: string }>()
  readonly tags = new Map<string, string>()
  tarballs = 0
  private readonly server = createServer((request, response) => void this.answer(request, response))

  async start(): Promise<void> {
    this.server.listen(0, "127.0.0.1")
    await once(this.server, "listening")
  }

  stop(): void {
    this.server.closeAllConnections()
    this.server.close()
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = ""
    for await (const chunk of request) text += chunk
    const { pathname } = new URL(request.url ?? "/", this.url)
    const path = decodeURIComponent(pathname)
    const send = (status: number, body: unknown) =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
    if (request.method !== "GET" && request.headers.authorization !== `Bearer ${TOKEN}`)
      return send(401, { error: "who are you" })
    const body = text === "" ? null : JSON.parse(text)
    if (request.method === "PUT" && path === "/release-pipeline") {
      for (const [version, manifest] of Object.entries<{ version: string }>(body.versions)) {
        if (this.versions.has(version)) return send(403, { error: "published before" })
        this.versions.set(version, manifest)
      }
      this.tarballs += Object.keys(body._attachments).length
      for (const [tag, version] of Object.entries<string>(body["dist-tags"])) this.tags.set(tag, version)
      return send(201, { ok: true })
    }
    const [, tag] = /^\/-\/package\/release-pipeline\/dist-tags\/(.+)$/.exec(path) ?? []
    if (request.method === "PUT" && tag !== undefined) {
      this.tags.set(tag, body)
      return send(201, { ok: true })
    }
    if (path === "/-/package/release-pipeline/dist-tags") return send(200, Object.fromEntries(this.tags))
    const [, asked = ""] = /^\/release-pipeline\/(.+)$/.exec(path) ?? []
    const found = this.versions.get(this.tags.get(asked) ?? asked)
    if (found !== undefined) return send(200, found)
    if (path !== "/release-pipeline" || this.versions.size === 0) return send(404, { error: "not found" })
    send(200, { versions: Object.fromEntries(this.versions), "dist-tags": Object.fromEntries(this.tags) })
  }
}

describe("this repository's own pipeline, against a registry", { timeout: 120_000 }, () => {
  const registry = new Registry()
  let repo: GitRepo
  let where: { cwd: string; home: string; tmp: string; env: Record<string, string> }
  const said: string[] = []
  const call = async (...args: string[]) => {
    const { code, stdout, stderr } = await runCli(
      "node",
      ["--config", "scripts/publish/pipeline.json", ...args],
      where,
    )
    said.push(stdout, stderr)
    return { code, line: stdout.split("\n")[0], stderr }
  }
  const channels = () => Object.fromEntries(registry.tags)

  beforeAll(async () => {
    await registry.start()
    repo = await GitRepo.create()
    await cp(join(ROOT, "scripts/publish"), join(repo.root, "scripts/publish"), { recursive: true })
    const file = join(repo.root, "scripts/publish/pipeline.json")
    const config = JSON.parse(await readFile(file, "utf8"))
    delete config.ledger
    delete config.gates
    delete config.deployer.install
    config.deployer.env = { NPM_REGISTRY: registry.url }
    Object.assign(config.smoke, { deadlineSeconds: 20, settleSeconds: 0, confirmIntervalSeconds: 0.1 })
    config.stages.staging.urls.channel = `${registry.url}release-pipeline/next`
    config.stages.production.urls.channel = `${registry.url}release-pipeline/latest`
    await writeFile(file, JSON.stringify(config))
    const { scripts, ...manifest } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"))
    for (const version of ["v1.0.0", "v1.1.0"]) {
      await repo.commit(version, {
        "package.json": JSON.stringify({ ...manifest, scripts: { build: "node build.mjs" } }),
        "build.mjs": `import { mkdirSync, writeFileSync } from "node:fs"
mkdirSync("dist", { recursive: true })
writeFileSync("dist/release-pipeline.js", "// ${version}\\n")
writeFileSync("THIRD_PARTY_LICENSES.txt", "\\n")
mkdirSync("docs/pictures", { recursive: true })
writeFileSync("docs/reasons.md", "# Reason codes\\n")
writeFileSync("docs/pictures/plan.webp", "large")
`,
      })
      await repo.git("tag", version)
    }
    const base = await temporaryDirectory()
    await mkdir(join(base, "home"))
    where = { cwd: repo.root, home: join(base, "home"), tmp: base, env: { NPM_TOKEN: TOKEN } }
  })
  afterAll(() => registry.stop())

  test("staging publishes the tag's package as `next`, and production makes that very one `latest`", async () => {
    const sha = await repo.git("rev-parse", "v1.0.0")
    const staged = await call("deploy-staging", "--tag", "v1.0.0")
    expect(staged.code, staged.stderr).toBe(0)
    expect(channels()).toEqual({ next: "1.0.0" })
    expect(registry.versions.get("1.0.0")).toMatchObject({ gitHead: sha, bin: expect.anything() })
    expect(registry.versions.get("1.0.0")).not.toHaveProperty("devDependencies")
    expect(
      await call("deploy-production", "--tag", "v1.0.0", "--allow-one-way", "the first one"),
    ).toMatchObject({ code: 0, line: `production runs v1.0.0 (${sha.slice(0, 7)}), verified` })
    expect(channels()).toEqual({ next: "1.0.0", latest: "1.0.0" })
    expect(registry.tarballs).toBe(1)
  })

  test("a rollback moves `latest` back and publishes nothing", async () => {
    await call("deploy-staging", "--tag", "v1.1.0")
    expect(await call("deploy-production", "--tag", "v1.1.0")).toMatchObject({ code: 0 })
    expect(channels()).toEqual({ next: "1.1.0", latest: "1.1.0" })
    expect(await call("rollback", "--stage", "production", "--reason", "drill")).toMatchObject({ code: 0 })
    expect(channels()).toEqual({ next: "1.1.0", latest: "1.0.0" })
    expect(registry.tarballs).toBe(2)
  })

  test("a version that was published from another commit is not taken for this one", async () => {
    registry.versions.set("1.2.0", { version: "1.2.0", gitHead: "0".repeat(40) })
    await repo.commit("v1.2.0")
    await repo.git("tag", "v1.2.0")
    const { code, stderr } = await call("deploy-staging", "--tag", "v1.2.0")
    expect({ code, channels: channels() }).toEqual({ code: 1, channels: { next: "1.1.0", latest: "1.0.0" } })
    expect(stderr).toContain("release a new version")
  })

  test("the token is in nothing that was said or recorded", async () => {
    said.push(await repo.git("log", "--patch", "--all", "--glob=refs/pipeline"))
    expect(said.join("\n")).not.toContain("canary-npm")
  })
})
