import type { SandboxConfig } from "../core/config/deployer.ts"
import { fill } from "../core/config/placeholders.ts"
import { messageOf } from "../core/errors.ts"
import { reason } from "../core/reasons.ts"
import type { Release, Stage } from "../core/stage.ts"
import type { Deployer } from "../release/ports.ts"
import type { Service, Workbench } from "../workbench/workbench.ts"
import { releaseEnvironment } from "./release-environment.ts"

/** Deploys without an account: the release's own processes, started where the pipeline runs. */
export function sandboxDeployer(config: SandboxConfig, workbench: Workbench): Deployer {
  const services = (stage: Stage, release: Release): Service[] =>
    Object.entries(config.services).map(([name, { command, env }]) => ({
      name,
      argv: command.map((argument) => fill(argument, { stage, ...release })),
      env: { ...env, ...releaseEnvironment(stage, release) },
    }))
  return {
    prepare: (stage, release) => workbench.prepare?.(stage, release, services(stage, release)),
    async deploy({ stage, release, claimEffect }) {
      await claimEffect("the services are started")
      try {
        return { ok: true, outputs: await workbench.serve(stage, release, services(stage, release)) }
      } catch (error) {
        // what ran before is ended only after everything new was started
        const message = `The services of ${release.tag} cannot be started: ${messageOf(error)}`
        return { ok: false, changed: false, reason: reason("DEPLOY_FAILED", message), log: [] }
      }
    },
    async reach(stage, running) {
      return (
        (await workbench.served(stage, running)) ?? workbench.serve(stage, running, services(stage, running))
      )
    },
  }
}
