import type { SstConfig } from "../../core/config/deployer.ts"
import { messageOf } from "../../core/errors.ts"
import { type Reason, reason } from "../../core/reasons.ts"
import { changesOf, classify, hasBegun, progressFilter, type SstAnswer } from "../../core/sst/answer.ts"
import { sstRunId } from "../../core/sst/lock.ts"
import type { Deployer, Deployment, DeployResult } from "../../release/ports.ts"
import type { CommandResult } from "../../workbench/workbench.ts"
import { FENCE_VARIABLE, RUN_VARIABLE } from "../release-environment.ts"
import { breakDeadLock } from "./break-lock.ts"
import { type Around, type PreparedTree, Unprepared } from "./prepared-tree.ts"
import { readOutputs } from "./read-outputs.ts"
import { MASK_LINES, SHOW_DIFF } from "./scripts.ts"
import { sstSecrets } from "./secrets.ts"
import type { Trees } from "./trees.ts"

type Failure = Extract<DeployResult, { ok: false }>

const failed = (changed: boolean, why: Reason, log: string[] = []): Failure => ({
  ok: false,
  changed,
  reason: why,
  log,
})

/** Deploys an SST app with the tree's own SST. */
export function sstDeployer(config: SstConfig, trees: Trees, now: () => Date): Deployer {
  return {
    async deploy(deployment) {
      const around: Around = deployment
      const tree = await trees.ofOrWhy(around)
      if (tree instanceof Unprepared) return failed(false, tree.reason, tree.log)
      return deployTree(config, tree, deployment, around, {
        now: now(),
        endRun: (runId) => trees.endRun(runId),
      })
    },
    async plan(planned) {
      const tree = await trees.ofOrWhy(planned)
      if (tree instanceof Unprepared) return { kind: "unavailable", message: tree.reason.message }
      await tree.remove(".sst/log/sst.log")
      // the only flag of sst deploy that sst diff has not
      const flags = config.arguments.filter((argument) => !argument.startsWith("--continue"))
      return changesOf(await tree.ask(SHOW_DIFF, [tree.sst, "--stage", planned.stage, ...flags], planned))
    },
    reach: async (_stage, running) => running.outputs,
    secrets: sstSecrets(trees),
    close: () => trees.dispose(),
  }
}

async function deployTree(
  config: SstConfig,
  tree: PreparedTree,
  deployment: Deployment,
  around: Around,
  means: Parameters<typeof breakDeadLock>[4],
): Promise<DeployResult> {
  const first = await attempt(config, tree, deployment, around)
  if (first.kind === "done") return first.result
  const locked = await breakDeadLock(tree, first.app, deployment, around, means)
  if (locked !== null) return failed(false, locked, first.log)
  const second = await attempt(config, tree, deployment, around)
  if (second.kind === "done") return second.result
  return failed(false, reason("SST_LOCKED", "SST's lock was removed, and somebody else took it."), second.log)
}

type Attempt = { kind: "done"; result: DeployResult } | { kind: "locked"; app: string | null; log: string[] }

async function attempt(
  config: SstConfig,
  tree: PreparedTree,
  { stage, release, runId, fence, signal, say, claimEffect }: Deployment,
  around: Around,
): Promise<Attempt> {
  const done = (result: DeployResult): Attempt => ({ kind: "done", result })
  if (signal.aborted)
    return done(
      failed(false, reason("INTERRUPTED", "The run was interrupted before sst deploy was started.")),
    )
  // what is there afterwards was written by this deploy
  await tree.remove(".sst/outputs.json")
  await tree.remove(".sst/log/sst.log")
  const mayShow = progressFilter()
  await claimEffect(`sst deploy is started on ${stage}`)
  let ran: CommandResult
  try {
    const deploy = [tree.sst, "deploy", "--stage", stage, ...config.arguments]
    ran = await tree.run(tree.discreetly(deploy), around, {
      env: { SST_RUN_ID: sstRunId(release, runId), [RUN_VARIABLE]: runId, [FENCE_VARIABLE]: String(fence) },
      say: (line) => mayShow(line) && say(line),
    })
  } catch (error) {
    return done(failed(false, reason("DEPLOY_FAILED", `${tree.sst} cannot be started: ${messageOf(error)}`)))
  }
  const answer: SstAnswer = { ...ran, log: await tree.readText(".sst/log/sst.log") }
  const verdict = classify(answer)
  if (verdict.kind === "complete" && !ran.timedOut) {
    const told = await readOutputs(tree, config.outputs, around)
    return done(told.ok ? told : failed(true, told.reason))
  }
  if (verdict.kind === "locked") return verdict
  const log = verdict.kind === "failed" ? await masked(tree, verdict.log, around) : []
  const changed = verdict.kind === "complete" || (verdict.kind === "failed" && verdict.changed)
  if (ran.timedOut) {
    const message = `sst deploy did not finish within ${config.timeoutSeconds} s.`
    return done(failed(hasBegun(answer), reason("DEPLOY_TIMEOUT", message), log))
  }
  if (signal.aborted)
    return done(failed(hasBegun(answer), reason("INTERRUPTED", "sst deploy was interrupted."), log))
  const why = verdict.kind === "failed" ? verdict.reason : reason("DEPLOY_FAILED")
  return done(failed(changed, why, log))
}

/** What the app itself says when it fails may hold a secret; lines that cannot be looked through are not kept. */
async function masked(tree: PreparedTree, lines: readonly string[], around: Around): Promise<string[]> {
  if (lines.length === 0) return []
  // an interrupted run may still tell why
  const patient = { ...around, signal: new AbortController().signal }
  const told = await tree
    .ask(MASK_LINES, [tree.sst, around.stage], patient, { PIPELINE_LINES: JSON.stringify(lines) })
    .catch(() => null)
  return Array.isArray(told)
    ? told.map(String)
    : ["(the deployer's lines are not shown: the stage's secrets could not be listed to mask them)"]
}
