import type { Fact } from "../errors.ts"
import type { CommitRange } from "../forge.ts"
import { fail, type GateResult, gateResult, pass } from "../gates/gate.ts"
import { headOf } from "../gates/gates.ts"
import { canonicalJson, type Json } from "../json.ts"
import type { StageState } from "../ledger/stage-state.ts"
import type { Migration } from "../migrations/migration.ts"
import type { MigrationSource } from "../migrations/sql-risk.ts"
import type { Release, Stage } from "../stage.ts"
import type { Readiness } from "./way-back.ts"

/** What a deploy would do, as far as that can be seen before it. */
export interface Plan {
  /** of everything here that must not change before it is carried out: what --expect takes */
  digest: string
  /** the same in 12 digits, of which --expect takes 8 or more; absent in reports of older pipelines */
  shortDigest?: string
  /** what the version brings that the stage does not run */
  commits: Fact<CommitRange>
  migrations: Fact<Migration[]>
  /** what the new ones say, as far as they are SQL */
  sources?: MigrationSource[]
  /** when staging verified this very commit; null: not found among its newest records; absent: not for production */
  staging?: StagingProof | null
  infrastructure: Fact<InfrastructureChange[]>
  /** names of secrets that the version needs and the stage lacks */
  secrets: Fact<string[]>
  /** where a rollback would go; null: nowhere */
  rollbackTarget: Release | null
  reversible: boolean
  /** why it is not, a sentence each */
  oneWay: string[]
}

export interface StagingProof {
  /** ISO time */
  at: string
  runId: string
  actor: string
  /** the page of the workflow run, where there is one */
  url: string | null
}

/** What a deploy would do to one resource, in the deployer's own words. */
export interface InfrastructureChange {
  /** e.g. create, update, replace, delete */
  op: string
  type: string
  name: string
}

/** SHA-256 of a text in UTF-8, as lower-case hex digits. */
export type Sha256 = (text: string) => string

/** What a plan shows and vouches for. */
export interface PlanFacts {
  stage: Stage
  tag: string
  sha: string | null
  running: StageState["running"]
  migrations: Fact<Migration[]>
  /** names of secrets that the version needs and the stage lacks */
  secrets: Fact<string[]>
  gates: readonly GateResult[]
  readiness: Readiness | null
  infrastructure: Fact<InfrastructureChange[]>
}

/** What a plan's digest covers, in the order in which the digest holds them, in a reader's words. */
const SECTIONS = {
  release: "the release",
  running: "what the stage runs",
  migrations: "the migrations",
  secrets: "the missing secrets",
  gates: "the gates",
  rollback: "the way back",
  infrastructure: "the infrastructure changes",
} as const

type Section = keyof typeof SECTIONS

const sectionNames = Object.keys(SECTIONS) as Section[]

/** A section that the plan could not see, for want of the stage's credentials. It may be anything when the plan is carried out. */
const UNSEEN = Symbol("unseen")

/** Enough that no other plan has the same digits. */
const DIGITS = 16
const UNSEEN_DIGITS = "-"

/** The digest of a plan: `plan1` and a part for each section, so that it also shows what has changed. */
export function planDigest(facts: PlanFacts, sha256: Sha256): string {
  const sections = sectionsOf(facts)
  return ["plan1", ...sectionNames.map((name) => partOf(sections[name], sha256))].join(".")
}

const partOf = (section: Json | typeof UNSEEN, sha256: Sha256): string =>
  section === UNSEEN ? UNSEEN_DIGITS : sha256(canonicalJson(section)).slice(0, DIGITS)

/**
 * The part of a plan that must not change before it is carried out: no times, no texts that a machine or a service
 * words for itself, and no order but that of names.
 */
function sectionsOf(facts: PlanFacts): Record<Section, Json | typeof UNSEEN> {
  const { stage, tag, sha, running, migrations, secrets, gates, readiness, infrastructure } = facts
  return {
    release: { stage, tag, sha },
    running: running && releaseOf(running),
    migrations: known(migrations, (list) =>
      sorted(list.map(({ path, change, risk, reasons, down }) => ({ path, change, risk, reasons, down }))),
    ),
    secrets: seen(secrets, sorted),
    gates: Object.fromEntries(
      gates.filter(({ id }) => !APART.includes(id)).map((gate) => [gate.id, statusOf(gate)]),
    ),
    rollback: readiness && {
      target: readiness.target && releaseOf(readiness.target),
      oneWay: sorted(readiness.oneWay.map(({ why }) => why)),
    },
    infrastructure: seen(infrastructure, (changes) =>
      sorted(changes.map(({ op, type, name }) => ({ op, type, name }))),
    ),
  }
}

const releaseOf = ({ tag, sha }: Release) => ({ tag, sha })

/** Why something is not known may be worded differently each time; that it is not known is part of the plan. */
const known = <T>(fact: Fact<T>, show: (value: T) => Json): Json =>
  fact.kind === "known" ? show(fact.value) : { [fact.kind]: true }

