import type { IncomingMessage } from "node:http"
import type { Ask } from "../adapters/prober.ts"

/**
 * A request by the part of Node that starts with it. Its fetch takes longer to load than all else that a look at a stage
 * does, and an import of node:http would load that as well.
 */
export const plainRequest: Ask = (address, { method, headers, body, signal }) =>
  new Promise((resolve, reject) => {
    const { request } =
      new URL(address).protocol === "https:"
        ? process.getBuiltinModule("node:https")
        : process.getBuiltinModule("node:http")
    const settings = { method, headers: { ...AS_FETCH, ...headers }, signal, joinDuplicateHeaders: true }
    const asking = request(address, settings, (response) =>
      // the last of what cannot be joined, such as cookies: as from fetch
      resolve({
        status: response.statusCode ?? 0,
        headers: Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [name, [value].flat().at(-1) ?? ""]),
        ),
        body: method === "HEAD" ? null : unpacked(response),
      }),
    )
    asking.on("error", reject).end(body)
  })

/** As fetch says, but for what it offers to unpack. */
const AS_FETCH = { accept: "*/*", "accept-encoding": "gzip", "user-agent": "node" }

/** Few answers to a check are packed: those load what unpacks them. One that is cut is read as far as it goes. */
function unpacked(answer: IncomingMessage): AsyncIterable<Uint8Array> {
  const encoding = answer.headers["content-encoding"]?.trim().toLowerCase() ?? ""
  if (!/^(x-gzip|gzip|deflate|br)$/.test(encoding)) return answer
  const { constants, createBrotliDecompress, createUnzip } = process.getBuiltinModule("node:zlib")
  const { pipeline } = process.getBuiltinModule("node:stream")
  const unpack =
    encoding === "br" ? createBrotliDecompress() : createUnzip({ finishFlush: constants.Z_SYNC_FLUSH })
  return pipeline(answer, unpack, () => {})
}
