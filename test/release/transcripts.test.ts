import { expect, test } from "vitest"
import type { LedgerRecord } from "../../src/core/ledger/record.ts"
import { headline } from "../../src/core/report/headline.ts"
import { renderText } from "../../src/core/report/render-text.ts"
import type { Report } from "../../src/core/report/report.ts"
import { STAGES, type Stage } from "../../src/core/stage.ts"
import { contains, dora, timeline } from "../../src/release/figures.ts"
import { history, nextVersion, recordedReport, status } from "../../src/release/queries.ts"
import type { Context } from "../../src/release/run.ts"
import { secrets, setSecret } from "../../src/release/secrets.ts"
import { checkNamed, known } from "../helpers/fake-code-host.ts"
import { broken } from "../helpers/fake-ledger.ts"
import { FakeSecrets, stored } from "../helpers/fake-secrets.ts"
import { failsHalfway, failsUnchanged, lies, refused, response, sick } from "../helpers/fake-stage.ts"
import { entryOf, releaseOf, shaOf, World } from "../helpers/world.ts"

// What whole runs say, report and record, to the last word. Where one of it was changed on purpose: vitest -u.

const FORGE = { kind: "github", address: "https://github.com/acme/shop" } as const
const CI = { provider: "github", repository: "acme/shop", runId: "77", attempt: 2 } as const
const ONE = { "db/1.sql": "CREATE TABLE a (id int);", "hooks/tell.sh": "" }
const TWO = { ...ONE, "db/2.sql": "DROP TABLE a;\n-- Down Migration\nCREATE TABLE a (id int);" }
const hook = { command: ["hooks/tell.sh"] }
const http = { kind: "http", name: "home", url: "{web}/" }

type Settings = ConstructorParameters<typeof World>[0]

/** In one line, without what there is not. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, one) =>
    one === null || (Array.isArray(one) && one.length === 0) ? undefined : one,
  ).replaceAll(/\b([0-9a-f]{7})[0-9a-f]{33}\b/g, "$1")

const linesOf = (value: object, ...without: string[]): string[] =>
  Object.entries(value).flatMap(([key, one]) => {
    const isNothing = one === null || one === undefined || ["[]", "{}"].includes(JSON.stringify(one))
    return isNothing || without.includes(key) ? [] : [`  ${key}: ${textOf(one)}`]
  })

const recordLine = ({ kind, state: _, report, ...record }: LedgerRecord, { runId: own }: Report): string => {
  const { app, stage, schemaVersion, actor, host, pid, runId, command, ...fields } = record as typeof record &
    Record<string, unknown>
  const by = runId === own ? {} : { runId, actor, host, pid, command }
  const reported = report === null ? {} : { report: headline(report as Report) }
  return `  ${kind} ${textOf({ ...by, ...fields, ...reported })}`
}

/** A world that is listened to. */
class Told {
  readonly world: World
  private readonly lines: string[] = []
  private seen = 0
  private readonly records: Record<Stage, number> = { staging: 0, production: 0 }

  constructor(world: World) {
    this.world = world
    this.skip()
  }

  /** What was said and recorded so far is no part of it. */
  skip(): void {
    this.world.said.length = 0
    this.seen = this.world.spans.length
    for (const stage of STAGES) this.records[stage] = this.world.ledger.records(stage).length
  }

  hear(what: string, report: Report): void {
    const { said, spans, ledger } = this.world
    const shown = renderText(report).trimEnd().split("\n")
    this.lines.push(`## ${what}`, ...shown, "said", ...said.map((line) => `  ${line}`))
    this.lines.push(`phases: ${spans.slice(this.seen).join(", ")}`)
    const isShort = report.command !== "plan" && report.command !== "preflight"
    const gates = report.gates.filter(({ status }) => !isShort || status === "fail")
    this.lines.push("report", ...linesOf({ ...report, gates }, "schemaVersion", "app", "ledger", "actor"))
    for (const stage of STAGES) {
      const own = ledger.records(stage).slice(this.records[stage])
      if (own.length === 0) continue
      this.lines.push(`records of ${stage}`, ...own.map((one) => recordLine(one, report)))
      this.lines.push(`state of ${stage}`, ...linesOf(ledger.state(stage)))
    }
    this.lines.push("")
    this.skip()
  }

  /** Lets a command run on a stage as `World.run` does. */
  async run(what: string, stage: Stage, command: (context: Context) => Promise<Report>): Promise<void> {
    const { report } = await this.world.run(stage, command)
    this.hear(what, report)
  }

  get text(): string {
    return `${this.lines.join("\n")}\n`
  }
}

