import { spawnSync } from "node:child_process"
import { readdirSync, readFileSync, readlinkSync } from "node:fs"
import { readFile, readlink } from "node:fs/promises"
import { hostname } from "node:os"
import { setTimeout as sleep } from "node:timers/promises"
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
  return identityOf(await answerOf([PS, ...psArguments(pid)]))
}

/** The same at once, for a process that may be ended in the next moment. */
export function processIdentityNow(pid: number, platform = process.platform): string {
  if (platform === "linux") return identityFromProc(pid)
  return identityOf(spawnSync(PS, psArguments(pid), { cwd: "/", env: SYSTEM, encoding: "utf8" }).stdout)
}

/** Exact, and there also where `ps` is not. Files of the kernel's own are read at once. */
function identityFromProc(pid: number): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8")
    const fields = statFields(readFileSync(`/proc/${pid}/stat`, "utf8"))
    return isEnded(fields[0]) ? "" : `${boot.trim()}/${fields[19]}`
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return ""
    throw error
  }
}

/** From the state on: the program's name, in brackets before it, may hold anything. */
const statFields = (stat: string): string[] => stat.slice(stat.lastIndexOf(")") + 2).split(" ")

const PS = "ps"
/** The system's own programs, whatever the user has of their names. */
const SYSTEM = { PATH: "/usr/bin:/bin:/usr/sbin:/sbin", LC_ALL: "C", TZ: "UTC" }
const answerOf = async (argv: readonly string[]): Promise<string> =>
  (await exec(argv, { cwd: "/", env: SYSTEM })).stdout

const psArguments = (pid: number) => ["-o", "stat=", "-o", "lstart=", "-p", String(pid)]

function identityOf(stdout: string): string {
  const [, state, started = ""] = /^\s*(\S+)\s+(.*\S)/.exec(stdout) ?? []
  return isEnded(state) ? "" : started
}

/** A process that has ended keeps its id until its parent takes notice, which may be never. */
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

/** What became of processes that were to end. */
export interface Swept {
  /** those that were asked to end */
  asked: number[]
  /** those that go on all the same */
  left: number[]
}

/** How a process is known that belongs to a run. */
export interface Marks {
  /** set like this (`NAME=value`) in its environment */
  variables: readonly string[]
  /** it stands in a folder of this name, which no other has: an environment can be cleared */
  folders?: readonly string[]
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
    const running = startedWith(marks, await runningProcesses(platform))
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
  const look = async () => startedWith(marks, await runningProcesses(platform))
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

interface RunningProcess {
  pid: number
  parent: number
  isSetTo: (variable: string) => boolean
  /** the folders that it stands in, one in the other */
  folders: readonly string[]
}

function startedWith({ variables, folders = [] }: Marks, processes: readonly RunningProcess[]): number[] {
  const found = new Set<number>()
  const take = ({ pid }: RunningProcess) => {
    // this process and its ancestors go on
    if (found.has(pid) || spared.has(pid)) return
    found.add(pid)
    for (const child of processes) if (child.parent === pid) take(child)
  }
  const spared = new Set<number>()
  for (let pid = process.pid; pid > 0 && !spared.has(pid); ) {
    spared.add(pid)
    pid = processes.find((one) => one.pid === pid)?.parent ?? 0
  }
  for (const one of processes) {
    if (variables.some(one.isSetTo) || folders.some((folder) => one.folders.includes(folder))) take(one)
  }
  return [...found]
}

const runningProcesses = async (platform: NodeJS.Platform): Promise<RunningProcess[]> =>
  platform === "linux" ? processesFromProc() : processesFromPs()

/** Read at once: to wait for each of so many small files of the kernel's own takes several times as long. */
function processesFromProc(): RunningProcess[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const fields = statFields(readFileSync(`/proc/${name}/stat`, "utf8"))
      if (isEnded(fields[0])) return []
      const settings = new Set(readable(() => readFileSync(`/proc/${name}/environ`, "utf8")).split("\0"))
      const folder = readable(() => readlinkSync(`/proc/${name}/cwd`))
      return {
        pid: Number(name),
        parent: Number(fields[1]),
        isSetTo: (one: string) => settings.has(one),
        // one that was removed is marked so
        folders: folder.replace(/ \(deleted\)$/, "").split("/"),
      }
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

/** The environment follows a program's arguments, all of it separated by spaces. */
async function processesFromPs(): Promise<RunningProcess[]> {
  const answer = await answerOf([PS, "axeww", "-o", "pid=,ppid=,stat=,command="])
  return answer.split("\n").flatMap((line) => {
    const [, pid, parent, state, command = ""] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)/.exec(line) ?? []
    if (isEnded(state)) return []
    const words = new Set(command.split(" "))
    return [
      { pid: Number(pid), parent: Number(parent), isSetTo: (one: string) => words.has(one), folders: [] },
    ]
  })
}

/** Where a process is: its id means something only there. */
export interface Machine {
  host: string
  /** differs between machines that have the same name; "" where the system has none; absent in older journals */
  id?: string
  /** differs after every start of the machine */
  boot: string
  /** the set of processes that see each other; containers on one machine have their own */
  processes: string
}

export async function thisMachine(platform = process.platform, ask = answerOf): Promise<Machine> {
  const host = hostname()
  if (platform !== "linux") {
    const [answer, boot] = await Promise.all([
      ask(["ioreg", "-rd1", "-c", "IOPlatformExpertDevice"]).catch(() => ""),
      ask(["sysctl", "-n", "kern.bootsessionuuid"]),
    ])
    const [, id = ""] = /"IOPlatformUUID" = "([^"]+)"/.exec(answer) ?? []
    return { host, id, boot: boot.trim(), processes: NO_NAMESPACES }
  }
  const [id, boot, processes] = await Promise.all([
    readFile("/etc/machine-id", "utf8").catch(() => ""),
    readFile("/proc/sys/kernel/random/boot_id", "utf8"),
    readlink("/proc/self/ns/pid"),
  ])
  return { host, id: id.trim(), boot: boot.trim(), processes }
}

/** A system that has none: there is but one set of processes. */
const NO_NAMESPACES = ""
/** On Linux that is the namespace of a machine's first process, by a number that Linux has fixed. */
const ALL_PROCESSES = ["pid:[4026531836]", NO_NAMESPACES]

/** Whether a machine was restarted since: only then are all its processes of before certainly gone. */
export const hasRestarted = (then: Machine, now: Machine): boolean =>
  then.boot !== now.boot &&
  then.host === now.host &&
  (then.id ?? "") !== "" &&
  then.id === now.id &&
  then.processes === now.processes &&
  ALL_PROCESSES.includes(now.processes)

/** The same process by all but the boot that its machine names, which may be another's view of the same machine. */
export async function looksLike({ pid, identity }: ProcessMark): Promise<boolean> {
  const started = (text: string) => text.slice(text.lastIndexOf("/") + 1)
  return identity !== "" && started(await processIdentity(pid)) === started(identity)
}
