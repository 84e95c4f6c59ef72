import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import type * as v from "valibot"
import { test as base, expect } from "vitest"
import type { ConfigSchema } from "../../src/core/config/schema.ts"
import { messageOf } from "../../src/core/errors.ts"
import type { LedgerRecord } from "../../src/core/ledger/record.ts"
import { EMPTY_STATE, type StageState } from "../../src/core/ledger/stage-state.ts"
import type { Report } from "../../src/core/report/report.ts"
import { STAGES, type Stage } from "../../src/core/stage.ts"
import { HostServices } from "../../src/host/services.ts"
import { sandboxRoot } from "../../src/host/wire.ts"
import {
  type Ended,
  environmentOf,
  ROOT,
  runCli,
  type Started,
  startCli,
  type Via,
  type Where,
} from "./cli.ts"
import { runThere } from "./light-process.ts"
import { type ProcessLine, runningProcesses } from "./processes.ts"
import { shared } from "./shared.ts"

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
  deployer: { kind: "command", deploy: ["bash", "deploy.sh", url, mark], timeoutSeconds: 60 },
  smoke: { ...FAST, checks: [{ name: "api", url: "{api}/health", expect: EXPECTED }] },
  stages: {
    staging: { urls: { api: `${url}/staging` } },
    production: { urls: { api: `${url}/production` } },
  },
})

/**
 * Asks the test what to do. Its helper is what a deploy tool starts and must not outlive it. A shell, because it starts
 * ten times faster than Node.
 */
const DEPLOY_SCRIPT = `IFS=:/ read -r _ _ _ host port <<<"$1"
tail -f "$PWD/deploy.sh" </dev/null >/dev/null & helper=$!
disown
echo "deploying $PIPELINE_TAG to $PIPELINE_STAGE"
body='{"tag":"%s","sha":"%s","processes":[%d,%d]}'
printf -v body "$body" "$PIPELINE_TAG" "$PIPELINE_SHA" $$ $helper
exec 3<>"/dev/tcp/$host/$port"
head='PUT /%s/deploy HTTP/1.1\\r\\nHost: test\\r\\nConnection: close\\r\\nContent-Length: %d\\r\\n\\r\\n%s'
printf "$head" "$PIPELINE_STAGE" "\${#body}" "$body" >&3
while IFS= read -r line && [ "$line" != $'\\r' ]; do :; done <&3
read -r code say <&3
echo "$say" >&2
kill $helper
[ "$code" -ge 0 ] || kill -KILL $$
exit "$code"
`

/** Commits and tags. */
const RELEASE = `git add --all
git commit --quiet --allow-empty --message "$1"
git tag --annotate --message "$1" "$1"
git rev-parse HEAD`

const [NAME, EMAIL] = ["ann", "ann@example.com"]
const AUTHOR = {
  ...{ GIT_AUTHOR_NAME: NAME, GIT_AUTHOR_EMAIL: EMAIL },
  ...{ GIT_COMMITTER_NAME: NAME, GIT_COMMITTER_EMAIL: EMAIL },
}

/**
 * A repository of a test's own, with the example application on `main`, that is deployed by the real command line.
 * At its end nothing may be left of what was started: no process, no temporary file, no lock.
 */
export class AppRepository {
  readonly root: string
  /** in the arguments of every process that is started for this repository */
  readonly mark: string
  readonly base: string
  /** how commands are run that are not started */
  via: Via = "here"
  private config: ConfigInput

  private constructor(directory: string, url: string | undefined) {
    this.base = directory
    this.root = join(directory, "app")
    this.mark = basename(directory)
    this.config = url === undefined ? sandboxConfig(this.mark) : commandConfig(this.mark, url)
  }

  /** @param url where the test's own application is told what to serve; without it the example's processes are started */
  static async create(url?: string): Promise<AppRepository> {
    return AppRepository.copy(await shared("app", template), url)
  }

  /** A copy of another one, with its tags and its ledger. */
  static async copy(root: string, url?: string): Promise<AppRepository> {
    const app = await AppRepository.make(url)
    await cp(root, app.root, { recursive: true })
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
    return this.execute("sh", "-ec", RELEASE, "release", tag)
  }

  git(...args: string[]): Promise<string> {
    return this.execute("git", ...args)
  }

  private execute(...argv: string[]): Promise<string> {
    const env = { ...environmentOf(this.where()), ...AUTHOR }
    return runThere(argv, { cwd: this.root, env })
  }

