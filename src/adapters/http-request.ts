import type { IncomingMessage } from "node:http"
import { messageOf } from "../core/errors.ts"
import { readJson } from "../core/json.ts"
import { retry } from "../core/retry.ts"
import { clip, plain } from "../core/text.ts"
import type { Clock } from "../release/ports.ts"

/** The text of an answer up to about the limit; the rest is not waited for. */
export async function readBeginning(
  { body }: Pick<Answer, "body">,
  maxBytes: number,
): Promise<{ text: string; isWhole: boolean }> {
  const decoder = new TextDecoder()
  let text = ""
  let bytes = 0
  for await (const chunk of body ?? []) {
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

export interface Answer {
  status: number
  /** by their names in lower case */
  headers: Record<string, string>
  body: AsyncIterable<Uint8Array> | null
}

/** For one attempt: a channel that is slow must not hold a run up. */
const TIMEOUT_MS = 3000
/** With all its attempts, and with what a channel asks to wait. */
const POLICY = { delaysMs: [300, 1000], budgetMs: 5000 }
const MAX_ANSWER_BYTES = 256 * 1024

export interface PostMeans {
  clock: Clock
  signal: AbortSignal
}

/** An answer with its JSON, if it is any; or why there is none that can be used. */
export type Posted = { ok: true; json: unknown } | Unposted

export interface Unposted {
  ok: false
  why: string
  /** it was answered: this request is not taken, and another may be */
  refused: boolean
}

interface Answered {
  posted: Posted
  /** true: the same request may be answered otherwise in a moment, or after so many ms */
  again: boolean | number
}

/**
 * Posts JSON, and again where that may help. No redirect is followed: a secret may come with it.
 * @param headersAt for each attempt, because a signature has its time
 */
export function post(
  url: string,
  body: string,
  headersAt: () => Readonly<Record<string, string>>,
  { clock, signal }: PostMeans,
): Promise<Posted> {
  return retry(
    POLICY,
    { clock, signal },
    () => attempt(url, body, headersAt(), signal),
    ({ again }) => again,
  ).then(({ posted }) => posted)
}

async function attempt(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answered> {
  const no = (why: string, again: Answered["again"], refused = false): Answered => ({
    posted: { ok: false, why, refused },
    again,
  })
  try {
    const response = await fetch(url, {
      ...{ method: "POST", body, redirect: "manual" },
      headers: { "content-type": "application/json", "user-agent": "release-pipeline", ...headers },
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    const text = await readBody(response, MAX_ANSWER_BYTES)
    const { status, ok } = response
    if (text === null) return no("the answer is too long", false)
    if (ok) {
      const json = readJson(text)
      return { posted: { ok: true, json: json.ok ? json.value : null }, again: false }
    }
    const said = text.trim() === "" ? "" : `, ${plain(clip(text.trim(), 200))}`
    const asked = Number(response.headers.get("retry-after") ?? Number.NaN)
    const mayPass = status === 429 || status === 408 || status >= 500
    return no(`HTTP ${status}${said}`, mayPass && asked >= 0 ? asked * 1000 : mayPass, !mayPass)
  } catch (error) {
    if (signal.aborted) return no("there was no time left to ask", false)
    const isSlow = error instanceof Error && error.name === "TimeoutError"
    return no(describeFetchError(error, TIMEOUT_MS), !isSlow)
  }
}

/** One request, without following where it is sent on to. */
export type Ask = (
  address: string,
  request: { method: string; headers: Record<string, string>; body: string | undefined; signal: AbortSignal },
) => Promise<Answer>

/**
 * A request by the part of Node that starts with it. Its fetch takes longer to load than all else that a look at a stage
 * does, and an import of node:http would load that as well.
 */
export const plainRequest: Ask = (address, { method, headers, body, signal }) =>
  new Promise((resolve, reject) => {
    const { request } =
      new URL(address).protocol === "https:"
        ? process.getBuiltinModule("node:https")
        : process.getBuiltinModule("node:http")
    const settings = { method, headers: { ...AS_FETCH, ...headers }, signal, joinDuplicateHeaders: true }
    const asking = request(address, settings, (response) =>
      // the last of what cannot be joined, such as cookies: as from fetch
      resolve({
        status: response.statusCode ?? 0,
        headers: Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [name, [value].flat().at(-1) ?? ""]),
        ),
        body: method === "HEAD" ? null : unpacked(response),
      }),
    )
    asking.on("error", reject).end(body)
  })

/** As fetch says, but for what it offers to unpack. */
const AS_FETCH = { accept: "*/*", "accept-encoding": "gzip", "user-agent": "node" }

/** Few answers to a check are packed: those load what unpacks them. One that is cut is read as far as it goes. */
function unpacked(answer: IncomingMessage): AsyncIterable<Uint8Array> {
  const encoding = answer.headers["content-encoding"]?.trim().toLowerCase() ?? ""
  if (!/^(x-gzip|gzip|deflate|br)$/.test(encoding)) return answer
  const { constants, createBrotliDecompress, createUnzip } = process.getBuiltinModule("node:zlib")
  const { pipeline } = process.getBuiltinModule("node:stream")
  const unpack =
    encoding === "br" ? createBrotliDecompress() : createUnzip({ finishFlush: constants.Z_SYNC_FLUSH })
  return pipeline(answer, unpack, () => {})
}
