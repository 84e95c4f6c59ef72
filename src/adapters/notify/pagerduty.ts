import type { PagerdutyConfig } from "../../core/config/notify.ts"
import type { Origin } from "../../core/events/cdevents.ts"
import type { PipelineEvent } from "../../core/events/event.ts"
import { type PagerdutyRequest, pagerdutyRequest } from "../../core/events/pagerduty-event.ts"
import { type PostMeans, post, type Unposted } from "./post.ts"

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
