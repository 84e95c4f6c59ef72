// The pipeline sets these, so that a probe can tell the version it deployed from the one before it.
export function readRelease(env) {
  return {
    version: env.PIPELINE_TAG || "dev",
    sha: env.PIPELINE_SHA || null,
    stage: env.PIPELINE_STAGE || "local",
  }
}
