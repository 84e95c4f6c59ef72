import { HttpError, json, readBody } from "../../shared/src/http.mjs"
import { parseObject } from "../../shared/src/json.mjs"
import { TOPICS } from "./topics.mjs"

export async function chat(request) {
  const body = parseObject((await readBody(request)).toString("utf8"))
  if (!body) throw new HttpError(400, "the body must be a JSON object")
  const { message } = body
  if (typeof message !== "string" || message.trim() === "") {
    throw new HttpError(400, '"message" must be a text that is not empty')
  }
  return json(200, reply(message))
}

function reply(message) {
  const topic = TOPICS.find(({ pattern }) => pattern.test(message))
  if (topic) return { answer: topic.answer, sources: topic.sources }
  // No guess: an invented rule could cost an athlete an eligibility.
  return {
    answer: `I do not know. I can answer on: ${TOPICS.map(({ name }) => name).join(", ")}.`,
    sources: [],
  }
}
