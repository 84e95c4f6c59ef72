import type { CheckConfig } from "../config/smoke.ts"
import { type CheckReading, NOTHING_SAID, type Observation } from "../smoke/probe.ts"

/** What Slack sends to an address before it trusts it. */
export const slackBody = (challenge: string): string =>
  JSON.stringify({ type: "url_verification", challenge, token: "release-pipeline" })

/** What Slack signs. */
export const slackBase = (timestamp: number, body: string): string => `v0:${timestamp}:${body}`

/**
 * The request with which Slack checks that the answer comes from a bot that knows the signing secret.
 * @param signature HMAC-SHA-256 of the base, hex digits
 */
export function slackRequest(url: string, body: string, timestamp: number, signature: string): CheckConfig {
  return {
    name: "slack",
    url,
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-slack-request-timestamp": String(timestamp),
      "x-slack-signature": `v0=${signature}`,
    },
    body,
    expect: { status: 200 },
    followRedirects: false,
    // Slack adds nothing to the address
    cacheBusting: false,
    optional: false,
  }
}

/** A bot answers with the challenge, as JSON or as plain text. */
export function readSlackAnswer(url: string, observed: Observation, challenge: string): CheckReading {
  const base = {
    name: "slack",
    url: observed.asked ?? url,
    optional: false,
    served: "unknown",
    claim: null,
    said: NOTHING_SAID,
    showsCommit: false,
    retryAfterMs: null,
    latencyMs: Math.round(observed.latencyMs),
    answer: null,
  } as const
  if (observed.kind === "error") {
    const reached = observed.error !== "unreachable"
    return { ...base, right: false, reached, status: null, detail: observed.message }
  }
  const { status, body } = observed
  const right = status === 200 && (body.trim() === challenge || challengeIn(body) === challenge)
  const detail = right ? "the signed challenge came back" : faultOf(status)
  return { ...base, right, reached: true, status, detail }
}

function faultOf(status: number): string {
  if (status === 401 || status === 403) {
    return `status ${status}: the signature was refused, so the application may have another signing secret`
  }
  return status === 200 ? "the answer lacks the challenge" : `status ${status}, not 200`
}

function challengeIn(body: string): unknown {
  try {
    return (JSON.parse(body) as { challenge?: unknown } | null)?.challenge
  } catch {
    return undefined
  }
}
