import type { CheckConfig, SmokeConfig } from "../core/config/checks.ts"
import { fill, isAddress, missingPlaceholders } from "../core/config/placeholders.ts"
import { messageOf } from "../core/errors.ts"
import type { Running, StageState } from "../core/ledger/stage-state.ts"
import { notAsked, type Observed, observedOf } from "../core/smoke/observed.ts"
import { type CheckReading, type Expected, readCheck } from "../core/smoke/probe.ts"
import { addAttempt, decideSmoke, NO_ATTEMPT, proofOf, type SmokeResult } from "../core/smoke/smoke.ts"
import type { Release, Stage } from "../core/stage.ts"
import type { Outputs, Ports } from "./ports.ts"
import { type Run, untilAborted } from "./run.ts"

/** Names that the checks' URLs use and for which the stage has nothing, or nothing that can be asked. */
export function unknownUrls(config: SmokeConfig, urls: Outputs): string[] {
  const unknown = config.checks.flatMap(({ url }) => {
    const missing = missingPlaceholders(url, urls)
    if (missing.length > 0 || isAddress(fill(url, urls))) return missing
    return missingPlaceholders(url, {}).map((name) => `${name} that is an http:// or https:// address`)
  })
  return [...new Set(unknown)]
}

/**
 * Probes until the attempts prove something. All checks of an attempt run at the same time.
 * @param onUndecided called once, when the first attempt has proved nothing
 */
export async function runSmoke(
  {
    clock,
    prober,
    say,
    signal,
    tracer,
  }: Pick<Ports, "clock" | "prober" | "say" | "signal"> & Partial<Pick<Ports, "tracer">>,
  config: SmokeConfig,
  urls: Outputs,
  expected: Expected,
  onUndecided: () => void = () => {},
): Promise<SmokeResult> {
  const { elapsedMs, within } = awakeTime(clock)
  const read = async (check: CheckConfig) => {
    const url = fill(check.url, urls)
    const leftMs = config.deadlineSeconds * 1000 - elapsedMs()
    // timers take whole milliseconds only
    const timeoutMs = Math.max(1, Math.ceil(Math.min(config.timeoutSeconds * 1000, leftMs)))
    return readCheck(check, url, await prober.probe(check, url, timeoutMs), expected)
  }
  let progress = NO_ATTEMPT
  // what goes on as it was is not said again
  let said = ""
  for (;;) {
    const [readings, stalled] = await within(config.timeoutSeconds * 1000 + EXPLAIN_MS, () =>
      untilAborted(signal, () => Promise.all(config.checks.map(read))),
    )
    // what a sleeping machine did not hear says nothing of the version
    if (stalled) continue
    progress = addAttempt(progress, readings, elapsedMs())
    const decision = decideSmoke(progress, config, elapsedMs())
    const { attempts, checks } = progress
    if (decision.kind === "verdict") {
      const { verdict, detail } = decision
      const proof = verdict === "pass" ? { proof: proofOf(progress) } : {}
      return { verdict, attempts, durationMs: elapsedMs(), detail, ...proof, checks }
    }
    if (attempts === 1) onUndecided()
    const seen = checks.map(({ name, verdict, detail }) => `${name} ${verdict} (${detail})`).join(", ")
    if (seen !== said) say(`attempt ${attempts}: ${seen}`)
    tracer?.note?.(
      `attempt ${attempts}: ${checks.map(({ name, verdict }) => `${name} ${verdict}`).join(", ")}`,
    )
    said = seen
    await within(decision.delayMs, () => clock.sleep(decision.delayMs, signal))
  }
}

/** What a request that failed may take longer, to find out why. */
export const EXPLAIN_MS = 2000
/** A busy machine may be this late; one that is later slept, or the process was stopped. */
const LATE_MS = 1000
/** What is late more often than that is just slow. */
const MAX_STALLS = 10

/** The time since now in which this process was at work, by a clock that cannot be set. */
export function awakeTime(clock: Ports["clock"]) {
  const startedMs = clock.monotonicMs()
  let stalledMs = 0
  let stalls = 0
  const elapsedMs = () => clock.monotonicMs() - startedMs - stalledMs
  return {
    elapsedMs,
    /** Does work that ends within a time by itself; gives whether it took longer: then none of its time counts. */
    async within<T>(limitMs: number, work: () => Promise<T>): Promise<[T, stalled: boolean]> {
      const begunMs = elapsedMs()
      const value = await work()
      const tookMs = elapsedMs() - begunMs
      if (tookMs - limitMs <= LATE_MS || stalls >= MAX_STALLS) return [value, false]
      stalledMs += tookMs
      stalls += 1
      return [value, true]
    },
  }
}

/** A look must not keep a person waiting who asks what the ledger says. */
const TIMEOUT_MS = 3000

/** Why a stage was not asked, where a person wants the ledger alone. */
export const OFFLINE = "the stage is not asked (--offline)"

/**
 * Asks a stage once what it serves, by its smoke checks, all at the same time; starts and changes nothing.
 * Never throws: what can't be seen is said.
 * @param reached under which addresses what runs is reached
 */
export async function observeStage(
  run: Pick<Run, "context" | "ports">,
  stage: Stage,
  { running }: Pick<StageState, "running">,
  reached: (running: Running | null) => Promise<Outputs | null> = (known) =>
    outputsOf(run.ports, stage, known),
): Promise<Observed> {
  const { smoke, stages } = run.context.config
  try {
    const outputs = await reached(running)
    if (outputs === null) return notAsked("nothing serves it between calls")
    const urls = { ...stages[stage].urls, ...outputs }
    const missing = unknownUrls(smoke, urls)
    if (missing.length === 0) {
      return observedOf(await lookAt(run, urls, running ?? NOTHING), running, run.ports.clock.now())
    }
    // a deployer that starts what runs knows that nothing does
    if (running === null && run.ports.deployer.served !== undefined) return notAsked("nothing is deployed")
    return notAsked(
      `the smoke checks need ${missing.join(", ")}, which the stage does not have`,
      "no-address",
    )
  } catch (error) {
    return notAsked(messageOf(error))
  }
}

/** A stage without a deploy serves, if anything, what the ledger does not know. */
export const NOTHING: Release = { tag: "", sha: "" }

/** One round of the smoke checks. */
export function lookAt(
  { context: { config }, ports }: Pick<Run, "context" | "ports">,
  urls: Outputs,
  expected: Release,
): Promise<CheckReading[]> {
  const { smoke, tagPrefix } = config
  return Promise.all(
    smoke.checks.map(async (check) => {
      const url = fill(check.url, urls)
      return readCheck(check, url, await ports.prober.probe(check, url, TIMEOUT_MS), {
        ...expected,
        tagPrefix,
      })
    }),
  )
}

/** Addresses that the stage's deployer knows, without starting anything; null: nothing serves it right now. */
export async function outputsOf(
  { deployer }: Pick<Ports, "deployer">,
  stage: Stage,
  running: Running | null,
): Promise<Outputs | null> {
  if (running === null) return {}
  return deployer.served === undefined ? deployer.reach(stage, running) : deployer.served(stage, running)
}
