import type { Release, Stage } from "../core/stage.ts"

/** Holds the run's id in the environment of every command that changes a stage, and of all that it starts. */
export const RUN_VARIABLE = "PIPELINE_RUN"

/** Holds the number that grows with each owner of the stage, for a tool or a cloud's condition that refuses older ones. */
export const FENCE_VARIABLE = "PIPELINE_FENCE"

/** What every deployer passes on, so that an application can say which version it is. */
export const releaseEnvironment = (stage: Stage, { tag, sha }: Release): Record<string, string> => ({
  PIPELINE_STAGE: stage,
  PIPELINE_TAG: tag,
  PIPELINE_SHA: sha,
})
