import { describe, expect, test } from "vitest"
import { broken } from "../helpers/fake-ledger.ts"
import { healthy, loadBalancerError, refused, response, sick } from "../helpers/fake-stage.ts"
import { entryOf, named, releaseOf, World } from "../helpers/world.ts"

const ADDRESSES = "api=https://api.production.test,web=https://production.test"
const URLS = { api: "https://api.production.test", web: "https://production.test" }

/** Production runs v1.3.0, deployed by hand; the ledger knows nothing of it. */
function byHand(settings: { urls?: boolean; serving?: string | null } = {}): World {
  const { urls = true, serving = "v1.3.0" } = settings
  const world = new World(urls ? { config: { stages: { production: { urls: URLS } } } } : {})
  world.tag("v1.0.0", "v1.2.0", "v1.3.0", "v1.4.0")
  if (serving !== null) world.stages.production.serve(releaseOf(serving))
  return world
}

const nothing = { changed: false, deploys: [], locked: false }

describe("E1: a production that was deployed by hand", () => {
  test("is adopted once it answers as that version, and deploys nothing", async () => {
    const world = byHand()
    const { report, ...ending } = await world.adopt("production", "v1.3.0", { reason: "deployed by hand" })
    expect(ending).toMatchObject({
      ...nothing,
      outcome: "done",
      ok: true,
      code: null,
      line: `production runs ${named("v1.3.0")}, adopted, verified`,
      running: "v1.3.0 verified",
      records: ["started", "verified"],
    })
    expect(report).toMatchObject({ ...releaseOf("v1.3.0"), previous: null, smoke: { verdict: "pass" } })
    expect(report.phases[0]).toMatchObject({ name: "resolve", detail: expect.stringMatching(/^it serves /) })
    expect(world.ledger.records("production").at(-1)).toMatchObject({
      command: "adopt",
      ...releaseOf("v1.3.0"),
      detail: "adopted: deployed by hand",
      state: { running: { tag: "v1.3.0", verified: true }, verified: [releaseOf("v1.3.0")], frozen: null },
    })
  })

  test("counts as nothing where the end cannot be recorded", async () => {
    const world = byHand()
    world.ledger.before = (operation, entries) => {
      if (entries.some(({ kind }) => kind === "verified")) broken(operation)(operation, entries)
    }
    const { report, ...ending } = await world.adopt("production", "v1.3.0")
    expect(ending).toMatchObject({
      outcome: "failed",
      code: "LEDGER_UNAVAILABLE",
      running: "v1.3.0 unverified",
    })
    expect(report.reason?.message).toContain("it is not known whether that was recorded")
  })

  test("a bad version then goes back to what was adopted, and so does a person's rollback", async () => {
    const world = byHand()
    await world.adopt("production", "v1.3.0")
    await world.stage("v1.4.0")
    world.stages.production.answer("v1.4.0", sick)
    expect(await world.deploy("production", "v1.4.0")).toMatchObject({
      outcome: "rolled-back",
      line: `production runs ${named("v1.3.0")}, not v1.4.0: rolled back, verified`,
      deploys: ["v1.4.0", "v1.3.0"],
    })
    await world.unfreeze("production")
    world.tag("v1.4.1")
    await world.stage("v1.4.1")
    await world.deploy("production", "v1.4.1")
    expect(await world.rollback("production", { to: "v1.3.0" })).toMatchObject({
      outcome: "rolled-back",
      running: "v1.3.0 verified",
    })
  })

  test("what was adopted is deployed again, although staging never had it", async () => {
    const world = byHand()
    await world.adopt("production", "v1.3.0")
    world.stages.production.serve(releaseOf("v1.2.0"))
    expect(await world.deploy("production", "v1.3.0")).toMatchObject({
      outcome: "deployed",
      deploys: ["v1.3.0"],
      running: "v1.3.0 verified",
    })
  })

  test("without it the deploy is refused, the gate says so before the outage, and a reason lets it through", async () => {
    const world = byHand()
    await world.stage("v1.4.0")
    expect(await world.plan("production", "v1.4.0")).toMatchObject({
      line: expect.stringContaining("one-way; 1 gate would stop it"),
      report: {
        plan: { oneWay: ["what runs there, if anything does, was never adopted"], reversible: false },
      },
    })
    const { report, ...ending } = await world.deploy("production", "v1.4.0")
    expect(ending).toMatchObject({
      ...nothing,
      outcome: "blocked",
      code: "NOTHING_ADOPTED",
      records: ["blocked"],
    })
    expect(report.reason?.fix).toContain("adopt --tag v1.3.0 --stage production")
    expect(await world.deploy("production", "v1.4.0", { allowOneWay: "v1.3.0 is worthless" })).toMatchObject({
      outcome: "deployed",
      records: ["started", "waived", "deployed", "verified"],
    })
  })

  test.each([
    ["nothing answers yet", () => refused, "deployed", null],
    ["only its load balancer answers", loadBalancerError, "deployed", null],
    ["an application answers that fails", () => response(500, "no database"), "blocked", "NOTHING_ADOPTED"],
    [
      "something answers that shows no version",
      () => response(404, "no such page"),
      "blocked",
      "NOTHING_ADOPTED",
    ],
  ] as const)("a first deploy where %s: %s", async (_, answer, outcome, code) => {
    const world = byHand()
    await world.stage("v1.4.0")
    world.stages.production.answer("v1.3.0", answer)
    expect(await world.deploy("production", "v1.4.0")).toMatchObject({ outcome, code })
  })

  test("a first deploy whose tool alone will say where it is needs a person's word", async () => {
    const world = byHand({ urls: false, serving: null })
    await world.stage("v1.4.0")
    Object.assign(world.stages.production, { served: undefined })
    const { report, code } = await world.deploy("production", "v1.4.0")
    expect(code).toBe("NOTHING_ADOPTED")
    expect(report.reason?.message).toBe(
      "Whether production runs something already is not known: the smoke checks need api, web, which the stage does not have.",
    )
    expect(await world.deploy("production", "v1.4.0", { allowOneWay: "the first deploy" })).toMatchObject({
      outcome: "deployed",
    })
  })

  test("staging needs no version to go back to", async () => {
    const world = byHand({ urls: false })
    world.stages.staging.serve(releaseOf("v1.3.0"))
    expect(await world.deploy("staging", "v1.4.0")).toMatchObject({ outcome: "deployed" })
  })

  test("a rollback to a version that was never adopted names adopt", async () => {
    const world = byHand()
    await world.stage("v1.4.0")
    await world.deploy("production", "v1.4.0", { allowOneWay: "why not" })
    const { report, code } = await world.rollback("production", { to: "v1.3.0" })
    expect(code).toBe("ROLLBACK_TARGET_UNKNOWN")
    expect(report.reason?.fix).toContain("`adopt --tag v1.3.0 --stage production`")
  })
})

