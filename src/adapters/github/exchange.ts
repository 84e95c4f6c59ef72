import { describeFetchError } from "../fetch-error.ts"
import { readBody } from "../read-body.ts"

export type Method = "GET" | "PUT" | "POST" | "PATCH" | "DELETE"

export interface GithubRequest {
  method: Method
  url: string
  /** null: anonymous */
  token: string | null
  /** JSON */
  body: string | undefined
  timeoutMs: number
  signal: AbortSignal
}

/** One HTTP exchange, or why there was none. */
export type Exchange =
  | { kind: "answer"; status: number; headers: Headers; body: string }
  /** `retry`: the same request may well be answered in a moment */
  | { kind: "none"; message: string; retry: boolean }

const API_VERSION = "2022-11-28"
const MAX_BODY_BYTES = 16 * 1024 * 1024

/** Makes a request once; a redirect is its answer, so that the token goes nowhere else. */
export async function exchange(request: GithubRequest): Promise<Exchange> {
  const { method, url, token, body, timeoutMs, signal } = request
  try {
    const response = await fetch(url, {
      method,
      headers: headersOf(request),
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      ...(body === undefined ? {} : { body }),
    })
    const text = await readBody(response, MAX_BODY_BYTES)
    if (text === null) return { kind: "none", message: "the answer is too long", retry: false }
    return { kind: "answer", status: response.status, headers: response.headers, body: text }
  } catch (error) {
    if (signal.aborted) return INTERRUPTED
    const message = describeFetchError(error, timeoutMs)
    return { kind: "none", message: token === null ? message : message.replaceAll(token, "***"), retry: true }
  }
}

export const INTERRUPTED: Exchange = { kind: "none", message: "the request was interrupted", retry: false }

const headersOf = ({ token, body }: GithubRequest): Record<string, string> => ({
  accept: "application/vnd.github+json",
  "x-github-api-version": API_VERSION,
  "user-agent": "release-pipeline",
  ...(body === undefined ? {} : { "content-type": "application/json" }),
  ...(token === null ? {} : { authorization: `Bearer ${token}` }),
})
