/** Who interrupts a run has seconds, and a hanging check would take them all. */
export async function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  const listening = new AbortController()
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { signal: listening.signal })
  })
  try {
    return await Promise.race([aborted, work()])
  } finally {
    listening.abort()
  }
}