describe("addresses that no deploy has told", () => {
  test("are given with the command, and the ledger keeps them", async () => {
    const world = byHand({ urls: false })
    expect(await world.adopt("production", "v1.3.0", { url: ADDRESSES })).toMatchObject({ outcome: "done" })
    expect(world.ledger.state("production").running?.outputs).toEqual(URLS)
  })

  test("are named where they are missing", async () => {
    const { report, ...ending } = await byHand({ urls: false }).adopt("production", "v1.3.0", {
      url: "web=https://production.test",
    })
    expect(ending).toMatchObject({ ...nothing, outcome: "blocked", code: "ADDRESS_UNKNOWN" })
    expect(report.reason).toMatchObject({
      message: "The smoke checks need api, which nothing gives.",
      fix: "Put it into stages.production.urls of pipeline.json, or name it: --url api=ADDRESS.",
    })
  })

  test("that are none are refused before anything is read", async () => {
    const world = byHand()
    await expect(world.adopt("production", "v1.3.0", { url: "api=nowhere" })).rejects.toMatchObject({
      kind: "usage",
    })
    expect(world.ledger.records("production")).toEqual([])
  })
})

describe("what is refused changes nothing", () => {
  test.each<[string, string, (world: World) => unknown, object, string, RegExp]>([
    ["a tag that does not exist", "v1.3.9", () => {}, {}, "TAG_NOT_FOUND", /Did you mean v1\.3\.0/],
    ["a tag that is no version", "latest", () => {}, {}, "TAG_INVALID", /"latest" is not/],
    [
      "what does not answer",
      "v1.2.0",
      () => {},
      {},
      "OTHER_VERSION_SERVED",
      /^It serves v1\.3\.0, not v1\.2\.0\.$/,
    ],
    [
      "what shows no version",
      "v1.3.0",
      (world) => world.stages.production.answer("v1.3.0", () => response(200, "{}")),
      {},
      "OTHER_VERSION_SERVED",
      /shows a version/,
    ],
    [
      "a frozen stage",
      "v1.3.0",
      (world) => world.play("production", [entryOf("frozen", { detail: "look first" })]),
      {},
      "STAGE_FROZEN",
      /look first/,
    ],
    [
      "a version that failed there",
      "v1.3.0",
      (world) =>
        world.play("production", [entryOf("quarantined", { ...releaseOf("v1.3.0"), detail: "bad" })]),
      {},
      "VERSION_QUARANTINED",
      /bad/,
    ],
    [
      "a stage that a run holds",
      "v1.3.0",
      (world) => world.play("production", [entryOf("started", { ...releaseOf("v1.4.0"), fence: 1 })]),
      {},
      "LOCK_HELD",
      /held by ben/,
    ],
  ])("%s", async (_, tag, prepare, request, code, message) => {
    const world = byHand()
    prepare(world)
    const before = world.ledger.state("production")
    const { report, ...ending } = await world.adopt("production", tag, request)
    expect(ending).toMatchObject({ changed: false, deploys: [], outcome: "blocked", code })
    expect(report.reason?.message).toMatch(message)
    expect(ending.line).toBe(`${tag} was not adopted on production: ${report.reason?.message}`)
    expect(world.ledger.state("production")).toEqual(before)
  })

  test("a version that answers says so: the fix is the command that adopts it", async () => {
    const { report } = await byHand().adopt("production", "v1.2.0")
    expect(report.reason?.fix).toBe(
      "Adopt the version that answers: `adopt --tag v1.3.0 --stage production`.",
    )
  })

  test("a tag that names another commit than the one that runs is refused where the commit is shown", async () => {
    const check = { name: "api", url: "{api}/health", expect: { version: "version", sha: "sha" } }
    const stages = { production: { urls: URLS } }
    const world = new World({ config: { stages, smoke: { checks: [check] } } })
    world.tag("v1.3.0")
    const sha = releaseOf("v9.9.9").sha
    world.stages.production.serve(releaseOf("v1.3.0"))
    world.stages.production.answer("v1.3.0", () => response(200, JSON.stringify({ version: "v1.3.0", sha })))
    const { report, code } = await world.adopt("production", "v1.3.0")
    expect(code).toBe("OTHER_VERSION_SERVED")
    expect(report.reason?.message).toBe(
      `It serves v1.3.0 (${sha.slice(0, 7)}), but ${named("v1.3.0").replace(" (", " is commit ").replace(")", "")}: the tag was moved, or another commit was built.`,
    )
  })

  test("a version whose name is none of a tag is refused with what it calls itself", async () => {
    const world = byHand({ serving: "build-7" })
    const { report } = await world.adopt("production", "v1.3.0")
    expect(report.reason).toMatchObject({
      code: "OTHER_VERSION_SERVED",
      message: "It serves build-7, not v1.3.0.",
      fix: expect.stringContaining("See which version answers, `smoke --stage production`"),
    })
  })

  test("a tag that names another commit than the one that runs is told by its commit", async () => {
    const world = byHand()
    world.point("v1.3.0", releaseOf("v9.9.9").sha)
    expect(await world.adopt("production", "v1.3.0")).toMatchObject({ outcome: "done" })
    expect((await world.smoke("production")).report.smoke?.proof).toBe("version")
  })
})

