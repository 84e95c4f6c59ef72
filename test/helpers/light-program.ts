// Runs what test/helpers/light-process.ts asks for. It holds the sources of the command line, and nothing else.
import { execFile } from "node:child_process"
import { Readable, Writable } from "node:stream"
import { runCommandLine } from "../../src/host/command-line.ts"
import type { Answer, Asked, CommandLine, ProgramCall } from "./light-process.ts"

process.on("message", async ({ id, call }: Asked) => {
  const answer: Answer = call.kind === "command line" ? await runLine(call) : await runProgram(call)
  process.send?.({ id, answer })
})
// the tests that asked are over, however they ended
process.on("disconnect", () => process.exit())

async function runLine({ args, env, temporary, cwd, input }: CommandLine): Promise<Answer> {
  const [stdout, stderr] = [new Printed(), new Printed()]
  const { pid, ppid } = process
  const code = await runCommandLine(args, {
    ...{ env, temporary, cwd: () => cwd, pid, ppid, stdin: Readable.from([input]), stdout, stderr },
    interruptible: () => new AbortController().signal,
  })
  return { code, stdout: stdout.text, stderr: stderr.text, failed: null }
}

/** Keeps what is written to it. */
class Printed extends Writable {
  text = ""

  constructor() {
    super({ decodeStrings: false })
  }

  override _write(text: string, _encoding: string, done: () => void): void {
    this.text += text
    done()
  }
}

const MAX_BYTES = 2 ** 26

const runProgram = ({ program, args, cwd, env }: ProgramCall): Promise<Answer> =>
  new Promise((resolve) => {
    execFile(program, args, { cwd, env, maxBuffer: MAX_BYTES }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : 1, stdout, stderr, failed: error?.message ?? null }),
    )
  })
