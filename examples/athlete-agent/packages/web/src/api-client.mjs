import { parseObject } from "../../shared/src/json.mjs"

const HEALTH_TIMEOUT_MS = 2000
const CHAT_TIMEOUT_MS = 10000

export function apiClient(address) {
  const base = parseAddress(address)
  return {
    async isHealthy() {
      try {
        const signal = AbortSignal.timeout(HEALTH_TIMEOUT_MS)
        const response = await fetch(new URL("health", base), { signal, redirect: "manual" })
        const body = parseObject(await response.text())
        return response.status === 200 && body?.status === "ok"
      } catch {
        return false
      }
    },

    async chat(body) {
      const response = await fetch(new URL("chat", base), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
        redirect: "manual",
        signal: AbortSignal.timeout(CHAT_TIMEOUT_MS),
      })
      return { status: response.status, value: parseObject(await response.text()) }
    },
  }
}

function parseAddress(address) {
  // Without the slash at its end, URL would replace the last part of a path instead of adding to it.
  const base = URL.canParse(address) && new URL(address.endsWith("/") ? address : `${address}/`)
  if (base && /^https?:$/.test(base.protocol)) return base
  throw new Error("API_URL must be an http or https address")
}
