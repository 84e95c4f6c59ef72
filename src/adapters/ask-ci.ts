import type { OwnerFacts } from "../core/ledger/death.ts"
import { describeCiRun } from "../core/ledger/runner.ts"
import type { LockOwner } from "../core/ledger/stage-state.ts"
import type { Clock, CodeHost } from "../release/ports.ts"

/** Whoever waits looks every two seconds, and the host of the code counts requests. */
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
