import { fill } from "../core/config/placeholders.ts"
import type { DeployerConfig, HookConfig, HooksConfig } from "../core/config/tools.ts"
import { messageOf } from "../core/errors.ts"
import type { SecretValue } from "../core/secret.ts"
import type { HookEnd, HookOrder, HookRunner } from "../release/ports.ts"
import type { CommandResult, Tree, Workbench } from "../workbench/workbench.ts"
import { SST_IMAGE } from "./sst/deployer.ts"
import {
  DEPLOY_CODES,
  faultOf,
  filledEnvironment,
  lastLines,
  nameOf,
  ownerEnvironment,
  releaseEnvironment,
  toolSecrets,
} from "./tool.ts"

/** Names the hook to its command. */
const HOOK_VARIABLE = "PIPELINE_HOOK"

/**
 * Runs hooks as commands in the tree of the tag. They are handed the secrets that they name and no other credentials.
 * @param image of hooks that name none
 */
export function commandHooks(
  hooks: HooksConfig,
  workbench: Workbench,
  image: string | undefined,
  given: (name: string) => SecretValue | null,
): HookRunner {
  return {
    async run(order) {
      const config = hooks[order.name] as HookConfig
      let tree: Tree
      try {
        tree = await workbench.checkOut(order.release, config.image ?? image)
      } catch (error) {
        return failed(`The tree cannot be checked out: ${messageOf(error)}`)
      }
      try {
        return await runIn(tree, config, order, given)
      } finally {
        await tree.dispose()
      }
    },
  }
}

/** The container image in which a deployer's own commands run. */
export const imageOf = (deployer: DeployerConfig, image: string | undefined): string | undefined =>
  deployer.kind === "sandbox"
    ? image
    : (deployer.image ?? image ?? (deployer.kind === "sst" ? SST_IMAGE : undefined))

async function runIn(
  tree: Tree,
  { command, directory, env, secrets, timeoutSeconds }: HookConfig,
  { name, stage, release, runId, fence, variables, signal, say, claim }: HookOrder,
  given: (name: string) => SecretValue | null,
): Promise<HookEnd> {
  const argv = command.map((argument) => fill(argument, { stage, ...release }))
  const program = nameOf(argv.slice(0, 1))
  await claim(`${program} is started as the hook ${name}`)
  const limits = { timeoutMs: timeoutSeconds * 1000, signal }
  let result: CommandResult
  try {
    result = await tree.run(argv, {
      env: {
        ...filledEnvironment(env, stage, release),
        ...releaseEnvironment(stage, release),
        ...ownerEnvironment({ runId, fence }),
        ...variables,
        [HOOK_VARIABLE]: name,
      },
      ...toolSecrets(secrets, given),
      ...(directory === undefined ? {} : { directory }),
      ...limits,
      say,
      purpose: "hook",
    })
  } catch (error) {
    return failed(`${program} cannot be started: ${messageOf(error)}`)
  }
  const fault = faultOf(argv, result, limits, DEPLOY_CODES)
  return fault === null ? { ok: true } : failed(fault.message, lastLines(result))
}

const failed = (message: string, log: string[] = []): HookEnd => ({ ok: false, message, log })
