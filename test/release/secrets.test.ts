import { describe, expect, test } from "vitest"
import { reason } from "../../src/core/reasons.ts"
import { renderMarkdown } from "../../src/core/report/render-markdown.ts"
import { renderText } from "../../src/core/report/render-text.ts"
import { unlisted } from "../../src/core/sst/failures.ts"
import type { Stage } from "../../src/core/stage.ts"
import { secrets, setSecret } from "../../src/release/secrets.ts"
import { FakeSecrets, stored } from "../helpers/fake-secrets.ts"
import { World } from "../helpers/world.ts"

const CANARY = "canary-5c1"
const value = { plaintext: async () => CANARY }

const SST = { deployer: { kind: "sst", directory: "app", outputs: ["api", "web"] } }
const FILES = {
  "app/sst.config.ts": 'new sst.Secret("AuthSecret")',
  "app/infra/api.ts": 'new sst.Secret("Theme", "light")',
  "app/infra/README.md": 'new sst.Secret("NotCode")',
  "infra/other.ts": 'new sst.Secret("Elsewhere")',
}

function sstWorld(config: Record<string, unknown> = SST) {
  const world = new World({ config } as ConstructorParameters<typeof World>[0])
  const store = new FakeSecrets()
  for (const stage of Object.values(world.stages)) stage.secrets = store
  world.tagWith("v1.0.0", FILES)
  return { world, store }
}

const ask = (world: World, tag = "v1.0.0", stage: Stage = "staging") =>
  secrets(world.context(stage), { stage, tag })

describe("secrets", () => {
  test("shows what a version needs and what both stages have", async () => {
    const { world, store } = sstWorld()
    store.stages.staging = stored("AuthSecret")
    const report = await ask(world)
    expect(report).toMatchObject({ outcome: "done", ok: true, changed: false })
    expect(report.secrets?.rows).toEqual([
      { name: "AuthSecret", required: true, isNew: false, state: "set", elsewhere: "missing" },
      { name: "Theme", required: false, isNew: false, state: "missing", elsewhere: "missing" },
    ])
    expect(store.told).toEqual(["list staging", "list production"])
    expect(renderText(report)).toMatch(/^staging has every secret that v1\.0\.0 needs\n/)
    expect(renderText(report)).toContain("set on one stage only: AuthSecret")
    expect(renderMarkdown(report)).toContain("| AuthSecret | required | set | missing |")
  })

  test("fails when one is missing, and says which is new", async () => {
    const { world, store } = sstWorld()
    store.stages.staging = stored("AuthSecret")
    expect((await world.deploy("staging", "v1.0.0")).outcome).toBe("deployed")
    world.tagWith("v1.1.0", { ...FILES, "app/infra/new.ts": 'new sst.Secret("ChatKey")' })
    const report = await ask(world, "v1.1.0")
    expect(report).toMatchObject({
      outcome: "blocked",
      reason: {
        code: "SECRETS_MISSING",
        message: "staging lacks ChatKey (missing, new in this version).",
        fix: "Set each: `secrets-set --stage staging --tag v1.1.0 --name NAME`. To see them all: `secrets --tag v1.1.0 --stage staging`.",
      },
    })
    expect(renderText(report)).toMatch(/ChatKey\s+required, new\s+MISSING\s+missing/)
    expect(renderMarkdown(await ask(world, "v1.1.0", "production"))).toContain(
      "| ChatKey | required | MISSING | missing |",
    )
  })

  test.each<[string, (store: FakeSecrets, world: World) => void, string]>([
    [
      "the stage's cannot be listed",
      (store) => store.have("staging", { kind: "unavailable", message: "no" }),
      "GATE_UNAVAILABLE",
    ],
    [
      "the other stage's cannot be listed",
      (store) => store.have("production", { kind: "unavailable", message: "no" }),
      "GATE_UNAVAILABLE",
    ],
    [
      "there are no credentials",
      (_, world) => void world.credentials.next.push({ ok: false, reason: reason("CREDENTIALS_MISSING") }),
      "GATE_UNAVAILABLE",
    ],
    ["the deployer keeps none", (_, world) => void delete world.stages.staging.secrets, "NO_SECRET_STORE"],
    ["there is no such tag", (_, world) => world.commits.clear(), "TAG_NOT_FOUND"],
  ])("says so when %s", async (_name, spoil, code) => {
    const { world, store } = sstWorld()
    spoil(store, world)
    expect(await ask(world)).toMatchObject({ outcome: "blocked", ok: false, secrets: null, reason: { code } })
  })
})

