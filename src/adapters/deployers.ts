import { fill } from "../core/config/placeholders.ts"
import { type DeployerConfig, type SandboxConfig, toolOf } from "../core/config/tools.ts"
import { messageOf, PipelineError, usageError } from "../core/errors.ts"
import type { SecretEnvironment, SecretValue } from "../core/masking.ts"
import { type ReasonCode, reason } from "../core/reasons.ts"
import type { Release, Stage } from "../core/stage.ts"
import { sentence } from "../core/text.ts"
import type { Deployer, Deployment, DeployResult, LocalServices } from "../release/ports.ts"
import type { CommandOptions, Service, Tree, Workbench } from "../workbench/workbench.ts"
import { commandDeployer, commandEnvironment, installTree } from "./command.ts"
import { systemClock } from "./runtime.ts"
import { SST_IMAGE, sstDeployer } from "./sst/deployer.ts"
import { CACHES, sstEnvironment } from "./sst/install.ts"
import { PreparedTrees, prepareTree, Unprepared } from "./sst/tree.ts"
import { lastLines, releaseEnvironment, toolSecrets } from "./tool.ts"

export function deployerFor(
  config: DeployerConfig,
  workbench: Workbench,
  image: string | undefined,
  tokens: SecretEnvironment = {},
  given: (name: string) => SecretValue | null = () => null,
  now: () => Date = systemClock.now,
): Deployer {
  switch (config.kind) {
    case "sandbox":
      return sandboxDeployer(config, workbench)
    case "command":
      return commandDeployer(config, workbench, config.image ?? image, toolSecrets(config.secrets, given))
    case "sst": {
      const { secrets, secretFiles } = toolSecrets(config.secrets, given)
      const handed = { secrets: { ...tokens, ...secrets }, secretFiles }
      const trees = new PreparedTrees(config, workbench, config.image ?? image ?? SST_IMAGE, handed)
      return sstDeployer(config, trees, now)
    }
  }
}

/** Deploys without an account: the release's own processes, started where the pipeline runs. */
function sandboxDeployer(config: SandboxConfig, workbench: Workbench): Deployer {
  const services = (stage: Stage, release: Release) => sandboxServices(config, stage, release)
  const local = localServices(config, workbench)
  return {
    ...(local === null ? {} : { local }),
    prepare: (stage, release) => workbench.prepare?.(stage, release, services(stage, release)),
    async deploy({ stage, release, signal, claimEffect }) {
      if (signal.aborted)
        return refused("INTERRUPTED", "The run was interrupted before a service was started.")
      let lost: unknown
      const claim = () =>
        claimEffect("the services are started").catch((error: unknown) => {
          lost = error
          throw error
        })
      try {
        return { ok: true, outputs: await workbench.serve(stage, release, services(stage, release), claim) }
      } catch (error) {
        if (error === lost) throw error
        return refused(
          "DEPLOY_FAILED",
          `The services of ${release.tag} cannot be started: ${messageOf(error)}`,
        )
      }
    },
    served: (stage, running) => workbench.served(stage, running),
    async reach(stage, running) {
      // what another run has just deployed, or a dead one has left, is to be seen and not to be replaced
      let served = await workbench.served(stage, null)
      if (served !== null) return served
      // nor what another run starts while this one prepares
      const claim = async () => {
        served = await workbench.served(stage, null)
        if (served !== null) throw new Error("another run has started the services")
      }
      return workbench.serve(stage, running, services(stage, running), claim).catch((error: unknown) => {
        if (served !== null) return served
        throw error
      })
    },
  }
}

/**
 * The services of a release as they are started.
 * @param last the one that is wanted: those after it, which it cannot name, are left out; null: all
 */
export function sandboxServices(
  { services }: SandboxConfig,
  stage: Stage,
  release: Release,
  last: string | null = null,
): Service[] {
  const all = Object.entries(services)
  const index = all.findIndex(([name]) => name === last)
  if (last !== null && index < 0) {
    const message = `must be one of: ${Object.keys(services).join(", ")}`
    throw usageError("USAGE", "The sandbox has no such service.", [{ path: "--service", message }])
  }
  return all.slice(0, last === null ? all.length : index + 1).map(([name, { command, env }]) => ({
    name,
    argv: command.map((argument) => fill(argument, { stage, ...release })),
    env: { ...env, ...releaseEnvironment(stage, release) },
  }))
}

/** What a person starts and ends by hand, where services go on after a run. */
function localServices(config: SandboxConfig, workbench: Workbench): LocalServices | null {
  const { serveAside, stop } = workbench
  if (serveAside === undefined || stop === undefined) return null
  return {
    async serve({ stage, release, service, ...aside }) {
      const ended = await serveAside(release, sandboxServices(config, stage, release, service), aside)
      if (ended === null) return null
      const { name, result } = ended
      if (result instanceof Error) {
        const message = `${name} cannot be started: ${sentence(result.message)}`
        return { reason: reason("SERVICE_ENDED", message, NOT_STARTED), log: [] }
      }
      const how = result.exitCode === null ? "by a signal" : `with exit code ${result.exitCode}`
      return { reason: reason("SERVICE_ENDED", `${name} exited on its own, ${how}.`), log: lastLines(result) }
    },
    stop,
  }
}

const NOT_STARTED = "Correct its command in pipeline.json, or install its program. Then serve it again."

/** What ran before is ended only after everything new was started, so that the stage is as it was. */
const refused = (code: ReasonCode, message: string): DeployResult => ({
  ok: false,
  changed: false,
  reason: reason(code, message),
  log: [],
})

/** The container image in which a deployer's own commands run. */
export const imageOf = (deployer: DeployerConfig, image: string | undefined): string | undefined =>
  toolOf(deployer)?.image ?? image ?? (deployer.kind === "sst" ? SST_IMAGE : undefined)

/** A tree as a deploy's command would find it, and what that would be given besides credentials. */
export interface OpenWorkbench extends Pick<CommandOptions, "env" | "directory" | "caches"> {
  tree: Tree
}

/** Checks a release out and installs it, as a deploy does, and goes no further: no stage is asked or touched. */
export async function openWorkbench(
  config: DeployerConfig,
  workbench: Workbench,
  image: string | undefined,
  tokens: SecretEnvironment,
  around: Pick<Deployment, "stage" | "release" | "signal" | "say">,
): Promise<OpenWorkbench> {
  const { stage, release } = around
  switch (config.kind) {
    case "sandbox":
      return { tree: await workbench.checkOut(release, image), env: releaseEnvironment(stage, release) }
    case "command": {
      const tree = await workbench.checkOut(release, config.image ?? image)
      const failed = await installTree(config, tree, around)
      if (failed !== null) throw new PipelineError("environment", withLog(failed))
      return { tree, env: commandEnvironment(config, stage, release) }
    }
    case "sst": {
      const own = config.image ?? image ?? SST_IMAGE
      const prepared = await prepareTree(config, workbench, own, around, {
        secrets: tokens,
        secretFiles: {},
      }).catch((error: unknown) => {
        throw error instanceof Unprepared ? new PipelineError("environment", withLog(error)) : error
      })
      const { directory = "." } = config
      return { tree: prepared.tree, env: sstEnvironment(config, stage, release), directory, caches: CACHES }
    }
  }
}

/** What a person needs who wanted to look at it: there is no report that could hold it. */
const withLog = ({ reason, log }: Pick<Unprepared, "reason" | "log">) => ({
  ...reason,
  message: [reason.message, ...log.map((line) => `  | ${line}`)].join("\n"),
})
