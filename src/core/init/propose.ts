import { skipped } from "../errors.ts"
import { STAGES, type Stage } from "../stage.ts"
import { currentRelease, nextVersion, sortVersionTags } from "../tags.ts"
import { counted } from "../text.ts"
import { locateVersion, prefixOf, releaseRules } from "./conventions.ts"
import {
  type Answer,
  type Answers,
  CONFIG_PATH,
  type Found,
  SLACK_CHANNEL,
  WORKFLOW_PATH,
  wayToDeploy,
} from "./project.ts"

/** What init writes and says. */
export interface Proposal {
  files: { path: string; text: string }[]
  /** what was found, a line each */
  found: string[]
  /** what a person should look at */
  notes: string[]
  /** the commands that come next, the pipeline's own without the program's name */
  next: string[]
}

/**
 * A pipeline.json that is valid and a workflow, from what was found and what a person said.
 * @param answers what production answered at the likely addresses; empty: it was not asked
 * @returns null when nothing shows how the application is deployed
 */
export function propose(found: Found, said: Answers, answers: readonly Answer[]): Proposal | null {
  const app = appOf(found, said)
  const tagPrefix = prefixOf(found.tags, found.directory === "" ? "" : found.folder)
  const workflow = said.pipeline === null ? null : workflowOf(said.pipeline, tagPrefix)
  const workflows = workflow === null ? [] : [{ path: WORKFLOW_PATH, text: workflow }]
  if (found.configured !== null) return { files: workflows, found: [], notes: [], next: ["doctor", "status"] }
  const way = wayToDeploy(found, app, said)
  if (way === null) return null
  const mainBranch = found.mainBranch ?? "main"
  const draft: Draft = {
    ...{ found, said, app, tagPrefix, mainBranch, way },
    place: locateVersion(answers, found.tags, tagPrefix),
    rules: releaseRules(found, mainBranch, tagPrefix),
    channel: said.notify === null ? null : channelOf(said.notify),
  }
  const tags = sortVersionTags(found.tags, tagPrefix).map(({ tag }) => tag)
  const files = [
    { path: configPath(found), text: `${JSON.stringify(configOf(draft), null, 2)}\n` },
    ...workflows,
  ]
  return {
    files,
    found: foundLines(draft, tags),
    notes: notesOn(draft),
    next: nextCommands(
      draft,
      tags,
      commitCommand(
        files.map(({ path }) => path),
        found.origin === null ? null : mainBranch,
      ),
    ),
  }
}

/** What pipeline.json is made from. */
interface Draft {
  found: Found
  said: Answers
  app: string
  tagPrefix: string
  mainBranch: string
  way: NonNullable<ReturnType<typeof wayToDeploy>>
  place: ReturnType<typeof locateVersion>
  rules: ReturnType<typeof releaseRules>
  channel: ReturnType<typeof channelOf> | null
}

function configOf({ found, said, app, tagPrefix, mainBranch, way, place, rules, channel }: Draft) {
  const { check } = place
  const { path, ...asked } = check
  const smokeCheck = { name: way.address, url: `{${way.address}}${path}`, ...asked }
  const stages = stagesOf(said, way, smokeCheck)
  const [repository, commit] = said.pipeline?.split("@") ?? []
  const schema = repository === undefined ? found.schema : schemaUrl(repository, commit as string)
  return {
    ...(schema === null ? {} : { $schema: schema }),
    app,
    ...(tagPrefix === "v" ? {} : { tagPrefix }),
    ...(mainBranch === "main" ? {} : { mainBranch }),
    ...rules.config,
    ...(found.origin === null ? {} : { ledger: { remote: "origin" } }),
    deployer: way.deployer,
    smoke: { checks: [smokeCheck] },
    ...(channel === null ? {} : { notify: channel.config }),
    ...(Object.keys(stages).length === 0 ? {} : { stages }),
  }
}

const schemaUrl = (repository: string, ref: string): string =>
  `https://raw.githubusercontent.com/${repository}/${ref}/schema/pipeline.schema.json`

/** A command gives no addresses, so that the stages must have them. */
const needsAddresses = ({ deployer }: Draft["way"]): boolean => deployer.kind === "command"

/** The stages whose address the proposal needs and nobody said. */
export function missingAddresses(found: Found, said: Answers): Stage[] {
  const way = found.configured === null ? wayToDeploy(found, appOf(found, said), said) : null
  return way === null || !needsAddresses(way) ? [] : STAGES.filter((stage) => said[stage] === null)
}

