import { canonicalJson, type Json } from "../json.ts"

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
export type PlanWorld = Record<keyof typeof SECTIONS, Json | typeof UNSEEN>

/** A section that whoever plans cannot see, as a job without the stage's credentials; it binds nobody. */
export const UNSEEN = Symbol("unseen")

/** Enough that nobody finds another world with the same digits. */
const DIGITS = 16
const UNSEEN_DIGITS = "-"

/** The digest of a plan: `plan1` and a part for each section, so that it also tells what has changed. */
export const planDigest = (world: PlanWorld, sha256: Sha256): string =>
  ["plan1", ...sectionNames.map((name) => partOf(world[name], sha256))].join(".")

const partOf = (section: Json | typeof UNSEEN, sha256: Sha256): string =>
  section === UNSEEN ? UNSEEN_DIGITS : sha256(canonicalJson(section)).slice(0, DIGITS)

const sectionNames = Object.keys(SECTIONS) as (keyof typeof SECTIONS)[]

const DIGEST = new RegExp(`^plan1(\\.([0-9a-f]{${DIGITS}}|${UNSEEN_DIGITS})){${sectionNames.length}}$`)

/** Whether a text is a digest that `plan` can have printed, all of it. */
export const isPlanDigest = (text: string): boolean => DIGEST.test(text)

/** What has changed since a digest, in words; empty when nothing has of what it covers. */
export function changedSections(expected: string, actual: string): string[] {
  const [before, after] = [expected, actual].map((digest) => digest.split(".").slice(1))
  return sectionNames
    .filter((_, index) => before?.[index] !== UNSEEN_DIGITS && before?.[index] !== after?.[index])
    .map((name) => SECTIONS[name])
}

/** Whether whoever planned could see a section. */
export const covers = (digest: string, section: keyof PlanWorld): boolean =>
  digest.split(".")[1 + sectionNames.indexOf(section)] !== UNSEEN_DIGITS
