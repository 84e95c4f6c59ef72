import type { LockOwner } from "../../../src/core/ledger/owner.ts"
import type { Entry, RecordKind } from "../../../src/core/ledger/record.ts"
import { EMPTY_STATE, type StageState } from "../../../src/core/ledger/stage-state.ts"
import type { Release } from "../../../src/core/stage.ts"

/** A full commit id from a short name: sha("a") is aaaa…. */
export const sha = (name: string): string => name.repeat(40).slice(0, 40)

export const rel = (tag: string, commit: string): Release => ({ tag, sha: sha(commit) })

export const AT = "2026-11-23T10:00:00.000Z"

export const entry = (kind: RecordKind, fields: Partial<Entry> = {}): Entry => ({
  kind,
  runId: "run-1",
  command: "deploy-staging",
  actor: "ana",
  host: "laptop",
  pid: 7,
  at: AT,
  tag: null,
  sha: null,
  from: null,
  reason: null,
  code: null,
  detail: null,
  outputs: null,
  changed: null,
  report: null,
  ...fields,
})

export const state = (fields: Partial<StageState> = {}): StageState => ({ ...EMPTY_STATE, ...fields })

export const running = (release: Release, verified = true) => ({ ...release, verified, outputs: {} })

export const quarantined = (release: Release, reason = "it lost messages") => ({ ...release, reason, at: AT })

export const owner: LockOwner = {
  runId: "run-9",
  command: "deploy-production",
  tag: "v1.2.3",
  sha: "9".repeat(40),
  actor: "ben",
  host: "ci-4",
  pid: 42,
  since: AT,
}
