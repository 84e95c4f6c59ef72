import { HttpError } from "./http.mjs"

export function findHandler(routes, method, path) {
  const handlers = routes[path]
  if (!handlers) throw new HttpError(404, `there is nothing at ${path}`)
  // Load balancers and uptime checks ask with HEAD; node:http drops the body of such an answer.
  const wanted = method === "HEAD" ? "GET" : method
  if (handlers[wanted]) return handlers[wanted]
  const allow = Object.keys(handlers).flatMap((name) => (name === "GET" ? ["GET", "HEAD"] : [name]))
  throw new HttpError(405, `${method} is not allowed here`, { allow: allow.join(", ") })
}
