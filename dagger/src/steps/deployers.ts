import type { DeployerConfig } from "../core/config/deployer.ts"
import type { Deployer } from "../release/ports.ts"
import type { Workbench } from "../workbench/workbench.ts"
import { commandDeployer } from "./command.ts"
import { sandboxDeployer } from "./sandbox.ts"

export function deployerFor(
  config: DeployerConfig,
  workbench: Workbench,
  image: string | undefined,
): Deployer {
  switch (config.kind) {
    case "sandbox":
      return sandboxDeployer(config, workbench)
    case "command":
      return commandDeployer(config, workbench, config.image ?? image)
  }
}
