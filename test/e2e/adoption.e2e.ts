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

  test("as a blueprint it deploys the caller's tag", async () => {
    const initialized = await dagger(app.root, "init", `--blueprint=${module}`)
    expect(initialized.exitCode).toBe(0)
    const { exitCode, stdout } = await callIn(app.root, "deploy-staging", "--tag", "v1.0.0")
    expect({ exitCode, line: stdout.trimStart().split("\n")[0] }).toEqual({
      exitCode: 0,
      line: `staging runs v1.0.0 (${sha.slice(0, 7)}), verified`,
    })
  })

  test("as a toolchain it does too", async () => {
    rmSync(join(app.root, "dagger.json"))
    await dagger(app.root, "init")
    const installed = await dagger(app.root, "toolchain", "install", module as string)
    expect(installed.exitCode).toBe(0)
    const { exitCode, stdout } = await callToolchain(app.root, "deploy-production", "--tag", "v1.0.0")
    expect({ exitCode, line: stdout.trimStart().split("\n")[0] }).toEqual({
      exitCode: 0,
      line: `production runs v1.0.0 (${sha.slice(0, 7)}), verified`,
    })
  })
})
