import type { Fact } from "../core/fact.ts"
import { type CiChecks, isUndecided, unfinished } from "../core/gates/facts.ts"
import type { GateResult } from "../core/gates/gate.ts"
import type { Release } from "../core/stage.ts"
import { formatDuration, listSome } from "../core/text.ts"
import type { DeployFacts } from "./deploy-facts.ts"
import { checkCi } from "./gate-inputs.ts"
import type { Run } from "./run.ts"

/** Three requests at a time, an hour's allowance of a workflow's token being a thousand. */
const POLL_MS = 20_000
/** Checks appear within seconds of a push; where there are none by then, nothing runs. */
const APPEAR_MS = 60_000
/** GitHub may be away for a moment, but not for long. */
const MAX_MISSED = 3

/**
 * Waits for CI when it is all that a deploy has to wait for. Much may have happened meanwhile, so everything is
 * gathered again then.
 * @param waitSeconds at most
 */
export async function awaitCi(
  run: Run,
  facts: DeployFacts,
  waitSeconds: number,
  gather: () => Promise<DeployFacts>,
): Promise<DeployFacts> {
  const { release, inputs } = facts
  const { ci } = inputs
  const inTheWay = (await facts.judge(facts.views)).filter(({ status }) => status === "fail")
  const onlyCi = inTheWay.length === 1 && inTheWay[0]?.id === "ci"
  if (waitSeconds === 0 || release === null || !onlyCi || !mayChange(ci)) return facts
  const { latest } = await run.phase(
    "ci",
    async () => {
      await watch(run, release, ci, waitSeconds * 1000)
      const latest = await gather()
      const gates = await latest.judge(latest.views)
      return { latest, gate: gates.find(({ id }) => id === "ci") as GateResult }
    },
    ({ gate }) => ({ ok: gate.status === "pass", detail: gate.detail }),
  )
  return latest
}

const mayChange = (ci: Fact<CiChecks>): ci is Extract<typeof ci, { kind: "known" }> =>
  ci.kind === "known" && isUndecided(ci.value)

/** Returns when CI is decided, when it cannot be asked any more, when the time is up, or when the run is to stop. */
async function watch(run: Run, release: Release, first: Fact<CiChecks>, waitMs: number): Promise<void> {
  const { clock, say, signal } = run.ports
  const started = clock.now().getTime()
  let said = ""
  let missed = 0
  for (let seen = first; ; seen = await checkCi(run, release)) {
    missed = seen.kind === "known" ? 0 : missed + 1
    if (missed > MAX_MISSED || (seen.kind === "known" && !isUndecided(seen.value))) return
    const limitMs =
      seen.kind === "known" && seen.value.checks.length === 0 ? Math.min(waitMs, APPEAR_MS) : waitMs
    const leftMs = started + limitMs - clock.now().getTime()
    if (leftMs <= 0 || signal.aborted) return
    const line = `waiting for CI: ${describe(seen)}`
    if (line !== said) say(`${line} (at most ${formatDuration(leftMs)})`)
    said = line
    // an abort ends the pause, and the next turn sees it
    await clock.sleep(Math.min(leftMs, POLL_MS), signal).catch(() => {})
  }
}

function describe(seen: Fact<CiChecks>): string {
  switch (seen.kind) {
    case "known":
      return listSome(unfinished(seen.value)) || "no check has reported yet"
    case "unavailable":
      return seen.message
    case "skipped":
      return seen.why
  }
}
