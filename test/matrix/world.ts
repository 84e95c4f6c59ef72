import { execFile } from "node:child_process"
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, delimiter, dirname, join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { promisify } from "node:util"
import type { LedgerRecord } from "../../src/core/ledger/record.ts"
import type { Report } from "../../src/core/report/report.ts"
import { type Ended, environmentOf, type Started, startCli } from "../helpers/cli.ts"
import { Stand, TOOL } from "./stand.ts"

/** Where the ledger is, and from where the next command comes. */
export const PLACES = ["local", "remote", "other clone"] as const
export type Place = (typeof PLACES)[number]

/** A run that cannot show that it lives gives up after 6 s; others may take its stage over after 10 s. */
const HEARTBEAT_SECONDS = 2
const LIMIT_MS = 240_000
const GIT_MS = 5000
const REF = "refs/pipeline/ledger/production"
const SHIPPED = "v1.0.0"

/** A clone and the machine that it is on: its processes are known by their home. */
export interface Machine {
  root: string
  home: string
  tmp: string
}

export interface Said {
  code: number | null
  signal: NodeJS.Signals | null
  report: Report | null
  stderr: string
}

/** How the application is deployed in a world. */
export interface Setup {
  place: Place
  migrations: "before" | "after" | null
  installs: boolean
}

/** A repository with one application, and what truly becomes of it. */
export class MatrixWorld {
  readonly stand: Stand
  readonly base: string
  readonly ann: Machine
  /** from where the next command comes */
  readonly next: Machine
  private readonly setup: Setup

  private constructor(base: string, stand: Stand, setup: Setup) {
    this.base = base
    this.stand = stand
    this.setup = setup
    this.ann = this.machine("ann")
    this.next = setup.place === "other clone" ? this.machine("ben") : this.ann
  }

  /** v1.0.0 runs on both stages, v1.1.0 and v1.2.0 were verified on staging: all by the command line. */
  static async template(): Promise<MatrixWorld> {
    const setup: Setup = { place: "local", migrations: null, installs: false }
    const world = await MatrixWorld.make(setup)
    const { ann } = world
    await mkdir(join(ann.root, "migrations"), { recursive: true })
    await world.git(ann, "init", "--quiet", "--initial-branch=main")
    await writeFile(join(ann.root, "tool.mjs"), TOOL)
    await writeFile(join(ann.root, "migrations", "1_first.sql"), "-- Up Migration\n-- Down Migration\n")
    await writeFile(join(ann.root, ".gitignore"), "pipeline.json\n")
    await world.configure(ann)
    for (const tag of [SHIPPED, "v1.1.0", "v1.2.0"]) {
      await world.git(ann, "add", "--all")
      await world.git(ann, "commit", "--quiet", "--allow-empty", "--message", tag)
      await world.git(ann, "tag", "--annotate", "--message", tag, tag)
      await world.mustRun(["deploy-staging", "--tag", tag])
      if (tag === SHIPPED) await world.mustRun(["deploy-production", "--tag", tag])
    }
    return world
  }

  /** A world of its own that begins as the template is. */
  static async from(template: MatrixWorld, setup: Setup): Promise<MatrixWorld> {
    const world = await MatrixWorld.make(setup)
    const { ann, next, base } = world
    await cp(template.ann.root, ann.root, { recursive: true })
    const origin = join(base, "origin.git")
    if (setup.place !== "local") {
      await world.git(ann, "clone", "--quiet", "--mirror", ann.root, origin)
      await world.git(ann, "remote", "add", "origin", `file://${origin}`)
    }
    if (setup.place !== "local") await world.git(ann, "fetch", "--quiet", "origin")
    if (next !== ann) await world.git(ann, "clone", "--quiet", `file://${origin}`, next.root)
    for (const machine of new Set([ann, next])) await world.configure(machine)
    world.stand.serve({ tag: SHIPPED, sha: await world.git(ann, "rev-parse", `${SHIPPED}^{commit}`) })
    return world
  }

