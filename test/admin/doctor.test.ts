import { describe, expect, test } from "vitest"
import { doctor, rescueDoctor } from "../../src/admin/doctor.ts"
import type { AdminContext, Diagnostics } from "../../src/admin/ports.ts"
import type { Finding } from "../../src/core/doctor/finding.ts"
import { environmentError, usageError } from "../../src/core/errors.ts"
import { headline } from "../../src/core/report/headline.ts"
import type { Report } from "../../src/core/report/report.ts"
import type { SetupFacts, SetupTarget } from "../../src/core/setup/prerequisite.ts"
import type { Prober, SecretStore } from "../../src/release/ports.ts"
import { claimsOf, MACHINE } from "../core/doctor/samples.ts"
import { factsOf, known } from "../core/setup/samples.ts"
import { broken } from "../helpers/fake-ledger.ts"
import { FakeSecrets, stored } from "../helpers/fake-secrets.ts"
import { seen } from "../helpers/samples.ts"
import { configOf, roleArnOf } from "../helpers/shop.ts"
import { World } from "../helpers/world.ts"

interface Settings {
  config?: ReturnType<typeof configOf>
  facts?: SetupFacts
  diagnostics?: Partial<Diagnostics>
  prober?: Prober
  /** under which what runs can be reached */
  outputs?: Record<string, string>
  secrets?: SecretStore
}

const API = { api: "https://api.test" }

function play(settings: Settings = {}) {
  const { config = configOf(), facts = factsOf(), diagnostics = {}, outputs = API } = settings
  const world = new World()
  const looked: SetupTarget[] = []
  const context = world.context()
  const whole: AdminContext<"platforms" | "diagnostics" | "channels"> = {
    ...context,
    config,
    ports: {
      ...context.ports,
      prober: settings.prober ?? context.ports.prober,
      deployer: {
        ...context.ports.deployer,
        reach: async () => outputs,
        ...(settings.secrets === undefined ? {} : { secrets: settings.secrets }),
      },
      platforms: {
        look: async (target) => {
          looked.push(target)
          return facts
        },
        perform: () => Promise.reject(new Error("doctor changes nothing")),
      },
      diagnostics: {
        machine: async () => MACHINE,
        checkout: async () => known({ shallow: false }),
        repository: async () => known("octo-org/shop"),
        claims: async () => known(claimsOf()),
        ...diagnostics,
      },
      channels: async () => [],
    },
  }
  const run = (repository: string | null = null, offline = false) => doctor(whole, { repository, offline })
  return { world, looked, whole, run }
}

const find = (report: Report, code: string, stage: string | null = null) =>
  report.findings?.find((one) => one.code === code && one.stage === stage)

const notOk = ({ findings }: Report) =>
  (findings ?? []).filter(({ status }) => status === "fail" || status === "warn").map(({ code }) => code)

