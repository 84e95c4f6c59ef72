import { HttpError, json, readBody } from "../../shared/src/http.mjs"
import { parseObject } from "../../shared/src/json.mjs"
import { isSignedBySlack } from "./slack-signature.mjs"

export function slackEvents(secret) {
  return async (request) => {
    if (!secret) throw new HttpError(503, "SLACK_SIGNING_SECRET is not set")
    const body = await readBody(request)
    const signed = isSignedBySlack({
      secret,
      timestamp: request.headers["x-slack-request-timestamp"],
      signature: request.headers["x-slack-signature"],
      body,
      nowSeconds: Date.now() / 1000,
    })
    if (!signed) throw new HttpError(401, "the request is not signed by Slack")
    return reply(parseObject(body.toString("utf8")))
  }
}

function reply(event) {
  if (!event) throw new HttpError(400, "the body must be a JSON object")
  // Slack repeats an event that is not acknowledged; the example has no bot token to do more with one.
  if (event.type !== "url_verification") return json(200, { ok: true })
  if (typeof event.challenge !== "string") throw new HttpError(400, '"challenge" must be a text')
  return json(200, { challenge: event.challenge })
}
