import fc from "fast-check"
import type { Entry, RecordKind } from "../../../src/core/ledger/record.ts"
import { RECORD_KINDS } from "../../../src/core/ledger/record.ts"
import type { Release } from "../../../src/core/stage.ts"
import { targetByList } from "./naive-model.ts"
import { entry, rel, sha } from "./samples.ts"

/** Few commits and few names, so that tags move, commits have two tags, and versions come back. */
export const release: fc.Arbitrary<Release> = fc
  .tuple(
    fc.constantFrom("v0.9.0", "v1.0.0", "v1.1.0-rc.1", "v1.1.0", "v1.2.0", "v2.0.0-rc.1"),
    fc.constantFrom("a", "b", "c", "d", "e"),
  )
  .map(([tag, commit]) => rel(tag, commit))

/** How one run ends, as far as the ledger is told. */
const ENDS = [
  "verified",
  "failed",
  "failed, unchanged",
  "inconclusive",
  "died before the deploy",
  "died before the verdict",
] as const
type End = (typeof ENDS)[number]

type Step =
  | { kind: "deploy"; release: Release; end: End; recovery: End | "manual" }
  | { kind: "rollback"; end: End }
  | { kind: "unfrozen" | "lock-broken" | "taken-over" | "blocked"; release: Release }

const end = fc.oneof({ arbitrary: fc.constant("verified" as End), weight: 3 }, fc.constantFrom(...ENDS))

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("deploy" as const),
      release,
      end,
      recovery: fc.oneof(end, fc.constant("manual" as const)),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("rollback" as const), end }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("unfrozen", "lock-broken", "taken-over", "blocked"),
      release,
    }),
  },
)

/** What a stage's ledger holds after runs such as the transaction makes, oldest first. */
export const history: fc.Arbitrary<Entry[]> = fc.array(step, { maxLength: 20, size: "max" }).map((steps) => {
  const past: Entry[] = []
  for (const [index, one] of steps.entries()) past.push(...play(past, one, index))
  return past
})

function play(past: readonly Entry[], step: Step, index: number): Entry[] {
  const runId = `run-${index}`
  switch (step.kind) {
    case "deploy": {
      const deploy = [entry("started", { ...step.release, runId }), ...install(step.release, step.end, runId)]
      const left = step.end === "failed" && step.recovery !== "manual" ? deploy.slice(0, -1) : null
      const back = left && targetByList([...past, ...left], step.release)
      if (!left || !back || step.recovery === "manual") return deploy
      return [...left, ...retreat(step.release, back, step.recovery, runId)]
    }
    case "rollback": {
      const from = lastOnStage(past)
      const back = from && targetByList(past, from)
      if (!from || !back) return [entry("blocked", { runId, code: "NO_ROLLBACK_TARGET" })]
      return [entry("started", { runId }), ...retreat(from, back, step.end, runId)]
    }
    default:
      return [entry(step.kind, { ...step.release, runId })]
  }
}

function install(subject: Release, end: End, runId: string): Entry[] {
  const deployed = entry("deployed", { ...subject, runId, outputs: {} })
  switch (end) {
    case "verified":
      return [deployed, entry("verified", { ...subject, runId, outputs: {} })]
    case "failed":
      return [deployed, entry("failed", { ...subject, runId, changed: true })]
    case "failed, unchanged":
      return [entry("failed", { ...subject, runId, changed: false })]
    case "inconclusive":
      return [deployed, entry("inconclusive", { ...subject, runId })]
    case "died before the verdict":
      return [deployed]
    case "died before the deploy":
      return []
  }
}

function retreat(from: Release, to: Release, end: End, runId: string): Entry[] {
  const started = entry("rollback-started", { ...to, from, runId })
  const ended = install(to, end, runId).map((one) => {
    const kind =
      one.kind === "verified" ? "rolled-back" : one.kind === "deployed" ? one.kind : "rollback-failed"
    return { ...one, kind, from } satisfies Entry
  })
  return [started, ...ended]
}

const ON_STAGE: readonly RecordKind[] = ["deployed", "verified", "rolled-back"]

const lastOnStage = (past: readonly Entry[]): Release | null => {
  const last = past.findLast(({ kind }) => ON_STAGE.includes(kind))
  return last === undefined ? null : rel(last.tag as string, (last.sha as string).slice(0, 1))
}

const anyRelease = fc
  .integer({ min: 0, max: 70 })
  .map((n) => ({ tag: `v1.${n % 60}.0`, sha: sha(`${100 + n}`) }))

/** Entries in any order with anything in them: what no transaction writes, the fold must survive. */
export const anyEntries: fc.Arbitrary<Entry[]> = fc.array(
  fc
    .record({
      kind: fc.oneof(
        { weight: 2, arbitrary: fc.constant("verified" as RecordKind) },
        { weight: 2, arbitrary: fc.constantFrom(...RECORD_KINDS) },
      ),
      runId: fc.constantFrom("run-1", "run-2", "run-3"),
      subject: fc.option(anyRelease),
      from: fc.option(anyRelease),
      changed: fc.option(fc.boolean()),
      outputs: fc.option(fc.constant({ api: "http://localhost" })),
      detail: fc.option(fc.constant("it lost messages")),
    })
    .map(({ kind, subject, ...fields }) => entry(kind, { ...subject, ...fields })),
  { maxLength: 150, size: "max" },
)
