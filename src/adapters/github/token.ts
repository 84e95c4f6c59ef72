import { isLoopback } from "../../core/github/place.ts"

/** Reads a secret. What it gives is used for requests only: it is never logged, reported or kept. */
export type TokenReader = () => Promise<string>

/** Why a token cannot be sent to an address, without the token; null when it can. */
export function tokenFault(token: string, url: string): string | null {
  if (token === "") return "the GitHub token is empty"
  // fetch would refuse it with a message that shows it
  if (!/^[\x21-\x7e]+$/.test(token)) return "the GitHub token holds characters that no token has"
  const { protocol, hostname } = new URL(url)
  return protocol === "https:" || isLoopback(hostname)
    ? null
    : "the GitHub token is not sent over plain HTTP; use an https:// address"
}
