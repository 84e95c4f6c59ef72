import { clip } from "../text.ts"
import type { Origin } from "./cdevents.ts"
import type { PipelineEvent } from "./event.ts"

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
