import type { DeployerConfig } from "../core/config/tools.ts"
import { PipelineError } from "../core/errors.ts"
import type { SecretEnvironment } from "../core/secret.ts"
import type { Deployment } from "../release/ports.ts"
import type { CommandOptions, Tree, Workbench } from "../workbench/workbench.ts"
import { commandEnvironment, installTree } from "./command.ts"
import { SST_IMAGE } from "./sst/deployer.ts"
import { CACHES, sstEnvironment } from "./sst/install.ts"
import { prepareTree, Unprepared } from "./sst/tree.ts"
import { releaseEnvironment } from "./tool.ts"

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