  where(env: Readonly<Record<string, string>> = {}): Where {
    return { cwd: this.root, home: join(this.base, "home"), tmp: join(this.base, "tmp"), env }
  }

  start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
    return startCli("node", ["--repo", this.root, ...args], this.where(env))
  }

  run(args: readonly string[], env: Readonly<Record<string, string>> = {}, via = this.via): Promise<Ended> {
    return runCli(via, ["--repo", this.root, ...args], this.where(env))
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
    for (const stage of STAGES) {
      const { code, report } = await this.deploy(stage, tag)
      expect({ code, reason: report.reason }).toMatchObject({ code: 0 })
    }
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

  /** Where the ledger is: here, or in the bare repository that stands for its remote. */
  private get ledger(): string {
    const { remote } = this.config.ledger ?? {}
    return remote === undefined ? this.root : join(this.base, `${remote}.git`)
  }

  /** A stage as the newest record of the ledger has it. */
  async state(stage: Stage, repository = this.ledger): Promise<StageState> {
    const record = `refs/pipeline/ledger/${stage}:record.json`
    const text = await this.ifThere("-C", repository, "cat-file", "blob", record)
    return text === null ? EMPTY_STATE : (JSON.parse(text) as LedgerRecord).state
  }

  /**
   * The stage's records, oldest first: kind, tag, code; without those that announce an effect, of which there is one
   * before each.
   */
  async records(stage: Stage): Promise<string[]> {
    const log = ["log", "--reverse", "--format=%s", `refs/pipeline/ledger/${stage}`, "--"]
    const subjects = (await this.ifThere("-C", this.ledger, ...log))?.split("\n") ?? []
    return subjects
      .filter((subject) => !subject.startsWith("effect "))
      .map((subject) =>
        subject
          .split(" ")
          .filter((word) => word !== "-" && !/^[0-9a-f]{7}$/.test(word))
          .join(" "),
      )
  }

  /** What git says of a name; null where nothing has that name. */
  private async ifThere(...args: string[]): Promise<string | null> {
    try {
      return await this.git(...args)
    } catch (error) {
      if (/(Not a valid|invalid) object name|bad revision/.test(messageOf(error))) return null
      throw error
    }
  }

  /** Whatever runs for this repository. */
  processes(): ProcessLine[] {
    return runningProcesses().filter(({ args }) => args.includes(this.mark))
  }

  /** Of these the application's own: not what waits to end them once their release is gone. */
  services(): ProcessLine[] {
    return this.processes().filter(({ args }) => !args.includes(" service-watch "))
  }

  /** Ends and removes everything; fails the test for what it left behind. */
  async close(): Promise<void> {
    try {
      const place = { root: this.root, gitDir: join(this.root, ".git") }
      const sandboxes = dirname(sandboxRoot(place, this.config.app))
      for (const app of await readdir(sandboxes).catch(() => []))
        await new HostServices(join(sandboxes, app), process.env).stopAll(STAGES)
      const states = await Promise.all(STAGES.map((stage) => this.state(stage, this.root)))
      expect({
        processes: this.processes(),
        temporary: await readdir(this.where().tmp),
        worktrees: (await worktreesOf(place.gitDir)).filter((path) => path.includes("pipeline-tree-")),
        locks: states.flatMap(({ lock }) => lock ?? []),
      }).toEqual({ processes: [], temporary: [], worktrees: [], locks: [] })
    } finally {
      await rm(this.base, { recursive: true, force: true })
    }
  }
}

/** The application on `main`, nothing of it committed yet. */
async function template(root: string): Promise<void> {
  await cp(join(ROOT, "examples", "athlete-agent"), root, { recursive: true })
  await writeFile(join(root, "deploy.sh"), DEPLOY_SCRIPT)
  await runThere(["sh", "-ec", PREPARE], { cwd: root, env: process.env })
}

/** Its objects are there, in one file, so that no copy makes them again. */
const PREPARE = `git init --quiet --template= --initial-branch=main
git add --all
git ls-files --stage | cut -d" " -f2 | git pack-objects -q .git/objects/pack/pack >/dev/null
git prune-packed
rm .git/index`

/** Where git knows working trees to be, besides the first. */
async function worktreesOf(gitDir: string): Promise<string[]> {
  const all = await readdir(join(gitDir, "worktrees")).catch(() => [])
  return Promise.all(all.map((name) => readFile(join(gitDir, "worktrees", name, "gitdir"), "utf8")))
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
