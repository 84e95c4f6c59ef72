import { cp, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { $ } from "zx"
import { runCommand } from "../src/commands.ts"
import type { Report } from "../src/core/report/report.ts"
import { STAGES } from "../src/core/stage.ts"
import { parseCommandLine } from "../src/host/arguments.ts"
import { thisProcess } from "../src/host/environment.ts"
import { findRepository } from "../src/host/git.ts"
import { HostServices } from "../src/host/services.ts"
import { hostRunner, sandboxRoot } from "../src/host/wire.ts"

const EXAMPLE = new URL("../examples/athlete-agent", import.meta.url).pathname

/** The example application under the pipeline's own defaults. */
const CONFIG = {
  app: "bench",
  deployer: { kind: "sandbox", services: { api: { command: ["node", "packages/api/src/server.mjs"] } } },
  smoke: {
    checks: [{ name: "api", url: "{api}/health", expect: { version: "version", json: { status: "ok" } } }],
  },
}

export const IDENTITY = ["user.name=bench", "user.email=bench@example.com", "commit.gpgsign=false"].flatMap(
  (setting) => ["-c", setting],
)

/** A throw-away repository that is deployed by the host runner. */
export class BenchRepository {
  readonly root: string
  private readonly app: string

  private constructor(root: string, app: string) {
    this.root = root
    this.app = app
  }

  static async create(config: { app: string } = CONFIG): Promise<BenchRepository> {
    const repository = new BenchRepository(await mkdtemp(join(tmpdir(), "pipeline-bench-")), config.app)
    await repository.git(["init", "--quiet", "--initial-branch=main"])
    await cp(EXAMPLE, repository.root, { recursive: true })
    await writeFile(join(repository.root, "pipeline.json"), JSON.stringify(config))
    return repository
  }

  async release(tag: string, fault: object): Promise<void> {
    await writeFile(join(this.root, "fault.json"), JSON.stringify(fault))
    await this.git(["add", "--all"])
    await this.git(["commit", "--quiet", "--allow-empty", "--message", tag])
    await this.git(["tag", tag])
  }

  async git(args: readonly string[], stdin = ""): Promise<string> {
    const git = $({ cwd: this.root, quiet: true, ...(stdin === "" ? {} : { input: stdin }) })
    return (await git`git ${IDENTITY} ${args}`).stdout.trim()
  }

  async run(...command: string[]): Promise<Report> {
    const invocation = await parseCommandLine(command, this.root, async () => "")
    if (invocation.kind !== "run") throw new Error("not a command")
    const talk = { signal: new AbortController().signal, say: () => {} }
    return runCommand(invocation.command, invocation.values, hostRunner(this.root, thisProcess(), talk))
  }

  async remove(): Promise<void> {
    const place = await findRepository(this.root, process.env)
    await new HostServices(sandboxRoot(place, this.app), {}).stopAll(STAGES)
    await rm(this.root, { recursive: true, force: true })
  }
}
