import { type Release, shortSha } from "../stage.ts"
import type { PipelineEvent } from "./event.ts"
import type { EventKind } from "./recorded.ts"

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
