// @module-tag slow
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { hostname, tmpdir } from "node:os"
import { basename, delimiter, join } from "node:path"
import { describe, expect, onTestFinished, test, vi } from "vitest"
import { signalGroup } from "../../src/host/exec.ts"
import {
  endStartedWith,
  isSameProcess,
  looksLike,
  type ProcessMark,
  processIdentity,
  processIdentityNow,
  stopProcesses,
  thisMachine,
} from "../../src/host/processes.ts"
import { temporaryDirectory } from "../helpers/git-repo.ts"
import { isRunning, until } from "../helpers/processes.ts"

/** A program in a group of its own that starts another one in yet another group; both ignore SIGTERM. */
const STUBBORN = `
  process.on("SIGTERM", () => {})
  setInterval(() => {}, 1000)
  if (process.argv[1] === "parent") {
    const { SCRIPT, CLEAN, PATH } = process.env
    const env = CLEAN === "yes" ? { PATH } : process.env
    const child = require("node:child_process").spawn(process.execPath, ["-e", SCRIPT, "child"], { env, detached: true, stdio: "ignore" })
    console.log(child.pid)
  }
`

async function start(run: string, clean = "no"): Promise<[number, number]> {
  const child = spawn(process.execPath, ["-e", STUBBORN, "parent"], {
    env: { ...process.env, SCRIPT: STUBBORN, PIPELINE_RUN_ID: run, CLEAN: clean },
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  })
  const [line] = await once(child.stdout, "data")
  const pids: [number, number] = [child.pid as number, Number(String(line))]
  onTestFinished(() => {
    for (const pid of pids.filter(isRunning)) process.kill(pid, "SIGKILL")
  })
  return pids
}

describe.each(["linux", "darwin"] as const)("as on %s, what carries a run's id", (platform) => {
  // only Linux has /proc; both have ps
  test.runIf(platform !== "linux" || process.platform === "linux")(
    "is ended, whatever its group; nothing else is",
    async () => {
      const dead = await start("run-dead")
      const other = await start("run-dead-2")
      const { asked, left } = await endStartedWith({ variables: ["PIPELINE_RUN_ID=run-dead"] }, 200, platform)
      expect({ asked: asked.toSorted(), left }).toEqual({ asked: dead.toSorted(), left: [] })
      await until(() => !dead.some(isRunning))
      expect(other.map(isRunning)).toEqual([true, true])
      expect(await endStartedWith({ variables: ["PIPELINE_RUN_ID=run-dead"] }, 200, platform)).toEqual({
        asked: [],
        left: [],
      })
    },
  )

  test.runIf(platform !== "linux" || process.platform === "linux")(
    "is ended with what it started without it",
    async () => {
      const dead = await start("run-clean", "yes")
      await endStartedWith({ variables: ["PIPELINE_RUN_ID=run-clean"] }, 200, platform)
      await until(() => !dead.some(isRunning))
    },
  )
})

test("what ends when it is asked to is asked once, and has the time to", async () => {
  const script = `
    let asked = 0
    process.on("SIGTERM", () => {
      asked += 1
      if (asked === 1) setTimeout(() => process.exit(asked), 200)
    })
    setInterval(() => {}, 1000)
    console.log("up")
  `
  const child = spawn(process.execPath, ["-e", script], {
    env: { ...process.env, PIPELINE_RUN_ID: "run-tidy" },
    stdio: ["ignore", "pipe", "ignore"],
  })
  const closed = once(child, "close")
  await once(child.stdout, "data")
  const begun = performance.now()
  expect(await endStartedWith({ variables: ["PIPELINE_RUN_ID=run-tidy"] }, 10_000)).toEqual({
    asked: [child.pid],
    left: [],
  })
  // it is not waited for longer than it takes
  expect(performance.now() - begun).toBeLessThan(9000)
  expect(await closed).toEqual([1, null])
})

