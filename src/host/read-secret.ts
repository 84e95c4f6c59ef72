import type { Readable, Writable } from "node:stream"
import type { AskSecret } from "../admin/ports.ts"
import { usageError } from "../core/errors.ts"

/** Where a person or a pipe is read. */
export type Input = Readable & { isTTY?: boolean; setRawMode?: (raw: boolean) => void }

const ENTER = ["\r", "\n", "\u0004"]
const INTERRUPT = "\u0003"
const RUBOUT = ["\u007f", "\b"]

/**
 * A value from a pipe, as it is and with all its lines, or from a terminal, which does not show it.
 */
export async function readSecret(input: Input, prompt: Writable): Promise<string> {
  const value = input.isTTY === true ? await readHidden(input, prompt) : await readAll(input)
  if (value === "") throw usageError("USAGE", "There is no value: pipe it in, or type it.")
  return value
}

/**
 * Asks the person at the terminal for one secret after the other; asks nothing where there is no terminal. What is left
 * empty is not given, and after Ctrl-C nothing more is asked.
 */
export function secretAsker(input: Input, prompt: Writable): AskSecret {
  let isThere = input.isTTY === true
  return async (name, stage) => {
    if (!isThere) return null
    prompt.write(`${name} on ${stage}; Enter alone leaves it as it is. `)
    try {
      const value = await readHidden(input, prompt)
      return value === "" ? null : { plaintext: async () => value }
    } catch {
      isThere = false
      return null
    }
  }
}

async function readAll(input: Readable): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of input) chunks.push(Buffer.from(chunk as Uint8Array))
  // what `echo` and editors add is not meant
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "")
}

function readHidden(input: Input, prompt: Writable): Promise<string> {
  prompt.write("Value (not shown): ")
  input.setRawMode?.(true)
  input.setEncoding("utf8")
  return new Promise((resolve, reject) => {
    let value = ""
    const end = (settle: () => void) => {
      input.off("data", take)
      input.setRawMode?.(false)
      input.pause()
      prompt.write("\n")
      settle()
    }
    const take = (typed: string) => {
      for (const key of typed) {
        if (key === INTERRUPT)
          return end(() => reject(usageError("USAGE", "Nothing was set: no value was given.")))
        if (ENTER.includes(key)) return end(() => resolve(value))
        value = RUBOUT.includes(key) ? value.slice(0, -1) : value + key
      }
    }
    input.on("data", take)
    // the one before has paused it
    input.resume()
  })
}
