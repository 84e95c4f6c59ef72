import { fill, missingPlaceholders } from "../core/config/placeholders.ts"
import { requestOf, type WatchCheckConfig, type WatchConfig } from "../core/config/watch.ts"
import { messageOf } from "../core/errors.ts"
import { readJson } from "../core/json.ts"
import type { OpenWatch } from "../core/ledger/stage-state.ts"
import { reason } from "../core/reasons.ts"
import { readCheck } from "../core/smoke/probe.ts"
import { describeRelease, type Release } from "../core/stage.ts"
import { formatDuration } from "../core/text.ts"
import type { VerificationCheck } from "../core/verify/verification.ts"
import {
  addLook,
  concludeWatch,
  faultOf,
  gapIn,
  isInDoubt,
  type Look,
  NOTHING_SEEN,
  nextLookMs,
  readAlarms,
  readValues,
  type WatchResult,
} from "../core/watch/watch.ts"
import type { LockedStage } from "./locked-stage.ts"
import type { Outputs } from "./ports.ts"
import { type Ending, endingOf } from "./record-ending.ts"
import { onBadVersion } from "./rollback.ts"
import { untilAborted } from "./run.ts"
import { type Means, type Subject, watchLogs } from "./watch-logs.ts"

/** A look that takes longer brought nothing. */
const MAX_LOOK_MS = 5000
const DECIDED = new Error("another check has decided")

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

/** Makes all checks at the same time until the watch is over, or one of them is certainly bad. */
async function runWatch(
  { context, ports }: Means,
  watch: WatchConfig,
  subject: Subject,
  untilMs: number,
): Promise<WatchResult> {
  const { clock, say, signal } = ports
  const startedAt = clock.now().getTime()
  const decided = new AbortController()
  const means: Means = { context, ports: { ...ports, signal: AbortSignal.any([signal, decided.signal]) } }
  say(`watching for ${formatDuration(untilMs - startedAt)}`)
  const pending = watch.checks.map(async (check): Promise<VerificationCheck> => {
    try {
      const done = await watchCheck(means, watch, check, subject, untilMs)
      if (done.verdict === "fail" && !done.optional) decided.abort(DECIDED)
      return done
    } catch (error) {
      if (signal.aborted || !decided.signal.aborted) throw error
      return { ...headOf(check), verdict: "skipped", detail: messageOf(error), latencyMs: null, lines: [] }
    }
  })
  // also when one breaks: nothing may outlive the report
  await Promise.allSettled(pending)
  const durationMs = clock.now().getTime() - startedAt
  return concludeWatch(await Promise.all(pending), { durationMs, until: new Date(untilMs).toISOString() })
}

const headOf = (check: WatchCheckConfig): Pick<VerificationCheck, "name" | "kind" | "optional"> => {
  const { name, kind, optional } = check
  return { name, kind, optional }
}

