import { judgeCredentials, wantedAws } from "../core/aws/credentials.ts"
import { diagnose } from "../core/doctor/doctor.ts"
import {
  type DoctorFacts,
  type DoctorStageFacts,
  type Finding,
  finding,
  findingTally,
} from "../core/doctor/finding.ts"
import { type Fact, known, PipelineError, skipped, unavailable } from "../core/errors.ts"
import type { Running } from "../core/ledger/stage-state.ts"
import { REASONS, reason } from "../core/reasons.ts"
import type { Command } from "../core/report/commands.ts"
import { type Report, unbegunReport } from "../core/report/report.ts"
import type { VersionSecrets } from "../core/secrets/review.ts"
import type { Prerequisite } from "../core/setup/prerequisite.ts"
import { prerequisitesOf, readSetupRequest, withIds } from "../core/setup/setup.ts"
import { notAsked, type Observed, tagServed } from "../core/smoke/observed.ts"
import { STAGES, type Stage } from "../core/stage.ts"
import { parseTag } from "../core/tags.ts"
import { sentence } from "../core/text.ts"
import { checkCredentials, findMissingScripts, windowsOf } from "../release/gate-inputs.ts"
import type { Identity, StageView } from "../release/ports.ts"
import { buildReport } from "../release/report.ts"
import { Run } from "../release/run.ts"
import { OFFLINE, observeStage } from "../release/run-smoke.ts"
import { newestVersion, reviewNewestSecrets } from "../release/secrets.ts"
import type { AdminContext, AdminPorts, Platforms } from "./ports.ts"

/**
 * Looks at everything that a deploy needs, from where it runs; changes nothing, records nothing. Blocked when a check
 * fails.
 * @param repository owner/name at GitHub; null: what the remote origin names
 * @param offline the stages are not asked
 */
export async function doctor(
  context: AdminContext<"platforms" | "diagnostics" | "channels">,
  { repository, offline = false }: { repository: string | null; offline?: boolean },
): Promise<Report> {
  const run = new Run(context, "doctor", null, null)
  const found = await run.phase(
    "look",
    async () => diagnose(await look(run, context.ports, { repository, offline })),
    (findings) => ({ ok: !findings.some(isFailure), detail: findingTally(findings) }),
  )
  return conclude(run, found)
}

const isFailure = ({ status }: Finding): boolean => status === "fail"

function conclude(run: Run, findings: Finding[]): Report {
  if (!findings.some(isFailure)) return buildReport(run, "done", null, { findings })
  return buildReport(run, "blocked", reason("DOCTOR_FAILED", sentence(findingTally(findings))), { findings })
}

/**
 * What doctor reports where no context can be made, because no pipeline.json can be read: everything else would be
 * judged by it. Any other error is thrown on.
 */
export function rescueDoctor(
  command: Command,
  error: unknown,
  who: Pick<Identity, "runId" | "actor">,
  now: Date,
): Report {
  if (command !== "doctor" || !(error instanceof PipelineError)) throw error
  const { reason: why, problems } = error
  if (why.code !== "CONFIG_INVALID" && why.code !== "CONFIG_MISSING") throw error
  return {
    ...unbegunReport({ command, stage: null, tag: null }, error, who, now),
    reason: reason("DOCTOR_FAILED", why.message),
    findings:
      problems.length === 0
        ? [finding("CONFIG", null, "fail", why.message, why.fix)]
        : problems.map(({ at = "", path, message, fix }) =>
            finding("CONFIG", null, "fail", `${at} ${path} ${message}`.trim(), fix),
          ),
  }
}

/** A fix that is as particular as the fault says more than that of any finding. */
const ownFix = (error: unknown): { fix?: string } =>
  error instanceof PipelineError && error.reason.fix !== REASONS[error.reason.code].fix
    ? { fix: error.reason.fix }
    : {}

/** What goes wrong while looking is what is seen. */
async function factOf<T>(ask: () => Promise<T>): Promise<Fact<T>> {
  try {
    return known(await ask())
  } catch (error) {
    return { ...unavailable(error), ...ownFix(error) }
  }
}

