import type { SstConfig } from "../../core/config/tools.ts"
import { messageOf } from "../../core/errors.ts"
import { type Reason, reason } from "../../core/reasons.ts"
import type { Release, Stage } from "../../core/stage.ts"
import type { Deployment } from "../../release/ports.ts"
import type { CommandOptions, CommandResult, Purpose, Tree, Workbench } from "../../workbench/workbench.ts"
import { DEPLOY_CODES, faultOf, lastLines, NO_TREE_FIX, type ToolSecrets } from "../tool.ts"
import { CACHES, checkOutForInstall, install, sstEnvironment } from "./install.ts"
import { FIND_BINARY, HIDE_OUTPUTS } from "./programs.ts"

/** What a command in the tree is given besides its arguments. */
export interface Around {
  stage: Stage
  release: Release
  signal: AbortSignal
  say: (line: string) => void
  credentials: Deployment["credentials"]
}

interface RunOptions {
  env?: Record<string, string>
  say?: (line: string) => void
  /** default: what a deploy may take */
  timeoutMs?: number
  purpose?: Purpose
  isDocument?: boolean
}

/** A question to SST that takes longer has no answer; without credentials it tries for two minutes. */
const ASK_TIMEOUT_MS = 300_000

/** A tag's tree with its dependencies installed, in which SST can be run. */
export class PreparedTree {
  private readonly config: SstConfig
  readonly tree: Tree
  private readonly given: ToolSecrets
  /** path of SST's binary for this platform */
  readonly sst: string

  constructor(config: SstConfig, tree: Tree, sst: string, given: ToolSecrets) {
    this.config = config
    this.tree = tree
    this.sst = sst
    this.given = given
  }

  /** Runs a program in the folder of sst.config.ts; its lines are shown only where it is asked for. */
  run(
    argv: readonly string[],
    { stage, release, signal, credentials }: Around,
    { env = {}, say = () => {}, timeoutMs, purpose = "deploy", isDocument = false }: RunOptions = {},
  ): Promise<CommandResult> {
    const { directory = ".", timeoutSeconds, graceSeconds } = this.config
    return this.tree.run(argv, {
      env: { ...credentials.env, ...sstEnvironment(this.config, stage, release), ...env },
      // only a deploy downloads what the given are for
      secrets: { ...(purpose === "deploy" ? this.given.secrets : {}), ...credentials.secrets },
      secretFiles: purpose === "deploy" ? this.given.secretFiles : {},
      directory,
      caches: CACHES,
      timeoutMs: timeoutMs ?? timeoutSeconds * 1000,
      graceMs: graceSeconds * 1000,
      signal,
      say,
      purpose,
      isDocument,
    })
  }

  /**
   * What to run so that SST's outputs are not seen: they may be secret. A command that is not watched is run as
   * it is, because a signal must reach SST itself.
   */
  withoutOutputs(argv: readonly string[]): readonly string[] {
    return this.tree.isWatched ? ["node", "-e", HIDE_OUTPUTS, "--", ...argv] : argv
  }

  /** Runs one of our programs with the tree's node and reads the JSON that it prints; null when there is none. */
  async ask(
    program: string,
    args: readonly string[],
    around: Around,
    options: Pick<RunOptions, "env" | "timeoutMs"> = {},
  ): Promise<unknown> {
    const timeoutMs = Math.min(ASK_TIMEOUT_MS, this.config.timeoutSeconds * 1000)
    const argv = ["node", "-e", program, "--", ...args]
    let ran: CommandResult
    try {
      ran = await this.run(argv, around, { timeoutMs, ...options, isDocument: true })
    } catch (error) {
      return { error: messageOf(error) }
    }
    if (ran.lost !== undefined) return { error: ran.lost }
    try {
      return JSON.parse(ran.stdout.trim().split("\n").at(-1) ?? "")
    } catch {
      return null
    }
  }

  readText(path: string, part?: "end"): Promise<string | null> {
    return this.tree.readText(this.at(path), part)
  }

  remove(path: string): Promise<void> {
    return this.tree.remove(this.at(path))
  }

  dispose(): Promise<void> {
    return this.tree.dispose()
  }

  private at(path: string): string {
    const { directory } = this.config
    return directory === undefined ? path : `${directory}/${path}`
  }
}

/** Why a tree could not be prepared; no stage was touched. */
export class Unprepared extends Error {
  readonly reason: Reason
  readonly log: string[]

  constructor(why: Reason, log: string[] = []) {
    super(why.message)
    this.name = "Unprepared"
    this.reason = why
    this.log = log
  }
}

const INSTALL_TIMEOUT_MS = 900_000

/**
 * Checks a release out, installs its dependencies and finds its SST. Throws `Unprepared`.
 * @param given for what SST downloads by itself; the installation does not get them
 */
