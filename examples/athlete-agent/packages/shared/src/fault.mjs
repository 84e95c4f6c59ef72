// Faults the pipeline's tests and drills commit with a tag, to see a deploy of that tag fail in a known way.

import { readFileSync } from "node:fs"
import { setTimeout as delay } from "node:timers/promises"
import { isObject, parseObject } from "./json.mjs"

const FILE = new URL("../../../fault.json", import.meta.url)
const SERVICES = ["api", "web"]

const errorStatus = ["an HTTP status from 400 to 599", (v) => Number.isInteger(v) && v >= 400 && v <= 599]
const count = ["a whole number from 1", (v) => Number.isInteger(v) && v >= 1]
const seconds = ["seconds from 0 to 3600", (v) => typeof v === "number" && v >= 0 && v <= 3600]
const milliseconds = [
  "milliseconds from 0 to 3600000",
  (v) => typeof v === "number" && v >= 0 && v <= 3600000,
]
const text = ["a text", (v) => typeof v === "string" && v !== ""]
const textOrNull = ["a text or null", (v) => v === null || (typeof v === "string" && v !== "")]

const KINDS = {
  status: { status: errorStatus },
  "never-listen": {},
  exit: {},
  "slow-start": { seconds },
  "old-version": { version: text, sha: textOrNull },
  flap: { every: count },
  latency: { ms: milliseconds },
  hang: {},
  "wrong-body": {},
}

// The whole file is checked, not just this service's part: a typing error must not pass for a healthy release.
export function readFault(stage, service) {
  const content = readFile()
  if (content === undefined) return undefined
  const stages = parseObject(content) ?? refuse("the file", "must hold a JSON object")
  for (const [stageName, services] of Object.entries(stages)) {
    if (!isObject(services)) refuse(stageName, "must be an object of services")
    for (const [name, fault] of Object.entries(services)) check(`${stageName}.${name}`, name, fault)
  }
  return stages[stage]?.[service]
}

export async function faultBeforeListening(fault) {
  if (fault?.kind === "exit") throw new Error("exits at once, as fault.json asks")
  if (fault?.kind === "slow-start") await delay(fault.seconds * 1000)
  // A pending promise alone would not keep the process alive.
  if (fault?.kind === "never-listen") await new Promise(() => setInterval(() => {}, 3600000))
}

export async function faultBeforeAnswer(fault) {
  if (fault?.kind === "latency") await delay(fault.ms)
  if (fault?.kind === "hang") await new Promise(() => {})
}

export function reportedRelease(fault, release) {
  return fault?.kind === "old-version" ? { ...release, version: fault.version, sha: fault.sha } : release
}

// Returns a function that is asked once for each health answer: the status of a faulty one, else undefined.
export function healthFault(fault) {
  let answers = 0
  return () => {
    answers += 1
    if (fault?.kind === "status") return fault.status
    if (fault?.kind === "wrong-body") return 200
    return fault?.kind === "flap" && answers % fault.every === 0 ? 500 : undefined
  }
}

function check(place, service, fault) {
  if (!SERVICES.includes(service)) refuse(place, `is no known service; known are: ${SERVICES.join(", ")}`)
  if (!isObject(fault)) refuse(place, "must be an object")
  const { kind } = fault
  if (typeof kind !== "string" || !Object.hasOwn(KINDS, kind)) {
    refuse(`${place}.kind`, `${JSON.stringify(kind)} is unknown; known are: ${Object.keys(KINDS).join(", ")}`)
  }
  for (const [key, [expected, accepts]] of Object.entries(KINDS[kind])) {
    if (!accepts(fault[key])) refuse(`${place}.${key}`, `must be ${expected}, for kind "${kind}"`)
  }
}

function refuse(place, problem) {
  throw new Error(`fault.json: ${place} ${problem}`)
}

function readFile() {
  try {
    return readFileSync(FILE, "utf8")
  } catch (error) {
    if (error.code === "ENOENT") return undefined
    throw error
  }
}
