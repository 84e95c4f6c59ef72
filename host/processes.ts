import { setTimeout as sleep } from "node:timers/promises"
import { exec, signalGroup } from "./exec.ts"

/** How long a process may take to end before it is killed. */
const STOP_MS = 5000
const POLL_MS = 20

/** When a process was started, by the system's own account; "" when it is gone. */
export async function processIdentity(pid: number): Promise<string> {
  const { stdout } = await exec(["ps", "-o", "lstart=", "-p", String(pid)], {
    cwd: "/",
    env: { LC_ALL: "C", TZ: "UTC" },
  })
  return stdout.trim()
}

/** Process ids are used again: only an equal start time makes it the same process. */
export async function isSameProcess(pid: number, identity: string): Promise<boolean> {
  return identity !== "" && (await processIdentity(pid)) === identity
}

/** Ends a process and all of its group; resolves when the process is gone. */
export async function stopProcess(pid: number): Promise<void> {
  signalGroup(pid, "SIGTERM")
  const deadline = Date.now() + STOP_MS
  while (isAlive(pid)) {
    if (Date.now() > deadline) signalGroup(pid, "SIGKILL")
    await sleep(POLL_MS)
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}
