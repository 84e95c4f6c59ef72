import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { exec, signalGroup } from "./exec.ts"

/** How long processes may take to end before they are killed. */
const STOP_MS = 2000
/** What even that does not end is left to the system. */
const KILL_MS = 2000
const POLL_MS = 10

/** A process, and what tells it from a later one with the same id. */
export interface ProcessMark {
  pid: number
  identity: string
}

/** When a process was started, by the system's own account; "" when it has ended. */
export async function processIdentity(pid: number): Promise<string> {
  if (process.platform === "linux") return identityFromProc(pid)
  return identityOf((await exec([PS, ...psArguments(pid)], { cwd: "/", env: PS_ENVIRONMENT })).stdout)
}

/** The same at once, for who may be ended in the next moment. */
export function processIdentityNow(pid: number): string {
  if (process.platform === "linux") return identityFromProc(pid)
  const env = { ...process.env, ...PS_ENVIRONMENT }
  return identityOf(spawnSync(PS, psArguments(pid), { cwd: "/", env, encoding: "utf8" }).stdout)
}

/** Exact, and there also where `ps` is not. Files of the kernel's own are read at once. */
function identityFromProc(pid: number): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8")
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    // the program's name, in brackets, may hold anything
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    return isEnded(fields[0]) ? "" : `${boot.trim()}/${fields[19]}`
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return ""
    throw error
  }
}

const PS = "ps"
const PS_ENVIRONMENT = { LC_ALL: "C", TZ: "UTC" }
const psArguments = (pid: number) => ["-o", "stat=", "-o", "lstart=", "-p", String(pid)]

function identityOf(stdout: string): string {
  const [, state, started = ""] = /^\s*(\S+)\s+(.*\S)/.exec(stdout) ?? []
  return isEnded(state) ? "" : started
}

/** A process that has ended keeps its id until whoever started it takes notice, which may be never. */
const isEnded = (state: string | undefined): boolean => state === undefined || /^[ZX]/.test(state)

/** Process ids are used again: only an equal start time makes it the same process. */
export async function isSameProcess({ pid, identity }: ProcessMark): Promise<boolean> {
  return identity !== "" && (await processIdentity(pid)) === identity
}

/**
 * Ends processes and their groups. All are asked before any is waited for, the last one first, because
 * it may still be using those before it. Never throws for what does not end.
 */
export async function stopProcesses(marks: readonly ProcessMark[], stopMs = STOP_MS): Promise<void> {
  const same = await Promise.all(marks.map(isSameProcess))
  const running = marks.filter((_, index) => same[index]).toReversed()
  for (const { pid } of running) signalGroup(pid, "SIGTERM")
  await Promise.all(running.map((mark) => awaitEnd(mark, stopMs)))
}

async function awaitEnd(mark: ProcessMark, stopMs: number): Promise<void> {
  if (!(await endsWithin(mark, stopMs))) {
    signalGroup(mark.pid, "SIGKILL")
    await endsWithin(mark, KILL_MS)
  }
  // what it started and left behind
  signalGroup(mark.pid, "SIGKILL")
}

async function endsWithin(mark: ProcessMark, ms: number): Promise<boolean> {
  const deadline = performance.now() + ms
  while (await isSameProcess(mark)) {
    if (performance.now() > deadline) return false
    await sleep(POLL_MS)
  }
  return true
}
