// @module-tag slow
import { execFileSync, spawnSync } from "node:child_process"
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs"
import { homedir, tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { gte } from "semver"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { AppRepository } from "../helpers/app-repo.ts"
import { environmentOf, ROOT } from "../helpers/cli.ts"

/** Each Node on this machine that is new enough, one of a version. */
function nodes(): [version: string, node: string][] {
  const found = [
    process.execPath,
    ...(process.env.PATH ?? "").split(delimiter).map((path) => join(path, "node")),
  ]
  const versions = found.filter(existsSync).map((node): [string, string] => {
    return [execFileSync(node, ["--version"], { encoding: "utf8" }).trim(), realpathSync(node)]
  })
  return [...new Map(versions.filter(([version]) => gte(version, "20.19.0")))]
}

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
    await app.release("v1.0.0")
    folder = mkdtempSync(join(tmpdir(), "package-"))
    run("npm", ["pack", "--silent", "--pack-destination", folder], ROOT)
    const [tarball = ""] = readdirSync(folder)
    run("npm", ["install", "--offline", "--no-audit", "--no-fund", join(folder, tarball)], folder)
  }, 120_000)
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true })
    await app.close()
  })

  const installed = () => join(folder, "node_modules", "release-pipeline")
  const program = () => join(folder, "node_modules", ".bin", "release-pipeline")

  test("needs no other package, and runs nothing when it is installed", () => {
    expect(readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith("."))).toEqual([
      "release-pipeline",
    ])
    const { dependencies, scripts } = JSON.parse(readFileSync(join(installed(), "package.json"), "utf8"))
    expect(dependencies).toBeUndefined()
    expect(Object.keys(scripts)).not.toContain(expect.stringMatching(/^(pre|post)?install$/))
  })

  test("has at most 1 MB", () => {
    const [tarball = ""] = readdirSync(folder).filter((name) => name.endsWith(".tgz"))
    expect(statSync(join(folder, tarball)).size).toBeLessThan(1_000_000)
  })

  test("brings along the pages that its texts name, by paths that can be opened", () => {
    const text = run(program(), ["help", "DOWNGRADE_REFUSED"], folder)
    const [page = ""] = /\/\S+\/docs\/sst\.md/.exec(text) ?? []
    expect(readFileSync(page, "utf8")).toMatch(/^# /)
    expect(page.startsWith(realpathSync(installed()))).toBe(true)
    expect(readdirSync(join(installed(), "docs"))).not.toContain("pictures")
  })

  test("is found by npx", () => {
    expect(run("npx", ["--no-install", "release-pipeline", "--version"], folder)).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  describe.each(nodes())("on Node %s", (version, node) => {
    test("prints its help, and reads a repository", () => {
      expect(run(node, [program(), "help", "rollback"], folder)).toContain("Examples:")
      expect(JSON.parse(run(node, [program(), "status", "--format", "json"], app.root))).toMatchObject({
        command: "status",
        outcome: "done",
      })
    })

    test("plans a deploy", () => {
      expect(
        run(node, [program(), "plan", "--tag", "v1.0.0", "--stage", "staging", "--offline"], app.root),
      ).toContain("not looked at")
    })

    // with this one `npm pack` has built it
    test.skipIf(version === process.version)("is built, as npm does for a dependency from git", () => {
      const clone = join(folder, `clone-${version}`)
      cpSync(ROOT, clone, { recursive: true, filter: (path) => !/node_modules|\.git$|dist$/.test(path) })
      symlinkSync(join(ROOT, "node_modules"), join(clone, "node_modules"))
      run(node, ["scripts/prepare.mjs"], clone)
      expect(run(node, [join(clone, "dist", "release-pipeline.js"), "--version"], folder)).toMatch(/^\d/)
    })
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

describe("the command, installed for everyone from a git repository", { timeout: 600_000 }, () => {
  let base: string
  let source: string
  const prefix = () => join(base, "prefix")
  const sh = (line: string) =>
    spawnSync("sh", ["-c", line], {
      cwd: base,
      encoding: "utf8",
      env: {
        ...environmentOf({ cwd: base, home: base, tmp: join(base, "tmp") }),
        PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
        npm_config_prefix: prefix(),
        // what an install here has fetched before need not be fetched again
        npm_config_cache: process.env.npm_config_cache ?? join(homedir(), ".npm"),
        npm_config_prefer_offline: "true",
      },
    })

  beforeAll(() => {
    base = mkdtempSync(join(tmpdir(), "from-git-"))
    source = join(base, "source")
    mkdirSync(join(base, "tmp"))
    cpSync(ROOT, source, { recursive: true, filter: (path) => !/\/(node_modules|\.git|dist)$/.test(path) })
    const author = "-c user.name=ann -c user.email=ann@example.com"
    const { status, stderr } = sh(
      `cd source && git init --quiet && git add --all && git ${author} commit --quiet --message all`,
    )
    if (status !== 0) throw new Error(stderr)
  }, 60_000)
  afterAll(() => rmSync(base, { recursive: true, force: true }))

  test("by the line of the README (skipped where there is no npm registry)", (context) => {
    const readme = readFileSync(join(ROOT, "README.md"), "utf8")
    const [line = ""] = /^ {4}\(cd .*npm pack .*$/m.exec(readme) ?? []
    expect(line).toContain("github:OWNER/REPOSITORY#TAG")
    const { status, stderr } = sh(line.replace("github:OWNER/REPOSITORY#TAG", `git+file://${source}`))
    context.skip(
      /\b(ENOTCACHED|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT)\b/.test(stderr),
      "no npm registry",
    )
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" })
    expect(sh(`"${prefix()}/bin/release-pipeline" --version`).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  test("not by npm alone, which puts a link to what it deletes: it is told the line that works", () => {
    const { status, stderr } = sh(`npm install --global --prefix "${base}/other" git+file://${source}`)
    expect(status).not.toBe(0)
    expect(stderr).toContain("npm pack --silent github:OWNER/REPOSITORY#TAG && npm install --global ./*.tgz")
    expect(existsSync(join(base, "other", "bin", "release-pipeline"))).toBe(false)
  })
})
