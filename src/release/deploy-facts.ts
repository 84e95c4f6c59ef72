import type { Fact } from "../core/errors.ts"
import {
  type CiChecks,
  type GateFacts,
  type GateInputs,
  type GateResult,
  isUndecided,
  type TagFacts,
  unfinished,
} from "../core/gates/gate.ts"
import { judgeGates } from "../core/gates/gates.ts"
import { allowOlderWaivers, oneWayWaivers, type Waiver, waive } from "../core/gates/waivers.ts"
import { afterDeath } from "../core/ledger/fold.ts"
import type { StageState } from "../core/ledger/stage-state.ts"
import type { ReleaseDelta } from "../core/plan/way-back.ts"
import type { Release, Stage } from "../core/stage.ts"
import { nearestTags, parseTag, sortVersionTags } from "../core/tags.ts"
import { formatDuration, listSome } from "../core/text.ts"
import { checkCi, gatherInputs, gatherPassing, windowsOf } from "./gate-inputs.ts"
import { type Repository, type StageView, viewOf } from "./ports.ts"
import { deltasTo } from "./release-delta.ts"
import type { Run } from "./run.ts"
import { observeStage } from "./run-smoke.ts"

/** What a deploy of a tag is judged by, and how to judge it again when the stages have changed. */
export interface DeployFacts {
  /** null when the tag names no commit */
  release: Release | null
  inputs: GateInputs
  /** what lies between a state of the stage and the release */
  delta: (state: StageState) => Promise<ReleaseDelta>
  views: readonly StageView[]
  judge: (views: readonly StageView[]) => Promise<GateResult[]>
  /** Asks CI, for incidents and the stage again. */
  refresh: (views: readonly StageView[]) => Promise<void>
}

/** A person's word on gates. */
export interface Word {
  waivers: readonly Waiver[]
  /** why there need be no way back; null: not said */
  allowOneWay: string | null
  /** why an older version may replace a newer one; null: not said */
  allowOlder: string | null
}

const NO_TAG: TagFacts = { sha: null, onMain: null, mainRemote: null, shallow: false }

export const NO_WORD: Word = { waivers: [], allowOneWay: null, allowOlder: null }

/** @param offline the stage itself is not asked */
export async function gatherFacts(
  run: Run,
  stage: Stage,
  tag: string,
  word: Word,
  offline = false,
): Promise<DeployFacts> {
  const { repository, ledger, clock } = run.ports
  const { tagPrefix, mainBranch, migrations, stages: configured } = run.context.config
  const stages: Stage[] = stage === "production" ? ["production", "staging"] : ["staging"]
  const isVersion = parseTag(tag, tagPrefix) !== null
  const [before, found] = await Promise.all([
    ledger.read(stages),
    isVersion ? repository.lookUp(tag, mainBranch) : NO_TAG,
  ])
  const release = found.sha === null ? null : { tag, sha: found.sha }
  const delta = deltasTo(run, release)
  const [ofTag, inputs, openingAt] = await Promise.all([
    lookAtTag(run, tag, found),
    gatherInputs(run, { stage, release, state: viewOf(before, stage).state, offline }),
    windowsOf(run, stage),
    delta(afterDeath(viewOf(before, stage).state)),
  ])
  // the stage was asked after the ledger: another run may have deployed between the two
  const views = inputs.observed.sighting === "drift" ? await ledger.read(stages) : before
  const { tip, state: now } = viewOf(views, stage)
  if (tip !== viewOf(before, stage).tip) inputs.observed = await observeStage(run, stage, now)
  return {
    ...{ release, inputs, delta, views },
    async refresh(seen) {
      Object.assign(inputs, await gatherPassing(run, { stage, release, state: viewOf(seen, stage).state }))
    },
    async judge(seen) {
      // a stage that is held is judged as it will be when it is free, should its owner be dead
      const found = viewOf(seen, stage).state
      const state = afterDeath(found)
      const now = clock.now()
      const gates = judgeGates({
        ...{ stage, state, staging: viewOf(seen, "staging").state },
        isUnderWay: state.running !== found.running,
        ...ofTag,
        ...{ now, opening: openingAt(now), soakMinutes: configured.staging.soakMinutes },
        ...{ inputs, delta: await delta(state), migrationPolicy: migrations?.fence.deploy ?? null },
      })
      return waivedBy(run, word, gates, now)
    },
  }
}

type OfTag = TagFacts &
  Pick<
    GateFacts,
    "tag" | "tagPrefix" | "mainBranch" | "mainRule" | "releaseBranches" | "branches" | "nearest" | "newest"
  >

