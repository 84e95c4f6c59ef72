import { spawn } from "node:child_process"
import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

export interface GitServer {
  /** e.g. `http://127.0.0.1:4711/app.git` for `app.git` below the root */
  urlOf: (name: string) => string
  close: () => Promise<void>
}

/** What goes wrong with a server. */
export interface Faults {
  /** Called with each request's path before it is served; false: the connection breaks. */
  before?: (path: string) => Promise<boolean>
  /** Called when git has done what a request asks for; false: the answer is lost. */
  after?: (path: string) => Promise<boolean>
}

/**
 * Real git over HTTP, on loopback: git's own `http-backend` behind Node's server.
 * @param root the directory that holds the repositories
 * @param port 0: any free one
 * @param password when given, every request needs it as its basic-auth password
 * @param host another address of this machine than loopback, for those who are not on it
 */
export async function startGitServer(
  root: string,
  password: string | null = null,
  port = 0,
  { faults = {}, host = "127.0.0.1" }: { faults?: Faults; host?: string } = {},
): Promise<GitServer> {
  const server = createServer(async (request, response) => {
    if (password !== null && !isAuthorized(request, password)) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end()
      return
    }
    const path = request.url ?? "/"
    const lose = () => void request.socket.destroy()
    if ((await faults.before?.(path)) === false) return lose()
    const output = await serve(root, request)
    if ((await faults.after?.(path)) === false) return lose()
    answer(output, response)
  })
  server.listen(port, host)
  await once(server, "listening")
  const { port: bound } = server.address() as AddressInfo
  return {
    urlOf: (name) => `http://${host}:${bound}/${name}`,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, "close")
    },
  }
}

function isAuthorized({ headers }: IncomingMessage, password: string): boolean {
  const [, encoded = ""] = (headers.authorization ?? "").split(" ")
  return Buffer.from(encoded, "base64").toString().split(":")[1] === password
}

async function serve(root: string, request: IncomingMessage): Promise<Buffer> {
  const url = new URL(request.url ?? "/", "http://localhost")
  const backend = spawn("git", ["-c", "safe.directory=*", "-c", "http.receivepack=true", "http-backend"], {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
    stdio: ["pipe", "pipe", "ignore"],
  })
  request.pipe(backend.stdin)
  // a client that has heard enough stops listening
  backend.stdin.on("error", () => {})
  const chunks: Buffer[] = []
  backend.stdout.on("data", (chunk: Buffer) => chunks.push(chunk))
  await once(backend, "close")
  return Buffer.concat(chunks)
}

/** CGI: header lines, an empty line, the body. */
function answer(output: Buffer, response: ServerResponse): void {
  const end = output.indexOf("\r\n\r\n")
  if (end < 0) {
    response.writeHead(500).end("git http-backend did not answer\n")
    return
  }
  const headers = output
    .subarray(0, end)
    .toString()
    .split("\r\n")
    .map((line) => line.split(": ") as [string, string])
  const status = headers.find(([name]) => name.toLowerCase() === "status")?.[1] ?? "200"
  const rest = headers.filter(([name]) => name.toLowerCase() !== "status")
  response.writeHead(Number.parseInt(status, 10), Object.fromEntries(rest)).end(output.subarray(end + 4))
}
