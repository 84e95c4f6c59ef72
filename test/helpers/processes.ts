import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { readdirSync, readFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs a TypeScript file in a process of its own, with the Node that runs the tests. */
export async function runScript(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const output = { stdout: "", stderr: "" }
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text
    })
  }
  const [code] = (await once(child, "close")) as [number | null]
  return { code, ...output }
}

export interface ProcessLine {
  pid: number
  args: string
}

const isLinux = process.platform === "linux"

/** One that has ended counts as gone, although nobody may have taken notice yet. */
const hasEnded = (state: string | undefined): boolean => state === undefined || /^[ZX]/.test(state)

/** Whether a process runs. */
export function isRunning(pid: number): boolean {
  if (isLinux) return fromProc(pid) !== null
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" })
  return !hasEnded(/\S+/.exec(stdout)?.[0])
}

/** Every process of this machine that runs. */
export function runningProcesses(): ProcessLine[] {
  if (isLinux) return readdirSync("/proc").flatMap((name) => fromProc(Number(name)) ?? [])
  const columns = ["-A", "-ww", "-o", "pid=,stat=,args="]
  const { stdout } = spawnSync("ps", columns, { encoding: "utf8", maxBuffer: 2 ** 25 })
  return stdout.split("\n").flatMap((line) => {
    const [, pid, state, args = ""] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
    return hasEnded(state) ? [] : [{ pid: Number(pid), args }]
  })
}

/** The same as `ps` says, which costs more to start than most of what is looked for. */
function fromProc(pid: number): ProcessLine | null {
  if (Number.isNaN(pid)) return null
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    // the program's name, in brackets before it, may hold anything
    if (hasEnded(stat.slice(stat.lastIndexOf(")") + 2))) return null
    return { pid, args: readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim() }
  } catch {
    return null
  }
}

const PATIENCE_MS = 10_000

/** Resolves as soon as something holds; throws when it does not come to hold. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  // a look may start a git: what takes long is not looked at all the time
  for (let pauseMs = 10; !(await holds()); pauseMs = Math.min(pauseMs * 1.2, 100)) {
    if (performance.now() > deadline) throw new Error(`not so within ${PATIENCE_MS} ms: ${holds}`)
    await sleep(pauseMs)
  }
}
