/** The text of an answer; null when it is longer than the limit, of which the rest is not read. */
export async function readBody(response: Response, maxBytes: number): Promise<string | null> {
  if (response.body === null) return ""
  const decoder = new TextDecoder()
  let text = ""
  let bytes = 0
  for await (const chunk of response.body) {
    bytes += chunk.length
    if (bytes > maxBytes) return null
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
