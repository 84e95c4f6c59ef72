import { neededSeconds, phaseSeconds, wantedAws } from "../core/aws/credentials.ts"
import { type NeededScript, neededScripts } from "../core/config/command-rules.ts"
import { type Fact, known, skipped, unavailable } from "../core/errors.ts"
import {
  type CiChecks,
  type CredentialsInput,
  countChecks,
  type GateInputs,
  type Incident,
  type MissingScript,
  readStatusPage,
  type WindowFacts,
} from "../core/gates/gate.ts"
import { property, readJson } from "../core/json.ts"
import type { StageState } from "../core/ledger/stage-state.ts"
import { notAsked } from "../core/smoke/observed.ts"
import type { Release, Stage } from "../core/stage.ts"
import { meant } from "../core/text.ts"
import type { Repository } from "./ports.ts"
import type { Run } from "./run.ts"
import { OFFLINE, observeStage } from "./run-smoke.ts"
import { reviewStageSecrets } from "./secrets.ts"

const noCommit = skipped("there is no commit to judge")

/** A deploy that is to be judged. */
interface Intent {
  stage: Stage
  /** null when the tag names no commit */
  release: Release | null
  /** the stage's, by the ledger */
  state: StageState
  /** the stage itself is not asked */
  offline?: boolean
}

/** Finds out what gates judge by besides the tag and the ledger, all at once. What is not configured is not asked. */
export async function gatherInputs(run: Run, intent: Intent): Promise<GateInputs> {
  const { stage, release } = intent
  const [passing, credentials, secrets, tree, scripts] = await Promise.all([
    gatherPassing(run, intent),
    checkCredentials(run, stage),
    reviewStageSecrets(run, stage, release),
    release === null ? noCommit : run.ports.repository.treeParts(release.sha),
    findMissingScripts(run, release),
  ])
  return { ...passing, credentials, secrets, tree, scripts, lacking: run.ports.lackingSecrets() }
}

/** The inputs that can change while a run waits for the stage: they are asked again after a wait. */
export async function gatherPassing(
  run: Run,
  { stage, release, state, offline = false }: Intent,
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

/** What the commands of pipeline.json start and a version's tree does not have. */
export async function findMissingScripts(
  { ports: { repository }, context: { config } }: Run,
  release: Release | null,
): Promise<Fact<MissingScript[]>> {
  if (release === null) return skipped("there is no commit to judge")
  const needed = neededScripts(config)
  try {
    const looked = needed.map((one) => missingScript(repository, release.sha, one))
    return known((await Promise.all(looked)).filter((one) => one !== null))
  } catch (error) {
    return unavailable(error)
  }
}

async function missingScript(
  repository: Repository,
  sha: string,
  { path, file, script, isInstalled }: NeededScript,
): Promise<MissingScript | null> {
  const [text = null] = await repository.contents(sha, [file])
  if (script === null) return text === null ? missingFile(repository, sha, { path, file, isInstalled }) : null
  const json = readJson(text ?? "{}")
  const scripts = json.ok ? (property(json.value, "scripts") ?? {}) : {}
  if (property(scripts, script) !== undefined) return null
  const what = text === null ? file : `the script ${script} of ${file}`
  return { path, what, meant: meant(script, Object.keys(scripts)) }
}

/** What is no text has to be looked for by its name. */
async function missingFile(
  repository: Repository,
  sha: string,
  { path, file, isInstalled }: Pick<NeededScript, "path" | "file" | "isInstalled">,
): Promise<MissingScript | null> {
  const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : ""
  const others = await repository.files(sha, folder)
  if (others.includes(file)) return null
  // an installation makes whole folders, such as node_modules and dist
  return isInstalled && others.length === 0 ? null : { path, what: file, meant: meant(file, others) }
}
