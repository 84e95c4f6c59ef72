// Made by `npm run build` from src/engine: change it there.

// src/core/retry.ts
async function retry(policy, { clock, signal }, attempt, isWorthRetrying) {
  let startedAt = clock.now().getTime(), { delaysMs, budgetMs = Number.POSITIVE_INFINITY } = policy;
  for (let number = 1; ; number++) {
    let result = await attempt(number), again = isWorthRetrying(result), delayMs = delaysMs[number - 1];
    if (again === !1 || delayMs === void 0 || signal?.aborted) return result;
    let pauseMs = typeof again == "number" ? again : delayMs;
    if (clock.now().getTime() + pauseMs - startedAt > budgetMs) return result;
    try {
      await clock.sleep(pauseMs, signal);
    } catch (error) {
      if (signal?.aborted) return result;
      throw error;
    }
  }
}

export {
  retry
};
