/** A process, as its system lists it. */
export interface RunningProcess {
  pid: number
  parent: number
  /** set like this (`NAME=value`) in its environment */
  isSetTo: (variable: string) => boolean
  /** the folders that it stands in, one in the other */
  folders: readonly string[]
}

/** How a process is known that belongs to a run. */
export interface Marks {
  /** set like this (`NAME=value`) in its environment */
  variables: readonly string[]
  /** it stands in a folder of this name, which no other has: an environment can be cleared */
  folders?: readonly string[]
}

/** Those that have one of the marks, and what descends from them, but neither `own` nor what that was started by. */
export function startedWith(
  { variables, folders = [] }: Marks,
  processes: readonly RunningProcess[],
  own: number,
): number[] {
  const byId = new Map(processes.map((one) => [one.pid, one]))
  const spared = new Set<number>()
  // a list that is not of one moment may hold a circle
  for (let one = byId.get(own); one !== undefined && !spared.has(one.pid); one = byId.get(one.parent))
    spared.add(one.pid)
  const found = new Set<number>()
  const take = ({ pid }: RunningProcess) => {
    if (found.has(pid) || spared.has(pid)) return
    found.add(pid)
    for (const child of processes) if (child.parent === pid) take(child)
  }
  for (const one of processes) {
    if (variables.some(one.isSetTo) || folders.some((folder) => one.folders.includes(folder))) take(one)
  }
  return [...found]
}

/** A process that has ended keeps its id until its parent takes notice, which may be never. */
const isEnded = (state: string | undefined): boolean => state === undefined || /^[ZX]/.test(state)

/** From the state on: the program's name, in brackets before it, may hold anything. */
const statFields = (stat: string): string[] => stat.slice(stat.lastIndexOf(")") + 2).split(" ")

/** When a process was started, in ticks since the boot, by its `/proc/…/stat`; null when it has ended. */
export function ticksIn(stat: string): string | null {
  const fields = statFields(stat)
  return isEnded(fields[0]) ? null : (fields[19] ?? null)
}

/** A process by its files in `/proc`; null when it has ended. */
export function processInProc(
  pid: number,
  { stat, environ, cwd }: { stat: string; environ: string; cwd: string },
): RunningProcess | null {
  const [state, parent] = statFields(stat)
  if (isEnded(state)) return null
  const settings = new Set(environ.split("\0"))
  return {
    pid,
    parent: Number(parent),
    isSetTo: (one) => settings.has(one),
    // one that was removed is marked so
    folders: cwd.replace(/ \(deleted\)$/, "").split("/"),
  }
}

/** When a process was started, as `ps -o stat= -o lstart=` says it; "" when it has ended. */
export function startInPs(answer: string): string {
  const [, state, started = ""] = /(\S+)\s+(.*\S)/.exec(answer) ?? []
  return isEnded(state) ? "" : started
}

/** What `ps axeww -o pid=,ppid=,stat=,command=` lists: an environment follows a program's arguments, between spaces. */
export function processesInPs(answer: string): RunningProcess[] {
  return answer.split("\n").flatMap((line) => {
    const [, pid, parent, state, command = ""] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)/.exec(line) ?? []
    if (isEnded(state)) return []
    const words = new Set(command.split(" "))
    return [{ pid: Number(pid), parent: Number(parent), isSetTo: (one) => words.has(one), folders: [] }]
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

/** A system that has none: there is but one set of processes. */
export const NO_NAMESPACES = ""
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

/** What macOS calls its hardware, as `ioreg` says it; "" where it does not. */
export const hardwareIn = (answer: string): string => /"IOPlatformUUID" = "([^"]+)"/.exec(answer)?.[1] ?? ""