/** v1.0.0 was shipped, v1.1.0 is verified on staging. */
async function shop(settings: Settings = {}): Promise<World> {
  const world = new World(settings)
  world.forge = FORGE
  world.tagWith("v1.0.0", ONE)
  await world.ship("v1.0.0")
  world.tagWith("v1.1.0", TWO)
  await world.stage("v1.1.0")
  return world
}

const everything = () =>
  shop({
    settleSeconds: 5,
    verify: {
      checks: [{ name: "chat", url: "{api}/chat" }],
      logs: { groups: ["/app/{stage}"], watchSeconds: 60, pollSeconds: 20, settleSeconds: 10 },
      slack: { url: "{api}/slack/events", optional: true },
    },
    config: {
      hooks: { "before-deploy": hook, "after-deploy": hook, "after-verified": hook, "after-failed": hook },
      migrations: {
        path: "db",
        run: { when: "before", command: ["migrate"] },
        fence: { deploy: "warn", rollback: "warn" },
      },
      stages: {
        staging: { rollback: "manual" },
        production: { region: "eu-central-1", watch: { minutes: 1, checks: [http] } },
      },
    },
    gates: { ci: { provider: "github", required: ["test"], waitSeconds: 60 } },
  })
const watched = () => shop({ config: { stages: { production: { watch: { minutes: 1, checks: [http] } } } } })
const migrating = () =>
  shop({ config: { migrations: { path: "db", fence: { deploy: "allow", rollback: "warn" } } } })

