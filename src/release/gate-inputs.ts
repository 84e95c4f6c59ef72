import { neededSeconds, phaseSeconds, wantedAws } from "../core/aws/credentials.ts"
import { type Fact, skipped } from "../core/fact.ts"
import {
  type CiChecks,
  type CredentialsInput,
  countChecks,
  type GateInputs,
  type Incident,
  readStatusPage,
  type WindowFacts,
} from "../core/gates/facts.ts"
import type { StageState } from "../core/ledger/stage-state.ts"
import { notAsked } from "../core/smoke/observed.ts"
import type { Release, Stage } from "../core/stage.ts"
import { findMissingScripts } from "./find-scripts.ts"
import { OFFLINE, observeStage } from "./observe.ts"
import type { Run } from "./run.ts"
import { reviewStageSecrets } from "./secrets.ts"

const noCommit = skipped("there is no commit to judge")

/**
 * Finds out what gates judge by besides the tag and the ledger, all at once. What is not configured is not asked.
 * @param release null when the tag names no commit
 * @param offline the stage itself is not asked
 */
export async function gatherInputs(
  run: Run,
  stage: Stage,
  release: Release | null,
  state: StageState,
  offline = false,
): Promise<GateInputs> {
  const [passing, credentials, secrets, tree, scripts] = await Promise.all([
    gatherPassing(run, stage, release, state, offline),
    checkCredentials(run, stage),
    reviewStageSecrets(run, stage, release),
    release === null ? noCommit : run.ports.repository.treeParts(release.sha),
    findMissingScripts(run, release),
  ])
  return { ...passing, credentials, secrets, tree, scripts, lacking: run.ports.lackingSecrets() }
}

/** What may have become another thing while a run waited. */
export async function gatherPassing(
  run: Run,
  stage: Stage,
  release: Release | null,
  state: StageState,
  offline = false,
): Promise<Pick<GateInputs, "ci" | "incidents" | "observed">> {
  const [ci, incidents, observed] = await Promise.all([
    checkCi(run, release),
    findIncidents(run, stage),
    offline ? notAsked(OFFLINE) : observeStage(run, stage, state),
  ])
  return { ci, incidents, observed }
}

/** What CI says of the commit at this moment. */
export async function checkCi({ ports, context }: Run, release: Release | null): Promise<Fact<CiChecks>> {
  const { ci } = context.config.gates
  if (ci === undefined) return skipped("CI is not asked; gates.ci in pipeline.json says whom to ask")
  if (release === null) return noCommit
  const checks = await ports.codeHost.checks(release.sha, context.identity.runner.ci)
  return checks.kind === "known" ? { kind: "known", value: countChecks(checks.value, ci) } : checks
}

async function findIncidents({ ports, context }: Run, stage: Stage): Promise<Fact<Incident[]>> {
  const { incidents } = context.config.gates
  if (stage !== "production") return skipped("only for production")
  if (incidents === undefined) {
    return skipped("incidents are not looked for; gates.incidents in pipeline.json says where they are seen")
  }
  if (incidents.kind === "github-issues") return ports.codeHost.openIssues(incidents.label)
  const { url, timeoutSeconds, json } = incidents
  const page = await ports.statusPage.read(url, timeoutSeconds * 1000, ports.signal)
  return page.kind === "known" ? readStatusPage(page.value, json, url) : page
}

/** What the stage's windows say of a time; loaded only where it has some. */
export async function windowsOf({ context }: Run, stage: Stage): Promise<(now: Date) => WindowFacts | null> {
  const { windows } = context.config.stages[stage]
  if (windows === undefined) return () => null
  const { openCalendar } = await import("../core/windows/calendar.ts")
  const calendar = await openCalendar(windows)
  return (now) => {
    const { changesAt, ...opening } = calendar.at(now)
    return { ...opening, changes: changesAt && calendar.describe(changesAt) }
  }
}

/** Whose credentials the stage would be changed with, and whether they live long enough for that. */
export async function checkCredentials(
  { ports, context, purpose }: Run,
  stage: Stage,
): Promise<Fact<CredentialsInput>> {
  const { config } = context
  const wanted = wantedAws(config, stage)
  if (wanted === null) return skipped("no AWS region is set for the stage")
  const found = await ports.credentials.check(stage, phaseSeconds(config), purpose)
  return found.kind === "known"
    ? { kind: "known", value: { found: found.value, wanted, neededSeconds: neededSeconds(config) } }
    : found
}