describe("doctor", () => {
  test("does not ask the stages where a person wants the ledger alone", async () => {
    const asked: string[] = []
    const prober: Prober = {
      probe: async (_check, url) => {
        asked.push(url)
        return seen({ version: "v1.0.0" })
      },
    }
    const { world, run } = play({ prober })
    await world.stage("v1.0.0")
    await run()
    expect(asked).not.toEqual([])
    asked.length = 0
    expect(find(await run(null, true), "APP", "staging")).toMatchObject({
      status: "skipped",
      what: "the stage is not asked (--offline)",
    })
    expect(asked).toEqual([])
  })

  test("is content where all is as it should be, and writes nothing", async () => {
    const { world, looked, run } = play()
    world.tag("v1.0.0", "nonsense")
    const report = await run()
    expect(notOk(report)).toEqual([])
    expect(report).toMatchObject({
      command: "doctor",
      outcome: "done",
      ok: true,
      reason: null,
      changed: false,
    })
    expect(headline(report)).toMatch(/^\d+ of \d+ checks ok, \d+ skipped$/)
    expect(find(report, "CHECKOUT")?.what).toBe("whole history, 1 version")
    expect(looked).toMatchObject([{ owner: "octo-org", repository: "shop", stages: [{}, {}] }])
    expect(world.ledger.records("staging")).toEqual([])
  })

  test("is blocked when something is not as it should be", async () => {
    const { run } = play({
      facts: factsOf({ provider: known(null) }),
      diagnostics: { checkout: async () => known({ shallow: true }) },
    })
    const report = await run()
    expect(notOk(report)).toEqual(["CHECKOUT", "OIDC_PROVIDER"])
    expect(report).toMatchObject({ outcome: "blocked", ok: false, reason: { code: "DOCTOR_FAILED" } })
    expect(headline(report)).toMatch(/2 failed/)
  })

  test("tells a ledger that can be read and not written from one that cannot be read", async () => {
    const deaf = play()
    deaf.world.tag("v1.0.0")
    deaf.world.ledger.before = broken("rehearse")
    expect(notOk(await deaf.run())).toEqual(["LEDGER_WRITE"])
    const gone = play()
    gone.world.tag("v1.0.0")
    gone.world.ledger.before = broken("read", "rehearse")
    const report = await gone.run()
    expect(notOk(report)).toEqual(["LEDGER_READ", "LEDGER_WRITE"])
    expect(find(report, "APP", "staging")).toMatchObject({
      status: "skipped",
      what: "the ledger cannot be read",
    })
  })

  test("asks GitHub for the repository that is given rather than the remote's", async () => {
    const { looked, run } = play({
      diagnostics: { repository: () => Promise.reject(new Error("not asked")) },
    })
    await run("octo-org/other")
    expect(looked).toMatchObject([{ owner: "octo-org", repository: "other" }])
  })

  test("looks at nothing in AWS where the repository is not known", async () => {
    const { looked, run } = play({
      diagnostics: { repository: async () => ({ kind: "skipped", why: "no remote" }) },
    })
    const report = await run()
    expect(looked).toEqual([])
    expect(find(report, "PREREQUISITES")).toMatchObject({ status: "skipped", what: "no remote" })
    expect(find(report, "OIDC_TRUST", "production")).toMatchObject({ status: "skipped", what: "no remote" })
  })

  test("looks at nothing in AWS where pipeline.json names none", async () => {
    const { looked, run } = play({ config: configOf({ stages: {} }) })
    const report = await run()
    expect(looked).toEqual([])
    expect(find(report, "PREREQUISITES")).toMatchObject({
      status: "skipped",
      what: expect.stringContaining("names no role"),
    })
    expect(find(report, "CREDENTIALS", "staging")).toMatchObject({ status: "skipped" })
  })

  test("looks at each account where the stages have their own, and at those stages only", async () => {
    const other = "arn:aws:iam::210987654321:role/deploy-shop-production"
    const { looked, run } = play({
      config: configOf({
        stages: {
          staging: { region: "eu-central-1", roleArn: roleArnOf("staging") },
          production: { region: "eu-central-1", roleArn: other },
        },
      }),
      facts: factsOf(
        { repository: { kind: "unavailable", message: "down" } },
        { production: { role: { kind: "unavailable", message: "down" } } },
      ),
    })
    const report = await run()
    expect(looked.map(({ account, stages }) => [account, stages.map(({ stage }) => stage)])).toEqual([
      ["123456789012", ["staging"]],
      ["210987654321", ["production"]],
    ])
    expect(report.findings?.filter(({ code }) => code === "ROLE").map(({ stage }) => stage)).toEqual([
      "staging",
      "production",
    ])
  })

  test("a role that is not there has no policy to judge a token by", async () => {
    const { run } = play({
      facts: factsOf({}, { production: { role: known(null), permissions: known(null) } }),
    })
    expect(find(await run(), "OIDC_TRUST", "production")).toMatchObject({
      status: "skipped",
      what: expect.stringContaining("no trust policy"),
    })
  })
})

