const BODY_LIMIT = 64 * 1024

export class HttpError extends Error {
  constructor(status, message, headers = {}) {
    super(message)
    this.status = status
    this.headers = headers
  }
}

export function json(status, value, headers = {}) {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: `${JSON.stringify(value)}\n`,
  }
}

export function errorAnswer(error) {
  if (error instanceof HttpError) return json(error.status, { error: error.message }, error.headers)
  return json(500, { error: "internal error" })
}

// Reads on past the limit without keeping anything: a client cut off while it still sends sees a reset
// connection instead of the 413. How long it may go on is bounded by the server's request timeout.
export async function readBody(request) {
  const chunks = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size <= BODY_LIMIT) chunks.push(chunk)
    else chunks.length = 0
  }
  if (size > BODY_LIMIT) throw new HttpError(413, `the body is larger than ${BODY_LIMIT} bytes`)
  return Buffer.concat(chunks)
}
