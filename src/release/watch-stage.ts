import type { WatchConfig } from "../core/config/watch.ts"
import { fail, type GateResult, gateResult, pass } from "../core/gates/gate.ts"
import { type OpenWatch, openWatchOf, type StageState } from "../core/ledger/stage-state.ts"
import type { Report } from "../core/report/report.ts"
import { describeRelease, type Stage } from "../core/stage.ts"
import { acquireLock, describeAcquired } from "./acquire-lock.ts"
import { keepingStage } from "./heartbeats.ts"
import { afterEnding } from "./hooks.ts"
import { type StageView, viewOf } from "./ports.ts"
import { recordEnding, recordRefusal } from "./record-ending.ts"
import { type Context, Run } from "./run.ts"
import { resumeWatch } from "./watch-release.ts"

export interface WatchRequest {
  stage: Stage
  reason: string | null
  /** how long to wait for another run to free the stage, in seconds */
  waitSeconds: number
}

/** Goes on with the watch of what a stage runs, to its verdict: it then counts as verified, or is rolled back. */
export async function watchStage(context: Context, request: WatchRequest): Promise<Report> {
  const { stage } = request
  const run = new Run(context, "watch", stage, null)
  const { watch } = context.config.stages[stage]
  const views = await run.phase(
    "resolve",
    () => run.ports.ledger.read([stage]),
    () => ({ ok: true, detail: "ledger read" }),
  )
  const judge = async (seen: readonly StageView[]): Promise<GateResult[]> => [
    watchGate(stage, viewOf(seen, stage).state, watch),
  ]
  const { state } = viewOf(views, stage)
  const subject = state.watch === undefined ? null : { tag: state.watch.tag, sha: state.watch.sha }
  const acquired = await run.phase(
    "gates",
    () => acquireLock(run, stage, { ...request, subject, judge, views }),
    describeAcquired,
  )
  if (acquired.kind !== "acquired") return recordRefusal(run, acquired, { ...subject })
  const { locked, gates } = acquired
  // the gate has passed on this very state
  const open = locked.view.state.watch as OpenWatch
  const release = { tag: open.tag, sha: open.sha }
  const ending = await keepingStage(locked, async () =>
    afterEnding(locked, await resumeWatch(locked, open, watch as WatchConfig), release),
  )
  return recordEnding(locked, ending, { ...release, previous: null, gates })
}

function watchGate(stage: Stage, state: StageState, watch: WatchConfig | undefined): GateResult {
  const head = { id: "watch", title: "What runs is still to be watched" }
  if (watch === undefined)
    return gateResult(head, fail("NOTHING_TO_WATCH", `stages.${stage}.watch is not in pipeline.json.`), stage)
  const open = openWatchOf(state)
  return gateResult(
    head,
    open !== null
      ? pass(`${describeRelease(open)}, until ${open.until}`)
      : fail("NOTHING_TO_WATCH", `No watch of what ${stage} runs was left open.`),
    stage,
  )
}
