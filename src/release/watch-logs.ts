import { fill } from "../core/config/placeholders.ts"
import type { LogsConfig } from "../core/config/verify.ts"
import type { Fact } from "../core/fact.ts"
import { counted, formatDuration } from "../core/text.ts"
import {
  addEvents,
  concludeWatch,
  isTooMany,
  type LogWindow,
  logsUnavailable,
  NOTHING_READ,
  nextLookMs,
  nextSpan,
  windowOf,
} from "../core/verify/log-watch.ts"
import type { VerificationCheck } from "../core/verify/verification.ts"
import type { Run } from "./run.ts"
import type { Subject } from "./run-verification.ts"
import { untilAborted } from "./until-aborted.ts"

/**
 * Watches the logs since the deploy until the window closes, or too much was found. A look that fails between
 * others is made up for by the last one; without the first or the last there is no evidence.
 */
export async function watchLogs(run: Run, config: LogsConfig, subject: Subject): Promise<VerificationCheck> {
  const { clock, logs, say, signal } = run.ports
  const now = () => clock.now().getTime()
  const groups = await groupsOf(run, config, subject)
  if (groups.kind !== "known") return logsUnavailable(config, why(groups))
  const window = windowOf(config, subject.deployedAtMs, now())
  let watch = NOTHING_READ
  for (;;) {
    const { last, sinceMs, untilMs } = nextSpan(window, watch, now())
    const query = { groups: groups.value, pattern: config.pattern, sinceMs, untilMs, limit: MAX_EVENTS }
    const seen = await untilAborted(signal, () => logs.events(subject.stage, query))
    if (seen.kind === "known") watch = addEvents(watch, seen.value, untilMs)
    else if (last || watch.readUpToMs === null) return logsUnavailable(config, why(seen))
    else say(`logs: this look failed, the next one makes up for it: ${why(seen)}`)
    if (last || isTooMany(config, watch)) return concludeWatch(config, groups.value, watch, window, now())
    say(progress(window, watch.events.size, now()))
    await clock.sleep(nextLookMs(config, window, now()), signal)
  }
}

/** More than any configuration tolerates. */
const MAX_EVENTS = 2000

/** Groups that a name stands for, and those that there are with a prefix. No group is no evidence. */
async function groupsOf(run: Run, config: LogsConfig, { stage, urls }: Subject): Promise<Fact<string[]>> {
  const values = { ...urls, stage, app: run.context.config.app }
  const named = config.groups.map((group) => fill(group, values))
  if (config.prefix === undefined) return { kind: "known", value: named }
  const prefix = fill(config.prefix, values)
  const found = await run.ports.logs.groups(stage, prefix)
  if (found.kind !== "known") return found
  if (found.value.length === 0) {
    return { kind: "unavailable", message: `no log group's name begins with ${prefix}` }
  }
  return { kind: "known", value: [...new Set([...named, ...found.value])] }
}

function progress({ sinceMs, untilMs, closesMs }: LogWindow, found: number, nowMs: number): string {
  const lines = counted(found, "matching line")
  if (nowMs >= untilMs) return `logs: ${lines}, waiting ${formatDuration(closesMs - nowMs)} for late ones`
  const [watched, whole] = [nowMs - sinceMs, untilMs - sinceMs].map(formatDuration)
  return `logs: watched ${watched} of ${whole}, ${lines}`
}

const why = (fact: Exclude<Fact<unknown>, { kind: "known" }>): string =>
  fact.kind === "skipped" ? fact.why : fact.message
