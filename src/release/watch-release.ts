import type { WatchConfig } from "../core/config/watch.ts"
import type { OpenWatch } from "../core/ledger/stage-state.ts"
import { reason } from "../core/reasons.ts"
import { describeRelease, type Release } from "../core/stage.ts"
import type { WatchResult } from "../core/watch/watch.ts"
import type { LockedStage } from "./locked-stage.ts"
import type { Outputs } from "./ports.ts"
import { type Ending, endingOf } from "./record-ending.ts"
import { onBadVersion } from "./rollback.ts"
import { runWatch } from "./watch-checks.ts"
import type { Means, Subject } from "./watch-logs.ts"

/** A version that turns bad while it is watched is left as one that fails smoke is, unless the watch says otherwise. */
export async function onWatched(
  locked: LockedStage,
  release: Release,
  outputs: Outputs,
  watch: WatchConfig,
  until: string,
): Promise<Ending> {
  const watched = await watchRelease(locked, release, outputs, watch, until)
  switch (watched.kind) {
    case "ended":
      return watched.ending
    case "good":
      return locked.run.command === "watch"
        ? { outcome: "done", release, reason: null, shown: { outputs } }
        : { outcome: "deployed", release, reason: null }
    case "bad": {
      const why = reason("WATCH_FAILED", watched.result.detail)
      return onBadVersion(
        locked,
        release,
        { kind: "bad", reason: why, changed: true, judged: true },
        watch.rollback,
      )
    }
  }
}

/** A watch that was not made in time is made for some looks at least. */
export function resumeWatch(locked: LockedStage, open: OpenWatch, watch: WatchConfig): Promise<Ending> {
  const { run, stage } = locked
  const release: Release = { tag: open.tag, sha: open.sha }
  const least = run.ports.clock.now().getTime() + watch.consecutive * watch.everySeconds * 1000
  const until = new Date(Math.max(least, Date.parse(open.until))).toISOString()
  run.ports.say(`going on with the watch of ${describeRelease(release)}`)
  return endingOf(
    locked,
    async () => {
      const { running } = locked.view.state
      const outputs = running === null ? {} : await run.ports.deployer.reach(stage, running)
      return onWatched(locked, release, { ...running?.outputs, ...outputs }, watch, until)
    },
    (why) => ({ outcome: "failed", release, reason: why }),
  )
}

/** How a version that is watched went on; the caller decides what a bad one means. */
type WatchEnd = { kind: "good" } | { kind: "ended"; ending: Ending } | { kind: "bad"; result: WatchResult }

/**
 * Watches what passed smoke, while the run holds the stage. That it is watched is recorded first, so that a run that dies
 * here leaves a watch that the next one can finish.
 * @param until ISO time
 */
async function watchRelease(
  locked: LockedStage,
  release: Release,
  outputs: Outputs,
  watch: WatchConfig,
  until: string,
): Promise<WatchEnd> {
  const { run, stage, signal } = locked
  const { tagPrefix, stages } = run.context.config
  const { tag, sha } = release
  const detail = `until ${until}`
  await locked.append(locked.entry("watching", { tag, sha, detail, watch: { until, detached: false } }))
  // what happened between a run that died in the watch and this one is this version's, too
  const { arrival } = locked.view.state
  const deployedAt = arrival?.sha === sha ? Date.parse(arrival.at) : run.ports.clock.now().getTime()
  const subject: Subject = {
    ...{ stage, expected: { ...release, tagPrefix }, urls: { ...stages[stage].urls, ...outputs } },
    deployedAtMs: deployedAt,
  }
  const means: Means = { context: run.context, ports: { ...run.ports, signal } }
  let result: WatchResult
  try {
    result = await run.phase(
      "watch",
      () => runWatch(means, watch, subject, Date.parse(until)),
      (done) => ({ ok: done.verdict === "pass", detail: `${done.verdict}: ${done.detail}` }),
    )
  } catch (error) {
    if (!signal.aborted) throw error
    const what = `The run was interrupted while ${tag} was being watched; it runs, and does not count as verified yet.`
    const { code, message } = locked.gone ?? reason("INTERRUPTED", what)
    const why = reason(code, message, `Finish the watch: \`watch --stage ${stage}\`.`)
    return { kind: "ended", ending: { outcome: "failed", release, reason: why, watching: until } }
  }
  if (result.verdict === "pass") return { kind: "good" }
  if (result.verdict === "fail") return { kind: "bad", result }
  const why = reason("WATCH_INCONCLUSIVE", result.detail)
  return { kind: "ended", ending: { outcome: "inconclusive", release, reason: why, freeze: why.message } }
}
