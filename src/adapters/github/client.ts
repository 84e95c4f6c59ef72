import { Octokit } from "@octokit/core"
import { messageOf } from "../../core/errors.ts"
import { readJson } from "../../core/json.ts"
import { retry } from "../../core/retry.ts"
import { clip, counted, plain, sentence } from "../../core/text.ts"
import type { Clock } from "../../release/ports.ts"
import { guardedFetch, NoAnswer, type TokenReader } from "./guarded-fetch.ts"

/** The result of a request: its JSON; nothing there (404); or no answer that can be used, and why. */
export type GithubAnswer<T = unknown> =
  | { kind: "found"; value: T }
  | { kind: "absent" }
  /** `status` of an answer that was a refusal; null where there was none */
  | { kind: "failed"; status: number | null; message: string }

export type ChangeMethod = "PUT" | "POST" | "PATCH" | "DELETE"

/**
 * The REST API of GitHub, as far as this pipeline needs it. Never throws for what the network does.
 * Paths are below the API's address, e.g. `/repos/o/r/issues?state=open`.
 */
export interface Github {
  get(path: string): Promise<GithubAnswer>
  /**
   * The items of all pages, or none: a part of the evidence is no evidence.
   * @param pick takes the items out of a page; null when the page is not what it should be
   */
  getAll<T>(path: string, pick: (page: unknown) => readonly T[] | null): Promise<GithubAnswer<T[]>>
  /** Sends a change; an answer without a body is found as null. */
  send(method: ChangeMethod, path: string, content?: object): Promise<GithubAnswer>
}

export interface GithubSettings {
  /** GitHub Enterprise Server has another one than `https://api.github.com` */
  apiUrl: string
  /** asked when it is needed first; null: requests are anonymous */
  token: TokenReader | null
  clock: Clock
  /** ends requests and waiting */
  signal: AbortSignal
  /** takes a line when a request has to wait */
  say: (line: string) => void
  /** for one try of a request, default 20 s */
  timeoutMs?: number
  /** for a request with all its tries: none begins later, default 2 min */
  budgetMs?: number
}

const TIMEOUT_MS = 20_000
const BUDGET_MS = 120_000
const RETRY_DELAYS_MS = [500, 2000, 6000]
const MAX_PAGES = 50

/** What Octokit gives. */
type Answered = Awaited<ReturnType<Octokit["request"]>>

/** What Octokit gave or threw: an answer, a refusal that is an answer too, or why there is none. */
type Tried = { kind: "answer"; answered: Answered } | { kind: "none"; why: string; mayPass: boolean }

interface Page {
  answer: GithubAnswer
  /** the address of the next page, null on the last one */
  next: string | null
}

export function githubClient(settings: GithubSettings): Github {
  const { token, signal, timeoutMs = TIMEOUT_MS } = settings
  const base = settings.apiUrl.replace(/\/+$/, "")
  const octokit = new Octokit({
    baseUrl: base,
    request: { fetch: guardedFetch({ base, token, signal, timeoutMs }), log: SILENT },
    log: SILENT,
  })

  async function request(method: string, url: string, content?: object): Promise<Page> {
    const at = describe(method, url, base)
    const send = async () => octokit.request({ method, url: literal(url), data: content })
    const tried = await sendWithRetry(send, method, settings)
    if (tried.kind === "none") return { answer: failed(`${at}: ${tried.why}.`), next: null }
    const { status, headers, data } = tried.answered
    if (status === 404) return { answer: { kind: "absent" }, next: null }
    if (status >= 300) return { answer: failed(`${at}: ${refusal(status, data)}`, status), next: null }
    return { answer: readAnswer(at, data), next: nextPage(headers.link) }
  }

  return {
    get: async (path) => (await request("GET", path)).answer,
    send: async (method, path, content) => (await request(method, path, content)).answer,
    async getAll<T>(path: string, pick: (page: unknown) => readonly T[] | null) {
      const items: T[] = []
      const at = describe("GET", path, base)
      let url = path
      for (let pages = 0; pages < MAX_PAGES; pages++) {
        const { answer, next } = await request("GET", url)
        if (answer.kind !== "found") return answer
        const picked = pick(answer.value)
        if (picked === null) return failed(`${at}: the answer does not have the expected shape.`)
        items.push(...picked)
        if (next === null) return { kind: "found", value: items }
        url = next
      }
      return failed(`${at}: there are more than ${counted(MAX_PAGES, "page")}.`)
    },
  }
}

/** Octokit reports what GitHub is about to retire, which is no use to those who deploy. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} }

/** Octokit would fill in `{name}` and `:name`, also in the address of a next page. */
const literal = (url: string): string => url.replace(/[{}]|:(?=[a-z])/gi, encodeURIComponent)

