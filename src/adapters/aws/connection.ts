import { Readable } from "node:stream"
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import type { Identity } from "../../core/aws/credentials.ts"
import { AwsError } from "../../core/aws/credentials.ts"
import { messageOf } from "../../core/errors.ts"
import { redact } from "../../core/masking.ts"
import { clip } from "../../core/text.ts"
import type { Clock } from "../../release/ports.ts"

/** Keys that sign calls to AWS, in the form that AWS's SDK has for them. */
export interface AwsCredentials {
  accessKeyId: string
  secretAccessKey: string
  /** long-lived keys have none */
  sessionToken?: string
  /** when the keys expire, as far as their source says */
  expiration?: Date
}

/** An environment, for its HTTPS_PROXY, HTTP_PROXY and NO_PROXY. */
export type Proxies = Readonly<Record<string, string | undefined>>

export interface AwsSettings {
  /** e.g. eu-central-1 */
  region: string
  /** instead of AWS's own address; null: what the environment and AWS's configuration files name, or AWS's own */
  endpoint: string | null
  clock: Clock
  signal?: AbortSignal
  proxies?: Proxies
  /** for one attempt */
  timeoutMs?: number
  /** for all attempts of a call, and the pauses between them */
  totalMs?: number
}

/** What the clients of AWS's SDK have in common here: how long they try, and what becomes of their errors. */
export interface AwsConnection {
  /** Makes a client, whose answers the connection sees. */
  open<C extends Client>(Service: new (config: ClientConfig) => C): C
  /**
   * Throws an AwsError, and only that, when the call fails.
   * @param operation e.g. sts:GetCallerIdentity
   */
  call<T>(operation: string, send: (options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T>
  /** AWS's clock less this machine's, in milliseconds, as of the last answer. */
  readonly skewMs: number
}

interface ClientConfig {
  region: string
  endpoint?: string
  credentials?: Pick<AwsCredentials, "accessKeyId" | "secretAccessKey" | "sessionToken">
  maxAttempts: number
  retryMode: "standard"
  requestHandler: object
}

interface Client {
  config: { requestHandler: { handle(request: Address, options?: object): Promise<{ response: Answer }> } }
}

interface Address {
  hostname: string
  port?: number
}

interface Answer {
  headers: Record<string, string>
  body?: unknown
}

const TIMEOUT_MS = 10_000
const ATTEMPTS = 4
const TOTAL_MS = 60_000
/** CloudWatch's answers end at 1 MB, and no other that is asked for is longer. */
const MAX_BYTES = 8 * 1024 * 1024
/** AWS accepts a signature that is five minutes off; its answers give the time to the second. */
const SKEW_MS = 60_000
const MAX_MESSAGE = 300

/**
 * @param credentials null: calls are not signed
 * @param secrets values besides the credentials that no message may show: AWS quotes what it refuses
 */
export function connectAws(
  settings: AwsSettings,
  credentials: AwsCredentials | null,
  secrets: readonly string[] = [],
): AwsConnection {
  const { region, endpoint, clock, signal, proxies, timeoutMs = TIMEOUT_MS, totalMs = TOTAL_MS } = settings
  const hidden = [...secrets, credentials?.secretAccessKey ?? "", credentials?.sessionToken ?? ""]
  const toShow = (text: string) => clip(redact(firstLine(text), hidden), MAX_MESSAGE)
  let skewMs = 0
  let host = "AWS"

  const learnTime = (date: string | undefined) => {
    const skew = Date.parse(date ?? "") - clock.now().getTime()
    if (!Number.isNaN(skew)) skewMs = Math.abs(skew) < SKEW_MS ? 0 : skew
  }

  const faultOf = (error: unknown): [code: string, message: string, requestId?: string | undefined] => {
    if (signal?.aborted) return ["Interrupted", "the run was interrupted"]
    const { name, Code: code = name, $fault, $metadata } = error as Fault
    const { httpStatusCode: status, requestId } = $metadata ?? {}
    const message = toShow(messageOf(rootOf(error)))
    if ($fault !== undefined && !NOT_FROM_AWS.test(code)) return [toShow(code), message, requestId]
    if (status !== undefined && status >= 300) {
      return [`Http${status}`, `${host} answered HTTP ${status}, and not as AWS does`]
    }
    if (status !== undefined) return ["BadAnswer", `the answer of ${host} can't be read: ${message}`]
    if (name === "AbortError") return ["Timeout", `${host} did not answer within ${totalMs} ms`]
    if (name === "TimeoutError") return ["Timeout", `${host} did not answer within ${timeoutMs} ms`]
    return ["Unreachable", `${host}: ${message}`]
  }

  return {
    open(Service) {
      const client = quietly(
        () =>
          new Service({
            region,
            ...(endpoint === null ? {} : { endpoint }),
            ...(credentials === null ? {} : { credentials: keysOf(credentials) }),
            maxAttempts: ATTEMPTS,
            retryMode: "standard",
            requestHandler: transport(proxies, timeoutMs),
          }),
      )
      const handler = client.config.requestHandler
      const handle = handler.handle.bind(handler)
      handler.handle = async (request, options) => {
        host = request.port === undefined ? request.hostname : `${request.hostname}:${request.port}`
        const { response } = await handle(request, options)
        learnTime(response.headers.date)
        if (response.body instanceof Readable) response.body = Readable.from(limited(response.body))
        return { response }
      }
      return client
    },
    async call(operation, send) {
      const deadline = AbortSignal.timeout(totalMs)
      const abortSignal = signal === undefined ? deadline : AbortSignal.any([signal, deadline])
      try {
        return await send({ abortSignal })
      } catch (error) {
        throw new AwsError(operation, ...faultOf(error))
      }
    },
    get skewMs() {
      return skewMs
    },
  }
}

/** How HTTP is spoken: through a proxy where one is named, and Node knows how. */
export const transport = (proxies: Proxies = {}, timeoutMs = TIMEOUT_MS) => ({
  connectionTimeout: timeoutMs,
  requestTimeout: timeoutMs,
  socketTimeout: timeoutMs,
  throwOnRequestTimeout: true,
  httpAgent: { proxyEnv: proxies },
  httpsAgent: { proxyEnv: proxies },
})

const VERSION_WARNING = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"

/**
 * Makes the first client without the SDK's advice to upgrade Node: it is for programs that would upgrade the SDK, and
 * users of this one can't. The variable is set for this moment only, because tools inherit the environment.
 */
export function quietly<T>(make: () => T): T {
  const before = process.env[VERSION_WARNING]
  process.env[VERSION_WARNING] = "true"
  try {
    return make()
  } finally {
    if (before === undefined) delete process.env[VERSION_WARNING]
    else process.env[VERSION_WARNING] = before
  }
}

/** What the SDK's errors have in common. */
interface Fault {
  name: string
  /** as AWS writes it, where the SDK has its own name for it */
  Code?: string
  /** who is at fault; only on errors that the SDK read in an answer */
  $fault?: "client" | "server"
  $metadata?: { httpStatusCode?: number; requestId?: string }
}

/** What the SDK calls an answer that names no error. */
const NOT_FROM_AWS = /^(Unknown|UnknownError|NotFound)$/

/** The SDK reads an expiration as a reason to ask for new ones, and there are none. */
const keysOf = ({ accessKeyId, secretAccessKey, sessionToken }: AwsCredentials) => ({
  accessKeyId,
  secretAccessKey,
  ...(sessionToken === undefined ? {} : { sessionToken }),
})

async function* limited(body: Readable): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_BYTES) throw new Error(`it is longer than ${MAX_BYTES} bytes`)
    yield chunk
  }
}

