import type SemVer from "semver/classes/semver.js"
import compareBuild from "semver/functions/compare-build.js"
import parse from "semver/functions/parse.js"
import { editDistance } from "./nearest.ts"

/** No tag that a person types is longer. */
export const MAX_TAG_LENGTH = 100

/** A tag that names a version. */
export interface VersionTag {
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
