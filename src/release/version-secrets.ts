import type { Fact } from "../core/fact.ts"
import type { VersionSecrets } from "../core/secrets/review.ts"
import type { Release, Stage } from "../core/stage.ts"
import { sortVersionTags } from "../core/tags.ts"
import { known, skipped, unavailable } from "./facts.ts"
import type { Run } from "./run.ts"
import { askSecrets, NO_STORE } from "./secrets.ts"

/**
 * What the newest version needs of secrets and what a stage has, where nobody names a version. Never throws.
 * @param compare asks the other stage as well
 */
export async function askVersionSecrets(
  run: Run,
  stage: Stage,
  compare = false,
): Promise<Fact<VersionSecrets>> {
  if (run.ports.deployer.secrets === undefined) return NO_STORE
  try {
    const release = await newestVersion(run)
    if (release === null) return skipped("no version is tagged yet")
    const review = await askSecrets(run, stage, release, compare)
    return review.kind === "known" ? known({ release, review: review.value }) : review
  } catch (error) {
    return unavailable(error)
  }
}

/** The newest release; while there is none, the newest version before it. */
async function newestVersion({ ports, context }: Run): Promise<Release | null> {
  const { tagPrefix, mainBranch } = context.config
  const versions = sortVersionTags(await ports.repository.tags(), tagPrefix)
  const newest = versions.find(({ prerelease }) => !prerelease) ?? versions[0]
  if (newest === undefined) return null
  const { sha } = await ports.repository.lookUp(newest.tag, mainBranch)
  return sha === null ? null : { tag: newest.tag, sha }
}
