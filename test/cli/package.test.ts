// @module-tag slow
import { execFileSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { AppRepository } from "../helpers/app-repo.ts"
import { environmentOf, ROOT } from "../helpers/cli.ts"

describe("the package, packed and installed in an empty folder", { timeout: 120_000 }, () => {
  let app: AppRepository
  let folder: string
  const run = (program: string, args: readonly string[], cwd: string) =>
    execFileSync(program, args, {
      cwd,
      encoding: "utf8",
      env: {
        ...environmentOf(app.where()),
        PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      },
      stdio: ["ignore", "pipe", "pipe"],
    })

  beforeAll(async () => {
    app = await AppRepository.create()
    folder = mkdtempSync(join(tmpdir(), "package-"))
    run("npm", ["pack", "--silent", "--pack-destination", folder], ROOT)
    const [tarball = ""] = readdirSync(folder)
    run("npm", ["install", "--offline", "--no-audit", "--no-fund", join(folder, tarball)], folder)
  }, 120_000)
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true })
    await app.close()
  })

  const program = () => join(folder, "node_modules", ".bin", "release-pipeline")

  test("needs no other package", () => {
    expect(readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith("."))).toEqual([
      "release-pipeline",
    ])
  })

  test("runs commands for the repository that the user stands in", () => {
    const report = JSON.parse(run(program(), ["status", "--format", "json"], app.root))
    expect(report).toMatchObject({ command: "status", app: "athlete-agent", outcome: "done" })
  })

  test("prints its help, and its version", () => {
    expect(run(program(), ["help", "rollback"], folder)).toContain(
      "Usage: release-pipeline rollback [OPTIONS]",
    )
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"))
    expect(run(program(), ["--version"], folder)).toBe(`${version}\n`)
  })
})
