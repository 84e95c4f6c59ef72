import type { LogsConfig, SlackConfig, VerifyCheckConfig, VerifyConfig } from "../core/config/checks.ts"
import { fill, missingPlaceholders } from "../core/config/placeholders.ts"
import type { Config } from "../core/config/schema.ts"
import { type Fact, known, unavailable, usageError, whyNot } from "../core/errors.ts"
import { type CheckReading, type Expected, readCheck } from "../core/smoke/probe.ts"
import type { Stage } from "../core/stage.ts"
import { counted, formatDuration } from "../core/text.ts"
import {
  addEvents,
  concludeVerification,
  concludeWatch,
  decideAttempt,
  isTooMany,
  type LogWindow,
  logsCheck,
  logsUnavailable,
  NOTHING_READ,
  nextLookMs,
  nextSpan,
  readSlackAnswer,
  slackBase,
  slackBody,
  slackRequest,
  type Verification,
  type VerificationCheck,
  windowOf,
} from "../core/verify/verification.ts"
import type { Outputs } from "./ports.ts"
import { type Run, untilAborted } from "./run.ts"
import { awakeTime, EXPLAIN_MS } from "./run-smoke.ts"

/** A person who asks for a verification that is not described must not read that all is well. */
export function configuredVerification({ verify }: Config): VerifyConfig {
  if (verify !== undefined) return verify
  throw usageError("CONFIG_INVALID", "pipeline.json does not say what to verify.", [
    {
      path: "verify",
      message: "is missing",
      fix: "Add its checks: docs/verify.md.",
    },
  ])
}

/** @param signal ends it */
export function verificationPhase(
  run: Run,
  verify: VerifyConfig,
  subject: Subject,
  signal: AbortSignal,
): Promise<Verification> {
  const means = { context: run.context, ports: { ...run.ports, signal } }
  return run.phase(
    "verification",
    () => runVerification(means, verify, subject),
    ({ verdict, detail }) => ({ ok: verdict === "pass", detail: `${verdict}: ${detail}` }),
  )
}

/** Makes all checks at the same time, so that errors that a request causes are seen in the logs. */
async function runVerification(means: Means, config: VerifyConfig, subject: Subject): Promise<Verification> {
  const { clock, say } = means.ports
  const startedAt = clock.now().getTime()
  const { checks, logs, slack } = config
  const shown = async (check: Promise<VerificationCheck>): Promise<VerificationCheck> => {
    const { name, verdict, detail } = await check
    say(`${name} ${verdict}: ${detail}`)
    return check
  }
  const pending = [
    ...checks.map((check) => shown(verifyHttp(means, check, subject))),
    ...(slack === undefined ? [] : [shown(verifySlack(means, slack, subject))]),
    ...(logs === undefined ? [] : [shown(watchLogs(means, logs, subject))]),
  ]
  // also when one breaks: nothing may outlive the report
  await Promise.allSettled(pending)
  return concludeVerification(await Promise.all(pending), clock.now().getTime() - startedAt)
}

function verifyHttp(means: Means, check: VerifyCheckConfig, subject: Subject): Promise<VerificationCheck> {
  const { name, optional, deadlineSeconds } = check
  return untilRight(
    means,
    { name, kind: "http", optional, deadlineSeconds },
    check.url,
    subject,
    async (url, ms) =>
      readCheck(check, url, await means.ports.prober.probe(check, url, ms), subject.expected),
  )
}

async function verifySlack(means: Means, slack: SlackConfig, subject: Subject): Promise<VerificationCheck> {
  const { prober, slackSigner, clock } = means.ports
  const challenge = means.context.identity.runId
  const body = slackBody(challenge)
  const head = { name: "slack", kind: "slack", ...slack } as const
  const signed = await slackSigner(slackBase(0, body))
  if (signed.kind !== "known") {
    const detail = signed.kind === "skipped" ? signed.why : signed.message
    return result(head, "unavailable", detail)
  }
  return untilRight(means, head, slack.url, subject, async (url, ms) => {
    // Slack's own requests are refused when they are minutes old, so each attempt is signed again
    const timestamp = Math.floor(clock.now().getTime() / 1000)
    // a secret that was there just now is there still
    const { value } = (await slackSigner(slackBase(timestamp, body))) as typeof signed
    return readSlackAnswer(
      url,
      await prober.probe(slackRequest(url, body, timestamp, value), url, ms),
      challenge,
    )
  })
}

type Head = Pick<VerificationCheck, "name" | "kind" | "optional">

/** Asks until the answer is right or the deadline has come. */
async function untilRight(
  { ports: { clock, signal } }: Means,
  { deadlineSeconds, ...head }: Head & { deadlineSeconds: number },
  template: string,
  { urls }: Subject,
  ask: (url: string, timeoutMs: number) => Promise<CheckReading>,
): Promise<VerificationCheck> {
  const missing = missingPlaceholders(template, urls)
  if (missing.length > 0) return result(head, "unavailable", `the stage has no ${missing.join(", ")}`)
  const url = fill(template, urls)
  const { elapsedMs, within } = awakeTime(clock)
  const leftMs = () => deadlineSeconds * 1000 - elapsedMs()
  for (;;) {
    // timers take whole milliseconds only
    const timeoutMs = Math.max(1, Math.ceil(leftMs()))
    const [reading, stalled] = await within(timeoutMs + EXPLAIN_MS, () =>
      untilAborted(signal, () => ask(url, timeoutMs)),
    )
    if (stalled) continue
    const decision = decideAttempt(reading, leftMs())
    if (decision.kind === "verdict") {
      return result(head, decision.verdict, reading.detail, reading.latencyMs)
    }
    await within(decision.delayMs, () => clock.sleep(decision.delayMs, signal))
  }
}

const result = (
  { name, kind, optional }: Head,
  verdict: VerificationCheck["verdict"],
  detail: string,
  latencyMs: number | null = null,
): VerificationCheck => ({ name, kind, optional, verdict, detail, latencyMs, lines: [] })

/** The checks that a verification will make. */
export const checksOf = ({ checks, logs, slack }: VerifyConfig): Head[] => [
  ...checks.map(({ name, optional }) => ({ name, kind: "http" as const, optional })),
  ...(slack === undefined ? [] : [{ name: "slack", kind: "slack" as const, optional: slack.optional }]),
  ...(logs === undefined ? [] : [logsCheck(logs)]),
]

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