async function look(
  run: Run,
  admin: Pick<AdminPorts, "platforms" | "diagnostics" | "channels">,
  { repository, offline }: { repository: string | null; offline: boolean },
): Promise<DoctorFacts> {
  const { ledger, repository: tags } = run.ports
  const { diagnostics } = admin
  const views = factOf(() => ledger.read(STAGES))
  const [channels, machine, checkout, versions, scripts, read, write, claims, seen, apps, ...credentials] =
    await Promise.all([
      lookAtChannels(admin),
      diagnostics.machine(),
      diagnostics.checkout(),
      factOf(async () => versionsIn(await tags.tags(), run)),
      scriptsOfNewest(run),
      views,
      factOf(() => ledger.rehearse()),
      diagnostics.claims(),
      lookAsAdministrator(run, admin, repository),
      views.then((read) => observeApps(run, read, offline)),
      ...STAGES.map((stage) => checkCredentials(run, stage)),
    ])
  const now = run.ports.clock.now()
  const openings = await Promise.all(STAGES.map(async (stage) => (await windowsOf(run, stage))(now)))
  const [staging, production] = STAGES.map((stage, index) => ({
    urls: run.context.config.stages[stage].urls,
    credentials: credentials[index],
    ...apps[stage],
    opening: openings[index] as DoctorStageFacts["opening"],
  })) as [StageLook, StageLook]
  return {
    machine,
    checkout,
    versions,
    scripts,
    ledger: ledger.where,
    ledgerRead: read.kind === "known" ? known(true) : read,
    ledgerWrite: write.kind === "known" ? known(true) : write,
    claims,
    prerequisites: seen.prerequisites,
    secrets: await compareSecrets(run, { staging, production }),
    channels,
    runner: run.context.identity.runner.kind,
    stages: {
      staging: { ...staging, trust: seen.trust.staging },
      production: { ...production, trust: seen.trust.production },
    },
  }
}

/** Those alone that a message must reach sooner or later. */
async function lookAtChannels({ channels }: Pick<AdminPorts, "channels">): Promise<DoctorFacts["channels"]> {
  const kept = (await channels()).filter(({ isKept }) => isKept)
  return Promise.all(kept.map(async (channel) => ({ name: channel.name, state: await channel.probe() })))
}

async function scriptsOfNewest(run: Run): Promise<DoctorFacts["scripts"]> {
  const newest = await factOf(() => newestVersion(run))
  if (newest.kind !== "known") return newest
  if (newest.value === null) return skipped("no version is tagged yet")
  const { tag } = newest.value
  const missing = await findMissingScripts(run, newest.value)
  return missing.kind === "known" ? known({ tag, missing: missing.value }) : missing
}

type StageLook = Omit<DoctorStageFacts, "trust">

/** They cannot be listed without credentials, whose lack is a finding of its own. */
async function compareSecrets(
  run: Run,
  stages: Readonly<Record<Stage, StageLook>>,
): Promise<Fact<VersionSecrets>> {
  const without = STAGES.find((stage) => !mayAsk(stages[stage].credentials))
  if (without !== undefined) return skipped(`there are no credentials to list the secrets of ${without} with`)
  return reviewNewestSecrets(run, "staging", true)
}

/** A stage that names no region may be nowhere in AWS. */
function mayAsk(credentials: StageLook["credentials"]): boolean {
  if (credentials.kind !== "known") return credentials.kind === "skipped"
  const { found, wanted, neededSeconds } = credentials.value
  return "pass" in judgeCredentials(found, wanted, neededSeconds)
}

const versionsIn = (tags: readonly string[], { context }: Run): number =>
  tags.filter((tag) => parseTag(tag, context.config.tagPrefix) !== null).length

interface AdminLook {
  prerequisites: Fact<readonly Prerequisite[]>
  trust: Record<Stage, Fact<string | null>>
}

/** The prerequisites of the stages that are in AWS; they may be in accounts of their own. */
async function lookAsAdministrator(
  run: Run,
  admin: Pick<AdminPorts, "platforms" | "diagnostics">,
  given: string | null,
): Promise<AdminLook> {
  const nothing = (fact: Fact<never>): AdminLook => ({
    prerequisites: fact,
    trust: { staging: fact, production: fact },
  })
  const accounts = STAGES.map((stage) => ({ stage, account: accountOf(run, stage) }))
  // what is not in AWS needs no role there, and so nothing of GitHub
  if (accounts.every(({ account }) => account === null))
    return nothing(skipped("pipeline.json names no role and no account in AWS"))
  const repository = given === null ? await admin.diagnostics.repository() : known(given)
  if (repository.kind !== "known") return nothing(repository)
  const looks: AdminLook[] = []
  for (const account of new Set(accounts.map((one) => one.account))) {
    if (account === null) continue
    const stages = accounts.filter((one) => one.account === account).map(({ stage }) => stage)
    looks.push(await lookAtAccount(run, admin.platforms, { repository: repository.value, account, stages }))
  }
  const [first, second] = looks as [AdminLook, AdminLook?]
  return second === undefined ? first : merge(first, second)
}

