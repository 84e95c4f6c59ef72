import { messageOf } from "../../core/errors.ts"
import { clip } from "../../core/text.ts"
import type { Clock } from "../../release/ports.ts"
import { readText } from "./answer.ts"
import { AwsError } from "./error.ts"

/** Where a CI job gets a token that says which job it is: GitHub's ACTIONS_ID_TOKEN_REQUEST_URL and …_TOKEN. */
export interface TokenRequest {
  url: string
  token: string
}

export interface TokenSettings {
  clock: Clock
  signal?: AbortSignal
  /** for one attempt */
  timeoutMs?: number
  attempts?: number
}

const OPERATION = "OIDC token"
const TIMEOUT_MS = 10_000
const ATTEMPTS = 3
const DELAY_MS = 500

/**
 * A new token for this job, for a moment's use: GitHub's live for five minutes.
 * Throws an AwsError, which holds neither token.
 */
export async function webIdentityToken(
  request: TokenRequest,
  audience: string,
  settings: TokenSettings,
): Promise<string> {
  const { clock, signal, attempts = ATTEMPTS } = settings
  const url = addressOf(request, audience)
  for (let attempt = 1; ; attempt++) {
    const answer = await ask(url, request.token, settings)
    if (typeof answer === "string") return answer
    const isFinal = answer.status !== null && answer.status < 500 && answer.status !== 429
    if (isFinal || attempt === attempts || signal?.aborted) throw answer
    await clock.sleep(DELAY_MS * 2 ** (attempt - 1), signal).catch(() => {})
  }
}

const fault = (code: string, message: string, status: number | null = null) =>
  new AwsError(OPERATION, { code, message, status, requestId: null })

/** The request carries a password, so that it goes nowhere that could be listened to. */
function addressOf(request: TokenRequest, audience: string): URL {
  const url = URL.canParse(request.url) ? new URL(request.url) : null
  const isLocal = url?.protocol === "http:" && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname)
  if (url === null || (url.protocol !== "https:" && !isLocal)) {
    throw fault("BadRequest", "the request URL is not one of https")
  }
  url.searchParams.set("audience", audience)
  return url
}

async function ask(
  url: URL,
  token: string,
  { signal, timeoutMs = TIMEOUT_MS }: TokenSettings,
): Promise<string | AwsError> {
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(url, {
      headers: { authorization: `bearer ${token}`, accept: "application/json" },
      redirect: "manual",
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    })
    const text = await readText(response)
    if (response.status !== 200) {
      const hint =
        response.status === 401 || response.status === 403
          ? ": the job's own token is over or was not given"
          : ""
      return fault(
        `Http${response.status}`,
        `${url.host} answered HTTP ${response.status}${hint}`,
        response.status,
      )
    }
    return tokenIn(text) ?? fault("BadAnswer", `${url.host} answered without a token`, response.status)
  } catch (error) {
    if (signal?.aborted) return fault("Interrupted", "the run was interrupted")
    if (timeout.aborted) return fault("Timeout", `${url.host} did not answer within ${timeoutMs} ms`)
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return fault("Unreachable", `${url.host}: ${clip(messageOf(cause).replaceAll(token, "***"), 200)}`)
  }
}

function tokenIn(text: string): string | null {
  try {
    const { value } = JSON.parse(text) as { value?: unknown }
    return typeof value === "string" && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value) ? value : null
  } catch {
    return null
  }
}
