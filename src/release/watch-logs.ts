import type { LogsConfig } from "../core/config/checks.ts"
import { fill } from "../core/config/placeholders.ts"
import { type Fact, known, unavailable, whyNot } from "../core/fact.ts"
import type { Expected } from "../core/smoke/probe.ts"
import type { Stage } from "../core/stage.ts"
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
  type VerificationCheck,
  windowOf,
} from "../core/verify/verification.ts"
import type { Outputs } from "./ports.ts"
import { type Run, untilAborted } from "./run.ts"

/** What is verified. */
export interface Subject {
  stage: Stage
  expected: Expected
  urls: Outputs
  /** when the version came to the stage, in ms since 1970; null: not known */
  deployedAtMs: number | null
}

/** What a check is made with. */
export type Means = Pick<Run, "context" | "ports">

/**
 * Watches the logs since the deploy until the window closes, or too much was found. A look that fails between
 * others is made up for by the last one; without the first or the last there is no evidence.
 */
export async function watchLogs(
  means: Means,
  config: LogsConfig,
  subject: Subject,
): Promise<VerificationCheck> {
  const { clock, logs, say, signal } = means.ports
  const now = () => clock.now().getTime()
  const groups = await groupsOf(means, config, subject)
  if (groups.kind !== "known") return logsUnavailable(config, whyNot(groups))
  const window = windowOf(config, subject.deployedAtMs, now())
  let watch = NOTHING_READ
  for (;;) {
    const { last, sinceMs, untilMs } = nextSpan(window, watch, now())
    const query = { groups: groups.value, pattern: config.pattern, sinceMs, untilMs, limit: MAX_EVENTS }
    const found = await untilAborted(signal, () => logs.events(subject.stage, query))
    if (found.kind === "known") watch = addEvents(watch, found.value, untilMs)
    else if (last || watch.readUpToMs === null) return logsUnavailable(config, whyNot(found))
    else say(`logs: this look failed, the next one makes up for it: ${whyNot(found)}`)
    if (last || isTooMany(config, watch)) return concludeWatch(config, groups.value, watch, window, now())
    say(progress(window, watch.events.size, now()))
    await clock.sleep(nextLookMs(config, window, now()), signal)
  }
}

/** More than any configuration tolerates. */
const MAX_EVENTS = 2000

/** Groups that a name stands for, and those that there are with a prefix. No group is no evidence. */
async function groupsOf(
  { context, ports }: Means,
  config: LogsConfig,
  { stage, urls }: Subject,
): Promise<Fact<string[]>> {
  const values = { ...urls, stage, app: context.config.app }
  const named = config.groups.map((group) => fill(group, values))
  if (config.prefix === undefined) return known(named)
  const prefix = fill(config.prefix, values)
  const found = await ports.logs.groups(stage, prefix)
  if (found.kind !== "known") return found
  if (found.value.length === 0) {
    return unavailable(`no log group's name begins with ${prefix}`)
  }
  return known([...new Set([...named, ...found.value])])
}

function progress({ sinceMs, untilMs, closesMs }: LogWindow, found: number, nowMs: number): string {
  const lines = counted(found, "matching line")
  if (nowMs >= untilMs) return `logs: ${lines}, waiting ${formatDuration(closesMs - nowMs)} for late ones`
  const [watched, whole] = [nowMs - sinceMs, untilMs - sinceMs].map(formatDuration)
  return `logs: watched ${watched} of ${whole}, ${lines}`
}
