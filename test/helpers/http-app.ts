import { spawn } from "node:child_process"
import { once } from "node:events"
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http"
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { atFileEnd } from "./file-end.ts"

export interface SeenRequest {
  method: string
  /** path and query */
  url: string
  headers: IncomingHttpHeaders
  body: string
}

export interface HttpApp {
  url: string
  /** in the order in which they came */
  requests: SeenRequest[]
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** A real server on a free port of loopback, which keeps what it was asked. Ends with the test file. */
export async function startHttpApp(handler: Handler): Promise<HttpApp> {
  const requests: SeenRequest[] = []
  const server: Server = createServer(async (request, response) => {
    const { method = "", url = "", headers } = request
    let body = ""
    for await (const chunk of request) body += chunk
    requests.push({ method, url, headers, body })
    handler(request, response)
  })
  atFileEnd(() => {
    const closed = once(server, "close")
    server.close()
    server.closeAllConnections()
    return closed
  })
  return { url: await listen(server), requests }
}

/** A server that does with a connection what it likes, below HTTP. */
export async function startTcpApp(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = []
  const server = createTcpServer((socket) => {
    sockets.push(socket)
    // whoever connects may go as it likes
    socket.on("error", () => {})
    onConnection(socket)
  })
  atFileEnd(() => {
    const closed = once(server, "close")
    server.close()
    for (const socket of sockets) socket.destroy()
    return closed
  })
  return listen(server)
}

const QUIET_MS = 300

/** A server that takes no connection any more: its process is halted, and the system's queue for it is full. */
export async function startFullServer(): Promise<string> {
  const script = `require("node:net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 },
    function () { console.log(this.address().port) })`
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] })
  const [line] = (await once(child.stdout, "data")) as [Buffer]
  const port = Number(line.toString())
  child.kill("SIGSTOP")
  const sockets: Socket[] = []
  atFileEnd(async () => {
    for (const socket of sockets) socket.destroy()
    const ended = once(child, "exit")
    child.kill("SIGKILL")
    await ended
  })
  for (let taken = true; taken; ) {
    const socket = connect(port, "127.0.0.1").on("error", () => {})
    sockets.push(socket)
    taken = await Promise.race([once(socket, "connect").then(() => true), sleep(QUIET_MS, false)])
  }
  return `http://127.0.0.1:${port}`
}

/** An address where nobody listens any more. */
export async function unusedAddress(): Promise<string> {
  const server = createTcpServer()
  const url = await listen(server)
  const closed = once(server, "close")
  server.close()
  await closed
  return url
}

async function listen(server: ReturnType<typeof createTcpServer>): Promise<string> {
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
