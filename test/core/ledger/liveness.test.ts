import { describe, expect, test } from "vitest"
import {
  judgeLiveness,
  type LockOwner,
  leaseOf,
  type OwnerFacts,
  phaseOf,
} from "../../../src/core/ledger/owner.ts"
import { owner, rel } from "./samples.ts"

const facts = (fields: Partial<OwnerFacts> = {}): OwnerFacts => ({
  process: { kind: "skipped", why: "it is on another machine" },
  ci: { kind: "skipped", why: "it is part of no workflow run" },
  silence: { kind: "skipped", why: "it shows no heartbeats" },
  ...fields,
})

const running = { kind: "known", value: { state: "running" } } as const
const gone = { kind: "known", value: { state: "gone", how: "its process 7 is gone" } } as const
const completed = { kind: "known", value: { finished: true, status: "completed (cancelled)" } } as const
const inProgress = { kind: "known", value: { finished: false, status: "in_progress" } } as const
const quiet = (watchedMs: number, ageMs = 600_000) =>
  ({ kind: "known", value: { watchedMs, ageMs, limitMs: 150_000 } }) as const

describe("the owner of a lock is proven dead", () => {
  test.each<[string, Partial<OwnerFacts>, string]>([
    ["its process is gone", { process: gone }, "its process 7 is gone"],
    [
      "its process is gone, whatever its workflow run does",
      { process: gone, ci: inProgress },
      "its process 7 is gone",
    ],
    [
      "its workflow run has finished, and it is silent as well",
      { ci: completed, silence: quiet(0, 150_000) },
      "its workflow run is completed (cancelled), and its last heartbeat is 2 min 30 s old",
    ],
    [
      "it was silent for the whole limit",
      { silence: quiet(150_000) },
      "it has shown no heartbeat for the 2 min 30 s that it was watched",
    ],
    [
      "it was silent, and its workflow run goes on without it",
      { ci: inProgress, silence: quiet(160_000) },
      "it has shown no heartbeat for the 2 min 40 s that it was watched",
    ],
  ])("%s", (_, found, proof) => expect(judgeLiveness(facts(found))).toEqual({ kind: "dead", proof }))
})

describe("the owner of a lock is alive", () => {
  test.each<[string, Partial<OwnerFacts>, string]>([
    ["its process runs", { process: running }, "its process runs on this machine"],
    [
      "its process runs, whatever others say",
      { process: running, ci: completed, silence: quiet(1e9) },
      "its process runs on this machine",
    ],
    ["its workflow run goes on", { ci: inProgress }, "its workflow run is in_progress"],
    ["it showed a heartbeat", { silence: quiet(0, 149_999) }, "its last heartbeat is 2 min 30 s old"],
    [
      "A3: it showed a heartbeat, whatever its workflow run is said to be",
      { ci: completed, silence: quiet(0, 12_000) },
      "its last heartbeat is 12.0 s old",
    ],
    ["its clock is ahead", { silence: quiet(0, -5000) }, "its last heartbeat is 0.0 s old"],
  ])("%s", (_, found, sign) => expect(judgeLiveness(facts(found))).toEqual({ kind: "alive", sign }))
})

describe("the owner of a lock is neither proven dead nor known to live", () => {
  test.each<[string, Partial<OwnerFacts>, string, number | null]>([
    [
      "nothing can be found out",
      {},
      "it is on another machine; it is part of no workflow run; it shows no heartbeats",
      null,
    ],
    [
      "A3: its workflow run has finished, and nothing shows that it is silent",
      { ci: completed },
      "it is on another machine; its workflow run is completed (cancelled); it shows no heartbeats",
      null,
    ],
    [
      "it was not silent for long enough",
      { silence: quiet(149_999) },
      "it is on another machine; it is part of no workflow run; " +
        "watched for 2 min 30 s of the 2 min 30 s without a heartbeat that prove it",
      1,
    ],
    [
      "it is old by the clocks, which may differ",
      { silence: quiet(0) },
      "it is on another machine; it is part of no workflow run; " +
        "watched for 0.0 s of the 2 min 30 s without a heartbeat that prove it",
      150_000,
    ],
    [
      "it is as old as the limit by the clocks",
      { silence: quiet(0, 150_000) },
      "it is on another machine; it is part of no workflow run; " +
        "watched for 0.0 s of the 2 min 30 s without a heartbeat that prove it",
      150_000,
    ],
    [
      "it showed a heartbeat not long ago, and was silent since it is watched",
      { silence: quiet(10_000, 20_000) },
      "it is on another machine; it is part of no workflow run; " +
        "watched for 10.0 s of the 2 min 30 s without a heartbeat that prove it",
      140_000,
    ],
    [
      "nothing answers",
      {
        process: { kind: "unavailable", message: "EACCES" },
        ci: { kind: "unavailable", message: "HTTP 500" },
        silence: { kind: "unavailable", message: "no network" },
      },
      "EACCES; HTTP 500; no network",
      null,
    ],
  ])("%s", (_, found, why, watchMs) =>
    expect(judgeLiveness(facts(found))).toEqual({ kind: "unknown", why, watchMs }),
  )
})

test("an owner gives up, and its tool has ended, well before others may take the stage over", () => {
  const { beatMs, ownerMs, graceMs, takeoverMs } = leaseOf(30)
  expect({ beatMs, ownerMs, graceMs, takeoverMs }).toEqual({
    beatMs: 30_000,
    ownerMs: 90_000,
    graceMs: 30_000,
    takeoverMs: 150_000,
  })
  // with the last try to renew, which takes no longer than a third of the grace
  expect(ownerMs + graceMs + graceMs / 3).toBeLessThan(takeoverMs - beatMs / 2)
})

describe("the phase in which a run died", () => {
  const rollback = { from: rel("v1.2.3", "c"), to: rel("v1.2.2", "b") }

  test.each<[string, Partial<LockOwner>]>([
    ["deploy", {}],
    ["deploy", { fence: 3, effect: "deploy" }],
    ["migrate", { fence: 3, effect: "migrate" }],
    ["deploy-production, before its first change", { fence: 3 }],
    ["smoke", { deployed: true }],
    ["watch", { deployed: true, watching: true }],
    ["the hook after-deploy", { fence: 3, effect: "deploy", deployed: true, hook: "after-deploy" }],
    ["rollback", { deployed: false, rollback }],
    ["rollback-smoke", { deployed: true, rollback }],
    ["rollback, before its first change", { command: "rollback", tag: null, sha: null }],
  ])("%s", (phase, fields) => expect(phaseOf({ ...owner, ...fields })).toBe(phase))
})
