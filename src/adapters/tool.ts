import { fill } from "../core/config/placeholders.ts"
import { messageOf } from "../core/errors.ts"
import type { SecretValue } from "../core/masking.ts"
import type { Reason, ReasonCode } from "../core/reasons.ts"
import type { Release, Stage } from "../core/stage.ts"
import { clip, sentence, tailOf } from "../core/text.ts"
import type { DeployResult } from "../release/ports.ts"
import type { CommandOptions, CommandResult, Tree, Workbench } from "../workbench/workbench.ts"

/**
 * Works in the tree of a release, and disposes of it whatever comes of that.
 * @param refuse what a tree that cannot be checked out means
 */
export async function inTree<T>(
  workbench: Workbench,
  { release, image }: { release: Release; image: string | undefined },
  refuse: (message: string) => T,
  work: (tree: Tree) => Promise<T>,
): Promise<T> {
  let tree: Tree
  try {
    tree = await workbench.checkOut(release, image)
  } catch (error) {
    return refuse(`The tree cannot be checked out: ${messageOf(error)}`)
  }
  try {
    return await work(tree)
  } finally {
    await tree.dispose()
  }
}

/** What helps where no tool was started, so that there is no line of one to read. */
export const NO_TREE_FIX =
  "Correct what the message names, such as a full TMPDIR or an unreachable submodule, then try again."

/** Holds the run's id in the environment of every command of a run, and of all that it starts. */
export const RUN_VARIABLE = "PIPELINE_RUN_ID"

/** Holds the number that grows with each owner of the stage, for a tool or a cloud's condition that refuses older ones. */
const FENCE_VARIABLE = "PIPELINE_FENCE"

/** What every deployer passes on, so that an application can say which version it is. */
export const releaseEnvironment = (stage: Stage, { tag, sha }: Release): Record<string, string> => ({
  PIPELINE_STAGE: stage,
  PIPELINE_TAG: tag,
  PIPELINE_SHA: sha,
})

/** Tells a command, and all that it starts, whose they are. */
export const ownerEnvironment = (owner: { runId: string; fence: number }): Record<string, string> => ({
  [RUN_VARIABLE]: owner.runId,
  [FENCE_VARIABLE]: String(owner.fence),
})

/** The values of pipeline.json with stage, tag and commit filled in. */
export function filledEnvironment(
  env: Readonly<Record<string, string>>,
  stage: Stage,
  release: Release,
): Record<string, string> {
  const values = { stage, ...release }
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value, values)]))
}

/** The secrets that a tool is handed, as options of its command. */
export type ToolSecrets = Required<Pick<CommandOptions, "secrets" | "secretFiles">>

/** Those that pipeline.json names, of which some may not have been given. */
export function toolSecrets(
  named: Readonly<Record<string, "variable" | "file">>,
  given: (name: string) => SecretValue | null,
): ToolSecrets {
  const of = (kind: "variable" | "file") =>
    Object.fromEntries(
      Object.keys(named)
        .filter((name) => named[name] === kind)
        .flatMap((name) => {
          const value = given(name)
          return value === null ? [] : [[name, value]]
        }),
    )
  return { secrets: of("variable"), secretFiles: of("file") }
}

/** The end of what a tool said, its errors last. */
export const lastLines = ({ stdout, stderr }: Pick<CommandResult, "stdout" | "stderr">): string[] =>
  tailOf(`${stdout}\n${stderr}`)

/** A command as a message names it. */
export const nameOf = (argv: readonly string[]): string => clip(argv.join(" "), 200)

/** What is said of a command that may have done anything. */
export const lostText = (name: string, why: string): string =>
  `It is not known how ${name} ended: ${sentence(why)}`

/** Why a command did not end well; null when it did. */
export function faultOf(
  argv: readonly string[],
  result: Pick<CommandResult, "exitCode" | "timedOut" | "lost">,
  limits: { timeoutMs: number; signal: AbortSignal },
  codes: { failed: ReasonCode; late: ReasonCode },
): { code: ReasonCode; message: string } | null {
  const name = nameOf(argv)
  if (result.timedOut) {
    return { code: codes.late, message: `${name} did not finish within ${limits.timeoutMs / 1000} s.` }
  }
  // an interruption that came too late spoils nothing
  if (result.exitCode === 0) return null
  if (limits.signal.aborted) return { code: "INTERRUPTED", message: `${name} was interrupted.` }
  if (result.lost !== undefined) return { code: codes.failed, message: lostText(name, result.lost) }
  const how = result.exitCode === null ? "was ended by a signal" : `ended with exit code ${result.exitCode}`
  return { code: codes.failed, message: `${name} ${how}.` }
}

/** The codes of a deploy. */
export const DEPLOY_CODES = { failed: "DEPLOY_FAILED", late: "DEPLOY_TIMEOUT" } as const

/** A deploy that failed. */
export type Failure = Extract<DeployResult, { ok: false }>

export const failed = (changed: boolean, why: Reason, log: string[] = []): Failure => ({
  ok: false,
  changed,
  reason: why,
  log,
})