describe("a deploy", () => {
  test("is blocked before it changes anything when a secret is missing", async () => {
    const { world, store } = sstWorld()
    expect(await world.deploy("staging", "v1.0.0")).toMatchObject({
      outcome: "blocked",
      code: "SECRETS_MISSING",
      deploys: [],
    })
    store.stages.staging = stored("AuthSecret")
    expect((await world.deploy("staging", "v1.0.0")).outcome).toBe("deployed")
    // it asks for its own stage only
    expect(new Set(store.told)).toEqual(new Set(["list staging"]))
  })

  test("by a deployer that has secrets, but no folder for its sources, finds none declared", async () => {
    const { world, store } = sstWorld({})
    store.stages.staging = stored()
    expect((await world.deploy("staging", "v1.0.0")).outcome).toBe("blocked")
    const report = await ask(world)
    expect(report.secrets?.rows.map(({ name }) => name)).toEqual(["Elsewhere"])
  })

  test("of a tag that is not there asks for no secrets", async () => {
    const { world, store } = sstWorld()
    expect(await world.deploy("staging", "v9.0.0")).toMatchObject({ code: "TAG_NOT_FOUND" })
    expect(store.told).toEqual([])
  })
})

describe("secrets-set", () => {
  test("E8: a name that the version does not declare is refused, unless it is said to be new", async () => {
    const { world, store } = sstWorld()
    const request = { stage: "staging", tag: "v1.0.0", name: "AuthSecrt", value } as const
    const { outcome, reason: why } = await setSecret(world.context(), request)
    expect({ outcome, code: why?.code, message: why?.message }).toEqual({
      outcome: "blocked",
      code: "SECRET_UNKNOWN",
      message: "v1.0.0 declares no secret AuthSecrt, and pipeline.json names none. Did you mean AuthSecret?",
    })
    const other = await setSecret(world.context(), { ...request, name: "Zebra" })
    expect(other.reason?.message).toBe(
      "v1.0.0 declares no secret Zebra, and pipeline.json names none. It declares AuthSecret, Theme.",
    )
    expect(store.told).toEqual([])
    const set = await setSecret(world.context(), { ...request, isNew: true })
    expect(set.outcome).toBe("done")
    expect(store.told).toHaveLength(1)
  })

  const set = (world: World, name = "AuthSecret", tag = "v1.0.0") =>
    setSecret(world.context("staging"), { stage: "staging", tag, name, value })

  test("hands the value to the tool, and no report has it", async () => {
    const { world, store } = sstWorld()
    const report = await set(world)
    expect(report).toMatchObject({ outcome: "done", ok: true })
    expect(store.told).toEqual([`set AuthSecret on staging, ${CANARY.length} characters`])
    expect(renderText(report)).toMatch(
      /^The secret is set on staging; what runs gets it with the next deploy\n/,
    )
    expect(JSON.stringify(report) + JSON.stringify(world.said)).not.toContain(CANARY)
  })

  test.each<[string, (store: FakeSecrets, world: World) => void, string, string]>([
    ["the tool refuses", (store) => store.refuse(), "AuthSecret", "SECRET_NOT_SET"],
    ["the name is none", () => {}, "--stage", "SECRET_NOT_SET"],
    [
      "there are no credentials",
      (_, world) => void world.credentials.next.push({ ok: false, reason: reason("CREDENTIALS_MISSING") }),
      "AuthSecret",
      "CREDENTIALS_MISSING",
    ],
    [
      "the deployer keeps none",
      (_, world) => void delete world.stages.staging.secrets,
      "AuthSecret",
      "NO_SECRET_STORE",
    ],
    ["there is no such tag", (_, world) => world.commits.clear(), "AuthSecret", "TAG_NOT_FOUND"],
  ])("sets nothing when %s", async (_name, spoil, name, code) => {
    const { world, store } = sstWorld()
    spoil(store, world)
    const report = await set(world, name)
    expect(report).toMatchObject({ outcome: "blocked", ok: false, reason: { code } })
    expect(JSON.stringify(report)).not.toContain(CANARY)
  })

  test("is not said to have set nothing where the tool was cut off", async () => {
    const { world, store } = sstWorld()
    store.mayBeSet = true
    const report = await set(world)
    expect(report).toMatchObject({ outcome: "inconclusive", ok: false, reason: { code: "SECRET_NOT_SET" } })
    expect(renderText(report)).toMatch(/^no\n/)
    expect(renderText(report)).not.toContain("frozen")
  })
})