  private static async make(setup: Setup): Promise<MatrixWorld> {
    const base = await mkdtemp(join(await realpath(tmpdir()), "kill-matrix-"))
    const world = new MatrixWorld(base, await Stand.start(), setup)
    for (const { home, tmp, root } of new Set([world.ann, world.next])) {
      for (const path of [home, tmp, dirname(root)]) await mkdir(path, { recursive: true })
    }
    return world
  }

  private machine(name: string): Machine {
    const at = (part: string) => join(this.base, name, part)
    return { root: at("app"), home: at("home"), tmp: at("tmp") }
  }

  private async configure({ root }: Machine): Promise<void> {
    const { place, migrations, installs } = this.setup
    const { url } = this.stand
    const tool = (kind: string) => ["node", "tool.mjs", url, kind]
    const install = installs ? { install: tool("install") } : {}
    const config = {
      app: "shop",
      ledger: { heartbeatSeconds: HEARTBEAT_SECONDS, ...(place === "local" ? {} : { remote: "origin" }) },
      deployer: { kind: "command", deploy: tool("deploy"), ...install, timeoutSeconds: 120 },
      smoke: {
        deadlineSeconds: 60,
        intervalSeconds: 0.1,
        maxIntervalSeconds: 0.5,
        confirmIntervalSeconds: 0.1,
        settleSeconds: 0,
        consecutive: 2,
        timeoutSeconds: 30,
        checks: [
          {
            name: "api",
            url: "{api}/health",
            expect: { json: { status: "ok" }, version: "version", sha: "sha" },
          },
        ],
      },
      stages: {
        staging: { urls: { api: `${url}/staging` } },
        production: { urls: { api: url } },
      },
      ...(migrations === null
        ? {}
        : {
            migrations: {
              path: "migrations",
              run: { when: migrations, command: tool("migrate"), head: tool("head"), timeoutSeconds: 120 },
            },
          }),
    }
    await writeFile(join(root, "pipeline.json"), `${JSON.stringify(config, null, 2)}\n`)
  }

  async git({ root, home, tmp }: Machine, ...args: string[]): Promise<string> {
    const who = ["user.name=ann", "user.email=ann@example.com"].flatMap((setting) => ["-c", setting])
    const env = environmentOf({ cwd: root, home, tmp })
    const { stdout } = await promisify(execFile)("git", [...who, ...args], { cwd: root, env })
    return stdout.trimEnd()
  }

  start(machine: Machine, args: readonly string[], env: Record<string, string> = {}): Started {
    const { root, home, tmp } = machine
    const all = { ...env, PIPELINE_ACTOR: basename(dirname(root)) }
    return startCli("node", [...args, "--format", "json"], {
      cwd: root,
      home,
      tmp,
      env: all,
      limitMs: LIMIT_MS,
    })
  }

  async run(machine: Machine, args: readonly string[]): Promise<Said> {
    return saidBy(await this.start(machine, args).ended)
  }

  private async mustRun(args: readonly string[]): Promise<void> {
    const { code, stderr } = await this.run(this.ann, args)
    if (code !== 0) throw new Error(`${args.join(" ")} ended with exit code ${code}: ${stderr}`)
  }

  /** The records of production, oldest first, wherever they are kept. */
  async records(): Promise<LedgerRecord[]> {
    const directory =
      this.setup.place === "local" ? join(this.ann.root, ".git") : join(this.base, "origin.git")
    const commits = await this.git(this.ann, "--git-dir", directory, "rev-list", "--reverse", REF)
    const names = commits.split("\n").map((commit) => `${commit}:record.json\n`)
    const reader = promisify(execFile)("git", ["--git-dir", directory, "cat-file", "--batch"], {
      encoding: "buffer",
      maxBuffer: 1024 ** 3,
    })
    reader.child.stdin?.end(names.join(""))
    const { stdout } = await reader
    const records: LedgerRecord[] = []
    for (let at = 0; at < stdout.length; ) {
      // `<id> blob <size>`, the record, and a line's end
      const begin = stdout.indexOf("\n", at) + 1
      const end = begin + Number(stdout.subarray(at, begin).toString().trim().split(" ").at(-1))
      records.push(JSON.parse(stdout.subarray(begin, end).toString()) as LedgerRecord)
      at = end + 1
    }
    return records
  }

