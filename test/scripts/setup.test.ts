// @module-tag slow
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { hostname, tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

const scripts = resolve(import.meta.dirname, "../../scripts")
const installing = "Installing the pinned dependencies (npm ci) …\n"
const manifest = { name: "tiny", version: "1.0.0", private: true, scripts: { hello: "true" } }

let project: string

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "setup-"))
  mkdirSync(join(project, "scripts"))
  for (const name of ["setup.mjs", "setup-lock.mjs"])
    cpSync(join(scripts, name), join(project, "scripts", name))
  write("package.json", manifest)
  writeLockfile("1.0.0")
})

afterEach(() => {
  rmSync(project, { recursive: true, force: true })
})

function write(path: string, content: unknown): void {
  mkdirSync(dirname(join(project, path)), { recursive: true })
  writeFileSync(join(project, path), typeof content === "string" ? content : JSON.stringify(content))
}

function writeLockfile(version: string): void {
  const { name } = manifest
  write("package-lock.json", {
    name,
    version,
    lockfileVersion: 3,
    requires: true,
    packages: { "": { name, version } },
  })
}

// Counts its calls, and like npm it reads stdin when it is given one.
function fakeNpm(body: string): void {
  write("bin/npm", `#!/bin/sh\ncat >/dev/null\necho "$*" >>"${project}/npm-calls"\n${body}\n`)
  spawnSync("chmod", ["+x", join(project, "bin/npm")])
}

function npmCalls(): string[] {
  const file = join(project, "npm-calls")
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : []
}

type Run = { code: number | null; stdout: string; stderr: string }

// Without what an enclosing `npm run` says about this repository; with a stdin that never ends.
function start(path = `${project}/bin:${process.env.PATH}`): { child: ChildProcess; ended: Promise<Run> } {
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))
  const env = { ...Object.fromEntries(inherited), PATH: path }
  const child = spawn(process.execPath, [join(project, "scripts/setup.mjs")], { env, stdio: "pipe" })
  let stdout = ""
  let stderr = ""
  child.stdout.on("data", (chunk) => {
    stdout += chunk
  })
  child.stderr.on("data", (chunk) => {
    stderr += chunk
  })
  const ended = new Promise<Run>((done) => {
    child.on("close", (code) => {
      done({ code, stdout, stderr })
    })
  })
  return { child, ended }
}

const setup = (): Promise<Run> => start().ended
const installOk = "mkdir -p node_modules"
const quiet: Run = { code: 0, stdout: "", stderr: "" }

test("npm itself installs a project, and the stamp is in place", async () => {
  expect(await setup()).toEqual({ code: 0, stdout: "", stderr: installing })
  expect(existsSync(join(project, "node_modules/.setup-stamp"))).toBe(true)
  expect(await setup()).toEqual(quiet)
})

describe("when to install", () => {
  beforeEach(async () => {
    fakeNpm(installOk)
    await setup()
    expect(npmCalls()).toEqual(["ci --no-audit --no-fund"])
  })

  test("nothing to do: silent, and npm is not started", async () => {
    expect(await setup()).toEqual(quiet)
    expect(npmCalls()).toHaveLength(1)
  })

  test("a changed script does not reinstall", async () => {
    write("package.json", { ...manifest, scripts: { hello: "false" } })
    expect(await setup()).toEqual(quiet)
    expect(npmCalls()).toHaveLength(1)
  })

  test.each([
    ["lockfile", () => writeLockfile("1.0.1")],
    ["dependency", () => write("package.json", { ...manifest, dependencies: { semver: "7.8.6" } })],
    ["missing node_modules", () => rmSync(join(project, "node_modules"), { recursive: true })],
  ])("a changed %s reinstalls", async (_, change) => {
    change()
    expect(await setup()).toEqual({ code: 0, stdout: "", stderr: installing })
    expect(npmCalls()).toHaveLength(2)
  })

  test("an install that failed half-way is not taken for a whole one", async () => {
    writeLockfile("1.0.1")
    fakeNpm("exit 1")
    expect((await setup()).code).toBe(1)
    writeLockfile("1.0.0")
    fakeNpm(installOk)
    expect((await setup()).stderr).toBe(installing)
  })
})

