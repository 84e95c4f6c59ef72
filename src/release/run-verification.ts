import { fill, missingPlaceholders } from "../core/config/placeholders.ts"
import type { SlackConfig, VerifyCheckConfig, VerifyConfig } from "../core/config/verify.ts"
import { type CheckReading, type Expected, readCheck } from "../core/smoke/probe.ts"
import type { Stage } from "../core/stage.ts"
import { logsCheck } from "../core/verify/log-watch.ts"
import { readSlackAnswer, slackBase, slackBody, slackRequest } from "../core/verify/slack.ts"
import {
  concludeVerification,
  decideAttempt,
  type Verification,
  type VerificationCheck,
} from "../core/verify/verification.ts"
import type { Outputs } from "./ports.ts"
import type { Run } from "./run.ts"
import { untilAborted } from "./until-aborted.ts"
import { watchLogs } from "./watch-logs.ts"

/** What is verified. */
export interface Subject {
  stage: Stage
  expected: Expected
  urls: Outputs
  /** when the version came to the stage, in ms since 1970; null: nobody knows */
  deployedAtMs: number | null
}

/** Makes all checks at the same time, so that errors that a request causes are seen in the logs. */
export async function runVerification(
  run: Run,
  config: VerifyConfig,
  subject: Subject,
): Promise<Verification> {
  const { clock, say } = run.ports
  const startedAt = clock.now().getTime()
  const { checks, logs, slack } = config
  const told = async (check: Promise<VerificationCheck>): Promise<VerificationCheck> => {
    const { name, verdict, detail } = await check
    say(`${name} ${verdict}: ${detail}`)
    return check
  }
  const pending = [
    ...checks.map((check) => told(verifyHttp(run, check, subject))),
    ...(slack === undefined ? [] : [told(verifySlack(run, slack, subject))]),
    ...(logs === undefined ? [] : [told(watchLogs(run, logs, subject))]),
  ]
  // also when one breaks: nothing may outlive the report
  await Promise.allSettled(pending)
  return concludeVerification(await Promise.all(pending), clock.now().getTime() - startedAt)
}

function verifyHttp(run: Run, check: VerifyCheckConfig, subject: Subject): Promise<VerificationCheck> {
  const { name, optional, deadlineSeconds } = check
  return untilRight(
    run,
    { name, kind: "http", optional, deadlineSeconds },
    check.url,
    subject,
    async (url, ms) => readCheck(check, url, await run.ports.prober.probe(check, url, ms), subject.expected),
  )
}

async function verifySlack(run: Run, slack: SlackConfig, subject: Subject): Promise<VerificationCheck> {
  const { prober, slackSigner, clock } = run.ports
  const challenge = run.context.identity.runId
  const body = slackBody(challenge)
  const head = { name: "slack", kind: "slack", ...slack } as const
  const signed = await slackSigner(slackBase(0, body))
  if (signed.kind !== "known") {
    const detail = signed.kind === "skipped" ? signed.why : signed.message
    return result(head, "unavailable", detail)
  }
  return untilRight(run, head, slack.url, subject, async (url, ms) => {
    // Slack's own requests are refused when they are minutes old, so that each attempt is signed anew
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
  run: Run,
  { deadlineSeconds, ...head }: Head & { deadlineSeconds: number },
  template: string,
  { urls }: Subject,
  ask: (url: string, timeoutMs: number) => Promise<CheckReading>,
): Promise<VerificationCheck> {
  const { clock, signal } = run.ports
  const missing = missingPlaceholders(template, urls)
  if (missing.length > 0) return result(head, "unavailable", `the stage has no ${missing.join(", ")}`)
  const url = fill(template, urls)
  const endsAt = clock.now().getTime() + deadlineSeconds * 1000
  const leftMs = () => endsAt - clock.now().getTime()
  for (;;) {
    // timers take whole milliseconds only
    const timeoutMs = Math.max(1, Math.ceil(leftMs()))
    const reading = await untilAborted(signal, () => ask(url, timeoutMs))
    const decision = decideAttempt(reading, leftMs())
    if (decision.kind === "verdict") {
      return result(head, decision.verdict, reading.detail, reading.latencyMs)
    }
    await clock.sleep(decision.delayMs, signal)
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
