import { messageOf } from "../core/errors.ts"
import type { PipelineEvent, Recorded } from "../core/events/event.ts"
import { foldEntry } from "../core/ledger/fold.ts"
import { type Delivery, type Entry, NOTHING_SAID, recordId } from "../core/ledger/record.ts"
import { type DueMessage, EMPTY_STATE, type Thread } from "../core/ledger/stage-state.ts"
import type { Stage } from "../core/stage.ts"
import { appendEntries, readStage } from "./append.ts"
import type { Ledger, Ports, StageView } from "./ports.ts"
import type { Channel } from "./service-ports.ts"

/** How long a run that is over waits for its channels. */
const SETTLE_MS = 6000
/** What another run recorded so recently it may be about to deliver itself, and to record that. */
const FRESH_MS = SETTLE_MS + 2000
const DOWN_MS = 10_000
/** What could not be sent this long ago may be sent now. */
const AGAIN_MS = 2000
/** How far back a record is looked for that was not delivered. */
const LOOK_BACK = 500

interface Job {
  recorded: Recorded
  events: readonly PipelineEvent[]
}

/** What is known of a stage that this run has written to. */
interface Touched {
  view: StageView
  /** entries of this run: the newest */
  last: Entry
  /** the greatest number among them */
  seq: number
  /** delivered, and not recorded yet */
  due: Delivery[]
}

type Means = Pick<Ports, "clock" | "random" | "say"> & {
  app: string
  /** asked once */
  channels: () => Promise<readonly Channel[]>
}

/**
 * Notifies channels of what a run records. Which of them are still due stands in the record itself, and what they were
 * sent in a later one, so that whatever is lost in between is sent again, with the same id. A run never waits for a
 * channel until it is over, and nothing that a channel does changes how it ends.
 */
export class Announcer {
  private readonly inner: Ledger
  private readonly means: Means
  private readonly touched = new Map<Stage, Touched>()
  private readonly threads = new Map<string, Thread>()
  private readonly queues = new Map<string, Promise<void>>()
  /** messages that have to come after those which earlier runs left */
  private readonly held: { channel: Channel; job: Job }[] = []
  private readonly late = new Set<string>()
  /** what could not be sent to a channel, oldest first: it comes before what is newer */
  private readonly missed = new Map<string, { channel: Channel; job: Job }[]>()
  /** when a channel last failed */
  private readonly failedAt = new Map<string, number>()
  private readonly over = new AbortController()
  private channels: Promise<readonly Channel[]> | null = null

  constructor(inner: Ledger, means: Means) {
    this.inner = inner
    this.means = means
  }

  private open(): Promise<readonly Channel[]> {
    this.channels ??= this.means.channels()
    return this.channels
  }

  /** Appends to the ledger, and notifies channels of it. */
  async append(view: StageView, entries: readonly Entry[]): Promise<StageView | null> {
    const channels = await this.open()
    if (channels.length === 0) return this.inner.tryAppend(view, entries)
    // those that are delivered while this is written are not in it
    const due = [...(this.touched.get(view.stage)?.due ?? [])]
    const marked = entries.map((entry, index) =>
      index === 0 && due.length > 0 ? { ...entry, delivered: due } : entry,
    )
    const { entries: addressed, jobs } = this.address(view, marked, channels)
    const after = await this.inner.tryAppend(view, addressed)
    if (after === null) return null
    this.touch(after, entries, due)
    this.hold(after, channels)
    for (const { channel, job } of jobs) {
      if (this.late.has(channel.name)) this.held.push({ channel, job })
      else this.enqueue(channel, job)
    }
    return after
  }

  /** The entries, each with the channels that are to be notified of it. */
  private address(view: StageView, entries: readonly Entry[], channels: readonly Channel[]) {
    const jobs: { channel: Channel; job: Job }[] = []
    let before = view.state
    const addressed = entries.map((entry) => {
      const after = foldEntry(before, entry)
      const recorded = { app: this.means.app, stage: view.stage, entry, before, after }
      const wanting = channels.flatMap((channel) => {
        const events = channel.wants(recorded)
        return events.length === 0 ? [] : [{ channel, job: { recorded, events } }]
      })
      jobs.push(...wanting)
      const notify = wanting.filter(({ channel }) => channel.isKept).map(({ channel }) => channel.name)
      before = recorded.after
      return notify.length === 0 ? entry : { ...entry, notify }
    })
    return { entries: addressed, jobs }
  }

