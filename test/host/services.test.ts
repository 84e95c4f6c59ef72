// @module-tag slow
import { spawn } from "node:child_process"
import crypto from "node:crypto"
import { once } from "node:events"
import {
  cp,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  rmdir,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises"
import { syncBuiltinESMExports } from "node:module"
import { type AddressInfo, createServer } from "node:net"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest"
import { signalGroup } from "../../src/host/exec.ts"
import { processIdentity } from "../../src/host/processes.ts"
import { endWhenGone } from "../../src/host/service-watch.ts"
import { freePorts, HOST, HostServices } from "../../src/host/services.ts"
import { temporaryDirectory } from "../helpers/git-repo.ts"
import { isRunning, until } from "../helpers/processes.ts"
import { ask, currentOf, makeTree, releaseOf, service } from "./sandbox-app.ts"

let root: string
let tree: string
let services: HostServices
beforeEach(async () => {
  root = join(await temporaryDirectory(), "sandbox")
  tree = await makeTree()
  services = new HostServices(root, process.env)
})
afterEach(() => services.stopAll(["staging", "production"]))

const [A, B] = [releaseOf("a"), releaseOf("b")]
const API = [service("api")]
const starting = () => join(root, "staging", "starting.json")
const releases = () => readdir(join(root, "staging", "releases"))

describe("a release", () => {
  test("is started from a copy of its tree, on an address of its own", async () => {
    const urls = await services.serve("staging", A, API, tree)
    const about = await ask(urls.api)
    expect(about).toMatchObject({ NAME: "api", PORT: new URL(urls.api ?? "").port })
    expect(about.cwd).not.toContain(tree)
    expect(await readdir(about.cwd)).toEqual([".pipeline", "client.mjs", "server.mjs"])
    await rm(tree, { recursive: true })
    expect(await ask(urls.api)).toEqual(about)
    expect(await readFile(join(about.cwd, ".pipeline", "api.log"), "utf8")).toBe("listening\n")
  })

  test("keeps its links within itself, and its programs executable", async () => {
    await symlink("server.mjs", join(tree, "link.mjs"))
    const { api } = await services.serve("staging", A, [service("api", {}, "link.mjs")], tree)
    await rm(tree, { recursive: true })
    const { cwd } = await ask(api)
    expect(await readlink(join(cwd, "link.mjs"))).toBe("server.mjs")
    expect((await stat(join(cwd, "server.mjs"))).mode & 0o111).toBe(0o111)
  })

  test("may have many services, of which each knows those before it", async () => {
    const names = Array.from({ length: 6 }, (_, index) => `s${index}`)
    const all = names.map((name) => service(name, { API_URL: "{s0}/{s5}" }))
    const urls = await services.serve("staging", A, all, tree)
    expect(Object.keys(urls)).toEqual(names)
    expect(new Set(Object.values(urls)).size).toBe(names.length)
    expect(await ask(urls.s0)).toMatchObject({ NAME: "s0", API_URL: "{s0}/{s5}" })
    expect(await ask(urls.s4)).toMatchObject({ NAME: "s4", API_URL: `${urls.s0}/{s5}` })
  })

  test("replaces the one before, which is ended and cleared away", async () => {
    const before = await ask((await services.serve("staging", A, API, tree)).api)
    const urls = await services.serve("staging", B, API, tree)
    expect(isRunning(before.pid)).toBe(false)
    const { cwd } = await ask(urls.api)
    expect(await releases()).toEqual([cwd.split("/").at(-1)])
  })

  test("may replace itself", async () => {
    const before = await ask((await services.serve("staging", A, API, tree)).api)
    const after = await ask((await services.serve("staging", A, API, tree)).api)
    expect(isRunning(before.pid)).toBe(false)
    expect(after.cwd).not.toBe(before.cwd)
    expect(await releases()).toHaveLength(1)
  })

  test("leaves the other stage alone", async () => {
    const { api } = await services.serve("production", A, API, tree)
    const production = await ask(api)
    await services.serve("staging", B, API, tree)
    expect(await ask(api)).toEqual(production)
  })

  test("clears away what runs that died have left", async () => {
    await mkdir(join(root, "staging", "releases", "ccccccc-died", "deep"), { recursive: true })
    await services.serve("staging", A, API, tree)
    expect(await releases()).toEqual([expect.stringMatching(/^aaaaaaa-/)])
  })
})

describe("a release that cannot be started changes nothing:", () => {
  const missing = { ...service("web"), argv: ["no-such-program"] }

  test("what ran still runs, and what was started is ended", async () => {
    const { api } = await services.serve("staging", A, API, tree)
    const before = await ask(api)
    const pids = join(tree, "pids")
    const telling = {
      ...service("api"),
      argv: ["sh", "-c", `echo $$ > ${pids}; exec ${process.execPath} server.mjs`],
    }
    const failing = services.serve("staging", B, [telling, missing], tree)
    await expect(failing).rejects.toThrow(/no-such-program ENOENT/)
    expect(await ask(api)).toEqual(before)
    expect(await services.served("staging", A)).toEqual({ api })
    expect(await services.served("staging", B)).toBeNull()
    expect(await releases()).toEqual([before.cwd.split("/").at(-1)])
    const pid = await readFile(pids, "utf8").catch(() => "")
    if (pid !== "") expect(isRunning(Number(pid))).toBe(false)
  })

  test("where nothing ran, nothing runs", async () => {
    await expect(services.serve("staging", A, [missing], tree)).rejects.toThrow(/ENOENT/)
    expect(await services.served("staging", A)).toBeNull()
    expect(await releases()).toEqual([])
  })

  test("the tree is not there", async () => {
    await expect(services.serve("staging", A, API, join(tree, "nowhere"))).rejects.toThrow(/ENOENT/)
    expect(await releases()).toEqual([])
  })
})

describe("what is served", () => {
  test("is known to the next run, by its commit", async () => {
    const urls = await services.serve("staging", A, API, tree)
    const next = new HostServices(root, process.env)
    expect(await next.served("staging", A)).toEqual(urls)
    expect(await next.served("staging", { ...A, tag: "v-other" })).toEqual(urls)
    expect(await next.served("staging", B)).toBeNull()
    expect(await next.served("staging", null)).toEqual(urls)
    expect(await next.served("production", A)).toBeNull()
    expect(await next.served("production", null)).toBeNull()
  })

  test("is nothing where half of what was written down is there, and the next one takes its place", async () => {
    const { pid } = await ask((await services.serve("staging", A, API, tree)).api)
    await writeFile(join(root, "staging", "current.json"), '{"sha":"')
    expect(await services.served("staging", A)).toBeNull()
    expect(await services.stopStage("staging")).toEqual([])
    const again = await services.serve("staging", B, API, tree)
    expect(await ask(again.api)).toMatchObject({ NAME: "api" })
    // with its release
    await until(() => !isRunning(pid))
  })

  test("is the original's where a copy of the repository brings what names it", async () => {
    const urls = await services.serve("staging", A, API, tree)
    const copied = join(await temporaryDirectory(), "copy")
    await cp(root, copied, { recursive: true })
    const copy = new HostServices(copied, process.env)
    expect(await copy.served("staging", A)).toBeNull()
    expect(await copy.stopStage("staging")).toEqual([])
    const own = await copy.serve("staging", B, API, tree)
    await copy.stopStage("staging")
    await expect(ask(own.api)).rejects.toThrow()
    expect(await ask(urls.api)).toMatchObject({ NAME: "api" })
  })

  test("is nothing once its processes have ended, as after a restart of the machine", async () => {
    const urls = await services.serve("staging", A, API, tree)
    const { pid } = await ask(urls.api)
    process.kill(pid, "SIGKILL")
    await until(() => !isRunning(pid))
    expect(await services.served("staging", A)).toBeNull()
    const again = await services.serve("staging", A, API, tree)
    expect(await ask(again.api)).toMatchObject({ NAME: "api" })
  })

  test("is still something while part of it runs", async () => {
    const urls = await services.serve("staging", A, [service("api"), service("web")], tree)
    const { pid } = await ask(urls.api)
    process.kill(pid, "SIGKILL")
    await until(() => !isRunning(pid))
    expect(await services.served("staging", A)).toEqual(urls)
  })
})

test("what a stage runs is not taken for nothing where it cannot be read", async () => {
  await services.serve("staging", A, API, tree)
  const file = join(root, "staging", "current.json")
  await rename(file, `${file}.old`)
  await mkdir(file)
  await expect(services.served("staging", A)).rejects.toThrow("EISDIR")
  await expect(services.serve("staging", B, API, tree)).rejects.toThrow("EISDIR")
  await rmdir(file)
  await rename(`${file}.old`, file)
  expect(await services.served("staging", A)).not.toBeNull()
})

test("another process that was given the same id is not ended", async () => {
  const urls = await services.serve("staging", A, API, tree)
  const { pid } = await ask(urls.api)
  const bystander = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true })
  await once(bystander, "spawn")
  try {
    const current = await currentOf(root, "staging")
    const moved = [{ ...current.services[0], pid: bystander.pid }]
    await writeFile(join(root, "staging", "current.json"), JSON.stringify({ ...current, services: moved }))
    expect(await services.served("staging", A)).toBeNull()
    await services.serve("staging", B, API, tree)
    await services.stopAll(["staging"])
    expect(isRunning(bystander.pid as number)).toBe(true)
    // the service itself is known by what it carries
    expect(isRunning(pid)).toBe(false)
  } finally {
    bystander.kill("SIGKILL")
  }
})

