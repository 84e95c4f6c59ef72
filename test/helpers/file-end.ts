/** What the test file under way has opened. */
const open: (() => unknown)[] = []

/** Closes something when the test file is done. */
export const atFileEnd = (close: () => unknown): void => void open.push(close)

/** Closes what is open, the last first: it may need those before it. */
export async function closeAll(): Promise<void> {
  while (open.length > 0) await open.pop()?.()
}
