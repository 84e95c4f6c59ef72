import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { SstAnswer } from "../../../src/core/sst/answer.ts"

interface Recorded extends SstAnswer {
  name: string
  /** how the answer was provoked */
  how: string
  argv: string[]
}

const FILE = join(import.meta.dirname, "..", "..", "fixtures", "sst", "recorded.json")

/** What the real SST answered; record.mjs beside the file tells how. */
export const RECORDED = JSON.parse(readFileSync(FILE, "utf8")) as {
  sst: string
  answers: Omit<Recorded, "isWhole">[]
}

export function recorded(name: string): Recorded {
  const found = RECORDED.answers.find((answer) => answer.name === name)
  if (found === undefined) throw new Error(`nothing recorded as "${name}"`)
  return { ...found, isWhole: true }
}