function stagesOf({ watch, staging, production }: Answers, way: Draft["way"], smokeCheck: object) {
  const addressOf = (url: string | null) =>
    url !== null || needsAddresses(way) ? { urls: { [way.address]: url ?? UNKNOWN } } : {}
  const all = {
    staging: addressOf(staging),
    production: {
      ...addressOf(production),
      ...(watch === null
        ? {}
        : { watch: { minutes: Number(watch), checks: [{ kind: "http", ...smokeCheck }] } }),
    },
  }
  return Object.fromEntries(Object.entries(all).filter(([, keys]) => Object.keys(keys).length > 0))
}

function foundLines({ found, tagPrefix, mainBranch, way, place }: Draft, tags: readonly string[]): string[] {
  const { check, serves } = place
  return [
    way.found,
    found.origin === null
      ? "no remote origin: the ledger stays in this clone"
      : `the remote origin, ${found.origin}`,
    tags.length === 0
      ? "no version tags"
      : `${counted(tags.length, "version tag")} with the prefix ${JSON.stringify(tagPrefix)}, the newest ${tags[0]}`,
    `the main branch ${mainBranch}`,
    ...(serves === null
      ? []
      : [`production serves ${serves}: ${check.path} says so at ${check.expect.version}`]),
  ]
}

function notesOn({ said, way, place, rules, channel }: Draft): string[] {
  const { check, serves } = place
  const lacksAddress = needsAddresses(way) && (said.staging === null || said.production === null)
  const unchosen = [
    ...(said.watch === null ? ["a watch after green (docs/watch.md)"] : []),
    ...(channel === null ? ["notifications (docs/notifications.md)"] : []),
    "windows, soak and hooks (docs/holding.md)",
  ]
  const noted = (applies: boolean, note: string) => (applies ? [note] : [])
  return [
    ...noted(
      lacksAddress,
      `Put the addresses of the stages into ${CONFIG_PATH}: ${UNKNOWN} stands for each that is not known.`,
    ),
    ...noted(
      serves === null,
      `No answer was seen that names a version: ${CONFIG_PATH} asks ${check.path} for ${check.expect.version}; smoke shows what the answer has.`,
    ),
    ...noted(
      check.cacheBusting === false,
      `${check.path} answers otherwise when a query is added: cacheBusting is off, so a cache on the way may answer for the application.`,
    ),
    ...rules.notes,
    ...way.notes,
    ...noted(
      channel !== null,
      `Give runs the secret ${channel?.secret}, or the channel gets nothing: docs/notifications.md. doctor says whether it can be reached.`,
    ),
    `Not chosen here: ${unchosen.join(", ")}.`,
    ...noted(
      said.pipeline === null,
      "No workflow was written: --pipeline OWNER/NAME@COMMIT names the repository of this pipeline, whose workflow does the work.",
    ),
  ]
}

export const configPath = ({ directory }: Found): string =>
  directory === "" ? CONFIG_PATH : `${directory}/${CONFIG_PATH}`

/** A channel, and the secret that it needs by default. */
const channelOf = (notify: string) =>
  SLACK_CHANNEL.test(notify)
    ? { config: { slack: { kind: "slack", channel: notify } }, secret: "SLACK_BOT_TOKEN" }
    : { config: { webhook: { kind: "webhook", url: notify } }, secret: "NOTIFY_WEBHOOK_SECRET" }

/** Reserved for documents: it never answers, so that an address that was forgotten is found out. */
const UNKNOWN = "https://stage.example.invalid"

/** A name that containers, projects and records can have. */
export function appOf({ folder, directory, origin }: Found, { app }: Answers): string {
  const name =
    app ??
    (directory === "" ? origin : folder)
      ?.replace(/\/+$/, "")
      .replace(/\.git$/, "")
      .split(/[/:]/)
      .at(-1) ??
    folder
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "")
  return plain === "" ? "app" : plain
}

