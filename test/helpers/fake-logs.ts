import type { Fact } from "../../src/core/errors.ts"
import type { LogEvent } from "../../src/core/verify/verification.ts"
import type { AlarmState } from "../../src/core/watch/watch.ts"
import type { LogQuery, LogReader } from "../../src/release/ports.ts"

/** Logs in memory. A line can be written at one time and arrive at a later one. */
export class FakeLogs implements LogReader {
  readonly names: string[] = []
  /** what was asked, in order */
  readonly queries: LogQuery[] = []
  /** looked at before each query: an answer of its own stands for the logs' */
  fault: (query: LogQuery, count: number) => Fact<never> | null = () => null
  private readonly events_: (LogEvent & { arrivesMs: number })[] = []
  private readonly now: () => number

  constructor(now: () => number) {
    this.now = now
  }

  write(group: string, message: string, atMs: number, arrivesMs = atMs): void {
    this.events_.push({ id: `event-${this.events_.length}`, group, message, atMs, arrivesMs })
  }

  async groups(_stage: string, prefix: string): Promise<Fact<string[]>> {
    return { kind: "known", value: this.names.filter((name) => name.startsWith(prefix)) }
  }

  async events(_stage: string, query: LogQuery): Promise<Fact<LogEvent[]>> {
    this.queries.push(query)
    const fault = this.fault(query, this.queries.length)
    if (fault !== null) return fault
    const found = this.events_.filter(
      ({ group, atMs, arrivesMs }) =>
        query.groups.includes(group) &&
        atMs >= query.sinceMs &&
        atMs <= query.untilMs &&
        arrivesMs <= this.now(),
    )
    return { kind: "known", value: found.map(({ arrivesMs: _, ...event }) => event) }
  }

  /** CloudWatch alarms, by what asks for them */
  alarmStates: (atMs: number) => Fact<AlarmState[]> = () => ({ kind: "known", value: [] })

  async alarms(): Promise<Fact<AlarmState[]>> {
    return this.alarmStates(this.now())
  }
}