async function watchCheck(
  means: Means,
  watch: WatchConfig,
  check: WatchCheckConfig,
  subject: Subject,
  untilMs: number,
): Promise<VerificationCheck> {
  const { clock, say, signal } = means.ports
  const head = headOf(check)
  if (check.kind === "logs") {
    const seconds = Math.max(1, (untilMs - (subject.deployedAtMs ?? clock.now().getTime())) / 1000)
    const config = { ...check, watchSeconds: seconds, lookBackSeconds: seconds, region: undefined }
    return { ...(await watchLogs(means, config, subject)), ...head }
  }
  const conclude = (verdict: VerificationCheck["verdict"], detail: string): VerificationCheck => ({
    ...{ ...head, verdict, detail, lines: [] },
    latencyMs: seen.last?.latencyMs ?? null,
  })
  const thresholds = check.kind === "http" ? check : {}
  const look = looker(means, watch, check, subject)
  let seen = NOTHING_SEEN
  if (typeof look === "string") return conclude("unavailable", look)
  const next = unheld(look, watch, means.ports)
  let endMs = untilMs
  for (;;) {
    const one = await untilAborted(signal, next)
    seen = addLook(seen, one)
    if (one.kind !== "right")
      say(`${check.name} ${one.kind === "wrong" ? "is wrong" : "has no data"}: ${one.detail}`)
    const isOver = clock.now().getTime() >= endMs && !isInDoubt(watch, seen)
    const fault = faultOf(watch, thresholds, seen, isOver)
    if (fault !== null) return conclude("fail", fault)
    if (isOver) {
      const gap = gapIn(watch, seen)
      return gap === null
        ? conclude("pass", `${seen.right} of ${seen.right + seen.wrong} looks were right: ${one.detail}`)
        : conclude("unavailable", gap)
    }
    const nowMs = clock.now().getTime()
    const delayMs = Math.min(
      nextLookMs(watch, seen),
      isInDoubt(watch, seen) ? Infinity : Math.max(0, endMs - nowMs),
    )
    await clock.sleep(delayMs, signal)
    // a machine that slept did not look
    const lateMs = clock.now().getTime() - nowMs - delayMs
    if (lateMs >= watch.everySeconds * 1000) {
      say(`${check.name} was not looked at for ${formatDuration(lateMs)}: the watch lasts that much longer`)
      endMs += lateMs
    }
  }
}

/** Looks one after the other, but one that hangs does not hold up those that are to confirm what it says. */
function unheld(
  look: () => Promise<Look>,
  { confirmSeconds, consecutive }: WatchConfig,
  { clock, signal }: Means["ports"],
): () => Promise<Look> {
  const begun: Promise<Look>[] = []
  return async () => {
    const early = begun.shift()
    if (early !== undefined) return early
    const first = look()
    const answered = new AbortController()
    const done = first.then(
      () => answered.abort(),
      () => answered.abort(),
    )
    const pause = AbortSignal.any([signal, answered.signal])
    while (begun.length < consecutive - 1) {
      await Promise.race([done, clock.sleep(confirmSeconds * 1000, pause).catch(() => {})])
      if (pause.aborted) break
      const another = look()
      // whoever waits for it sees what it throws
      another.catch(() => {})
      begun.push(another)
    }
    return first
  }
}

/** What makes one look; or why there can be none. */
function looker(
  { ports, context }: Means,
  { everySeconds }: WatchConfig,
  check: Exclude<WatchCheckConfig, { kind: "logs" }>,
  { stage, urls, expected, deployedAtMs }: Subject,
): (() => Promise<Look>) | string {
  if (check.kind === "alarms") {
    const names = check.alarms.map((name) => fill(name, { stage, app: context.config.app }))
    return async () => readAlarms(names, await ports.logs.alarms(stage, names), deployedAtMs ?? 0)
  }
  const missing = missingPlaceholders(check.url, urls)
  if (missing.length > 0) return `the stage has no ${missing.join(", ")}`
  const url = fill(check.url, urls)
  const timeoutMs = Math.max(1, Math.min(MAX_LOOK_MS, everySeconds * 1000))
  if (check.kind === "http") {
    return async () => {
      const { right, reached, latencyMs, detail } = readCheck(
        check,
        url,
        await ports.prober.probe(check, url, timeoutMs),
        expected,
      )
      return { kind: right ? "right" : reached ? "wrong" : "none", latencyMs, detail }
    }
  }
  const request = requestOf(check)
  return async () => {
    const observed = await ports.prober.probe(request as NonNullable<typeof request>, url, timeoutMs)
    if (observed.kind === "error") return { kind: "none", latencyMs: null, detail: observed.message }
    const json = readJson(observed.body)
    if (observed.status !== 200) return { kind: "none", latencyMs: null, detail: `status ${observed.status}` }
    if (!json.ok) return { kind: "none", latencyMs: null, detail: "the answer is not JSON" }
    return { ...readValues(check.expect, json.value), latencyMs: observed.latencyMs }
  }
}