  private touch(view: StageView, entries: readonly Entry[], recorded: readonly Delivery[]): void {
    const known = this.touched.get(view.stage)
    const last = entries.at(-1)
    if (last === undefined) return
    const seq = Math.max(known?.seq ?? 0, ...entries.map((entry) => entry.seq ?? 0))
    const due = (known?.due ?? []).filter((one) => !recorded.includes(one))
    this.touched.set(view.stage, { view, last, seq, due })
  }

  /** An alert of an earlier run must not come after its end. */
  private hold(view: StageView, channels: readonly Channel[]): void {
    const left = this.leftIn(view)
    for (const { name } of channels) if (left.some((one) => one.channels.includes(name))) this.late.add(name)
  }

  private isOwn(record: string): boolean {
    return [...this.touched.values()].some(({ last }) => record.startsWith(`${last.runId}/`))
  }

  private enqueue(channel: Channel, job: Job): void {
    const before = this.queues.get(channel.name) ?? Promise.resolve()
    this.queues.set(
      channel.name,
      before.then(async () => {
        const missed = this.missed.get(channel.name) ?? []
        this.missed.delete(channel.name)
        // an alert must not come after its end
        for (const one of [...missed, { channel, job }]) await this.send(one.channel, one.job)
      }),
    )
  }

  /** Sends a channel what one record says; what does not work is said, and left to the next run. */
  private async send(channel: Channel, job: Job): Promise<void> {
    const { recorded, events } = job
    const { signal } = this.over
    if (signal.aborted) return
    const { stage, entry, before } = recorded
    const key = `${stage} ${channel.name}`
    const due = () => (this.touched.get(stage) as Touched).due
    const left = (refused = false) => {
      if (!channel.isKept) return
      if (!refused)
        this.missed.set(channel.name, [...(this.missed.get(channel.name) ?? []), { channel, job }])
      due().push({ channel: channel.name, record: recordId(entry), failed: true })
    }
    const now = () => this.means.clock.now().getTime()
    // one that was asked several times in vain a moment ago is not asked for each of its messages
    if (now() - (this.failedAt.get(channel.name) ?? 0) < DOWN_MS) return left()
    const thread = this.threads.get(key) ?? before.threads?.[channel.name] ?? null
    const sent = await channel
      .send({ recorded, events, thread, signal })
      .catch((error: unknown) => ({ ok: false, why: messageOf(error), refused: false }) as const)
    if (!sent.ok) {
      // one that answers may take the next message
      if (sent.refused !== true) this.failedAt.set(channel.name, now())
      left(sent.refused)
      const then = channel.isKept ? "; the next run on the stage sends it" : ""
      this.means.say(
        `${channel.name} could not be notified of "${entry.kind}" on ${stage}: ${sent.why}${then}`,
      )
      return
    }
    if (sent.thread !== undefined) this.threads.set(key, sent.thread)
    if (!channel.isKept && sent.thread === undefined) return
    const { thread: newest } = sent
    const delivery = { channel: channel.name, record: recordId(entry), ...(newest && { thread: newest }) }
    due().push(delivery)
  }

  /** Waits for what is under way, sends what earlier runs left, and records what was delivered; `atOnce`: none of it. */
  async settle(atOnce = false): Promise<void> {
    if (atOnce) return this.over.abort(new Error("the run has to end"))
    if (this.touched.size === 0) return
    const { clock, say } = this.means
    const done = new AbortController()
    try {
      if (this.late.size > 0)
        for (const touched of this.touched.values()) touched.view = await this.whatIsLeft(touched)
      const limit = clock
        .sleep(SETTLE_MS, done.signal)
        .then(() => this.over.abort(new Error("there was no time left")))
        .catch(() => {})
      await Promise.race([this.finish(), limit])
    } catch (error) {
      say(`some channels could not be notified: ${messageOf(error)}`)
    } finally {
      done.abort()
      this.over.abort(new Error("the run is over"))
    }
    for (const touched of this.touched.values()) await this.record(touched)
  }

