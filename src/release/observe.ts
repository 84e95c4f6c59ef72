import { fill } from "../core/config/placeholders.ts"
import type { Config } from "../core/config/schema.ts"
import { messageOf } from "../core/errors.ts"
import type { StageState } from "../core/ledger/stage-state.ts"
import { notAsked, type Observed, observedOf } from "../core/smoke/observed.ts"
import { readCheck } from "../core/smoke/probe.ts"
import type { Stage } from "../core/stage.ts"
import type { Ports } from "./ports.ts"
import { unknownUrls } from "./run-smoke.ts"

/** A look must not keep a person waiting who asks what the ledger says. */
const TIMEOUT_MS = 3000

/**
 * Asks a stage once what it serves, by its smoke checks, all at the same time; changes nothing.
 * Never throws: what can't be seen is said.
 */
export async function observeStage(
  { clock, deployer, prober }: Pick<Ports, "clock" | "deployer" | "prober">,
  config: Config,
  stage: Stage,
  { running }: Pick<StageState, "running">,
): Promise<Observed> {
  const { smoke, tagPrefix, stages } = config
  try {
    const outputs = running === null ? {} : await deployer.reach(stage, running)
    const urls = { ...stages[stage].urls, ...outputs }
    const missing = unknownUrls(smoke, urls)
    if (missing.length > 0) {
      return notAsked(running === null ? "nothing is deployed" : `no ${missing.join(", ")} is known`)
    }
    // a stage without a deploy serves, if anything, what the ledger does not know
    const expected = { tag: running?.tag ?? "", sha: running?.sha ?? "", tagPrefix }
    const readings = await Promise.all(
      smoke.checks.map(async (check) => {
        const url = fill(check.url, urls)
        return readCheck(check, url, await prober.probe(check, url, TIMEOUT_MS), expected)
      }),
    )
    return observedOf(readings, running, clock.now())
  } catch (error) {
    return notAsked(messageOf(error))
  }
}
