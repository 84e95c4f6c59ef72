/** A JSON text's value, or what is wrong with it and where. */
export type JsonText = { ok: true; value: unknown } | { ok: false; fault: string }

export function readJson(text: string): JsonText {
  // some editors begin a file with a byte order mark
  const json = text.startsWith("\uFEFF") ? text.slice(1) : text
  const message = faultOf(json)
  if (message === null) return { ok: true, value: JSON.parse(json) }
  const what = message.replace(/( in JSON)? at position .*$|, (\.\.\.)?".* is not valid JSON$/s, "")
  return { ok: false, fault: `${what}, ${place(json, positionOf(json, message))}` }
}

function faultOf(text: string): string | null {
  try {
    JSON.parse(text)
    return null
  } catch (error) {
    return (error as SyntaxError).message
  }
}

const UNEXPECTED = "Unexpected token"

/** The engine names the position of most faults; an unexpected token ends the shortest beginning that has it. */
function positionOf(text: string, message: string): number {
  const named = /at position (\d+)/.exec(message)
  if (named !== null) return Number(named[1])
  if (!message.startsWith(UNEXPECTED)) return text.length
  let clean = 0
  let faulty = text.length
  while (faulty - clean > 1) {
    const middle = Math.floor((clean + faulty) / 2)
    if (faultOf(text.slice(0, middle))?.startsWith(UNEXPECTED)) faulty = middle
    else clean = middle
  }
  return clean
}

function place(text: string, position: number): string {
  const lines = text.slice(0, position).split("\n")
  return `line ${lines.length}, column ${(lines.at(-1) as string).length + 1}`
}
