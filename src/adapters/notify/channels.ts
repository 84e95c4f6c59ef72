import { createHmac } from "node:crypto"
import {
  type ChannelConfig,
  type NotifyConfig,
  type PagerdutyConfig,
  type SlackChannelConfig,
  secretOf,
  type WebhookConfig,
} from "../../core/config/notify.ts"
import { type Fact, known, skipped, unavailable, whyNot } from "../../core/errors.ts"
import { eventsOf, isStep, type PipelineEvent } from "../../core/events/event.ts"
import {
  cloudEvent,
  continues,
  type Origin,
  type PagerdutyRequest,
  pagerdutyRequest,
  slackMessage,
} from "../../core/events/messages.ts"
import { property } from "../../core/json.ts"
import type { Thread } from "../../core/ledger/stage-state.ts"
import type { SecretValue } from "../../core/masking.ts"
import type { Release } from "../../core/stage.ts"
import { clip, plain } from "../../core/text.ts"
import type { Clock } from "../../release/ports.ts"
import type { Channel, Delivered, Message } from "../../release/service-ports.ts"
import { type PostMeans, post, type Unposted } from "../http-request.ts"

export interface ChannelPlace {
  clock: Clock
  /** null: this run was not given it */
  secret: (name: string) => SecretValue | null
  origin: () => Promise<Origin>
  authors: Authors
}

/** The channels that pipeline.json describes. */
export const channelsOf = (notify: NotifyConfig, place: ChannelPlace): Channel[] =>
  Object.entries(notify).map(([name, config]) => ({
    name,
    isKept: true,
    wants: (recorded) => {
      const wanted = wantedBy(config, eventsOf(recorded))
      // what it would make nothing of need not be kept for it
      if (config.kind !== "pagerduty") return wanted
      return wanted.filter((event) => pagerdutyRequest(event, { repository: null }) !== null)
    },
    async send(message) {
      const secret = await secretFor(config, place)
      return secret.kind === "known"
        ? sendTo(config, secret.value, message, place)
        : { ok: false, why: whyNot(secret) }
    },
    async probe() {
      const secret = await secretFor(config, place)
      return secret.kind === "known" ? probe(config, secret.value, place) : secret
    },
  }))

async function secretFor(config: ChannelConfig, { secret }: ChannelPlace): Promise<Fact<string>> {
  const name = secretOf(config)
  const text = (await secret(name)?.plaintext())?.trim() ?? ""
  return text === "" ? unavailable(`it needs the secret ${name}, which this run was not given`) : known(text)
}

async function sendTo(
  config: ChannelConfig,
  secret: string,
  message: Message,
  place: ChannelPlace,
): Promise<Delivered> {
  const { clock, origin, authors } = place
  if (config.kind === "slack") return notifySlack(config, secret, message, authors, clock)
  const means = { clock, signal: message.signal }
  const from = await origin()
  for (const event of message.events) {
    const failed =
      config.kind === "webhook"
        ? await notifyWebhook(config, secret, event, from, means)
        : await notifyPagerduty(config, secret, event, from, means)
    if (failed !== null) return failed
  }
  return { ok: true }
}

const PROBE_MS = 8000

async function probe(config: ChannelConfig, secret: string, { clock }: ChannelPlace): Promise<Fact<string>> {
  const means = { clock, signal: AbortSignal.timeout(PROBE_MS) }
  switch (config.kind) {
    case "webhook":
      return webhookKey(secret) === null
        ? unavailable("its secret is not of the form whsec_BASE64, with 16 bytes or more")
        : skipped(
            `its secret is there; ${new URL(config.url).host} was not asked, because whatever is sent there is an event`,
          )
    case "slack": {
      const answer = await callSlack(config, secret, "auth.test", {}, means)
      return answer.ok
        ? known(`Slack takes its token; only a message would show whether the bot is in ${config.channel}`)
        : unavailable(answer.why)
    }
    case "pagerduty": {
      const failed = await tryPagerduty(config, secret, means)
      return failed === null ? known("PagerDuty takes its key") : unavailable(failed.why)
    }
  }
}

/** The events that a channel gets, by stage and by what became of the run. */
const wantedBy = (channel: ChannelConfig, events: readonly PipelineEvent[]): PipelineEvent[] =>
  events.filter(
    (event) => channel[event.stage].includes(event.occasion) && (channel.kind === "slack" || !isStep(event)),
  )

/** The key in a secret as Standard Webhooks writes it; null when it is none. */
function webhookKey(secret: string): Buffer | null {
  const text = secret.replace(/^whsec_/, "")
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null
  const key = Buffer.from(text, "base64")
  return key.length >= 16 ? key : null
}

