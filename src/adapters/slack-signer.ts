import type { SlackSigner } from "../release/ports.ts"

/**
 * Signs with a secret that is asked for only when it is needed, and that goes nowhere else.
 * @param secret gives the signing secret; null or empty: there is none
 * @param absent says where it should have come from
 */
export function slackSigner(secret: () => Promise<string | null>, absent: string): SlackSigner {
  return async (text) => {
    const value = await secret()
    if (value === null || value === "") return { kind: "unavailable", message: absent }
    const encoder = new TextEncoder()
    const algorithm = { name: "HMAC", hash: "SHA-256" }
    const key = await crypto.subtle.importKey("raw", encoder.encode(value), algorithm, false, ["sign"])
    const signature = await crypto.subtle.sign("HMAC", key, encoder.encode(text))
    return { kind: "known", value: hexOf(new Uint8Array(signature)) }
  }
}

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
