// @module-tag slow
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { describe, expect, onTestFinished, test, vi } from "vitest"
import { signalGroup } from "../../src/host/exec.ts"
import {
  allStartedWith,
  endStartedWith,
  processIdentity,
  processIdentityNow,
  stopProcesses,
} from "../../src/host/processes.ts"
import { until } from "../helpers/processes.ts"

const markOf = (run: string) => `PIPELINE_RUN_ID=${run}`
const marksOf = (run: string) => ({ variables: [markOf(run)] })

/** A program that a run started. It is there, with its environment, as soon as this returns. */
function start(run: string, [program, ...args]: readonly [string, ...string[]] = ["sleep", "60"]) {
  const child = spawn(program, args, {
    env: { ...process.env, PIPELINE_RUN_ID: run },
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  })
  onTestFinished(() => void signalGroup(child.pid as number, "SIGKILL"))
  return child as ChildProcess & { pid: number; stdout: NonNullable<ChildProcess["stdout"]> }
}

const firstNumber = async ({ stdout }: ReturnType<typeof start>) => Number(String(await once(stdout, "data")))

/** Signals go this way instead, until the test is over. */
function signalsGo(way: typeof process.kill) {
  const kill = vi.spyOn(process, "kill").mockImplementation(way)
  onTestFinished(() => kill.mockRestore())
  return kill
}

const failing = (code: string) => Object.assign(new Error(`kill ${code}`), { code })

describe("what a run has at work", () => {
  // only Linux has /proc; both have ps
  test.each((["linux", "darwin"] as const).filter((one) => one === "darwin" || one === process.platform))(
    "is all that carries its id, and what that started: as on %s",
    async (platform) => {
      const parent = start("run-listed", ["sh", "-c", "env -i sleep 60 & echo $!; wait"])
      const child = await firstNumber(parent)
      start("run-listed-2")
      const found = await allStartedWith(marksOf("run-listed"), platform)
      expect(new Set(found)).toEqual(new Set([parent.pid, child]))
      expect(await allStartedWith(marksOf("run-list"), platform)).toEqual([])
    },
  )

  test.runIf(process.platform === "linux")("is not what only says its id; ps cannot tell", async () => {
    const { pid } = start("others", ["sh", "-c", "sleep 60; :", "sh", markOf("run-said")])
    expect(await allStartedWith(marksOf("run-said"))).toEqual([])
    expect(await allStartedWith(marksOf("run-said"), "darwin")).toContain(pid)
  })

  test("is nothing where no run is asked for", async () => {
    expect(await allStartedWith({ variables: [] })).toEqual([])
  })

  test("is found also where it was not there yet at the first look", async () => {
    // on Linux that look is over when this returns
    const looking = allStartedWith(marksOf("run-later"))
    const { pid } = start("run-later")
    expect(await looking).toEqual([pid])
  })

  test("is ended also where it was not there yet at the first look", async () => {
    const ending = endStartedWith(marksOf("run-begins"))
    const { pid } = start("run-begins")
    expect(await ending).toEqual({ asked: [pid], left: [] })
  })

  test("is not what has ended, although its parent has not taken notice", async () => {
    const parent = start("others", ["sh", "-c", `${markOf("run-ended")} true & echo $!; exec sleep 60`])
    const child = await firstNumber(parent)
    await until(() => processIdentityNow(child) === "")
    expect(await allStartedWith(marksOf("run-ended"))).toEqual([])
    expect(await endStartedWith(marksOf("run-ended"))).toEqual({ asked: [], left: [] })
  })

  test("is found while others come and go", async () => {
    const { pid } = start("run-among-others")
    // some of these end between the list of processes and the look at each
    for (let count = 0; count < 2; count++)
      start("others", ["sh", "-c", "while kill -0 $PPID; do env true; done"])
    for (let count = 0; count < 20; count++)
      expect(await allStartedWith(marksOf("run-among-others"))).toEqual([pid])
  })
})

describe("a signal", () => {
  test("that does not reach a process, as another user's, leaves it, and that is said in the end", async () => {
    const { pid } = start("run-of-another")
    const kill = signalsGo(() => {
      throw failing("EPERM")
    })
    const begun = performance.now()
    expect(await endStartedWith(marksOf("run-of-another"), 100)).toEqual({ asked: [pid], left: [pid] })
    const took = performance.now() - begun
    // the system has its time to end what is killed, and no more
    expect(took).toBeGreaterThanOrEqual(2100)
    expect(took).toBeLessThan(8000)
    const [asked, ...killed] = kill.mock.calls
    expect(asked).toEqual([pid, "SIGTERM"])
    expect(new Set(killed.map(([, signal]) => signal))).toEqual(new Set(["SIGKILL"]))
  })

  test("to a process that ends before it is as good as one that ends it", async () => {
    const { pid } = start("run-ends-first")
    const send = process.kill.bind(process)
    signalsGo((...signal) => {
      send(...signal)
      throw failing("ESRCH")
    })
    expect(await endStartedWith(marksOf("run-ends-first"))).toEqual({ asked: [pid], left: [] })
  })

  test("that there is not is a defect, and not a process that is gone", async () => {
    start("run-defect")
    signalsGo(() => {
      throw failing("EINVAL")
    })
    await expect(endStartedWith(marksOf("run-defect"))).rejects.toThrow("EINVAL")
  })

  test("goes to the last one first, which may still be using those before it", async () => {
    const pids = [start("others").pid, start("others").pid]
    const marks = await Promise.all(pids.map(async (pid) => ({ pid, identity: await processIdentity(pid) })))
    const kill = signalsGo(process.kill.bind(process))
    await stopProcesses(marks, 10_000)
    expect(kill.mock.calls.slice(0, 2)).toEqual(pids.toReversed().map((pid) => [-pid, "SIGTERM"]))
  })
})
