import { readJson } from "../json.ts"
import { isVersionOf } from "../smoke/probe.ts"
import { sortVersionTags } from "../tags.ts"
import { type Answer, HEALTH_PATHS } from "./project.ts"

/** A check that the application can answer, as pipeline.json has it. */
export interface HealthCheck {
  path: string
  expect: { json?: Record<string, string>; version?: string; sha?: string }
}

/** An address whose answer says which version it is, where one was found. */
export interface VersionPlace {
  check: HealthCheck
  /** the tag of the version that answered; null: no answer named one */
  serves: string | null
}

const GUESS: VersionPlace = { check: { path: HEALTH_PATHS[0], expect: { version: "version" } }, serves: null }

/** Looks through what an application answered for the place that names one of the tags. */
export function locateVersion(
  answers: readonly Answer[],
  tags: readonly string[],
  tagPrefix: string,
): VersionPlace {
  const versions = sortVersionTags(tags, tagPrefix)
  for (const { path, status, headers, body } of answers) {
    if (status !== 200) continue
    const json = readJson(body)
    const places = [...(json.ok ? leavesOf(json.value) : []), ...headerPlaces(headers)]
    for (const { place, text } of places) {
      const tag = versions.find((version) => isVersionOf({ tag: version.tag, tagPrefix })(text))?.tag
      if (tag === undefined) continue
      const sha = places.find(({ place: other, text: id }) => SHA_NAME.test(other) && SHA.test(id))?.place
      const isOk = places.some(({ place: other, text: value }) => other === "status" && value === "ok")
      return {
        check: {
          path,
          expect: {
            ...(isOk ? { json: { status: "ok" } } : {}),
            version: place,
            ...(sha === undefined ? {} : { sha }),
          },
        },
        serves: tag,
      }
    }
  }
  // an address that answers is a better guess than one that does not
  const found = answers.find(({ status }) => status === 200)
  return found === undefined ? GUESS : { ...GUESS, check: { ...GUESS.check, path: found.path } }
}

const SHA = /^[0-9a-f]{7,64}$/i
const SHA_NAME = /(^|[.:_-])(sha|commit|revision|git_?sha|git_?commit)$/i

interface Leaf {
  place: string
  text: string
}

/** No answer that names its version hides it deeper. */
const MAX_DEPTH = 4

/** Texts in a JSON value by their dotted path, which cannot name a key that has a dot. */
function leavesOf(value: unknown, place = "", depth = 0): Leaf[] {
  if (typeof value === "string") return place === "" ? [] : [{ place, text: value }]
  if (typeof value !== "object" || value === null || depth >= MAX_DEPTH) return []
  return Object.entries(value)
    .filter(([key]) => !key.includes("."))
    .flatMap(([key, inner]) => leavesOf(inner, place === "" ? key : `${place}.${key}`, depth + 1))
}

const headerPlaces = (headers: Answer["headers"]): Leaf[] =>
  Object.entries(headers)
    .filter(([name]) => /version|release|commit|sha|revision/.test(name))
    .map(([name, text]) => ({ place: `header:${name}`, text }))
