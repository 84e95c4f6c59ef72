import { describe, expect, test } from "vitest"
import { foldOutbox } from "../../../src/core/ledger/outbox.ts"
import type { Delivery } from "../../../src/core/ledger/record.ts"
import { EMPTY_STATE, holdAt, openWatchOf, type StageState } from "../../../src/core/ledger/stage-state.ts"
import { entry } from "./samples.ts"

const due = (record: string, ...channels: string[]) => ({ record, channels })
const folded = (state: StageState, delivered: Delivery[], notify: string[] = []) =>
  foldOutbox(state, entry("notified", { runId: "run-2", seq: 7, delivered, notify }))

describe("messages that are due", () => {
  const outbox = [due("run-1/1", "ops", "pager"), due("run-1/2", "ops")]
  const state: StageState = { ...EMPTY_STATE, outbox }

  test.each<[string, Delivery[], string[], object]>([
    ["stay while nothing is delivered", [], [], { outbox }],
    ["are added to by a record", [], ["ops"], { outbox: [...outbox, due("run-2/7", "ops")] }],
    [
      "are gone for the channel that has them",
      [{ channel: "ops", record: "run-1/1" }],
      [],
      { outbox: [due("run-1/1", "pager"), due("run-1/2", "ops")] },
    ],
    [
      "are gone once all channels have them",
      [{ channel: "ops", record: "run-1/2" }],
      [],
      { outbox: [due("run-1/1", "ops", "pager")] },
    ],
    [
      "say when they were tried",
      [{ channel: "ops", record: "run-1/2", failed: true }],
      [],
      { outbox: [outbox[0], { ...due("run-1/2", "ops"), tried: true }] },
    ],
    [
      "leave a thread where the channel has one",
      [{ channel: "ops", record: "run-1/2", thread: { runId: "run-1", ref: "C1" } }],
      [],
      { outbox: [outbox[0]], threads: { ops: { runId: "run-1", ref: "C1" } } },
    ],
  ])("%s", (_, delivered, notify, expected) => {
    expect(folded(state, delivered, notify)).toStrictEqual({ ...EMPTY_STATE, ...expected })
  })

  test("leave no trace when all of them are delivered, but the threads", () => {
    const one: StageState = {
      ...EMPTY_STATE,
      outbox: [due("run-1/1", "ops")],
      threads: { pager: { runId: "run-0", ref: "P" } },
    }
    expect(folded(one, [{ channel: "ops", record: "run-1/1" }])).toStrictEqual({
      ...EMPTY_STATE,
      threads: { pager: { runId: "run-0", ref: "P" } },
    })
  })
})

test("a freeze without an end does not end, and one with an end does so at that moment", () => {
  const now = new Date("2026-03-01T03:00:00.000Z")
  const hold = { reason: "launch", actor: "ana", at: "2026-03-01T01:00:00.000Z" }
  for (const [until, holds] of [
    [null, true],
    ["2026-03-01T03:00:00.001Z", true],
    ["2026-03-01T03:00:00.000Z", false],
  ] as const)
    expect(holdAt({ held: { ...hold, until } }, now) !== null).toBe(holds)
  expect(holdAt({ held: { ...hold, until: null } }, new Date(-1))).not.toBeNull()
})

test("a watch is open while its version runs unverified", () => {
  const watch = { tag: "v1.0.0", sha: "1".repeat(40), until: "2026-03-01T04:00:00.000Z" }
  const running = { tag: "v1.0.0", sha: watch.sha, verified: false, outputs: {} }
  for (const [state, isOpen] of [
    [{ watch, running }, true],
    [{ watch, running: { ...running, verified: true } }, false],
    [{ watch, running: { ...running, sha: "2".repeat(40) } }, false],
    [{ watch, running: null }, false],
    [{ running }, false],
  ] as const)
    expect(openWatchOf({ ...EMPTY_STATE, ...state }) !== null).toBe(isOpen)
})
