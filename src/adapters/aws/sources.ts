import * as v from "valibot"
import { AwsError } from "../../core/aws/credentials.ts"
import { AUDIENCE } from "../../core/aws/policies.ts"
import { messageOf } from "../../core/errors.ts"
import { readJson } from "../../core/json.ts"
import { redact, type SecretValue } from "../../core/masking.ts"
import { type RetryPolicy, retry } from "../../core/retry.ts"
import { clip } from "../../core/text.ts"
import type { Clock } from "../../release/ports.ts"
import type { AwsCredentials, AwsSettings } from "./connection.ts"

/** Everything that can be given to reach AWS with; null: not given. */
export interface GivenCredentials {
  /** a CI job's way to a token of its own */
  oidc: { url: SecretValue; token: SecretValue } | null
  keys: { accessKeyId: SecretValue; secretAccessKey: SecretValue; sessionToken: SecretValue | null } | null
  /** output of `aws configure export-credentials --format process` */
  exported: SecretValue | null
  /** what this machine has by itself, e.g. by a profile; `find` gives null when it has none, or throws an AwsError */
  ambient: { name: string; find: (region: string) => Promise<AwsCredentials | null> } | null
}

/** One way to credentials, chosen. */
interface CredentialSource {
  /** in words that follow "from" */
  name: string
  /** every call gives new ones */
  renewable: boolean
  /** Throws an AwsError. */
  obtain(durationSeconds: number): Promise<AwsCredentials>
}

export interface SourceSettings extends AwsSettings {
  roleArn: string | null
  runId: string
}

/**
 * The first way that is open. When it fails, the others are not tried: credentials that were not meant would deploy
 * to where no deploy was meant.
 * @returns why each is closed when none is open
 */
export async function chooseSource(
  given: GivenCredentials,
  settings: SourceSettings,
): Promise<CredentialSource | { tried: string[] }> {
  const { oidc, keys, exported, ambient } = given
  const { roleArn, region } = settings
  if (oidc !== null && roleArn !== null) return oidcSource(oidc, { ...settings, roleArn })
  if (keys !== null) return fixedSource("explicit keys", await readKeys(keys))
  if (exported !== null) return exportedSource(exported)
  const tried = [
    oidc === null
      ? "no OIDC token can be requested"
      : "OIDC would need the stage's roleArn, and for a plan its planRoleArn",
    "no keys are given",
    "no exported credentials are given",
  ]
  if (ambient === null) return { tried }
  const found = await ambient.find(region)
  return found === null ? { tried: [...tried, `${ambient.name} has none`] } : fixedSource(ambient.name, found)
}

function oidcSource(
  oidc: { url: SecretValue; token: SecretValue },
  settings: SourceSettings & { roleArn: string },
): CredentialSource {
  const { roleArn, runId } = settings
  const exchange = async (durationSeconds: number) => {
    const token = await webIdentityToken(oidc, AUDIENCE, settings)
    const { assumeRoleWithWebIdentity } = await import("./connection.ts")
    const sessionName = sessionNameOf(runId)
    const request = { roleArn, sessionName, webIdentityToken: token, durationSeconds }
    return assumeRoleWithWebIdentity(settings, request)
  }
  return {
    name: "GitHub's OIDC token",
    renewable: true,
    // a token that expired on the way is replaced once
    obtain: (durationSeconds) =>
      exchange(durationSeconds).catch((error) => {
        if (error instanceof AwsError && /^ExpiredToken/.test(error.code)) return exchange(durationSeconds)
        throw error
      }),
  }
}

/** STS takes letters, digits and =,.@-_ up to 64 of them. */
const sessionNameOf = (runId: string): string => `pipeline-${runId.replace(/[^\w=,.@-]/g, "-")}`.slice(0, 64)

const fixedSource = (name: string, credentials: AwsCredentials): CredentialSource => ({
  name,
  renewable: false,
  obtain: async () => credentials,
})

async function readKeys(keys: NonNullable<GivenCredentials["keys"]>): Promise<AwsCredentials> {
  const [accessKeyId, secretAccessKey, sessionToken] = await Promise.all([
    keys.accessKeyId.plaintext(),
    keys.secretAccessKey.plaintext(),
    keys.sessionToken?.plaintext() ?? "",
  ])
  return {
    accessKeyId: accessKeyId.trim(),
    secretAccessKey: secretAccessKey.trim(),
    ...(sessionToken.trim() === "" ? {} : { sessionToken: sessionToken.trim() }),
  }
}

const Text = v.pipe(v.string(), v.nonEmpty())

const Exported = v.object({
  Version: v.literal(1),
  AccessKeyId: Text,
  SecretAccessKey: Text,
  SessionToken: v.optional(Text),
  Expiration: v.optional(v.pipe(v.string(), v.isoTimestamp())),
})

/** Nothing of a text that holds secrets is quoted. */
async function exportedSource(exported: SecretValue): Promise<CredentialSource> {
  const json = readJson((await exported.plaintext()).trim())
  const parsed = v.safeParse(Exported, json.ok ? json.value : null)
  if (!parsed.success) {
    const message = "the text is not what `aws configure export-credentials --format process` prints"
    throw new AwsError("credentials", "BadCredentials", message)
  }
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = parsed.output
  return fixedSource("exported credentials", {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken === undefined ? {} : { sessionToken: SessionToken }),
    ...(Expiration === undefined ? {} : { expiration: new Date(Expiration) }),
  })
}

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
