import { createHash, createHmac } from "node:crypto"
import type { Sha256 } from "../core/plan/plan.ts"
import type { Clock, SlackSigner, Stopwatch } from "../release/ports.ts"

/** What the time was when it was last asked for, by both of the machine's clocks. */
let last = { wallMs: Date.now(), monotonicMs: performance.now() }

/**
 * The real time: the only place that asks for it. It goes ahead with a machine that slept, and never back: deadlines and
 * durations are measured by it, and one clock that is corrected by an hour must not hold a stage for that hour.
 */
export const systemClock: Clock & Stopwatch = {
  now() {
    const monotonicMs = performance.now()
    const passedMs = monotonicMs - last.monotonicMs
    last = { wallMs: Math.max(Date.now(), last.wallMs + passedMs), monotonicMs }
    return new Date(last.wallMs)
  },
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const stop = () => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", stop)
        resolve()
      }, ms)
      signal?.addEventListener("abort", stop, { once: true })
    }),
}

export const sha256: Sha256 = (text) => createHash("sha256").update(text, "utf8").digest("hex")

/**
 * Signs with a secret that is asked for only when it is needed, and that goes nowhere else.
 * @param secret gives the signing secret; null or empty: there is none
 * @param absent says where it should have come from
 */
export function slackSigner(secret: () => Promise<string | null>, absent: string): SlackSigner {
  return async (text) => {
    const value = await secret()
    if (value === null || value === "") return { kind: "unavailable", message: absent }
    return { kind: "known", value: createHmac("sha256", value).update(text, "utf8").digest("hex") }
  }
}

/** The caller's span, from the variable TRACEPARENT of W3C Trace Context. */
interface TraceParent {
  traceId: string
  spanId: string
  traceFlags: number
}

/** Null for anything else: the run then starts a trace of its own. */
export function parseTraceParent(text: string | undefined): TraceParent | null {
  const found = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/.exec(
    text ?? "",
  )
  if (found === null) return null
  const [, traceId, spanId, flags] = found as unknown as [string, string, string, string]
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) }
}

/** Begins each piece of work when the one before it has ended, well or not. */
export function sequence(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }
}
