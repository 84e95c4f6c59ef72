import type { IncomingMessage, ServerResponse } from "node:http"
import { type HttpApp, startHttpApp } from "./http-app.ts"

/** What a server answers: a status, JSON (or a text as it is), and headers. */
export interface Reply {
  status?: number
  body?: unknown
  headers?: Record<string, string>
}

type Route = Reply | ((request: IncomingMessage, response: ServerResponse) => Reply | null)

export interface GithubServer extends HttpApp {
  /** by path, without the query; several are given one after the other, the last one again and again */
  routes: Map<string, Route | Route[]>
  /** as `GET /path?query` */
  asked: () => string[]
}

const MISSING: Reply = {
  status: 404,
  body: { message: "Not Found", documentation_url: "https://docs.github.com/rest", status: "404" },
}

/** A real HTTP server that answers in the shapes of GitHub's REST API. */
export async function startGithub(routes: Record<string, Route | Route[]> = {}): Promise<GithubServer> {
  const table = new Map(Object.entries(routes))
  const app = await startHttpApp((request, response) => {
    const [path = ""] = (request.url ?? "").split("?")
    const route = table.get(path) ?? MISSING
    const next = Array.isArray(route) ? (route.length > 1 ? route.shift() : route[0]) : route
    const reply = typeof next === "function" ? next(request, response) : (next ?? MISSING)
    if (reply === null) return
    const { status = 200, body = "", headers = {} } = reply
    response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers })
    response.end(typeof body === "string" ? body : JSON.stringify(body))
  })
  return { ...app, routes: table, asked: () => app.requests.map(({ method, url }) => `${method} ${url}`) }
}
