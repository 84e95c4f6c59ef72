/** GitHub asks for at least this much patience when it does not say for how long. */
const UNSAID_MS = 60_000

/**
 * How long a refused request is to wait before it is made again, in milliseconds.
 * Null: it was refused for another reason, such as a permission, and waiting does not help.
 */
export function rateLimitDelay(status: number, headers: Headers, body: string, now: Date): number | null {
  if (status !== 403 && status !== 429) return null
  const seconds = wholeNumber(headers.get("retry-after"))
  if (seconds !== null) return seconds * 1000
  const reset = wholeNumber(headers.get("x-ratelimit-reset"))
  if (headers.get("x-ratelimit-remaining") === "0" && reset !== null) {
    // whole seconds: the limit may end in the course of the one that is named
    return Math.max(0, reset * 1000 - now.getTime()) + 1000
  }
  return status === 429 || /secondary rate limit/i.test(body) ? UNSAID_MS : null
}

const wholeNumber = (text: string | null): number | null =>
  text !== null && /^\d{1,12}$/.test(text) ? Number(text) : null
