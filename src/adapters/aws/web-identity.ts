import { messageOf } from "../../core/errors.ts"
import { type RetryPolicy, retry } from "../../core/retry.ts"
import { redact, type SecretValue } from "../../core/secret.ts"
import { clip } from "../../core/text.ts"
import type { Clock } from "../../release/ports.ts"
import { AwsError } from "./error.ts"

/** Where a CI job gets a token that says which job it is: GitHub's ACTIONS_ID_TOKEN_REQUEST_URL and …_TOKEN. */
interface TokenRequest {
  url: SecretValue
  token: SecretValue
}

export interface TokenSettings {
  clock: Clock
  signal?: AbortSignal
  /** for one attempt */
  timeoutMs?: number
}

const TIMEOUT_MS = 10_000
const RETRIES: RetryPolicy = { delaysMs: [500, 1000] }
/** A token has 2 kB. */
const MAX_BYTES = 65_536

/**
 * A new token for this job, for immediate use: GitHub's are valid for five minutes.
 * Throws an AwsError, which holds neither token.
 */
export async function webIdentityToken(
  request: TokenRequest,
  audience: string,
  settings: TokenSettings,
): Promise<string> {
  const [address, token] = await Promise.all([request.url.plaintext(), request.token.plaintext()])
  const url = readAddress(address.trim(), audience)
  const answer = await retry(
    RETRIES,
    settings,
    () => ask(url, token.trim(), settings),
    (result) => typeof result !== "string" && result.isPassing,
  )
  if (typeof answer === "string") return answer
  throw answer.error
}

interface Failure {
  error: AwsError
  /** the next attempt may succeed */
  isPassing: boolean
}

const failure = (code: string, message: string, isPassing: boolean): Failure => ({
  error: new AwsError("OIDC token", code, message),
  isPassing,
})

/** The request carries a password, so it is sent only where it can't be overheard. */
function readAddress(text: string, audience: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  const isLocal = url?.protocol === "http:" && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname)
  if (url === null || (url.protocol !== "https:" && !isLocal)) {
    throw failure("BadRequest", "the request URL is not an https URL", false).error
  }
  url.searchParams.set("audience", audience)
  return url
}

async function ask(
  url: URL,
  token: string,
  { signal, timeoutMs = TIMEOUT_MS }: TokenSettings,
): Promise<string | Failure> {
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(url, {
      headers: { authorization: `bearer ${token}`, accept: "application/json" },
      redirect: "manual",
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    })
    const { status } = response
    if (status === 200) {
      const found = tokenIn(await readText(response))
      return found ?? failure("BadAnswer", `${url.host} answered without a token`, false)
    }
    const hint =
      status === 401 || status === 403 ? ": the job's own token has expired or was not granted" : ""
    return failure(
      `Http${status}`,
      `${url.host} answered HTTP ${status}${hint}`,
      status >= 500 || status === 429,
    )
  } catch (error) {
    if (signal?.aborted) return failure("Interrupted", "the run was interrupted", false)
    if (timeout.aborted) return failure("Timeout", `${url.host} did not answer within ${timeoutMs} ms`, true)
    // fetch says only that it failed; why is in the cause
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return failure("Unreachable", `${url.host}: ${clip(redact(messageOf(cause), [token]), 200)}`, true)
  }
}

async function readText({ body }: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ""
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > MAX_BYTES) throw new Error(`the answer is longer than ${MAX_BYTES} bytes`)
  }
  return text
}

function tokenIn(text: string): string | null {
  try {
    const { value } = JSON.parse(text) as { value?: unknown }
    return typeof value === "string" && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value) ? value : null
  } catch {
    return null
  }
}
