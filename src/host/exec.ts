import { type ChildProcess, spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { $ } from "zx/core"
import { type CommandResult, GRACE_MS } from "../workbench/workbench.ts"

interface ExecOptions {
  cwd: string
  /** besides this process's own; undefined takes a variable away */
  env?: Readonly<Record<string, string | undefined>>
  /** what the program reads; without it, nothing */
  stdin?: string
  timeoutMs?: number
  signal?: AbortSignal
  say?: (line: string) => void
  /** between asking the program to stop and ending it */
  graceMs?: number
  /** Takes the program's process, which leads a group of its own, as soon as there is one. */
  started?: (pid: number) => void
}

/** How long an output that nobody writes to any more is listened to. */
const LINGER_MS = 500

/**
 * zx without its shell: each argument is encoded into one word, and the words are decoded again
 * where zx would start a shell, so that a program gets exactly its argv.
 */
const argvOnly = $({
  prefix: "",
  postfix: "",
  quote: encodeURIComponent,
  nothrow: true,
  quiet: true,
  verbose: false,
  spawn: ((command: string, _args: string[], options: object) => {
    const [program = "", ...args] = command.split(" ").map(decodeURIComponent)
    // a group of its own, so that everything the program started can be ended with it
    return spawn(program, args, { ...options, shell: false, detached: true })
  }) as typeof spawn,
})

/** Runs a program to its end. Throws only when it cannot be started. */
export async function exec(argv: readonly string[], options: ExecOptions): Promise<CommandResult> {
  const { cwd, env = {}, stdin = "", timeoutMs, signal, say, graceMs = GRACE_MS, started } = options
  if (signal?.aborted) return { exitCode: null, stdout: "", stderr: "", timedOut: false }
  // zx itself decodes each chunk on its own, which breaks a character that spans two
  const store = { stdout: [] as Buffer[], stderr: [] as Buffer[], stdall: [] }
  const running = argvOnly({
    cwd,
    env: { ...process.env, ...env },
    store,
    stdio: [stdin === "" ? "ignore" : "pipe", "pipe", "pipe"],
    input: stdin,
  })`${argv}`
  const { child } = running
  if (child?.pid !== undefined) started?.(child.pid)
  // a program may end without having read everything
  child?.stdin?.on("error", () => {})
  if (say !== undefined) sayLines(child, say)
  const group = new Group(child?.pid, graceMs)
  const stop = () => group.stop()
  // whoever is asked to end may still have something to say
  child?.once("exit", () => group.isStopping || letGo(child))
  let timedOut = false
  const expire = () => {
    timedOut = true
    stop()
  }
  const timer = timeoutMs === undefined ? undefined : setTimeout(expire, timeoutMs)
  signal?.addEventListener("abort", stop, { once: true })
  try {
    const { exitCode, cause } = await running
    if (cause instanceof Error) throw cause
    return { exitCode, stdout: textOf(store.stdout), stderr: textOf(store.stderr), timedOut }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener("abort", stop)
    group.ended()
  }
}

const textOf = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString()

function sayLines(child: ChildProcess | undefined, say: (line: string) => void): void {
  for (const stream of [child?.stdout, child?.stderr]) if (stream) createInterface(stream).on("line", say)
}

/** A program that has ended has ended, although what it left running may hold its output open for ever. */
function letGo(child: ChildProcess): void {
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null)
  const timer = setTimeout(() => {
    for (const stream of streams) stream.destroy()
  }, LINGER_MS)
  for (const stream of streams) stream.on("data", () => timer.refresh())
  child.once("close", () => clearTimeout(timer))
}

/** A program and everything that it started. */
class Group {
  private readonly pid: number | undefined
  private readonly graceMs: number
  private killer: NodeJS.Timeout | undefined

  constructor(pid: number | undefined, graceMs: number) {
    this.pid = pid
    this.graceMs = graceMs
  }

  get isStopping(): boolean {
    return this.killer !== undefined
  }

  /** Asks the group to end, and ends it when it does not. */
  stop(): void {
    this.signal("SIGTERM")
    this.killer ??= setTimeout(() => this.signal("SIGKILL"), this.graceMs)
  }

  /** Whoever is left of a group that was asked to end has let go of its output, so nobody waits for it. */
  ended(): void {
    if (!this.isStopping) return
    clearTimeout(this.killer)
    this.signal("SIGKILL")
  }

  private signal(signal: NodeJS.Signals): void {
    if (this.pid !== undefined) signalGroup(this.pid, signal)
  }
}

/** A group that is gone is as it should be; one that another user's programs have joined is out of reach. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== "ESRCH" && code !== "EPERM") throw error
  }
}
