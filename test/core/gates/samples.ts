import type { GateFacts, GateInputs } from "../../../src/core/gates/gate.ts"
import type { ReleaseDelta } from "../../../src/core/plan/way-back.ts"
import { checkNamed, known } from "../../helpers/fake-code-host.ts"
import { credentialsOf } from "../../helpers/fake-credentials.ts"
import { rel, running, state } from "../ledger/samples.ts"

export const a = rel("v1.2.3", "a")
export const b = rel("v1.2.2", "b")
export const verifiedHere = state({ running: running(a), verified: [a, b] })

const ALL_WELL: GateInputs = {
  ci: known({ checks: [checkNamed("test")], required: [], ignored: 0 }),
  incidents: known([]),
  credentials: known(credentialsOf()),
  secrets: known({ stage: "production", rows: [] }),
  tree: known({ submodules: [], lfs: [] }),
  scripts: known([]),
  lacking: [],
  observed: {
    sighting: "as-recorded",
    at: "2026-11-23T10:00:00.000Z",
    versions: [],
    detail: "it serves v1.2.2",
  },
}

/** A deploy over a version to which a rollback would go. */
export const REVERSIBLE: ReleaseDelta = {
  migrations: known([]),
  back: known([]),
  target: known(true),
  older: known(false),
}

/** Facts on which every gate passes. */
export const factsOf = (fields: Partial<GateFacts> = {}, inputs: Partial<GateInputs> = {}): GateFacts => ({
  stage: "production",
  ...a,
  tagPrefix: "v",
  mainBranch: "main",
  nearest: [],
  newest: null,
  releaseBranches: null,
  branches: [],
  mainRule: "block",
  onMain: true,
  mainRemote: "origin",
  shallow: false,
  state: state({ running: running(b), verified: [b] }),
  isUnderWay: false,
  staging: verifiedHere,
  now: new Date("2026-11-23T10:00:00.000Z"),
  opening: null,
  soakMinutes: 0,
  inputs: { ...ALL_WELL, ...inputs },
  delta: REVERSIBLE,
  migrationPolicy: "warn",
  ...fields,
})
