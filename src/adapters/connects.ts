import { connect } from "node:net"

/** Whoever takes longer to accept a connection counts as absent. */
const CONNECT_MS = 2000

/** What something that is there but wants no connection answers. */
const ANSWERS = ["ECONNREFUSED", "ECONNRESET"]

/**
 * Whether anything is there at all: it accepts a connection, or refuses it. Not so when the name is unknown,
 * when there is no way there, or when nobody answers.
 */
export function answersConnections(url: string): Promise<boolean> {
  const { protocol, hostname, port } = new URL(url)
  // an IPv6 address has brackets in a URL only
  const host = hostname.replace(/^\[(.*)\]$/, "$1")
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port || DEFAULT_PORTS[protocol]) })
    const settle = (answer: boolean) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(answer)
    }
    const timer = setTimeout(() => settle(false), CONNECT_MS)
    socket.once("connect", () => settle(true))
    socket.on("error", ({ code }: NodeJS.ErrnoException) => settle(ANSWERS.includes(code ?? "")))
  })
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 }