export async function prepareTree(
  config: SstConfig,
  workbench: Workbench,
  image: string | undefined,
  { stage, release, signal, say }: Omit<Around, "credentials">,
  given: ToolSecrets,
): Promise<PreparedTree> {
  const deployFailed = (message: string) => new Unprepared(reason("DEPLOY_FAILED", message))
  const tree = await checkOutForInstall(workbench, config, release, image).catch((error: unknown) => {
    const message = `The tree cannot be checked out: ${messageOf(error)}`
    throw new Unprepared(reason("DEPLOY_FAILED", message, NO_TREE_FIX))
  })
  try {
    // what may be answered from a cache must not know the stage, the tag or the run
    const { PIPELINE_STAGE, PIPELINE_TAG, PIPELINE_SHA, ...env } = sstEnvironment(config, stage, release)
    const timeoutMs = Math.min(INSTALL_TIMEOUT_MS, config.timeoutSeconds * 1000)
    const installed = await install(config, tree, { env, timeoutMs, signal, say }).catch((error: unknown) => {
      throw deployFailed(`The installation cannot be started: ${messageOf(error)}`)
    })
    if (installed.kind === "refused") throw deployFailed(installed.message)
    if (installed.kind === "failed") throw notInstalled(installed.argv, installed.result, timeoutMs, signal)
    const sst = await findBinary(config, tree, signal)
    await installPlatform(config, tree, [sst, "install", "--stage", stage], { env, timeoutMs, signal })
    return new PreparedTree(config, tree, sst, given)
  } catch (error) {
    await tree.dispose()
    throw error
  }
}

function notInstalled(
  argv: readonly string[],
  result: CommandResult,
  timeoutMs: number,
  signal: AbortSignal,
): Unprepared {
  const log = lastLines(result)
  const fault = faultOf(argv, result, { timeoutMs, signal }, DEPLOY_CODES)
  return new Unprepared(fault === null ? reason("DEPLOY_FAILED") : reason(fault.code, fault.message), log)
}

/**
 * Lets SST install its own packages, where they can be kept for the next deploy of the same tree. Whether that is
 * possible without credentials is SST's affair: what is missing, the deploy itself installs.
 */
async function installPlatform(
  config: SstConfig,
  tree: Tree,
  argv: readonly string[],
  options: Pick<CommandOptions, "env" | "timeoutMs" | "signal">,
): Promise<void> {
  const { directory = "." } = config
  await tree
    .run(argv, { ...options, directory, caches: CACHES, say: () => {}, purpose: "install" })
    .catch(() => null)
}

async function findBinary(config: SstConfig, tree: Tree, signal: AbortSignal): Promise<string> {
  const { directory = "." } = config
  const found = await tree.run(["node", "-e", FIND_BINARY], {
    env: {},
    directory,
    timeoutMs: 60_000,
    signal,
    say: () => {},
    purpose: "install",
  })
  if (found.exitCode === 0) return found.stdout.trim()
  const why = signal.aborted
    ? reason("INTERRUPTED", "The run was interrupted before SST was started.")
    : reason("DEPLOY_FAILED", `SST cannot be found: ${found.stderr.trim() || "node did not run"}.`)
  throw new Unprepared(why)
}

/** The trees that a run needs, each prepared once: the gates look into the one that is deployed afterwards. */
export class PreparedTrees {
  private readonly config: SstConfig
  private readonly workbench: Workbench
  private readonly image: string | undefined
  private readonly given: ToolSecrets
  private readonly prepared = new Map<string, Promise<PreparedTree>>()

  constructor(config: SstConfig, workbench: Workbench, image: string | undefined, given: ToolSecrets) {
    this.config = config
    this.workbench = workbench
    this.image = image
    this.given = given
  }

  /** Throws `Unprepared`; a tree that failed is tried again the next time. */
  of(around: Omit<Around, "credentials">): Promise<PreparedTree> {
    const { sha } = around.release
    const known = this.prepared.get(sha)
    if (known !== undefined) return known
    const preparing = prepareTree(this.config, this.workbench, this.image, around, this.given)
    this.prepared.set(sha, preparing)
    preparing.catch(() => this.prepared.delete(sha))
    return preparing
  }

  /** The same where a tree that cannot be prepared is an answer. */
  async tryPrepare(around: Omit<Around, "credentials">): Promise<PreparedTree | Unprepared> {
    try {
      return await this.of(around)
    } catch (error) {
      if (error instanceof Unprepared) return error
      throw error
    }
  }

  /** Ends what a run that is over left running. */
  async endRun(runId: string): Promise<void> {
    await this.workbench.endRun?.(runId)
  }

  /** Clears all away; never throws. */
  async dispose(): Promise<void> {
    const all = await Promise.allSettled(this.prepared.values())
    this.prepared.clear()
    await Promise.all(all.map((one) => (one.status === "fulfilled" ? one.value.dispose() : null)))
  }
}
