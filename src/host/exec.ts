import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import type { Readable } from "node:stream"
import { setTimeout as sleep } from "node:timers/promises"
import { type CommandResult, GRACE_MS } from "../workbench/workbench.ts"
import { type Output, WholeOutput } from "./output.ts"

/** The environment of a program; undefined takes a variable away. */
export type Environment = Readonly<Record<string, string | undefined>>

interface RunOptions {
  cwd: string
  /** all that the program sees */
  env: Environment
  /** what the program reads; without it, nothing */
  stdin?: string | undefined
  timeoutMs?: number | undefined
  signal?: AbortSignal
  /** between asking the program to stop and ending it */
  graceMs?: number
  /** what ends it when this process ends in the same moment */
  lastSignal?: NodeJS.Signals
  /** Takes the program's process, which leads a group of its own, as soon as there is one. Must not throw. */
  started?: (pid: number) => void
}

/** How a program ended. */
export interface Ended {
  /** null when a signal ended it, or when it could not be ended */
  exitCode: number | null
  timedOut: boolean
  pid: number
}

/** Output that comes after the end is listened to until it pauses for so long… */
const QUIET_MS = 500
/** … and no longer than this: what a program left running may go on for ever. */
const LINGER_MS = 2000
/** How long the system may take to end what is killed. */
const KILL_MS = 5000
const POLL_MS = 25
/** What a timer can hold. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** Runs a program of the pipeline's own, whose whole output is wanted. Throws only when it cannot be started. */
export async function exec(argv: readonly string[], options: RunOptions): Promise<CommandResult> {
  const { signal } = options
  if (signal?.aborted) return { exitCode: null, timedOut: false, stdout: "", stderr: "", isWhole: true }
  const [stdout, stderr] = [new WholeOutput(argv), new WholeOutput(argv)]
  // git takes its lock files away when it is asked to end; once it is killed they stay, and lock everybody out
  const { exitCode, timedOut } = await run(argv, { lastSignal: "SIGTERM", ...options }, stdout, stderr)
  return { exitCode, timedOut, stdout: stdout.text(), stderr: stderr.text(), isWhole: true }
}

/**
 * Runs a program, as argv, until it has ended, and no longer: not for what it left running, and, once it was asked to
 * stop, not for one that won't. Throws only when it was not started.
 */
export async function run(
  [program = "", ...args]: readonly string[],
  options: RunOptions,
  stdout: Output,
  stderr: Output,
): Promise<Ended> {
  const { cwd, env, stdin = "", timeoutMs, signal, graceMs = GRACE_MS, started } = options
  if (signal?.aborted) throw new Error("the run was interrupted")
  const child = spawn(program, args, {
    cwd,
    env,
    stdio: [stdin === "" ? "ignore" : "pipe", "pipe", "pipe"],
    // a group of its own, so that everything it started can be ended with it
    detached: true,
  })
  // they are listened for at once: a program may end while it is still being announced
  if (child.pid !== undefined) underWay.set(child.pid, options.lastSignal ?? "SIGKILL")
  const exited = once(child, "exit") as Promise<[number | null]>
  const closed = once(child, "close")
  for (const promise of [exited, closed]) promise.catch(() => {})
  await once(child, "spawn")
  // a signal that cannot be sent is an error of the child's, too
  child.on("error", () => {})
  const pid = child.pid as number
  started?.(pid)
  // a program may end without having read everything
  child.stdin?.on("error", () => {})
  child.stdin?.end(stdin)
  const lastWord = listen(child, stdout, stderr)
  const stopping = new Stop(timeoutMs, signal)
  const over = new AbortController()
  try {
    await Promise.race([exited, stopping.asked])
    if (stopping.isAsked) await endGroup(pid, exited, closed, shorter(graceMs, signal))
    // what follows is no longer the program's time
    const { timedOut } = stopping
    await Promise.race([closed, silence(lastWord, over.signal)])
    const [exitCode] = await Promise.race([exited, [null] as const])
    return { exitCode, timedOut, pid }
  } finally {
    over.abort()
    underWay.delete(pid)
    stopping.dispose()
    for (const stream of [child.stdout, child.stderr]) stream?.destroy()
    stdout.end()
    stderr.end()
  }
}

