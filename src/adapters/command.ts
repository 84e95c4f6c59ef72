import { fill } from "../core/config/placeholders.ts"
import type { CommandConfig, HookConfig, HooksConfig } from "../core/config/tools.ts"
import { messageOf } from "../core/errors.ts"
import type { SecretValue } from "../core/masking.ts"
import { reason } from "../core/reasons.ts"
import type { Release, Stage } from "../core/stage.ts"
import { clip } from "../core/text.ts"
import type {
  Deployer,
  Deployment,
  DeployResult,
  HookEnd,
  HookOrder,
  HookRunner,
  Outputs,
} from "../release/ports.ts"
import type { CommandResult, Tree, Workbench } from "../workbench/workbench.ts"
import {
  DEPLOY_CODES,
  type Failure,
  failed,
  faultOf,
  filledEnvironment,
  inTree,
  lastLines,
  NO_TREE_FIX,
  nameOf,
  ownerEnvironment,
  releaseEnvironment,
  type ToolSecrets,
  toolSecrets,
} from "./tool.ts"

const NO_SECRETS: ToolSecrets = { secrets: {}, secretFiles: {} }

/** Deploys with any tool: a command in the tree of the tag. */
export function commandDeployer(
  config: CommandConfig,
  workbench: Workbench,
  image: string | undefined,
  given: ToolSecrets = NO_SECRETS,
): Deployer {
  return {
    deploy: (deployment) =>
      inTree<DeployResult>(
        workbench,
        { release: deployment.release, image },
        (message) => failed(false, reason("DEPLOY_FAILED", message, NO_TREE_FIX)),
        (tree) => deployTree(config, workbench, tree, deployment, given),
      ),
    reach: async (_stage, running) => running.outputs,
  }
}

/** Installs what the deploy command of a tree needs; null: it is there. */
export const installTree = async (
  config: CommandConfig,
  tree: Tree,
  around: Around,
): Promise<Failure | null> =>
  config.install === undefined
    ? null
    : runStep(config, tree, { argv: config.install, around, deployment: null, given: NO_SECRETS })

/** The variables that both commands of a tree are given. */
export const commandEnvironment = (
  config: CommandConfig,
  stage: Stage,
  release: Release,
): Record<string, string> => ({
  ...filledEnvironment(config.env, stage, release),
  ...releaseEnvironment(stage, release),
})

async function deployTree(
  config: CommandConfig,
  workbench: Workbench,
  tree: Tree,
  deployment: Deployment,
  given: ToolSecrets,
): Promise<DeployResult> {
  const { deploy, outputs: file } = config
  const missing = await installTree(config, tree, deployment)
  if (missing !== null) return missing
  const before = file === undefined ? null : await tree.readText(file).catch(() => null)
  // what an earlier command of this run left at work must not go on beside this one
  await workbench.endRun?.(deployment.runId)
  const refused = await runStep(config, tree, { argv: deploy, around: deployment, deployment, given })
  if (refused !== null) return refused
  return file === undefined ? { ok: true, outputs: {} } : readOutputs(tree, file, before, deployment.say)
}

type Around = Pick<Deployment, "stage" | "release" | "signal" | "say" | "hear">

interface Step {
  argv: readonly string[]
  around: Around
  /** null for an installation, which changes no stage and so gets no credentials */
  deployment: Deployment | null
  given: ToolSecrets
}

