import * as v from "valibot"
import type { SstConfig } from "../../core/config/tools.ts"
import { messageOf } from "../../core/errors.ts"
import { type Reason, type ReasonCode, reason } from "../../core/reasons.ts"
import { changesOf, classify, progressFilter } from "../../core/sst/answer.ts"
import {
  type LockReading,
  lockedReason,
  parseLockReading,
  parseSstRunId,
  sstRunId,
} from "../../core/sst/failures.ts"
import { describeRelease } from "../../core/stage.ts"
import { tailOf } from "../../core/text.ts"
import type { Deployer, Deployment, DeployResult, Outputs } from "../../release/ports.ts"
import type { CommandResult } from "../../workbench/workbench.ts"
import { type Failure, failed, lostText, ownerEnvironment } from "../tool.ts"
import { READ_LOCK, READ_UPDATE } from "./programs.ts"
import { MASK_LINES, READ_OUTPUTS, SHOW_DIFF } from "./secret-programs.ts"
import { sstSecrets } from "./secrets.ts"
import { type Around, type PreparedTree, type PreparedTrees, Unprepared } from "./tree.ts"

/** Bun, which SST brings, needs glibc; AWS needs the certificates that slim images lack. */
export const SST_IMAGE = "node:24.13.1-bookworm"

/** Deploys an SST app with the tree's own SST. */
export function sstDeployer(config: SstConfig, trees: PreparedTrees, now: () => Date): Deployer {
  return {
    async deploy(deployment) {
      const tree = await trees.tryPrepare(deployment)
      if (tree instanceof Unprepared) return failed(false, tree.reason, tree.log)
      return new SstDeploy(config, trees, tree, deployment, now()).run()
    },
    async plan(planned) {
      const tree = await trees.tryPrepare(planned)
      if (tree instanceof Unprepared) return { kind: "unavailable", message: tree.reason.message }
      await tree.remove(".sst/log/sst.log")
      // the only flag of sst deploy that sst diff has not
      const flags = config.arguments.filter((argument) => !argument.startsWith("--continue"))
      const timeoutMs = config.timeoutSeconds * 1000
      const argv = [tree.sst, "--stage", planned.stage, ...flags]
      return changesOf(await tree.ask(SHOW_DIFF, argv, planned, { timeoutMs }))
    },
    reach: async (_stage, running) => running.outputs,
    secrets: sstSecrets(trees),
    close: () => trees.dispose(),
  }
}

type Attempt = { kind: "done"; result: DeployResult } | { kind: "locked"; app: string | null; log: string[] }

const done = (result: DeployResult): Attempt => ({ kind: "done", result })

const OutputsAnswer = v.object({
  outputs: v.record(v.string(), v.string()),
  missing: v.array(v.string()),
  secret: v.array(v.string()),
})

/** One deploy of a release to a stage. */
class SstDeploy {
  private readonly config: SstConfig
  private readonly trees: PreparedTrees
  private readonly tree: PreparedTree
  private readonly deployment: Deployment
  private readonly now: Date

  constructor(
    config: SstConfig,
    trees: PreparedTrees,
    tree: PreparedTree,
    deployment: Deployment,
    now: Date,
  ) {
    this.config = config
    this.trees = trees
    this.tree = tree
    this.deployment = deployment
    this.now = now
  }

  async run(): Promise<DeployResult> {
    const first = await this.attempt()
    if (first.kind === "done") return first.result
    const locked = await this.breakDeadLock(first.app)
    if (locked !== null) return failed(false, locked, first.log)
    const second = await this.attempt()
    if (second.kind === "done") return second.result
    return failed(false, reason("SST_LOCKED", "SST's lock was removed, and another took it."), second.log)
  }

  private get around(): Around {
    return this.deployment
  }

  private get runId(): string {
    return sstRunId(this.deployment.release, this.deployment.runId)
  }

