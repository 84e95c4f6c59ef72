import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { $ } from "zx"
import { httpProber } from "../src/adapters/prober.ts"
import { systemClock } from "../src/adapters/runtime.ts"
import { parseConfig } from "../src/core/config/parse.ts"
import { runSmoke } from "../src/release/run-smoke.ts"
import { type Row, row, seconds, timed } from "./rows.ts"

const RELEASE = { tag: "v1.2.0", sha: "b".repeat(40) }

/** The loop of the procedure that this pipeline replaces. */
const SEED_LOOP = ["curl", "--silent", "--fail", "--retry", "5", "--retry-delay", "10", "--retry-all-errors"]

/** How long until a release that answers 500 is known to be bad: this pipeline's defaults against a curl loop. */
export async function measureVerdict(): Promise<Row[]> {
  const server = createServer((_request, response) => {
    response
      .writeHead(500, { "content-type": "application/json" })
      .end(JSON.stringify({ status: "error", version: RELEASE.tag }))
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    const [ours, theirs] = await Promise.all([
      timed(() => smoke(url)),
      timed(() => $({ nothrow: true, quiet: true })`${SEED_LOOP} ${url}/health`),
    ])
    if (ours.result.verdict !== "fail") throw new Error(`the smoke test said ${ours.result.verdict}`)
    if (theirs.result.exitCode !== 22)
      throw new Error(`curl ended with ${theirs.result.exitCode}: ${theirs.result.stderr}`)
    const what = "verdict on a release that answers 500"
    return [
      row(what, seconds(ours.ms), `curl loop ${seconds(theirs.ms)}`, "at most 5 s", ours.ms <= 5000),
      row(
        what,
        `${(ours.ms / theirs.ms).toFixed(3)} ×`,
        "the curl loop's time",
        "at most 0.1 ×",
        ours.ms <= theirs.ms / 10,
      ),
    ]
  } finally {
    server.close()
  }
}

function smoke(url: string) {
  const config = parseConfig(
    JSON.stringify({
      app: "bench",
      deployer: { kind: "command", deploy: ["true"] },
      smoke: { checks: [{ name: "api", url: "{api}/health", expect: { version: "version" } }] },
      stages: { production: { urls: { api: url } }, staging: { urls: { api: url } } },
    }),
  )
  const ports = {
    clock: systemClock,
    prober: httpProber(
      () => crypto.randomUUID(),
      () => performance.now(),
    ),
    say: () => {},
    signal: new AbortController().signal,
  }
  return runSmoke(ports, config.smoke, { api: url }, { ...RELEASE, tagPrefix: "v" })
}
