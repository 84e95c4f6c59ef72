import { messageOf } from "../core/errors.ts"

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
