import * as v from "valibot"

/** The CI workflow run that a run is part of. The CI service knows whether it has finished. */
export interface CiRun {
  provider: "github"
  /** `owner/name` */
  repository: string
  runId: string
  /** from 1; each attempt is a pipeline run of its own */
  attempt: number
}

/** Recorded with the lock, so that others can find out whether the run still lives. */
export interface Runner {
  /** `host`: a process on a machine; `engine`: a call on a Dagger engine */
  kind: "host" | "engine"
  ci: CiRun | null
  /** how often the run renews its heartbeat; null: it has none */
  heartbeatSeconds: number | null
}

const CiRunSchema = v.object({
  provider: v.literal("github"),
  repository: v.pipe(v.string(), v.regex(/^[\w.-]+\/[\w.-]+$/)),
  runId: v.pipe(v.string(), v.regex(/^\d{1,20}$/)),
  attempt: v.pipe(v.number(), v.integer(), v.minValue(1)),
})

export const RunnerSchema = v.object({
  kind: v.picklist(["host", "engine"]),
  ci: v.nullable(CiRunSchema),
  heartbeatSeconds: v.nullable(v.number()),
})

/** The form of --ci-run. */
export const CI_RUN_FORM = "github:OWNER/REPOSITORY/RUN_ID/ATTEMPT"

/** Reads `github:OWNER/REPOSITORY/RUN_ID/ATTEMPT`; null when it is something else. */
export function parseCiRun(text: string): CiRun | null {
  const [, provider, repository, runId, attempt] = /^([^:]*):(.*)\/([^/]*)\/(\d+)$/s.exec(text) ?? []
  const parsed = v.safeParse(CiRunSchema, { provider, repository, runId, attempt: Number(attempt) })
  return parsed.success ? parsed.output : null
}

/** The reverse of parseCiRun. */
export const ciRunText = ({ provider, repository, runId, attempt }: CiRun): string =>
  `${provider}:${repository}/${runId}/${attempt}`

export const describeCiRun = ({ repository, runId, attempt }: CiRun): string =>
  `GitHub run ${runId} (attempt ${attempt}) of ${repository}`

/** The caller's span, from the variable TRACEPARENT of W3C Trace Context. */
interface TraceParent {
  traceId: string
  spanId: string
  traceFlags: number
}

/** Null for anything else: the run then starts a trace of its own. */
export function parseTraceParent(text: string | undefined): TraceParent | null {
  const [, traceId, spanId, flags] =
    /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/.exec(text ?? "") ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return null
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) }
}
