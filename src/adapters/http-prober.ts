import type { CheckConfig } from "../core/config/smoke.ts"
import { messageOf } from "../core/errors.ts"
import type { Observation, ProbeError } from "../core/smoke/probe.ts"
import type { Prober } from "../release/ports.ts"
import { answersConnections } from "./connects.ts"
import { codesOf, rootOf } from "./fetch-error.ts"

/** More of a body than this is not looked at. */
const MAX_BODY_BYTES = 256 * 1024

/**
 * Probes with the runtime's own fetch. Every request is new to every cache between here and the application.
 * @param nonce gives a value that was never used before
 * @param nowMs a clock for latencies
 * @param owns whether a host is a service of this run: there silence says that it is gone, not that nothing can be seen
 */
export function httpProber(
  nonce: () => string,
  nowMs: () => number,
  owns: (hostname: string) => boolean = () => false,
): Prober {
  return {
    async probe(check, url, timeoutMs) {
      const started = nowMs()
      const latencyMs = () => nowMs() - started
      try {
        const response = await fetch(bustCaches(url, nonce()), {
          method: check.method,
          headers: headersOf(check),
          ...(check.body === undefined ? {} : { body: check.body }),
          redirect: check.followRedirects ? "follow" : "manual",
          signal: AbortSignal.timeout(timeoutMs),
        })
        const body = await readBody(response)
        return {
          kind: "response",
          status: response.status,
          headers: Object.fromEntries(response.headers),
          body,
          latencyMs: latencyMs(),
        }
      } catch (error) {
        const failedAfterMs = latencyMs()
        return { kind: "error", ...(await explain(error, url, timeoutMs, owns)), latencyMs: failedAfterMs }
      }
    },
  }
}

/** A check's own headers win, however they are spelt. */
function headersOf(check: CheckConfig): Headers {
  const headers = new Headers({ "cache-control": "no-cache", pragma: "no-cache", connection: "close" })
  for (const [name, value] of Object.entries(check.headers)) headers.set(name, value)
  return headers
}

/** Adds to the query as text, because what is there already must stay as it was written. */
function bustCaches(url: string, value: string): string {
  const busted = new URL(url)
  busted.search = [busted.search, `pipeline-probe=${value}`].filter((part) => part !== "").join("&")
  return busted.href
}

async function readBody(response: Response): Promise<string> {
  if (response.body === null) return ""
  const decoder = new TextDecoder()
  let text = ""
  let bytes = 0
  for await (const chunk of response.body) {
    bytes += chunk.length
    text += decoder.decode(chunk, { stream: true })
    if (bytes >= MAX_BODY_BYTES) break
  }
  return text + decoder.decode()
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

/** Bun says "refused" also of a name that nobody knows. */
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