const failed = (message: string, status: number | null = null) => ({
  kind: "failed" as const,
  status,
  message,
})

const describe = (method: string, url: string, base: string): string =>
  `GitHub, ${method} ${plain(clip(url.replace(base, ""), 200))}`

/** The address of the next page in a Link header. */
function nextPage(link = ""): string | null {
  const next = link.split(/,\s*(?=<)/).find((part) => /;\s*rel="?next"?\s*(;|$)/i.test(part))
  return next === undefined ? null : (/^\s*<([^>]*)>/.exec(next)?.[1] ?? null)
}

/** Octokit gives the text where it finds no JSON. */
function readAnswer(at: string, data: unknown): GithubAnswer {
  if (typeof data === "object") return { kind: "found", value: data }
  const text = String(data ?? "")
  if (text === "") return { kind: "found", value: null }
  const json = readJson(text)
  return json.ok
    ? { kind: "found", value: json.value }
    : failed(`${at}: the answer is not JSON: ${json.fault}.`)
}

/** Sends a request until GitHub answers it: a POST again only when it was certainly not carried out. */
async function sendWithRetry(
  send: () => Promise<Answered>,
  method: string,
  { clock, signal, say, budgetMs = BUDGET_MS }: GithubSettings,
): Promise<Tried> {
  let limitMs: number | null = null
  const sayingClock: Clock = {
    now: () => clock.now(),
    sleep(ms, signal) {
      if (limitMs !== null) say(`waiting ${Math.ceil(ms / 1000)} s for GitHub's rate limit`)
      return clock.sleep(ms, signal)
    },
  }
  const tried = await retry(
    { delaysMs: RETRY_DELAYS_MS, budgetMs },
    { clock: sayingClock, signal },
    () => attempt(send),
    (tried) => {
      limitMs = tried.kind === "answer" ? rateLimitMs(tried.answered, clock.now()) : null
      if (limitMs !== null) return Math.max(limitMs, 1000)
      const mayPass = tried.kind === "answer" ? tried.answered.status >= 500 : tried.mayPass
      return mayPass && method !== "POST"
    },
  )
  if (tried.kind === "answer" && tried.answered.status < 500 && limitMs === null) return tried
  if (signal.aborted) return { kind: "none", why: "the request was interrupted", mayPass: false }
  if (limitMs === null) return tried
  const left = counted(Math.ceil(limitMs / 1000), "second")
  return { kind: "none", why: `the rate limit is used up for another ${left}`, mayPass: false }
}

async function attempt(send: () => Promise<Answered>): Promise<Tried> {
  try {
    return { kind: "answer", answered: await send() }
  } catch (error) {
    const { response, cause } = error as { response?: Answered; cause?: unknown }
    if (response !== undefined) return { kind: "answer", answered: response }
    const mayPass = cause instanceof NoAnswer && cause.mayPass
    return { kind: "none", why: messageOf(cause ?? error), mayPass }
  }
}

/** GitHub asks for at least this wait when it does not name one. */
const UNNAMED_LIMIT_MS = 60_000

/**
 * How long to wait before a refused request is made again, in milliseconds. Null: it was refused for another reason,
 * such as a permission, and waiting does not help.
 */
function rateLimitMs({ status, headers, data }: Answered, now: Date): number | null {
  if (status !== 403 && status !== 429) return null
  const seconds = wholeNumber(headers["retry-after"])
  if (seconds !== null) return seconds * 1000
  const reset = wholeNumber(headers["x-ratelimit-reset"])
  if (headers["x-ratelimit-remaining"] === "0" && reset !== null) {
    // whole seconds: the limit may end in the course of the one that is named
    return Math.max(0, reset * 1000 - now.getTime()) + 1000
  }
  return status === 429 || /secondary rate limit/i.test(messageIn(data)) ? UNNAMED_LIMIT_MS : null
}

const wholeNumber = (text: unknown): number | null =>
  typeof text === "string" && /^\d{1,12}$/.test(text) ? Number(text) : null

/** What GitHub says of a request that it refuses. */
function refusal(status: number, data: unknown): string {
  const message = messageIn(data)
  const said = message === "" ? "" : `, ${plain(clip(message, 200))}`
  return `${sentence(`HTTP ${status}${said}`)}${HINTS[status] ?? ""}`
}

function messageIn(data: unknown): string {
  const { message } = Object(data) as { message?: unknown }
  return typeof message === "string" ? message : ""
}

const HINTS: Readonly<Record<number, string>> = {
  401: " The token is not valid, or has expired.",
  403: " The token may not do this.",
}
