import type { PipelineEvent } from "../core/events/event.ts"
import type { Recorded } from "../core/events/recorded.ts"
import type { Fact } from "../core/fact.ts"
import type { Thread } from "../core/ledger/stage-state.ts"

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
