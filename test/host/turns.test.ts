// @module-tag slow
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest"
import { inTurn } from "../../src/host/processes.ts"
import { HostServices } from "../../src/host/services.ts"
import { temporaryDirectory } from "../helpers/git-repo.ts"
import { isRunning, runningProcesses } from "../helpers/processes.ts"
import { makeTree, releaseOf, service } from "./sandbox-app.ts"

const busy = ({ pid }: { pid: number }) => new Error(`process ${pid} is at it`)

/** Starts a module in a process of its own, which is told to go once it is loaded, so that several begin at once. */
async function startModule(source: string): Promise<ChildProcess & { stdout: NodeJS.ReadableStream }> {
  const script = `
    const { inTurn } = await import(${JSON.stringify(import.meta.resolve("../../src/host/processes.ts"))})
    const { HostServices } = await import(${JSON.stringify(import.meta.resolve("../../src/host/services.ts"))})
    const { readFileSync, writeFileSync } = await import("node:fs")
    const busy = () => new Error("busy")
    console.log("loaded")
    await new Promise((resolve) => process.stdin.once("data", resolve))
    process.stdin.unref()
    ${source}
  `
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["pipe", "pipe", "inherit"],
  })
  onTestFinished(() => void child.kill("SIGKILL"))
  await once(child.stdout, "data")
  return child
}

const go = (child: ChildProcess): void => void child.stdin?.write("go\n")

describe("work that is done in turn", () => {
  let directory: string
  let file: string
  beforeEach(async () => {
    directory = join(await temporaryDirectory(), "turns")
    file = join(directory, "..", "count")
    await writeFile(file, "0")
  })

  /** Reads and writes again what others read and write, with a pause in which they would. */
  const COUNTING = (times: number) => `
    for (let time = 0; time < ${times}; time++) {
      await inTurn(${JSON.stringify(directory)}, async () => {
        const count = Number(readFileSync(${JSON.stringify(file)}, "utf8"))
        await new Promise((resolve) => setTimeout(resolve, 1))
        writeFileSync(${JSON.stringify(file)}, String(count + 1))
      }, busy)
    }
  `
  test("is done by one process after the other, also while some are killed in their turns", async () => {
    const killed = `await inTurn(${JSON.stringify(directory)}, () => process.kill(process.pid, "SIGKILL"), busy)`
    const children = await Promise.all([
      ...[20, 20, 20].map((times) => startModule(COUNTING(times))),
      ...[3, 6, 9].map((times) => startModule(`${COUNTING(times)}${killed}`)),
    ])
    const ends = children.map(async (child) => (await once(child, "close"))[1])
    for (const child of children) go(child)
    expect(await Promise.all(ends)).toEqual([null, null, null, "SIGKILL", "SIGKILL", "SIGKILL"])
    expect(await readFile(file, "utf8")).toBe(String(3 * 20 + 3 + 6 + 9))
    // what took part leaves no more than the newest
    expect(await readdir(directory)).toEqual([expect.stringMatching(/^\d+$/)])
  }, 60_000)

  test("may be done many times at once in one process", async () => {
    let atOnce = 0
    let done = 0
    const work = async () => {
      atOnce += 1
      expect(atOnce).toBe(1)
      await readdir(directory)
      atOnce -= 1
      done += 1
    }
    await Promise.all(Array.from({ length: 10 }, () => inTurn(directory, work, busy)))
    expect(done).toBe(10)
  })

  test("gives its result, or its error, and the turn is over after both", async () => {
    expect(await inTurn(directory, async () => "result", busy)).toBe("result")
    await expect(inTurn(directory, () => Promise.reject(new Error("failed")), busy)).rejects.toThrow("failed")
    expect(await inTurn(directory, async () => "again", busy, 0)).toBe("again")
  })

  test("is not waited for without end", async () => {
    const late = () => inTurn(directory, async () => "done", busy, 0)
    await inTurn(directory, () => expect(late()).rejects.toThrow(`process ${process.pid} is at it`), busy)
    expect(await late()).toBe("done")
  })

  test("is not kept from what a process does whose directory was copied", async () => {
    const copy = join(await temporaryDirectory(), "turns")
    await inTurn(
      directory,
      async () => {
        await cp(directory, copy, { recursive: true })
        expect(await inTurn(copy, async () => "done", busy, 0)).toBe("done")
      },
      busy,
    )
  })

  test("is not kept from by an id that another process was given, nor by what a machine without power left", async () => {
    await mkdir(directory)
    await writeFile(join(directory, "1"), JSON.stringify({ directory, pid: process.pid, identity: "before" }))
    expect(await inTurn(directory, async () => "done", busy, 0)).toBe("done")
    await writeFile(join(directory, "7"), '{"pid":')
    await writeFile(join(directory, "left.new"), "")
    expect(await inTurn(directory, async () => "done", busy, 0)).toBe("done")
    expect(await readdir(directory)).toEqual(["8"])
  })
})

describe("services of a stage", () => {
  let root: string
  let tree: string
  let mark: string
  let services: HostServices
  beforeEach(async () => {
    root = join(await temporaryDirectory(), "sandbox")
    tree = await makeTree()
    mark = `mark-${process.pid}-${performance.now()}`
    services = new HostServices(root, process.env)
  })
  afterEach(() => services.stopStage("staging"))

  const specs = () =>
    ["api", "web"].map((name) => ({ ...service(name), argv: [...service(name).argv, mark] }))
  const running = () => runningProcesses().filter(({ args }) => args.includes(`server.mjs ${mark}`))
  const serving = (claim: string) => `
    const services = new HostServices(${JSON.stringify(root)}, process.env)
    const claim = async () => { ${claim} }
    await services.serve("staging", ${JSON.stringify(releaseOf("a"))}, ${JSON.stringify(specs())}, ${JSON.stringify(tree)}, claim)
    process.exit(0)
  `

  test("are started by one process after the other, and those of one are left", async () => {
    const seeing = `console.log((await services.served("staging", null))?.api ?? "nothing")`
    const children = await Promise.all([1, 2, 3].map(() => startModule(serving(seeing))))
    const ends = children.map(async (child) => {
      const [[seen], [code]] = await Promise.all([once(child.stdout, "data"), once(child, "close")])
      return { seen: String(seen), code }
    })
    for (const child of children) go(child)
    const all = await Promise.all(ends)
    expect(all.map(({ code }) => code)).toEqual([0, 0, 0])
    // each found in place what the one before it had started
    expect(new Set(all.map(({ seen }) => seen)).size).toBe(3)
    expect(running()).toHaveLength(2)
    expect(await services.stopStage("staging")).toEqual(["api", "web"])
    expect(running()).toEqual([])
  })

  test("are started by the next process when one was killed while it started them", async () => {
    const first = await startModule(
      serving(`console.log("claimed"); await new Promise(() => setInterval(() => {}, 1000))`),
    )
    const claimed = once(first.stdout, "data")
    go(first)
    await claimed
    const wasRunning: boolean[] = []
    const claim = async () => void wasRunning.push(isRunning(first.pid as number))
    const next = services.serve("staging", releaseOf("b"), specs(), tree, claim)
    // the other stage is free meanwhile, and takes as long as the next one would have taken to come to its claim
    await services.serve("production", releaseOf("b"), specs(), tree)
    await services.stopStage("production")
    expect(wasRunning).toEqual([])
    first.kill("SIGKILL")
    await next
    expect(wasRunning).toEqual([false])
    expect(running()).toHaveLength(2)
  })
})
