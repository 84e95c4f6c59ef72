import { canonicalJson, type Json } from "../canonical-json.ts"

/** SHA-256 of a text in UTF-8, as lower-case hex digits. */
export type Sha256 = (text: string) => string

/** The parts of the world that a plan's digest covers, in the order in which a token holds them, in a reader's words. */
const SECTIONS = {
  release: "the release",
  running: "what the stage runs",
  migrations: "the migrations",
  secrets: "the missing secrets",
  gates: "the gates",
  rollback: "the way back",
  infrastructure: "the infrastructure changes",
} as const

/** What a plan showed, without anything that differs from machine to machine or from run to run. */
export type PlanWorld = Record<keyof typeof SECTIONS, Json>

/** Of the whole and of each section: what does not fit together by chance, and what tells which one changed. */
const WHOLE_DIGITS = 20
const SECTION_DIGITS = 4

/**
 * The digest of a plan: `plan1.<whole>.<sections>`. The whole decides; the sections only tell what has changed, since a
 * digest alone cannot.
 */
export function planDigest(world: PlanWorld, sha256: Sha256): string {
  const sections = sectionNames.map((name) => sha256(canonicalJson(world[name])).slice(0, SECTION_DIGITS))
  return `plan1.${sha256(canonicalJson(world)).slice(0, WHOLE_DIGITS)}.${sections.join("")}`
}

const sectionNames = Object.keys(SECTIONS) as (keyof typeof SECTIONS)[]

const DIGEST = new RegExp(
  `^plan1\\.[0-9a-f]{${WHOLE_DIGITS}}\\.[0-9a-f]{${SECTION_DIGITS * sectionNames.length}}$`,
)

/** Whether a text is a digest that `plan` can have printed, all of it. */
export const isPlanDigest = (text: string): boolean => DIGEST.test(text)

/** What has changed between two digests, in words; empty when they are the same. */
export function changedSections(expected: string, actual: string): string[] {
  if (expected === actual) return []
  const [before, after] = [expected, actual].map((digest) =>
    digest.slice(-SECTION_DIGITS * sectionNames.length),
  ) as [string, string]
  const changed = sectionNames.filter((_, index) => {
    const place = [index * SECTION_DIGITS, (index + 1) * SECTION_DIGITS] as const
    return before.slice(...place) !== after.slice(...place)
  })
  // short digests may agree by chance
  return changed.length === 0 ? ["something"] : changed.map((name) => SECTIONS[name])
}
