import { readJson } from "../core/json.ts"
import type { StatusPage } from "../release/ports.ts"
import { describeFetchError } from "./fetch-error.ts"
import { readBody } from "./read-body.ts"

const MAX_BODY_BYTES = 1024 * 1024

/** Asks a status page once. What answers anything else than 200 and JSON tells nothing. */
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
      const body = await readBody(response, MAX_BODY_BYTES)
      if (response.status !== 200) return nothing(`HTTP ${response.status}`)
      if (body === null) return nothing("the answer is too long")
      const json = readJson(body)
      return json.ok ? { kind: "known", value: json.value } : nothing(`the answer is not JSON: ${json.fault}`)
    } catch (error) {
      return nothing(signal.aborted ? "the request was interrupted" : describeFetchError(error, timeoutMs))
    }
  },
}
