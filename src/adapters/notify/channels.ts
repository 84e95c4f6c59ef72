import { createHmac } from "node:crypto"
import {
  type ChannelConfig,
  type NotifyConfig,
  type PagerdutyConfig,
  secretOf,
  type WebhookConfig,
} from "../../core/config/notify.ts"
import { eventsOf, isStep, type PipelineEvent } from "../../core/events/event.ts"
import {
  cloudEvent,
  type Origin,
  type PagerdutyRequest,
  pagerdutyRequest,
} from "../../core/events/messages.ts"
import { type Fact, known, skipped, unavailable, whyNot } from "../../core/fact.ts"
import type { SecretValue } from "../../core/secret.ts"
import type { Clock } from "../../release/ports.ts"
import type { Channel, Message, Told } from "../../release/service-ports.ts"
import { type PostMeans, post, type Unposted } from "./post.ts"
import { type Authors, callSlack, tellSlack } from "./slack.ts"

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
    async tell(message) {
      const secret = await secretFor(config, place)
      return secret.kind === "known"
        ? tell(config, secret.value, message, place)
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

async function tell(
  config: ChannelConfig,
  secret: string,
  message: Message,
  place: ChannelPlace,
): Promise<Told> {
  const { clock, origin, authors } = place
  if (config.kind === "slack") return tellSlack(config, secret, message, authors, clock)
  const means = { clock, signal: message.signal }
  const from = await origin()
  for (const event of message.events) {
    const failed =
      config.kind === "webhook"
        ? await tellWebhook(config, secret, event, from, means)
        : await tellPagerduty(config, secret, event, from, means)
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

/** The events that a channel is told of, by stage and by what became of the run. */
const wantedBy = (channel: ChannelConfig, events: readonly PipelineEvent[]): PipelineEvent[] =>
  events.filter(
    (event) => channel[event.stage].includes(event.occasion) && (channel.kind === "slack" || !isStep(event)),
  )

/** The key in a secret as Standard Webhooks writes it; null when it is none. */
export function webhookKey(secret: string): Buffer | null {
  const text = secret.replace(/^whsec_/, "")
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null
  const key = Buffer.from(text, "base64")
  return key.length >= 16 ? key : null
}

/** Posts an event, signed: its id stays the same each time, so that a receiver knows what it has already. */
export async function tellWebhook(
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
export async function tellPagerduty(
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
export const tryPagerduty = (
  channel: PagerdutyConfig,
  key: string,
  means: PostMeans,
): Promise<Unposted | null> =>
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
