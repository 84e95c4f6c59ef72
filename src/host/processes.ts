import { spawnSync } from "node:child_process"
import { randomUUID } from "node:crypto"
import { readdirSync, readFileSync, readlinkSync } from "node:fs"
import { link, mkdir, readdir, readFile, readlink, rm, truncate, writeFile } from "node:fs/promises"
import { hostname } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import {
  hardwareIn,
  type Machine,
  type Marks,
  NO_NAMESPACES,
  processesInPs,
  processInProc,
  type RunningProcess,
  startedWith,
  startInPs,
  ticksIn,
} from "../core/processes.ts"
import { exec, signalGroup } from "./exec.ts"

/** How long processes may take to end before they are killed. */
const STOP_MS = 2000
/** What even that does not end is left to the system. */
const KILL_MS = 2000
const POLL_MS = 10

/** A process, and what distinguishes it from a later one with the same id. */
export interface ProcessMark {
  pid: number
  identity: string
}

/** When a process was started, by the system's own account; "" when it has ended. */
export async function processIdentity(pid: number, platform = process.platform): Promise<string> {
  if (platform === "linux") return identityFromProc(pid)
  return startInPs(await answerOf([PS, ...psArguments(pid)]))
}

/** The same at once, for a process that may be ended in the next moment. */
export function processIdentityNow(pid: number, platform = process.platform): string {
  if (platform === "linux") return identityFromProc(pid)
  return startInPs(spawnSync(PS, psArguments(pid), { cwd: "/", env: SYSTEM, encoding: "utf8" }).stdout)
}

/** Exact, and there also where `ps` is not. Files of the kernel's own are read at once. */
function identityFromProc(pid: number): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8")
    const ticks = ticksIn(readFileSync(`/proc/${pid}/stat`, "utf8"))
    return ticks === null ? "" : `${boot.trim()}/${ticks}`
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return ""
    throw error
  }
}

const PS = "ps"
/** The system's own programs, whatever the user has of their names. */
const SYSTEM = { PATH: "/usr/bin:/bin:/usr/sbin:/sbin", LC_ALL: "C", TZ: "UTC" }
const answerOf = async (argv: readonly string[]): Promise<string> =>
  (await exec(argv, { cwd: "/", env: SYSTEM })).stdout

const psArguments = (pid: number) => ["-o", "stat=", "-o", "lstart=", "-p", String(pid)]

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
  await untilEnded(mark, stopMs)
  // also what it started and left behind
  signalGroup(mark.pid, "SIGKILL")
  await untilEnded(mark, KILL_MS)
}

async function untilEnded(mark: ProcessMark, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs
  while ((await isSameProcess(mark)) && performance.now() < deadline) await sleep(POLL_MS)
}

/** What became of processes that were to end. */
export interface Swept {
  /** those that were asked to end */
  asked: number[]
  /** those that go on all the same */
  left: number[]
}

/**
 * Ends all that has one of these marks, and what descends from that: in whatever group or session it is. Other users'
 * processes are out of reach, and macOS hides the environment of some, and the folder of all.
 */
export async function endStartedWith(
  marks: Marks,
  stopMs = STOP_MS,
  platform = process.platform,
): Promise<Swept> {
  const asked: number[] = []
  const stopAt = performance.now() + stopMs
  // counted from the first kill: a machine that sleeps, or is busy, may let more than that pass before it
  let killedAt = Number.POSITIVE_INFINITY
  // a process may start another one while it is looked for, and has no environment while it becomes another program
  for (let nothingSeen = 0; ; ) {
    const running = startedWith(marks, await runningProcesses(platform), process.pid)
    const now = performance.now()
    nothingSeen = running.length === 0 ? nothingSeen + 1 : 0
    if (nothingSeen === 2 || now > killedAt + KILL_MS) return { asked, left: running }
    const fresh = running.filter((pid) => !asked.includes(pid))
    if (now < stopAt) for (const pid of fresh) signalOne(pid, "SIGTERM")
    else {
      killedAt = Math.min(killedAt, now)
      for (const pid of running) signalOne(pid, "SIGKILL")
    }
    asked.push(...fresh)
    await sleep(POLL_MS)
  }
}

/** All that has one of these marks, and what descends from that. */
export async function allStartedWith(marks: Marks, platform = process.platform): Promise<number[]> {
  if (marks.variables.length === 0) return []
  const look = async () => startedWith(marks, await runningProcesses(platform), process.pid)
  const found = await look()
  if (found.length > 0) return found
  // a process has no environment while it becomes another program
  await sleep(POLL_MS)
  return look()
}

function signalOne(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== "ESRCH" && code !== "EPERM") throw error
  }
}

const runningProcesses = async (platform: NodeJS.Platform): Promise<RunningProcess[]> =>
  platform === "linux"
    ? processesFromProc()
    : processesInPs(await answerOf([PS, "axeww", "-o", "pid=,ppid=,stat=,command="]))

