// @module-tag slow
import { getEventListeners } from "node:events"
import { existsSync, readFileSync } from "node:fs"
import { access } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, onTestFinished, test, vi } from "vitest"
import { maskerOf } from "../../src/core/masking.ts"
import { endAll, exec, run as runWith, signalGroup } from "../../src/host/exec.ts"
import { type Limits, LineOutput, WholeOutput } from "../../src/host/output.ts"
import { LINES } from "../../src/workbench/workbench.ts"
import { temporaryDirectory } from "../helpers/git-repo.ts"
import { isRunning, until } from "../helpers/processes.ts"

const cwd = await temporaryDirectory()
type Options = Partial<Parameters<typeof exec>[1]> & { say?: (line: string) => void }

/** As the pipeline's own programs are run, or, to hear their lines, as the user's tools are. */
async function run(argv: readonly string[], { say, ...options }: Options = {}) {
  if (say === undefined) return exec(argv, { cwd, env: process.env, ...options })
  const [stdout, stderr] = [0, 1].map(() => new LineOutput(maskerOf([]), LINES, say)) as [
    LineOutput,
    LineOutput,
  ]
  const { exitCode, timedOut } = await runWith(argv, { cwd, ...options, env: process.env }, stdout, stderr)
  return { exitCode, timedOut, stdout: stdout.text().text, stderr: stderr.text().text }
}
const node = (script: string, ...args: string[]) => [process.execPath, "-e", script, "--", ...args]

describe("a program gets", () => {
  test("exactly its arguments", async () => {
    const args = [
      "plain",
      "two words",
      "",
      " ",
      "'single' \"double\" `back`",
      "$(touch hacked) $HOME ~ * ?",
      "; rm -rf x & | > y",
      "line\nbreak\ttab\r",
      "back\\slash",
      "%20 100% &amp; +",
      "--option=value",
      "äöü 火 🚀",
    ]
    const { stdout } = await run(node("process.stdout.write(JSON.stringify(process.argv.slice(1)))", ...args))
    expect(JSON.parse(stdout)).toEqual(args)
  })

  test("many and long arguments", async () => {
    const args = Array.from({ length: 500 }, (_, index) => `${index} `.repeat(20))
    const { stdout } = await run(node("process.stdout.write(JSON.stringify(process.argv.slice(1)))", ...args))
    expect(JSON.parse(stdout)).toEqual(args)
  })

  test("its environment, and nothing of this one's", async () => {
    process.env.PIPELINE_TEST_OUTER = "outer"
    process.env.PIPELINE_TEST_BOTH = "outer"
    const env = { PIPELINE_TEST_BOTH: "inner", PIPELINE_TEST_INNER: "a=b\n'c' $d ü" }
    const { stdout } = await run(node("console.log(JSON.stringify(process.env))"), { env })
    expect(JSON.parse(stdout)).toEqual(env)
  })

  test("its directory", async () => {
    const { stdout } = await run(["pwd"])
    expect(stdout).toBe(`${cwd}\n`)
  })

  test("its input to the byte, whatever its size", async () => {
    const stdin = `${"zażółć 🚀\u0000\r\n".repeat(100_000)}no end of line`
    const { stdout } = await run(["cat"], { stdin })
    expect(stdout === stdin).toBe(true)
  })

  test("no input where there is none: it is not waited for", async () => {
    expect(await run(["cat"])).toMatchObject({ exitCode: 0, stdout: "", stderr: "", timedOut: false })
    expect(await run(["cat"], { stdin: "" })).toMatchObject({ exitCode: 0, stdout: "" })
    // a pipe is something to read for programs that search a folder otherwise
    expect(await run(["sh", "-c", "test -c /dev/stdin"])).toMatchObject({ exitCode: 0 })
  })

  test("input that it does not read, and that does no harm", async () => {
    expect(await run(["true"], { stdin: "x".repeat(4_000_000) })).toMatchObject({ exitCode: 0 })
  })

  test("no shell: what only a shell knows is not found", async () => {
    await expect(run(["cd", ".."])).rejects.toThrow(/ENOENT/)
  })
})

