import type { OwnerFacts } from "../core/ledger/liveness.ts"
import { describeCiRun } from "../core/ledger/runner.ts"
import type { LockOwner } from "../core/ledger/stage-state.ts"
import type { Clock, CodeHost, Runs } from "../release/ports.ts"

/** A run that waits for the lock looks every two seconds, and the code host counts requests. */
const ASK_AGAIN_MS = 30_000

export type AskCi = (owner: LockOwner) => Promise<OwnerFacts["ci"]>

/** Asks whether the workflow run that the owner of a lock is part of has finished, and not too often. */
export function askCi(codeHost: Pick<CodeHost, "workflowRun">, clock: Pick<Clock, "now">): AskCi {
  let last: { name: string; at: number; answer: Promise<OwnerFacts["ci"]> } | null = null
  return (owner) => {
    const ci = owner.runner?.ci ?? null
    if (ci === null) return Promise.resolve({ kind: "skipped", why: "it is part of no workflow run" })
    const name = describeCiRun(ci)
    const now = clock.now().getTime()
    if (last?.name !== name || now - last.at >= ASK_AGAIN_MS) {
      last = { name, at: now, answer: codeHost.workflowRun(ci) }
    }
    return last.answer
  }
}

/** Other runs, as far as a run on an engine knows them: it sees no processes of the engine's machine. */
export const engineRuns = (askCi: AskCi): Runs => ({
  announce: async () => {},
  retire: async () => {},
  sweep: async () => [],
  examine: async (owner) => ({
    process: { kind: "skipped", why: "a run on an engine sees no processes of other runs" },
    ci: await askCi(owner),
  }),
})