  private async attempt(): Promise<Attempt> {
    const { tree, config } = this
    const { stage, runId, signal, say, hear = say, claimEffect } = this.deployment
    const interrupted = () =>
      done(failed(false, reason("INTERRUPTED", "The run was interrupted before sst deploy was started.")))
    if (signal.aborted) return interrupted()
    // what is there afterwards was written by this deploy
    await tree.remove(".sst/outputs.json")
    await tree.remove(".sst/log/sst.log")
    // what an earlier command of this run left at work must not go on beside this one
    await this.trees.endRun(runId)
    const mayShow = progressFilter()
    await claimEffect(`sst deploy is started on ${stage}`)
    if (signal.aborted) return interrupted()
    let ran: CommandResult
    try {
      const argv = [tree.sst, "deploy", "--stage", stage, ...config.arguments]
      ran = await tree.run(tree.withoutOutputs(argv), this.around, {
        env: { SST_RUN_ID: this.runId, ...ownerEnvironment(this.deployment) },
        say: (line) => mayShow(line) && hear(line),
      })
    } catch (error) {
      const message = `${tree.sst} cannot be started: ${messageOf(error)}`
      return done(failed(false, reason("DEPLOY_FAILED", message)))
    }
    return this.judge(ran)
  }

  private async judge(ran: CommandResult): Promise<Attempt> {
    const { stage, signal } = this.deployment
    const log = await this.tree.readText(".sst/log/sst.log", "end").catch(() => null)
    const verdict = classify({ ...ran, log })
    if (verdict.kind === "complete" && !ran.timedOut) return done(await this.complete(verdict.app))
    if (verdict.kind === "locked" && !ran.timedOut && !signal.aborted) return verdict
    const lines = verdict.kind === "failed" ? await this.masked(verdict.log) : []
    const after = (code: ReasonCode, message: string) => done(failed(true, reason(code, message), lines))
    if (ran.timedOut) {
      return after("DEPLOY_TIMEOUT", `sst deploy did not finish within ${this.config.timeoutSeconds} s.`)
    }
    if (signal.aborted) return after("INTERRUPTED", "sst deploy was interrupted.")
    if (ran.lost !== undefined) return after("DEPLOY_FAILED", lostText("sst deploy", ran.lost))
    if (verdict.kind !== "failed") return after("DEPLOY_FAILED", "sst deploy did not say how it ended.")
    return done(failed(verdict.changed, this.withRegion(verdict.reason, stage), lines))
  }

  /** A stage without a region is given no credentials, which SST cannot know. */
  private withRegion(why: Reason, stage: string): Reason {
    const { env, secrets } = this.deployment.credentials
    const hasNone = Object.keys(env).length + Object.keys(secrets).length === 0
    if (!hasNone || !["CREDENTIALS_MISSING", "REGION_INVALID"].includes(why.code)) return why
    const message = `No AWS region is set for ${stage} in pipeline.json, so that SST was given no credentials.`
    return reason("REGION_INVALID", message, `Set stages.${stage}.region in pipeline.json.`)
  }

  private async complete(app: string | null): Promise<DeployResult> {
    const read = await this.readOutputs()
    if (!read.ok) return read
    const reference = app === null ? null : await this.updateOf(app)
    return reference === null ? read : { ...read, reference }
  }

  /** SST's own id of this deploy: by it a person finds the state that SST had then. */
  private async updateOf(app: string): Promise<string | null> {
    const asked = await this.tree.ask(READ_UPDATE, [app, this.deployment.stage, this.runId], this.around)
    const { update } = Object(asked) as { update?: unknown }
    return typeof update === "string" ? update : null
  }