/** What the repository says of a tag; its branches are asked for only where they matter. */
async function lookAtTag({ ports, context }: Run, tag: string, found: TagFacts): Promise<OfTag> {
  const { repository } = ports
  const { tagPrefix, mainBranch, gates, releaseBranches = null } = context.config
  const { sha, onMain } = found
  const asksBranches = releaseBranches !== null || onMain !== true
  const [meant, branches] = await Promise.all([
    sha === null ? meantBy(repository, tag, tagPrefix) : { nearest: [], newest: null },
    sha === null || !asksBranches ? [] : repository.branchesWith(sha),
  ])
  return { tag, tagPrefix, mainBranch, mainRule: gates.main, releaseBranches, branches, ...meant, ...found }
}

/** Gates with what a person's word waives of them. */
function waivedBy(run: Run, word: Word, gates: readonly GateResult[], now: Date): GateResult[] {
  const waivers = [
    ...word.waivers,
    ...oneWayWaivers(gates, word.allowOneWay),
    ...allowOlderWaivers(gates, word.allowOlder),
  ]
  return waive(gates, waivers, run.context.identity.actor, now)
}

/** What a person may have meant by a tag that does not exist. */
export async function meantBy(
  repository: Pick<Repository, "tags">,
  tag: string,
  tagPrefix: string,
): Promise<Pick<GateFacts, "nearest" | "newest">> {
  const names = await repository.tags()
  const newest = sortVersionTags(names, tagPrefix)[0]?.tag ?? null
  return { nearest: nearestTags(tag, names, tagPrefix), newest }
}

/** Three requests at a time, an hour's allowance of a workflow's token being a thousand. */
const POLL_MS = 20_000
/** Checks appear within seconds of a push; where there are none by then, nothing runs. */
const APPEAR_MS = 60_000
/** GitHub may be away for a moment, but not for long. */
const MAX_MISSED = 3

/**
 * Waits for CI when it is all that a deploy has to wait for. Much may have happened meanwhile, so everything is
 * gathered again then.
 * @param waitSeconds at most
 */
export async function awaitCi(
  run: Run,
  facts: DeployFacts,
  waitSeconds: number,
  gather: () => Promise<DeployFacts>,
): Promise<DeployFacts> {
  const { release, inputs } = facts
  const { ci } = inputs
  const inTheWay = (await facts.judge(facts.views)).filter(({ status }) => status === "fail")
  const onlyCi = inTheWay.length === 1 && inTheWay[0]?.id === "ci"
  if (waitSeconds === 0 || release === null || !onlyCi || !mayChange(ci)) return facts
  const { latest } = await run.phase(
    "ci",
    async () => {
      await watchCi(run, release, ci, waitSeconds * 1000)
      const latest = await gather()
      const gates = await latest.judge(latest.views)
      return { latest, gate: gates.find(({ id }) => id === "ci") as GateResult }
    },
    ({ gate }) => ({ ok: gate.status === "pass", detail: gate.detail }),
  )
  return latest
}

const mayChange = (ci: Fact<CiChecks>): ci is Extract<typeof ci, { kind: "known" }> =>
  ci.kind === "known" && isUndecided(ci.value)

/** Returns when CI is decided, when it cannot be asked any more, when the time is up, or when the run is to stop. */
async function watchCi(run: Run, release: Release, first: Fact<CiChecks>, waitMs: number): Promise<void> {
  const { clock, say, signal } = run.ports
  const started = clock.now().getTime()
  let said = ""
  let missed = 0
  for (let seen = first; ; seen = await checkCi(run, release)) {
    missed = seen.kind === "known" ? 0 : missed + 1
    if (missed > MAX_MISSED || (seen.kind === "known" && !isUndecided(seen.value))) return
    const limitMs =
      seen.kind === "known" && seen.value.checks.length === 0 ? Math.min(waitMs, APPEAR_MS) : waitMs
    const leftMs = started + limitMs - clock.now().getTime()
    if (leftMs <= 0 || signal.aborted) return
    const line = `waiting for CI: ${describe(seen)}`
    if (line !== said) say(`${line} (at most ${formatDuration(leftMs)})`)
    said = line
    // an abort ends the pause, and the next turn sees it
    await clock.sleep(Math.min(leftMs, POLL_MS), signal).catch(() => {})
  }
}

function describe(seen: Fact<CiChecks>): string {
  switch (seen.kind) {
    case "known":
      return listSome(unfinished(seen.value)) || "no check has reported yet"
    case "unavailable":
      return seen.message
    case "skipped":
      return seen.why
  }
}
