import type { DeployerConfig, SandboxConfig } from "../core/config/deployer.ts"
import { fill } from "../core/config/placeholders.ts"
import { messageOf } from "../core/errors.ts"
import { type ReasonCode, reason } from "../core/reasons.ts"
import type { SecretEnvironment, SecretValue } from "../core/secret.ts"
import type { Release, Stage } from "../core/stage.ts"
import type { Deployer, DeployResult } from "../release/ports.ts"
import type { Service, Workbench } from "../workbench/workbench.ts"
import { commandDeployer } from "./command.ts"
import { systemClock } from "./runtime.ts"
import { SST_IMAGE, sstDeployer } from "./sst/deployer.ts"
import { PreparedTrees } from "./sst/tree.ts"
import { releaseEnvironment, toolSecrets } from "./tool.ts"

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
  const services = (stage: Stage, release: Release): Service[] =>
    Object.entries(config.services).map(([name, { command, env }]) => ({
      name,
      argv: command.map((argument) => fill(argument, { stage, ...release })),
      env: { ...env, ...releaseEnvironment(stage, release) },
    }))
  return {
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
      const served = await workbench.served(stage, running)
      return served ?? workbench.serve(stage, running, services(stage, running), async () => {})
    },
  }
}

/** What ran before is ended only after everything new was started, so that the stage is as it was. */
const refused = (code: ReasonCode, message: string): DeployResult => ({
  ok: false,
  changed: false,
  reason: reason(code, message),
  log: [],
})
