// Made by `npm run build` from src/engine: change it there.
import {
  appendEntries,
  readStage
} from "./release-append.js";
import {
  EMPTY_STATE,
  NOTHING_SAID,
  foldEntry,
  recordId
} from "./core-ledger-fold.js";
import "./core-masking.js";
import "./core-ledger-owner.js";
import "./core-stage.js";
import {
  messageOf
} from "./core-reasons.js";
import "./valibot.js";
import "./common.js";

// src/release/announce.ts
var SETTLE_MS = 6e3, FRESH_MS = SETTLE_MS + 2e3, DOWN_MS = 1e4, AGAIN_MS = 2e3, LOOK_BACK = 500, Announcer = class {
  inner;
  means;
  touched = /* @__PURE__ */ new Map();
  threads = /* @__PURE__ */ new Map();
  queues = /* @__PURE__ */ new Map();
  /** messages that have to come after those which earlier runs left */
  held = [];
  late = /* @__PURE__ */ new Set();
  /** what could not be sent to a channel, oldest first: it comes before what is newer */
  missed = /* @__PURE__ */ new Map();
  /** when a channel last failed */
  failedAt = /* @__PURE__ */ new Map();
  over = new AbortController();
  channels = null;
  constructor(inner, means) {
    this.inner = inner, this.means = means;
  }
  open() {
    return this.channels ??= this.means.channels(), this.channels;
  }
  /** Appends to the ledger, and notifies channels of it. */
  async append(view, entries) {
    let channels = await this.open();
    if (channels.length === 0) return this.inner.tryAppend(view, entries);
    let due = [...this.touched.get(view.stage)?.due ?? []], marked = entries.map(
      (entry, index) => index === 0 && due.length > 0 ? { ...entry, delivered: due } : entry
    ), { entries: addressed, jobs } = this.address(view, marked, channels), after = await this.inner.tryAppend(view, addressed);
    if (after === null) return null;
    this.touch(after, entries, due), this.hold(after, channels);
    for (let { channel, job } of jobs)
      this.late.has(channel.name) ? this.held.push({ channel, job }) : this.enqueue(channel, job);
    return after;
  }
  /** The entries, each with the channels that are to be notified of it. */
  address(view, entries, channels) {
    let jobs = [], before = view.state;
    return { entries: entries.map((entry) => {
      let after = foldEntry(before, entry), recorded = { app: this.means.app, stage: view.stage, entry, before, after }, wanting = channels.flatMap((channel) => {
        let events = channel.wants(recorded);
        return events.length === 0 ? [] : [{ channel, job: { recorded, events } }];
      });
      jobs.push(...wanting);
      let notify = wanting.filter(({ channel }) => channel.isKept).map(({ channel }) => channel.name);
      return before = recorded.after, notify.length === 0 ? entry : { ...entry, notify };
    }), jobs };
  }
  touch(view, entries, recorded) {
    let known = this.touched.get(view.stage), last = entries.at(-1);
    if (last === void 0) return;
    let seq = Math.max(known?.seq ?? 0, ...entries.map((entry) => entry.seq ?? 0)), due = (known?.due ?? []).filter((one) => !recorded.includes(one));
    this.touched.set(view.stage, { view, last, seq, due });
  }
  /** An alert of an earlier run must not come after its end. */
  hold(view, channels) {
    let left = this.leftIn(view);
    for (let { name } of channels) left.some((one) => one.channels.includes(name)) && this.late.add(name);
  }
  isOwn(record) {
    return [...this.touched.values()].some(({ last }) => record.startsWith(`${last.runId}/`));
  }
  enqueue(channel, job) {
    let before = this.queues.get(channel.name) ?? Promise.resolve();
    this.queues.set(
      channel.name,
      before.then(async () => {
        let missed = this.missed.get(channel.name) ?? [];
        this.missed.delete(channel.name);
        for (let one of [...missed, { channel, job }]) await this.send(one.channel, one.job);
      })
    );
  }
  /** Sends a channel what one record says; what does not work is said, and left to the next run. */
  async send(channel, job) {
    let { recorded, events } = job, { signal } = this.over;
    if (signal.aborted) return;
    let { stage, entry, before } = recorded, key = `${stage} ${channel.name}`, due = () => this.touched.get(stage).due, left = (refused = !1) => {
      channel.isKept && (refused || this.missed.set(channel.name, [...this.missed.get(channel.name) ?? [], { channel, job }]), due().push({ channel: channel.name, record: recordId(entry), failed: !0 }));
    }, now = () => this.means.clock.now().getTime();
    if (now() - (this.failedAt.get(channel.name) ?? 0) < DOWN_MS) return left();
    let thread = this.threads.get(key) ?? before.threads?.[channel.name] ?? null, sent = await channel.send({ recorded, events, thread, signal }).catch((error) => ({ ok: !1, why: messageOf(error), refused: !1 }));
    if (!sent.ok) {
      sent.refused !== !0 && this.failedAt.set(channel.name, now()), left(sent.refused);
      let then = channel.isKept ? "; the next run on the stage sends it" : "";
      this.means.say(
        `${channel.name} could not be notified of "${entry.kind}" on ${stage}: ${sent.why}${then}`
      );
      return;
    }
    if (sent.thread !== void 0 && this.threads.set(key, sent.thread), !channel.isKept && sent.thread === void 0) return;
    let { thread: newest } = sent, delivery = { channel: channel.name, record: recordId(entry), ...newest && { thread: newest } };
    due().push(delivery);
  }
  /** Waits for what is under way, sends what earlier runs left, and records what was delivered; `atOnce`: none of it. */
  async settle(atOnce = !1) {
    if (atOnce) return this.over.abort(new Error("the run has to end"));
    if (this.touched.size === 0) return;
    let { clock, say } = this.means, done = new AbortController();
    try {
      if (this.late.size > 0)
        for (let touched of this.touched.values()) touched.view = await this.whatIsLeft(touched);
      let limit = clock.sleep(SETTLE_MS, done.signal).then(() => this.over.abort(new Error("there was no time left"))).catch(() => {
      });
      await Promise.race([this.finish(), limit]);
    } catch (error) {
      say(`some channels could not be notified: ${messageOf(error)}`);
    } finally {
      done.abort(), this.over.abort(new Error("the run is over"));
    }
    for (let touched of this.touched.values()) await this.record(touched);
  }
  /**
   * The stage once those who have just ended have delivered their own messages. To send this run's before theirs would
   * open an alert again that is closed.
   */
  async whatIsLeft({ view }) {
    let { clock } = this.means, records = this.leftIn(view).filter(({ tried }) => !tried);
    if (records.length === 0) return view;
    let ages = (await this.inner.history(view.stage, LOOK_BACK)).filter((one) => records.some(({ record }) => record === recordId(one))).map(({ at }) => Math.max(0, clock.now().getTime() - Date.parse(at))), youngestMs = Math.min(FRESH_MS, ...ages);
    return youngestMs === FRESH_MS ? view : (await clock.sleep(FRESH_MS - youngestMs), readStage(this.inner, view.stage));
  }
  /** Messages of earlier runs. A run that holds the stage sends its own. */
  leftIn({ state: { outbox = [], lock } }) {
    return outbox.filter(
      ({ record }) => !this.isOwn(record) && (lock === null || !record.startsWith(`${lock.runId}/`))
    );
  }
  async finish() {
    let channels = await this.open();
    if (await Promise.all(this.queues.values()), this.late.size > 0)
      for (let touched of this.touched.values()) await this.sendLeft(touched, channels);
    for (let { channel, job } of this.held) this.enqueue(channel, job);
    await Promise.all(this.queues.values()), this.tryAgain(), await Promise.all(this.queues.values());
  }
  /** An alert must not wait for the next run because its channel was away for a moment earlier in this one. */
  tryAgain() {
    let now = this.means.clock.now().getTime();
    for (let [name, all] of this.missed)
      if (!(now - (this.failedAt.get(name) ?? 0) < AGAIN_MS)) {
        this.failedAt.delete(name), this.missed.delete(name);
        for (let { channel, job } of all) this.enqueue(channel, job);
      }
  }
  /** What earlier runs could not deliver, or died before they did. */
  async sendLeft({ view, due }, channels) {
    let { stage } = view, records = await this.inner.history(stage, LOOK_BACK);
    for (let { record, channels: names } of this.leftIn(view)) {
      let index = records.findIndex((one) => recordId(one) === record), found = records[index], before = records[index + 1]?.state ?? EMPTY_STATE, recorded = found && { app: this.means.app, stage, entry: found, before, after: found.state };
      for (let name of names) {
        let channel = channels.find((one) => one.name === name), events = recorded === void 0 ? [] : channel?.wants(recorded) ?? [];
        channel === void 0 || recorded === void 0 || events.length === 0 ? due.push({ channel: name, record }) : this.enqueue(channel, { recorded, events });
      }
    }
    await Promise.all(this.queues.values());
  }
  /** What was delivered goes into a record of its own, because no other comes after it. */
  async record({ view, last, seq, due }) {
    let { stage } = view, channels = await this.open(), kept = due.filter(({ channel }) => channels.find(({ name }) => name === channel)?.isKept !== !1);
    if (kept.length === 0) return;
    let { runId, command, actor, host, pid } = last, entry = {
      ...NOTHING_SAID,
      kind: "notified",
      runId,
      seq: seq + 1,
      command,
      actor,
      host,
      pid,
      at: this.means.clock.now().toISOString(),
      delivered: kept
    };
    try {
      let now = await readStage(this.inner, stage);
      await appendEntries({ ...this.means, ledger: this.inner }, now, () => [entry], { delaysMs: [] });
    } catch (error) {
      this.means.say(
        `what was sent about ${stage} could not be recorded, so the next run sends it again: ${messageOf(error)}`
      );
    }
  }
};
export {
  Announcer
};