async function runStep(
  config: CommandConfig,
  tree: Tree,
  { argv, around, deployment, given }: Step,
): Promise<Failure | null> {
  const { stage, release, signal, say, hear = say } = around
  const filled = argv.map((argument) => fill(argument, { stage, ...release }))
  const name = nameOf(filled.slice(0, 1))
  if (!signal.aborted) await deployment?.claimEffect(`${name} is started to deploy`)
  const limits = { timeoutMs: config.timeoutSeconds * 1000, signal }
  let result: CommandResult
  try {
    if (signal.aborted) {
      return failed(false, reason("INTERRUPTED", `The run was interrupted before ${name} was started.`))
    }
    result = await tree.run(filled, {
      env: {
        ...deployment?.credentials.env,
        ...commandEnvironment(config, stage, release),
        ...(deployment === null ? {} : ownerEnvironment(deployment)),
      },
      ...(deployment === null
        ? {}
        : { ...given, secrets: { ...given.secrets, ...deployment.credentials.secrets } }),
      purpose: deployment === null ? "install" : "deploy",
      ...limits,
      say: hear,
    })
  } catch (error) {
    return failed(false, reason("DEPLOY_FAILED", `${name} cannot be started: ${messageOf(error)}`))
  }
  const fault = faultOf(filled, result, limits, DEPLOY_CODES)
  if (fault === null) return null
  // once it was started, a deploy may have changed anything, and an installation has no way to
  return failed(deployment !== null, reason(fault.code, fault.message), lastLines(result))
}

async function readOutputs(
  tree: Tree,
  file: string,
  before: string | null,
  say: (line: string) => void,
): Promise<DeployResult> {
  const refuse = (message: string): Failure => failed(true, reason("OUTPUTS_MISSING", message))
  let after: string | null
  try {
    after = await tree.readText(file)
  } catch (error) {
    return refuse(`${file} cannot be read: ${messageOf(error)}.`)
  }
  if (after === null) return refuse(`The deploy succeeded but wrote no ${file}.`)
  if (after === before) return refuse(`${file} is in the tag's tree and this deploy did not write it.`)
  let written: unknown
  try {
    // a byte order mark says nothing
    written = JSON.parse(after.replace(/^\uFEFF/, ""))
  } catch {
    return refuse(`${file} is not JSON.`)
  }
  if (typeof written !== "object" || written === null || Array.isArray(written)) {
    return refuse(`${file} is ${kindOf(written)}, and must be an object of names and values.`)
  }
  const { outputs, ignored } = outputsOf(written)
  for (const [name, why] of ignored) say(`${file}: "${clip(name, 100)}" ${why}, so it is ignored`)
  return { ok: true, outputs }
}

/** Outputs are in each record of a deploy, which must stay small. */
const MAX_VALUE = 2000
const MAX_OUTPUTS = 8000

/** Texts, numbers and truths are kept; what else there is was meant for others. */
function outputsOf(written: object): { outputs: Outputs; ignored: [name: string, why: string][] } {
  const outputs: Outputs = {}
  const ignored: [string, string][] = []
  let left = MAX_OUTPUTS
  for (const [name, value] of Object.entries(written)) {
    if (!["string", "number", "boolean"].includes(typeof value)) {
      ignored.push([name, `is ${kindOf(value)}`])
      continue
    }
    const text = String(value)
    const size = name.length + text.length
    if (text.length > MAX_VALUE) ignored.push([name, `is longer than ${MAX_VALUE} characters`])
    else if (size > left)
      ignored.push([name, `does not fit: outputs have ${MAX_OUTPUTS} characters together`])
    else {
      left -= size
      // no name is taken for what every object has
      Object.defineProperty(outputs, name, {
        value: text,
        enumerable: true,
        configurable: true,
        writable: true,
      })
    }
  }
  return { outputs, ignored }
}

function kindOf(value: unknown): string {
  if (value === null) return "null"
  if (Array.isArray(value)) return "a list"
  return typeof value === "object" ? "an object" : `a ${typeof value}`
}

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
      const { release } = order
      return inTree(workbench, { release, image: config.image ?? image }, hookFailed, (tree) =>
        runHook(tree, config, order, given),
      )
    },
  }
}

async function runHook(
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
    return hookFailed(`${program} cannot be started: ${messageOf(error)}`)
  }
  const fault = faultOf(argv, result, limits, DEPLOY_CODES)
  return fault === null ? { ok: true } : hookFailed(fault.message, lastLines(result))
}

const hookFailed = (message: string, log: string[] = []): HookEnd => ({ ok: false, message, log })