describe("a program gives", () => {
  test.each([0, 1, 7, 126, 127, 255])("its exit code %i", async (code) => {
    expect(await run(node(`process.exit(${code})`))).toMatchObject({ exitCode: code, timedOut: false })
  })

  test("no exit code when a signal ends it", async () => {
    const ended = await run(node('process.kill(process.pid, "SIGKILL")'))
    expect(ended).toMatchObject({ exitCode: null, timedOut: false })
  })

  test("its output and its errors apart, to the byte", async () => {
    const ended = await run(
      node('process.stdout.write("out\\n\\n"); process.stderr.write("\\uFEFFerr\\r\\n")'),
    )
    expect(ended).toMatchObject({ stdout: "out\n\n", stderr: "\uFEFFerr\r\n" })
  })

  test("all of an output of megabytes, with no character broken", async () => {
    const { stdout } = await run(node('process.stdout.write("ä€🚀".repeat(400000))'))
    expect(stdout.length).toBe(4 * 400_000)
    expect(stdout === "ä€🚀".repeat(400_000)).toBe(true)
  })

  test("its lines while it runs, of output and errors", async () => {
    const lines: string[] = []
    const script = `
      console.log("ready"); console.error("warning")
      setInterval(() => {}, 1000)
    `
    const controller = new AbortController()
    const running = run(node(script), { say: (line) => lines.push(line), signal: controller.signal })
    await until(() => lines.includes("ready") && lines.includes("warning"))
    controller.abort()
    expect(await running).toMatchObject({ stdout: "ready\n", stderr: "warning\n" })
  })

  test("also a last line without an end", async () => {
    const lines: string[] = []
    const script = 'process.stdout.write("one\\n\\ntwo ü"); process.stderr.write("three")'
    await run(node(script), { say: (line) => lines.push(line) })
    expect(lines).toEqual(["one", "", "two ü", "three"])
  })
})

test("a program has ended when it has, whatever it left running", async () => {
  const script = `
    const { spawn } = require("node:child_process")
    const left = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" })
    console.log(left.pid)
    process.exit(3)
  `
  const started = performance.now()
  const ended = await run(node(script))
  const left = Number(ended.stdout)
  expect(ended).toMatchObject({ exitCode: 3, timedOut: false })
  expect(performance.now() - started).toBeLessThan(10_000)
  expect(isRunning(left)).toBe(true)
  process.kill(left)
})

test("what a program left running is not listened to any more", async () => {
  const { stdout } = await run(["sh", "-c", "(while echo more; do sleep 0.1; done) & echo $!"])
  const left = Number(/\d+/.exec(stdout))
  // the system ends what prints to where it is not read
  await until(() => !isRunning(left))
})

test("what is still on its way when a program ends is waited for", async () => {
  const script = "(for word in a b c d e f; do sleep 0.1; echo $word; done) & echo now"
  const ended = await run(["sh", "-c", script])
  expect(ended).toMatchObject({ exitCode: 0, stdout: "now\na\nb\nc\nd\ne\nf\n" })
})

describe("what cannot be started throws:", () => {
  test.each<[string, string[], RegExp]>([
    ["no such program", ["no-such-program"], /no-such-program ENOENT/],
    ["no program at all", [""], /empty/],
    ["not even an argument", [], /empty/],
    ["a directory", ["/"], /EACCES/],
    ["a null character", ["echo", "a\u0000b"], /null bytes/],
    ["more arguments than the system takes", ["echo", "x".repeat(5_000_000)], /E2BIG/],
  ])("%s", async (_name, argv, why) => {
    await expect(run(argv)).rejects.toThrow(why)
  })

  test("no such directory", async () => {
    await expect(run(["true"], { cwd: join(cwd, "nowhere") })).rejects.toThrow(/ENOENT/)
  })
})

