/**
 * When a failed attempt is made again. Data, so that each place that retries shows its policy in one line, and a test
 * can read it without a clock.
 */
export interface RetryPolicy {
  /** The pauses before the second attempt, the third, and so on: there is one attempt more than pauses. */
  readonly delaysMs: readonly number[]
  /** From the first attempt on: a pause that would end later is not begun, and the last result stands. */
  readonly budgetMs?: number
}

/** The outside world, injected. Without `signal` nothing ends a pause. */
export interface RetryMeans {
  clock: { now(): Date; sleep(ms: number, signal?: AbortSignal): Promise<void> }
  signal?: AbortSignal
}

/**
 * Makes an attempt until its result is final, the policy is exhausted, or the signal is aborted: the last result is
 * returned in each case. What an attempt throws is thrown at once, so an attempt returns a failure that may pass.
 *
 *     const result = await retry(
 *       { delaysMs: [500, 2000, 6000] },
 *       { clock, signal },
 *       () => send(request),
 *       ({ status }) => status >= 500,
 *     )
 *
 * @param attempt gets the attempt's number, from 1
 * @param isWorthRetrying whether a result may be another one next time; a number says that it may after so many ms,
 * e.g. those of a `Retry-After`, and replaces the policy's pause
 */
export async function retry<T>(
  policy: RetryPolicy,
  { clock, signal }: RetryMeans,
  attempt: (number: number) => Promise<T>,
  isWorthRetrying: (result: T) => boolean | number,
): Promise<T> {
  const startedAt = clock.now().getTime()
  const { delaysMs, budgetMs = Number.POSITIVE_INFINITY } = policy
  for (let number = 1; ; number++) {
    const result = await attempt(number)
    const again = isWorthRetrying(result)
    const delayMs = delaysMs[number - 1]
    if (again === false || delayMs === undefined || signal?.aborted) return result
    const pauseMs = typeof again === "number" ? again : delayMs
    if (clock.now().getTime() + pauseMs - startedAt > budgetMs) return result
    try {
      await clock.sleep(pauseMs, signal)
    } catch (error) {
      if (signal?.aborted) return result
      throw error
    }
  }
}
