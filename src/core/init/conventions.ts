// How an application has been released so far: what its tags show, and what production answers.
import { readJson } from "../json.ts"
import { isVersionOf } from "../smoke/probe.ts"
import { sortVersionTags } from "../tags.ts"
import { counted } from "../text.ts"
import { type Answer, type Found, HEALTH_PATHS } from "./project.ts"

/** A check that the application can answer, as pipeline.json has it. */
export interface HealthCheck {
  path: string
  /** the application answers otherwise when a query is added */
  cacheBusting?: false
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
  for (const { path, status, headers, body, plain } of answers) {
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
          ...(plain ? { cacheBusting: false } : {}),
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

/**
 * What most of the version tags begin with; "v" where there are none.
 * @param app the name that an application of a monorepo has in its tags; "": there is only one
 */
export function prefixOf(tags: readonly string[], app: string): string {
  const counts = new Map<string, number>()
  for (const tag of tags) {
    const prefix = /^(|.*?[^\d.])\d+\.\d+\.\d+(?![.\d])/s.exec(tag)?.[1]
    if (prefix !== undefined && sortVersionTags([tag], prefix).length === 1) {
      counts.set(prefix, (counts.get(prefix) ?? 0) + 1)
    }
  }
  const own = [...counts].filter(([prefix]) => prefix.startsWith(app))
  const [most] = (own.length > 0 ? own : [...counts]).toSorted(([, one], [, other]) => other - one)
  return most?.[0] ?? "v"
}

/** How many tags decide: what was done long ago need not be done again. */
const LAST_TAGS = 40

/** What has been released shows which commits may be. */
export function releaseRules(
  { tags, beside }: Found,
  mainBranch: string,
  tagPrefix: string,
): { config: Record<string, unknown>; notes: string[] } {
  const last = sortVersionTags(tags, tagPrefix)
    .slice(0, LAST_TAGS)
    .map(({ tag }) => tag)
  const off = beside.filter(({ tag }) => last.includes(tag))
  if (off.length === 0) return { config: {}, notes: [] }
  const count = `${off.length} of the last ${counted(last.length, "version tag")} ${off.length === 1 ? "is" : "are"} not on ${mainBranch}`
  const patterns = [...new Set(off.flatMap(({ branches }) => branches.slice(0, 1).map(patternOf)))]
  const onBranches = off.every(({ branches }) => branches.length > 0)
  return onBranches
    ? {
        config: { releaseBranches: [mainBranch, ...patterns] },
        notes: [
          `${count}, but on ${patterns.join(", ")}: releaseBranches allows those. Take out what should not be released.`,
        ],
      }
    : {
        config: { gates: { main: "warn" } },
        notes: [
          `${count}, nor on another branch, as where a commit of a bot was squashed away: gates.main is "warn". Make it "block" when that has ended.`,
        ],
      }
}

/** `release/1.x` stands for its like. */
const patternOf = (branch: string): string => branch.replace(/\/[^/]*$/, "/*")