  /**
   * The stage once those who have just ended have delivered their own messages. To send this run's before theirs would
   * open an alert again that is closed.
   */
  private async whatIsLeft({ view }: Touched): Promise<StageView> {
    const { clock } = this.means
    const records = this.leftIn(view).filter(({ tried }) => !tried)
    if (records.length === 0) return view
    const history = await this.inner.history(view.stage, LOOK_BACK)
    const ages = history
      .filter((one) => records.some(({ record }) => record === recordId(one)))
      .map(({ at }) => Math.max(0, clock.now().getTime() - Date.parse(at)))
    const youngestMs = Math.min(FRESH_MS, ...ages)
    if (youngestMs === FRESH_MS) return view
    await clock.sleep(FRESH_MS - youngestMs)
    return readStage(this.inner, view.stage)
  }

  /** Messages of earlier runs. A run that holds the stage sends its own. */
  private leftIn({ state: { outbox = [], lock } }: StageView): DueMessage[] {
    return outbox.filter(
      ({ record }) => !this.isOwn(record) && (lock === null || !record.startsWith(`${lock.runId}/`)),
    )
  }

  private async finish(): Promise<void> {
    const channels = await this.open()
    await Promise.all(this.queues.values())
    if (this.late.size > 0)
      for (const touched of this.touched.values()) await this.sendLeft(touched, channels)
    for (const { channel, job } of this.held) this.enqueue(channel, job)
    await Promise.all(this.queues.values())
    this.tryAgain()
    await Promise.all(this.queues.values())
  }

  /** An alert must not wait for the next run because its channel was away for a moment earlier in this one. */
  private tryAgain(): void {
    const now = this.means.clock.now().getTime()
    for (const [name, all] of this.missed) {
      if (now - (this.failedAt.get(name) ?? 0) < AGAIN_MS) continue
      this.failedAt.delete(name)
      this.missed.delete(name)
      for (const { channel, job } of all) this.enqueue(channel, job)
    }
  }

  /** What earlier runs could not deliver, or died before they did. */
  private async sendLeft({ view, due }: Touched, channels: readonly Channel[]): Promise<void> {
    const { stage } = view
    const records = await this.inner.history(stage, LOOK_BACK)
    for (const { record, channels: names } of this.leftIn(view)) {
      const index = records.findIndex((one) => recordId(one) === record)
      const found = records[index]
      const before = records[index + 1]?.state ?? EMPTY_STATE
      const recorded = found && { app: this.means.app, stage, entry: found, before, after: found.state }
      for (const name of names) {
        const channel = channels.find((one) => one.name === name)
        const events = recorded === undefined ? [] : (channel?.wants(recorded) ?? [])
        // a channel that is gone, or that no longer wants it, has nothing to wait for
        if (channel === undefined || recorded === undefined || events.length === 0)
          due.push({ channel: name, record })
        else this.enqueue(channel, { recorded, events })
      }
    }
    await Promise.all(this.queues.values())
  }

  /** What was delivered goes into a record of its own, because no other comes after it. */
  private async record({ view, last, seq, due }: Touched): Promise<void> {
    const { stage } = view
    const channels = await this.open()
    const kept = due.filter(({ channel }) => channels.find(({ name }) => name === channel)?.isKept !== false)
    if (kept.length === 0) return
    const { runId, command, actor, host, pid } = last
    const entry: Entry = {
      ...{ ...NOTHING_SAID, kind: "notified", runId, seq: seq + 1, command, actor, host, pid },
      at: this.means.clock.now().toISOString(),
      delivered: kept,
    }
    try {
      const now = await readStage(this.inner, stage)
      await appendEntries({ ...this.means, ledger: this.inner }, now, () => [entry], { delaysMs: [] })
    } catch (error) {
      this.means.say(
        `what was sent about ${stage} could not be recorded, so the next run sends it again: ${messageOf(error)}`,
      )
    }
  }
}
