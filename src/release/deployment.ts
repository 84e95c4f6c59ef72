import type { Release, Stage } from "../core/stage.ts"
import type { Hold } from "./hold.ts"
import type { Deployment } from "./ports.ts"

/** How far back a run is looked for that left something behind. */
const LOOK_BACK = 1000

/** What a deployer is told, and what it may ask of the run that holds the stage. */
export function deploymentOf(
  hold: Hold,
  stage: Stage,
  release: Release,
  credentials: Deployment["credentials"],
): Deployment {
  const { run } = hold
  const { ledger, signal, say } = run.ports
  const { runId } = run.context.identity
  return {
    stage,
    release,
    runId,
    fence: hold.fence,
    credentials,
    signal,
    say,
    async isOver(other) {
      if (other === runId) return false
      const records = await ledger.history(stage, LOOK_BACK)
      return records.some((record) => record.runId === other && record.kind === "started")
    },
    claimEffect: (detail) => hold.claimEffect(release, detail),
  }
}
