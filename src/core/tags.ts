import SemVer from "semver/classes/semver.js"
import compareBuild from "semver/functions/compare-build.js"
import parse from "semver/functions/parse.js"
import type { Fact } from "./errors.ts"
import type { Commit, CommitRange } from "./forge.ts"
import { bare, clip, counted, editDistance } from "./text.ts"

/** No tag that a person types is longer. */
export const MAX_TAG_LENGTH = 100

/** A tag that names a version. */
interface VersionTag {
  tag: string
  /** the semantic version without the tag's prefix */
  version: string
  prerelease: boolean
}

/** Reads `v1.2.3` or `v1.2.3-rc.1`; null for a name that is not prefix + strict semantic version. */
export function parseTag(tag: string, prefix: string): VersionTag | null {
  if (!tag.startsWith(prefix)) return null
  const version = tag.slice(prefix.length)
  const parsed = parse(version)
  // semver itself forgives a leading "v" or "=" and blanks around; a tag must be exact
  if (parsed === null || exact(parsed) !== version) return null
  return { tag, version, prerelease: parsed.prerelease.length > 0 }
}

const exact = ({ version, build }: SemVer): string =>
  build.length === 0 ? version : `${version}+${build.join(".")}`

/** The version tags among names, highest version first. */
export function sortVersionTags(names: readonly string[], prefix: string): VersionTag[] {
  return names
    .map((name) => parseTag(name, prefix))
    .filter((parsed) => parsed !== null)
    .sort((a, b) => compareBuild(b.version, a.version))
}

/** The tags that a person may have meant: fewest edits away, then highest version first. */
export function nearestTags(wanted: string, names: readonly string[], prefix: string, limit = 3): string[] {
  return sortVersionTags(names, prefix)
    .map(({ tag }) => ({ tag, distance: editDistance(wanted.slice(0, MAX_TAG_LENGTH), tag) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, limit)
    .map(({ tag }) => tag)
}

const PARTS = ["patch", "minor", "major"] as const
type Part = (typeof PARTS)[number]

export const BUMPS = ["auto", ...PARTS] as const
/** Which part of the version grows; `auto`: what the commits say. */
export type Bump = (typeof BUMPS)[number]

export interface NextVersion {
  /** the highest release tag so far, null in a repository without one */
  current: string | null
  next: string
  /** which part grows, and why: a sentence without a full stop */
  bump: Part
  because: string
  /** tags that begin like versions and are none, e.g. of a calendar with leading zeros */
  ignored: string[]
}

/** The highest release; prereleases do not count. */
export const currentRelease = (names: readonly string[], prefix: string): string | null =>
  sortVersionTags(names, prefix).find(({ prerelease }) => !prerelease)?.tag ?? null

/**
 * The tag that follows the highest release.
 * @param commits what came since it
 */
export function nextVersion(
  names: readonly string[],
  prefix: string,
  bump: Bump,
  commits: Fact<CommitRange>,
): NextVersion {
  const current = currentRelease(names, prefix)
  const version = new SemVer((current === null ? null : parseTag(current, prefix))?.version ?? "0.0.0")
  const { part, because } =
    bump === "auto" ? inferred(commits, version.major === 0) : { part: bump, because: "--bump asks for it" }
  const ignored = names.filter(
    (name) =>
      name.startsWith(prefix) && /^\d/.test(name.slice(prefix.length)) && parseTag(name, prefix) === null,
  )
  return { current, next: `${prefix}${version.inc(part)}`, bump: part, because, ignored }
}

interface Inferred {
  part: Part
  because: string
}

/** `feat(chat)!: answer in markdown`, by conventionalcommits.org */
const CONVENTIONAL = /^([a-z]+)(?:\([^()]*\))?(!)?: \S/i

/** Before 1.0.0 a change that breaks something is a minor one, because nothing has been promised yet. */
function inferred(commits: Fact<CommitRange>, isInitial: boolean): Inferred {
  if (commits.kind !== "known") {
    const why = commits.kind === "skipped" ? commits.why : commits.message
    return { part: "patch", because: `the commits are not known: ${bare(why)}` }
  }
  const all = commits.value.commits
  const read = all.flatMap((commit) => {
    const found = CONVENTIONAL.exec(commit.subject)
    const type = found?.[1]
    const breaks = found?.[2] !== undefined || commit.breaking === true
    return found === null && !breaks ? [] : [{ commit, type: type?.toLowerCase(), breaks }]
  })
  const breaking = read.find(({ breaks }) => breaks)
  if (breaking !== undefined) {
    const first = isInitial ? ", and below 1.0.0 the minor part stands for that" : ""
    return {
      part: isInitial ? "minor" : "major",
      because: `${shown(breaking.commit)} breaks something${first}`,
    }
  }
  const feature = read.find(({ type }) => type === "feat")
  if (feature !== undefined) return { part: "minor", because: `${shown(feature.commit)} is a feature` }
  if (read.length === 0) return { part: "patch", because: "no commit since then is a conventional one" }
  return {
    part: "patch",
    because: `${counted(read.length, "conventional commit")}, and no feature among them`,
  }
}

const shown = ({ subject }: Commit): string => JSON.stringify(clip(subject))
