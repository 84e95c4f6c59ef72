import { createServer, validateHeaderValue } from "node:http"
import { faultBeforeAnswer, faultBeforeListening, readFault, reportedRelease } from "./fault.mjs"
import { healthHandler } from "./health.mjs"
import { errorAnswer, HttpError } from "./http.mjs"
import { listen } from "./listen.mjs"
import { readRelease } from "./release.mjs"
import { findHandler } from "./routes.mjs"
import { stopOnSignal } from "./shutdown.mjs"

const REQUEST_TIMEOUT_MS = 15000

export async function startService({ name, defaultPort, healthPath, configure }) {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS })
  stopOnSignal(server)
  try {
    const deployed = readRelease(process.env)
    const fault = readFault(deployed.stage, name)
    // Nobody who reads the log should take a fault made on purpose for a real one.
    if (fault) console.error(`${name}: injected fault "${fault.kind}" from fault.json`)
    const release = reportedRelease(fault, deployed)
    // Said at the start, because otherwise each answer would fail on it.
    validateHeaderValue("x-app-version", release.version)
    const { routes, check = async () => ({ ok: true }) } = configure(release, process.env)
    const health = healthHandler({ service: name, release, fault, check })
    const handle = handler({ ...routes, [healthPath]: { GET: health } }, fault, name)
    server.on("request", async (request, response) => {
      const answer = await handle(request)
      send(server, response, answer, release.version)
    })
    await faultBeforeListening(fault)
    console.log(`${name} listening on ${await listen(server, process.env, defaultPort)}`)
  } catch (error) {
    console.error(`${name}: ${error.message}`)
    process.exit(1)
  }
}

function handler(routes, fault, name) {
  return async (request) => {
    await faultBeforeAnswer(fault)
    try {
      // Probes add a query against caches; no route here has a use for one.
      const path = request.url.split("?", 1)[0]
      return await findHandler(routes, request.method, path)(request)
    } catch (error) {
      const expected = error instanceof HttpError || request.socket.destroyed
      if (!expected) console.error(`${name}: error on ${request.method} ${request.url}:`, error)
      return errorAnswer(error)
    }
  }
}

function send(server, response, { status, headers, body }, version) {
  // A connection kept alive would hold up the shutdown that is under way.
  const connection = server.listening ? {} : { connection: "close" }
  response.writeHead(status, {
    ...headers,
    ...connection,
    "content-length": Buffer.byteLength(body),
    "x-app-version": version,
  })
  response.end(body)
}