describe("a version that fails its checks", () => {
  test("is not adopted, and the ledger knows as little as before", async () => {
    const world = byHand()
    world.stages.production.answer("v1.3.0", sick)
    const { report, ...ending } = await world.adopt("production", "v1.3.0")
    expect(ending).toMatchObject({
      ...nothing,
      outcome: "failed",
      code: "SMOKE_FAILED",
      line: "v1.3.0 was not adopted on production: api was wrong 3 times in a row: status 500, not 200",
      running: null,
      records: ["started", "failed"],
    })
    expect(report.reason?.fix).toContain("`smoke --stage production` shows it")
    expect(world.ledger.state("production")).toMatchObject({
      running: null,
      verified: [],
      quarantine: [],
      frozen: null,
    })
  })

  test("is not adopted while another one answers now and then", async () => {
    const world = byHand()
    let turn = 0
    world.stages.production.answer("v1.3.0", (probe) => {
      if (probe.check === "api") turn += 1
      return healthy(turn % 3 === 0 ? { ...probe, release: releaseOf("v1.2.0") } : probe)
    })
    const { report, code } = await world.adopt("production", "v1.3.0")
    expect(code).toBe("SMOKE_FAILED")
    expect(report.reason?.message).toMatch(/^not right, and no time left to pass within 90 s/)
  })

  test("is not judged without a network, and freezes nothing", async () => {
    const world = byHand()
    world.stages.production.network = false
    expect(await world.adopt("production", "v1.3.0")).toMatchObject({
      ...nothing,
      outcome: "inconclusive",
      code: "SMOKE_INCONCLUSIVE",
      line: expect.stringMatching(/^v1\.3\.0 was not adopted on production: nothing could be reached/),
    })
    expect(world.ledger.state("production")).toMatchObject({ running: null, frozen: null })
  })

  test("an interrupted one judges nothing and frees the stage", async () => {
    const world = byHand()
    world.stages.production.answer("v1.3.0", () => refused)
    world.clock.after(10, () => world.interrupt())
    expect(await world.adopt("production", "v1.3.0")).toMatchObject({
      ...nothing,
      outcome: "failed",
      code: "INTERRUPTED",
    })
  })
})

