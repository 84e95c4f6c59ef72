import { fill } from "../core/config/placeholders.ts"
import { messageOf } from "../core/errors.ts"
import type { Running, StageState } from "../core/ledger/stage-state.ts"
import { notAsked, type Observed, observedOf } from "../core/smoke/observed.ts"
import { readCheck } from "../core/smoke/probe.ts"
import type { Stage } from "../core/stage.ts"
import type { Outputs, Ports } from "./ports.ts"
import type { Run } from "./run.ts"
import { unknownUrls } from "./run-smoke.ts"

/** A look must not keep a person waiting who asks what the ledger says. */
const TIMEOUT_MS = 3000

/**
 * Asks a stage once what it serves, by its smoke checks, all at the same time; starts and changes nothing.
 * Never throws: what can't be seen is said.
 * @param reached under which addresses what runs is reached
 */
export async function observeStage(
  { context: { config }, ports }: Pick<Run, "context" | "ports">,
  stage: Stage,
  { running }: Pick<StageState, "running">,
  reached: (running: Running) => Promise<Outputs | null> = (known) => outputsOf(ports, stage, known),
): Promise<Observed> {
  const { smoke, tagPrefix, stages } = config
  try {
    const outputs = running === null ? {} : await reached(running)
    if (outputs === null) return notAsked("nothing serves it between calls")
    const urls = { ...stages[stage].urls, ...outputs }
    const missing = unknownUrls(smoke, urls)
    if (missing.length > 0) {
      return running === null
        ? notAsked("nothing is deployed")
        : notAsked(`the smoke checks need ${missing.join(", ")}, which the stage does not have`, "no-address")
    }
    // a stage without a deploy serves, if anything, what the ledger does not know
    const expected = { tag: running?.tag ?? "", sha: running?.sha ?? "", tagPrefix }
    const readings = await Promise.all(
      smoke.checks.map(async (check) => {
        const url = fill(check.url, urls)
        return readCheck(check, url, await ports.prober.probe(check, url, TIMEOUT_MS), expected)
      }),
    )
    return observedOf(readings, running, ports.clock.now())
  } catch (error) {
    return notAsked(messageOf(error))
  }
}

const outputsOf = ({ deployer }: Pick<Ports, "deployer">, stage: Stage, running: Running) =>
  deployer.served === undefined ? deployer.reach(stage, running) : deployer.served(stage, running)
