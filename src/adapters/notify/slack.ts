import type { SlackChannelConfig } from "../../core/config/notify.ts"
import { continues, slackMessage } from "../../core/events/messages.ts"
import { property } from "../../core/json.ts"
import type { Thread } from "../../core/ledger/stage-state.ts"
import type { Release } from "../../core/stage.ts"
import { clip, plain } from "../../core/text.ts"
import type { Message, Told } from "../../release/service-ports.ts"
import { type PostMeans, post, type Unposted } from "./post.ts"

/** The names of those who wrote what a version brings. */
export type Authors = (from: Release | null, to: Release) => Promise<readonly string[]>

type Answer = { ok: true; json: unknown } | (Unposted & { error: string | null })

/** Calls a method of Slack's Web API, which says with status 200 that it refuses. */
export async function callSlack(
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
export async function tellSlack(
  channel: SlackChannelConfig,
  token: string,
  { recorded, events, thread, signal }: Message,
  authors: Authors,
  clock: PostMeans["clock"],
): Promise<Told> {
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
