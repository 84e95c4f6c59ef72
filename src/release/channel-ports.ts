import type { PipelineEvent } from "../core/events/event.ts"
import type { Recorded } from "../core/events/recorded.ts"
import type { Fact } from "../core/fact.ts"
import type { Thread } from "../core/ledger/stage-state.ts"
import type { PhaseResult } from "../core/report/report.ts"

/** What a channel is to be told of one record. */
export interface Message {
  recorded: Recorded
  /** at least one */
  events: readonly PipelineEvent[]
  /** what the channel said of the stage last */
  thread: Thread | null
  /** ends an attempt */
  signal: AbortSignal
}

export type Told = { ok: true; thread?: Thread } | { ok: false; why: string }

/** Something that is told of what happens to the stages. Never throws. */
export interface Channel {
  name: string
  /** false: what could not be delivered is forgotten, because the next message says as much */
  isKept: boolean
  /** of all that happened, what it wants to be told */
  wants(recorded: Recorded): readonly PipelineEvent[]
  tell(message: Message): Promise<Told>
  /** Whether it could be told, without telling anyone. */
  probe(): Promise<Fact<string>>
}

/** A phase as those see it who watch the run. */
export interface Watched {
  name: string
  /** how long it may take, in seconds; 0: that is not known */
  limitSeconds: number
  /** what became of it; null until it has ended */
  result: () => PhaseResult | null
}

export interface Tracer {
  /** Shows a phase to those who watch the run. */
  span<T>(phase: Watched, body: () => Promise<T>): Promise<T>
  /** Shows what became of one, where a line of progress does not do. */
  ended?(phase: PhaseResult): void
  /** Shows what the phase under way is at, until there is something newer. */
  note?(line: string): void
}
