// @module-tag long
// Applications that keep their ledgers in one repository: what one of them does is nothing to the others. Each is played
// once with the others and once alone, and must have come to the same.
import { createHash } from "node:crypto"
import fc from "fast-check"
import { expect, test } from "vitest"
import { gitHeartbeats, gitLedger } from "../../src/adapters/git-ledger.ts"
import { sharedStore } from "../../src/adapters/ledger-store.ts"
import { headline } from "../../src/core/report/headline.ts"
import type { Report } from "../../src/core/report/report.ts"
import { STAGES, type Stage } from "../../src/core/stage.ts"
import { deploy } from "../../src/release/deploy.ts"
import { freeze, quarantine, unfreeze, unlock } from "../../src/release/interventions.ts"
import { rollback } from "../../src/release/rollback.ts"
import type { Context } from "../../src/release/run.ts"
import type { Git, GitResult } from "../../src/workbench/workbench.ts"
import { sick } from "../helpers/fake-stage.ts"
import { runs } from "../helpers/runs.ts"
import { World } from "../helpers/world.ts"

const APPS = ["shop", "shop-admin", "mail"] as const
const TAGS = ["v1.0.0", "v1.1.0"]

interface Commit {
  parent: string | null
  text: string
}

/** As much of a repository as a ledger uses, in memory: refs that only move from where their writer saw them. */
function memoryGit(): Git {
  const refs = new Map<string, string>()
  const commits = new Map<string, Commit>()
  const answer = (stdout: string, stderr = ""): GitResult => ({
    exitCode: stderr === "" ? 0 : 1,
    stdout,
    stderr,
  })

  /** `NAME`, `NAME~2`, `NAME:record.json` */
  function find(name: string): { id: string; content: string } | null {
    const [, base = "", back = "0", path] = /^(.*?)(?:~(\d+))?(:record\.json)?$/.exec(name) ?? []
    let id = refs.get(base) ?? (commits.has(base) ? base : null)
    for (let left = Number(back); id !== null && left > 0; left -= 1) id = commits.get(id)?.parent ?? null
    if (id === null) return null
    return path === undefined ? { id, content: "" } : { id, content: commits.get(id)?.text ?? "" }
  }

  function read(names: string): GitResult {
    const lines = names
      .trimEnd()
      .split("\n")
      .map((name) => {
        const found = find(name)
        if (found === null) return `${name} missing\n`
        return `${found.id} blob ${Buffer.byteLength(found.content)}\n${found.content}\n`
      })
    return answer(lines.join(""))
  }

  function write(stream: string): GitResult {
    const [, ref = ""] = /^commit (.*)$/m.exec(stream) ?? []
    const [, from = null] = /^from ([0-9a-f]{40})$/m.exec(stream) ?? []
    if ((refs.get(ref) ?? null) !== from) return answer("", `Not updating ${ref}`)
    let parent = from
    const made = [
      ...stream.matchAll(/^M 100644 inline record\.json\ndata \d+\n([\s\S]*?)(?=\ncommit |\nget-mark )/gm),
    ]
    const ids = made.map(([, text = ""]) => {
      const id = createHash("sha1").update(`${parent}\n${text}`).digest("hex")
      commits.set(id, { parent, text })
      parent = id
      return id
    })
    refs.set(ref, parent as string)
    return answer(`${ids.join("\n")}\n`)
  }

  return async ([command], stdin = "") => {
    if (command === "cat-file") return read(stdin)
    if (command === "fast-import") return write(stdin)
    throw new Error(`no ledger asks for git ${command}`)
  }
}

const stage = fc.constantFrom(...STAGES)
const tag = fc.constantFrom(...TAGS)
const step = fc.record({
  app: fc.constantFrom(...APPS),
  command: fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constantFrom("deploy", "deploy that fails", "run that dies"),
        stage,
        tag,
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constantFrom("rollback", "freeze", "unfreeze", "unlock"), stage, tag }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("quarantine", "lift"), stage, tag }) },
  ),
  /** while the one before it is under way */
  atOnce: fc.boolean(),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** An application with stages of its own, and what its commands came to. */
