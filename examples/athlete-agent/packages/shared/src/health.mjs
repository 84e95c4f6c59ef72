import { healthFault } from "./fault.mjs"
import { json } from "./http.mjs"

// A cached answer would show the version before this one.
const HEADERS = { "cache-control": "no-store" }

export function healthHandler({ service, release, fault, check }) {
  const faultyStatus = healthFault(fault)
  const identity = { service, version: release.version, sha: release.sha, stage: release.stage }
  return async () => {
    const status = faultyStatus()
    if (status !== undefined) {
      return json(status, { status: "error", ...identity, error: `injected fault: ${fault.kind}` }, HEADERS)
    }
    const { ok, details } = await check()
    return json(ok ? 200 : 503, { status: ok ? "ok" : "degraded", ...identity, ...details }, HEADERS)
  }
}
