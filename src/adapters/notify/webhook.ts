import { createHmac } from "node:crypto"
import type { WebhookConfig } from "../../core/config/notify.ts"
import { cloudEvent, type Origin } from "../../core/events/cdevents.ts"
import type { PipelineEvent } from "../../core/events/event.ts"
import { type PostMeans, post, type Unposted } from "./post.ts"

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