/** A program that starts another one and prints its id; both then stay. */
const parentOf = (grandchild: string, output: "inherit" | "ignore") =>
  node(`
    const { spawn } = require("node:child_process")
    const stdio = ["ignore", "pipe", ${JSON.stringify(output)}]
    const child = spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}], { stdio })
    child.stdout.once("data", () => console.log(child.pid))
    setInterval(() => {}, 1000)
  `)

const STAYS = 'console.log("up"); setInterval(() => {}, 1000)'
const STUBBORN = `process.on("SIGTERM", () => {}); ${STAYS}`

/** Starts it, waits for the id, then does something that must end it. */
async function endedBy(argv: readonly string[], end: (controller: AbortController) => void, graceMs = 300) {
  const controller = new AbortController()
  const lines: string[] = []
  const running = run(argv, { signal: controller.signal, graceMs, say: (line) => lines.push(line) })
  await until(() => lines.length > 0)
  const grandchild = Number(lines[0])
  expect(isRunning(grandchild)).toBe(true)
  end(controller)
  const ended = await running
  await until(() => !isRunning(grandchild))
  return ended
}

describe("what is ended is ended with all that it started:", () => {
  test.each([
    ["one that ends when it is asked to", STAYS, "inherit"],
    ["one that does not", STUBBORN, "inherit"],
    ["one that does not, and that says nothing more", STUBBORN, "ignore"],
  ] as const)("%s", async (_name, grandchild, output) => {
    const ended = await endedBy(parentOf(grandchild, output), (controller) => controller.abort())
    expect(ended).toMatchObject({ exitCode: null, timedOut: false })
  })

  test("one that itself does not end when it is asked to", async () => {
    const argv = node(
      `process.on("SIGTERM", () => {}); console.log(process.pid); setInterval(() => {}, 1000)`,
    )
    expect(await endedBy(argv, (controller) => controller.abort())).toMatchObject({ exitCode: null })
  })

  test("sooner, where who ends it leaves it less time", async () => {
    const argv = node(
      `process.on("SIGTERM", () => {}); console.log(process.pid); setInterval(() => {}, 1000)`,
    )
    const hasten = (controller: AbortController) => controller.abort({ graceMs: 100 })
    expect(await endedBy(argv, hasten, 60_000)).toMatchObject({ exitCode: null })
  })

  test("and what it started may tidy up as long as it might itself", async () => {
    const tidied = join(await temporaryDirectory(), "tidied")
    const tidy = `
      process.on("SIGTERM", () => setTimeout(() => {
        require("node:fs").writeFileSync(${JSON.stringify(tidied)}, "")
        process.exit()
      }, 300))
      ${STAYS}
    `
    await endedBy(parentOf(tidy, "inherit"), (controller) => controller.abort(), 10_000)
    expect(existsSync(tidied)).toBe(true)
  })

  test("the time limit does the same, and says so", async () => {
    const lines: string[] = []
    const ended = await run(parentOf(STAYS, "inherit"), {
      timeoutMs: 1500,
      graceMs: 300,
      say: (line) => lines.push(line),
    })
    expect(ended).toMatchObject({ exitCode: null, timedOut: true })
    const grandchild = Number(lines[0])
    await until(() => !isRunning(grandchild))
  })

  test("who is asked to end may take the time to do it well", async () => {
    const argv = node(`
      process.on("SIGTERM", () => setTimeout(() => { console.log("tidied up"); process.exit(130) }, 100))
      console.log(process.pid)
      setInterval(() => {}, 1000)
    `)
    const ended = await endedBy(argv, (controller) => controller.abort(), 10_000)
    expect(ended).toMatchObject({ exitCode: 130, stdout: expect.stringMatching(/^\d+\ntidied up\n$/) })
  })
})

