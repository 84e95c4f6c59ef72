// @module-tag slow
import { afterAll, beforeAll, describe, test } from "vitest"
import { AppRepository } from "../helpers/app-repo.ts"
import { runCli } from "../helpers/cli.ts"
import { Collector, type Span } from "../helpers/collector.ts"

const attributesOf = ({ attributes }: Span) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]))

describe("a traced run", { concurrent: false, timeout: 60_000 }, () => {
  let app: AppRepository
  beforeAll(async () => {
    app = await AppRepository.create()
    await app.release("v1.0.0")
  })
  afterAll(() => app.close())

  const ask = async (env: Readonly<Record<string, string>>, ...args: string[]) => {
    const started = performance.now()
    const ran = await runCli("node", [...args, "--format", "json"], app.where(env))
    return { ...ran, tookMs: performance.now() - started, report: JSON.parse(ran.stdout) }
  }

  test("is a span of its own with one for each phase, under the trace that its report names", async ({
    expect,
  }) => {
    const collector = new Collector()
    const endpoint = await collector.listen()
    const parent = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" }
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20me",
      OTEL_SERVICE_NAME: "shop-releases",
      TRACEPARENT: `00-${parent.traceId}-${parent.spanId}-01`,
    }
    const { code, report, stderr } = await ask(env, "deploy-production", "--tag", "v1.0.0")
    collector.close()
    expect({ code, trace: report.traceId }).toEqual({ code: 3, trace: parent.traceId })
    expect(stderr).not.toContain("spans")
    expect(collector.paths).toContain("POST /v1/traces Bearer me")
    expect(collector.services).toContainEqual({
      key: "service.name",
      value: { stringValue: "shop-releases" },
    })

    const run = collector.spans.find(({ name }) => name === "RUN deploy-production") as Span
    // SERVER, and an error
    expect(run).toMatchObject({
      kind: 2,
      traceId: parent.traceId,
      parentSpanId: parent.spanId,
      status: { code: 2 },
    })
    expect(attributesOf(run)).toMatchObject({
      "cicd.pipeline.name": "deploy-production",
      "cicd.pipeline.run.id": report.runId,
      "cicd.pipeline.result": "skip",
      "error.type": report.reason.code,
      "deployment.environment.name": "production",
      "vcs.ref.head.name": "v1.0.0",
      "vcs.ref.head.revision": report.sha,
    })
    const phases = collector.spans.filter(({ parentSpanId }) => parentSpanId === run.spanId)
    expect(phases.map((span) => [span.name, attributesOf(span)["cicd.pipeline.task.run.result"]])).toEqual([
      ["resolve", "success"],
      ["gates", "failure"],
    ])
  })

  test("that ends in an error says which, and no more", async ({ expect }) => {
    const collector = new Collector()
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: await collector.listen() }
    const { code } = await runCli("node", ["status", "--config", "nowhere.json"], app.where(env))
    collector.close()
    expect(code).not.toBe(0)
    const [run] = collector.spans
    expect(run?.status).toEqual({ code: 2 })
    expect(attributesOf(run as Span)).toMatchObject({
      "cicd.pipeline.result": "error",
      "error.type": "CONFIG_MISSING",
    })
  })

  test("is the same where the collector never answers, and ends two seconds later at most", async ({
    expect,
  }) => {
    const collector = new Collector()
    collector.isDeaf = true
    const endpoint = await collector.listen()
    const untraced = await ask({}, "status")
    const { code, report, stderr, tookMs } = await ask({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }, "status")
    collector.close()
    expect({ code, ok: report.ok }).toEqual({ code: 0, ok: true })
    expect(report.traceId).toMatch(/^[0-9a-f]{32}$/)
    expect(untraced.report.traceId).toBeNull()
    expect(stderr).toMatch(/^the run's spans were not all sent: /m)
    expect(tookMs - untraced.tookMs).toBeLessThan(3500)
  })

  test("is the same where nothing listens, and where it is turned off", async ({ expect }) => {
    const away = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" }
    const { code, stderr } = await ask(away, "status")
    expect(code).toBe(0)
    expect(stderr).toMatch(/^the run's spans were not all sent: /m)
    const off = await ask({ ...away, OTEL_SDK_DISABLED: "true" }, "status")
    expect([off.code, off.report.traceId]).toEqual([0, null])
    expect(off.stderr).not.toContain("spans")
  })
})
