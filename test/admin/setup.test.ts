import { describe, expect, test } from "vitest"
import type { AdminContext, AskSecret, Platforms } from "../../src/admin/ports.ts"
import { setup } from "../../src/admin/setup.ts"
import { reason } from "../../src/core/reasons.ts"
import { headline } from "../../src/core/report/headline.ts"
import type { Report } from "../../src/core/report/report.ts"
import { type Change, nameOf, type SetupFacts } from "../../src/core/setup/prerequisite.ts"
import { factsOf, known, REQUEST } from "../core/setup/samples.ts"
import { broken } from "../helpers/fake-ledger.ts"
import { FakeSecrets, stored } from "../helpers/fake-secrets.ts"
import { configOf } from "../helpers/shop.ts"
import { World } from "../helpers/world.ts"

/** AWS and GitHub that are, look by look, as a test says; the last look stands for all later ones. */
class FakePlatforms implements Platforms {
  readonly performed: Change[] = []
  looks = 0
  private readonly seen: readonly SetupFacts[]
  private readonly fault: (change: Change) => string | null

  constructor(seen: readonly SetupFacts[], fault: (change: Change) => string | null = () => null) {
    this.seen = seen
    this.fault = fault
  }

  async look(): Promise<SetupFacts> {
    const at = Math.min(this.looks++, this.seen.length - 1)
    return this.seen[at] as SetupFacts
  }

  async perform(change: Change): Promise<string | null> {
    this.performed.push(change)
    return this.fault(change)
  }
}

function worldWith(platforms: Platforms): { world: World; context: AdminContext<"platforms" | "askSecret"> } {
  const world = new World()
  const context = world.context()
  return {
    world,
    context: {
      ...context,
      config: configOf(),
      ports: { ...context.ports, askSecret: async () => null, platforms },
    },
  }
}

const stateOf = (report: Report, name: string) => report.prerequisites?.find((one) => nameOf(one) === name)

const WHOLE = factsOf()
const NO_PROVIDER = factsOf({ provider: known(null) })
const EMPTY = factsOf({ provider: known(null) }, { staging: { role: known(null), permissions: known(null) } })

describe("without --apply", () => {
  test("setup shows what it would do, and does nothing", async () => {
    const platforms = new FakePlatforms([EMPTY])
    const { world, context } = worldWith(platforms)
    const report = await setup(context, { ...REQUEST, apply: false })
    expect(report).toMatchObject({
      command: "setup",
      outcome: "done",
      ok: true,
      reason: null,
      changed: false,
    })
    expect(headline(report)).toBe("Nothing was changed: 16 of 19 prerequisites are met")
    expect(stateOf(report, "provider")).toMatchObject({
      state: "missing",
      applied: false,
      commands: [expect.stringMatching(/^aws iam create-open-id-connect-provider /)],
    })
    expect(platforms).toMatchObject({ performed: [], looks: 1 })
    expect(world.ledger.records("production")).toEqual([])
  })

  test("what cannot be read as a request is refused before anything is looked at", async () => {
    const platforms = new FakePlatforms([WHOLE])
    const { context } = worldWith(platforms)
    await expect(setup(context, { ...REQUEST, account: "1", apply: true })).rejects.toMatchObject({
      kind: "usage",
    })
    expect(platforms.looks).toBe(0)
  })
})