describe("what ends with this process", () => {
  test("is all that is awaited: the pipeline's own programs are asked to end, others are killed", async () => {
    const ready = join(await temporaryDirectory(), "ready")
    const tidy = node(`
      process.on("SIGTERM", () => { console.log("tidied up"); process.exit(4) })
      require("node:fs").appendFileSync(${JSON.stringify(ready)}, ".")
      setInterval(() => {}, 1000)
    `)
    const [own, other] = [run(tidy), run(tidy, { say: () => {} })]
    await until(() => existsSync(ready) && readFileSync(ready, "utf8") === "..")
    endAll()
    expect(await own).toMatchObject({ exitCode: 4, stdout: "tidied up\n" })
    expect(await other).toMatchObject({ exitCode: null, stdout: "" })
  })

  test("is nothing that was not started, nor what is over", async () => {
    await expect(run(["no-such-program"])).rejects.toThrow("ENOENT")
    const over: number[] = []
    await run(["true"], { started: (pid) => over.push(-pid) })
    const kill = vi.spyOn(process, "kill")
    onTestFinished(() => kill.mockRestore())
    endAll()
    expect(kill.mock.calls.map(([group]) => group)).not.toContain(over[0])
  })
})

test("what is aborted beforehand is not started", async () => {
  const ended = await run(["touch", "started"], { signal: AbortSignal.abort() })
  expect(ended).toEqual({ exitCode: null, stdout: "", stderr: "", timedOut: false, isWhole: true })
  await expect(access(join(cwd, "started"))).rejects.toThrow("ENOENT")
})

describe("a tool that is aborted", () => {
  const say = () => {}

  test("beforehand is not started", async () => {
    const before = run(["touch", "tool-started"], { signal: AbortSignal.abort(), say })
    await expect(before).rejects.toThrow("the run was interrupted")
    await expect(access(join(cwd, "tool-started"))).rejects.toThrow("ENOENT")
  })

  test("while it is being started is stopped at once, and nobody listens any more", async () => {
    const controller = new AbortController()
    const running = run(["sleep", "30"], { signal: controller.signal, say })
    controller.abort()
    expect(await running).toMatchObject({ exitCode: null, timedOut: false })
    expect(getEventListeners(controller.signal, "abort")).toEqual([])
  })
})

test("a time limit that is not reached changes nothing, and nothing waits for an end any more", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  onTestFinished(() => void vi.useRealTimers())
  const { signal } = new AbortController()
  expect(await run(["echo", "done"], { timeoutMs: 60_000, signal })).toEqual({
    exitCode: 0,
    timedOut: false,
    stdout: "done\n",
    stderr: "",
    isWhole: true,
  })
  expect(getEventListeners(signal, "abort")).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})

test("a time limit may be longer than a timer can hold", async () => {
  expect(await run(["sleep", "0.1"], { timeoutMs: 2 ** 40 })).toMatchObject({ exitCode: 0, timedOut: false })
})

test("an output that cannot be held as one text is an error, and costs no memory", () => {
  const output = new WholeOutput(["git", "log"])
  const chunk = Buffer.alloc(1024 * 1024)
  for (let count = 0; count < 600; count++) output.take(chunk)
  expect(() => output.text()).toThrow(/^git printed 629145600 bytes, more than the 268435456 /)
})

test("what a program said is nothing when it said nothing, and keeps how its last line ended", () => {
  const said = (...chunks: string[]) => {
    const output = new LineOutput(maskerOf([]), LINES, () => {})
    for (const chunk of chunks) output.take(Buffer.from(chunk))
    output.end()
    return output.text()
  }
  expect(said()).toEqual({ text: "", isWhole: true })
  expect(said("one\ntw", "o\n")).toEqual({ text: "one\ntwo\n", isWhole: true })
  expect(said("one\ntw", "o")).toEqual({ text: "one\ntwo", isWhole: true })
})

