import type { Fact } from "../core/fact.ts"
import { exec } from "./exec.ts"

const TIMEOUT_MS = 10_000

/** The version of the Dagger CLI on this host, which starts an engine of the same. */
export async function cliVersion(cwd: string): Promise<Fact<string>> {
  const env = { DAGGER_NO_UPDATE_CHECK: "1", DO_NOT_TRACK: "1" }
  const run = exec(["dagger", "version"], { cwd, env, timeoutMs: TIMEOUT_MS })
  const result = await run.catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null
    throw error
  })
  if (result === null)
    return { kind: "skipped", why: "there is no dagger CLI here; the host runner needs none" }
  const version = /\bv\d+\.\d+\.\d+\S*/.exec(result.stdout)?.[0]
  return version === undefined
    ? {
        kind: "unavailable",
        message: `dagger version ended with exit code ${result.exitCode} and tells none`,
      }
    : { kind: "known", value: version }
}