describe("with --apply", () => {
  test("setup changes what is not as it should be, in order, and looks again", async () => {
    const platforms = new FakePlatforms([EMPTY, WHOLE])
    const { world, context } = worldWith(platforms)
    const report = await setup(context, { ...REQUEST, apply: true })
    expect(platforms.performed.map((change) => (change.on === "aws" ? change.action : change.path))).toEqual([
      "CreateOpenIDConnectProvider",
      "CreateRole",
      "PutRolePolicy",
    ])
    expect(report).toMatchObject({ outcome: "done", ok: true })
    expect(headline(report)).toBe("3 prerequisites set up: all 19 prerequisites are met")
    expect(stateOf(report, "role staging")).toMatchObject({
      state: "ok",
      applied: true,
      commands: [expect.stringMatching(/^aws iam create-role /)],
    })
    expect(stateOf(report, "role production")).toMatchObject({ state: "ok", applied: false, commands: [] })
    expect(report.phases.map(({ name, status }) => `${name} ${status}`)).toEqual([
      "look ok",
      "secrets ok",
      "provider ok",
      "role staging ok",
      "permissions staging ok",
      "look ok",
    ])
    expect(world.clock.sleeps).toEqual([])
  })

  test("setup changes nothing where all is as it should be", async () => {
    const platforms = new FakePlatforms([WHOLE])
    const { context } = worldWith(platforms)
    const report = await setup(context, { ...REQUEST, apply: true })
    expect(platforms).toMatchObject({ performed: [], looks: 1 })
    expect(headline(report)).toBe("Nothing was changed: all 19 prerequisites are met")
  })

  test("setup changes nothing for a repository that GitHub does not show, and says that first", async () => {
    const message = "GitHub shows no repository octo-org/shpo to this token."
    const gone = factsOf({ provider: known(null), repository: { kind: "unavailable", message } })
    const platforms = new FakePlatforms([gone])
    const { context } = worldWith(platforms)
    const report = await setup(context, { ...REQUEST, apply: true })
    expect(platforms).toMatchObject({ performed: [], looks: 1 })
    expect(report).toMatchObject({ outcome: "failed", ok: false, reason: { code: "SETUP_INCOMPLETE" } })
    expect(report.prerequisites?.[0]).toMatchObject({ id: "repository", state: "unknown", detail: message })
  })

  test("setup waits for what takes a moment to show", async () => {
    const platforms = new FakePlatforms([NO_PROVIDER, NO_PROVIDER, NO_PROVIDER, WHOLE])
    const { world, context } = worldWith(platforms)
    expect((await setup(context, { ...REQUEST, apply: true })).ok).toBe(true)
    expect(platforms.looks).toBe(4)
    expect(world.clock.sleeps).toEqual([2000, 2000])
  })

  test("setup says so when a change was taken and nothing came of it", async () => {
    const platforms = new FakePlatforms([NO_PROVIDER])
    const { context } = worldWith(platforms)
    const report = await setup(context, { ...REQUEST, apply: true })
    expect(platforms.looks).toBe(5)
    expect(report).toMatchObject({ outcome: "failed", ok: false, reason: { code: "SETUP_INCOMPLETE" } })
    expect(headline(report)).toBe("Nothing was changed: 18 of 19 prerequisites are met")
    expect(stateOf(report, "provider")).toMatchObject({ state: "missing", applied: false })
  })

  test("one change that is refused does not keep the others from being made", async () => {
    const after = factsOf({ provider: known(null) })
    const platforms = new FakePlatforms([EMPTY, after], (change) =>
      change.on === "aws" && change.action === "CreateOpenIDConnectProvider" ? "AccessDenied" : null,
    )
    const { world, context } = worldWith(platforms)
    const report = await setup(context, { ...REQUEST, apply: true })
    expect(report).toMatchObject({
      outcome: "failed",
      reason: { code: "SETUP_INCOMPLETE", message: "18 of 19 prerequisites are met." },
    })
    expect(headline(report)).toBe("2 prerequisites set up: 18 of 19 prerequisites are met")
    expect(stateOf(report, "provider")).toMatchObject({
      state: "missing",
      applied: false,
      detail: expect.stringMatching(/; not changed: AccessDenied$/),
      commands: [expect.stringMatching(/^aws iam/)],
    })
    expect(world.clock.sleeps).toEqual([])
  })

  test("an interrupted setup makes no further change, and looks once", async () => {
    const { world, context } = worldWith(
      new FakePlatforms([EMPTY], () => {
        world.interrupt()
        return null
      }),
    )
    const report = await setup(context, { ...REQUEST, apply: true })
    expect((context.ports.platforms as FakePlatforms).performed).toHaveLength(1)
    expect((context.ports.platforms as FakePlatforms).looks).toBe(2)
    expect(report.ok).toBe(false)
  })

  test("a role that may trust numbers is not made to trust names", async () => {
    const platforms = new FakePlatforms([
      factsOf({ repository: { kind: "unavailable", message: "GitHub is down" } }),
    ])
    const { context } = worldWith(platforms)
    const report = await setup(context, { ...REQUEST, apply: false })
    expect(stateOf(report, "role staging")).toMatchObject({ state: "unknown", commands: [] })
  })
})