/** Read at once: to wait for each of so many small files of the kernel's own takes several times as long. */
function processesFromProc(): RunningProcess[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const files = {
        stat: readFileSync(`/proc/${name}/stat`, "utf8"),
        environ: readable(() => readFileSync(`/proc/${name}/environ`, "utf8")),
        cwd: readable(() => readlinkSync(`/proc/${name}/cwd`)),
      }
      return processInProc(Number(name), files) ?? []
    } catch {
      // it has ended meanwhile
      return []
    }
  })
}

/** "" for what is another user's. */
function readable(read: () => string): string {
  try {
    return read()
  } catch {
    return ""
  }
}

export async function thisMachine(platform = process.platform, ask = answerOf): Promise<Machine> {
  const host = hostname()
  if (platform !== "linux") {
    const [answer, boot] = await Promise.all([
      ask(["ioreg", "-rd1", "-c", "IOPlatformExpertDevice"]).catch(() => ""),
      ask(["sysctl", "-n", "kern.bootsessionuuid"]),
    ])
    return { host, id: hardwareIn(answer), boot: boot.trim(), processes: NO_NAMESPACES }
  }
  const [id, boot, processes] = await Promise.all([
    readFile("/etc/machine-id", "utf8").catch(() => ""),
    readFile("/proc/sys/kernel/random/boot_id", "utf8"),
    readlink("/proc/self/ns/pid"),
  ])
  return { host, id: id.trim(), boot: boot.trim(), processes }
}

/** The same process by all but the boot that its machine names, which may be another's view of the same machine. */
export async function looksLike({ pid, identity }: ProcessMark): Promise<boolean> {
  const started = (text: string) => text.slice(text.lastIndexOf("/") + 1)
  return identity !== "" && started(await processIdentity(pid)) === started(identity)
}

/** Longer than any work that is done in turn. */
const TURN_MS = 120_000
const TURN_POLL_MS = 200

/** Whose turn it is. */
interface Turn extends ProcessMark {
  /** a copy of the directory brings the turns of the original */
  directory: string
}

/**
 * Does work that one process of this machine may do at a time; the turn of one that was killed is over. Turns are numbered
 * files, and the newest says whose turn it is: it is over once that file is empty, or its process has ended. A number is
 * given once and the newest file is never removed, so none can take a turn away that another has just been given,
 * as with one lock file that two remove whose owner is dead.
 * @param busy the error when another process does not end its turn
 */
export async function inTurn<T>(
  directory: string,
  work: () => Promise<T>,
  busy: (holder: ProcessMark) => Error,
  patienceMs = TURN_MS,
): Promise<T> {
  await mkdir(directory, { recursive: true })
  const own = await takeTurn(directory, busy, performance.now() + patienceMs)
  try {
    return await work()
  } finally {
    // with the directory the turns are gone
    await truncate(own).catch(() => {})
  }
}

async function takeTurn(
  directory: string,
  busy: (holder: ProcessMark) => Error,
  deadline: number,
): Promise<string> {
  const mark = { pid: process.pid, identity: await processIdentity(process.pid) }
  for (let pauseMs = POLL_MS; ; pauseMs = Math.min(2 * pauseMs, TURN_POLL_MS)) {
    const newest = Math.max(0, ...(await turnsIn(directory)))
    const holder = await holderOf(directory, newest)
    if (holder === null && (await beginTurn({ directory, ...mark }, newest + 1))) {
      await removeOlder(directory, newest + 1)
      return turnFile(directory, newest + 1)
    }
    if (holder !== null && performance.now() > deadline) throw busy(holder)
    await sleep(pauseMs)
  }
}

const turnFile = (directory: string, number: number): string => join(directory, String(number))

const turnsIn = async (directory: string): Promise<number[]> =>
  (await readdir(directory)).filter((name) => /^\d+$/.test(name)).map(Number)

/** Null: the turn is over, or a newer one has begun. */
async function holderOf(directory: string, number: number): Promise<Turn | null> {
  try {
    const turn = JSON.parse(await readFile(turnFile(directory, number), "utf8")) as Turn
    return turn.directory === directory && (await isSameProcess(turn)) ? turn : null
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return null
    throw error
  }
}

/** Whether the turn of this number is given to this process: it is whole as soon as it is there. */
async function beginTurn(turn: Turn, number: number): Promise<boolean> {
  const written = join(turn.directory, `${randomUUID()}.new`)
  try {
    await writeFile(written, JSON.stringify(turn))
    await link(written, turnFile(turn.directory, number))
  } catch (error) {
    // another one was faster, and may have cleared away what it found
    if (["EEXIST", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? "")) return false
    throw error
  } finally {
    await rm(written, { force: true })
  }
  // a number of long ago, looked up before newer ones were given, is none
  return Math.max(...(await turnsIn(turn.directory))) === number
}

/** Also what was never begun, because its process was killed. */
async function removeOlder(directory: string, number: number): Promise<void> {
  const older = (await readdir(directory)).filter((name) => !(Number(name) >= number))
  await Promise.allSettled(older.map((name) => rm(join(directory, name), { force: true })))
}
