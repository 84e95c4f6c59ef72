import type { Thread } from "../ledger/stage-state.ts"
import { clip } from "../text.ts"
import type { PipelineEvent } from "./event.ts"
import type { EventKind, Recorded } from "./recorded.ts"

/** What a channel of Slack is shown of an entry. */
export interface SlackMessage {
  /** the run's one message, as it reads from now on */
  head: string
  /** what its thread gets; null: nothing */
  reply: string | null
  /** the reply is shown in the channel, too: no one is notified of a message that is edited */
  broadcast: boolean
}

const SIGNS: Readonly<Partial<Record<EventKind, string>>> = {
  "service-deployed": "white_check_mark",
  "service-upgraded": "white_check_mark",
  "service-rolled-back": "rewind",
  verified: "white_check_mark",
  "incident-resolved": "white_check_mark",
  "incident-detected": "rotating_light",
  failed: "x",
  lost: "x",
  blocked: "no_entry",
  started: "hourglass_flowing_sand",
  smoking: "hourglass_flowing_sand",
  watching: "eyes",
}

/** Longer texts are no longer read, and Slack takes no more than 40,000 characters. */
const MAX_LENGTH = 2000

/** @param mentions the authors, as Slack names members */
export function slackMessage(
  events: readonly PipelineEvent[],
  mentions: readonly string[],
): SlackMessage | null {
  const [event] = events
  if (event === undefined) return null
  const { kind, app, text, detail, isUrgent, code } = event
  const sign = isUrgent ? "rotating_light" : (SIGNS[kind] ?? "bust_in_silhouette")
  const authors = mentions.length === 0 ? "" : ` (${mentions.map((id) => `<@${id}>`).join(" ")})`
  const isBad =
    kind === "incident-detected" || kind === "failed" || kind === "lost" || kind === "service-rolled-back"
  const head = `:${sign}: *${escaped(app)}*: ${escaped(clip(text, MAX_LENGTH))}${authors}`
  const more = [
    ...(code === null ? [] : [`\`${code}\``]),
    ...(detail === null ? [] : [escaped(clip(detail, MAX_LENGTH))]),
  ]
  const reply = [head, ...more].join("\n")
  return {
    head,
    reply: kind === "started" || kind === "break-glass" ? null : reply,
    broadcast: isBad || isUrgent,
  }
}

/** The three that Slack reads as more than text. */
const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

/**
 * Whether an entry goes on in a thread: of the same run, of the run that it takes over from, or, for what is no deploy of
 * its own, of whatever was the last.
 */
export function continues({ entry, before }: Pick<Recorded, "entry" | "before">, thread: Thread): boolean {
  // a refusal of another run changes nothing of what was said
  if (entry.kind === "blocked") return thread.runId === entry.runId
  if (thread.runId === entry.runId || before.lock?.runId === thread.runId) return true
  return !entry.command.startsWith("deploy-") && entry.command !== "adopt"
}
