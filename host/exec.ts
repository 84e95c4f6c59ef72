import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { $ } from "zx"
import type { CommandResult } from "../dagger/src/workbench/workbench.ts"

interface ExecOptions {
  cwd: string
  env?: Readonly<Record<string, string>>
  stdin?: string
  timeoutMs?: number
  signal?: AbortSignal
  say?: (line: string) => void
}

/** Between asking a program to stop and ending it. */
const GRACE_MS = 10_000

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
  const { cwd, env = {}, stdin = "", timeoutMs, signal, say } = options
  const running = argvOnly({ cwd, env: { ...process.env, ...env }, input: stdin })`${argv}`
  const { child } = running
  const stop = () => endGroup(child?.pid)
  let timedOut = false
  const expire = () => {
    timedOut = true
    stop()
  }
  const timer = timeoutMs === undefined ? undefined : setTimeout(expire, timeoutMs)
  if (signal?.aborted) stop()
  signal?.addEventListener("abort", stop, { once: true })
  if (say !== undefined) {
    for (const stream of [child?.stdout, child?.stderr]) if (stream) createInterface(stream).on("line", say)
  }
  try {
    const { exitCode, stdout, stderr, message } = await running
    // zx reports what the system refused as a negative code
    if (exitCode !== null && exitCode < 0) throw new Error(message.split("\n")[0])
    return { exitCode, stdout, stderr, timedOut }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener("abort", stop)
  }
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  signalGroup(pid, "SIGTERM")
  setTimeout(() => signalGroup(pid, "SIGKILL"), GRACE_MS).unref()
}

/** A group that is gone already is as it should be. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error
  }
}
