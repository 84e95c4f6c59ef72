import { once } from "node:events"

export async function listen(server, env, defaultPort) {
  const host = env.HOST || "127.0.0.1"
  server.listen({ host, port: readPort(env.PORT || String(defaultPort)) })
  await once(server, "listening")
  // The real port: with PORT=0 the system chooses it, and whoever started the process reads it from the ready line.
  return `http://${host.includes(":") ? `[${host}]` : host}:${server.address().port}`
}

function readPort(value) {
  const port = Number(value)
  if (/^\d+$/.test(value) && port <= 65535) return port
  throw new Error(`PORT must be a number from 0 to 65535, not ${JSON.stringify(value)}`)
}