test("a release is claimed once it is prepared, and nothing of it is started where that fails", async () => {
  const story: string[] = []
  const claim = async () => void story.push(`claimed with ${(await releases()).length} prepared`)
  const { api } = await services.serve("staging", A, API, tree, claim)
  expect(story).toEqual(["claimed with 1 prepared"])
  const lost = services.serve("staging", B, API, tree, () => Promise.reject(new Error("the stage is lost")))
  await expect(lost).rejects.toThrow("the stage is lost")
  expect(await services.served("staging", A)).toEqual({ api })
  expect(await services.served("staging", B)).toBeNull()
})

test("services see the environment that they are given, and no other", async () => {
  process.env.PIPELINE_TEST_OUTER = "outer"
  const inner = new HostServices(root, { PATH: process.env.PATH, SHOP: "inner" })
  const file = join(tree, "env.txt")
  const printing = {
    ...service("api"),
    argv: ["sh", "-c", `env > ${file}; exec ${process.execPath} server.mjs`],
  }
  await ask((await inner.serve("staging", A, [printing], tree)).api)
  const env = await readFile(file, "utf8")
  expect(env).toContain("SHOP=inner\n")
  expect(env).not.toContain("PIPELINE_TEST_OUTER")
})

describe("to stop everything", () => {
  test("ends what services started in sessions of their own", async () => {
    const file = join(tree, "pid.txt")
    const script = `setsid sh -c 'echo $$ > ${file}; exec sleep 1000' & exec ${process.execPath} server.mjs`
    await ask(
      (await services.serve("staging", A, [{ ...service("api"), argv: ["sh", "-c", script] }], tree)).api,
    )
    await until(async () => (await readFile(file, "utf8").catch(() => "")) !== "")
    const pid = Number(await readFile(file, "utf8"))
    expect(isRunning(pid)).toBe(true)
    await services.stopAll(["staging"])
    expect(isRunning(pid)).toBe(false)
  })

  test("ends what services left behind in their groups, although it carries nothing of theirs", async () => {
    const file = join(tree, "pid.txt")
    const left = `(env -i PATH="$PATH" sh -c 'echo $$ > ${file}; exec sleep 1000' &)`
    const argv = ["sh", "-c", `${left}; exec ${process.execPath} server.mjs`]
    await ask((await services.serve("staging", A, [{ ...service("api"), argv }], tree)).api)
    await until(async () => (await readFile(file, "utf8").catch(() => "")).endsWith("\n"))
    const pid = Number(await readFile(file, "utf8"))
    expect(isRunning(pid)).toBe(true)
    await services.stopAll(["staging"])
    await until(() => !isRunning(pid))
  })

  test("ends every service of every stage, and all that they started", async () => {
    const group = { ...service("api"), argv: ["sh", "-c", `${process.execPath} server.mjs & wait`] }
    const staging = await ask((await services.serve("staging", A, [group], tree)).api)
    const production = await ask((await services.serve("production", B, API, tree)).api)
    await services.stopAll(["staging", "production"])
    expect(isRunning(production.pid)).toBe(false)
    await until(() => !isRunning(staging.pid))
    expect(await services.served("staging", A)).toBeNull()
  })

  test("is nothing where nothing runs", async () => {
    await services.stopAll(["staging", "production"])
    await services.serve("staging", A, API, tree)
    await services.stopAll(["staging"])
    await services.stopAll(["staging"])
  })
})

