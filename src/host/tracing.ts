import { type Attributes, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api"
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http"
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from "@opentelemetry/resources"
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from "@opentelemetry/sdk-trace-base"
import manifest from "../../package.json" with { type: "json" }
import { parseTraceParent } from "../adapters/runtime.ts"
import { messageOf, PipelineError } from "../core/errors.ts"
import { headline } from "../core/report/headline.ts"
import type { PhaseResult, Report } from "../core/report/report.ts"
import type { Tracer } from "../release/ports.ts"
import type { Environment } from "./exec.ts"

/** The spans of a run, on their way to a collector. */
export interface Tracing {
  traceId: string
  /** Makes a span of each phase; what `shown` shows is shown all the same. */
  around(shown: Tracer | undefined): Tracer
  /**
   * Ends the run's span and sends what is left. Never throws, and takes no more than two seconds: a collector that is
   * away changes nothing of a run.
   */
  end(result: Report | { failure: unknown }): Promise<void>
}

/** All that is left is sent within this time, or not at all. */
const SEND_MS = 1500
const END_MS = 2000

/**
 * Opens the trace of a run by OpenTelemetry's own variables. Names are those of its conventions for CI/CD: a run is a
 * span of the kind SERVER, a phase a task within it.
 */
export function openTracing(command: string, env: Environment, say: (line: string) => void): Tracing {
  // what was handed over and is not known to have arrived; what went wrong with it
  let open = 0
  let fault = "no answer within the time that it has"
  const exporter = new OTLPTraceExporter({ timeoutMillis: SEND_MS })
  const noting: SpanExporter = {
    export(spans, done) {
      open += 1
      exporter.export(spans, (result) => {
        if (result.code === 0) open -= 1
        else fault = messageOf(result.error)
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
  }
  const resource = defaultResource()
    .merge(
      resourceFromAttributes({ "service.name": "release-pipeline", "service.version": manifest.version }),
    )
    // what a person named in OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES counts
    .merge(detectResources({ detectors: [envDetector] }))
  const provider = new BasicTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(noting, { exportTimeoutMillis: SEND_MS })],
  })
  const tracer = provider.getTracer("release-pipeline", manifest.version)
  const parent = parseTraceParent(env.TRACEPARENT)
  const outside =
    parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true })
  const run = tracer.startSpan(
    `RUN ${command}`,
    {
      kind: SpanKind.SERVER,
      attributes: { "cicd.pipeline.name": command, "cicd.pipeline.action.name": "RUN" },
    },
    outside,
  )
  const inside = trace.setSpan(ROOT_CONTEXT, run)
  return {
    traceId: run.spanContext().traceId,
    around: (shown) => ({
      ...(shown ?? {}),
      span: async (phase, body) => {
        const span = tracer.startSpan(phase.name, { kind: SpanKind.INTERNAL }, inside)
        try {
          return await (shown === undefined ? body() : shown.span(phase, body))
        } finally {
          const result = phase.result()
          if (result !== null) describePhase(span, result)
          span.end()
        }
      },
    }),
    async end(result) {
      if ("failure" in result) describeFailure(run, result.failure)
      else describeRun(run, result)
      run.end()
      const late = new Promise((resolve) => setTimeout(resolve, END_MS).unref())
      await Promise.race([provider.shutdown().catch(() => {}), late])
      if (open > 0) say(`the run's spans were not all sent: ${fault}`)
    },
  }
}

function describePhase(span: Span, { name, status, detail }: PhaseResult): void {
  const result = status === "ok" ? "success" : "failure"
  span.setAttributes({ "cicd.pipeline.task.name": name, "cicd.pipeline.task.run.result": result })
  if (status === "ok") return
  span.setAttribute("error.type", "failure")
  span.setStatus({ code: SpanStatusCode.ERROR, message: detail })
}

function describeRun(span: Span, report: Report): void {
  const { stage, tag, sha, app, runId, links, reason, outcome, ok } = report
  const attributes: Attributes = {
    "cicd.pipeline.run.id": runId,
    "cicd.pipeline.result": resultOf(report),
    "release_pipeline.app": app,
    "release_pipeline.outcome": outcome,
    ...(links?.run ? { "cicd.pipeline.run.url.full": links.run } : {}),
    ...(stage === null ? {} : { "deployment.environment.name": stage }),
    ...(tag === null ? {} : { "vcs.ref.head.name": tag, "vcs.ref.type": "tag" }),
    ...(sha === null ? {} : { "vcs.ref.head.revision": sha }),
    ...(ok ? {} : { "error.type": reason?.code ?? outcome }),
  }
  span.setAttributes(attributes)
  if (!ok) span.setStatus({ code: SpanStatusCode.ERROR, message: headline(report) })
}

/** A refused run was not begun, because a condition was not met; one that could not be judged is an error. */
function resultOf({ ok, outcome, reason }: Report): string {
  if (ok) return "success"
  if (reason?.code === "INTERRUPTED") return "cancellation"
  if (outcome === "blocked") return "skip"
  return outcome === "inconclusive" ? "error" : "failure"
}

function describeFailure(span: Span, failure: unknown): void {
  const type = failure instanceof PipelineError ? failure.reason.code : "INTERNAL"
  span.setAttributes({ "cicd.pipeline.result": "error", "error.type": type })
  // its message may hold what only the command line takes secrets out of
  span.setStatus({ code: SpanStatusCode.ERROR })
}