const accountOf = ({ context }: Run, stage: Stage): string | null =>
  wantedAws(context.config, stage)?.account ?? null

async function lookAtAccount(
  run: Run,
  platforms: Platforms,
  { repository, account, stages }: { repository: string; account: string; stages: readonly Stage[] },
): Promise<AdminLook> {
  const [first = "", ...more] = stages
  const only = more.length === 0 ? first : ""
  const target = readSetupRequest({ repository, account, only, reviewers: "" }, run.context.config)
  const facts = await platforms.look(target)
  const whole = facts.repository.kind === "known" ? withIds(target, facts.repository.value) : target
  const trustOf = (stage: Stage): Fact<string | null> => {
    const { role } = facts.stages[stage]
    return role.kind === "known" ? known(role.value?.trust ?? null) : role
  }
  return {
    prerequisites: known(prerequisitesOf(whole, facts)),
    trust: { staging: trustOf("staging"), production: trustOf("production") },
  }
}

/** Staging's account is looked at first. What is one for both stages is said once for each account. */
const merge = (staging: AdminLook, production: AdminLook): AdminLook => ({
  prerequisites: known([staging, production].flatMap(({ prerequisites }) => listOf(prerequisites))),
  trust: { staging: staging.trust.staging, production: production.trust.production },
})

const listOf = (fact: AdminLook["prerequisites"]): readonly Prerequisite[] =>
  (fact as { value: readonly Prerequisite[] }).value

/**
 * What the stages serve, beside what the ledger says. One after the other: an engine serves a sandbox's stage for this call
 * only, and but one at a time.
 */
async function observeApps(
  run: Run,
  views: Fact<StageView[]>,
  offline: boolean,
): Promise<Record<Stage, Look>> {
  const look = async (stage: Stage) => (offline ? recorded(notAsked(OFFLINE)) : observeApp(run, stage, views))
  return { staging: await look("staging"), production: await look("production") }
}

type Look = Pick<DoctorStageFacts, "app" | "deployed" | "unrecorded">

const recorded = (app: Observed) => ({ app, deployed: true, unrecorded: null })

/** A stage that does not answer is asked again for so long, as smoke does, and as often. */
const PATIENCE_MS = 10_000
const AGAIN: readonly Observed["sighting"][] = ["no-answer", "unreachable", "unidentified"]

async function observeApp(run: Run, stage: Stage, views: Fact<StageView[]>): Promise<Look> {
  if (views.kind !== "known") return recorded(notAsked("the ledger cannot be read"))
  const state = views.value.find((view) => view.stage === stage)?.state
  if (state?.running == null) {
    const seen = await observeStage(run, stage, { running: null })
    const isOther = seen.sighting === "drift"
    const unrecorded = isOther ? tagServed(seen, run.context.config.tagPrefix) : null
    return { app: seen, deployed: false, unrecorded }
  }
  const { clock, deployer, signal } = run.ports
  const isEngine = run.context.identity.runner.kind === "engine"
  // on a host that would start what someone ended
  const reached = isEngine ? lasting(() => deployer.reach(stage, state.running as Running)) : undefined
  const { maxIntervalSeconds, intervalSeconds } = run.context.config.smoke
  const until = clock.monotonicMs() + PATIENCE_MS
  for (let pauseMs = intervalSeconds * 1000; ; pauseMs = Math.min(pauseMs * 2, maxIntervalSeconds * 1000)) {
    const seen = await observeStage(run, stage, state, reached)
    const isLast = signal.aborted || clock.monotonicMs() + pauseMs > until
    if (isLast || !AGAIN.includes(seen.sighting)) return recorded(seen)
    // an abort ends the pause, and the next look is the last
    await clock.sleep(pauseMs, signal).catch(() => {})
  }
}

/** Asked once: what is reached is started, where it runs for this call only. */
function lasting<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined
  return () => {
    asked ??= ask()
    return asked
  }
}
