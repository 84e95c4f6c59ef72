import type { Clock, Stopwatch } from "../../src/release/ports.ts"

interface Waiter {
  at: number
  wake: () => void | Promise<void>
}

/**
 * A clock that does not wait: once everything that can go on without it has done so, it moves on to the next moment that
 * something waits for.
 */
export class FakeClock implements Clock, Stopwatch {
  readonly sleeps: number[] = []
  private ms = Date.parse("2026-03-01T03:00:00.000Z")
  /** what a clock that was set differs by */
  private offsetMs = 0
  /** the next first; of those that are due at the same time, the first to wait */
  private waiters: Waiter[] = []
  private moving = false

  now(): Date {
    return new Date(this.ms + this.offsetMs)
  }

  monotonicMs(): number {
    return this.ms
  }

  /** Sets the time of day; what waits does not notice. */
  set(ms: number): void {
    this.offsetMs += ms
  }

  /** Lets something happen when so much time has passed. */
  after(seconds: number, action: () => void | Promise<void>): void {
    this.wait(seconds * 1000, action)
  }

  /** What was to happen later does not happen. */
  forget(): void {
    this.waiters = []
  }

  /** Lets time pass in which nothing sleeps, as a deploy does. What begins at the same time passes the same time. */
  pass(ms: number): Promise<void> {
    return new Promise((resolve) => void this.wait(ms, resolve))
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    this.sleeps.push(ms)
    await new Promise<void>((resolve, reject) => {
      const stop = () => {
        this.waiters = this.waiters.filter((one) => one !== waiter)
        reject(signal?.reason)
      }
      const waiter = this.wait(ms, () => {
        signal?.removeEventListener("abort", stop)
        resolve()
      })
      signal?.addEventListener("abort", stop, { once: true })
    })
  }

  private wait(ms: number, wake: Waiter["wake"]): Waiter {
    const waiter = { at: this.ms + Math.max(0, ms), wake }
    const before = this.waiters.findLastIndex(({ at }) => at <= waiter.at)
    this.waiters.splice(before + 1, 0, waiter)
    this.move()
    return waiter
  }

  private move(): void {
    if (this.moving) return
    this.moving = true
    setImmediate(() => {
      this.moving = false
      const next = this.waiters.shift()
      if (next === undefined) return
      this.ms = Math.max(this.ms, next.at)
      void next.wake()
      this.move()
    })
  }
}

/** The same clock as a run has it that can be stopped, as by SIGSTOP: what it waits for has passed when it goes on. */
export class PausableClock implements Clock, Stopwatch {
  private readonly clock: FakeClock
  private paused: Promise<void> | null = null
  private goOn = () => {}

  constructor(clock: FakeClock) {
    this.clock = clock
  }

  now = () => this.clock.now()
  monotonicMs = () => this.clock.monotonicMs()

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    try {
      await this.clock.sleep(ms, signal)
    } finally {
      await this.running()
    }
  }

  /** Resolves when the run may go on. */
  async running(): Promise<void> {
    while (this.paused !== null) await this.paused
  }

  pause(): void {
    this.paused ??= new Promise((resolve) => {
      this.goOn = resolve
    })
  }

  resume(): void {
    this.paused = null
    this.goOn()
  }
}