const plays: [string, () => World | Promise<World>, (told: Told, world: World) => Promise<void>][] = [
  [
    "a deploy with all that there is",
    everything,
    async (told, world) => {
      world.runner = { kind: "host", ci: CI, heartbeatSeconds: null }
      const { report } = await world.deploy("production", "v1.1.0", {
        reason: "release day",
        verify: true,
        allowOneWay: "they were read",
      })
      told.hear("deploy", report)
    },
  ],
  [
    "deploys that are rolled back",
    () => shop(),
    async (told, world) => {
      const { production } = world.stages
      production.answer("v1.1.0", sick)
      told.hear("a bad version", (await world.deploy("production", "v1.1.0")).report)
      told.hear("unfreeze", (await world.unfreeze("production")).report)
      production.heal("v1.1.0")
      production.onDeploy("v1.1.0", failsHalfway)
      told.hear("a deploy that breaks off", (await world.deploy("production", "v1.1.0")).report)
      await world.unfreeze("production")
      production.onDeploy("v1.1.0", failsUnchanged)
      told.skip()
      told.hear("a deploy that cannot begin", (await world.deploy("production", "v1.1.0")).report)
      production.answer("v1.1.0", sick)
      production.onDeploy("v1.1.0", (stage, { release }) => {
        stage.serve(release)
        return { ok: true, outputs: stage.outputs }
      })
      production.onDeploy("v1.0.0", lies)
      told.hear("one whose rollback fails", (await world.deploy("production", "v1.1.0")).report)
    },
  ],
  [
    "a version that cannot be judged",
    () => shop(),
    async (told, world) => {
      world.stages.production.network = false
      told.hear("deploy", (await world.deploy("production", "v1.1.0")).report)
      told.hear("smoke", (await world.smoke("production")).report)
      world.stages.production.network = true
      told.hear("the next deploy", (await world.deploy("production", "v1.1.0")).report)
      told.hear("smoke again", (await world.smoke("production")).report)
    },
  ],
  [
    "a rollback by hand",
    migrating,
    async (told, world) => {
      await world.deploy("production", "v1.1.0")
      world.stages.production.watched = true
      told.skip()
      told.hear(
        "rollback",
        (await world.rollback("production", { reason: "it is slow", overMigrations: "they are additive" }))
          .report,
      )
      told.hear("no way further back", (await world.rollback("production")).report)
    },
  ],
  [
    "a stage that people hold",
    () => shop(),
    async (told, world) => {
      told.hear("freeze", (await world.freeze("production", { until: "2h" })).report)
      told.hear("a deploy meanwhile", (await world.deploy("production", "v1.1.0")).report)
      told.hear("unfreeze", (await world.unfreeze("production")).report)
      told.hear("nothing to unfreeze", (await world.unfreeze("production")).report)
      world.play("production", [
        entryOf("started", { ...releaseOf("v1.1.0"), at: world.clock.now().toISOString() }),
      ])
      told.hear("quarantine what is on its way, and runs", (await world.quarantine("v1.1.0")).report)
      told.hear("quarantine another", (await world.quarantine("v1.0.0", { stage: "production" })).report)
      await world.quarantine("v1.0.0", { stage: "production", lift: true })
      told.skip()
      told.hear("freeze meanwhile", (await world.freeze("production")).report)
      told.hear("lift meanwhile", (await world.quarantine("v1.1.0", { lift: true })).report)
      told.hear("unlock", (await world.unlock("production")).report)
      told.hear("nothing to unlock", (await world.unlock("production")).report)
      told.hear("lift", (await world.quarantine("v1.1.0", { lift: true })).report)
      told.hear("nothing to lift", (await world.quarantine("v1.1.0", { lift: true })).report)
      told.hear("quarantine what runs", (await world.quarantine("v1.0.0", { stage: "production" })).report)
      told.hear("quarantine what is not there", (await world.quarantine("v1.0.1")).report)
    },
  ],
  [
    "a stage that rolls nothing back",
    () => new World({ staging: "manual", config: { hooks: { "after-deploy": hook } } }),
    async (told, world) => {
      const { staging } = world.stages
      for (const tag of ["v1.0.0", "v1.1.0", "v1.2.0", "v1.3.0"]) world.tagWith(tag, ONE)
      told.hear("the first deploy", (await world.deploy("staging", "v1.0.0")).report)
      staging.onDeploy("v1.1.0", failsHalfway)
      told.hear("a deploy that breaks off", (await world.deploy("staging", "v1.1.0")).report)
      staging.answer("v1.2.0", sick)
      told.hear("a bad version", (await world.deploy("staging", "v1.2.0")).report)
      staging.onHook = () => ({ ok: false, message: "hooks/tell.sh ended with exit code 1.", log: ["no"] })
      told.hear("a hook that refuses", (await world.deploy("staging", "v1.3.0")).report)
    },
  ],
  [
    "a watch",
    watched,
    async (told, world) => {
      const { production } = world.stages
      told.hear("detached", (await world.deploy("production", "v1.1.0", { detach: true })).report)
      world.clock.after(20, () => world.interrupt())
      told.hear("watched, and interrupted", (await world.watch("production")).report)
      told.hear("watched", (await world.watch("production")).report)
      told.hear("nothing to watch", (await world.watch("production")).report)
      await world.stage("v1.2.0")
      await world.deploy("production", "v1.2.0", { detach: true })
      await world.stage("v1.3.0")
      told.skip()
      told.hear("another version", (await world.deploy("production", "v1.3.0", { detach: true })).report)
      production.answer("v1.3.0", ({ check }) =>
        check === "home" ? response(500, "") : response(200, '{"version":"v1.3.0"}'),
      )
      told.hear("and turns bad", (await world.watch("production")).report)
    },
  ],
  [
    "verify",
    everything,
    async (told, world) => {
      told.hear("good", (await world.verify("production")).report)
      world.stages.production.answer("v1.0.0", ({ check }) =>
        check === "chat" ? refused : response(200, '{"version":"v1.0.0"}'),
      )
      told.hear("a check fails", (await world.verify("production")).report)
      world.stages.production.answer("v1.0.0", sick)
      told.hear("smoke fails", (await world.verify("production")).report)
      world.stages.production.heal("v1.0.0")
      told.hear("good again", (await world.verify("production")).report)
    },
  ],
  [
    "plan and preflight",
    everything,
    async (told, world) => {
      const { plan, preflight } = await import("../../src/release/plan.ts")
      world.codeHost.commits.set(shaOf("v1.1.0"), known([checkNamed("test", "failure")]))
      await told.run("plan", "production", (context) =>
        plan(context, { stage: "production", tag: "v1.1.0", strict: true }),
      )
      await told.run("plan of a tag that is not there", "production", (context) =>
        plan(context, { stage: "production", tag: "v1.1.1" }),
      )
      world.codeHost.commits.clear()
      await told.run("plan of what runs", "staging", (context) =>
        plan(context, { stage: "staging", tag: "v1.0.0", offline: true }),
      )
      await told.run("preflight", "production", (context) =>
        preflight(context, { stage: "production", tag: "v1.1.0", waive: "migrations=they were read" }),
      )
      world.tag("next")
      await told.run("preflight of no version", "production", (context) =>
        preflight(context, { stage: "production", tag: "next" }),
      )
    },
  ],
  [
    "adopt",
    () => new World(),
    async (told, world) => {
      world.tag("v1.0.0", "v1.1.0", "nightly")
      world.stages.production.serve(releaseOf("v1.0.0"))
      const url = "api=https://api.production.test,web=https://production.test"
      const reason = "deployed by hand"
      told.hear("by the wrong name", (await world.adopt("production", "v1.1.0", { url })).report)
      told.hear("of no tag", (await world.adopt("production", "v1.0.1", { url, reason })).report)
      told.hear("of no version", (await world.adopt("production", "nightly", { url })).report)
      Object.assign(world.stages.production, { reach: async () => ({}), served: undefined })
      told.hear("without an address", (await world.adopt("production", "v1.0.0", { reason })).report)
      told.hear("smoke before it", (await world.smoke("production", url)).report)
      told.hear("as it is", (await world.adopt("production", "v1.0.0", { url })).report)
      told.hear("again", (await world.adopt("production", "v1.0.0", { url })).report)
    },
  ],
  [
    "queries",
    () => shop(),
    async (told, world) => {
      world.stages.production.answer("v1.1.0", sick)
      await world.deploy("production", "v1.1.0", { reason: "release day" })
      world.stages.production.watched = true
      told.skip()
      const stage = "production"
      await told.run("status, while staging is not as recorded", stage, (context) => status(context))
      await told.run("status by the ledger", stage, (context) => status(context, { offline: true }))
      await told.run("history", stage, (context) => history(context, { stage, limit: 2 }))
      await told.run("records", stage, (context) => history(context, { stage, limit: 3, records: true }))
      await told.run("report", stage, (context) => recordedReport(context, { stage }))
      await told.run("next-version", stage, (context) => nextVersion(context, { bump: "minor" }))
      await told.run("timeline", stage, (context) => timeline(context, { stage: null, since: "1d" }))
      await told.run("dora", stage, (context) => dora(context, { since: "30d" }))
      const none = { sha: null, tag: null, pr: null }
      await told.run("contains a tag", stage, (context) => contains(context, { ...none, tag: "v1.0.0" }))
      await told.run("contains a commit", stage, (context) =>
        contains(context, { ...none, sha: shaOf("v1.1.0") }),
      )
      await told.run("contains no commit", stage, (context) => contains(context, { ...none, sha: "abcdef" }))
      world.codeHost.merges.set(7, known(null))
      await told.run("contains what is not merged", stage, (context) =>
        contains(context, { ...none, pr: "7" }),
      )
      await told.run("contains what is not known", stage, (context) =>
        contains(context, { ...none, pr: "8" }),
      )
    },
  ],
  [
    "secrets",
    () => new World({ config: { deployer: { kind: "sst", directory: "app", outputs: ["api", "web"] } } }),
    async (told, world) => {
      const store = new FakeSecrets()
      for (const stage of Object.values(world.stages)) stage.secrets = store
      world.tagWith("v1.0.0", {
        "app/sst.config.ts": 'new sst.Secret("AuthSecret"); new sst.Secret("Theme", "light")',
      })
      store.stages.production = stored("AuthSecret")
      const at = { stage: "staging", tag: "v1.0.0" } as const
      const value = { plaintext: async () => "canary" }
      for (const [what, ask] of Object.entries({
        "what is missing": (context: Context) => secrets(context, at),
        "of no tag": (context: Context) => secrets(context, { ...at, tag: "v1.0.1" }),
        "set one": (context: Context) => setSecret(context, { ...at, name: "AuthSecret", value }),
        "set one that is not known": (context: Context) => setSecret(context, { ...at, name: "Them", value }),
        "set one by a bad name": (context: Context) => setSecret(context, { ...at, name: "them", value }),
      }))
        await told.run(what, "staging", ask)
    },
  ],
  [
    "runs that others are in the way of",
    () => shop(),
    async (told, world) => {
      const at = { ...releaseOf("v1.1.0"), fence: 2 }
      world.play("production", [entryOf("started", at), entryOf("effect", { ...at, effect: "deploy" })])
      told.hear("a run that holds the stage", (await world.deploy("production", "v1.1.0")).report)
      world.others.found = { process: known({ state: "gone", how: "its process 4711 on laptop is gone" }) }
      told.hear("and is dead", (await world.deploy("production", "v1.1.0")).report)
      await world.stage("v1.2.0")
      told.skip()
      world.stages.production.onDeploy("v1.2.0", (stage, { release }) => {
        stage.serve(release)
        world.play("production", [entryOf("lock-broken", { reason: "it hangs" })])
        return { ok: true, outputs: stage.outputs }
      })
      told.hear("a lock that is broken", (await world.deploy("production", "v1.2.0")).report)
      world.stages.production.onDeploy("v1.2.0", (stage, { release }) => {
        stage.serve(release)
        world.interrupt()
        return { ok: true, outputs: stage.outputs }
      })
      told.hear("interrupted", (await world.deploy("production", "v1.2.0")).report)
      world.stages.production.onDeploy("v1.2.0", (stage, { release }) => {
        stage.serve(release)
        world.ledger.before = broken("append", "read")
        return { ok: true, outputs: stage.outputs }
      })
      told.hear("without a ledger", (await world.deploy("production", "v1.2.0")).report)
    },
  ],
]

test.each(plays)("%s", async (name, create, play) => {
  const world = await create()
  const told = new Told(world)
  await play(told, world)
  await expect(told.text).toMatchFileSnapshot(`__snapshots__/${name.replaceAll(" ", "-")}.txt`)
})
