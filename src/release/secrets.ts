import { type Fact, known, skipped, unavailable } from "../core/errors.ts"
import type { SecretValue } from "../core/masking.ts"
import { reason } from "../core/reasons.ts"
import type { Report } from "../core/report/report.ts"
import {
  type DeclaredSecret,
  declaredSecrets,
  describeSecret,
  reviewSecrets,
  type SecretsReview,
  type StoredSecret,
  unmet,
  type VersionSecrets,
} from "../core/secrets/review.ts"
import type { WantedSecret } from "../core/setup/prerequisite.ts"
import { unlisted } from "../core/sst/failures.ts"
import { type Release, STAGES, type Stage } from "../core/stage.ts"
import { sortVersionTags } from "../core/tags.ts"
import { meant } from "../core/text.ts"
import { readStage } from "./append.ts"
import { type NotSet, type SecretStore, viewOf } from "./ports.ts"
import { buildReport, lookBack, type Shown } from "./report.ts"
import { type Context, Run } from "./run.ts"

/** Listing secrets and setting one takes seconds; the installation before it, minutes. */
const SECRETS_SECONDS = 900

const NO_STORE = skipped("the deployer keeps no secrets")

/**
 * What a release needs of secrets and what its stage has.
 * @param compare asks the other stage as well
 */
export async function reviewStageSecrets(
  run: Run,
  stage: Stage,
  release: Release | null,
  compare = false,
): Promise<Fact<SecretsReview>> {
  const { deployer, ledger } = run.ports
  const store = deployer.secrets
  if (store === undefined) return NO_STORE
  if (release === null) return skipped("there is no commit to judge")
  const others = compare ? STAGES.filter((one) => one !== stage) : []
  const [views, declared, [stored, other]] = await Promise.all([
    ledger.read([stage]),
    declaredBy(run, release.sha),
    listEach(run, store, [stage, ...others], release),
  ])
  if (stored.kind !== "known") return stored
  if (other !== undefined && other.kind !== "known") return other
  const { running } = viewOf(views, stage).state
  const before = running === null ? null : await declaredBy(run, running.sha)
  const { secrets: config } = run.context.config
  const review = reviewSecrets({
    stage,
    config,
    declared,
    before,
    stored: stored.value,
    elsewhere: other === undefined ? null : other.value,
  })
  return known(review)
}

/**
 * What the newest version needs of secrets and what a stage has, where no version is named. Never throws.
 * @param compare asks the other stage as well
 */
export async function reviewNewestSecrets(
  run: Run,
  stage: Stage,
  compare = false,
): Promise<Fact<VersionSecrets>> {
  if (run.ports.deployer.secrets === undefined) return NO_STORE
  try {
    const release = await newestVersion(run)
    if (release === null) return skipped("no version is tagged yet")
    const review = await reviewStageSecrets(run, stage, release, compare)
    return review.kind === "known" ? known({ release, review: review.value }) : review
  } catch (error) {
    return unavailable(error)
  }
}

/** The newest release; while there is none, the newest version before it. */
export async function newestVersion({ ports, context }: Run): Promise<Release | null> {
  const { tagPrefix, mainBranch } = context.config
  const versions = sortVersionTags(await ports.repository.tags(), tagPrefix)
  const newest = versions.find(({ prerelease }) => !prerelease) ?? versions[0]
  if (newest === undefined) return null
  const { sha } = await ports.repository.lookUp(newest.tag, mainBranch)
  return sha === null ? null : { tag: newest.tag, sha }
}

/** Hands a value to the tool, and to nothing else; why it is not known to be set, or null. */
export async function storeSecret(
  { ports }: Run,
  { name, stage, release }: WantedSecret,
  value: SecretValue,
): Promise<NotSet | null> {
  const { credentials, deployer, signal, say } = ports
  if (deployer.secrets === undefined) return { reason: reason("NO_SECRET_STORE"), mayBeSet: false }
  const obtained = await credentials.obtain(stage, SECRETS_SECONDS)
  if (!obtained.ok) return { reason: obtained.reason, mayBeSet: false }
  const { env, secrets } = obtained
  return deployer.secrets.set({ stage, release, credentials: { env, secrets }, signal, say }, name, value)
}

/** One after the other: the tool sets itself up in the tree when it is asked first. */
async function listEach(
  run: Run,
  store: SecretStore,
  stages: readonly [Stage, ...Stage[]],
  release: Release,
): Promise<[Fact<StoredSecret[]>, ...Fact<StoredSecret[]>[]]> {
  const [first, ...others] = stages
  const listed: [Fact<StoredSecret[]>, ...Fact<StoredSecret[]>[]] = [await list(run, store, first, release)]
  for (const stage of others) listed.push(await list(run, store, stage, release))
  return listed
}

