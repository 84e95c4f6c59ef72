import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { describe } from "vitest"
import { ROOT } from "./cli.ts"
import { atFileEnd } from "./file-end.ts"

const INSTALLED = join(ROOT, "node_modules", ".cache", "tools", "moto-5.2.5", "bin", "python")
const python = process.env.MOTO_PYTHON ?? INSTALLED
const isHere = existsSync(python)

/** Tests that need an AWS: skipped, and named as such, where moto is not installed (`npm run moto`). */
export const describeWithMoto = (name: string, tests: () => void): void => {
  if (isHere) describe(name, tests)
  else describe.skip(`${name} (skipped: no moto here; fix: npm run moto)`, tests)
}

/** A stand-in for AWS on loopback, empty, with state in its memory. */
export interface Moto {
  url: string
  /** what points AWS's own tools and clients at it */
  env: Readonly<Record<string, string>>
  /** what a client of AWS's SDK is made with */
  client: {
    region: string
    endpoint: string
    credentials: { accessKeyId: string; secretAccessKey: string }
  }
  /** Forgets everything. */
  reset: () => Promise<void>
}

/** moto enforces no permissions, so any credentials do. */
const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  AWS_REGION: "eu-central-1",
}

/** How long it may take to start on a machine that is busy. */
export const MOTO_START_MS = 60_000

/** Starts moto on a free port; it ends with the test file. Call it in `beforeAll(…, MOTO_START_MS)`. */
export async function startMoto(): Promise<Moto> {
  const child = spawn(python, ["-m", "moto.server", "-H", "127.0.0.1", "-p", "0"], {
    // nothing of this machine's AWS may reach it, and it must not look for a network
    env: { PATH: process.env.PATH, PYTHONUNBUFFERED: "1", ...CREDENTIALS },
    stdio: ["ignore", "ignore", "pipe"],
  })
  const ended = once(child, "close")
  atFileEnd(() => {
    child.kill("SIGKILL")
    return ended
  })
  const said: string[] = []
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stderr).on("line", (line) => {
      said.push(line)
      const match = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)
      if (match !== null) resolve(match[1] as string)
    })
    ended.then(() => reject(new Error(`moto did not start:\n${said.join("\n")}`)), reject)
  })
  return {
    url,
    env: { AWS_ENDPOINT_URL: url, ...CREDENTIALS },
    client: {
      region: CREDENTIALS.AWS_REGION,
      endpoint: url,
      credentials: {
        accessKeyId: CREDENTIALS.AWS_ACCESS_KEY_ID,
        secretAccessKey: CREDENTIALS.AWS_SECRET_ACCESS_KEY,
      },
    },
    reset: async () => {
      const { ok, status } = await fetch(`${url}/moto-api/reset`, { method: "POST" })
      if (!ok) throw new Error(`moto did not reset: ${status}`)
    },
  }
}
