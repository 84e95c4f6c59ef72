import { HttpError, json, readBody } from "../../shared/src/http.mjs"

export function chatProxy(api) {
  return async (request) => {
    if (!api) throw new HttpError(503, "API_URL is not set")
    const answer = await ask(api, await readBody(request))
    // Something between here and the API, such as a load balancer, answered in its place.
    if (!answer.value) throw new HttpError(502, "the API did not answer with JSON")
    return json(answer.status, answer.value)
  }
}

async function ask(api, body) {
  try {
    return await api.chat(body)
  } catch {
    throw new HttpError(502, "the API cannot be reached")
  }
}