/** What only the stage's credentials show: a plan job before the approval has none, and must not approve that. */
const seen = <T>(fact: Fact<T>, show: (value: T) => Json): Json | typeof UNSEEN =>
  fact.kind === "unavailable" ? UNSEEN : known(fact, show)

const sorted = (list: readonly Json[]): Json =>
  list
    .map((item) => ({ item, key: canonicalJson(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ item }) => item)

/** What changes without anything being changed. */
const BY_ITSELF: readonly string[] = ["lock", "credentials", "window", "soak"]

/**
 * The lock comes and goes with every run, a plan job may have other credentials than the deploy, the clock alone opens a
 * window and ends a soak, and what the others judge has sections of its own.
 */
const APART: readonly string[] = [...BY_ITSELF, ...["plan", "secrets", "migrations", "readiness"]]

/** A gate that may pass later with the plan as it is: the digest stays, where it would be another once others pass. */
export const passesByItself = ({ id, code }: GateResult): boolean =>
  code === "CI_UNFINISHED" || BY_ITSELF.includes(id)

/**
 * A gate that was waived has failed all the same. A check that is still running is waited for, and blocks the deploy
 * when it fails: the plan was approved on the condition that it passes.
 */
function statusOf({ id, status, code }: GateResult): string {
  if (code === "CI_UNFINISHED") return "pass"
  // a stage that was not seen when the plan was made may be seen to be as it should
  if (id === "drift" && status === "skipped") return "pass"
  return status === "waived" ? "fail" : status
}

const DIGEST = new RegExp(`^plan1(\\.([0-9a-f]{${DIGITS}}|${UNSEEN_DIGITS})){${sectionNames.length}}$`)

/** How many digits of a plan's short digest people are shown. */
const SHORT = 12

/** Fewer could be met by chance. */
const MIN_SHORT = 8

/** The plan in as few digits as a person passes on: of all that the digest says. */
export const shortDigest = (digest: string, sha256: Sha256): string => sha256(digest).slice(0, SHORT)

const isShort = (text: string): boolean => /^[0-9a-f]+$/.test(text)

/** What is wrong with a digest that a person gives, or null. */
export function digestFault(text: string): string | null {
  if (DIGEST.test(text)) return null
  if (!isShort(text)) return "is not a digest that plan prints: plan1.… as a whole, or the short one"
  if (text.length < MIN_SHORT) return `is too short: a plan is named by at least ${MIN_SHORT} of its digits`
  return text.length > SHORT ? `is too long: the short digest of a plan has ${SHORT} digits` : null
}

/**
 * Whether a short digest is that of a plan. It does not show which parts the plan could see, so that each part that may
 * have been unseen is tried both ways. More than one way that fits is none.
 */
function meetsShort(short: string, actual: string, sha256: Sha256): boolean {
  const unseen = withUnseen(actual, "secrets")
  const ways = [actual, unseen].flatMap((digest) => [digest, withUnseen(digest, "infrastructure")])
  return [...new Set(ways)].filter((way) => shortDigest(way, sha256).startsWith(short)).length === 1
}

const withUnseen = (digest: string, name: Section): string =>
  [
    "plan1",
    ...partsOf(digest).map((part, index) => (sectionNames[index] === name ? UNSEEN_DIGITS : part)),
  ].join(".")

/** Whether the plan could see a section, as far as its digest shows. */
export const covers = (digest: string, section: Section): boolean =>
  isShort(digest) || partsOf(digest)[sectionNames.indexOf(section)] !== UNSEEN_DIGITS

const partsOf = (digest: string): string[] => digest.split(".").slice(1)

/** What has changed since a digest, in words; empty when nothing has of what it covers. */
function changedSections(expected: string, actual: string): string[] {
  const after = partsOf(actual)
  const changed = sectionNames.filter(
    (name, index) => covers(expected, name) && partsOf(expected)[index] !== after[index],
  )
  return changed.map((name) => SECTIONS[name])
}

/** Compares what is found now with the plan that was approved. It is never waived: a new plan can be made at once. */
export function planGate(expected: string, actual: string, stage: Stage, sha256: Sha256): GateResult {
  if (isShort(expected)) {
    const judgement = meetsShort(expected, actual, sha256)
      ? pass(`still ${expected}`)
      : fail(
          "PLAN_CHANGED",
          `Something has changed since plan ${expected} was made; it is ${shortDigest(actual, sha256)} now.`,
        )
    return gateResult(headOf("plan"), judgement, stage)
  }
  const changed = changedSections(expected, actual)
  return gateResult(
    headOf("plan"),
    changed.length === 0
      ? pass(`still ${actual}`)
      : fail("PLAN_CHANGED", `Something has changed since the plan was made: ${changed.join(", ")}.`),
    stage,
  )
}