/** The rest is the request as AWS saw it, or advice for programmers. */
const firstLine = (text: string): string => text.trim().split("\n")[0] as string

/** Where one host has two addresses, each has its error. */
const rootOf = (error: unknown): unknown => (error instanceof AggregateError ? error.errors[0] : error)

interface RoleRequest {
  roleArn: string
  /** CloudTrail shows it */
  sessionName: string
  webIdentityToken: string
  durationSeconds: number
}

/** Exchanges a token of an issuer that the role trusts for a session of the role. Throws an AwsError. */
export async function assumeRoleWithWebIdentity(
  settings: AwsSettings,
  { roleArn, sessionName, webIdentityToken, durationSeconds }: RoleRequest,
): Promise<AwsCredentials> {
  const connection = connectAws(settings, null, [webIdentityToken])
  const client = connection.open(STSClient)
  const command = new AssumeRoleWithWebIdentityCommand({
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    WebIdentityToken: webIdentityToken,
    DurationSeconds: durationSeconds,
  })
  const operation = "sts:AssumeRoleWithWebIdentity"
  const { Credentials: given } = await connection.call(operation, (options) => client.send(command, options))
  return {
    accessKeyId: needed(given?.AccessKeyId, operation, "AccessKeyId"),
    secretAccessKey: needed(given?.SecretAccessKey, operation, "SecretAccessKey"),
    sessionToken: needed(given?.SessionToken, operation, "SessionToken"),
    ...(given?.Expiration === undefined ? {} : { expiration: given.Expiration }),
  }
}

/** Whose the credentials are, and how far this machine's clock is behind AWS's. Throws an AwsError. */
export async function callerIdentity(
  settings: AwsSettings,
  credentials: AwsCredentials,
): Promise<{ identity: Identity; skewMs: number }> {
  const connection = connectAws(settings, credentials)
  const client = connection.open(STSClient)
  const operation = "sts:GetCallerIdentity"
  const { Account, Arn } = await connection.call(operation, (options) =>
    client.send(new GetCallerIdentityCommand(), options),
  )
  const account = needed(Account, operation, "Account")
  return { identity: { account, arn: needed(Arn, operation, "Arn") }, skewMs: connection.skewMs }
}

function needed(text: string | undefined, operation: string, name: string): string {
  if (text) return text
  throw new AwsError(operation, "BadAnswer", `the answer has no ${name}`)
}