  /** Every process that was started on a machine, by the environment that it was given. */
  async processesOf({ home }: Machine): Promise<number[]> {
    const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name))
    const found = await Promise.all(
      pids.map(async (pid) => {
        const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "")
        const state = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")
        const isOver = state === "" || /^[ZX]/.test(state.slice(state.lastIndexOf(")") + 2))
        return !isOver && environment.split("\0").includes(`HOME=${home}`) ? [Number(pid)] : []
      }),
    )
    return found.flat()
  }

  async signalAll(machine: Machine, signal: NodeJS.Signals): Promise<void> {
    for (const pid of await this.processesOf(machine)) signalOne(pid, signal)
  }

  /** What a run has made and not cleared away. */
  async leftovers(machine: Machine): Promise<string[]> {
    const trees = (await this.git(machine, "-C", machine.root, "worktree", "list")).match(
      /pipeline-tree-\S*/g,
    )
    return [...(await readdir(machine.tmp)), ...(trees ?? [])]
  }

  async close(): Promise<void> {
    for (const machine of [this.ann, this.next]) await this.signalAll(machine, "SIGKILL")
    await this.stand.close()
    await rm(this.base, { recursive: true, force: true, maxRetries: 5 })
  }

  /**
   * A git that stands still at one moment, and goes on when it is let.
   * @param at `first`: what reads the ledger first; or a record of some kind
   */
  async slowGit(at: "first" | { record: string; moment: Moment }): Promise<SlowGit> {
    const directory = await mkdtemp(join(this.base, "slow-git-"))
    const path = (name: string) => join(directory, name)
    const real = (await this.git(this.ann, "--exec-path")).replace(
      /\/libexec\/.*|\/lib\/git-core$/,
      "/bin/git",
    )
    const [record, moment] = at === "first" ? ["", "first"] : [at.record, at.moment]
    const script = `#!/bin/sh
is_there() {
  mkdir "${path("taken")}" 2>/dev/null || return 1
  touch "${path("at")}"
  while [ ! -e "${path("go")}" ]; do sleep 0.05; done
}
finish() {
  code=$?
  touch "${path("done")}"
  exit $code
}
case "${moment} $*" in
  first*cat-file*) if is_there; then ${real} "$@"; finish; fi ;;
  import*fast-import* | push*fast-import*)
    stream=$(mktemp "${directory}/stream-XXXXXX")
    cat > "$stream"
    if grep -q '"kind": "${record}"' "$stream"; then
      case ${moment} in
        push) touch "${path("next")}" ;;
        import) if is_there; then ${real} "$@" < "$stream"; finish; fi ;;
        imported) ${real} "$@" < "$stream" > "$stream.out"; is_there; cat "$stream.out"; finish ;;
      esac
    fi
    exec ${real} "$@" < "$stream" ;;
  push*push*refs/pipeline/ledger/*)
    if [ -e "${path("next")}" ] && is_there; then ${real} "$@"; finish; fi ;;
esac
exec ${real} "$@"
`
    await writeFile(path("git"), script)
    await chmod(path("git"), 0o755)
    const isThere = (name: string) =>
      stat(path(name)).then(
        () => true,
        () => false,
      )
    return {
      env: { PATH: [directory, process.env.PATH].join(delimiter) },
      isReached: () => isThere("at"),
      async goOn() {
        await writeFile(path("go"), "")
        // unless it has been ended
        const patience = Date.now() + GIT_MS
        while (!(await isThere("done")) && Date.now() < patience) await sleep(20)
      },
    }
  }
}

/** Before a record is written, or once it is and its run has not heard of it; or before it is sent to the remote. */
type Moment = "import" | "imported" | "push"

export interface SlowGit {
  env: Record<string, string>
  isReached: () => Promise<boolean>
  /** Resolves when git has done its work. */
  goOn: () => Promise<void>
}

export function signalOne(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // it has ended meanwhile
  }
}

export function saidBy({ code, signal, stdout, stderr }: Ended): Said {
  let report: Report | null = null
  try {
    report = JSON.parse(stdout) as Report
  } catch {
    // one that was killed says nothing
  }
  return { code, signal, report, stderr }
}
