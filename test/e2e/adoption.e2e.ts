import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type GitServer, startGitServer } from "../helpers/git-server.ts"
import {
  type Application,
  callIn,
  callToolchain,
  copyModule,
  createApplication,
  dagger,
  engineMissing,
  git,
} from "./engine.ts"

/** An address of this module that the engine reaches, e.g. github.com/OWNER/REPOSITORY@SHA. */
const NAMED_MODULE = process.env.PIPELINE_E2E_MODULE

let server: GitServer | null = null
let modules: string | null = null

/** Without an address the module is served from here; an engine asks for plain HTTP on port 80 only. */
async function serveModule(): Promise<string> {
  modules = mkdtempSync(join(tmpdir(), "pipeline-e2e-module-"))
  const source = join(modules, "source")
  git(modules, "init", "--quiet", "--initial-branch=main", source)
  copyModule(source)
  git(source, "add", "--all")
  git(source, "commit", "--quiet", "--message", "module")
  git(modules, "clone", "--quiet", "--bare", source, "pipeline.git")
  server = await startGitServer(modules, null, 80)
  return "http://127.0.0.1/pipeline.git@main"
}

async function findModule(): Promise<{ module: string; missing: null } | { module: null; missing: string }> {
  const missing = engineMissing()
  if (missing !== null) return { module: null, missing }
  if (NAMED_MODULE !== undefined && NAMED_MODULE !== "") return { module: NAMED_MODULE, missing: null }
  try {
    return { module: await serveModule(), missing: null }
  } catch (error) {
    return {
      module: null,
      missing: `PIPELINE_E2E_MODULE is not set, and port 80 cannot be used: ${(error as Error).message}`,
    }
  }
}

const { module, missing } = await findModule()
const isOne = /\bv1\./.test(spawnSync("dagger", ["version"], { encoding: "utf8" }).stdout ?? "")
if (missing !== null) console.warn(`SKIPPED: ${missing}`)

describe.skipIf(module === null)("on an engine, in a repository that only names the module", () => {
  let app: Application
  let sha: string

  beforeAll(() => {
    app = createApplication(false)
    sha = app.release("v1.0.0")
  })
  afterAll(async () => {
    app.remove()
    await server?.close()
    if (modules !== null) rmSync(modules, { recursive: true, force: true })
  })

  const deploys = async (stage: "staging" | "production", call: typeof callIn) => {
    const { exitCode, stdout } = await call(app.root, `deploy-${stage}`, "--tag", "v1.0.0")
    expect({ exitCode, line: stdout.trimStart().split("\n")[0] }).toEqual({
      exitCode: 0,
      line: `${stage} runs v1.0.0 (${sha.slice(0, 7)}), verified`,
    })
  }
  const prepare = async (...args: string[]) => expect((await dagger(app.root, ...args)).exitCode).toBe(0)

  test.skipIf(isOne)("as a blueprint it deploys the caller's tag", async () => {
    await prepare("init", `--blueprint=${module}`)
    await deploys("staging", callIn)
  })

  test.skipIf(isOne)("as a toolchain it does too", async () => {
    rmSync(join(app.root, "dagger.json"))
    await prepare("init")
    await prepare("toolchain", "install", module as string)
    await deploys("production", callToolchain)
  })

  test.runIf(isOne)("installed in a workspace of Dagger 1.0 it does too", async () => {
    await prepare("install", module as string)
    await prepare("workspace", "config", "modules.release-pipeline.entrypoint", "true")
    await deploys("staging", callIn)
  })
})