describe("the secrets of the stages", () => {
  const config = configOf({ deployer: { kind: "sst", outputs: ["api"], timeoutSeconds: 4000 } })

  function sstShop() {
    const store = new FakeSecrets()
    const shop = play({ config, secrets: store })
    shop.world.tagWith("v1.0.0", { "sst.config.ts": 'new sst.Secret("AuthSecret")' })
    return { ...shop, store, run: () => shop.run() }
  }

  test("that one has and the other lacks are one finding, by name and with the command that sets them", async () => {
    const { store, run } = sstShop()
    store.have("staging", stored("AuthSecret"))
    const report = await run()
    expect(notOk(report)).toEqual(["SECRETS_PARITY"])
    expect(find(report, "SECRETS_PARITY")).toMatchObject({
      status: "fail",
      what: "AuthSecret: set on staging, production lacks it",
      fix: "release-pipeline secrets-set --name AuthSecret --stage production --tag v1.0.0",
    })
    expect(store.told).toEqual(["list staging", "list production"])
  })

  test("that both lack are one finding, too", async () => {
    const { run } = sstShop()
    expect(notOk(await run())).toEqual(["SECRETS"])
  })

  test("are as they should be where both have them", async () => {
    const { store, run } = sstShop()
    store.have("staging", stored("AuthSecret"))
    store.have("production", stored("AuthSecret"))
    const report = await run()
    expect(notOk(report)).toEqual([])
    expect(find(report, "SECRETS_PARITY")).toMatchObject({ status: "ok" })
  })

  test("are not asked for without credentials, which is a finding already", async () => {
    const { world, store, run } = sstShop()
    world.credentials.found = { kind: "known", value: { kind: "missing", tried: ["keys"] } }
    const report = await run()
    expect(new Set(notOk(report))).toEqual(new Set(["CREDENTIALS"]))
    expect(find(report, "SECRETS_PARITY")).toMatchObject({
      status: "skipped",
      what: "there are no credentials to list the secrets of staging with",
    })
    expect(store.told).toEqual([])
  })

  test("are not asked for where it is not known which credentials there are", async () => {
    const { world, run } = sstShop()
    world.credentials.found = { kind: "unavailable", message: "AWS is silent" }
    expect(find(await run(), "SECRETS")).toMatchObject({ status: "skipped" })
  })

  test("of a stage without a region need no credentials", async () => {
    const shop = play({ config: configOf({ ...config, stages: {} }), secrets: new FakeSecrets() })
    shop.world.tagWith("v1.0.0", { "sst.config.ts": 'new sst.Secret("AuthSecret")' })
    expect(notOk(await shop.run())).toEqual(["SECRETS"])
  })
})

