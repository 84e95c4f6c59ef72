#!/usr/bin/env node
import { runCommandLine } from "./command-line.ts"
import { LEADING, thisProcess } from "./environment.ts"
import { endAll } from "./exec.ts"

/** Ctrl-C may come from the terminal and once more from npm: signals this close together are one. */
const SAME_SIGNAL_MS = 1000

/**
 * The first signal asks the run to end cleanly, the next one ends it and all that it waits for. A terminal that is closed
 * asks, too.
 */
function interruptible(say: (line: string) => void): AbortSignal {
  const controller = new AbortController()
  let askedAt: number | null = null
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    const handle = () => {
      if (askedAt === null) {
        askedAt = performance.now()
        say(`${signal}: stopping cleanly. Signal again to stop at once; that leaves the stage locked.`)
        controller.abort(new Error(`interrupted by ${signal}`))
      } else if (performance.now() - askedAt > SAME_SIGNAL_MS) {
        endAll()
        process.off(signal, handle)
        process.kill(process.pid, signal)
      }
    }
    process.on(signal, handle)
  }
  return controller.signal
}

const around = { ...thisProcess(), interruptible }

// libraries start programs, too, such as AWS's credential_process: these see the process's own
for (const name of LEADING) delete process.env[name]

// a reader that went away, as `| head` does, must not end a deploy half-way
for (const stream of [around.stdout, around.stderr]) stream.on("error", () => {})

// what still hangs now, such as a request of an interrupted smoke test, is not waited for
process.exit(await runCommandLine(process.argv.slice(2), around))
