import { messageOf } from "../../core/errors.ts"
import { isLoopback } from "../../core/forge.ts"
import { describeFetchError, readBody } from "../http-request.ts"

/** Reads a secret. What it gives is used for requests only: it is never logged, reported or kept. */
export type TokenReader = () => Promise<string>

/** Why a request has no answer that can be used. Holds no secret. */
export class NoAnswer extends Error {
  /** the same request may well be answered in a moment */
  readonly mayPass: boolean

  constructor(message: string, { mayPass }: { mayPass: boolean }) {
    super(message)
    this.mayPass = mayPass
  }
}

interface FetchSettings {
  /** the API's address: nothing else is asked, because the token belongs there alone */
  base: string
  /** asked when it is needed first; null: requests are anonymous */
  token: TokenReader | null
  /** ends a request */
  signal: AbortSignal
  /** for one request, its body included */
  timeoutMs: number
}

const API_VERSION = "2022-11-28"
const MAX_BODY_BYTES = 16 * 1024 * 1024
const MAX_REDIRECTS = 3
const REDIRECTS = [301, 302, 307, 308]

/**
 * fetch for Octokit, which itself would follow any link with the token, read any length, and wait for ever. The token
 * is added here, so that no error and no log of Octokit's can hold it.
 */
export function guardedFetch({ base, token, signal, timeoutMs }: FetchSettings) {
  const { origin } = new URL(base)
  let reading: Promise<string> | null = null

  async function readToken(): Promise<string | null> {
    if (token === null) return null
    reading ??= token().then((text) => text.trim())
    const text = await reading.catch((error) => {
      throw new NoAnswer(`the GitHub token cannot be read: ${messageOf(error)}`, { mayPass: false })
    })
    const fault = tokenFault(text, base)
    if (fault !== null) throw new NoAnswer(fault, { mayPass: false })
    return text
  }

  async function send(url: string, init: RequestInit, hidden: string | null): Promise<Response> {
    // a proxy may quote the request that it refuses
    const mask = (text: string) => (hidden === null ? text : text.replaceAll(hidden, "***"))
    const ends = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    try {
      const response = await fetch(url, { ...init, redirect: "manual", signal: ends })
      const body = await readBody(response, MAX_BODY_BYTES)
      if (body === null) throw new NoAnswer("the answer is too long", { mayPass: false })
      const { status } = response
      return new Response(isBodiless(status) ? null : mask(body), { status, headers: response.headers })
    } catch (error) {
      if (error instanceof NoAnswer) throw error
      if (signal.aborted) throw new NoAnswer("the request was interrupted", { mayPass: false })
      throw new NoAnswer(mask(describeFetchError(error, timeoutMs)), { mayPass: true })
    }
  }

  return async (address: string, init: RequestInit): Promise<Response> => {
    const text = await readToken()
    const headers = {
      accept: "application/vnd.github+json",
      "x-github-api-version": API_VERSION,
      "user-agent": "release-pipeline",
      ...(init.body == null ? {} : { "content-type": "application/json" }),
      ...(text === null ? {} : { authorization: `Bearer ${text}` }),
    }
    let url = address
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      if (new URL(url).origin !== origin)
        throw new NoAnswer("the answer leads to another server", { mayPass: false })
      const response = await send(url, { ...init, headers }, text)
      const location = response.headers.get("location")
      // a renamed repository answers so; where the body of a change would go is not clear
      const leads = init.method === "GET" && REDIRECTS.includes(response.status)
      if (!leads || location === null || !URL.canParse(location, url)) return response
      url = new URL(location, url).href
    }
    throw new NoAnswer(`redirected more than ${MAX_REDIRECTS} times`, { mayPass: false })
  }
}

/** The Response of the standard takes no body with these, not even an empty one. */
const isBodiless = (status: number): boolean => [204, 205, 304].includes(status)

/** Why a token cannot be sent to an address, without the token; null when it can. */
function tokenFault(token: string, url: string): string | null {
  if (token === "") return "the GitHub token is empty"
  // fetch would refuse it with a message that shows it
  if (!/^[\x21-\x7e]+$/.test(token)) return "the GitHub token holds characters that no token has"
  const { protocol, hostname } = new URL(url)
  return protocol === "https:" || isLoopback(hostname)
    ? null
    : "the GitHub token is not sent over plain HTTP; use an https:// address"
}