describe("to stop one stage", () => {
  test("ends its services and names them, and leaves the other stage and the logs", async () => {
    const staged = await ask((await services.serve("staging", A, [...API, service("web")], tree)).api)
    const { pid } = await ask((await services.serve("production", A, API, tree)).api)
    expect(await services.stopStage("staging")).toEqual(["api", "web"])
    expect([isRunning(staged.pid), isRunning(pid)]).toEqual([false, true])
    expect(await readFile(join(staged.cwd, ".pipeline", "api.log"), "utf8")).toBe("listening\n")
    expect(await services.served("staging", A)).toBeNull()
  })

  test("is nothing where nothing runs any more", async () => {
    expect(await services.stopStage("staging")).toEqual([])
    const { pid } = await ask((await services.serve("staging", A, API, tree)).api)
    process.kill(pid, "SIGKILL")
    await until(() => !isRunning(pid))
    expect(await services.stopStage("staging")).toEqual([])
  })
})

describe("E18: services whose release is gone", () => {
  /** What is asked to end is the shell that leads the group, which then leaves the server to itself. */
  const BEHIND_A_SHELL = ["sh", "-c", `${process.execPath} server.mjs & wait`]

  test("end themselves, with all that they started", async () => {
    const stubborn = { ...service("web", { ON_TERM: "stay" }), argv: BEHIND_A_SHELL }
    const { api, web } = await services.serve("staging", A, [...API, stubborn], tree)
    const pids = [(await ask(api)).pid, (await ask(web)).pid]
    // as when the repository is deleted
    await rm(root, { recursive: true })
    await until(() => !pids.some(isRunning))
  })

  test("are waited for by one process, which goes with them", async () => {
    const { api } = await services.serve("staging", A, API, tree)
    const { watch } = await currentOf(root, "staging")
    expect(isRunning(watch.pid)).toBe(true)
    await services.serve("staging", B, API, tree)
    expect(isRunning(watch.pid)).toBe(false)
    expect((await currentOf(root, "staging")).watch.pid).not.toBe(watch.pid)
    await expect(fetch(`${api}`)).rejects.toThrow()
  })

  test("are asked to, and may take the time to do it well", async () => {
    const log = join(tree, "term.log")
    const tidy = { ...service("api", { ON_TERM: "drain", TERM_LOG: log }), argv: BEHIND_A_SHELL }
    const { api } = await services.serve("staging", A, [tidy], tree)
    const { pid } = await ask(api)
    await rm(root, { recursive: true })
    await until(() => !isRunning(pid))
    expect(await readFile(log, "utf8")).toBe("api asked\napi ended well\n")
  })

  test("are waited for outside of all folders that can be deleted, whatever ends the run's own group", async () => {
    await services.serve("staging", A, API, tree)
    const { watch } = await currentOf(root, "staging")
    expect(signalGroup(watch.pid, 0)).toBe(true)
    if (process.platform === "linux") expect(await readlink(`/proc/${watch.pid}/cwd`)).toBe("/")
  })

  test("are waited for by what lets the run end, and holds none of its output open", async () => {
    const { api } = await services.serve("staging", A, API, tree)
    const { pid } = await ask(api)
    const script = `
      const { endWhenGone } = await import(${JSON.stringify(import.meta.resolve("../../src/host/service-watch.ts"))})
      const mark = ${JSON.stringify({ pid, identity: await processIdentity(pid) })}
      const watch = await endWhenGone(${JSON.stringify(root)}, [mark], process.env)
      console.log(watch.pid)
    `
    const run = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    })
    const [[line]] = await Promise.all([once(run.stdout, "data"), once(run, "close")])
    expect(isRunning(Number(String(line)))).toBe(true)
  })

  test("are not waited for where they ended before their start could be read", async () => {
    // no process has so high a number
    const watch = await endWhenGone(tree, [{ pid: 2 ** 30, identity: "" }], process.env)
    await until(() => !isRunning(watch.pid))
  })

  test("are waited for no longer than they run", async () => {
    const { api } = await services.serve("staging", A, API, tree)
    const { watch } = await currentOf(root, "staging")
    process.kill((await ask(api)).pid, "SIGKILL")
    await until(() => !isRunning(watch.pid))
  })

  test.runIf(process.platform === "linux")("have ended although nobody has taken notice", async () => {
    const parent = spawn("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"], {
      stdio: ["ignore", "pipe", "ignore"],
    })
    onTestFinished(() => void parent.kill("SIGKILL"))
    const pid = Number(String((await once(parent.stdout, "data"))[0]))
    const watch = await endWhenGone(tree, [{ pid, identity: await processIdentity(pid) }], process.env)
    process.kill(pid, "SIGKILL")
    await until(() => !isRunning(watch.pid))
  })

  test("leave alone a process that was given the same id", async () => {
    const bystander = spawn("sleep", ["60"], { detached: true, stdio: "ignore" })
    await once(bystander, "spawn")
    const pid = bystander.pid as number
    const watch = await endWhenGone(join(root, "nowhere"), [{ pid, identity: "another" }], process.env)
    await until(() => !isRunning(watch.pid))
    expect(isRunning(pid)).toBe(true)
    process.kill(pid, "SIGKILL")
  })
})

