import type { DeployerConfig } from "../core/config/deployer.ts"
import type { SecretEnvironment } from "../core/secret.ts"
import type { Deployer } from "../release/ports.ts"
import type { Workbench } from "../workbench/workbench.ts"
import { commandDeployer } from "./command.ts"
import { systemClock } from "./runtime.ts"
import { sandboxDeployer } from "./sandbox.ts"
import { sstDeployer } from "./sst/deployer.ts"
import { SST_IMAGE } from "./sst/image.ts"
import { Trees } from "./sst/trees.ts"

export function deployerFor(
  config: DeployerConfig,
  workbench: Workbench,
  image: string | undefined,
  tokens: SecretEnvironment = {},
  now: () => Date = systemClock.now,
): Deployer {
  switch (config.kind) {
    case "sandbox":
      return sandboxDeployer(config, workbench)
    case "command":
      return commandDeployer(config, workbench, config.image ?? image)
    case "sst":
      return sstDeployer(
        config,
        new Trees(config, workbench, config.image ?? image ?? SST_IMAGE, tokens),
        now,
      )
  }
}
