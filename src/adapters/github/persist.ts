import { counted } from "../../core/text.ts"
import type { Clock } from "../../release/ports.ts"
import { type Exchange, exchange, type GithubRequest, INTERRUPTED } from "./exchange.ts"
import { rateLimitDelay } from "./rate-limit.ts"

/** Between tries that the network or GitHub itself spoilt. */
const RETRY_DELAYS_MS = [500, 2000, 6000]

export interface Patience {
  clock: Clock
  /** takes a line when a rate limit has to be waited for */
  say: (line: string) => void
  /** the longest wait for rate limits in one request */
  maxWaitMs: number
}

/** Makes a request again while that may help: a POST only when it was certainly not carried out. */
export async function persist(
  request: GithubRequest,
  { clock, say, maxWaitMs }: Patience,
): Promise<Exchange> {
  const retryDelaysMs = request.method === "POST" ? [] : [...RETRY_DELAYS_MS]
  let waitedMs = 0
  for (;;) {
    const seen = await exchange(request)
    const limitMs =
      seen.kind === "answer" ? rateLimitDelay(seen.status, seen.headers, seen.body, clock.now()) : null
    if (limitMs !== null) {
      // counted also when it is said to be over, so that a wrong clock on either side ends somewhere
      waitedMs += Math.max(limitMs, 1000)
      if (waitedMs > maxWaitMs) return { kind: "none", message: exhausted(limitMs), retry: false }
      say(`waiting ${Math.ceil(limitMs / 1000)} s for GitHub's rate limit`)
    }
    const spoilt = seen.kind === "none" ? seen.retry : seen.status >= 500
    const delayMs = limitMs ?? (spoilt ? retryDelaysMs.shift() : undefined)
    if (delayMs === undefined) return seen
    try {
      await clock.sleep(delayMs, request.signal)
    } catch {
      return INTERRUPTED
    }
  }
}

const exhausted = (limitMs: number): string =>
  `the rate limit is used up for another ${counted(Math.ceil(limitMs / 1000), "second")}`
