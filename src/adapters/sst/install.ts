import type { SstConfig } from "../../core/config/tools.ts"
import {
  chooseInstallation,
  INSTALL_FILES,
  type Installation,
  LOCKFILES,
} from "../../core/sst/package-manager.ts"
import type { Release, Stage } from "../../core/stage.ts"
import type { CommandOptions, CommandResult, Tree, Workbench } from "../../workbench/workbench.ts"
import { filledEnvironment, releaseEnvironment } from "../tool.ts"

/** A tree whose dependencies are installed, or what came of the attempt. */
export type Installed =
  | { kind: "installed" }
  | { kind: "refused"; message: string }
  | { kind: "failed"; argv: readonly string[]; result: CommandResult }

type Options = Pick<CommandOptions, "env" | "timeoutMs" | "signal" | "say">

/** Checks a release out with what an installation needs first, so that an earlier one stands while that is the same. */
export const checkOutForInstall = (
  workbench: Workbench,
  config: SstConfig,
  release: Release,
  image: string | undefined,
): Promise<Tree> => workbench.checkOut(release, image, config.install === "auto" ? INSTALL_FILES : undefined)

export async function install(config: SstConfig, tree: Tree, options: Options): Promise<Installed> {
  const { directory = "." } = config
  const run = (argv: readonly string[], where: string) =>
    tree.run(argv, { ...options, directory: where, caches: CACHES, purpose: "install" })
  if (config.install !== "auto") {
    await tree.complete()
    const result = await run(config.install, directory)
    return judge(config.install, result)
  }
  const found = await findInstallation(tree, directory)
  if (found.choice.kind === "unknown") return { kind: "refused", message: found.choice.message }
  const { argv, needsSources } = found.choice
  if (!needsSources) {
    const result = await run(argv, found.folder)
    await tree.complete()
    if (result.exitCode === 0 || options.signal.aborted) return judge(argv, result)
    // a workspace of the tree may have scripts that want its sources
    options.say(`${argv.join(" ")} failed on the manifests alone; once more with the whole tree`)
  }
  await tree.complete()
  return judge(argv, await run(argv, found.folder))
}

const judge = (argv: readonly string[], result: CommandResult): Installed =>
  result.exitCode === 0 && !result.timedOut ? { kind: "installed" } : { kind: "failed", argv, result }

/** The lockfile nearest to the app, from its folder up to the tree's root. */
async function findInstallation(
  tree: Tree,
  directory: string,
): Promise<{ folder: string; choice: Installation }> {
  for (const folder of upwards(directory)) {
    const at = (name: string) => (folder === "." ? name : `${folder}/${name}`)
    const has = (name: string) => tree.has(at(name))
    const present = await Promise.all(LOCKFILES.map(has))
    const lockfiles = LOCKFILES.filter((_, index) => present[index])
    if (lockfiles.length === 0 && folder !== ".") continue
    const [packageJson, yarnrc] = await Promise.all([tree.readText(at("package.json")), has(".yarnrc.yml")])
    return { folder, choice: chooseInstallation({ packageJson, lockfiles, yarnrc }) }
  }
  throw new Error("a tree has a root")
}

/** `a/b` → a/b, a, . */
function upwards(directory: string): string[] {
  const parts = directory.split("/").filter((part) => part !== "." && part !== "")
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join("/")), "."]
}

/** Tells SST and the package managers to be quiet, to ask nothing, and what they deploy. */
export const sstEnvironment = (
  config: SstConfig,
  stage: Stage,
  release: Release,
): Record<string, string> => ({
  SST_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
  NO_COLOR: "1",
  CI: "1",
  COREPACK_ENABLE_DOWNLOAD_PROMPT: "0",
  ...filledEnvironment(config.env, stage, release),
  ...releaseEnvironment(stage, release),
})

/** What outlives a tree: packages, and SST's Pulumi, Bun and providers. */
export const CACHES = {
  npm_config_cache: "npm",
  npm_config_store_dir: "pnpm",
  YARN_CACHE_FOLDER: "yarn",
  BUN_INSTALL_CACHE_DIR: "bun",
  COREPACK_HOME: "corepack",
  XDG_CONFIG_HOME: "sst",
} as const