/** Posts an event, signed: its id stays the same each time, so that a receiver knows what it has already. */
async function notifyWebhook(
  { url }: WebhookConfig,
  secret: string,
  event: PipelineEvent,
  origin: Origin,
  means: PostMeans,
): Promise<Unposted | null> {
  const key = webhookKey(secret)
  if (key === null) {
    const why = "its secret is not of the form whsec_BASE64, with 16 bytes or more"
    return { ok: false, why, refused: true }
  }
  const body = JSON.stringify(cloudEvent(event, origin))
  const headers = () => {
    const timestamp = String(Math.floor(means.clock.now().getTime() / 1000))
    const signature = createHmac("sha256", key)
      .update(`${event.id}.${timestamp}.${body}`, "utf8")
      .digest("base64")
    return {
      "content-type": "application/cloudevents+json",
      "webhook-id": event.id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${signature}`,
    }
  }
  const posted = await post(url, body, headers, means)
  return posted.ok ? null : posted
}

/** Sends the change or the alert that an event is; why it could not, or null. */
async function notifyPagerduty(
  channel: PagerdutyConfig,
  key: string,
  event: PipelineEvent,
  origin: Origin,
  means: PostMeans,
): Promise<Unposted | null> {
  const request = pagerdutyRequest(event, origin)
  return request === null ? null : enqueue(channel, key, request, means)
}

/** PagerDuty knows no alert of this name, so that it only looks whether the key is one. */
const tryPagerduty = (channel: PagerdutyConfig, key: string, means: PostMeans): Promise<Unposted | null> =>
  enqueue(
    channel,
    key,
    { path: "/v2/enqueue", body: { event_action: "resolve", dedup_key: "release-pipeline/doctor" } },
    means,
  )

async function enqueue(
  { apiUrl }: PagerdutyConfig,
  key: string,
  { path, body }: PagerdutyRequest,
  means: PostMeans,
): Promise<Unposted | null> {
  const text = JSON.stringify({ routing_key: key, ...body })
  const posted = await post(`${apiUrl.replace(/\/+$/, "")}${path}`, text, () => ({}), means)
  // it may quote what it was sent
  return posted.ok ? null : { ...posted, why: posted.why.replaceAll(key, "***") }
}

/** The names of those who wrote what a version brings. */
export type Authors = (from: Release | null, to: Release) => Promise<readonly string[]>

type Answer = { ok: true; json: unknown } | (Unposted & { error: string | null })

/** Calls a method of Slack's Web API, which says with status 200 that it refuses. */
async function callSlack(
  { apiUrl }: Pick<SlackChannelConfig, "apiUrl">,
  token: string,
  method: string,
  content: object,
  means: PostMeans,
): Promise<Answer> {
  if (!/^[\x21-\x7e]+$/.test(token))
    return { ok: false, why: "its token has characters that no token has", refused: true, error: null }
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json; charset=utf-8" }
  const posted = await post(
    `${apiUrl.replace(/\/+$/, "")}/${method}`,
    JSON.stringify(content),
    () => headers,
    means,
  )
  if (!posted.ok) return { ...posted, error: null }
  if (property(posted.json, "ok") === true) return posted
  const error = plain(clip(String(property(posted.json, "error") ?? "no answer of Slack's")))
  return { ok: false, why: `Slack says ${error}`, refused: true, error }
}

/**
 * Shows what happened: in the run's one message, which is edited, and in its thread. What is bad is shown in the channel
 * as well. A message that someone has deleted is written again.
 */
async function notifySlack(
  channel: SlackChannelConfig,
  token: string,
  { recorded, events, thread, signal }: Message,
  authors: Authors,
  clock: PostMeans["clock"],
): Promise<Delivered> {
  const [event] = events
  const message = slackMessage(
    events,
    await mentionsOf(channel, recorded.before.running, event?.release ?? null, authors),
  )
  if (message === null || event === undefined) return { ok: true }
  const call = (method: string, content: object) =>
    callSlack(channel, token, method, content, { clock, signal })
  const about = {
    metadata: { event_type: "release_pipeline", event_payload: { id: event.id } },
    unfurl_links: false,
  }
  const known = thread !== null && continues(recorded, thread) ? placeOf(thread) : null
  if (known !== null) {
    const updated = await call("chat.update", { ...known, text: message.head, ...about })
    if (updated.ok) {
      const replied = message.reply === null ? null : await reply(known, message.reply, message.broadcast)
      if (replied !== null && !replied.ok) return replied
      return { ok: true, thread: { runId: event.runId, ref: `${known.channel}/${known.ts}` } }
    }
    if (updated.error !== "message_not_found") return updated
  }
  const posted = await call("chat.postMessage", { channel: channel.channel, text: message.head, ...about })
  if (!posted.ok) return posted
  const [id, ts] = ["channel", "ts"].map((name) => property(posted.json, name))
  if (typeof id !== "string" || typeof ts !== "string") return { ok: true }
  // it is there, so that what its thread lacks is not worth a second one
  if (event.detail !== null) await reply({ channel: id, ts }, message.reply ?? event.detail, false)
  // what was refused says nothing of the version that runs, so others do not go on below it
  return recorded.entry.kind === "blocked"
    ? { ok: true }
    : { ok: true, thread: { runId: event.runId, ref: `${id}/${ts}` } }

  function reply(to: { channel: string; ts: string }, text: string, broadcast: boolean) {
    const where = { channel: to.channel, thread_ts: to.ts, reply_broadcast: broadcast }
    return call("chat.postMessage", { ...where, text, ...about })
  }
}

function placeOf({ ref }: Thread): { channel: string; ts: string } | null {
  const [, channel, ts] = /^([^/]+)\/([\d.]+)$/.exec(ref) ?? []
  return channel === undefined || ts === undefined ? null : { channel, ts }
}

/** Members who wrote what a version brings, as far as pipeline.json knows them. */
async function mentionsOf(
  { people }: SlackChannelConfig,
  from: Release | null,
  to: Release | null,
  authors: Authors,
): Promise<string[]> {
  if (to === null || Object.keys(people).length === 0) return []
  const names = await authors(from?.sha === to.sha ? null : from, to)
  return [...new Set(names.flatMap((name) => (Object.hasOwn(people, name) ? [people[name] as string] : [])))]
}
