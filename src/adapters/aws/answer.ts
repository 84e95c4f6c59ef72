import { find, parseXml, textAt } from "./xml.ts"

/** What AWS said to a call. */
export type Answer =
  | { kind: "ok"; text: string }
  | { kind: "refused"; code: string; message: string; requestId: string | null }

/** CloudWatch's answers end at 1 MB; nothing that is asked here is longer. */
const MAX_BYTES = 8 * 1024 * 1024

export async function readAnswer(response: Response): Promise<Answer> {
  const text = await readText(response)
  if (response.status === 200) return { kind: "ok", text }
  const inHeader = response.headers.get("x-amzn-requestid")
  const { code, message, requestId } = faultOf(text, response)
  return { kind: "refused", code, message, requestId: requestId ?? inHeader }
}

export async function readText(response: Response): Promise<string> {
  if (response.body === null) return ""
  const decoder = new TextDecoder()
  let text = ""
  let bytes = 0
  for await (const chunk of response.body) {
    bytes += chunk.length
    if (bytes > MAX_BYTES) throw new Error(`the answer is longer than ${MAX_BYTES} bytes`)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

interface Fault {
  code: string
  message: string
  requestId: string | null
}

/** Whatever stands between here and AWS may answer in neither protocol. */
function faultOf(text: string, response: Response): Fault {
  const type = response.headers.get("x-amzn-errortype")
  return (
    fromXml(text) ??
    fromJson(text, type) ?? {
      code: `Http${response.status}`,
      message: `the answer was HTTP ${response.status} and not AWS's`,
      requestId: null,
    }
  )
}

/** STS and IAM have the error in an ErrorResponse; S3 has it alone. */
function fromXml(text: string): Fault | null {
  if (!text.trimStart().startsWith("<")) return null
  try {
    const root = parseXml(text)
    const error = root.name === "Error" ? root : find(root, "Error")
    const code = error && textAt(error, "Code")
    if (error === null || code === null) return null
    const message = textAt(error, "Message") ?? ""
    return { code, message, requestId: textAt(root, "RequestId") }
  } catch {
    return null
  }
}

function fromJson(text: string, type: string | null): Fault | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== "object" || value === null) return null
  const { __type, code, message, Message } = value as Record<string, unknown>
  const named = [type, __type, code].find((one) => typeof one === "string") as string | undefined
  if (named === undefined) return null
  // com.amazonaws.logs#ResourceNotFoundException:http://…
  const name = (named.split("#").at(-1) as string).split(":")[0] as string
  const said = [message, Message].find((one) => typeof one === "string") as string | undefined
  return { code: name, message: said ?? "", requestId: null }
}
