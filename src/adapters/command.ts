import * as v from "valibot"
import type { CommandConfig } from "../core/config/deployer.ts"
import { fill } from "../core/config/placeholders.ts"
import { messageOf } from "../core/errors.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { Deployer, Deployment, DeployResult, Outputs } from "../release/ports.ts"
import type { CommandResult, Tree, Workbench } from "../workbench/workbench.ts"
import { lastLines } from "./last-lines.ts"
import { FENCE_VARIABLE, RUN_VARIABLE, releaseEnvironment } from "./release-environment.ts"

/** Deploys with any tool: a command in the tree of the tag. */
export function commandDeployer(
  config: CommandConfig,
  workbench: Workbench,
  image: string | undefined,
): Deployer {
  return {
    async deploy(deployment) {
      let tree: Tree
      try {
        tree = await workbench.checkOut(deployment.release, image)
      } catch (error) {
        return failed(false, reason("DEPLOY_FAILED", `The tree cannot be checked out: ${messageOf(error)}`))
      }
      try {
        return await deployTree(config, tree, deployment)
      } finally {
        await tree.dispose()
      }
    },
    reach: async (_stage, running) => running.outputs,
  }
}

async function deployTree(config: CommandConfig, tree: Tree, deployment: Deployment): Promise<DeployResult> {
  const { install, deploy, outputs: outputsFile } = config
  if (install !== undefined) {
    const refused = await runStep(config, tree, deployment, install, true)
    // installing cannot have touched the stage
    if (refused !== null) return { ...refused, changed: false }
  }
  const before = outputsFile === undefined ? null : await tree.readText(outputsFile)
  const refused = await runStep(config, tree, deployment, deploy, false)
  if (refused !== null) return refused
  if (outputsFile === undefined) return { ok: true, outputs: {} }
  return readOutputs(outputsFile, before, await tree.readText(outputsFile))
}

type Failure = Extract<DeployResult, { ok: false }>

async function runStep(
  config: CommandConfig,
  tree: Tree,
  deployment: Deployment,
  argv: readonly string[],
  repeatable: boolean,
): Promise<Failure | null> {
  const { stage, release, runId, fence, signal, say, credentials } = deployment
  const values = { stage, ...release }
  const filled = argv.map((argument) => fill(argument, values))
  if (signal.aborted) {
    return failed(false, reason("INTERRUPTED", `The run was interrupted before ${filled[0]} was started.`))
  }
  const env = Object.fromEntries(
    Object.entries(config.env).map(([name, value]) => [name, fill(value, values)]),
  )
  if (!repeatable) await deployment.claimEffect(`${filled[0]} is started to deploy`)
  let result: CommandResult
  try {
    result = await tree.run(filled, {
      env: {
        ...(repeatable ? {} : credentials.env),
        ...env,
        ...releaseEnvironment(stage, release),
        ...(repeatable ? {} : { [RUN_VARIABLE]: runId, [FENCE_VARIABLE]: String(fence) }),
      },
      // what is installed runs scripts of strangers
      secrets: repeatable ? {} : credentials.secrets,
      repeatable,
      timeoutMs: config.timeoutSeconds * 1000,
      signal,
      say,
    })
  } catch (error) {
    return failed(false, reason("DEPLOY_FAILED", `${filled[0]} cannot be started: ${messageOf(error)}`))
  }
  return judgeStep(config, filled, result, signal)
}

function judgeStep(
  config: CommandConfig,
  argv: readonly string[],
  result: CommandResult,
  signal: AbortSignal,
): Failure | null {
  const name = argv.join(" ")
  if (result.exitCode === 0 && !result.timedOut) return null
  const log = lastLines(result)
  if (result.timedOut) {
    return failed(
      true,
      reason("DEPLOY_TIMEOUT", `${name} did not finish within ${config.timeoutSeconds} s.`),
      log,
    )
  }
  if (signal.aborted) return failed(true, reason("INTERRUPTED", `${name} was interrupted.`), log)
  const how = result.exitCode === null ? "was ended by a signal" : `ended with exit code ${result.exitCode}`
  return failed(true, reason("DEPLOY_FAILED", `${name} ${how}.`), log)
}

const failed = (changed: boolean, why: Reason, log: string[] = []): Failure => ({
  ok: false,
  changed,
  reason: why,
  log,
})

const OutputsSchema = v.pipe(
  v.unknown(),
  // valibot takes a list for an object
  v.check((value) => !Array.isArray(value)),
  v.record(v.string(), v.string()),
)

function readOutputs(file: string, before: string | null, after: string | null): DeployResult {
  const refuse = (message: string): Failure => failed(true, reason("OUTPUTS_MISSING", message))
  if (after === null) return refuse(`The deploy ended well but wrote no ${file}.`)
  if (after === before) return refuse(`${file} is in the tag's tree and this deploy did not write it.`)
  try {
    const parsed = v.safeParse(OutputsSchema, JSON.parse(after))
    if (parsed.success) return { ok: true, outputs: parsed.output satisfies Outputs }
    return refuse(`${file} is not an object of names and strings.`)
  } catch {
    return refuse(`${file} is not JSON.`)
  }
}
