import { fill, missingPlaceholders } from "../core/config/placeholders.ts"
import { requestOf, type WatchCheckConfig, type WatchConfig } from "../core/config/watch.ts"
import { messageOf } from "../core/errors.ts"
import { readJson } from "../core/json.ts"
import { readCheck } from "../core/smoke/probe.ts"
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
import { untilAborted } from "./run.ts"
import { type Means, type Subject, watchLogs } from "./run-verification.ts"

/**
 * A look that takes longer brought nothing. With what it takes to begin a rollback it is less than the 5 s after an
 * interval in which a version that hangs is to be left.
 */
const MAX_LOOK_MS = 4000
/** Silence that is shorter says nothing. */
const LEAST_LOOK_MS = 1000
const DECIDED = new Error("another check has decided")

/** Makes all checks at the same time until the watch is over, or one of them is certainly bad. */
export async function runWatch(
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
  const row = unheld(look, watch, means.ports)
  let endMs = untilMs
  for (;;) {
    const one = await untilAborted(signal, row.next)
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
    if (row.isBegun()) continue
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
  look: () => Promise<Attempt>,
  { confirmSeconds, consecutive }: WatchConfig,
  { clock, signal }: Means["ports"],
): { next: () => Promise<Look>; isBegun: () => boolean } {
  const begun: Promise<Look>[] = []
  const next = async () => {
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
      const another = untilTurnIsOver(look(), first, { clock, signal })
      // what it throws is seen when its turn comes
      another.catch(() => {})
      begun.push(another)
    }
    return first
  }
  return { next, isBegun: () => begun.length > 0 }
}

/** Where the first look of a row got no answer in all its time, those that were to confirm it need no more. */
function untilTurnIsOver(
  attempt: Promise<Attempt>,
  first: Promise<Attempt>,
  { clock, signal }: Pick<Means["ports"], "clock" | "signal">,
): Promise<Look> {
  const begunAt = clock.now().getTime()
  const waitedMs = () => clock.now().getTime() - begunAt
  const over = first.then(async (one) => {
    if (!one.isSilent) return attempt
    await clock.sleep(Math.max(0, LEAST_LOOK_MS - waitedMs()), signal)
    return { ...one, latencyMs: waitedMs(), detail: `no answer within ${waitedMs()} ms` }
  })
  return Promise.race([attempt, over])
}

/** A look, and whether something is there that did not answer in time. */
type Attempt = Look & { isSilent: boolean }

/** What makes one look; or why there can be none. */
function looker(
  { ports, context }: Means,
  { everySeconds }: WatchConfig,
  check: Exclude<WatchCheckConfig, { kind: "logs" }>,
  { stage, urls, expected, deployedAtMs }: Subject,
): (() => Promise<Attempt>) | string {
  if (check.kind === "alarms") {
    const names = check.alarms.map((name) => fill(name, { stage, app: context.config.app }))
    return async () => ({
      ...readAlarms(names, await ports.logs.alarms(stage, names), deployedAtMs ?? 0),
      isSilent: false,
    })
  }
  const missing = missingPlaceholders(check.url, urls)
  if (missing.length > 0) return `the stage has no ${missing.join(", ")}`
  const url = fill(check.url, urls)
  const timeoutMs = Math.max(1, Math.min(MAX_LOOK_MS, everySeconds * 1000))
  if (check.kind === "http") {
    return async () => {
      const observed = await ports.prober.probe(check, url, timeoutMs)
      const { right, reached, latencyMs, detail } = readCheck(check, url, observed, expected)
      const isSilent = observed.kind === "error" && observed.error === "timeout"
      return { kind: right ? "right" : reached ? "wrong" : "none", latencyMs, detail, isSilent }
    }
  }
  const request = requestOf(check)
  return async () => {
    const observed = await ports.prober.probe(request as NonNullable<typeof request>, url, timeoutMs)
    const none = (detail: string): Attempt => ({ kind: "none", latencyMs: null, detail, isSilent: false })
    if (observed.kind === "error") return none(observed.message)
    if (observed.status !== 200) return none(`status ${observed.status}`)
    const json = readJson(observed.body)
    if (!json.ok) return none("the answer is not JSON")
    return { ...readValues(check.expect, json.value), latencyMs: observed.latencyMs, isSilent: false }
  }
}
