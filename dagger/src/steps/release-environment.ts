import type { Release, Stage } from "../core/stage.ts"

/** What every deployer passes on, so that an application can say which version it is. */
export const releaseEnvironment = (stage: Stage, { tag, sha }: Release): Record<string, string> => ({
  PIPELINE_STAGE: stage,
  PIPELINE_TAG: tag,
  PIPELINE_SHA: sha,
})