describe("a stage that the ledger knows", () => {
  async function shipped(): Promise<World> {
    const world = byHand({ serving: null })
    await world.stage("v1.2.0")
    await world.deploy("production", "v1.2.0")
    return world
  }

  test("the version that is verified already needs nothing", async () => {
    expect(await (await shipped()).adopt("production", "v1.2.0")).toMatchObject({
      ...nothing,
      outcome: "done",
      line: `production runs ${named("v1.2.0")}, verified already; nothing was recorded`,
      records: [],
    })
  })

  test("the version that is verified already is refused while another one is served", async () => {
    const world = await shipped()
    world.stages.production.serve(releaseOf("v1.3.0"))
    const { report, ...ending } = await world.adopt("production", "v1.2.0", { reason: "it is the right one" })
    expect(ending).toMatchObject({ ...nothing, outcome: "blocked", ok: false, code: "OTHER_VERSION_SERVED" })
    expect(report.reason).toMatchObject({
      message:
        "It serves v1.3.0, not v1.2.0. The ledger says that v1.2.0 runs, verified, so the stage has drifted.",
      fix: expect.stringMatching(
        /`adopt --tag v1\.3\.0 .*`deploy-production --tag v1\.2\.0 --waive 'drift=WHY'`/,
      ),
    })
    expect(report.card?.seen).toMatchObject({
      asRecorded: false,
      detail: `it serves v1.3.0, not ${named("v1.2.0")}`,
    })
  })

  test("so it is while something is served whose name is none of a tag", async () => {
    const world = await shipped()
    world.stages.production.serve(releaseOf("build-7"))
    const { report } = await world.adopt("production", "v1.2.0")
    expect(report.reason).toMatchObject({
      code: "OTHER_VERSION_SERVED",
      message: expect.stringContaining("the stage has drifted"),
      fix: expect.stringContaining("`adopt --tag VERSION --stage production"),
    })
  })

  test("the version that is verified already is smoked where the first look shows no version", async () => {
    const world = await shipped()
    world.stages.production.answer("v1.2.0", loadBalancerError)
    expect(await world.adopt("production", "v1.2.0")).toMatchObject({ ...nothing, code: "SMOKE_FAILED" })
    world.stages.production.answer("v1.2.0", healthy)
    expect(await world.adopt("production", "v1.2.0")).toMatchObject({ ...nothing, outcome: "done" })
  })

  test("what was seen of the version to adopt confirms nothing of the one that the ledger says", async () => {
    const world = await shipped()
    world.stages.production.serve(releaseOf("v1.3.0"))
    const { report, code } = await world.adopt("production", "v1.3.0")
    expect(code).toBe("ADOPTION_UNEXPLAINED")
    expect(report.card).toMatchObject({ running: { tag: "v1.2.0" }, seen: null })
  })

  describe("while another run works on it", () => {
    /** Another run deploys v1.4.0 to production. */
    async function underWay(): Promise<World> {
      const world = await shipped()
      world.play("production", [
        entryOf("started", { ...releaseOf("v1.4.0"), fence: 2 }),
        entryOf("effect", { ...releaseOf("v1.4.0"), fence: 2, effect: "deploy" }),
      ])
      return world
    }

    test("the run is named, whatever the stage serves in the meantime", async () => {
      const world = await underWay()
      const { report, ...ending } = await world.adopt("production", "v1.2.0")
      expect(ending).toMatchObject({
        changed: false,
        outcome: "blocked",
        code: "LOCK_HELD",
        records: ["blocked"],
      })
      expect(report.reason?.message).toMatch(/^production has been held by ben \(deploy-production v1\.4\.0/)
      expect(report.gates.map(({ id }) => id)).toEqual(["tag", "lock"])
      expect(await world.adopt("production", "v1.3.9")).toMatchObject({ code: "TAG_NOT_FOUND" })
    })

    test("one that waits looks at the stage again", async () => {
      const world = await underWay()
      world.clock.after(30, () => {
        world.stages.production.serve(releaseOf("v1.4.0"))
        world.play("production", [
          entryOf("deployed", { ...releaseOf("v1.4.0"), fence: 2 }),
          entryOf("failed", { ...releaseOf("v1.4.0"), fence: 2, detail: "interrupted" }),
        ])
      })
      expect(await world.adopt("production", "v1.4.0", { waitSeconds: 60 })).toMatchObject({
        outcome: "done",
        running: "v1.4.0 verified",
      })
    })
  })

  test("another one that was put there by hand needs a reason; both are targets then", async () => {
    const world = await shipped()
    world.stages.production.serve(releaseOf("v1.3.0"))
    const { report, ...ending } = await world.adopt("production", "v1.3.0")
    expect(ending).toMatchObject({ ...nothing, outcome: "blocked", code: "ADOPTION_UNEXPLAINED" })
    expect(report.reason?.fix).toBe(
      "Say how v1.3.0 came there: `adopt --tag v1.3.0 --stage production --reason 'WHY'`.",
    )
    expect(await world.adopt("production", "v1.3.0", { reason: "ben did it at night" })).toMatchObject({
      outcome: "done",
      running: "v1.3.0 verified",
      report: { previous: releaseOf("v1.2.0") },
    })
    expect(world.ledger.state("production").verified).toMatchObject([
      releaseOf("v1.3.0"),
      releaseOf("v1.2.0"),
    ])
  })

  test("one that was deployed, failed and runs well by now is adopted as it is", async () => {
    const world = byHand({ serving: null })
    world.play("production", [
      entryOf("started", releaseOf("v1.2.0")),
      entryOf("deployed", { ...releaseOf("v1.2.0"), outputs: URLS }),
      entryOf("failed", { ...releaseOf("v1.2.0"), changed: true }),
    ])
    world.stages.production.serve(releaseOf("v1.2.0"))
    expect(await world.adopt("production", "v1.2.0")).toMatchObject({
      outcome: "done",
      running: "v1.2.0 verified",
    })
  })
})

test("staging takes what it runs for verified, too", async () => {
  const world = byHand()
  world.stages.staging.serve(releaseOf("v1.3.0"))
  const url = "api=https://api.staging.test,web=https://staging.test"
  expect(await world.adopt("staging", "v1.3.0", { url })).toMatchObject({ outcome: "done" })
})

describe("smoke before the first deploy", () => {
  test("tries the checks on what runs, and names the command that adopts it", async () => {
    const world = byHand()
    expect(await world.smoke("production")).toMatchObject({
      ...nothing,
      outcome: "done",
      records: [],
      line: `production serves ${named("v1.3.0")}, passes smoke; the ledger does not know it yet: \`adopt --tag v1.3.0 --stage production\``,
    })
  })

  test("says what the answer has instead of a version", async () => {
    const world = byHand()
    world.stages.production.answer("v1.3.0", () =>
      response(200, '{"app":{"version":"v1.3.0"},"status":"ok"}'),
    )
    const { report, ...ending } = await world.smoke("production")
    expect(ending).toMatchObject({ ...nothing, outcome: "failed", code: "SMOKE_FAILED" })
    expect(report.reason?.message).toContain('no "version"; the body has app, status')
  })

  test("passes what calls itself by no tag, and says that", async () => {
    const world = byHand({ serving: "1.3.0-local" })
    expect(await world.smoke("production")).toMatchObject({
      outcome: "done",
      line: "production passes smoke, but what it calls itself is no tag of this repository",
    })
  })

  test("passes a tag that is taken away meanwhile, without a commit that it would be", async () => {
    const world = byHand()
    const lookUp = world.lookUp.bind(world)
    world.lookUp = async (tag) => ({ ...(await lookUp(tag)), sha: null })
    const { report, line } = await world.smoke("production")
    expect(report).toMatchObject({ outcome: "done", sha: null })
    expect(line).toBe("production passes smoke, but what it calls itself is no tag of this repository")
  })

  test("takes addresses", async () => {
    expect(await byHand({ urls: false }).smoke("production", ADDRESSES)).toMatchObject({ outcome: "done" })
  })

  test("has nothing to judge where nothing answers", async () => {
    expect(await byHand({ serving: null }).smoke("production")).toMatchObject({
      ...nothing,
      outcome: "blocked",
      line: "The ledger knows no deploy of production, and nothing answers there: api: connection refused.",
    })
  })

  test("has nothing to judge where there is no network", async () => {
    const world = byHand()
    world.stages.production.network = false
    expect(await world.smoke("production")).toMatchObject({
      ...nothing,
      outcome: "blocked",
      code: "NOTHING_DEPLOYED",
    })
  })

  test("cannot judge when the network goes", async () => {
    const world = byHand()
    world.clock.after(1, () => {
      world.stages.production.network = false
    })
    expect(await world.smoke("production")).toMatchObject({
      outcome: "inconclusive",
      code: "SMOKE_INCONCLUSIVE",
    })
  })
})

test("what an adoption is judged by", async () => {
  const { report } = await byHand().adopt("production", "v1.3.0")
  expect(report.gates.map(({ id, title }) => `${id}: ${title}`)).toEqual([
    "tag: The tag is a version and exists",
    "frozen: The stage is not frozen",
    "quarantine: The commit is not quarantined",
    "known: The ledger knows no other version of the stage",
    "address: The stage's addresses are known",
    "served: The stage answers as the version",
    "lock: No other run holds the stage",
  ])
})

test("a stage that another run holds is not taken for adopted, and two versions are both named", async () => {
  const world = byHand()
  await world.adopt("production", "v1.3.0")
  world.hold("production")
  expect(await world.adopt("production", "v1.3.0", { reason: "again" })).toMatchObject({ code: "LOCK_HELD" })

  const other = new World({
    config: {
      smoke: {
        checks: ["api", "web"].map((name) => ({ name, url: `{${name}}/`, expect: { version: "version" } })),
      },
      stages: { production: { urls: URLS } },
    },
  })
  other.tag("v1.2.0", "v1.3.0")
  other.stages.production.serve(releaseOf("v1.3.0"))
  other.stages.production.answer("v1.3.0", ({ check }) =>
    response(200, JSON.stringify({ version: check === "api" ? "v1.3.0" : "v1.2.0" })),
  )
  const { report } = await other.adopt("production", "v1.3.0")
  expect(report.reason).toMatchObject({
    code: "OTHER_VERSION_SERVED",
    message: "It serves v1.3.0 and v1.2.0, not v1.3.0.",
  })
})