describe("processes that are known by their marks", () => {
  /** A process that leads a group of its own, in which it leaves a stubborn one behind. */
  async function startLeader(script: string): Promise<{ mark: ProcessMark; left: number }> {
    const left = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(STUBBORN)}], { stdio: "ignore" })`
    const child = spawn(
      process.execPath,
      ["-e", `${script}; console.log(${left}.pid); setInterval(() => {}, 1000)`],
      {
        detached: true,
        stdio: ["ignore", "pipe", "ignore"],
      },
    )
    const [line] = await once(child.stdout, "data")
    const pid = child.pid as number
    onTestFinished(() => void signalGroup(pid, "SIGKILL"))
    return { mark: { pid, identity: await processIdentity(pid) }, left: Number(String(line)) }
  }

  test("are ended with their groups, those as well that do not end when they are asked to", async () => {
    const tidy = await startLeader("")
    const stubborn = await startLeader('process.on("SIGTERM", () => {})')
    await stopProcesses([tidy.mark, stubborn.mark], 200)
    // at once: it is over only when they have ended
    expect([tidy, stubborn].map(({ mark }) => processIdentityNow(mark.pid))).toEqual(["", ""])
    await until(() => ![tidy, stubborn].some(({ left }) => isRunning(left)))
  })

  test("have their time to end, and are left alone where their marks are of others", async () => {
    const file = join(await temporaryDirectory(), "tidied")
    const write = `require("node:fs").writeFileSync(${JSON.stringify(file)}, "")`
    const { mark } = await startLeader(
      `process.on("SIGTERM", () => setTimeout(() => { ${write}; process.exit() }, 200))`,
    )
    // others by now, which are left alone
    await stopProcesses(
      [
        { ...mark, identity: `${mark.identity}0` },
        { ...mark, identity: "" },
      ],
      200,
    )
    await stopProcesses([mark], 10_000)
    expect(existsSync(file)).toBe(true)
  })
})

test("what is found only after its time is killed all the same", async () => {
  const dead = await start("run-late")
  const { asked, left } = await endStartedWith({ variables: ["PIPELINE_RUN_ID=run-late"] }, -60_000)
  expect({ asked: asked.toSorted(), left }).toEqual({ asked: dead.toSorted(), left: [] })
  await until(() => !dead.some(isRunning))
})

test.runIf(process.platform === "linux")(
  "what stands in a run's folder is ended, although it cleared its environment and the folder is gone",
  async () => {
    const tree = await mkdtemp(join(tmpdir(), "tree-of-a-run-"))
    const inside = join(tree, "tree", "app")
    await mkdir(inside, { recursive: true })
    // nothing leads from this process to it: the program that started it is over
    const script = "setsid sh -c 'echo $$; exec sleep 60' &"
    const start = async (cwd: string) => {
      const child = spawn("env", ["-i", `PATH=${process.env.PATH}`, "sh", "-c", script], {
        cwd,
        stdio: ["ignore", "pipe", "ignore"],
      })
      const [line] = await once(child.stdout, "data")
      const pid = Number(String(line))
      onTestFinished(() => {
        if (isRunning(pid)) process.kill(pid, "SIGKILL")
      })
      return pid
    }
    const [dead, other] = await Promise.all([start(inside), start(tmpdir())])
    await rm(tree, { recursive: true })
    const marks = { variables: ["PIPELINE_RUN_ID=run-cleared"], folders: [basename(tree)] }
    expect(await endStartedWith(marks, 200)).toEqual({ asked: [dead], left: [] })
    await until(() => !isRunning(dead))
    expect(isRunning(other)).toBe(true)
  },
)

test("this process and those that it was started by go on, whatever they carry", async () => {
  const script = `
    const { endStartedWith } = await import(${JSON.stringify(import.meta.resolve("../../src/host/processes.ts"))})
    console.log(JSON.stringify(await endStartedWith({ variables: ["PIPELINE_RUN_ID=own"] }, 200)))
  `
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    env: { ...process.env, PIPELINE_RUN_ID: "own" },
    stdio: ["ignore", "pipe", "inherit"],
  })
  let said = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text
  })
  const [code] = await once(child, "close")
  expect({ code, said: JSON.parse(said) }).toEqual({ code: 0, said: { asked: [], left: [] } })
})

describe("a machine by what macOS says of it", () => {
  const SAYS: Readonly<Record<string, string>> = {
    "ioreg -rd1 -c IOPlatformExpertDevice": `
      "IOPlatformSerialNumber" = "C02ABC"
      "IOPlatformUUID" = "0A1B2C3D-0000"
      "model" = <"MacBookPro18,3">
    `,
    "sysctl -n kern.bootsessionuuid": "F00D-0001\n",
  }
  const asked = (says: Readonly<Record<string, string>>) => (argv: readonly string[]) => {
    const answer = says[argv.join(" ")]
    return answer === undefined ? Promise.reject(new Error("ENOENT")) : Promise.resolve(answer)
  }
  const here = { host: hostname(), boot: "F00D-0001", processes: "" }

  test("is its hardware's id and its boot's", async () => {
    expect(await thisMachine("darwin", asked(SAYS))).toEqual({ ...here, id: "0A1B2C3D-0000" })
  })

  test("has no id where none is given", async () => {
    const [ioreg, sysctl] = Object.entries(SAYS) as [[string, string], [string, string]]
    for (const says of [[sysctl], [[ioreg[0], '"IOPlatformUUID" = ""'], sysctl]])
      expect(await thisMachine("darwin", asked(Object.fromEntries(says)))).toEqual({ ...here, id: "" })
  })
})

describe.runIf(process.platform === "linux")("a process is known again", () => {
  const { pid } = process

  test("by the boot and its start, at once or not", async () => {
    const identity = processIdentityNow(pid)
    const { boot, id, host } = await thisMachine()
    expect(identity).toMatch(new RegExp(`^${boot}/\\d+$`))
    expect([boot, host].map((text) => text.trim())).toEqual([boot, host])
    expect(id).toBe((await readFile("/etc/machine-id", "utf8").catch(() => "")).trim())
    expect(await processIdentity(pid)).toBe(identity)
    expect(await isSameProcess({ pid, identity })).toBe(true)
    expect(await isSameProcess({ pid, identity: `${identity}0` })).toBe(false)
  })

  test("by its start alone, where another boot is named", async () => {
    const started = processIdentityNow(pid).split("/")[1]
    expect(await looksLike({ pid, identity: `elsewhere/${started}` })).toBe(true)
    expect(await looksLike({ pid, identity: `elsewhere/${started}0` })).toBe(false)
  })

  test("on macOS by what ps says of its start", async () => {
    const started = processIdentityNow(pid, "darwin")
    expect(started).toMatch(/^\w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4}$/)
    expect(await processIdentity(pid, "darwin")).toBe(started)
    expect(await processIdentity(2 ** 22 + 1, "darwin")).toBe("")
  })

  test("on macOS by the same words wherever the user is, and whatever the user has by the name of ps", async () => {
    const started = processIdentityNow(pid, "darwin")
    const bin = await temporaryDirectory()
    await writeFile(join(bin, "ps"), "#!/bin/sh\necho S never\n", { mode: 0o755 })
    vi.stubEnv("PATH", `${bin}${delimiter}${process.env.PATH}`)
    vi.stubEnv("TZ", "JST-9")
    onTestFinished(() => void vi.unstubAllEnvs())
    expect([processIdentityNow(pid, "darwin"), await processIdentity(pid, "darwin")]).toEqual([
      ...[started, started],
    ])
  })

  test("and one that cannot be looked at is not said to have ended", async () => {
    const script = `
      const { processIdentityNow } = await import(${JSON.stringify(import.meta.resolve("../../src/host/processes.ts"))})
      const { openSync, writeSync } = await import("node:fs")
      const codeOf = (open) => {
        try { for (;;) if (open() === "") return "ended" } catch ({ code }) { return code }
      }
      writeSync(1, [codeOf(() => openSync("/dev/null")), codeOf(() => processIdentityNow(process.pid))].join(" "))
    `
    const argv = [
      "-c",
      'ulimit -n 100; exec "$@"',
      "sh",
      process.execPath,
      "--input-type=module",
      "-e",
      script,
    ]
    const child = spawn("sh", argv, { stdio: ["ignore", "pipe", "inherit"] })
    const [said] = await once(child.stdout, "data")
    expect(String(said)).toBe("EMFILE EMFILE")
  })

  test("and one that has ended is none, although its parent has not taken notice", async () => {
    const child = spawn("sh", ["-c", "sleep 0.2 & echo $!; exec sleep 60"], {
      stdio: ["ignore", "pipe", "ignore"],
    })
    onTestFinished(() => void child.kill("SIGKILL"))
    const [line] = await once(child.stdout, "data")
    await until(() => processIdentityNow(Number(String(line))) === "")
  })

  test("and one that is gone is none", async () => {
    // no process has so high a number
    const gone = { pid: 2 ** 30, identity: "" }
    expect([processIdentityNow(gone.pid), await isSameProcess(gone), await looksLike(gone)]).toEqual([
      ...["", false, false],
    ])
  })
})