describe("secrets", () => {
  const SOURCES = { "sst.config.ts": 'new sst.Secret("AuthSecret"); new sst.Secret("Theme", "light")' }

  /** A shop that SST deploys, in an account that is set up. */
  function sstShop(platforms = new FakePlatforms([WHOLE])) {
    const { world, context } = worldWith(platforms)
    const store = new FakeSecrets()
    world.stages.production.secrets = store
    const config = configOf({
      deployer: { kind: "sst", outputs: ["api"], timeoutSeconds: 4000 },
      secrets: { required: ["ChatKey"] },
    })
    const play = (apply: boolean, only = "", askSecret: AskSecret = async () => null) =>
      setup(
        {
          ...context,
          config,
          ports: { ...context.ports, askSecret },
        },
        { ...REQUEST, only, apply },
      )
    return { world, store, platforms, play }
  }

  const secretsOf = (report: Report) =>
    (report.prerequisites ?? [])
      .filter(({ id }) => id.startsWith("secret"))
      .map((one) => `${nameOf(one)} ${one.state}: ${one.detail}`)

  const command = (name: string, stage: string) =>
    `release-pipeline secrets-set --name ${name} --stage ${stage} --tag v1.1.0`

  test("that a stage lacks are listed by name, each with the command that sets it", async () => {
    const { world, store, play } = sstShop()
    world.tagWith("v1.0.0", {})
    world.tagWith("v1.1.0", SOURCES)
    world.tagWith("v2.0.0-rc.1", { "sst.config.ts": 'new sst.Secret("Later")' })
    store.have("staging", stored("AuthSecret", "ChatKey"))
    store.have("production", stored("AuthSecret"))
    const report = await play(false)
    expect(secretsOf(report)).toEqual([
      "secret AuthSecret staging ok: set",
      "secret ChatKey staging ok: set",
      "secret AuthSecret production ok: set",
      "secret ChatKey production missing: it is not set, and v1.1.0 needs it",
    ])
    expect(stateOf(report, "secret ChatKey production")).toMatchObject({
      commands: [],
      byHand: [command("ChatKey", "production")],
    })
    expect(headline(report)).toBe("Nothing was changed: 22 of 23 prerequisites are met")
    expect(store.told).toEqual(["list staging", "list production"])
  })

  test("are not made up by --apply, which leaves them to a person and says that it is not done", async () => {
    const { world, store, platforms, play } = sstShop(new FakePlatforms([EMPTY, WHOLE]))
    world.tagWith("v1.1.0", SOURCES)
    store.have("staging", stored("ChatKey"))
    const report = await play(true, "staging")
    expect(report).toMatchObject({ outcome: "failed", ok: false, reason: { code: "SETUP_INCOMPLETE" } })
    expect(platforms.performed).toHaveLength(3)
    expect(stateOf(report, "secret AuthSecret staging")).toMatchObject({
      state: "missing",
      applied: false,
      byHand: [command("AuthSecret", "staging")],
    })
    expect(store.told).toEqual(["list staging"])
  })

  test("are to do where nothing else is", async () => {
    const { world, store, platforms, play } = sstShop()
    world.tagWith("v1.1.0", SOURCES)
    store.have("staging", stored("AuthSecret"))
    const report = await play(true)
    expect(report).toMatchObject({ outcome: "failed", reason: { code: "SETUP_INCOMPLETE" } })
    expect(platforms).toMatchObject({ performed: [], looks: 1 })
    expect(store.told).toEqual(["list staging", "list production"])
  })

  describe("that a person at the terminal", () => {
    const CANARY = "canary-5c1"

    /** A shop that lacks both secrets of staging, and a person who gives those that are named. */
    function asked(...given: string[]) {
      const shop = sstShop()
      shop.world.tagWith("v1.1.0", SOURCES)
      const questions: string[] = []
      const askSecret: AskSecret = async (name, stage) => {
        questions.push(`${name} ${stage}`)
        if (!given.includes(name)) return null
        return {
          plaintext: async () => {
            shop.store.have("staging", stored(...given))
            return CANARY
          },
        }
      }
      return { ...shop, questions, play: (apply = true) => shop.play(apply, "staging", askSecret) }
    }

    test("gives are set, and shown nowhere", async () => {
      const { world, store, questions, play } = asked("AuthSecret", "ChatKey")
      const report = await play()
      expect(report).toMatchObject({ outcome: "done", ok: true })
      expect(headline(report)).toBe("2 prerequisites set up: all 13 prerequisites are met")
      expect(stateOf(report, "secret AuthSecret staging")).toMatchObject({ state: "ok", applied: true })
      expect(questions).toEqual(["AuthSecret staging", "ChatKey staging"])
      expect(store.told).toEqual([
        "list staging",
        "set AuthSecret on staging, 10 characters",
        "set ChatKey on staging, 10 characters",
        "list staging",
      ])
      expect(JSON.stringify([report, world.said])).not.toContain(CANARY)
    })

    test("leaves stay to do", async () => {
      const { store, play } = asked("ChatKey")
      const report = await play()
      expect(report).toMatchObject({ outcome: "failed", reason: { code: "SETUP_INCOMPLETE" } })
      expect(stateOf(report, "secret AuthSecret staging")).toMatchObject({ state: "missing", applied: false })
      expect(stateOf(report, "secret ChatKey staging")).toMatchObject({ state: "ok", applied: true })
      expect(store.told.filter((line) => line.startsWith("set"))).toHaveLength(1)
    })

    test.each<[string, (shop: ReturnType<typeof asked>) => unknown, RegExp]>([
      ["the tool refuses", ({ store }) => store.refuse(), /; not changed: no$/],
      [
        "there are no credentials any more",
        ({ world }) =>
          world.credentials.next.push(
            { ok: true, env: {}, secrets: {}, expiresAt: null },
            { ok: false, reason: reason("CREDENTIALS_EXPIRED", "They have ended.") },
          ),
        /; not changed: They have ended\.$/,
      ],
    ])("gives are not set where %s, and the report says so", async (_case, spoil, detail) => {
      const shop = asked("AuthSecret")
      shop.store.have = () => {}
      spoil(shop)
      const report = await shop.play()
      expect(report.ok).toBe(false)
      expect(stateOf(report, "secret AuthSecret staging")).toMatchObject({
        state: "missing",
        applied: false,
        detail: expect.stringMatching(detail),
      })
    })

    test("is not asked for without --apply, nor for what is set, nor once the run is to end", async () => {
      const shown = asked("AuthSecret")
      await shown.play(false)
      expect(shown.questions).toEqual([])
      const half = asked("ChatKey")
      half.store.have("staging", stored("AuthSecret"))
      await half.play()
      expect(half.questions).toEqual(["ChatKey staging"])
      const ended = asked("AuthSecret")
      ended.world.interrupt()
      await ended.play()
      expect(ended.questions).toEqual([])
    })
  })

  test("of the newest version count, a release before one that is none yet", async () => {
    const { world, play } = sstShop()
    world.tagWith("v1.0.0-rc.1", { "sst.config.ts": 'new sst.Secret("Early")' })
    expect(secretsOf(await play(false))).toContain(
      "secret Early staging missing: it is not set, and v1.0.0-rc.1 needs it",
    )
  })

  test.each<[string, (shop: ReturnType<typeof sstShop>) => unknown, string, boolean]>([
    ["no version is tagged", () => {}, "no version is tagged yet", true],
    ["a tag is gone as it is read", ({ world }) => lost(world), "no version is tagged yet", true],
    [
      "the deployer keeps none",
      ({ world }) => delete world.stages.production.secrets,
      "the deployer keeps no secrets",
      true,
    ],
    [
      "SST cannot be installed",
      ({ world, store }) => {
        world.tagWith("v1.1.0", SOURCES)
        store.have("staging", { kind: "unavailable", message: "SST cannot be found" })
      },
      "SST cannot be found",
      false,
    ],
    [
      "the ledger cannot be read",
      ({ world }) => {
        world.tagWith("v1.1.0", SOURCES)
        world.ledger.before = broken("read")
      },
      "The remote is gone.",
      false,
    ],
  ])("are unknown where %s, and why", async (_case, spoil, why, isMet) => {
    const shop = sstShop()
    spoil(shop)
    const report = await shop.play(true)
    expect(secretsOf(report)).toContain(`secrets staging unknown: ${why}`)
    expect(report.ok).toBe(isMet)
  })
})

/** Somebody deletes the tag between the listing and the look. */
function lost(world: World): void {
  world.tag("v1.0.0")
  world.lookUp = async () => ({ sha: null, onMain: null, mainRemote: "origin", shallow: false })
}