test("a plan names what is missing, and a deploy that expects it is refused when that has changed", async () => {
  const { world, store } = sstWorld()
  const { report } = await world.plan("staging", "v1.0.0")
  expect(report.plan?.secrets).toEqual({ kind: "known", value: ["AuthSecret"] })
  store.stages.staging = stored("AuthSecret")
  const refused = await world.deploy("staging", "v1.0.0", { expect: report.plan?.digest ?? "" })
  expect(refused).toMatchObject({ outcome: "blocked", code: "PLAN_CHANGED", deploys: [] })
  expect(refused.report.reason?.message).toBe(
    "Something has changed since the plan was made: the missing secrets.",
  )
})

describe("the name of a secret", () => {
  const set = (world: World, name: string) =>
    setSecret(world.context("staging"), { stage: "staging", tag: "v1.0.0", name, value })

  test.each(["authSecret", "aAuthSecret", "AuthSecret-", "Auth Secret", "1Auth", ""])(
    "is not %j",
    async (name) => {
      const { world, store } = sstWorld()
      expect((await set(world, name)).reason?.code).toBe("SECRET_NOT_SET")
      expect(store.told).toEqual([])
    },
  )

  test.each([
    [
      { ...FILES, "app/infra/a.ts": 'new sst.Secret("Zeta"); new sst.Secret("Alpha")' },
      "Alpha, AuthSecret, Theme, Zeta",
    ],
    [{}, "none"],
  ])("is asked for among all that are declared, in order", async (files, list) => {
    const { world } = sstWorld()
    world.tagWith("v1.0.0", files)
    expect((await set(world, "Qqqqqqqqqq")).reason?.message).toBe(
      `v1.0.0 declares no secret Qqqqqqqqqq, and pipeline.json names none. It declares ${list}.`,
    )
  })

  test("is told for each that is missing, and a value goes to the tool with its credentials", async () => {
    const { world, store } = sstWorld()
    world.tagWith("v1.0.0", { ...FILES, "app/infra/a.ts": 'new sst.Secret("Zeta")' })
    expect((await ask(world)).reason?.message).toBe("staging lacks AuthSecret (missing), Zeta (missing).")
    world.credentials.next.push({ ok: true, env: { AWS_REGION: "eu" }, secrets: {}, expiresAt: null })
    const asked: object[] = []
    store.set = async (request) => {
      asked.push(request)
      return null
    }
    await set(world, "AuthSecret")
    expect(asked).toMatchObject([
      { stage: "staging", credentials: { env: { AWS_REGION: "eu" }, secrets: {} } },
    ])
  })
})

describe("the gate on secrets", () => {
  const gate = async (world: World) => {
    const { report } = await world.deploy("staging", "v1.0.0")
    const { status, code, detail } = report.gates.find(({ id }) => id === "secrets") ?? {}
    return [status, code, detail]
  }

  test("counts what is required, names each that is missing, and says where they cannot be listed", async () => {
    const { world, store } = sstWorld()
    world.tagWith("v1.0.0", { ...FILES, "app/infra/a.ts": 'new sst.Secret("Zeta")' })
    expect(await gate(world)).toEqual([
      "fail",
      "SECRETS_MISSING",
      "staging lacks AuthSecret (missing), Zeta (missing).",
    ])
    store.stages.staging = stored("AuthSecret", "Zeta")
    expect(await gate(world)).toEqual(["pass", null, "2 required secrets set"])
    world.tagWith("v1.0.0", FILES)
    expect(await gate(world)).toEqual(["pass", null, "1 required secret set"])
    store.have("staging", { kind: "unavailable", message: "the app cannot be read" })
    const [status, code, detail] = await gate(world)
    expect([status, code]).toEqual(["fail", "GATE_UNAVAILABLE"])
    expect(detail).toBe(unlisted("the app cannot be read").message)
  })
})
