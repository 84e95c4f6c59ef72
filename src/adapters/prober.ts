import { connect } from "node:net"
import { unescape as decoded } from "node:querystring"
import type { CheckConfig } from "../core/config/checks.ts"
import { fillSecrets, headerSecrets } from "../core/config/placeholders.ts"
import { messageOf } from "../core/errors.ts"
import { readJson } from "../core/json.ts"
import type { SecretValue } from "../core/masking.ts"
import type { Observation, ProbeError } from "../core/smoke/probe.ts"
import type { Prober, StatusPage } from "../release/ports.ts"
import { type Ask, codesOf, describeFetchError, readBeginning, readBody, rootOf } from "./http-request.ts"

const MAX_STATUS_PAGE_BYTES = 1024 * 1024

/** Asks a status page once. Anything but 200 and JSON is no answer. */
export const httpStatusPage: StatusPage = {
  async read(url, timeoutMs, signal) {
    const nothing = (message: string) => ({
      kind: "unavailable" as const,
      message: `The status page ${url}: ${message}.`,
    })
    try {
      const response = await fetch(url, {
        headers: { accept: "application/json", "cache-control": "no-cache" },
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      })
      const body = await readBody(response, MAX_STATUS_PAGE_BYTES)
      if (response.status !== 200) return nothing(`HTTP ${response.status}`)
      if (body === null) return nothing("the answer is too long")
      const json = readJson(body)
      return json.ok ? { kind: "known", value: json.value } : nothing(`the answer is not JSON: ${json.fault}`)
    } catch (error) {
      return nothing(signal.aborted ? "the request was interrupted" : describeFetchError(error, timeoutMs))
    }
  },
}

/** More of a body than this is not looked at. */
const MAX_BODY_BYTES = 256 * 1024

/** By the runtime's own fetch. */
const fetching =
  (redirect: "follow" | "manual"): Ask =>
  async (address, { body, ...request }) => {
    const sent = { ...request, redirect, ...(body === undefined ? {} : { body }) }
    const { status, headers, body: got } = await fetch(address, sent)
    return { status, headers: Object.fromEntries(headers), body: got }
  }

/**
 * Probes a stage's addresses. Unless a check says otherwise, every request is new to every cache on its way.
 * @param nonce gives a value that was never used before
 * @param nowMs a clock for latencies
 */
export function httpProber(nonce: () => string, nowMs: () => number, place: ProberPlace = {}): Prober {
  const { owns = () => false, secret = () => null, mask: hide, ask = fetching("manual") } = place
  return {
    async probe(check, url, timeoutMs) {
      const secrets = URL.canParse(url) ? await secretsOf(check, secret) : "it is no address to ask"
      if (typeof secrets === "string")
        return { kind: "error", asked: url, error: "unreachable", message: secrets, latencyMs: 0 }
      const started = nowMs()
      const latencyMs = () => nowMs() - started
      const { address, authorization } = addressOf(check, url, nonce)
      const signal = AbortSignal.timeout(timeoutMs)
      const headers = headersOf(check, authorization, secrets)
      const asking: Ask = check.followRedirects ? fetching("follow") : ask
      try {
        const response = await asking(address, { method: check.method, headers, body: check.body, signal })
        const { text: body, isWhole } = await readBeginning(response, MAX_BODY_BYTES)
        return {
          kind: "response",
          asked: address,
          status: response.status,
          headers: response.headers,
          body,
          ...(isWhole ? {} : { readBytes: MAX_BODY_BYTES }),
          latencyMs: latencyMs(),
          ...(hide === undefined ? {} : { hide }),
        }
      } catch (error) {
        const failedAfterMs = latencyMs()
        const thrown = signal.aborted ? signal.reason : error
        const explained = await explain(thrown, address, timeoutMs, owns)
        return { kind: "error", asked: address, ...explained, latencyMs: failedAfterMs }
      }
    },
  }
}

/** What a place adds to the network. */
interface ProberPlace {
  /** whether a host is a service of this run: there silence says that it is gone, not that nothing can be seen */
  owns?: (hostname: string) => boolean
  /** a secret that a check's header names */
  secret?: (name: string) => SecretValue | null
  /** takes secrets out of a text */
  mask?: (text: string) => string
  /** what asks here, where it is not fetch */
  ask?: Ask
}

/** The secrets of a check's headers, or why it can't be asked. */
async function secretsOf(
  check: CheckConfig,
  given: (name: string) => SecretValue | null,
): Promise<ReadonlyMap<string, string> | string> {
  const values = new Map<string, string>()
  for (const name of headerSecrets(check)) {
    const value = await given(name)?.plaintext()
    if (value === undefined)
      return `it was not asked: its header needs the secret ${name}, which this run was not given`
    // a file ends with a line end, and fetch would show a header that it refuses
    const text = value.trim()
    if (/[^\t\x20-\x7e]/.test(text))
      return `it was not asked: the secret ${name} has characters that no header can have`
    values.set(name, text)
  }
  return values
}