describe("two at once", () => {
  test("one installs, the other waits for it", async () => {
    fakeNpm(`sleep 1\n${installOk}`)
    const [first, second] = await Promise.all([setup(), setup()])
    expect([first.code, second.code]).toEqual([0, 0])
    expect(npmCalls()).toHaveLength(1)
    expect(existsSync(join(project, ".setup-lock"))).toBe(false)
  })

  test("a dead owner's lock is taken over", async () => {
    fakeNpm(installOk)
    const { pid } = spawnSync("true")
    write(".setup-lock/owner.json", { id: "dead", pid, host: hostname() })
    expect(await setup()).toEqual({ code: 0, stdout: "", stderr: installing })
    expect(existsSync(join(project, ".setup-lock"))).toBe(false)
    expect(existsSync(join(project, ".setup-lock.dead.dead"))).toBe(false)
  })

  test("a living owner is named and waited for", async () => {
    fakeNpm(installOk)
    write(".setup-lock/owner.json", { id: "alive", pid: process.pid, host: hostname() })
    const { child, ended } = start()
    await new Promise((resolve) => child.stderr?.once("data", resolve))
    rmSync(join(project, ".setup-lock"), { recursive: true })
    const { code, stderr } = await ended
    expect(stderr).toBe(
      `Waiting for process ${process.pid} on ${hostname()}, which is installing …\n${installing}`,
    )
    expect(code).toBe(0)
  })

  test("an interrupted install leaves no lock", async () => {
    fakeNpm("exec sleep 30")
    const { child, ended } = start()
    await new Promise((resolve) => child.stderr?.once("data", resolve))
    child.kill("SIGTERM")
    expect((await ended).code).toBe(143)
    expect(existsSync(join(project, ".setup-lock"))).toBe(false)
  })
})

describe("failures say what to do", () => {
  test("npm fails: its last lines, what that means and the fix", async () => {
    fakeNpm('echo "npm error code E404" >&2\nexit 7')
    const { code, stdout, stderr } = await setup()
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" })
    expect(stderr).toContain(
      "npm error code E404\nnpm ci ended with exit code 7; the dependencies are not installed.\nFix: ",
    )
  })

  test("npm is not there", async () => {
    const { code, stderr } = await start(join(project, "bin")).ended
    expect(code).toBe(1)
    expect(stderr).toContain("npm was not found; the dependencies are not installed.\nFix: ")
  })

  test("the node package's install script was not run", async () => {
    write("package.json", { ...manifest, devDependencies: { node: "24.21.0" } })
    fakeNpm(`[ "$1" = config ] && echo true\n${installOk}`)
    const { code, stderr } = await setup()
    expect(code).toBe(1)
    expect(stderr).toContain("node_modules/.bin/node does not run; this project needs v24.21.0.")
    expect(stderr).toContain("npm's ignore-scripts setting kept")
    expect(stderr).toContain("Fix: npm rebuild node --foreground-scripts --ignore-scripts=false\n")
  })

  test("a node of another version is refused, each time", async () => {
    write("package.json", { ...manifest, devDependencies: { node: "24.21.0" } })
    const node = "node_modules/.bin/node"
    fakeNpm(`mkdir -p node_modules/.bin\nprintf '#!/bin/sh\\necho v20.0.0\\n' >${node}\nchmod +x ${node}`)
    for (const _ of [1, 2]) {
      const { code, stderr } = await setup()
      expect(code).toBe(1)
      expect(stderr).toContain("node_modules/.bin/node is v20.0.0; this project needs v24.21.0.")
    }
  })

  test("a missing lockfile is named", async () => {
    rmSync(join(project, "package-lock.json"))
    const { code, stderr } = await setup()
    expect(code).toBe(1)
    expect(stderr).toBe(
      "package-lock.json cannot be read (ENOENT).\nFix: git checkout -- package-lock.json\n",
    )
  })
})
