import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { RUN_VARIABLE } from "../adapters/release-environment.ts"

const PROC = "/proc"
const POLL_MS = 20
const KILL_MS = 5000

/**
 * Kills what a run that is over left running on this host: a tool may start programs in groups of their own, which
 * outlive the group that was ended. Each carries the run's id in its environment. Only Linux shows that.
 * @returns ids of the processes that were killed
 */
export async function endOrphans(runId: string): Promise<number[]> {
  const killed: number[] = []
  const deadline = performance.now() + KILL_MS
  // a process may start another one while it is looked for
  for (;;) {
    const running = await marked(`${RUN_VARIABLE}=${runId}`)
    if (running.length === 0) return killed
    for (const pid of running) kill(pid)
    killed.push(...running.filter((pid) => !killed.includes(pid)))
    if (performance.now() > deadline)
      throw new Error(`processes ${running.join(", ")} of run ${runId} do not end`)
    await sleep(POLL_MS)
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error
  }
}

/** Processes of this user that were started with a variable so set, this one and those that have ended apart. */
async function marked(variable: string): Promise<number[]> {
  const entries = await readdir(PROC).catch(() => [])
  const pids = entries.filter((name) => /^\d+$/.test(name)).map(Number)
  const found = await Promise.all(
    pids.map(async (pid) => {
      if (pid === process.pid) return false
      // another user's cannot be read, and one that has ended has none
      const environment = await readFile(join(PROC, String(pid), "environ"), "utf8").catch(() => "")
      return environment.split("\0").includes(variable)
    }),
  )
  return pids.filter((_, index) => found[index])
}
