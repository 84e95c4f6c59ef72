import { execFile } from "node:child_process"
import { cp, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { promisify } from "node:util"
import type * as v from "valibot"
import { test as base, expect } from "vitest"
import type { ConfigSchema } from "../../src/core/config/schema.ts"
import type { LedgerRecord } from "../../src/core/ledger/record.ts"
import { EMPTY_STATE, type StageState } from "../../src/core/ledger/stage-state.ts"
import type { Report } from "../../src/core/report/report.ts"
import { STAGES, type Stage } from "../../src/core/stage.ts"
import { findRepository } from "../../src/host/git.ts"
import { HostServices } from "../../src/host/services.ts"
import { sandboxRoot } from "../../src/host/wire.ts"
import {
  type Ended,
  environmentOf,
  type ProcessLine,
  ROOT,
  runCli,
  runningProcesses,
  type Started,
  startCli,
  type Via,
  type Where,
} from "./cli.ts"

export type ConfigInput = v.InferInput<typeof ConfigSchema>

/** A command's end, with its JSON report. */
export interface Told {
  code: number | null
  report: Report
  stderr: string
}

const EXPECTED = { json: { status: "ok" }, version: "version", sha: "sha" }

/** Judges within a fraction of a second, and still has time on a busy machine. */
const FAST = {
  deadlineSeconds: 30,
  intervalSeconds: 0.05,
  maxIntervalSeconds: 0.4,
  confirmIntervalSeconds: 0.05,
  settleSeconds: 0,
  consecutive: 2,
  timeoutSeconds: 10,
}

const sandboxConfig = (mark: string): ConfigInput => ({
  app: "athlete-agent",
  deployer: {
    kind: "sandbox",
    services: { api: { command: ["node", "packages/api/src/server.mjs", mark] } },
  },
  smoke: { ...FAST, checks: [{ name: "api", url: "{api}/health", expect: EXPECTED }] },
})

/** Deploys with a script that tells an application of the test's own what to serve. */
const commandConfig = (mark: string, url: string): ConfigInput => ({
  app: "athlete-agent",
  deployer: { kind: "command", deploy: ["node", "deploy.mjs", url, mark], timeoutSeconds: 60 },
  smoke: { ...FAST, checks: [{ name: "api", url: "{api}/health", expect: EXPECTED }] },
  stages: {
    staging: { urls: { api: `${url}/staging` } },
    production: { urls: { api: `${url}/production` } },
  },
})

/** Asks the test what to do. Its helper is what a deploy tool starts and must not outlive it. */
const DEPLOY_SCRIPT = `import { spawn } from "node:child_process"

const [url] = process.argv.slice(2)
const { PIPELINE_STAGE: stage, PIPELINE_TAG: tag, PIPELINE_SHA: sha } = process.env
const helper = spawn("tail", ["-f", process.cwd() + "/deploy.mjs"], { stdio: ["ignore", "ignore", "inherit"] })
console.log("deploying", tag, "to", stage)
const body = JSON.stringify({ tag, sha, processes: [process.pid, helper.pid] })
const answer = await fetch(url + "/" + stage + "/deploy", { method: "PUT", body })
const { code, say } = await answer.json()
console.error(say)
helper.kill()
if (code < 0) process.kill(process.pid, "SIGKILL")
process.exitCode = code
`

/**
 * A repository of a test's own, with the example application on `main`, that is deployed by the real command line.
 * At its end nothing may be left of what was started: no process, no temporary file, no lock.
 */
export class AppRepository {
  readonly root: string
  /** in the arguments of every process that is started for this repository */
  readonly mark: string
  readonly base: string
  private config: ConfigInput

  private constructor(directory: string, url: string | undefined) {
    this.base = directory
    this.root = join(directory, "app")
    this.mark = basename(directory)
    this.config = url === undefined ? sandboxConfig(this.mark) : commandConfig(this.mark, url)
  }

  /** @param url where the test's own application is told what to serve; without it the example's processes are started */
  static async create(url?: string): Promise<AppRepository> {
    const app = await AppRepository.make(url)
    await app.git("init", "--quiet", "--initial-branch=main")
    await cp(join(ROOT, "examples", "athlete-agent"), app.root, { recursive: true })
    await writeFile(join(app.root, "deploy.mjs"), DEPLOY_SCRIPT)
    await app.configure((config) => config)
    return app
  }

  /** A copy with its tags and its ledger. */
  async copy(url: string): Promise<AppRepository> {
    const app = await AppRepository.make(url)
    await cp(this.root, app.root, { recursive: true })
    await app.configure((config) => config)
    return app
  }

  private static async make(url: string | undefined): Promise<AppRepository> {
    const app = new AppRepository(await mkdtemp(join(await realpath(tmpdir()), "test-cli-")), url)
    for (const directory of [app.root, app.where().home, app.where().tmp]) await mkdir(directory)
    return app
  }

  /** Changes pipeline.json in the working tree, from which every command reads it. */
  async configure(change: (config: ConfigInput) => ConfigInput): Promise<void> {
    this.config = change(this.config)
    await writeFile(join(this.root, "pipeline.json"), `${JSON.stringify(this.config, null, 2)}\n`)
  }

  configureSmoke(smoke: Partial<ConfigInput["smoke"]>): Promise<void> {
    return this.configure((config) => ({ ...config, smoke: { ...config.smoke, ...smoke } }))
  }

  /** Commits the application, with or without a fault, and tags it; gives the commit. */
  async release(tag: string, fault: object | null = null): Promise<string> {
    const file = join(this.root, "fault.json")
    if (fault === null) await rm(file, { force: true })
    else await writeFile(file, JSON.stringify(fault))
    await this.git("add", "--all")
    await this.git("commit", "--quiet", "--allow-empty", "--message", tag)
    await this.git("tag", "--annotate", "--message", tag, tag)
    return this.git("rev-parse", "HEAD")
  }

  async git(...args: string[]): Promise<string> {
    const who = ["user.name=ann", "user.email=ann@example.com"].flatMap((setting) => ["-c", setting])
    const env = environmentOf(this.where())
    const { stdout } = await promisify(execFile)("git", [...who, ...args], { cwd: this.root, env })
    return stdout.trimEnd()
  }

  where(env: Readonly<Record<string, string>> = {}): Where {
    return { cwd: this.root, home: join(this.base, "home"), tmp: join(this.base, "tmp"), env }
  }

  start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
    return startCli("node", ["--repo", this.root, ...args], this.where(env))
  }

  run(args: readonly string[], via: Via = "node"): Promise<Ended> {
    return runCli(via, ["--repo", this.root, ...args], this.where())
  }

  /** Runs a command for its JSON report, which is all that stdout may hold. */
  async ask(...args: string[]): Promise<Told> {
    return told(await this.run([...args, "--format", "json"]))
  }

  /** Deploys. Whatever comes of it, exit code 0 means that the stage serves the tag right now. */
  async deploy(stage: Stage, tag: string, ...options: string[]): Promise<Told> {
    const answer = await this.ask(`deploy-${stage}`, "--tag", tag, ...options)
    const { code, report } = answer
    if (code === 0) {
      const sha = await this.git("rev-parse", `${tag}^{commit}`)
      expect(report).toMatchObject({ outcome: "deployed", ok: true, running: { tag, sha, verified: true } })
      expect(await this.served(stage)).toEqual({ tag, sha })
    } else {
      expect(report).toMatchObject({ ok: false, reason: { code: expect.stringMatching(/^[A-Z_]+$/) } })
    }
    return answer
  }

  /** Takes a version through both stages. */
  async ship(tag: string): Promise<void> {
    for (const stage of STAGES) expect((await this.deploy(stage, tag)).code).toBe(0)
  }

  /** What a stage answers at this moment; null: nothing, or nothing that tells. */
  async served(stage: Stage): Promise<{ tag: string; sha: string } | null> {
    const { running } = await this.state(stage)
    const url = running?.outputs.api ?? this.config.stages?.[stage]?.urls?.api
    try {
      const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(5000) })
      const { version, sha } = (await answer.json()) as { version: string; sha: string }
      return { tag: version, sha }
    } catch {
      return null
    }
  }

  /** A stage as the newest record of a ledger in this repository has it. */
  async state(stage: Stage): Promise<StageState> {
    const ref = `refs/pipeline/ledger/${stage}`
    if ((await this.git("for-each-ref", ref)) === "") return EMPTY_STATE
    const text = await this.git("cat-file", "blob", `${ref}:record.json`)
    return (JSON.parse(text) as LedgerRecord).state
  }

  /**
   * The stage's records as `history` shows them, oldest first: kind, tag, code; without those that announce an effect,
   * of which there is one before each.
   */
  async records(stage: Stage): Promise<string[]> {
    const { report } = await this.ask("history", "--stage", stage, "--limit", "200")
    return (report.history ?? [])
      .filter(({ kind }) => kind !== "effect")
      .map(({ kind, tag, code }) => [kind, tag, code].filter((part) => part !== null).join(" "))
      .reverse()
  }

  /** Whatever runs for this repository. */
  async processes(): Promise<ProcessLine[]> {
    return (await runningProcesses()).filter(({ args }) => args.includes(this.mark))
  }

  /** Of these the application's own: not what waits to end them once their release is gone. */
  async services(): Promise<ProcessLine[]> {
    return (await this.processes()).filter(({ args }) => !args.includes(" service-watch "))
  }

  /** Ends and removes everything; fails the test for what it left behind. */
  async close(): Promise<void> {
    try {
      await new HostServices(sandboxRoot(await findRepository(this.root))).stopAll(STAGES)
      const states = await Promise.all(STAGES.map((stage) => this.state(stage)))
      expect({
        processes: await this.processes(),
        temporary: await readdir(this.where().tmp),
        worktrees: (await this.git("worktree", "list")).match(/pipeline-tree-\S*/g) ?? [],
        locks: states.flatMap(({ lock }) => lock ?? []),
      }).toEqual({ processes: [], temporary: [], worktrees: [], locks: [] })
    } finally {
      await rm(this.base, { recursive: true, force: true })
    }
  }
}

/** Reads what a command with `--format json` printed: one document and nothing else. */
export function told({ code, stdout, stderr }: Ended): Told {
  try {
    return { code, stderr, report: JSON.parse(stdout) as Report }
  } catch {
    throw new Error(
      `stdout is not one JSON document; exit code ${code}\nstdout: ${stdout}\nstderr: ${stderr}`,
    )
  }
}

type CreateApp = (url?: string) => Promise<AppRepository>

/** Tests with repositories of their own, which are ended with the test. */
export const test = base.extend<{ createApp: CreateApp }>({
  createApp: ({ onTestFinished }, use) =>
    use(async (url) => {
      const app = await AppRepository.create(url)
      onTestFinished(() => app.close(), 60_000)
      return app
    }),
})