describe("the application", () => {
  const answering = (status: number): Prober => ({ probe: async () => seen({}, { status }) })
  const silent: Prober = {
    probe: async () => ({ kind: "error", error: "refused", message: "connection refused", latencyMs: 1 }),
  }

  test.each<[string, Prober, Record<string, string>, Partial<Finding>]>([
    [
      "shows no version",
      answering(200),
      API,
      { status: "warn", what: expect.stringMatching(/no check shows a version/) },
    ],
    [
      "answers wrongly",
      answering(404),
      API,
      { status: "warn", what: expect.stringMatching(/no check shows a version/) },
    ],
    [
      "is broken",
      answering(503),
      API,
      { status: "fail", what: expect.stringMatching(/^api: status 503, not 200/) },
    ],
    [
      "is down",
      silent,
      API,
      { status: "fail", what: expect.stringMatching(/^api: connection refused \(seen /) },
    ],
    [
      "has no address",
      silent,
      {},
      { status: "fail", what: "the smoke checks need api, which the stage does not have" },
    ],
  ])("%s", async (_case, prober, outputs, expected) => {
    const { world, run } = play({ prober, outputs })
    await world.stage("v1.0.0")
    const report = await run()
    expect(find(report, "APP", "staging")).toMatchObject(expected)
    expect(find(report, "APP", "production")).toMatchObject({
      status: "skipped",
      what: expect.stringMatching(/^production has no deploy yet: the smoke checks need api,/),
    })
  })
})

test("the addresses of a stage are looked at before its first deploy", async () => {
  const stages = {
    staging: { urls: API },
    production: { urls: { api: "https://stage.example.invalid" } },
  }
  const prober: Prober = { probe: async () => seen({}, { status: 503 }) }
  const report = await play({ config: configOf({ stages }), prober }).run()
  expect(find(report, "CONFIG", "production")).toMatchObject({
    status: "fail",
    what: expect.stringMatching(/^stages\.production\.urls\.api is /),
  })
  expect(find(report, "CONFIG")).toBeUndefined()
  expect(find(report, "APP", "staging")).toMatchObject({
    status: "skipped",
    what: expect.stringMatching(/^staging has no deploy yet: api: status 503/),
  })
  expect(report).toMatchObject({ ok: false, reason: { code: "DOCTOR_FAILED" } })
})

test("a stage that runs what the ledger does not know: it is to be adopted", async () => {
  const { world, run } = play({
    config: configOf({ stages: { production: { urls: API } } }),
    prober: { probe: async () => seen({ version: "v1.0.0" }) },
  })
  await world.stage("v1.0.0")
  expect(find(await run(), "APP", "production")).toMatchObject({
    status: "warn",
    what: expect.stringMatching(
      /^production has no deploy yet: it serves v1\.0\.0, which the ledger does not know \(seen /,
    ),
    fix: "Record it: `adopt --tag v1.0.0 --stage production`.",
  })
})

describe("E12: a stage is judged as smoke judges it", () => {
  test("one that answers later is asked again", async () => {
    let asked = 0
    const slow: Prober = {
      probe: async () => {
        asked += 1
        return asked < 4
          ? { kind: "error", error: "refused", message: "connection refused", latencyMs: 1 }
          : seen({ version: "v1.0.0" })
      },
    }
    const { world, run } = play({ prober: slow })
    await world.stage("v1.0.0")
    expect(find(await run(), "APP", "staging")).toMatchObject({ status: "ok" })
    expect(asked).toBe(4)
  })

  test("a doctor that is interrupted asks no more, and says what it saw", async () => {
    const refused = { kind: "error", error: "refused", message: "connection refused", latencyMs: 1 } as const
    const { world, whole, run } = play({ prober: { probe: async () => refused } })
    await world.stage("v1.0.0")
    const stopping = new AbortController()
    whole.ports.signal = stopping.signal
    world.clock.after(1, () => stopping.abort(new Error("interrupted by SIGINT")))
    const before = world.clock.sleeps.length
    expect(find(await run(), "APP", "staging")).toMatchObject({ status: "fail" })
    expect(world.clock.sleeps.slice(before)).toEqual([500, 1000])
  })

  test("on an engine what a sandbox runs for a call is started for it, one stage at a time", async () => {
    const { world, whole } = play()
    await world.ship("v1.0.0")
    let serving: string | null = null
    const reached: string[] = []
    const { identity, ports } = whole
    const report = await doctor(
      {
        ...whole,
        identity: { ...identity, runner: { ...identity.runner, kind: "engine" } },
        ports: {
          ...ports,
          deployer: {
            ...ports.deployer,
            served: async () => null,
            reach: async (stage) => {
              reached.push(stage)
              serving = `https://${stage}.test`
              return { api: serving }
            },
          },
          // what was started for another stage is gone by then
          prober: {
            probe: async (_check, url) =>
              url.startsWith(`${serving}/`)
                ? seen({ version: "v1.0.0" })
                : { kind: "error", error: "refused", message: "connection refused", latencyMs: 1 },
          },
        },
      },
      { repository: null, offline: false },
    )
    expect(reached).toEqual(["staging", "production"])
    for (const stage of ["staging", "production"])
      expect(find(report, "APP", stage)).toMatchObject({ status: "ok" })
  })
})

test("E12: without AWS nothing of GitHub is needed", async () => {
  const unavailable = async () => ({ kind: "unavailable", message: "There is no remote origin." }) as const
  const { world, run } = play({ config: configOf({ stages: {} }), diagnostics: { repository: unavailable } })
  world.tag("v1.0.0")
  const report = await run()
  expect(notOk(report)).toEqual([])
  expect(find(report, "PREREQUISITES")).toMatchObject({
    status: "skipped",
    what: "pipeline.json names no role and no account in AWS",
  })
})

describe("without a pipeline.json that can be read", () => {
  const who = { runId: "run-1", actor: "ana" }
  const now = new Date("2026-03-01T03:00:00Z")

  test("doctor says so, and that nothing else was looked at", () => {
    const error = usageError("CONFIG_INVALID", "pipeline.json has 2 problems.", [
      { path: "app", message: "is missing" },
      { path: "smoke", message: "is missing", at: "pipeline.json:3", fix: "Add it." },
    ])
    const report = rescueDoctor("doctor", error, who, now)
    expect(report).toMatchObject({
      outcome: "blocked",
      ok: false,
      actor: "ana",
      reason: { code: "DOCTOR_FAILED" },
      findings: [
        { code: "CONFIG", status: "fail", what: "app is missing", fix: "Correct every place that is named." },
        { code: "CONFIG", status: "fail", what: "pipeline.json:3 smoke is missing", fix: "Add it." },
      ],
    })
    expect(headline(report)).toBe("0 of 2 checks ok, 2 failed")
    expect(rescueDoctor("doctor", usageError("CONFIG_MISSING", "none"), who, now).ok).toBe(false)
  })

  test.each([
    ["status", usageError("CONFIG_INVALID", "broken")],
    ["doctor", environmentError("LEDGER_UNAVAILABLE", "gone")],
    ["doctor", new Error("a defect")],
  ] as const)("%s throws %s on", (command, error) => {
    expect(() => rescueDoctor(command, error, who, now)).toThrow(error)
  })
})