describe("services are stopped", () => {
  test("all at once, so that none waits for a connection that another one holds", async () => {
    const log = join(tree, "term.log")
    const env = { ON_TERM: "drain", TERM_LOG: log, API_URL: "{api}" }
    const all = [service("api", env), service("web", env, "client.mjs")]
    const urls = await services.serve("staging", A, all, tree)
    await ask(urls.web)
    await services.stopAll(["staging"])
    const said = (await readFile(log, "utf8")).trim().split("\n")
    // the web holds a connection to the API, which only then can end well
    expect(said.toSorted()).toEqual(["api asked", "api ended well", "web asked", "web ended well"])
    expect(said.indexOf("web ended well")).toBeLessThan(said.indexOf("api ended well"))
  })

  test("within a time that does not grow with those that do not want to", async () => {
    const env = { ON_TERM: "stay" }
    const all = ["a", "b", "c"].map((name) => service(name, env))
    const urls = await services.serve("staging", A, all, tree)
    const pids = await Promise.all(Object.values(urls).map(async (url) => (await ask(url)).pid))
    const started = performance.now()
    await services.stopAll(["staging"])
    expect(performance.now() - started).toBeLessThan(4000)
    expect(pids.filter(isRunning)).toEqual([])
  })
})

describe("services that a run had started when it died, before they were in place", () => {
  /** What such a run leaves: its services run, and what ran before is still the stage's. */
  async function half(): Promise<{ kept: string | undefined; abandoned: number }> {
    const kept = await services.serve("staging", A, API, tree)
    const elsewhere = new HostServices(join(await temporaryDirectory(), "sandbox"), process.env)
    const { pid } = await ask((await elsewhere.serve("staging", B, API, tree)).api)
    const mark = { pid, identity: await processIdentity(pid), name: "api", url: "" }
    await writeFile(starting(), JSON.stringify({ root, mark: "elsewhere", services: [mark] }))
    return { kept: kept.api, abandoned: pid }
  }

  test("are ended by the next one, and what ran before is not", async () => {
    const { kept, abandoned } = await half()
    const before = await ask(kept)
    const urls = await services.serve("staging", B, API, tree)
    expect(isRunning(abandoned)).toBe(false)
    expect(isRunning(before.pid)).toBe(false)
    expect((await ask(urls.api)).pid).not.toBe(abandoned)
  })

  test("do not outlive the sandbox", async () => {
    const { abandoned } = await half()
    await services.stopAll(["staging"])
    expect(isRunning(abandoned)).toBe(false)
  })

  test("are known as soon as each is started, and only until they are in place", async () => {
    const broken = { ...service("web"), argv: ["no-such-program"] }
    await expect(services.serve("staging", A, [service("api"), broken], tree)).rejects.toThrow()
    const marks = JSON.parse(await readFile(starting(), "utf8"))
    expect(marks).toMatchObject({
      mark: expect.any(String),
      services: [{ name: "api", pid: expect.any(Number) }],
    })
    await services.serve("staging", B, API, tree)
    await expect(readFile(starting())).rejects.toThrow("ENOENT")
  })
})

describe("a port that somebody has", () => {
  /** Chance falls on it first. */
  async function takenPort() {
    const server = createServer().listen(0, HOST)
    await once(server, "listening")
    const { port } = server.address() as AddressInfo
    const chance = vi.spyOn(crypto, "randomInt") as unknown as ReturnType<typeof vi.fn<() => number>>
    onTestFinished(() => {
      chance.mockRestore()
      syncBuiltinESMExports()
      server.close()
    })
    return { port, chance }
  }

  test("is passed over", async () => {
    const { port, chance } = await takenPort()
    for (let count = 0; count < 3; count++) chance.mockReturnValueOnce(port)
    syncBuiltinESMExports()
    const ports = await freePorts(2)
    expect(chance).toHaveBeenCalledTimes(5)
    expect(new Set([port, ...ports]).size).toBe(3)
  })

  test("is an error where there seems to be no other", async () => {
    const { port, chance } = await takenPort()
    chance.mockReturnValue(port)
    syncBuiltinESMExports()
    await expect(freePorts(1)).rejects.toThrow("EADDRINUSE")
  })
})