class Application {
  readonly ends: string[] = []
  private readonly name: string
  private readonly git: Git
  private readonly world: World

  constructor(name: string, git: Git) {
    this.name = name
    this.git = git
    this.world = new World({
      config: { app: name },
      runner: { kind: "host", ci: null, heartbeatSeconds: 10 },
    })
    this.world.tag(...TAGS)
  }

  private stores() {
    const { clock } = this.world
    const settings = {
      where: "memory",
      app: this.name,
      means: { clock },
      say: () => {},
      apart: new Set<Stage>(),
    }
    return {
      ledger: gitLedger(sharedStore(this.git, settings)),
      heartbeats: gitHeartbeats(sharedStore(this.git, settings, "heartbeat")),
    }
  }

  async run({ kind, stage: name, tag: of }: Step["command"]): Promise<void> {
    const { world } = this
    const real = world.stages[name]
    real.calmDown()
    if (kind === "deploy that fails") real.answer(of, sick)
    const context = world.context(name)
    const { death, runClock } = world
    if (kind === "run that dies") {
      real.onDeploy(of, () => {
        runClock.pause()
        return world.die()
      })
    }
    const given: Context = { ...context, ports: { ...context.ports, ...this.stores() } }
    const report = await Promise.race([command(given, kind, name, of), death])
    this.ends.push(
      report === undefined ? "died" : [report.outcome, report.reason?.code, headline(report)].join(" "),
    )
  }

  /** What its ledger says, whenever that was. */
  async states(): Promise<unknown> {
    const { ledger, heartbeats } = this.stores()
    const views = await ledger.read(STAGES)
    const beats = await Promise.all(STAGES.map((name) => heartbeats.read(name)))
    const text = JSON.stringify([views.map(({ state }) => state), beats.map((beat) => beat?.runId)])
    // one that was second somewhere has tried again
    return JSON.parse(
      text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME").replace(/"run-(\d+)\/\d+"/g, '"run-$1"'),
    )
  }
}

function command(context: Context, kind: string, name: Stage, of: string): Promise<Report> {
  const on = { stage: name, reason: "a test" }
  switch (kind) {
    case "rollback":
      return rollback(context, { ...on, to: null, waitSeconds: 0 })
    case "freeze":
      return freeze(context, { ...on, until: null })
    case "unfreeze":
      return unfreeze(context, on)
    case "unlock":
      return unlock(context, on)
    case "quarantine":
    case "lift":
      return quarantine(context, { ...on, tag: of, lift: kind === "lift" })
    default:
      return deploy(context, { ...on, tag: of, waitSeconds: 0, allowOlder: "a test", allowOneWay: "a test" })
  }
}

/** Plays the steps of some applications in one repository. */
async function play(steps: readonly Step[], apps: readonly string[]): Promise<Record<string, unknown>> {
  const git = memoryGit()
  const all = new Map(apps.map((name) => [name, new Application(name, git)]))
  let underWay = new Map<string, Promise<void>>()
  for (const { app, command: one, atOnce } of steps) {
    const its = all.get(app)
    if (its === undefined) continue
    if (!atOnce || underWay.has(app)) {
      await Promise.all(underWay.values())
      underWay = new Map()
    }
    underWay.set(app, its.run(one))
  }
  await Promise.all(underWay.values())
  const ends = [...all].map(async ([name, app]) => [name, { ends: app.ends, states: await app.states() }])
  return Object.fromEntries(await Promise.all(ends))
}

test("applications that share a remote are nothing to each other", { timeout: 60 * 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 10 }), async (steps) => {
      const together = await play(steps, APPS)
      for (const app of APPS) expect(together).toMatchObject(await play(steps, [app]))
    }),
    {
      numRuns: runs(120),
      ...(process.env.RANDOM_SEED === undefined ? {} : { seed: Number(process.env.RANDOM_SEED) }),
    },
  )
})