  /** The expected outputs of the deploy that just ended, or why they cannot be used. */
  private async readOutputs(): Promise<Failure | { ok: true; outputs: Outputs }> {
    const { tree, around } = this
    const refuse = (message: string, fix: string) => failed(true, reason("OUTPUTS_MISSING", message, fix))
    const file = ".sst/outputs.json"
    const written = await tree.readText(file).catch((error: unknown) => new Error(messageOf(error)))
    if (written instanceof Error)
      return refuse(`${file} cannot be read: ${written.message}.`, "Deploy again.")
    if (written === null) {
      const fix = "Look at .sst/log/sst.log, then deploy again."
      return refuse(`SST said Complete, but this deploy wrote no ${file}.`, fix)
    }
    const { outputs: names } = this.config
    if (names.length === 0) return { ok: true, outputs: {} }
    const argv = [tree.sst, around.stage, ...names]
    const answer = v.safeParse(OutputsAnswer, await tree.ask(READ_OUTPUTS, argv, around))
    if (!answer.success)
      return refuse("The outputs cannot be read and compared with the stage's secrets.", "Deploy again.")
    const { outputs, missing, secret } = answer.output
    if (missing.length > 0) {
      return refuse(
        `The deploy gave no ${missing.join(", ")}, which deployer.outputs names.`,
        "Return each from run() in sst.config.ts, or take it out of deployer.outputs.",
      )
    }
    if (secret.length > 0) {
      return refuse(
        `The output ${secret.join(", ")} holds the value of a secret, so it is not kept.`,
        "Return something else from run() in sst.config.ts.",
      )
    }
    return { ok: true, outputs }
  }

  /** What the app itself says when it fails may hold a secret; lines that cannot be looked through are not kept. */
  private async masked(lines: readonly string[]): Promise<string[]> {
    if (lines.length === 0) return []
    // an interrupted run may still tell why, but not for long
    const signal = AbortSignal.timeout(MASK_MS)
    const { sst } = this.tree
    const env = { PIPELINE_LINES: JSON.stringify(lines) }
    const around = { ...this.around, signal }
    const result = await this.tree.ask(MASK_LINES, [sst, around.stage], around, { env, timeoutMs: MASK_MS })
    return Array.isArray(result)
      ? tailOf(result.map(String).join("\n"))
      : ["(the deployer's lines are not shown: the stage's secrets could not be listed to mask them)"]
  }

  /**
   * Removes SST's lock when a dead run of this pipeline left it: its run is in the stage's ledger and no longer holds the
   * stage, which this run does.
   * @returns null when the lock is gone, else why it stays
   */
  private async breakDeadLock(app: string | null): Promise<Reason | null> {
    const { tree, now } = this
    const { stage, say } = this.deployment
    const noApp = { kind: "unreadable", message: "SST did not say which app it is" } as const
    const reading = app === null ? noApp : await this.readLock(app)
    if (app === null || reading.kind !== "held") {
      // it was released between the two looks: its owner is done
      return reading.kind === "free" ? null : lockedReason(stage, reading, now)
    }
    const { runID, command, created } = reading.lock
    const owner = parseSstRunId(runID)
    if (owner === null || !(await this.deployment.isOver(owner.runId)))
      return lockedReason(stage, reading, now)
    const what = `run ${owner.runId} (sst ${command} ${describeRelease(owner.release)}, since ${created})`
    say(`SST's lock was left by ${what}, which is over: unlocking`)
    await this.deployment.claimEffect(`SST's lock on ${stage}, left by ${what}, is removed`)
    // its engine may go on changing the stage without it
    await this.trees.endRun(owner.runId)
    const { exitCode } = await tree.run([tree.sst, "unlock", "--stage", stage], this.around)
    const after = await this.readLock(app)
    if (after.kind === "free") return null
    const seen = exitCode === 0 ? "sst unlock succeeded" : `sst unlock ended with exit code ${exitCode}`
    const why = lockedReason(stage, after, now).message
    return reason("SST_LOCKED", `${seen}, but the lock is still there or cannot be read: ${why}`)
  }

  private async readLock(app: string): Promise<LockReading> {
    const found = await this.tree.ask(READ_LOCK, [app, this.deployment.stage], this.around)
    return parseLockReading(JSON.stringify(found))
  }
}

const MASK_MS = 60_000
