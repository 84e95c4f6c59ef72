import { type ChildProcess, execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { cp, mkdir, readFile, writeFile } from "node:fs/promises"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { promisify } from "node:util"
import type { LedgerRecord } from "../../src/core/ledger/record.ts"
import type { Report } from "../../src/core/report/report.ts"
import type { Stage } from "../../src/core/stage.ts"
import { type Ended, environmentOf, ROOT } from "../helpers/cli.ts"
import { GitRepo, temporaryDirectory } from "../helpers/git-repo.ts"
import type { Moto } from "../helpers/moto.ts"
import { type ProcessLine, runningProcesses } from "../helpers/processes.ts"

const KIT = process.env.SST_KIT ?? join(ROOT, "node_modules", ".cache", "tools", "sst-4.17.1")
const PLATFORM = `${process.platform}-${process.arch}`
const SST = join(KIT, "node_modules", `sst-${PLATFORM}`, "bin", "sst")
const ENGINE = join(ROOT, "test", "fixtures", "sst", "pulumi-engine-stand-in.mjs")
const NODE = join(ROOT, "node_modules", ".bin", "node")
const APP = "app"

/** moto shows no object to nobody, and looks at no signature. */
const SIGNED = {
  authorization:
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/eu-central-1/s3/aws4_request, SignedHeaders=host, Signature=0",
}

/** Answers `bun install` with what Bun installed when the kit was made, because there is no registry here. */
const BUN = `#!/bin/sh
[ "$1" = install ] && { rm -rf node_modules; ln -s "$SST_KIT_PLATFORM/node_modules" node_modules; exit; }
exec "${join(KIT, "node_modules", "@oven", `bun-${PLATFORM}`, "bin", "bun")}" "$@"
`

interface Told {
  code: number | null
  report: Report
  stderr: string
}

/** A repository with a real SST app, deployed by the host runner with the real SST command line. */
export class SstWorld {
  readonly repo: GitRepo
  readonly env: Record<string, string>
  private readonly home: string
  private readonly server: Server
  private readonly registry: Server
  private readonly moto: Moto | null
  /** tags that the app answers wrongly for, once they are deployed */
  readonly ill = new Set<string>()

  private constructor(repo: GitRepo, home: string, servers: [Server, Server], moto: Moto | null) {
    this.repo = repo
    this.home = home
    this.moto = moto
    ;[this.server, this.registry] = servers
    this.env = {
      NPM_REGISTRY: urlOf(this.registry),
      npm_config_cache: join(KIT, "npm-cache"),
      npm_config_offline: "true",
      SST_BUN_PATH: join(home, "bun"),
      SST_KIT_PLATFORM: join(KIT, "platform", moto === null ? "local" : "aws"),
      SST_SKIP_DEPENDENCY_CHECK: "1",
      ...moto?.env,
    }
  }

  static async create(moto: Moto | null = null): Promise<SstWorld> {
    const home = await temporaryDirectory()
    const bin = join(home, ".config", "sst", "bin")
    await mkdir(bin, { recursive: true })
    await writeFile(join(bin, "pulumi"), await readFile(ENGINE), { mode: 0o755 })
    await writeFile(join(home, "bun"), BUN, { mode: 0o755 })
    const repo = await GitRepo.create()
    await cp(join(ROOT, "examples", "sst-app"), join(repo.root, APP), { recursive: true })
    const servers = await Promise.all([listen(), listen()])
    const world = new SstWorld(repo, home, servers, moto)
    world.server.on("request", (request, response) => {
      const [, stage = ""] = (request.url ?? "").split("/")
      world.deployed(stage as Stage).then(
        (tag) => {
          response.writeHead(tag === null || world.ill.has(tag) ? 500 : 200, {
            "content-type": "application/json",
          })
          response.end(JSON.stringify({ status: "ok", version: tag }))
        },
        (error) => response.writeHead(503).end(String(error)),
      )
    })
    world.registry.on("request", (request, response) => {
      const name = decodeURIComponent(request.url ?? "")
        .replace(/^\//, "")
        .replace(/\/latest$/, "")
      const file = join(KIT, "platform", "aws", "node_modules", name, "package.json")
      readFile(file, "utf8").then(
        (text) => response.writeHead(200, { "content-type": "application/json" }).end(text),
        () => response.writeHead(404).end("{}"),
      )
    })
    await repo.commit("app")
    if (moto !== null) await world.bootstrap(moto)
    return world
  }

  /** SST's first contact with an account; moto refuses the bucket policies that it writes. */
  private async bootstrap(moto: Moto): Promise<void> {
    await this.sst("staging", "secret", "set", "Bootstrap", "x")
    const buckets = await (await fetch(moto.url)).text()
    for (const [, bucket] of buckets.matchAll(/<Name>(sst-[^<]+)<\/Name>/g)) {
      await fetch(`${moto.url}/${bucket}?policy`, { method: "DELETE", headers: SIGNED })
    }
  }

  async close(): Promise<void> {
    for (const server of [this.server, this.registry]) {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  }

  /** Writes pipeline.json as the next command finds it: it need not be committed. */
  async configure(deployer: Record<string, unknown> = {}, env: Record<string, string> = {}): Promise<void> {
    const aws = this.moto === null ? {} : { region: "eu-central-1" }
    await writeFile(
      join(this.repo.root, "pipeline.json"),
      JSON.stringify({
        app: "sst-app",
        deployer: {
          kind: "sst",
          directory: APP,
          outputs: ["api", "version"],
          timeoutSeconds: 240,
          graceSeconds: 30,
          env: {
            SST_APP_HOME: this.moto === null ? "local" : "aws",
            SST_APP_URL: `${urlOf(this.server)}/{stage}`,
            ...env,
          },
          ...deployer,
        },
        smoke: {
          deadlineSeconds: 60,
          intervalSeconds: 0.1,
          maxIntervalSeconds: 1,
          confirmIntervalSeconds: 0.1,
          settleSeconds: 0,
          consecutive: 2,
          checks: [{ name: "api", url: "{api}/health", expect: { version: "version" } }],
        },
        stages: { staging: aws, production: aws },
      }),
    )
  }

  /** Commits, so that the tag is a commit of its own, and tags it. */
  async tag(tag: string, files: Record<string, string> = {}): Promise<void> {
    await this.repo.commit(`release ${tag}`, { "app/version.txt": `${tag}\n`, ...files })
    await this.repo.git("tag", tag)
  }

  /** Runs SST itself, as a person would. */
  sst(stage: Stage, ...args: string[]): Promise<string> {
    return this.runInApp(SST, [...args, "--stage", stage])
  }

  /** Runs one of the programs that are sent into a tree, in the user's own checkout. */
  async ask(program: string, ...args: string[]): Promise<unknown> {
    return JSON.parse(await this.runInApp(NODE, ["-e", program, "--", ...args]))
  }

  private async runInApp(program: string, args: readonly string[]): Promise<string> {
    const env = {
      ...environmentOf({ cwd: this.repo.root, home: this.home, tmp: this.home, env: this.env }),
      SST_APP_HOME: this.moto === null ? "local" : "aws",
      SST_TELEMETRY_DISABLED: "1",
    }
    const cwd = join(this.repo.root, APP)
    const options = { cwd, env, timeout: 300_000 }
    return promisify(execFile)(program, args, options).then(
      ({ stdout, stderr }) => stdout + stderr,
      (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
    )
  }

  start(...args: string[]): {
    child: ChildProcess
    ended: Promise<Ended>
    said: (pattern: RegExp) => Promise<void>
  } {
    const child = spawn(NODE, [join(ROOT, "src", "host", "main.ts"), ...args, "--format", "json"], {
      cwd: this.repo.root,
      env: environmentOf({ cwd: this.repo.root, home: this.home, tmp: this.home, env: this.env }),
      stdio: ["pipe", "pipe", "pipe"],
    })
    const output = { stdout: "", stderr: "" }
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        output[name] += text
      })
    }
    const ended = once(child, "close").then(([code, signal]) => ({ code, signal, ...output }) as Ended)
    const said = (pattern: RegExp) =>
      new Promise<void>((resolve, reject) => {
        const look = () => pattern.test(output.stderr) && resolve()
        look()
        child.stderr.on("data", look)
        ended.then((end) => reject(new Error(`ended before ${pattern}: ${JSON.stringify(end)}`)), reject)
      })
    return { child, ended, said }
  }

  /** Processes of this world's deploys that still run. */
  processes(): ProcessLine[] {
    return runningProcesses().filter(({ args }) => args.includes(join(this.home, "")))
  }

  /** Kills SST where it deploys; its engine is in a group of its own and goes on. */
  async killSst(): Promise<void> {
    const deploying = this.processes().filter(({ args }) => / deploy --stage /.test(args))
    for (const { pid } of deploying) process.kill(pid, "SIGKILL")
  }

  async run(...args: string[]): Promise<Told> {
    const { code, stdout, stderr } = await this.start(...args).ended
    try {
      return { code, stderr, report: JSON.parse(stdout) as Report }
    } catch {
      throw new Error(`stdout is not one JSON document; exit code ${code}\n${stdout}\n${stderr}`)
    }
  }

  /** The tag that SST's own state says a stage was last deployed with; null: never. */
  async deployed(stage: Stage): Promise<string | null> {
    const text = await this.state("app", stage)
    if (text === null) return null
    const { resources } = JSON.parse(text).checkpoint.latest as {
      resources: { type: string; outputs: { version?: string } }[]
    }
    return resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs.version ?? null
  }

  /** A file of SST's state; null when there is none. */
  async state(kind: "app" | "lock", stage: Stage): Promise<string | null> {
    const path = `${kind}/sst-app/${stage}.json`
    if (this.moto === null) {
      return readFile(join(this.home, ".config", "sst", "state", path), "utf8").catch(() => null)
    }
    const buckets = await (await fetch(this.moto.url)).text()
    const bucket = /<Name>(sst-state-[^<]+)<\/Name>/.exec(buckets)?.[1]
    const answer = await fetch(`${this.moto.url}/${bucket}/${path}`, { headers: SIGNED })
    return answer.ok ? answer.text() : null
  }

  async putLock(stage: Stage, lock: unknown): Promise<void> {
    const path = `lock/sst-app/${stage}.json`
    const body = JSON.stringify(lock)
    if (this.moto === null) return writeFile(join(this.home, ".config", "sst", "state", path), body)
    const buckets = await (await fetch(this.moto.url)).text()
    const bucket = /<Name>(sst-state-[^<]+)<\/Name>/.exec(buckets)?.[1]
    await fetch(`${this.moto.url}/${bucket}/${path}`, { method: "PUT", body, headers: SIGNED })
  }

  /** The records of a stage, oldest first. */
  async ledger(stage: Stage): Promise<LedgerRecord[]> {
    const ref = `refs/pipeline/ledger/${stage}`
    const ids = (await this.repo.git("rev-list", "--reverse", ref)).split("\n")
    return Promise.all(
      ids.map(async (id) => JSON.parse(await this.repo.git("show", `${id}:record.json`)) as LedgerRecord),
    )
  }
}

async function listen(): Promise<Server> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  return server
}

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
