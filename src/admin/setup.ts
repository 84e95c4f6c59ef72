import { type PolicyRequest, policyDocument } from "../core/aws/documents.ts"
import { reason } from "../core/reasons.ts"
import { emptyReport, type Report } from "../core/report/report.ts"
import { type RetryPolicy, retry } from "../core/retry.ts"
import {
  commandOf,
  nameOf,
  type Prerequisite,
  type PrerequisiteResult,
  type SetupTarget,
  tally,
} from "../core/setup/prerequisite.ts"
import {
  isMet,
  prerequisitesOf,
  readSetupRequest,
  type SetupRequest,
  secretPrerequisites,
  withIds,
} from "../core/setup/setup.ts"
import { sentence } from "../core/text.ts"
import { buildReport } from "../release/report.ts"
import { Run } from "../release/run.ts"
import { reviewNewestSecrets, storeSecret } from "../release/secrets.ts"
import type { AdminContext, Alone, AskSecret, Platforms } from "./ports.ts"

/** Shows what the first deploy needs and how it is made; makes it only with `apply`. */
export async function setup(
  context: AdminContext<"platforms" | "askSecret">,
  request: SetupRequest & { apply: boolean },
): Promise<Report> {
  const { platforms, askSecret } = context.ports
  const run = new Run(context, "setup", null, null)
  const target = readSetupRequest(request, context.config)
  const looked = await look(run, platforms, target)
  const secrets = await lookAtSecrets(run, target)
  const found = [...looked, ...secrets]
  if (!request.apply) {
    const prerequisites = found.map((one) => resultOf(one, one.changes, false, null))
    return buildReport(run, "done", null, { prerequisites })
  }
  const made = isElsewhere(looked) ? new Map() : await makeAll(run, platforms, looked)
  const given = await promptSecrets(run, askSecret, secrets)
  const [settled, held] = await Promise.all([
    made.size === 0 ? looked : lookUntilSettled(run, platforms, target, made),
    given.size === 0 ? secrets : lookAtSecrets(run, target),
  ])
  const after = [...settled, ...held]
  const outcomes = new Map([...made, ...given])
  const planned = new Map(found.map((before) => [nameOf(before), before.changes]))
  const prerequisites = after.map((one) => {
    const name = nameOf(one)
    const outcome = outcomes.get(name)
    const applied = outcome === null && one.state === "ok"
    const changes = applied ? (planned.get(name) as Prerequisite["changes"]) : one.changes
    return resultOf(one, changes, applied, outcome ?? null)
  })
  if (isMet(after)) return buildReport(run, "done", null, { prerequisites })
  return buildReport(run, "failed", reason("SETUP_INCOMPLETE", sentence(tally(after))), { prerequisites })
}

/** Roles that trust a repository which is not there would trust anyone who makes it. */
const isElsewhere = (found: readonly Prerequisite[]): boolean =>
  found.some(({ id, state, asked }) => id === "repository" && asked && state !== "ok")

function look(run: Run, platforms: Platforms, target: SetupTarget): Promise<Prerequisite[]> {
  return run.phase(
    "look",
    async () => {
      const facts = await platforms.look(target)
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
        const seen = await reviewNewestSecrets(run, stage)
        found.push(...secretPrerequisites(stage, seen, run.context.identity.runner.kind))
      }
      return found
    },
    (found) => ({ ok: true, detail: found.map((one) => `${nameOf(one)}: ${one.detail}`).join("; ") }),
  )
}

/** By the name of each prerequisite that was to change: null, or why it was not changed. */
type Made = ReadonlyMap<string, string | null>

async function makeAll(run: Run, platforms: Platforms, found: readonly Prerequisite[]): Promise<Made> {
  const made = new Map<string, string | null>()
  for (const one of found) {
    if (one.changes.length === 0 || run.ports.signal.aborted) continue
    const name = nameOf(one)
    const fault = await run.phase(
      name,
      () => make(platforms, one),
      (failed) => ({ ok: failed === null, detail: failed ?? one.title }),
    )
    made.set(name, fault)
  }
  return made
}

/** A change may need the one before it: once one fails, the rest are not tried. */
async function make(platforms: Platforms, { changes }: Prerequisite): Promise<string | null> {
  for (const change of changes) {
    const fault = await platforms.perform(change)
    if (fault !== null) return fault
  }
  return null
}

/** Asks the person at the terminal for each secret that a stage lacks. What is not given stays as it is. */
async function promptSecrets(
  run: Run,
  ask: AskSecret,
  prerequisites: readonly Prerequisite[],
): Promise<Made> {
  const given = new Map<string, string | null>()
  for (const one of prerequisites) {
    const { secret } = one
    if (secret === null || run.ports.signal.aborted) continue
    const value = await ask(secret.name, secret.stage)
    if (value === null) continue
    const fault = await run.phase(
      nameOf(one),
      async () => (await storeSecret(run, secret, value))?.reason.message ?? null,
      (failed) => ({ ok: failed === null, detail: failed ?? one.title }),
    )
    given.set(nameOf(one), fault)
  }
  return given
}

/** For some seconds IAM and GitHub may still show what was there before. */
const SETTLE: RetryPolicy = { delaysMs: [2000, 2000, 2000] }

function lookUntilSettled(
  run: Run,
  platforms: Platforms,
  target: SetupTarget,
  made: Made,
): Promise<Prerequisite[]> {
  const { clock, signal } = run.ports
  const lags = (one: Prerequisite) => one.state !== "ok" && made.get(nameOf(one)) === null
  return retry(
    SETTLE,
    { clock, signal },
    () => look(run, platforms, target),
    (seen) => seen.some(lags),
  )
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

/** Writes the policies that let a repository's jobs deploy a stage. Asks and changes nothing. */
export async function trustPolicy({ clock, say, identity }: Alone, request: PolicyRequest): Promise<Report> {
  const document = policyDocument(request)
  // as a text the document stands alone, for others to read
  for (const note of document.notes) say(note)
  const head = {
    command: "trust-policy" as const,
    app: request.repository,
    stage: request.stage,
    tag: null,
    ledger: "not used",
    runId: identity.runId,
    actor: identity.actor,
    startedAt: clock.now().toISOString(),
  }
  return { ...emptyReport(head), document }
}
