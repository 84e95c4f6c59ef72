/// <reference path="./.sst/platform/config.d.ts" />

/** A real SST app without cloud resources, so that SST itself can be tried without an account. */
export default $config({
  app(input) {
    return {
      name: "sst-app",
      home: process.env.SST_APP_HOME === "aws" ? "aws" : "local",
      removal: input?.stage === "production" ? "retain" : "remove",
    }
  },
  async run() {
    const auth = new sst.Secret("AuthSecret")
    const slack = new sst.Secret("SlackSigningSecret", "unset")
    const slowMs = Number(process.env.SST_APP_SLOW_MS ?? "0")
    if (slowMs > 0) await new Promise((resolve) => setTimeout(resolve, slowMs))
    return {
      api: process.env.SST_APP_URL ?? "http://127.0.0.1:8080",
      version: process.env.PIPELINE_TAG ?? "none",
      sha: process.env.PIPELINE_SHA ?? "none",
      // a mistake on purpose: the pipeline must not keep it
      auth: auth.value,
      slack: slack.value,
    }
  },
})
