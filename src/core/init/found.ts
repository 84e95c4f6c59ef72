import type { TreeManifest } from "../sst/package-manager.ts"

/** What `init` finds in a repository. */
export interface Found {
  /** the name of the repository's folder */
  folder: string
  /** the address of the remote origin, without a password; null: there is none */
  origin: string | null
  /** the branch that origin calls its own, or that is checked out; null in an empty repository */
  mainBranch: string | null
  /** every tag, in no order */
  tags: readonly string[]
  /** tags whose commit is not on the main branch, with the branches that have it */
  beside: readonly { tag: string; branches: readonly string[] }[]
  /** the folder of sst.config.ts ("" for the root) and its text; null: there is none */
  sst: { directory: string; text: string } | null
  manifest: TreeManifest
  /** of package.json */
  scripts: Readonly<Record<string, string>>
  /** the text of the Dockerfile at the root */
  dockerfile: string | null
  /** the name of a compose file at the root */
  compose: string | null
  /** the first Deployment among the manifests */
  deployment: { path: string; name: string; container: string; image: string } | null
}

/** What a person said, at the terminal or by flags; what was not said is null. */
export interface Answers {
  app: string | null
  /** the command that deploys, as words */
  deploy: readonly string[] | null
  staging: string | null
  production: string | null
  /** OWNER/NAME@COMMIT of the repository whose workflow does the work */
  pipeline: string | null
  /** how many minutes production is watched after a deploy */
  watch: string | null
  /** a channel of Slack by its id, or a webhook's URL */
  notify: string | null
}

/** What is wrong with an answer; null: nothing. */
export const watchFault = (minutes: string): string | null =>
  Number(minutes) > 0 && Number(minutes) <= 1440 ? null : "must be minutes, more than 0 and at most 1440"

export const notifyFault = (channel: string): string | null =>
  SLACK_CHANNEL.test(channel) || /^https?:\/\/[^\s/]+/.test(channel)
    ? null
    : "must be the id of a Slack channel, e.g. C0123456789, or the URL of a webhook"

export const SLACK_CHANNEL = /^[CG][A-Z0-9]+$/

/** What an address of the application answered. */
export interface Answer {
  /** below the address, e.g. `/health` */
  path: string
  status: number
  /** names in lower case */
  headers: Readonly<Record<string, string>>
  body: string
}

/** Where a health answer is looked for, the likeliest first. */
export const HEALTH_PATHS = [
  "/health",
  "/api/health",
  "/healthz",
  "/version",
  "/api/version",
  "/status",
  "/",
] as const

export const CONFIG_PATH = "pipeline.json"
export const WORKFLOW_PATH = ".github/workflows/deploy.yml"
