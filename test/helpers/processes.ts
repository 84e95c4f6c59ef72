import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
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

/** Whether a process runs. One that has ended counts as gone, although nobody may have taken notice yet. */
export function isRunning(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" })
  return /^[^ZX\s]/.test(stdout.trim())
}

const PATIENCE_MS = 10_000

/** Resolves as soon as something holds; throws when it does not come to hold. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not so within ${PATIENCE_MS} ms: ${holds}`)
    await sleep(10)
  }
}
