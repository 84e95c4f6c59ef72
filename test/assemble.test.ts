// @module-tag slow
import { mkdir, writeFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { Writable } from "node:stream"
import type { Container, Directory, Secret } from "@dagger.io/dagger"
import { trace } from "@opentelemetry/api"
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base"
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import type { AdminContext } from "../src/admin/ports.ts"
import { rendered } from "../src/commands.ts"
import { PipelineError } from "../src/core/errors.ts"
import { reason } from "../src/core/reasons.ts"
import type { Report } from "../src/core/report/report.ts"
import { type Caller, engineRunner } from "../src/engine/wire.ts"
import { thisProcess } from "../src/host/environment.ts"
import { liveProgress, paintFor, plainProgress, type Screen } from "../src/host/terminal.ts"
import { openTracing } from "../src/host/tracing.ts"
import { hostRunner, type Talk } from "../src/host/wire.ts"
import { Run } from "../src/release/run.ts"
import { Collector } from "./helpers/collector.ts"
import { GitRepo, temporaryDirectory } from "./helpers/git-repo.ts"
import { blocked } from "./helpers/samples.ts"

/** By names that say nothing, as pipeline.json may have them. */
const SECRETS = {
  REGISTRY_LOGIN: "hunter2-registry",
  METRICS_LOGIN: "hunter2-metrics",
  WEBHOOK: "hunter2-webhook",
}
const CONFIG = JSON.stringify({
  app: "shop",
  deployer: {
    kind: "command",
    deploy: ["true"],
    secrets: { REGISTRY_LOGIN: "variable", WEBHOOK: "file" },
  },
  smoke: {
    checks: [
      {
        name: "api",
        url: "http://127.0.0.1/",
        headers: { authorization: "{secret:METRICS_LOGIN}" },
        expect: { version: "version" },
      },
    ],
  },
})

/** What a tool, a server or a library may have said. */
const DETAIL = `cannot log in with ${Object.values(SECRETS).join(", ")}`
const MASKED = "cannot log in with ***, ***, ***"
const FAULTS: Readonly<Record<string, () => Error>> = {
  "a defect": () => Object.assign(new TypeError(DETAIL, { cause: new Error(DETAIL) }), { code: "ECANARY" }),
  "a stop": () =>
    new PipelineError("environment", reason("LEDGER_UNAVAILABLE", DETAIL, DETAIL), [
      { path: "--url", message: DETAIL, fix: DETAIL },
    ]),
}

/** A phase that fails in words, one that goes well, and one that throws. */
async function play(context: AdminContext): Promise<Report> {
  const { ports } = context
  const run = new Run(context, "deploy-production", "production", "v1.0.0")
  ports.say(DETAIL)
  ports.hear?.(DETAIL)
  ports.tracer.note?.(DETAIL)
  const phase = (name: string, body: () => Promise<void>, ok: boolean) =>
    run.phase(name, body, () => ({ ok, detail: DETAIL }))
  await phase("build", async () => {}, true)
  await phase("publish", async () => {}, false)
  await phase("clear", () => Promise.reject(new Error(DETAIL)), true).catch(() => {})
  return { ...blocked, phases: run.phases, deployment: DETAIL, logs: [DETAIL] } as Report
}

/** A screen that keeps what is written to it. */
function screen(fields: object): { stream: Screen; sent: () => string } {
  let text = ""
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk
      done()
    },
  })
  return { stream: Object.assign(stream, fields), sent: () => text }
}

const TERMINAL = { isTTY: true, columns: 200, rows: 24 }

