import type { Thread } from "../ledger/stage-state.ts"
import { type Release, shortSha } from "../stage.ts"
import { clip } from "../text.ts"
import type { EventKind, PipelineEvent, Recorded } from "./event.ts"

/** The specification that events keep to. */
const SPECIFICATION = "0.5.1"
const own = (subject: string, predicate: string) =>
  `dev.cdeventsx.releasepipeline-${subject}.${predicate}.0.1.0`

/** What CDEvents has no type for is of a type of this pipeline's own. Steps of a run are none. */
const TYPES: Readonly<Partial<Record<EventKind, string>>> = {
  "service-deployed": "dev.cdevents.service.deployed.0.3.0",
  "service-upgraded": "dev.cdevents.service.upgraded.0.3.0",
  "service-rolled-back": "dev.cdevents.service.rolledback.0.3.0",
  "incident-detected": "dev.cdevents.incident.detected.0.3.0",
  "incident-resolved": "dev.cdevents.incident.resolved.0.3.0",
  blocked: own("release", "blocked"),
  failed: own("release", "failed"),
  quarantined: own("release", "quarantined"),
  "quarantine-lifted": own("release", "readmitted"),
  verified: own("release", "verified"),
  waived: own("gate", "waived"),
  "one-way-allowed": own("gate", "onewayallowed"),
  "older-allowed": own("gate", "olderallowed"),
  "migrations-allowed": own("gate", "migrationsallowed"),
  "break-glass": own("stage", "breakglass"),
  frozen: own("stage", "frozen"),
  unfrozen: own("stage", "unfrozen"),
  unlocked: own("stage", "unlocked"),
  "taken-over": own("stage", "takenover"),
  lost: own("stage", "lost"),
}

/** Where the application's code is; null: nowhere that a URL could name. */
export interface Origin {
  /** `owner/name` at GitHub */
  repository: string | null
}

/** An event as CloudEvents 1.0 has it, around a CDEvent; null: nothing that CDEvents are made of. */
export function cloudEvent(event: PipelineEvent, { repository }: Origin): object | null {
  const type = TYPES[event.kind]
  if (type === undefined) return null
  const { id, at, app, stage, release, incident, text, runId } = event
  const source =
    repository === null ? `/release-pipeline/${encodeURIComponent(app)}` : `https://github.com/${repository}`
  const environment = { id: stage }
  const place = {
    environment,
    ...(release === null ? {} : { artifactId: packageUrl(app, release, repository) }),
  }
  const isIncident = event.kind.startsWith("incident-")
  const subject = isIncident
    ? { id: incident ?? id, content: { description: text, ...place, service: { id: app } } }
    : { id: type.startsWith("dev.cdevents.") ? app : `${app}/${stage}`, content: place }
  return {
    ...{
      specversion: "1.0",
      id,
      source,
      type,
      subject: subject.id,
      time: at,
      datacontenttype: "application/json",
    },
    data: {
      context: { specversion: SPECIFICATION, id, source, type, timestamp: at, chainId: runId },
      subject,
      customData: customOf(event),
      customDataContentType: "application/json",
    },
  }
}

/** What the version is, for programs that look it up. */
function packageUrl(app: string, { sha }: Release, repository: string | null): string {
  return repository === null
    ? `pkg:generic/${encodeURIComponent(app)}@${sha}`
    : `pkg:github/${repository.toLowerCase()}@${sha}`
}

const customOf = ({
  app,
  stage,
  release,
  from,
  actor,
  command,
  code,
  text,
  detail,
  occasion,
  runId,
  reason,
  gate,
}: PipelineEvent) => ({
  ...{ app, stage, occasion, runId, command, actor, code, reason, gate, text, detail },
  tag: release?.tag ?? null,
  commit: release === null ? null : shortSha(release.sha),
  from: from?.tag ?? null,
})

/** What a channel of Slack is shown of an entry. */
interface SlackMessage {
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

/** A request to PagerDuty's Events API v2, without its key. */
export interface PagerdutyRequest {
  path: "/v2/enqueue" | "/v2/change/enqueue"
  body: Readonly<Record<string, unknown>>
}

const MAX_SUMMARY = 1024

/** What PagerDuty is sent for an event: a change pages no one, an alert does until it is resolved. */
export function pagerdutyRequest(event: PipelineEvent, { repository }: Origin): PagerdutyRequest | null {
  const { kind, app, stage, at, text, detail, code, actor, runId, release, incident, isUrgent, id } = event
  const source = repository ?? app
  const summary = clip(`${app}: ${text}`, MAX_SUMMARY)
  const details = { id, stage, actor, run: runId, tag: release?.tag ?? null, code, detail }
  const alert = { dedup_key: `release-pipeline/${app}/${stage}/${incident}`.slice(0, 255) }
  if (kind === "incident-resolved")
    return { path: "/v2/enqueue", body: { event_action: "resolve", ...alert } }
  if (isUrgent) {
    const payload = {
      summary,
      source,
      severity: "critical",
      timestamp: at,
      component: app,
      group: stage,
      custom_details: details,
    }
    return { path: "/v2/enqueue", body: { event_action: "trigger", ...alert, payload } }
  }
  if (!CHANGES.includes(kind)) return null
  return {
    path: "/v2/change/enqueue",
    body: { payload: { summary, source, timestamp: at, custom_details: details } },
  }
}

const CHANGES: readonly PipelineEvent["kind"][] = [
  "service-deployed",
  "service-upgraded",
  "service-rolled-back",
]