describe("of what a program says", () => {
  /** @param size of the chunks that it comes in */
  function heard(text: string, limits: Partial<Limits> = {}, size = text.length) {
    const lines: string[] = []
    const output = new LineOutput(maskerOf([]), { ...LINES, ...limits }, (line) => lines.push(line))
    for (let at = 0; at < text.length; at += size) output.take(Buffer.from(text.slice(at, at + size)))
    output.end()
    return { lines, ...output.text() }
  }

  test.each([
    ["10 %\r50 %\r100 %\n", ["10 %", "50 %", "100 %"]],
    ["one\r\ntwo\r\n", ["one", "two"]],
    ["one\r\n\r\ntwo", ["one", "", "two"]],
    ["one\n\ntwo\r", ["one", "", "two"]],
    ["\r\rone\n\r", ["", "", "one", ""]],
    ["\none", ["", "one"]],
  ])("%j is these lines, however it is cut into chunks: %j", (text, lines) => {
    for (const size of [1, 2, 3, 100]) expect(heard(text, {}, size).lines).toEqual(lines)
  })

  const numbered = (count: number) =>
    Array.from({ length: count }, (_, at) => `line ${String(at + 1).padStart(4, "0")}\n`).join("")
  const gap = (count: number) => `… (${count} lines are left out here) …\n`

  test.each([
    [20, { head: 19, tail: 20 }, `line 0001\nline 0002\n${gap(16)}line 0019\nline 0020\n`],
    [20, { head: 18, tail: 19 }, `line 0001\n${gap(18)}line 0020\n`],
    [20, { head: 0, tail: 4 }, `${gap(19)}line 0020\n`],
    [5000, { head: 9, tail: 20 }, `line 0001\n${gap(4997)}line 4999\nline 5000\n`],
    [20, { head: 100, tail: 100 }, numbered(20)],
  ])("the beginning and the end are kept of %i lines: %j", (count, limits, text) => {
    const said = heard(numbered(count), limits)
    expect({ text: said.text, isWhole: said.isWhole }).toEqual({ text, isWhole: text === numbered(count) })
    expect(said.lines).toHaveLength(count)
  })

  test("no character is cut in two", () => {
    expect(heard("😀😀x\nabcd\n", { line: 4 }).lines).toEqual(["😀…", "abcd"])
  })

  test("a short line behind a long one stays behind it", () => {
    expect(heard("a long line\nb\n", { head: 5 }).text).toBe("a long line\nb\n")
  })
})

test("a line without an end takes no more memory than its limit", () => {
  const output = new LineOutput(maskerOf([]), { line: 100, head: 200, tail: 200 }, () => {})
  const chunk = Buffer.alloc(64 * 1024, "x")
  const before = process.memoryUsage().arrayBuffers
  for (let count = 0; count < 1000; count++) output.take(chunk)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8_000_000)
})

test("a line is cut where its limit is, and a secret across the cut is seen whole, however the line comes", () => {
  const secret = "s3cret-of-many-letters"
  const line = `${"€".repeat(40)}${secret} ${"x".repeat(300)}`
  for (const size of [1, 7, 130, 1000]) {
    const output = new LineOutput(maskerOf([secret]), { line: 50, head: 200, tail: 200 }, () => {})
    const bytes = Buffer.from(`${line}\nnext\n`)
    for (let at = 0; at < bytes.length; at += size) output.take(bytes.subarray(at, at + size))
    expect(output.text().text).toBe(`${"€".repeat(40)}*** xxxxx…\nnext\n`)
  }
})

test("a group is gone or there; a signal that there is not is a defect, and not a group that is gone", async () => {
  // no process has so high a number
  expect(signalGroup(2 ** 30, 0)).toBe(false)
  expect(() => signalGroup(2 ** 30, "SIGNOPE" as NodeJS.Signals)).toThrow("SIGNOPE")
})

test("a group of another user's is out of reach, and that is no defect", () => {
  const kill = vi.spyOn(process, "kill").mockImplementation(() => {
    throw Object.assign(new Error("kill EPERM"), { code: "EPERM" })
  })
  onTestFinished(() => kill.mockRestore())
  expect(signalGroup(process.pid, 0)).toBe(false)
})