async function list(
  run: Run,
  store: SecretStore,
  stage: Stage,
  release: Release,
): Promise<Fact<StoredSecret[]>> {
  const { credentials, signal, say } = run.ports
  const obtained = await credentials.obtain(stage, SECRETS_SECONDS, run.purpose)
  if (!obtained.ok) return unavailable(obtained.reason.message)
  const { env, secrets } = obtained
  const request = { stage, release, credentials: { env, secrets }, signal, say }
  return store.list(request, run.context.config.secrets.placeholders)
}

/** The names that a version's app and pipeline.json have for secrets. */
async function namesOfSecrets(run: Run, release: Release): Promise<string[]> {
  const { required, optional } = run.context.config.secrets
  const declared = await declaredBy(run, release.sha)
  return [...new Set([...declared.map(({ name }) => name), ...required, ...optional])].sort()
}

const SOURCE = /\.[cm]?[jt]sx?$/

/** The secrets that the sources of a commit declare. */
async function declaredBy({ ports, context }: Run, sha: string): Promise<DeclaredSecret[]> {
  const { deployer, secrets } = context.config
  const base = deployer.kind === "sst" && deployer.directory !== undefined ? `${deployer.directory}/` : ""
  const places = secrets.sources.map((source) => `${base}${source}`)
  const found = await Promise.all(
    places.map(async (place) => (SOURCE.test(place) ? [place] : ports.repository.files(sha, place))),
  )
  const texts = await ports.repository.contents(
    sha,
    found.flat().filter((path) => SOURCE.test(path)),
  )
  return declaredSecrets(texts.filter((text) => text !== null))
}

interface SecretsRequest {
  stage: Stage
  /** the version whose tool is asked, and whose needs count */
  tag: string
}

/** Which secrets a version needs and which of them the stages have, by name; changes nothing. */
export async function secrets(context: Context, { stage, tag }: SecretsRequest): Promise<Report> {
  const { run, release, shown } = await beginOn(context, "secrets", { stage, tag })
  if (release === null) return buildReport(run, "blocked", reason("TAG_NOT_FOUND"), shown)
  const fact = await reviewStageSecrets(run, stage, release, true)
  if (fact.kind === "skipped") return buildReport(run, "blocked", reason("NO_SECRET_STORE"), shown)
  if (fact.kind === "unavailable") return buildReport(run, "blocked", unlisted(fact.message), shown)
  const seen = { ...shown, secrets: fact.value }
  const lacking = unmet(fact.value)
  if (lacking.length === 0) return buildReport(run, "done", null, seen)
  const message = `${stage} lacks ${lacking.map(describeSecret).join(", ")}.`
  return buildReport(run, "blocked", reason("SECRETS_MISSING", message), seen)
}

/**
 * Sets a secret of a stage. A name that the version does not know is most often misspelt, and would be set for nothing.
 * Its value goes from its owner to the tool, and nowhere else.
 */
export async function setSecret(
  context: Context,
  {
    stage,
    tag,
    name,
    value,
    isNew = false,
  }: SecretsRequest & { name: string; value: SecretValue; isNew?: boolean },
): Promise<Report> {
  const { run, release, shown } = await beginOn(context, "secrets-set", { stage, tag })
  if (release === null) return buildReport(run, "blocked", reason("TAG_NOT_FOUND"), shown)
  if (!/^[A-Z][A-Za-z0-9]*$/.test(name)) {
    const message = "A name begins with a capital letter, then letters and digits."
    return buildReport(run, "blocked", reason("SECRET_NOT_SET", message), shown)
  }
  const known = isNew ? [name] : await namesOfSecrets(run, release)
  if (!known.includes(name)) {
    const like = meant(name, known)
    const list = known.length === 0 ? "none" : known.join(", ")
    const hint = like === null ? ` It declares ${list}.` : ` Did you mean ${like}?`
    const message = `${tag} declares no secret ${name}, and pipeline.json names none.${hint}`
    return buildReport(run, "blocked", reason("SECRET_UNKNOWN", message), shown)
  }
  const fault = await storeSecret(run, { name, stage, release }, value)
  if (fault === null) return buildReport(run, "done", null, shown)
  return buildReport(run, fault.mayBeSet ? "inconclusive" : "blocked", fault.reason, shown)
}

async function beginOn(
  context: Context,
  command: "secrets" | "secrets-set",
  { stage, tag }: SecretsRequest,
): Promise<{ run: Run; release: Release | null; shown: Shown }> {
  const run = new Run(context, command, stage, tag)
  const { ledger, repository } = run.ports
  const [view, { sha }] = await Promise.all([
    readStage(ledger, stage),
    repository.lookUp(tag, context.config.mainBranch),
  ])
  await lookBack(run, view.state)
  return { run, release: sha === null ? null : { tag, sha }, shown: { sha, state: view.state } }
}
