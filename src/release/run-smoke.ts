import type { CheckConfig, SmokeConfig } from "../core/config/checks.ts"
import { fill, missingPlaceholders } from "../core/config/placeholders.ts"
import { type Expected, readCheck } from "../core/smoke/probe.ts"
import { addAttempt, decideSmoke, NO_ATTEMPT, proofOf, type SmokeResult } from "../core/smoke/smoke.ts"
import type { Outputs, Ports } from "./ports.ts"
import { untilAborted } from "./run.ts"

/** Names that the checks' URLs use and the stage does not have. */
export function unknownUrls(config: SmokeConfig, urls: Outputs): string[] {
  return [...new Set(config.checks.flatMap(({ url }) => missingPlaceholders(url, urls)))]
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
  const startedAt = clock.now().getTime()
  const elapsedMs = () => clock.now().getTime() - startedAt
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
    const readings = await untilAborted(signal, () => Promise.all(config.checks.map(read)))
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
    await clock.sleep(decision.delayMs, signal)
  }
}
