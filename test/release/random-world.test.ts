// Random commands in a world in which anything can fail at any time. Whatever happens, a run must free the
// stage, must not claim what is not so, and must not roll back more than once.
import fc from "fast-check"
import { expect, test } from "vitest"
import { PipelineError } from "../../src/core/errors.ts"
import type { StageState } from "../../src/core/ledger/stage-state.ts"
import { STAGES, type Stage } from "../../src/core/stage.ts"
import { broken } from "../helpers/fake-ledger.ts"
import {
  failsHalfway,
  failsUnchanged,
  flapping,
  lies,
  loadBalancerError,
  refused,
  sick,
  throws,
} from "../helpers/fake-stage.ts"
import { type Ending, entryOf, releaseOf, World } from "../helpers/world.ts"

const TAGS = ["v1.0.0", "v1.1.0", "v1.2.0", "v1.3.0"]

const DEPLOYS = { failsUnchanged, failsHalfway, lies, breaks: throws(new Error("a bug")) }
const ANSWERS = { sick, flapping, loadBalancerError, refused: () => refused }

const tag = fc.constantFrom(...TAGS)
const stage = fc.constantFrom(...STAGES)
const seconds = fc.integer({ min: 0, max: 70 })
const keysOf = <T extends object>(table: T) => fc.constantFrom(...(Object.keys(table) as (keyof T)[]))

const fault = fc.oneof(
  fc.record({ kind: fc.constant("deploy" as const), tag, how: keysOf(DEPLOYS) }),
  fc.record({ kind: fc.constant("answer" as const), tag, how: keysOf(ANSWERS) }),
  fc.record({ kind: fc.constant("offline" as const) }),
  fc.record({ kind: fc.constant("interrupt" as const), seconds }),
  fc.record({ kind: fc.constantFrom("break-lock", "take-over"), seconds }),
  fc.record({ kind: fc.constant("die" as const), seconds }),
  fc.record({ kind: fc.constant("ledger" as const), skip: fc.nat(6), times: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant("crowd" as const), skip: fc.nat(6), times: fc.integer({ min: 1, max: 3 }) }),
)

const command = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("deploy" as const), stage, tag }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("rollback" as const), stage, to: fc.option(tag) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("unfreeze", "unlock", "smoke"), stage }) },
)

// one of a kind: a ledger that is away for longer than a run can wait is left locked, and says so;
// and what a run did that lost its lock, went on and died without a word, nobody can know
const faults = fc.uniqueArray(fault, {
  maxLength: 3,
  selector: ({ kind }) => (kind === "take-over" ? "die" : kind),
})

type Generated<A> = A extends fc.Arbitrary<infer T> ? T : never
type Command = Generated<typeof command>
type Fault = Generated<typeof fault>

function arrange(world: World, name: Stage, going: readonly Fault[]): void {
  const { clock, ledger, stages } = world
  for (const one of going) {
    switch (one.kind) {
      case "deploy":
        stages[name].onDeploy(one.tag, DEPLOYS[one.how])
        break
      case "answer":
        stages[name].answer(one.tag, ANSWERS[one.how])
        break
      case "offline":
        stages[name].network = false
        break
      case "interrupt":
        clock.after(one.seconds, () => world.interrupt())
        break
      case "die":
        clock.after(one.seconds, () => world.die())
        break
      case "break-lock":
        clock.after(one.seconds, () => breakLock(world, name))
        break
      case "take-over":
        clock.after(one.seconds, () => takeOver(world, name))
        break
      default: {
        const { before } = ledger
        let appends = 0
        ledger.before = (operation, entries) => {
          before(operation, entries)
          if (operation !== "append") return
          appends += 1
          if (appends <= one.skip || appends > one.skip + one.times) return
          if (one.kind === "ledger") broken("append")(operation, entries)
          else ledger.add(name, entryOf("blocked"))
        }
      }
    }
  }
}

/** Marks in the list of deploys that the run has lost its lock: it must not deploy any more. */
const LOST = "lock lost"

const deploysOf = ({ deploys }: Pick<Ending, "deploys">) => deploys.filter((one) => one !== LOST)

function breakLock({ ledger, stages }: World, name: Stage): void {
  if (ledger.state(name).lock === null) return
  ledger.add(name, entryOf("lock-broken"))
  stages[name].deploys.push(LOST)
}

/** Somebody breaks the lock and deploys another version, all at once. */
function takeOver(world: World, name: Stage): void {
  const { ledger, stages } = world
  if (ledger.state(name).lock === null) return
  const theirs = releaseOf("v1.0.0")
  breakLock(world, name)
  ledger.add(name, entryOf("started", theirs))
  stages[name].serve(theirs)
  ledger.add(name, entryOf("verified", theirs))
}

