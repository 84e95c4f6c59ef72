import { cp, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { $ } from "zx"

const EXAMPLE = new URL("../../../examples/athlete-agent", import.meta.url).pathname

const CHECK = { json: { status: "ok" }, version: "version", sha: "sha" }

/** The example's pipeline, with a soak short enough to watch. */
const CONFIG = {
  app: "athlete-agent",
  deployer: {
    kind: "sandbox",
    services: {
      api: { command: ["node", "packages/api/src/server.mjs"] },
      web: { command: ["node", "packages/web/src/server.mjs"], env: { API_URL: "{api}" } },
    },
  },
  smoke: {
    deadlineSeconds: 20,
    intervalSeconds: 0.1,
    confirmIntervalSeconds: 0.2,
    checks: [
      { name: "api", url: "{api}/health", expect: CHECK },
      { name: "web", url: "{web}/api/health", expect: CHECK },
    ],
  },
}

const IDENTITY = [
  "user.name=demo",
  "user.email=demo@example.com",
  "commit.gpgsign=false",
  "tag.gpgsign=false",
].flatMap((setting) => ["-c", setting])

/** A repository of its own, with the example application on `main`. */
export class DemoRepository {
  readonly root: string

  private constructor(root: string) {
    this.root = root
  }

  static async create(): Promise<DemoRepository> {
    const repository = new DemoRepository(await mkdtemp(join(tmpdir(), "pipeline-demo-")))
    await repository.git("init", "--quiet", "--initial-branch=main")
    await cp(EXAMPLE, repository.root, { recursive: true })
    await writeFile(join(repository.root, "pipeline.json"), `${JSON.stringify(CONFIG, null, 2)}\n`)
    return repository
  }

  /** Commits the application, with or without a fault, and tags it. */
  async release(tag: string, fault: object | null, what: string): Promise<void> {
    const file = join(this.root, "fault.json")
    if (fault === null) await rm(file, { force: true })
    else await writeFile(file, JSON.stringify(fault))
    await this.git("add", "--all")
    await this.git("commit", "--quiet", "--allow-empty", "--message", what)
    await this.git("tag", "--annotate", "--message", what, tag)
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true })
  }

  private async git(...args: string[]): Promise<void> {
    await $({ cwd: this.root, quiet: true })`git ${IDENTITY} ${args}`
  }
}
