import { randomUUID } from "node:crypto"
import { hostname, userInfo } from "node:os"
import type { Identity } from "../dagger/src/release/ports.ts"
import type { Git } from "../dagger/src/workbench/git.ts"

/** Who runs: PIPELINE_ACTOR, or git's user name, or the system's. */
export async function hostIdentity(git: Git): Promise<Identity> {
  const actor =
    process.env.PIPELINE_ACTOR || (await git(["config", "--get", "user.name"])).stdout.trim() || systemUser()
  return { runId: randomUUID(), actor, host: hostname(), pid: process.pid }
}

/** In a container a user may have a number only. */
function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.()}`
  }
}
