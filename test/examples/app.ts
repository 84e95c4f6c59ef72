import { spawn } from "node:child_process"
import { once } from "node:events"
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { onTestFinished } from "vitest"
import { freePorts } from "../../src/host/services.ts"

export const APP = fileURLToPath(new URL("../../examples/athlete-agent", import.meta.url))

const SCRIPTS = {
  api: "packages/api/src/server.mjs",
  web: "packages/web/src/server.mjs",
  migrate: "packages/shared/src/migrate.mjs",
}

type Script = keyof typeof SCRIPTS
type Environment = Record<string, string>
type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }

export type Started = {
  ended: Promise<Ended>
  kill(signal: NodeJS.Signals): void
  /** Waits until the process has printed a match; rejects if it ends first. */
  printed(pattern: RegExp): Promise<RegExpMatchArray>
}

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "athlete-agent-"))
  onTestFinished(() => rm(directory, { recursive: true }))
  return directory
}

/** A copy to change: the example itself is shared by all tests that run at the same time. */
export async function copyApp(faults?: unknown): Promise<string> {
  const root = join(await temporaryDirectory(), "app")
  await cp(APP, root, { recursive: true })
  if (faults !== undefined) await writeFile(join(root, "fault.json"), JSON.stringify(faults))
  return root
}

// The environment is only what a test gives, so that nothing set where the tests run changes their result.
export function start(script: Script, env: Environment = {}, root = APP): Started {
  const child = spawn(process.execPath, [join(root, SCRIPTS[script])], {
    cwd: root,
    env: { PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const output = { stdout: "", stderr: "" }
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text
    })
  }
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, ...output }))
  onTestFinished(async () => {
    child.kill("SIGKILL")
    await ended
  })
  return {
    ended,
    kill: (signal) => void child.kill(signal),
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = output.stdout.match(pattern) ?? output.stderr.match(pattern)
          if (match) resolve(match)
        }
        look()
        child.stdout.on("data", look)
        child.stderr.on("data", look)
        void ended.then((result) => reject(new Error(`ended before ${pattern}: ${JSON.stringify(result)}`)))
      }),
  }
}

export async function run(script: Script, env: Environment = {}, root = APP): Promise<Ended> {
  return start(script, env, root).ended
}

/** Starts a service and waits for its ready line. */
export async function serve(script: "api" | "web", env: Environment = {}, root = APP) {
  const started = start(script, env, root)
  const [, url = ""] = await started.printed(new RegExp(`^${script} listening on (http://\\S+)$`, "m"))
  return { ...started, url }
}

export const freePort = async (): Promise<number> => (await freePorts(1))[0] as number

export function post(url: string, body: string, headers: Environment = {}): Promise<Response> {
  return fetch(url, { method: "POST", body, headers: { "content-type": "application/json", ...headers } })
}