describe("a run on this host", () => {
  const outside = { ...thisProcess(), env: { ...process.env, ...SECRETS } }
  let repo: GitRepo
  beforeAll(async () => {
    repo = await GitRepo.create()
    await repo.commit("first", { "pipeline.json": CONFIG })
    // a tool that wants a file is told where it is
    const path = join(await temporaryDirectory(), "webhook")
    await writeFile(path, SECRETS.WEBHOOK)
    outside.env.WEBHOOK = path
  })

  const runner = (talk: Partial<Talk>) =>
    hostRunner(repo.root, outside, { signal: new AbortController().signal, say: () => {}, ...talk })

  test("says none of what concerns others of this repository", async () => {
    const other = await GitRepo.create()
    await other.commit("first", { "pipeline.json": CONFIG })
    // no journal can be kept there
    await mkdir(join(other.root, ".git", "pipeline"))
    await writeFile(join(other.root, ".git", "pipeline", "runs"), "")
    const secret = basename(dirname(other.root))
    const env = { ...outside.env, REGISTRY_LOGIN: secret }
    const said: string[] = []
    const talk = { signal: new AbortController().signal, say: (line: string) => void said.push(line) }
    await hostRunner(other.root, { ...outside, env }, talk).withContext(async ({ ports }) => {
      await ports.runs.announce()
      return blocked
    })
    expect(said).toEqual([expect.stringMatching(/^no other run will be able to tell .*\/\*\*\*\//)])
    expect(said.join()).not.toContain(secret)
  })

  test.each(["normal", "verbose"] as const)("shows no secret on a live terminal, %s", async (verbosity) => {
    const { stream, sent } = screen(TERMINAL)
    const { end, ...talk } = await liveProgress(stream, paintFor({}, {}), verbosity)
    await runner(talk).withContext(play).finally(end)
    expect(sent()).toContain(MASKED)
    expect(sent()).not.toContain("hunter2")
  })

  test.each(["normal", "verbose"] as const)("shows none in lines, %s", async (verbosity) => {
    const { stream, sent } = screen({})
    const { end, ...talk } = plainProgress(stream, verbosity)
    await runner(talk).withContext(play).finally(end)
    expect(sent()).toMatch(/^FAILED {2}publish {2}.* cannot log in with \*\*\*/m)
    expect(sent()).not.toContain("hunter2")
  })

  test("sends none to a collector of spans", async () => {
    const collector = new Collector()
    vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", await collector.listen())
    const tracing = openTracing("deploy-production", {}, () => {})
    vi.unstubAllEnvs()
    const report = await runner({ tracer: tracing.around(undefined) }).withContext(play)
    await tracing.end(report)
    collector.close()
    const failed = collector.spans.filter(({ status }) => status.message === MASKED)
    expect(failed.map(({ name }) => name)).toEqual(["publish", "clear"])
    expect(JSON.stringify(collector.spans)).not.toContain("hunter2")
  })

  test("has none in its JSON", async () => {
    const text = await rendered(await runner({}).withContext(play), "json", "release-pipeline")
    expect(JSON.parse(text).phases).toMatchObject([
      { detail: MASKED },
      { detail: MASKED },
      { detail: MASKED },
    ])
    expect(text).not.toContain("hunter2")
  })

  test.each(Object.entries(FAULTS))("throws %s without any", async (_name, fault) => {
    await expectMasked(
      runner({}).withContext(() => Promise.reject(fault())),
      fault(),
    )
  })
})

/** The same error, with nothing secret in all that can be read of it. */
async function expectMasked(run: Promise<unknown>, fault: Error): Promise<void> {
  const thrown = await run.then(
    () => expect.fail("it went well"),
    (error) => error,
  )
  expect(thrown).toBeInstanceOf(fault.constructor)
  expect(thrown).toMatchObject({ name: fault.name, message: MASKED, stack: expect.stringContaining(MASKED) })
  for (const name of ["code", "kind"]) expect(thrown[name]).toBe(Reflect.get(fault, name))
  const { message, stack, cause, reason: why, problems } = thrown
  const all = JSON.stringify({ message, stack, cause: [cause?.message, cause?.stack], why, problems })
  expect(all).not.toContain("hunter2")
}

/** What an engine gives; every change is itself, and it is asked nothing. */
const onEngine = <T extends object>(): T => {
  const object: T = new Proxy({} as T, { get: (_, name) => (name === "then" ? undefined : () => object) })
  return object
}

const secretOf = (text: string) => ({ plaintext: async () => text }) as Secret

describe("a call on an engine", () => {
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  beforeAll(() => void trace.setGlobalTracerProvider(provider))
  const said = vi.spyOn(console, "error").mockReturnValue()
  afterAll(() => {
    trace.disable()
    said.mockRestore()
  })

  const runner = (given: Partial<Caller> = {}) =>
    engineRunner({
      config: Promise.resolve({ text: CONFIG, name: null }),
      settings: Promise.resolve(""),
      gitContainer: Promise.resolve(onEngine<Container>()),
      git: onEngine<Directory>(),
      ...{ isLook: true, image: "", gitImage: "", actor: "ann", awsEndpointUrl: "", ciRun: "" },
      secret: Object.values(SECRETS).map(secretOf),
      secretName: Object.keys(SECRETS),
      ...given,
    })

  const EXPORTED = {
    Version: 1,
    AccessKeyId: "hunter2-key-id",
    SecretAccessKey: "hunter2+key/1",
    SessionToken: "hunter2/session+1",
    Expiration: "2026-03-01T04:00:00+00:00",
  }

  test.each<[name: keyof Caller, given: string, texts: string[]]>([
    ["slackSigningSecret", "hunter2-slack", ["hunter2-slack"]],
    ["databaseUrl", "postgres://shop:hunter2@db/shop", ["hunter2"]],
    ["gitToken", "hunter2-git", ["hunter2-git"]],
    ["githubToken", "hunter2-github", ["hunter2-github"]],
    ["oidcUrl", "https://oidc.test/hunter2", ["https://oidc.test/hunter2"]],
    ["oidcToken", "hunter2-oidc", ["hunter2-oidc"]],
    ["awsAccessKeyId", "hunter2-key-id", ["hunter2-key-id"]],
    ["awsSecretAccessKey", "hunter2-key", ["hunter2-key"]],
    ["awsSessionToken", "hunter2-session", ["hunter2-session"]],
    ["awsCredentials", JSON.stringify(EXPORTED), Object.values(EXPORTED).slice(1, 4).map(String)],
    ["awsCredentials", JSON.stringify(EXPORTED, null, 2), Object.values(EXPORTED).slice(1, 4).map(String)],
    ["awsCredentials", "hunter2-by-mistake", ["hunter2-by-mistake"]],
    ["secretsJson", '{"LOGIN": "hunter2-login"}', ["hunter2-login"]],
  ])("shows nothing that it is given as %s (%#)", async (name, given, texts) => {
    const told = await runner({ [name]: secretOf(given) }).withContext(
      async () => ({ ...blocked, logs: texts }) as never,
    )
    expect(told).toMatchObject({ logs: texts.map(() => "***") })
  })

  test("shows no secret in its spans, and none in what is said beside them", async () => {
    exporter.reset()
    await runner().withContext(play)
    const lines = said.mock.calls.flat().join("\n")
    said.mockClear()
    const spans = exporter
      .getFinishedSpans()
      .map(({ name, status, events, attributes }) => ({ name, status, events, attributes }))
    expect(spans.map(({ name }) => name)).toEqual([
      `build: ${MASKED}`,
      `publish: ${MASKED}`,
      `clear: ${MASKED}`,
    ])
    expect(lines).toContain(MASKED)
    expect(JSON.stringify(spans) + lines).not.toContain("hunter2")
  })

  test("has none in its JSON", async () => {
    const text = await rendered(await runner().withContext(play), "json", "dagger call")
    expect(text).toContain(MASKED)
    expect(text).not.toContain("hunter2")
  })

  test.each(Object.entries(FAULTS))("throws %s without any", async (_name, fault) => {
    await expectMasked(
      runner().withContext(() => Promise.reject(fault())),
      fault(),
    )
  })
})
