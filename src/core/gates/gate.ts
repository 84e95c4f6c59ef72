import type { CredentialsFound, WantedAws } from "../aws/credentials.ts"
import type { MigrationPolicy } from "../config/tools.ts"
import type { Fact } from "../errors.ts"
import { shown, valueAt } from "../json.ts"
import type { StageState } from "../ledger/stage-state.ts"
import type { ReleaseDelta } from "../plan/way-back.ts"
import { filledFix, type Reason, type ReasonCode, reason } from "../reasons.ts"
import type { SecretsReview } from "../secrets/review.ts"
import type { Observed } from "../smoke/observed.ts"
import type { Stage } from "../stage.ts"
import type { Opening } from "../windows/calendar.ts"

export interface GateResult {
  id: string
  title: string
  status: "pass" | "fail" | "skipped" | "waived"
  /** what was seen, or why the gate was skipped */
  detail: string
  /** of a failed gate, and of one that failed and was waived */
  code: ReasonCode | null
  /** only of a failed gate */
  fix: string | null
  /** only of a waived gate; `until` is an ISO time, null: the end of the run */
  waived?: { by: string; why: string; until: string | null }
}

/** One question that must be answered well before anything is changed. */
export interface Gate<F> {
  title: string
  judge: Judge<F>
}

export type Judge<F> = (facts: F) => Judgement

/** A gate is skipped where its question makes no sense; that is not a pass. */
export type Judgement = { pass: string } | { fail: Reason } | { skip: string }

export const pass = (detail: string): Judgement => ({ pass: detail })
export const skip = (why: string): Judgement => ({ skip: why })
export const fail = (code: ReasonCode, message: string, fix?: string): Judgement => ({
  fail: reason(code, message, fix),
})

/** What was not asked is skipped, and what could not be found out fails: neither is a pass. */
export function judgeInput<T>(fact: Fact<T>, judge: (value: T) => Judgement): Judgement {
  if (fact.kind === "skipped") return skip(fact.why)
  return fact.kind === "known" ? judge(fact.value) : fail("GATE_UNAVAILABLE", fact.message)
}

/**
 * A judgement as reports show it.
 * @param stage fills in STAGE, which the table of reasons writes where a command needs the stage's name
 */
export function gateResult(
  { id, title }: Pick<GateResult, "id" | "title">,
  judgement: Judgement,
  stage: Stage | null,
): GateResult {
  const head = { id, title, code: null, fix: null }
  if ("skip" in judgement) return { ...head, status: "skipped", detail: judgement.skip }
  if ("pass" in judgement) return { ...head, status: "pass", detail: judgement.pass }
  const { code, message, fix } = judgement.fail
  return {
    ...head,
    status: "fail",
    detail: message,
    code,
    fix: filledFix(fix, { stage, tag: null }),
  }
}

/** The first failed gate gives the run its reason; the others stand in the report. */
export function firstFailure(gates: readonly GateResult[]): Reason | null {
  const reasons = gates.flatMap(({ status, code, detail, fix }) =>
    status === "fail" && code !== null && fix !== null ? [{ code, message: detail, fix }] : [],
  )
  return reasons[0] ?? null
}

/** Everything that the gates of a deploy judge by. */
export interface GateFacts {
  stage: Stage
  tag: string
  tagPrefix: string
  mainBranch: string
  /** the commit that the tag names; null when there is no such tag */
  sha: string | null
  /** tags that a person may have meant; empty when the tag exists */
  nearest: readonly string[]
  /** the highest version; null when the tag exists, or there is none */
  newest: string | null
  /** branches whose commits may be released, by name or pattern; null: the main branch alone */
  releaseBranches: readonly string[] | null
  /** branches that have the commit, of the same remote; empty where that does not matter */
  branches: readonly string[]
  /** whether a commit on none of them is refused, or that is only said */
  mainRule: "block" | "warn"
  /** null when there is no main branch to look at */
  onMain: boolean | null
  /** the remote whose main branch that is; null: the repository has no remote */
  mainRemote: string | null
  /** this clone has a part of the history only */
  shallow: boolean
  /** as it will be once nobody holds the stage, should the run that holds it be dead */
  state: StageState
  /** what `state` says runs is what a run has begun to deploy, and that run has not come to its end */
  isUnderWay: boolean
  /** staging's state; the same as `state` on staging */
  staging: StageState
  /** when it is judged */
  now: Date
  /** whether the stage's windows take deploys then; null: it has none */
  opening: WindowFacts | null
  /** how long staging must have run the version, verified; 0: that does not matter */
  soakMinutes: number
  inputs: GateInputs
  delta: ReleaseDelta
  /** what migrations mean for a deploy; null where nothing looks for them */
  migrationPolicy: MigrationPolicy | null
}

/** What a stage's windows say of a time. */
export interface WindowFacts extends Pick<Opening, "isOpen" | "because"> {
  /** when that changes, by the clocks of their zone; null: not in the two years that were looked at */
  changes: string | null
}