function calmDown(world: World): void {
  world.clock.forget()
  world.ledger.before = () => {}
  for (const name of STAGES) world.stages[name].calmDown()
}

function play(world: World, one: Command): Promise<Ending> {
  switch (one.kind) {
    case "deploy":
      return world.deploy(one.stage, one.tag)
    case "rollback":
      return world.rollback(one.stage, { to: one.to })
    default:
      return world[one.kind](one.stage)
  }
}

/** What holds of every ending, looked at while the faults of the run are still there. */
function checkClaims(world: World, one: Command, { report, line, ok, changed }: Ending): void {
  const real = world.stages[one.stage]
  if (!changed && one.kind !== "smoke") calmDown(world)
  if (report.running?.verified === true) expect(real.serves(report.running.tag)).toBe(true)
  if (/verified$/.test(line) && !/unverified$/.test(line)) expect(report.running?.verified).toBe(true)
  if (ok && one.kind === "deploy") expect(real.serves(one.tag)).toBe(true)
  if (ok && one.kind === "rollback") {
    expect(real.serves(report.rolledBackTo?.tag ?? "")).toBe(true)
    expect(report.rolledBackTo?.tag).toBe(one.to ?? report.rolledBackTo?.tag)
  }
}

function checkRecords(one: Command, { report, records, recorded, ok, code, outcome, ...rest }: Ending): void {
  expect([-1, rest.deploys.length - 1]).toContain(rest.deploys.lastIndexOf(LOST))
  const deploys = deploysOf(rest)
  const begun = records.filter((kind) => kind === "rollback-started")
  expect(begun.length).toBeLessThanOrEqual(1)
  expect(deploys.length).toBeLessThanOrEqual(one.kind === "deploy" ? 1 + begun.length : begun.length)
  expect(ok).toBe(
    ["deployed", "done"].includes(outcome) || (one.kind === "rollback" && outcome === "rolled-back"),
  )
  expect(code === null).toBe(ok)
  if (records.includes("started")) expect(recorded).toEqual(report)
}

const GONE = { process: { kind: "known", value: { state: "gone", how: "its process is gone" } } } as const

/** Who finds the stage held or frozen deploys nothing; but a rollback that a dead run had begun is finished. */
function checkAdmission(before: StageState, one: Command, proven: boolean, ending: Ending): void {
  const held = before.lock !== null && !proven
  const frozen = before.frozen !== null && one.kind === "deploy"
  if (!held && !frozen) return
  const unfinished = held ? undefined : before.lock?.rollback
  const resumed = one.kind === "deploy" && unfinished?.from.tag === one.tag
  expect([[], ...(resumed && unfinished ? [[unfinished.to.tag]] : [])]).toContainEqual(deploysOf(ending))
}

async function playStep(world: World, one: Command, going: readonly Fault[], proven: boolean): Promise<void> {
  const real = world.stages[one.stage]
  const before = world.ledger.state(one.stage)
  world.others.found = proven ? GONE : {}
  const deploys = deploysOf(real).length
  arrange(world, one.stage, going)
  let died = false
  try {
    const ending = await Promise.race([play(world, one), world.death.then(() => null)])
    died = ending === null
    if (ending !== null) {
      // as long as a dead run holds the stage nobody knows, and nobody but a person may go on
      if (before.lock === null || ending.records.includes("started")) checkClaims(world, one, ending)
      checkRecords(one, ending)
      checkAdmission(before, one, proven, ending)
    }
  } catch (error) {
    // a run that cannot even begin to write the ledger has not begun
    if (!(error instanceof PipelineError)) throw error
    expect(deploysOf(real)).toHaveLength(deploys)
  }
  calmDown(world)
  const { lock, running } = world.ledger.state(one.stage)
  if (!died) expect([null, before.lock]).toContainEqual(lock)
  if (lock === null && running?.verified === true) expect(real.serves(running.tag)).toBe(true)
}

test("no run leaves a lock, claims what is not so, or rolls back a rollback", {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ command, faults, proven: fc.boolean() }), { minLength: 1, maxLength: 12 }),
      async (steps) => {
        const world = new World()
        world.tag(...TAGS)
        await world.ship("v1.0.0")
        await world.stage("v1.1.0")
        for (const one of steps) await playStep(world, one.command, one.faults, one.proven)
      },
    ),
    { numRuns: 500 },
  )
})
