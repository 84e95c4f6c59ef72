import { reason } from "../core/reasons.ts"
import type { Report } from "../core/report/report.ts"
import type { SetupTarget } from "../core/setup/facts.ts"
import { commandOf, nameOf, type Prerequisite, type PrerequisiteResult } from "../core/setup/prerequisite.ts"
import { readSetupRequest, type SetupRequest, withIds } from "../core/setup/request.ts"
import { secretPrerequisites } from "../core/setup/secrets.ts"
import { isMet, prerequisitesOf, tally } from "../core/setup/setup.ts"
import { sentence } from "../core/text.ts"
import { type Context, Run } from "../release/run.ts"
import { askVersionSecrets } from "../release/version-secrets.ts"
import { giveSecrets } from "./give-secrets.ts"

/** Shows what the first deploy needs and how it is made; makes it only when told to. */
export async function setup(context: Context, request: SetupRequest & { apply: boolean }): Promise<Report> {
  const run = new Run(context, "setup", null, null)
  const target = readSetupRequest(request, context.config)
  const looked = await look(run, target)
  const secrets = await lookAtSecrets(run, target)
  const found = [...looked, ...secrets]
  if (!request.apply) {
    run.report.prerequisites = found.map((one) => resultOf(one, one.changes, false, null))
    return run.conclude("done", null)
  }
  const made = await makeAll(run, looked)
  const given = await giveSecrets(run, secrets)
  const [settled, held] = await Promise.all([
    made.size === 0 ? looked : lookUntilSettled(run, target, made),
    given.size === 0 ? secrets : lookAtSecrets(run, target),
  ])
  const after = [...settled, ...held]
  const outcomes = new Map([...made, ...given])
  const planned = new Map(found.map((before) => [nameOf(before), before.changes]))
  run.report.prerequisites = after.map((one) => {
    const name = nameOf(one)
    const outcome = outcomes.get(name)
    const applied = outcome === null && one.state === "ok"
    const changes = applied ? (planned.get(name) as Prerequisite["changes"]) : one.changes
    return resultOf(one, changes, applied, outcome ?? null)
  })
  if (isMet(after)) return run.conclude("done", null)
  return run.conclude("failed", reason("SETUP_INCOMPLETE", sentence(tally(after))))
}

function look(run: Run, target: SetupTarget): Promise<Prerequisite[]> {
  return run.phase(
    "look",
    async () => {
      const facts = await run.ports.platforms.look(target)
      const { repository } = facts
      const known = repository.kind === "known" ? withIds(target, repository.value) : target
      return prerequisitesOf(known, facts)
    },
    (found) => ({ ok: true, detail: tally(found) }),
  )
}

/** One stage after the other: the tool that keeps them is installed once. */
function lookAtSecrets(run: Run, { stages }: SetupTarget): Promise<Prerequisite[]> {
  return run.phase(
    "secrets",
    async () => {
      const found: Prerequisite[] = []
      for (const { stage } of stages) {
        const seen = await askVersionSecrets(run, stage)
        found.push(...secretPrerequisites(stage, seen, run.context.identity.runner.kind))
      }
      return found
    },
    (found) => ({ ok: true, detail: found.map((one) => `${nameOf(one)}: ${one.detail}`).join("; ") }),
  )
}

/** What became of each prerequisite that was to be changed: null, or why it could not be. */
type Made = ReadonlyMap<string, string | null>

async function makeAll(run: Run, found: readonly Prerequisite[]): Promise<Made> {
  const made = new Map<string, string | null>()
  for (const one of found) {
    if (one.changes.length === 0 || run.ports.signal.aborted) continue
    const name = nameOf(one)
    const fault = await run.phase(
      name,
      () => make(run, one),
      (failed) => ({ ok: failed === null, detail: failed ?? one.title }),
    )
    made.set(name, fault)
  }
  return made
}

/** What a change needs is made by the one before it: after one that fails the rest is not tried. */
async function make(run: Run, { changes }: Prerequisite): Promise<string | null> {
  for (const change of changes) {
    const fault = await run.ports.platforms.perform(change)
    if (fault !== null) return fault
  }
  return null
}

/** IAM and GitHub may show for some seconds what was there before. */
const SETTLE_MS = 2000
const LOOKS = 4

async function lookUntilSettled(run: Run, target: SetupTarget, made: Made): Promise<Prerequisite[]> {
  for (let looks = 1; ; looks++) {
    const seen = await look(run, target)
    const lags = seen.some((one) => one.state !== "ok" && made.get(nameOf(one)) === null)
    if (!lags || looks === LOOKS || run.ports.signal.aborted) return seen
    await run.ports.clock.sleep(SETTLE_MS)
  }
}

function resultOf(
  { changes: _changes, asked: _asked, secret: _secret, ...prerequisite }: Prerequisite,
  changes: Prerequisite["changes"],
  applied: boolean,
  fault: string | null,
): PrerequisiteResult {
  const detail = fault === null ? prerequisite.detail : `${prerequisite.detail}; not changed: ${fault}`
  const byHand = [...prerequisite.byHand]
  return { ...prerequisite, byHand, detail, commands: changes.map(commandOf), applied }
}