/** What the repository says of a version tag. */
export type TagFacts = Pick<GateFacts, "sha" | "onMain" | "mainRemote" | "shallow">

/** What the gates need to know besides the tag and the ledger: each found out on its own. */
export interface GateInputs {
  /** what checks say of the commit */
  ci: Fact<CiChecks>
  /** those that are open right now */
  incidents: Fact<Incident[]>
  /** with which the stage would be deployed */
  credentials: Fact<CredentialsInput>
  /** what the version needs and what the stage has, by name */
  secrets: Fact<SecretsReview>
  /** names of secrets that pipeline.json names and that this run was not given */
  lacking: readonly string[]
  /** what the version consists of besides the files in its commit */
  tree: Fact<TreeParts>
  /** what its tree lacks of what is to be started */
  scripts: Fact<MissingScript[]>
  /** what the stage was seen to serve */
  observed: Observed
}

export interface TreeParts {
  /** `missing`: why it cannot be fetched; null: it can */
  submodules: readonly { path: string; missing: string | null }[]
  /** paths of the files whose content is elsewhere, in Git LFS */
  lfs: readonly string[]
}

/** Something that a command of pipeline.json starts and the tree does not have. */
export interface MissingScript {
  /** the command, e.g. `deployer.deploy` */
  path: string
  /** `deploy.mjs`, `the script deploy of package.json` */
  what: string
  /** a name that is there and much like it */
  meant: string | null
}

export interface CredentialsInput {
  found: CredentialsFound
  wanted: WantedAws
  /** for a deploy and a rollback, in seconds */
  neededSeconds: number
}

/** What one check says of a commit. */
export interface CommitCheck {
  name: string
  /** `neutral` proves nothing either way: it was skipped, or only informs */
  state: "passed" | "neutral" | "running" | "failed"
  /** the same in its own word: success, skipped, in_progress, timed_out, … */
  said: string
}

/** Which checks count. */
interface CheckRule {
  /** names of those that must have passed */
  required: readonly string[]
  /** names or patterns of those that do not count: the pipeline's own */
  ignore: readonly string[]
}

/** The checks of a commit that count. */
export interface CiChecks {
  checks: CommitCheck[]
  required: readonly string[]
  /** how many were left out */
  ignored: number
}

/** The jobs of the workflow that calls this pipeline: what came of an earlier deploy is no word on the commit. */
const OWN_JOBS = ["* / Pipeline plan", "* / Pipeline on staging", "* / Pipeline on production"]

export function countChecks(seen: readonly CommitCheck[], { required, ignore }: CheckRule): CiChecks {
  const checks = seen.filter(({ name }) => !matchesAny(name, [...OWN_JOBS, ...ignore]))
  return { checks, required, ignored: seen.length - checks.length }
}

/** What has to be waited for: `test (in_progress)`, `lint (not reported)`. */
export function unfinished({ checks, required }: CiChecks): string[] {
  const absent = required.filter((name) => !checks.some((check) => check.name === name))
  return [...checksThat("running", checks), ...absent.map((name) => `${name} (not reported)`)]
}

/** Nothing has failed yet, and there may be more to see in a while. */
export const isUndecided = (ci: CiChecks): boolean =>
  checksThat("failed", ci.checks).length === 0 && (ci.checks.length === 0 || unfinished(ci).length > 0)

/** `test (timed_out)`, for each check in that state */
export const checksThat = (state: CommitCheck["state"], checks: readonly CommitCheck[]): string[] =>
  checks.filter((check) => check.state === state).map(({ name, said }) => `${name} (${said})`)

/** Whether a name is one of the names or patterns, in which `*` stands for any text. */
export const matchesAny = (name: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => matches(name, pattern.split("*")))

/** By searching and not by a regular expression, so that no pattern takes forever. */
function matches(name: string, [first = "", ...rest]: readonly string[]): boolean {
  const last = rest.pop()
  if (last === undefined) return name === first
  if (!name.startsWith(first) || !name.endsWith(last)) return false
  let at = first.length
  for (const part of rest) {
    const found = name.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return at + last.length <= name.length
}

/** Something that is wrong right now. */
export interface Incident {
  /** `#12 Orders are lost` */
  title: string
}

/**
 * Compares a status page with the values that it has when all is well.
 * @param wanted values by dotted path; one that the page lacks proves nothing
 */
export function readStatusPage(
  page: unknown,
  wanted: Readonly<Record<string, unknown>>,
  url: string,
): Fact<Incident[]> {
  const rows = Object.entries(wanted).map(([path, value]) => ({ path, value, seen: valueAt(path, page) }))
  const absent = rows.filter(({ seen }) => seen === undefined).map(({ path }) => path)
  if (absent.length > 0) {
    return { kind: "unavailable", message: `The status page ${url} has no ${absent.join(", ")}.` }
  }
  const wrong = rows.filter(({ value, seen }) => seen !== value)
  const value = wrong.map((row) => ({
    title: `${row.path} is ${shown(row.seen)}, not ${JSON.stringify(row.value)}`,
  }))
  return { kind: "known", value }
}
