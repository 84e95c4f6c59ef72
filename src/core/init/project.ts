import { chooseInstallation, type TreeManifest } from "../sst/package-manager.ts"

/** What `init` finds in a repository. */
export interface Found {
  /** the name of the application's folder */
  folder: string
  /** where the application is below the repository's root, without a slash at the end; "" for the root */
  directory: string
  /** the text of its pipeline.json; null: it has none */
  configured: string | null
  /** where editors find the schema of pipeline.json; null: this command does not know where it comes from */
  schema: string | null
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
  /** where the lockfiles are: in the application's folder, or at the root for all workspaces */
  installsAtRoot: boolean
  /** of package.json */
  scripts: Readonly<Record<string, string>>
  /** a shell script that deploys, and the shell that its first line names */
  script: { path: string; shell: "sh" | "bash" } | null
  /** the text of the Dockerfile */
  dockerfile: string | null
  /** the name of a compose file */
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
  SLACK_CHANNEL.test(channel) || /^https?:\/\/[^\s/]/.test(channel)
    ? null
    : "must be the id of a Slack channel, e.g. C0123456789, or the URL of a webhook"

export const SLACK_CHANNEL = /^[CG][A-Z0-9]+$/

/** The query that keeps caches out of smoke, with a value that no probe has. */
export const PROBE_QUERY = "?pipeline-probe=init"

/** What an address of the application answered. */
export interface Answer {
  /** it was asked without the query that smoke adds */
  plain?: true
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

/** A way to deploy that was found. */
export interface Way {
  /** what was found, in words */
  found: string
  /** as pipeline.json has it */
  deployer: Readonly<Record<string, unknown>>
  /** the name of the address that the smoke check asks */
  address: string
  /** what a person should look at */
  notes: string[]
}

type Finder = (found: Found, app: string, answers: Answers) => Way | null

/** The surest way to deploy that the repository shows; null: none. */
export const wayToDeploy: Finder = (found, app, answers) => {
  for (const find of [byPerson, bySst, byScript, byShell, byKubernetes, byCompose, byDocker]) {
    const way = find(found, app, answers)
    if (way !== null) return way
  }
  return null
}

const ADDRESS = "app"

const byPerson: Finder = (found, _app, { deploy }) =>
  deploy === null
    ? null
    : { found: `the deploy command ${deploy.join(" ")}`, ...command([...deploy], installOf(found)) }

/** Commands start at the repository's root. */
const from = (directory: string, argv: string[]): string[] =>
  directory === "" ? argv : ["sh", "-euc", 'cd "$0"; exec "$@"', directory, ...argv]

const bySst: Finder = ({ sst }) => {
  if (sst === null) return null
  const outputs = addressesOf(sst.text)
  const where = sst.directory === "" ? {} : { directory: sst.directory }
  const path = sst.directory === "" ? "sst.config.ts" : `${sst.directory}/sst.config.ts`
  const named = outputs.length === 0 ? [ADDRESS] : outputs
  return {
    found: `an SST app, ${path}, with the outputs ${named.join(", ")}`,
    deployer: { kind: "sst", ...where, outputs: named },
    address: named[0] as string,
    notes: [
      ...(outputs.length === 0
        ? [
            `${path} returns no address that can be seen: let run() return { ${ADDRESS}: … }, or name its outputs.`,
          ]
        : []),
      "Set stages.*.region, so that the pipeline checks the AWS credentials before it deploys.",
    ],
  }
}

/** Scripts that deploy, for both stages or one each. */
const byScript: Finder = (found) => {
  const { scripts, manifest } = found
  const each = "deploy:staging" in scripts && "deploy:production" in scripts
  if (!each && !("deploy" in scripts)) return null
  const script = each ? "deploy:{stage}" : "deploy"
  const manager = installationOf(found)?.find((word) => word !== "corepack") ?? "npm"
  const shown = manifest.packageJson === null ? "" : " of package.json"
  return {
    found: `the script ${script}${shown}`,
    ...command(from(found.directory, [manager, "run", script]), installOf(found)),
  }
}

const byShell: Finder = (found) => {
  if (found.script === null) return null
  const { path, shell } = found.script
  const way = command(from(found.directory, [shell, path, "{stage}"]), installOf(found))
  return {
    ...way,
    found: `the script ${path}`,
    notes: [
      `${path} is started with the stage as its only argument: correct deployer.deploy where it takes others.`,
      ...way.notes,
    ],
  }
}

const byKubernetes: Finder = (found) => {
  const { deployment } = found
  if (deployment === null) return null
  const { path, name, container, image } = deployment
  const argv = ["kubectl", "--namespace", "{stage}", "set", "image"]
  const target = [`deployment/${name}`, `${container}=${withoutTag(image)}:{tag}`]
  const way = command([...argv, ...target], null)
  return {
    ...way,
    found: `the Kubernetes Deployment ${name} in ${path}`,
    notes: [
      ...way.notes,
      "The image of a tag must have been pushed before its deploy; each stage is a namespace.",
    ],
  }
}

const withoutTag = (image: string): string => image.replace(/@.*/, "").replace(/:[^/:]*$/, "")

const byCompose: Finder = (found, app) => {
  if (found.compose === null) return null
  const project = ["docker", "compose", "--project-name", `${app}-{stage}`]
  return {
    found: found.compose,
    ...command(from(found.directory, [...project, "up", "--detach", "--build", "--wait"]), null),
  }
}

const byDocker: Finder = (found, app, answers) => {
  if (found.dockerfile === null) return null
  const inner = /^\s*EXPOSE\s+(\d+)/im.exec(found.dockerfile)?.[1] ?? "8080"
  const port = (url: string | null, other: string) => (url === null ? other : new URL(url).port || other)
  const script = [
    `case "$PIPELINE_STAGE" in production) port=${port(answers.production, "8080")} ;; *) port=${port(answers.staging, "8081")} ;; esac`,
    `docker build --tag "${app}:$PIPELINE_TAG" .`,
    `docker rm --force "${app}-$PIPELINE_STAGE" > /dev/null 2>&1 || true`,
    `docker run --detach --name "${app}-$PIPELINE_STAGE" --publish "$port:${inner}" --env PIPELINE_TAG --env PIPELINE_SHA "${app}:$PIPELINE_TAG"`,
  ]
  const way = command(from(found.directory, ["sh", "-euc", script.join("\n")]), null)
  return {
    ...way,
    found: "a Dockerfile",
    notes: [...way.notes, "The containers run where the pipeline does."],
  }
}

function command(deploy: string[], install: string[] | null): Omit<Way, "found"> {
  return {
    deployer: { kind: "command", ...(install === null ? {} : { install }), deploy },
    address: ADDRESS,
    notes: [
      "The deploy command gets PIPELINE_STAGE, PIPELINE_TAG and PIPELINE_SHA: the application has to answer with the tag.",
    ],
  }
}

function installOf(found: Found): string[] | null {
  const argv = installationOf(found)
  return argv === null ? null : from(found.installsAtRoot ? "" : found.directory, argv)
}

function installationOf({ manifest }: Found): string[] | null {
  const chosen = chooseInstallation(manifest)
  return chosen.kind === "install" ? chosen.argv : null
}

/** The outputs of an SST app that look like addresses; all of them where none does. */
export function addressesOf(text: string): string[] {
  const outputs = returnedBy(text)
  const addresses = outputs.filter(({ value }) => /url|https?:|domain|router|\bsite\b|\bweb\b/i.test(value))
  return (addresses.length > 0 ? addresses : outputs).map(({ name }) => name)
}

interface Output {
  name: string
  value: string
}

/** What the last `return { … }` after `run(` names, at its own level. */
function returnedBy(text: string): Output[] {
  const run = text.search(/\brun\s*[(:]/)
  const start = text.lastIndexOf("return {")
  if (run < 0 || start < run) return []
  const parts: string[] = []
  let depth = 0
  let part = ""
  for (const char of text.slice(start + "return ".length)) {
    if ("{([".includes(char)) depth += 1
    if ("})]".includes(char)) depth -= 1
    if (depth === 0) break
    if (depth === 1 && char === ",") {
      parts.push(part)
      part = ""
    } else part += char
  }
  return [...parts, part].flatMap((one) =>
    [...withoutComments(one).matchAll(OUTPUT)].map(([, name = "", value = name]) => ({ name, value })),
  )
}

const OUTPUT = /^[\s{]*([A-Za-z]\w*)\s*(?::\s*([\s\S]*))?$/g

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*/gm, "")
