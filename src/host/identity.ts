import { randomUUID } from "node:crypto"
import { hostname, userInfo } from "node:os"
import { parseCiRun, type Runner } from "../core/ledger/runner.ts"
import type { Identity } from "../release/ports.ts"
import type { Git } from "../workbench/git.ts"

/** Who runs: PIPELINE_ACTOR, or git's user name, or the system's. */
export async function hostIdentity(git: Git): Promise<Identity> {
  const actor =
    process.env.PIPELINE_ACTOR || (await git(["config", "--get", "user.name"])).stdout.trim() || systemUser()
  const runner: Runner = { kind: "host", ci: workflowRun(), heartbeatSeconds: null }
  return { runId: randomUUID(), actor, host: hostname(), pid: process.pid, runner }
}

/** The workflow run that this process is part of. */
function workflowRun(): Runner["ci"] {
  const { GITHUB_ACTIONS, GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT } = process.env
  if (GITHUB_ACTIONS !== "true") return null
  return parseCiRun(`github:${GITHUB_REPOSITORY}/${GITHUB_RUN_ID}/${GITHUB_RUN_ATTEMPT}`)
}

/** In a container a user may have a number only. */
function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.()}`
  }
}
