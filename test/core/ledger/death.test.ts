import { describe, expect, test } from "vitest"
import { judgeOwner, type OwnerFacts, phaseOf } from "../../../src/core/ledger/death.ts"
import type { LockOwner } from "../../../src/core/ledger/stage-state.ts"
import { owner, rel } from "./samples.ts"

const facts = (fields: Partial<OwnerFacts> = {}): OwnerFacts => ({
  process: { kind: "skipped", why: "it is on another machine" },
  ci: { kind: "skipped", why: "it is part of no workflow run" },
  silence: { kind: "skipped", why: "it shows no signs of life" },
  ...fields,
})

const running = { kind: "known", value: { state: "running" } } as const
const gone = { kind: "known", value: { state: "gone", how: "its process 7 is gone" } } as const
const completed = { kind: "known", value: { finished: true, status: "completed (cancelled)" } } as const
const inProgress = { kind: "known", value: { finished: false, status: "in_progress" } } as const
const quiet = (silentMs: number) => ({ kind: "known", value: { silentMs, limitMs: 150_000 } }) as const

describe("the owner of a lock is proven dead", () => {
  test.each<[string, Partial<OwnerFacts>, string]>([
    ["its process is gone", { process: gone }, "its process 7 is gone"],
    [
      "its process is gone, whatever its workflow run does",
      { process: gone, ci: inProgress },
      "its process 7 is gone",
    ],
    ["its workflow run has finished", { ci: completed }, "its workflow run is completed (cancelled)"],
    [
      "it was silent for the whole limit",
      { silence: quiet(150_000) },
      "it has shown no sign of life for the 2 min 30 s that it was watched",
    ],
    [
      "it was silent, and its workflow run goes on without it",
      { ci: inProgress, silence: quiet(160_000) },
      "it has shown no sign of life for the 2 min 40 s that it was watched",
    ],
  ])("%s", (_, found, proof) => expect(judgeOwner(facts(found))).toEqual({ kind: "dead", proof }))
})

describe("the owner of a lock is not proven dead", () => {
  test.each<[string, Partial<OwnerFacts>, string]>([
    [
      "nothing can be found out",
      {},
      "it is on another machine; it is part of no workflow run; it shows no signs of life",
    ],
    ["its process runs", { process: running }, "its process runs on this machine"],
    [
      "its process runs, whatever others say",
      { process: running, ci: completed, silence: quiet(1e9) },
      "its process runs on this machine",
    ],
    [
      "its workflow run goes on",
      { ci: inProgress },
      "it is on another machine; its workflow run is in_progress; it shows no signs of life",
    ],
    [
      "it was not silent for long enough",
      { silence: quiet(149_999) },
      "it is on another machine; it is part of no workflow run; quiet for 2 min 30 s of the 2 min 30 s that prove it",
    ],
    [
      "nobody answers",
      {
        process: { kind: "unavailable", message: "EACCES" },
        ci: { kind: "unavailable", message: "HTTP 500" },
        silence: { kind: "unavailable", message: "no network" },
      },
      "EACCES; HTTP 500; no network",
    ],
  ])("%s", (_, found, why) => expect(judgeOwner(facts(found))).toEqual({ kind: "undead", why }))
})

describe("the phase in which a run died", () => {
  const rollback = { from: rel("v1.2.3", "c"), to: rel("v1.2.2", "b") }

  test.each<[string, Partial<LockOwner>]>([
    ["deploy", {}],
    ["smoke", { deployed: true }],
    ["rollback", { deployed: false, rollback }],
    ["rollback-smoke", { deployed: true, rollback }],
    ["rollback, before its first change", { command: "rollback", tag: null, sha: null }],
  ])("%s", (phase, fields) => expect(phaseOf({ ...owner, ...fields })).toBe(phase))
})
