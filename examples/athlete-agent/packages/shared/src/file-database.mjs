import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"
import { parseObject } from "./json.mjs"

// Messages never repeat the value: a real database address holds a password.
export function databaseFile(address) {
  if (!address)
    throw new Error("DATABASE_URL is missing; set it to a file, such as file:///tmp/athlete-agent.json")
  if (!/^file:\/\/\//.test(address)) throw new Error("DATABASE_URL must start with file:/// in this example")
  return fileURLToPath(address)
}

export function readApplied(file) {
  const content = readIfPresent(file)
  if (content === undefined) return []
  const applied = parseObject(content)?.applied
  if (Array.isArray(applied) && applied.every((name) => typeof name === "string")) return applied
  throw new Error("the file DATABASE_URL names is no database of this example")
}

// Written beside and renamed: an interrupted run leaves the old file or the new one, never half of one.
export function writeApplied(file, applied) {
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}.tmp`
  writeFileSync(draft, `${JSON.stringify({ applied }, null, 2)}\n`)
  renameSync(draft, file)
}

function readIfPresent(file) {
  try {
    return readFileSync(file, "utf8")
  } catch (error) {
    if (error.code === "ENOENT") return undefined
    throw error
  }
}
