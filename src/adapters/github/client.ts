import { messageOf } from "../../core/errors.ts"
import { readJson } from "../../core/json.ts"
import { clip, counted, plain, sentence } from "../../core/text.ts"
import type { Clock } from "../../release/ports.ts"
import type { Exchange, Method } from "./exchange.ts"
import { nextPage } from "./links.ts"
import { persist } from "./persist.ts"
import { type TokenReader, tokenFault } from "./token.ts"

export const GITHUB_API = "https://api.github.com"

/** What came of a request: its JSON; nothing there (404); or no answer that can be used, and why. */
export type GithubAnswer<T = unknown> =
  | { kind: "found"; value: T }
  | { kind: "absent" }
  /** `status` of an answer that was a refusal; null where there was none */
  | { kind: "failed"; status: number | null; message: string }

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
  send(method: Exclude<Method, "GET">, path: string, content?: unknown): Promise<GithubAnswer>
}

export interface GithubSettings {
  /** GitHub Enterprise Server has another one than `https://api.github.com` */
  apiUrl?: string
  /** asked when it is needed first; null: requests are anonymous */
  token: TokenReader | null
  clock: Clock
  /** ends requests and waiting */
  signal: AbortSignal
  /** takes a line when a request has to wait */
  say: (line: string) => void
  /** for one try of a request, default 20 s */
  timeoutMs?: number
  /** the longest wait for rate limits in one request, default 2 min */
  maxWaitMs?: number
}

const TIMEOUT_MS = 20_000
const MAX_WAIT_MS = 120_000
const MAX_REDIRECTS = 3
const MAX_PAGES = 50

interface Page {
  answer: GithubAnswer
  /** its Link header */
  link: string | null
}

export function githubClient(settings: GithubSettings): Github {
  const { clock, signal, say, timeoutMs = TIMEOUT_MS, maxWaitMs = MAX_WAIT_MS } = settings
  const base = (settings.apiUrl ?? GITHUB_API).replace(/\/+$/, "")
  let read: Promise<string> | null = null

  async function tokenOf(): Promise<{ token: string | null } | { fault: string }> {
    if (settings.token === null) return { token: null }
    read ??= settings.token().then((text) => text.trim())
    try {
      const token = await read
      const fault = tokenFault(token, base)
      return fault === null ? { token } : { fault }
    } catch (error) {
      return { fault: `the GitHub token cannot be read: ${messageOf(error)}` }
    }
  }

  async function request(method: Method, address: string, content?: unknown): Promise<Page> {
    const at = describe(method, address, base)
    const told = (answer: GithubAnswer, link: string | null = null): Page => ({ answer, link })
    const authorized = await tokenOf()
    if ("fault" in authorized) return told(failed(`${at}: ${authorized.fault}.`))
    const body = content === undefined ? undefined : JSON.stringify(content)
    let url = address
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const asked = { method, url, token: authorized.token, body, timeoutMs, signal }
      const seen = await persist(asked, { clock, say, maxWaitMs })
      if (seen.kind === "none") return told(failed(`${at}: ${seen.message}.`))
      const { status, headers } = seen
      if (status === 404) return told({ kind: "absent" })
      if (status >= 200 && status < 300) return told(readAnswer(at, seen.body), headers.get("link"))
      // a renamed repository answers so; what becomes of the body of a change would be unclear
      if (method !== "GET" || !REDIRECTS.includes(status))
        return told(failed(`${at}: ${refusal(seen)}`, status))
      const target = sameOrigin(headers.get("location"), url)
      if (target === null) return told(failed(`${at}: HTTP ${status} leads to another server.`, status))
      url = target
    }
    return told(failed(`${at}: redirected more than ${counted(MAX_REDIRECTS, "time")}.`))
  }

  return {
    get: async (path) => (await request("GET", base + path)).answer,
    send: async (method, path, content) => (await request(method, base + path, content)).answer,
    async getAll<T>(path: string, pick: (page: unknown) => readonly T[] | null) {
      const items: T[] = []
      let url = base + path
      const at = describe("GET", url, base)
      for (let pages = 0; pages < MAX_PAGES; pages++) {
        const { answer, link } = await request("GET", url)
        if (answer.kind !== "found") return answer
        const picked = pick(answer.value)
        if (picked === null) return failed(`${at}: the answer does not have the expected shape.`)
        items.push(...picked)
        const address = nextPage(link)
        if (address === null) return { kind: "found", value: items }
        const target = sameOrigin(address, url)
        if (target === null) return failed(`${at}: the next page is on another server.`)
        url = target
      }
      return failed(`${at}: there are more than ${counted(MAX_PAGES, "page")}.`)
    },
  }
}

const REDIRECTS = [301, 302, 307, 308]

const failed = (message: string, status: number | null = null) => ({
  kind: "failed" as const,
  status,
  message,
})

const describe = (method: Method, url: string, base: string): string =>
  `GitHub, ${method} ${plain(clip(url.replace(base, ""), 200))}`

/** Null also for what is no address. */
function sameOrigin(address: string | null, url: string): string | null {
  if (address === null || !URL.canParse(address, url)) return null
  const target = new URL(address, url)
  return target.origin === new URL(url).origin ? target.href : null
}

function readAnswer(at: string, body: string): GithubAnswer {
  if (body === "") return { kind: "found", value: null }
  const json = readJson(body)
  return json.ok
    ? { kind: "found", value: json.value }
    : failed(`${at}: the answer is not JSON: ${json.fault}.`)
}

/** What GitHub says of a request that it refuses. */
function refusal({ status, body }: Extract<Exchange, { kind: "answer" }>): string {
  const json = readJson(body)
  const { message } = Object(json.ok ? json.value : null) as { message?: unknown }
  const said = typeof message === "string" && message !== "" ? `, ${plain(clip(message, 200))}` : ""
  return `${sentence(`HTTP ${status}${said}`)}${HINTS[status] ?? ""}`
}

const HINTS: Readonly<Record<number, string>> = {
  401: " The token is not valid, or has expired.",
  403: " The token may not do this.",
}
