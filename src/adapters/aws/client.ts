import { messageOf } from "../../core/errors.ts"
import { clip } from "../../core/text.ts"
import type { Clock } from "../../release/ports.ts"
import { readAnswer } from "./answer.ts"
import type { AwsCredentials } from "./credentials.ts"
import { type AwsService, type EndpointOverrides, endpointOf } from "./endpoints.ts"
import { AwsError, isAboutTime, isWorthRetrying } from "./error.ts"
import { sign } from "./sign.ts"
import { parseXml, type XmlElement } from "./xml.ts"

export interface AwsSettings {
  /** e.g. eu-central-1 */
  region: string
  /** null: calls are not signed */
  credentials: AwsCredentials | null
  endpoints: EndpointOverrides
  clock: Clock
  /** between 0 and 1, for jitter only */
  random: () => number
  signal?: AbortSignal
  /** for one attempt */
  timeoutMs?: number
  attempts?: number
}

/** Calls to AWS. Every one throws an AwsError, and only that, when it does not succeed. */
export interface AwsClient {
  /**
   * The query protocol: STS and IAM.
   * @param action e.g. GetCallerIdentity
   * @returns the answer's outermost element
   */
  query(
    service: "sts" | "iam",
    action: string,
    parameters?: Readonly<Record<string, string>>,
  ): Promise<XmlElement>
  /**
   * The JSON protocol: CloudWatch Logs and Systems Manager.
   * @param operation e.g. FilterLogEvents
   * @returns the answer as it came; whoever asks judges its shape
   */
  json(service: "logs" | "ssm", operation: string, input: object): Promise<unknown>
  /** AWS's clock less this machine's, in milliseconds, as the last answer told it. */
  readonly skewMs: number
}

const VERSIONS = { sts: "2011-06-15", iam: "2010-05-08" } as const
const TARGETS = { logs: "Logs_20140328", ssm: "AmazonSSM" } as const

const TIMEOUT_MS = 10_000
const ATTEMPTS = 4
const FIRST_DELAY_MS = 250
const MAX_DELAY_MS = 5000
/** AWS takes a signature that is five minutes off; answers say the time to the second. */
const SKEW_MS = 60_000
const MAX_MESSAGE = 300

interface Call {
  service: AwsService
  /** e.g. sts:GetCallerIdentity */
  name: string
  headers: Readonly<Record<string, string>>
  body: string
  /** values that must not come back in a message */
  hidden: readonly string[]
}

export function awsClient(settings: AwsSettings): AwsClient {
  return new FetchClient(settings)
}

/** Secret parameters: AWS may quote what it refuses. */
const HIDDEN_PARAMETERS = ["WebIdentityToken"]

class FetchClient implements AwsClient {
  skewMs = 0
  private readonly settings: AwsSettings

  constructor(settings: AwsSettings) {
    this.settings = settings
  }

  async query(
    service: "sts" | "iam",
    action: string,
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<XmlElement> {
    const call: Call = {
      service,
      name: `${service}:${action}`,
      headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8", accept: "text/xml" },
      body: new URLSearchParams({ Action: action, Version: VERSIONS[service], ...parameters }).toString(),
      hidden: HIDDEN_PARAMETERS.flatMap((name) => parameters[name] ?? []),
    }
    return understand(call, await this.send(call), parseXml)
  }

  async json(service: "logs" | "ssm", operation: string, input: object): Promise<unknown> {
    const call: Call = {
      service,
      name: `${service}:${operation}`,
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `${TARGETS[service]}.${operation}`,
      },
      body: JSON.stringify(input),
      hidden: [],
    }
    const text = await this.send(call)
    return text === "" ? {} : understand(call, text, JSON.parse)
  }

  /** Tries until an answer comes, in whose body AWS says what was asked. */
  private async send(call: Call): Promise<string> {
    const { attempts = ATTEMPTS, clock, random, signal } = this.settings
    for (let attempt = 1; ; attempt++) {
      const skewBefore = this.skewMs
      const fault = await this.attempt(call)
      if (typeof fault === "string") return fault
      // a clock that is wrong is set right once; a second refusal is about something else
      const corrected = isAboutTime(fault) && this.skewMs !== skewBefore
      const pointless = attempt === attempts || signal?.aborted === true
      if (pointless || !(corrected || isWorthRetrying(fault))) throw fault
      const longest = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt)
      await clock.sleep(corrected ? 0 : longest * (0.5 + random() / 2), signal).catch(() => {})
    }
  }

  private async attempt(call: Call): Promise<string | AwsError> {
    const { region, credentials, endpoints, clock, signal, timeoutMs = TIMEOUT_MS } = this.settings
    const endpoint = endpointOf(call.service, region, endpoints)
    const fail = (
      code: string,
      message: string,
      status: number | null = null,
      requestId: string | null = null,
    ) =>
      new AwsError(call.name, {
        code: this.mask(code, call),
        message: clip(this.mask(firstLine(message), call), MAX_MESSAGE),
        status,
        requestId,
      })
    const timeout = AbortSignal.timeout(timeoutMs)
    try {
      const request = { method: "POST", url: new URL(endpoint.url), headers: call.headers, body: call.body }
      const at = new Date(clock.now().getTime() + this.skewMs)
      const headers =
        credentials === null
          ? call.headers
          : sign(request, credentials, { region: endpoint.region, service: call.service }, at)
      const response = await fetch(request.url, {
        method: request.method,
        headers,
        body: request.body,
        redirect: "manual",
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      })
      const answer = await readAnswer(response)
      this.learnTime(response.headers.get("date"))
      if (answer.kind === "ok") return answer.text
      return fail(answer.code, answer.message, response.status, answer.requestId)
    } catch (error) {
      const { host } = new URL(endpoint.url)
      if (signal?.aborted) return fail("Interrupted", "the run was interrupted")
      if (timeout.aborted) return fail("Timeout", `${host} did not answer within ${timeoutMs} ms`)
      return fail("Unreachable", `${host}: ${messageOf(rootOf(error))}`)
    }
  }

  private learnTime(date: string | null): void {
    const theirs = Date.parse(date ?? "")
    if (Number.isNaN(theirs)) return
    const skew = theirs - this.settings.clock.now().getTime()
    this.skewMs = Math.abs(skew) < SKEW_MS ? 0 : skew
  }

  /** AWS quotes the request that it refuses, session token and all. */
  private mask(text: string, { hidden }: Call): string {
    const { credentials } = this.settings
    const own = credentials === null ? [] : [credentials.secretAccessKey, credentials.sessionToken ?? ""]
    return [...own, ...hidden]
      .filter((secret) => secret !== "")
      .reduce((masked, secret) => masked.replaceAll(secret, "***"), text)
  }
}

function understand<T>(call: Call, text: string, parse: (text: string) => T): T {
  try {
    return parse(text)
  } catch (error) {
    const message = `the answer cannot be read: ${clip(messageOf(error), MAX_MESSAGE)}`
    throw new AwsError(call.name, { code: "BadAnswer", message, status: 200, requestId: null })
  }
}

/** The rest is the request as AWS saw it. */
const firstLine = (text: string): string => text.trim().split("\n")[0] as string

/** fetch says only that it failed; why is in the cause. */
const rootOf = (thrown: unknown): unknown =>
  thrown instanceof Error && thrown.cause instanceof Error ? rootOf(thrown.cause) : thrown
