import * as v from "valibot"
import { type Problem, usageError } from "../errors.ts"
import { clip } from "../text.ts"
import { Name, Url } from "./fields.ts"
import type { Values } from "./placeholders.ts"

/** An address begins a line, or follows a comma: the commas in an address are no beginnings. */
const BETWEEN = /\n|,\s*(?=[A-Za-z]\w*=https?:)/

/**
 * Reads `NAME=ADDRESS`, several with commas or one a line: where a stage is that no deploy has told of yet. Throws one
 * usage error that names every problem.
 * @param text null: none
 */
export function readAddresses(text: string | null): Values {
  const parts = (text ?? "").split(BETWEEN).map((part) => part.trim())
  const problems: Problem[] = []
  const addresses: Record<string, string> = {}
  for (const part of parts.filter((one) => one !== "")) {
    const [, name = "", address = ""] = /^([^=]*)=(.*)$/s.exec(part) ?? []
    const path = `--url ${name || JSON.stringify(clip(part))}`
    if (!v.is(Name, name)) problems.push({ path, message: "is not NAME=ADDRESS" })
    else if (!v.is(Url, address)) {
      problems.push({ path, message: `${JSON.stringify(clip(address))} is not a URL of http:// or https://` })
    } else if (Object.hasOwn(addresses, name)) problems.push({ path, message: "is given twice" })
    else addresses[name] = address
  }
  if (problems.length > 0) throw usageError("USAGE", "The addresses cannot be understood.", problems)
  return addresses
}
