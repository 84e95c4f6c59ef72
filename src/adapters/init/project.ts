import { readFile, realpath } from "node:fs/promises"
import { basename, dirname, join, relative, sep } from "node:path"
import { parseAllDocuments } from "yaml"
import { type Answer, CONFIG_PATH, type Found, HEALTH_PATHS, PROBE_QUERY } from "../../core/init/project.ts"
import { LOCKFILES } from "../../core/sst/package-manager.ts"
import type { Git } from "../../workbench/workbench.ts"
import { branchesWith } from "../git-repository.ts"
import { addressOf, type Setting, withoutPasswords } from "../git-transport.ts"
import { readBody } from "../http-request.ts"

/** Looks at a checkout: what its files, its tags and its remote say. Changes nothing. */
export async function lookAtProject(
  root: string,
  /** in the repository */
  from: string,
  git: Git,
  settings: readonly Setting[],
  schema: string | null,
): Promise<Found> {
  const ask = async (...args: string[]) => (await git(args)).stdout.trimEnd()
  const lines = async (...args: string[]) => (await ask(...args)).split("\n").filter((line) => line !== "")
  const address = addressOf(settings, "origin")
  const remote = address === null ? null : "origin"
  const [head, current, tags, all] = await Promise.all([
    ask("symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"),
    ask("branch", "--show-current"),
    lines("tag", "--list"),
    ask("ls-files", "--cached", "--others", "--exclude-standard", "-z").then((text) => text.split("\0")),
  ])
  const branch = head.replace(/^origin\//, "") || current
  const main = `refs/${remote === null ? "heads" : "remotes/origin"}/${branch}`
  const off = branch === "" ? [] : await lines("tag", "--list", `--no-merged=${main}`)
  const beside = await Promise.all(
    off.map(async (tag) => ({
      tag,
      branches: await branchesWith(git, remote, `refs/tags/${tag}`).catch(() => []),
    })),
  )
  const directory = applicationAt(relative(await realpath(root), from), all)
  const files = below(directory, all)
  const read = (path: string) => readFile(join(root, directory, path), "utf8").catch(() => null)
  const locked = (list: readonly string[]) => LOCKFILES.filter((file) => list.includes(file))
  const installsAtRoot = locked(files).length === 0
  const at = (names: readonly string[]) => names.find((name) => files.includes(name)) ?? null
  const config = shortest(files.filter((path) => /(^|\/)sst\.config\.ts$/.test(path)))
  const compose = at(["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"])
  const packageJson = files.includes("package.json") ? await read("package.json") : null
  return {
    folder: basename(join(root, directory)),
    directory,
    configured: await read(CONFIG_PATH),
    schema,
    origin: address === null ? null : withoutPasswords(address),
    mainBranch: branch === "" ? null : branch,
    tags,
    beside,
    sst:
      config === null
        ? null
        : {
            directory: join(directory, dirname(config)).replace(/^\.$/, ""),
            text: (await read(config)) ?? "",
          },
    manifest: {
      packageJson,
      lockfiles: locked(installsAtRoot ? all : files),
      yarnrc: (installsAtRoot ? all : files).includes(".yarnrc.yml"),
    },
    installsAtRoot,
    script: await scriptOf(at(["deploy.sh", "scripts/deploy.sh", "bin/deploy.sh"]), read),
    scripts: scriptsOf(packageJson),
    dockerfile: files.includes("Dockerfile") ? await read("Dockerfile") : null,
    compose,
    deployment: await firstDeployment(files, read),
  }
}

const APPLICATION = [
  "package.json",
  "sst.config.ts",
  "Dockerfile",
  "compose.yaml",
  "compose.yml",
  CONFIG_PATH,
  "deploy.sh",
]

/** The nearest folder, from where a person stands up to the root, that looks like an application's; "" for the root. */
function applicationAt(from: string, files: readonly string[]): string {
  for (let at = from.split(sep).join("/"); at !== "" && at !== "."; at = dirname(at)) {
    if (APPLICATION.some((name) => files.includes(`${at}/${name}`))) return at
  }
  return ""
}

const below = (directory: string, files: readonly string[]): string[] =>
  directory === ""
    ? [...files]
    : files.filter((file) => file.startsWith(`${directory}/`)).map((file) => file.slice(directory.length + 1))

async function scriptOf(
  path: string | null,
  read: (path: string) => Promise<string | null>,
): Promise<Found["script"]> {
  if (path === null) return null
  return { path, shell: /^#!.*\bbash\b/.test((await read(path)) ?? "") ? "bash" : "sh" }
}

const shortest = (paths: readonly string[]): string | null =>
  paths.toSorted((one, other) => one.length - other.length)[0] ?? null

function scriptsOf(packageJson: string | null): Record<string, string> {
  try {
    const { scripts } = JSON.parse(packageJson ?? "{}") as { scripts?: Record<string, string> }
    return scripts ?? {}
  } catch {
    return {}
  }
}

/** Where manifests are kept by custom. */
const MANIFESTS =
  /^(k8s|kubernetes|deploy|deployment|manifests|infra)\/.*\.ya?ml$|^[^/]*(k8s|deployment)[^/]*\.ya?ml$/

interface Manifest {
  kind?: unknown
  metadata?: { name?: unknown }
  spec?: { template?: { spec?: { containers?: { name?: unknown; image?: unknown }[] } } }
}

async function firstDeployment(
  files: readonly string[],
  read: (path: string) => Promise<string | null>,
): Promise<Found["deployment"]> {
  for (const path of files.filter((file) => MANIFESTS.test(file))) {
    const documents = parseAllDocuments((await read(path)) ?? "")
    for (const document of documents) {
      if (document.errors.length > 0) continue
      const { kind, metadata, spec } = Object(document.toJS()) as Manifest
      const [container] = spec?.template?.spec?.containers ?? []
      const names = [metadata?.name, container?.name, container?.image]
      if (kind !== "Deployment" || !names.every((name) => typeof name === "string")) continue
      const [name, inner, image] = names as [string, string, string]
      return { path, name, container: inner, image }
    }
  }
  return null
}

const PROBE_MS = 5000
const MAX_BYTES = 64_000

/** Asks an application for its health at the likely addresses, all at the same time: first as smoke does, then plainly. */
export async function probeHealth(address: string, signal: AbortSignal): Promise<Answer[]> {
  const root = address.replace(/\/+$/, "")
  const requests = [
    ...HEALTH_PATHS.map((path) => ({ path, url: `${root}${path}${PROBE_QUERY}` })),
    ...HEALTH_PATHS.map((path) => ({ path, url: `${root}${path}`, plain: true as const })),
  ]
  const asked = await Promise.all(
    requests.map(async ({ url, ...request }): Promise<Answer | null> => {
      try {
        const response = await fetch(url, {
          headers: { accept: "application/json, */*" },
          redirect: "manual",
          signal: AbortSignal.any([signal, AbortSignal.timeout(PROBE_MS)]),
        })
        const body = (await readBody(response, MAX_BYTES)) ?? ""
        return { ...request, status: response.status, headers: Object.fromEntries(response.headers), body }
      } catch {
        return null
      }
    }),
  )
  return asked.filter((answer) => answer !== null)
}