/** What runs already is adopted, not deployed again. What is deployed then is a version that production does not have. */
function nextCommands(
  { found, tagPrefix, place: { serves } }: Draft,
  tags: readonly string[],
  commit: string,
): string[] {
  const push = found.origin === null ? "" : " --push"
  const [newest] = tags
  const running = serves ?? newest
  if (running === undefined) {
    const first = `${tagPrefix}0.1.0`
    return ["doctor", commit, `release --tag ${first}${push}`, `deploy-staging --tag ${first}`]
  }
  const adopts = [
    "smoke --stage production",
    `adopt --tag ${running} --stage production --reason 'deployed by hand until now'`,
    commit,
    "doctor",
  ]
  const deploys = (tag: string | undefined) => [
    `deploy-staging --tag ${tag}`,
    `deploy-production --tag ${tag}`,
  ]
  if (running !== newest) return [...adopts, ...deploys(newest)]
  // a prerelease is taken to staging alone
  if (running !== currentRelease(found.tags, tagPrefix)) return [...adopts, `deploy-staging --tag ${newest}`]
  const { next } = nextVersion(found.tags, tagPrefix, "minor", skipped("none was made yet"))
  return [...adopts, `release --bump minor${push}`, ...deploys(next)]
}

/** From wherever in the repository a person stands: a tag has only what is committed, and others only what is pushed. */
function commitCommand(paths: readonly string[], pushed: string | null): string {
  const added = paths.map((path) =>
    /^[\w./-]+$/.test(path) ? `:/${path}` : `':/${path.replaceAll("'", "'\\''")}'`,
  )
  const push = pushed === null ? "" : ` && git push origin ${pushed}`
  return `git add ${added.join(" ")} && git commit --message 'Deploy by pipeline'${push}`
}

/** Each with its words in the form that GitHub shows. */
const INPUTS: readonly (readonly [name: string, kind: string, description: string])[] = [
  [
    "action",
    "choice, default: deploy, options: [deploy, rollback, adopt, freeze, unfreeze, quarantine, unlock]",
    "What to do",
  ],
  ["stage", "choice, required: true, options: [production, staging]", "Where"],
  ["tag", "string", "To deploy, adopt, quarantine, or roll back to (empty: the last verified one)"],
  ["reason", "string", "Why; kept in the ledger. freeze, unfreeze, quarantine and unlock need it"],
  ["until", "string", "When a freeze ends by itself: 2026-03-01T18:00Z, or 2h, 3d (empty: it does not)"],
  ["plan", "string", "Digest of the plan that may run (empty: of the one that this run shows)"],
  ["waive", "string", "Gates to waive: gate=why, several with commas"],
  ["allow-one-way", "string", "Why it is acceptable that this deploy cannot be rolled back"],
  ["allow-older", "string", "Why an older version may replace the one that runs"],
  ["over-migrations", "string", "Why a rollback may leave migrations in the database"],
  ["verify", "boolean", "After smoke, also verify as pipeline.json says"],
]

/**
 * All that a repository needs of a workflow: what starts a run, and one call of the workflow that has the jobs.
 * @param uses that workflow, pinned: `OWNER/NAME/.github/workflows/pipeline.yml@COMMIT # v1.2.3`
 */
export const callerWorkflow = (uses: string, tagPrefix: string): string => `name: Deploy
run-name: \${{ inputs.action || 'deploy' }} \${{ inputs.stage || 'staging' }} \${{ github.event_name == 'push' && github.ref_name || inputs.tag }}
on:
  push: { tags: [${JSON.stringify(`${tagPrefix.replace(/[\\*?+[\]!]/g, "\\$&")}*`)}] }
  workflow_dispatch:
    inputs:
${INPUTS.map(([name, type, description]) => `      ${name}: { type: ${type}, description: ${JSON.stringify(description)} }`).join("\n")}
permissions: {}
jobs:
  release:
    name: Release
    uses: ${uses}
    permissions: { contents: write, deployments: write, id-token: write, checks: read, statuses: read, issues: read, actions: read } # pipeline.yml says what for
    secrets: # where the stage's environment has one of the same name, that one counts
      DATABASE_URL: \${{ secrets.DATABASE_URL }}
      SLACK_SIGNING_SECRET: \${{ secrets.SLACK_SIGNING_SECRET }}
      SLACK_BOT_TOKEN: \${{ secrets.SLACK_BOT_TOKEN }}
      PAGERDUTY_ROUTING_KEY: \${{ secrets.PAGERDUTY_ROUTING_KEY }}
      NOTIFY_WEBHOOK_SECRET: \${{ secrets.NOTIFY_WEBHOOK_SECRET }}
      PIPELINE_SECRETS: \${{ secrets.PIPELINE_SECRETS }}
`

/** The workflow of a team that names this pipeline as `OWNER/NAME@COMMIT`. */
export function workflowOf(pipeline: string, tagPrefix: string): string {
  const [repository, commit] = pipeline.split("@")
  return callerWorkflow(`${repository}/.github/workflows/pipeline.yml@${commit}`, tagPrefix)
}
