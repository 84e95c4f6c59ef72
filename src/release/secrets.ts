import { type Fact, known, skipped, unavailable } from "../core/fact.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { SecretValue } from "../core/secret.ts"
import {
  type DeclaredSecret,
  declaredSecrets,
  reviewSecrets,
  type SecretsReview,
  type StoredSecret,
  type VersionSecrets,
} from "../core/secrets/review.ts"
import type { WantedSecret } from "../core/setup/prerequisite.ts"
import { type Release, STAGES, type Stage } from "../core/stage.ts"
import { sortVersionTags } from "../core/tags.ts"
import { type SecretStore, viewOf } from "./ports.ts"
import type { Run } from "./run.ts"

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

/** Hands a value to the tool, and to nothing else; why it was not set, or null. */
export async function storeSecret(
  { ports }: Run,
  { name, stage, release }: WantedSecret,
  value: SecretValue,
): Promise<Reason | null> {
  const { credentials, deployer, signal, say } = ports
  if (deployer.secrets === undefined) return reason("NO_SECRET_STORE")
  const obtained = await credentials.obtain(stage, SECRETS_SECONDS)
  if (!obtained.ok) return obtained.reason
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
export async function namesOfSecrets(run: Run, release: Release): Promise<string[]> {
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
