import { spawn } from "node:child_process"
import { once } from "node:events"
import { expect, test } from "vitest"
import { endOrphans } from "../../src/host/orphans.ts"
import { isRunning, until } from "../helpers/processes.ts"

/** A program in a group of its own that starts another one in yet another group; both ignore SIGTERM. */
const STUBBORN = `
  process.on("SIGTERM", () => {})
  setInterval(() => {}, 1000)
  if (process.argv[1] === "parent") {
    const child = require("node:child_process").spawn(process.execPath, ["-e", process.env.SCRIPT, "child"], { detached: true, stdio: "ignore" })
    console.log(child.pid)
  }
`

async function start(run: string) {
  const child = spawn(process.execPath, ["-e", STUBBORN, "parent"], {
    env: { ...process.env, SCRIPT: STUBBORN, PIPELINE_RUN: run },
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  })
  const [line] = await once(child.stdout, "data")
  return [child.pid as number, Number(String(line))] as const
}

test.runIf(process.platform === "linux")(
  "what a run left running is ended, whatever its group; nothing else is",
  async () => {
    const dead = await start("run-dead")
    const other = await start("run-dead-2")
    try {
      expect((await endOrphans("run-dead")).toSorted()).toEqual([...dead].toSorted())
      await until(() => dead.every((pid) => !isRunning(pid)))
      expect(other.map(isRunning)).toEqual([true, true])
      expect(await endOrphans("run-dead")).toEqual([])
    } finally {
      await endOrphans("run-dead-2")
    }
    expect(other.map(isRunning)).toEqual([false, false])
  },
)
