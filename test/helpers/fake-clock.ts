import type { Clock } from "../../src/release/ports.ts"

/** A clock that does not wait: whoever sleeps moves it on, and what is due on the way happens. */
export class FakeClock implements Clock {
  readonly sleeps: number[] = []
  private ms = Date.parse("2026-03-01T03:00:00.000Z")
  private due: { at: number; action: () => void | Promise<void> }[] = []

  now(): Date {
    return new Date(this.ms)
  }

  /** Lets something happen when so much time has passed. */
  after(seconds: number, action: () => void | Promise<void>): void {
    this.due.push({ at: this.ms + seconds * 1000, action })
    this.due.sort((a, b) => a.at - b.at)
  }

  /** What was to happen later does not happen. */
  forget(): void {
    this.due = []
  }

  /** Lets time pass in which nobody sleeps, as a deploy does. Who begins at the same time passes the same time. */
  async pass(ms: number): Promise<void> {
    const end = this.ms + ms
    await Promise.resolve()
    for (;;) {
      const next = this.due[0]
      if (next === undefined || next.at > end) break
      this.due.shift()
      this.ms = Math.max(this.ms, next.at)
      await next.action()
    }
    this.ms = Math.max(this.ms, end)
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    this.sleeps.push(ms)
    await this.pass(ms)
    signal?.throwIfAborted()
  }
}