/** Leaders of the groups of all programs that are awaited in this process, with what ends them together with it. */
const underWay = new Map<number, NodeJS.Signals>()

/** Ends all that is awaited, for a process that ends in this very moment and must leave nothing at work. */
export function endAll(): void {
  for (const [pid, signal] of underWay) signalGroup(pid, signal)
}

/** An abort may leave less time than a program would have otherwise: its reason then has `graceMs`. */
function shorter(graceMs: number, signal: AbortSignal | undefined): number {
  return Math.min(graceMs, limitOf(signal) ?? graceMs)
}

function limitOf(signal: AbortSignal | undefined): number | null {
  const { graceMs: left } = Object(signal?.reason) as { graceMs?: unknown }
  return signal?.aborted && typeof left === "number" ? left : null
}

/** When the limit that an abort sets is over, another run may begin: what is left then is killed, and not asked. */
export const isLimited = (signal: AbortSignal): boolean => limitOf(signal) !== null

/** Passes on what is printed; gives when the last of it came. */
function listen(child: ChildProcess, stdout: Output, stderr: Output): () => number {
  let last = performance.now()
  const hear = (stream: Readable | null, output: Output) =>
    stream?.on("data", (chunk: Buffer) => {
      last = performance.now()
      output.take(chunk)
    })
  hear(child.stdout, stdout)
  hear(child.stderr, stderr)
  return () => last
}

/** Resolves once nothing has been printed for a while, or at last. */
async function silence(lastWord: () => number, signal: AbortSignal): Promise<void> {
  const since = performance.now()
  const isOver = (now: number) => now - Math.max(since, lastWord()) >= QUIET_MS || now - since >= LINGER_MS
  while (!signal.aborted && !isOver(performance.now())) await sleep(POLL_MS)
}

/** Asks a group to end, and kills what is left of it when its time is over, or when nothing of it can be heard any more. */
async function endGroup(
  pid: number,
  exited: Promise<unknown>,
  closed: Promise<unknown>,
  graceMs: number,
): Promise<void> {
  const controller = new AbortController()
  const { signal } = controller
  const within = (ms: number) =>
    sleep(Math.min(ms, MAX_TIMER_MS), undefined, { signal }).catch(() => {}) as Promise<unknown>
  signalGroup(pid, "SIGTERM")
  const gone = exited.then(async () => {
    while (!signal.aborted && signalGroup(pid, 0)) await within(POLL_MS)
  })
  await Promise.race([closed, gone, within(graceMs)])
  signalGroup(pid, "SIGKILL")
  await Promise.race([exited, within(KILL_MS)])
  controller.abort()
}

/** Whether and why a program is to end before its own end. */
class Stop {
  readonly asked: Promise<void>
  timedOut = false
  isAsked = false
  private readonly timer: NodeJS.Timeout | undefined
  private readonly signal: AbortSignal | undefined
  private ask = () => {}

  constructor(timeoutMs: number | undefined, signal: AbortSignal | undefined) {
    this.asked = new Promise((resolve) => {
      this.ask = () => {
        this.isAsked = true
        resolve()
      }
    })
    this.signal = signal
    signal?.addEventListener("abort", this.ask)
    // an abort that came while the program was being started is told to nobody any more
    if (signal?.aborted) this.ask()
    if (timeoutMs === undefined) return
    this.timer = setTimeout(
      () => {
        this.timedOut = true
        this.ask()
      },
      Math.min(timeoutMs, MAX_TIMER_MS),
    )
  }

  dispose(): void {
    clearTimeout(this.timer)
    this.signal?.removeEventListener("abort", this.ask)
  }
}

/** Whether there was anyone to signal. A group that is gone is as it should be; another user's is out of reach. */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== "ESRCH" && code !== "EPERM") throw error
    return false
  }
}
