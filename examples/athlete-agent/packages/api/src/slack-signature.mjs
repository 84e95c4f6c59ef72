import { createHmac, timingSafeEqual } from "node:crypto"

const WINDOW_SECONDS = 5 * 60

// The window keeps a request that was overheard from being sent again later.
export function isSignedBySlack({ secret, timestamp = "", signature = "", body, nowSeconds }) {
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(nowSeconds - Number(timestamp)) > WINDOW_SECONDS) return false
  const digest = createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest("hex")
  const expected = Buffer.from(`v0=${digest}`)
  const given = Buffer.from(signature)
  // timingSafeEqual throws on different lengths; the length of a signature is no secret.
  return given.length === expected.length && timingSafeEqual(given, expected)
}
