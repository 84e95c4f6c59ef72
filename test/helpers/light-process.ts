import { type ChildProcess, fork } from "node:child_process"
import { join } from "node:path"

/** The one that this repository pins, whichever runs the tests. */
export const NODE = join(import.meta.dirname, "..", "..", "node_modules", ".bin", "node")

/** One command line, with all that it finds around it. */
export interface CommandLine {
  kind: "command line"
  args: readonly string[]
  env: Readonly<Record<string, string>>
  temporary: string
  cwd: string
  /** what is on its standard input */
  input: string
}

/** A program, as argv. */
export interface ProgramCall {
  kind: "program"
  program: string
  args: readonly string[]
  cwd: string
  env: Readonly<Record<string, string | undefined>>
}

export interface Asked {
  id: number
  call: CommandLine | ProgramCall
}

export interface Answer {
  code: number
  stdout: string
  stderr: string
  /** why a program failed, in Node's words; null: it did not */
  failed: string | null
}

/**
 * Does a call in a process that all tests of a worker share. Node copies the table of all its memory for each program
 * that it starts, and a worker with a compiler, test files and their modules in it has ten times as much of it as
 * the command line alone.
 */
export function inLightProcess(call: CommandLine | ProgramCall): Promise<Answer> {
  light ??= start()
  const { child, waiting } = light
  const id = ++calls
  // only while somebody waits for an answer does it keep the tests' process alive
  if (waiting.size === 0) child.channel?.ref()
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    child.send({ id, call } satisfies Asked)
  })
}

/** Runs a program there, as argv; gives what it printed. Throws when it fails. */
export async function runThere(
  [program = "", ...args]: readonly string[],
  { cwd, env }: Pick<ProgramCall, "cwd" | "env">,
): Promise<string> {
  const { stdout, failed } = await inLightProcess({ kind: "program", program, args, cwd, env })
  if (failed !== null) throw new Error(failed)
  return stdout.trimEnd()
}

let light: Light | undefined
let calls = 0

interface Light {
  child: ChildProcess
  waiting: Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>
}

function start(): Light {
  const child = fork(join(import.meta.dirname, "light-program.ts"), {
    execPath: NODE,
    // few of its objects live long: a small nursery keeps its memory small
    execArgv: ["--max-semi-space-size=2", "--disable-warning=ExperimentalWarning"],
    serialization: "advanced",
  })
  const waiting: Light["waiting"] = new Map()
  child.unref()
  child.channel?.unref()
  child.on("message", ({ id, answer }: { id: number; answer: Answer }) => {
    waiting.get(id)?.resolve(answer)
    waiting.delete(id)
    if (waiting.size === 0) child.channel?.unref()
  })
  child.on("exit", (code, signal) => {
    light = undefined
    for (const { reject } of waiting.values()) reject(new Error(`The light process ended: ${code ?? signal}`))
  })
  return { child, waiting }
}
