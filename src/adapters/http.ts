import { messageOf } from "../core/errors.ts"
import { readJson } from "../core/json.ts"
import type { StatusPage } from "../release/ports.ts"

/** The text of an answer up to about the limit; the rest is not waited for. */
export async function readBeginning(
  response: Response,
  maxBytes: number,
): Promise<{ text: string; isWhole: boolean }> {
  const decoder = new TextDecoder()
  let text = ""
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    text += decoder.decode(chunk, { stream: true })
    if (bytes > maxBytes) return { text, isWhole: false }
  }
  return { text: text + decoder.decode(), isWhole: true }
}

/** The text of an answer; null when it is longer than the limit. */
export async function readBody(response: Response, maxBytes: number): Promise<string | null> {
  const { text, isWhole } = await readBeginning(response, maxBytes)
  return isWhole ? text : null
}

/** fetch says only that it failed; why is in the cause. */
export const rootOf = (thrown: unknown): unknown =>
  thrown instanceof Error && thrown.cause instanceof Error ? rootOf(thrown.cause) : thrown

/** Codes of Node's fetch (in `cause`, or one for each address) and of Bun's (on the error itself). */
export function codesOf(thrown: unknown): string[] {
  if (typeof thrown !== "object" || thrown === null) return []
  const { code, cause, errors } = thrown as { code?: unknown; cause?: unknown; errors?: unknown }
  const own = typeof code === "string" ? [code] : []
  const nested = [cause, ...(Array.isArray(errors) ? errors : [])].flatMap(codesOf)
  return [...new Set([...own, ...nested])]
}

/** Why a request brought no answer, in a few words. */
export function describeFetchError(thrown: unknown, timeoutMs: number): string {
  if (thrown instanceof Error && thrown.name === "TimeoutError") {
    return `no answer within ${Math.round(timeoutMs / 100) / 10} s`
  }
  const codes = codesOf(thrown)
  return codes.length === 0
    ? `the request failed: ${messageOf(rootOf(thrown))}`
    : `no connection (${codes.join(", ")})`
}

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