/**
 * What is really asked. A user and a password in the address become a header: fetch refuses them in a URL, and
 * reports show the address.
 */
function addressOf(
  { cacheBusting }: CheckConfig,
  url: string,
  nonce: () => string,
): { address: string; authorization: string | null } {
  const asked = new URL(url)
  const { username, password } = asked
  Object.assign(asked, { username: "", password: "" })
  // added as text, because the query that is there must stay as it was written
  if (cacheBusting) asked.search = [asked.search, `pipeline-probe=${nonce()}`].filter(Boolean).join("&")
  const user = `${decoded(username)}:${decoded(password)}`
  const authorization = user === ":" ? null : `Basic ${Buffer.from(user).toString("base64")}`
  return { address: asked.href, authorization }
}

/** A check's own headers win, however they are spelt. */
function headersOf(
  check: CheckConfig,
  authorization: string | null,
  secrets: ReadonlyMap<string, string>,
): Record<string, string> {
  const given = Object.entries(check.headers)
  return {
    ...{ "cache-control": "no-cache", pragma: "no-cache", connection: "close" },
    ...(check.body === undefined ? {} : { "content-type": "text/plain;charset=UTF-8" }),
    ...(authorization === null ? {} : { authorization }),
    ...Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), fillSecrets(value, secrets)])),
  }
}

type Described = Pick<Extract<Observation, { kind: "error" }>, "error" | "message">

/** Silence proves nothing until something is known to be there; only a look at the connection itself can tell. */
async function explain(
  thrown: unknown,
  url: string,
  timeoutMs: number,
  owns: (hostname: string) => boolean,
): Promise<Described> {
  const described = describeError(thrown, timeoutMs)
  if (
    described.error !== "unreachable" &&
    (!isAmbiguous(thrown, described) || (await answersConnections(url)))
  ) {
    return described
  }
  if (owns(new URL(url).hostname)) return described.error === "timeout" ? described : GONE
  if (described.error === "unreachable") return described
  const late = described.error === "timeout" ? `${described.message}: ` : ""
  return { error: "unreachable", message: `${late}${UNREACHABLE}` }
}

const GONE: Described = { error: "refused", message: "the service does not run" }
const UNREACHABLE = "the host cannot be reached from here"

/** Bun also says "refused" of a name that does not resolve. */
const isAmbiguous = (thrown: unknown, { error }: Described): boolean =>
  error === "timeout" || codesOf(thrown).includes("ConnectionRefused")

function describeError(thrown: unknown, timeoutMs: number): Described {
  if (thrown instanceof Error && thrown.name === "TimeoutError") {
    return { error: "timeout", message: `no answer within ${Math.round(timeoutMs)} ms` }
  }
  const codes = codesOf(thrown)
  const known = ERRORS.find(({ pattern }) => codes.some((code) => pattern.test(code)))
  return known === undefined
    ? { error: "reset", message: `the request failed: ${messageOf(rootOf(thrown))}` }
    : { error: known.error, message: `${known.message} (${codes.join(", ")})` }
}

/** A refusal by one address counts even where another address of the same name is unreachable. */
const ERRORS: readonly { pattern: RegExp; error: ProbeError; message: string }[] = [
  { pattern: /^(ECONNREFUSED|ConnectionRefused)$/, error: "refused", message: "connection refused" },
  {
    pattern: /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|ConnectionClosed)$/,
    error: "reset",
    message: "connection closed",
  },
  {
    pattern: /^(ETIMEDOUT|UND_ERR_.*TIMEOUT|ConnectionTimeout)$/,
    error: "timeout",
    message: "no answer in time",
  },
  {
    pattern: /^(ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ENETDOWN|DNSException|FailedToOpenSocket)$/,
    error: "unreachable",
    message: UNREACHABLE,
  },
]

/** A host that takes longer to accept a connection counts as absent. */
const CONNECT_MS = 2000

/** What something that is there but wants no connection answers. */
const ANSWERS = ["ECONNREFUSED", "ECONNRESET"]

/**
 * Whether anything is there at all: it accepts a connection, or refuses it. Not so when the name is unknown,
 * when there is no way there, or when there is no answer.
 */
function answersConnections(url: string): Promise<boolean> {
  const { protocol, hostname, port } = new URL(url)
  // an IPv6 address has brackets in a URL only
  const host = hostname.replace(/[[\]]/g, "")
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port || DEFAULT_PORTS[protocol]) })
    const settle = (answer: boolean) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(answer)
    }
    const timer = setTimeout(() => settle(false), CONNECT_MS)
    socket.once("connect", () => settle(true))
    socket.on("error", ({ code }: NodeJS.ErrnoException) => settle(ANSWERS.includes(code ?? "")))
  })
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 }
