import { describe, expect, test } from "vitest"
import {
  firstFailure,
  type GateFacts,
  type GateResult,
  type TreeParts,
} from "../../../src/core/gates/gate.ts"
import { describeDeath, judgeGates, lockGate } from "../../../src/core/gates/gates.ts"
import type { ReasonCode } from "../../../src/core/reasons.ts"
import type { Observed } from "../../../src/core/smoke/observed.ts"
import { STAGES } from "../../../src/core/stage.ts"
import { isoSeconds } from "../../../src/core/text.ts"
import { AT, owner, quarantined, running, state } from "../ledger/samples.ts"
import { a, b, factsOf, REVERSIBLE, verifiedHere } from "./samples.ts"

const frozen = { reason: "it lost messages", actor: "ana", at: AT }

const gate = (id: string, fields: Partial<GateFacts>) =>
  judgeGates(factsOf(fields)).find((result) => result.id === id) as GateResult

const noTag = { sha: null, onMain: null }
const odd = { ...noTag, tag: "1.2" }
const OTHER_WAYS =
  'If commits of other branches may be released: releaseBranches in pipeline.json, e.g. ["main", "release/*"], or gates.main: "warn". For this deploy alone: `deploy-production --tag TAG --waive \'main=WHY\'`.'
const ON_MAIN = `Merge the commit and tag the merged one. If main moved, fetch it: \`git fetch origin\`. ${OTHER_WAYS}`
const FETCH = "Fetch it: git fetch upstream trunk; or name another with mainBranch in pipeline.json."

const UNSHALLOW =
  "Fetch the rest: git fetch --unshallow --tags; in GitHub Actions, give actions/checkout fetch-depth: 0."
const WHOLE_TREE =
  "Make what the message names available, or leave it out of the tag. If the deploy does not need it: `deploy-production --tag TAG --waive 'tree=WHY'`."

const treeOf = (parts: Partial<TreeParts>): Partial<GateFacts> => {
  const { inputs } = factsOf()
  return { inputs: { ...inputs, tree: { kind: "known", value: { submodules: [], lfs: [], ...parts } } } }
}

describe("a gate that passes", () => {
  test.each<[string, Partial<GateFacts>, string]>([
    ["tag", {}, "v1.2.3 is commit aaaaaaa"],
    ["tag", { tag: "rel/1.0.0-rc.1", tagPrefix: "rel/" }, "rel/1.0.0-rc.1 is commit aaaaaaa"],
    ["main", {}, "on origin/main"],
    ["main", { mainBranch: "trunk", mainRemote: null }, "on trunk"],
    [
      "main",
      { onMain: false, releaseBranches: ["main", "release/*"], branches: ["fix", "release/1.x"] },
      "on origin/release/1.x",
    ],
    ["main", { onMain: null, releaseBranches: ["stable"], branches: ["stable"] }, "on origin/stable"],
    [
      "main",
      { onMain: false, mainRule: "warn" },
      "Commit aaaaaaa is not on origin/main; gates.main in pipeline.json only warns of that",
    ],
    [
      "main",
      { onMain: null, mainRule: "warn" },
      "There is no branch origin/main here to look at; gates.main in pipeline.json only warns of that",
    ],
    ["tree", {}, "all of it is in the commit"],
    ["tree", treeOf({ submodules: [{ path: "lib", missing: null }] }), "1 submodule"],
    ["moved", {}, "not moved"],
    ["moved", { tag: "v1.2.4" }, "not moved"],
    ["prerelease", {}, "a release"],
    // what no tag can be called is the first gate's word
    ["prerelease", { tag: "1.2" }, "a release"],
    ["prerelease", { tag: "v1.2.3+build.7" }, "a release"],
    ["staging", {}, "verified as v1.2.3 (aaaaaaa)"],
    ["staging", { tag: "v1.2.4" }, "verified as v1.2.3 (aaaaaaa)"],
    [
      "staging",
      { staging: state(), state: verifiedHere },
      "production runs it already, verified as v1.2.3 (aaaaaaa)",
    ],
    ["frozen", {}, "not frozen"],
    ["frozen", { staging: { ...verifiedHere, frozen } }, "not frozen"],
    ["older", {}, "not older"],
    ["quarantine", {}, "not quarantined"],
    ["quarantine", { state: state({ quarantine: [quarantined(b)] }) }, "not quarantined"],
    ["quarantine", { staging: { ...verifiedHere, quarantine: [quarantined(a)] } }, "not quarantined"],
  ])("%s %j: %s", (id, fields, detail) => {
    expect(gate(id, fields)).toMatchObject({ status: "pass", detail, code: null, fix: null })
  })
})

describe("a gate that fails", () => {
  test.each<[string, Partial<GateFacts>, ReasonCode, string, string]>([
    [
      "tag",
      odd,
      "TAG_INVALID",
      '"1.2" is not "v" and a semantic version.',
      "Name a tag such as v1.2.3 (prefix: `tagPrefix` in pipeline.json).",
    ],
    [
      "tag",
      { ...odd, nearest: ["v1.2.3", "v1.2.2"] },
      "TAG_INVALID",
      '"1.2" is not "v" and a semantic version. Did you mean v1.2.3, v1.2.2?',
      "Name a tag such as v1.2.3 (prefix: `tagPrefix` in pipeline.json).",
    ],
    [
      "tag",
      { ...noTag, nearest: ["v1.2.2"], newest: "v2.0.0" },
      "TAG_NOT_FOUND",
      "The repository has no tag v1.2.3. Did you mean v1.2.2? The newest is v2.0.0.",
      "Check the name, or fetch the tags: git fetch --tags.",
    ],
    [
      "tag",
      { ...noTag, nearest: ["v1.2.3", "v1.2.2"] },
      "TAG_NOT_FOUND",
      "The tag v1.2.3 is of no commit.",
      "Check the name, or fetch the tags: git fetch --tags.",
    ],
    ["main", { onMain: false }, "TAG_NOT_ON_MAIN", "Commit aaaaaaa is not on origin/main.", ON_MAIN],
    [
      "main",
      { onMain: false, mainRemote: null },
      "TAG_NOT_ON_MAIN",
      "Commit aaaaaaa is not on main.",
      `Merge the commit and tag the merged one. ${OTHER_WAYS}`,
    ],
    [
      "main",
      { onMain: false, branches: ["fix/login", "release/1.x"] },
      "TAG_NOT_ON_MAIN",
      "Commit aaaaaaa is not on origin/main, but on origin/fix/login, origin/release/1.x.",
      ON_MAIN,
    ],
    [
      "main",
      { onMain: true, releaseBranches: ["release/*", "stable"], branches: ["main"] },
      "TAG_NOT_ON_MAIN",
      "Commit aaaaaaa is not on origin/release/*, origin/stable, but on origin/main.",
      ON_MAIN,
    ],
    [
      "main",
      { onMain: null, mainBranch: "trunk", mainRemote: "upstream" },
      "TAG_NOT_ON_MAIN",
      "There is no branch upstream/trunk here to look at.",
      FETCH,
    ],
    [
      "main",
      { onMain: null, mainBranch: "trunk", mainRemote: null },
      "TAG_NOT_ON_MAIN",
      "There is no branch trunk here to look at.",
      "Name another with mainBranch in pipeline.json.",
    ],
    [
      "main",
      { onMain: false, shallow: true },
      "HISTORY_CUT_OFF",
      "Whether commit aaaaaaa is on origin/main is not known: the history is cut off in this clone.",
      UNSHALLOW,
    ],
    [
      "readiness",
      { shallow: true, delta: { ...REVERSIBLE, back: { kind: "unavailable", message: "it is cut off" } } },
      "HISTORY_CUT_OFF",
      "Whether there is a way back from v1.2.3 is not known: the migrations between the versions are not known: it is cut off.",
      UNSHALLOW,
    ],
    [
      "older",
      { delta: { ...REVERSIBLE, older: { kind: "known", value: true } } },
      "OLDER_VERSION",
      "v1.2.3 is older than v1.2.2 (bbbbbbb), which runs.",
      "To go back: `rollback --stage production --to TAG`. To deploy it all the same: `deploy-production --tag TAG --allow-older 'WHY'`.",
    ],
    [
      "older",
      {
        delta: { ...REVERSIBLE, older: { kind: "known", value: true } },
        state: state({ running: running(b, false), verified: [a] }),
        isUnderWay: true,
      },
      "OLDER_VERSION",
      "v1.2.3 is older than v1.2.2 (bbbbbbb), whose deploy has begun.",
      "To go back: `rollback --stage production --to TAG`. To deploy it all the same: `deploy-production --tag TAG --allow-older 'WHY'`.",
    ],
    [
      "older",
      { shallow: true, delta: { ...REVERSIBLE, older: { kind: "unavailable", message: "it is cut off" } } },
      "HISTORY_CUT_OFF",
      "Whether v1.2.3 is older than the version that runs is not known: it is cut off",
      UNSHALLOW,
    ],
    [
      "tree",
      treeOf({
        submodules: [
          { path: "lib", missing: "repository not found" },
          { path: "docs", missing: null },
        ],
      }),
      "TREE_INCOMPLETE",
      "Submodules that cannot be fetched: lib (repository not found).",
      WHOLE_TREE,
    ],
    [
      "tree",
      treeOf({ lfs: ["a.bin", "b.bin"] }),
      "TREE_INCOMPLETE",
      "Files whose content is in Git LFS, which is not fetched: a.bin, b.bin.",
      WHOLE_TREE,
    ],
    [
      "moved",
      { staging: state({ verified: [{ ...b, tag: "v1.2.3" }, a] }) },
      "TAG_MOVED",
      "v1.2.3 was bbbbbbb on staging and is aaaaaaa now.",
      "Release the new commit under a new tag; versions are not reused.",
    ],
    [
      "prerelease",
      { tag: "v1.2.3-rc.1" },
      "PRERELEASE_TO_PRODUCTION",
      "v1.2.3-rc.1 is a prerelease.",
      "Tag the same commit as a release, e.g. v1.2.3 instead of v1.2.3-rc.1, and take it through staging.",
    ],
    [
      "staging",
      { staging: state() },
      "STAGING_NOT_VERIFIED",
      "Staging has not verified v1.2.3 (aaaaaaa). Staging has never been deployed.",
      "Take it through staging first: `deploy-staging --tag TAG`.",
    ],
    [
      "staging",
      { staging: state({ running: running(a, false), verified: [b] }) },
      "STAGING_NOT_VERIFIED",
      "Staging has not verified v1.2.3 (aaaaaaa). Staging runs v1.2.3 (aaaaaaa), unverified.",
      "Take it through staging first: `deploy-staging --tag TAG`.",
    ],
    [
      "staging",
      {
        staging: state({ running: running(b), verified: [b] }),
        state: state({ running: running(b), verified: [b, a] }),
      },
      "STAGING_NOT_VERIFIED",
      "Staging has not verified v1.2.3 (aaaaaaa). Staging runs v1.2.2 (bbbbbbb), verified.",
      "Take it through staging first: `deploy-staging --tag TAG`.",
    ],
    [
      "staging",
      {
        staging: state({ running: running(b), verified: [b] }),
        state: state({ running: running(a, false) }),
      },
      "STAGING_NOT_VERIFIED",
      "Staging has not verified v1.2.3 (aaaaaaa). Staging runs v1.2.2 (bbbbbbb), verified.",
      "Take it through staging first: `deploy-staging --tag TAG`.",
    ],
    [
      "staging",
      { staging: state({ running: running(a, false), quarantine: [quarantined(a)] }), state: verifiedHere },
      "STAGING_NOT_VERIFIED",
      "Staging has not verified v1.2.3 (aaaaaaa). Staging runs v1.2.3 (aaaaaaa), unverified.",
      "Release a fix under a new tag, or lift the quarantine: `quarantine --tag TAG --lift --stage staging --reason 'WHY'`. Then: `deploy-staging --tag TAG`.",
    ],
    [
      "frozen",
      { state: state({ frozen }) },
      "STAGE_FROZEN",
      `production was frozen at ${isoSeconds(AT)} by ana: it lost messages`,
      "Find the cause, then: `unfreeze --stage production --reason 'WHY'`.",
    ],
    [
      "frozen",
      { state: state({ frozen, unfinished: { from: a, to: b } }) },
      "STAGE_FROZEN",
      `production was frozen at ${isoSeconds(AT)} by ana: it lost messages. The rollback from v1.2.3 (aaaaaaa) to v1.2.2 (bbbbbbb) did not come to its end.`,
      "Finish it: `rollback --stage production --reason 'WHY'`. Then find the cause, and: `unfreeze --stage production --reason 'WHY'`.",
    ],
    [
      "quarantine",
      { state: state({ quarantine: [quarantined({ ...a, tag: "v1.0.0" })] }) },
      "VERSION_QUARANTINED",
      `v1.0.0 (aaaaaaa) was quarantined on the stage at ${isoSeconds(AT)}: it lost messages`,
      "Release a fix under a new tag, or lift the quarantine: `quarantine --tag TAG --lift --stage production --reason 'WHY'`.",
    ],
  ])("%s %j: %s", (id, fields, code, detail, fix) => {
    expect(gate(id, fields)).toMatchObject({ status: "fail", code, detail, fix })
  })

  test.each(STAGES)("says which stage its fix is for: %s", (stage) => {
    expect(gate("frozen", { stage, state: state({ frozen }) }).fix).toContain(`--stage ${stage} `)
  })
})

test("nothing is older than a stage on which nothing runs", () => {
  const older = { kind: "known", value: true } as const
  expect(gate("older", { state: state(), delta: { ...REVERSIBLE, older } })).toMatchObject({
    status: "pass",
    detail: "not older",
  })
})

test("whether a version is older is not known where its history cannot be read", () => {
  const older = { kind: "unavailable", message: "the commit is not here" } as const
  expect(gate("older", { delta: { ...REVERSIBLE, older } })).toMatchObject({
    status: "fail",
    code: "GATE_UNAVAILABLE",
    detail: "Whether v1.2.3 is older than the version that runs is not known: the commit is not here",
    fix: "Fetch what is missing, or deploy it all the same: `deploy-production --tag TAG --allow-older 'WHY'`.",
  })
})

describe("a gate that has nothing to say", () => {
  const titles = {
    tag: "The tag is a version and exists",
    main: "The commit is on the main branch, or another one that may be released",
    moved: "The tag still names the commit that staging verified",
    tree: "Everything that the version consists of is available",
    prerelease: "No prerelease goes to production",
    staging: "Staging verified the same commit",
    soak: "Staging has run it for long enough",
    frozen: "The stage is not frozen",
    window: "The stage takes deploys at this time",
    quarantine: "The commit is not quarantined",
    older: "The version is not older than the one that runs",
    drift: "The stage serves what the ledger says",
    ci: "CI passed on the commit",
    incidents: "No incident is open",
    migrations: "Migrations are known and acknowledged",
    readiness: "There is a way back",
    credentials: "AWS credentials are for this stage and last long enough",
    secrets: "The stage has every secret that the version needs",
  }
  const skips = (fields: Partial<GateFacts>) =>
    Object.fromEntries(
      judgeGates(factsOf(fields))
        .filter(({ status }) => status === "skipped")
        .map(({ id, detail, code, fix }) => [id, [detail, code, fix]]),
    )
  const notSet = {
    soak: ["stages.staging.soakMinutes in pipeline.json asks for none", null, null],
    window: [
      "no windows are set; stages.STAGE.windows in pipeline.json says when it takes deploys",
      null,
      null,
    ],
  }
  const productionOnly = ["only for production", null, null]
  const noCommit = ["there is no commit to judge", null, null]

  test("on production with a commit there are those that pipeline.json does not ask for", () =>
    expect(skips({})).toEqual(notSet))

  test("staging takes prereleases, and asks no stage before it", () => {
    expect(skips({ stage: "staging", tag: "v1.2.3-rc.1", staging: state() })).toEqual({
      ...notSet,
      moved: productionOnly,
      soak: productionOnly,
      prerelease: productionOnly,
      staging: productionOnly,
      incidents: productionOnly,
      readiness: productionOnly,
    })
  })

  test("on a stage without a version nothing is older", () => {
    const why = "nothing runs on the stage yet"
    const delta = { ...REVERSIBLE, older: { kind: "skipped", why } } as const
    expect(skips({ state: state(), delta })).toEqual({ ...notSet, older: [why, null, null] })
  })

  test("without a commit everything about it is skipped on production", () => {
    expect(skips(noTag)).toEqual({
      ...notSet,
      soak: noCommit,
      main: noCommit,
      moved: noCommit,
      tree: noCommit,
      prerelease: noCommit,
      staging: noCommit,
      quarantine: noCommit,
      older: noCommit,
      ci: noCommit,
      migrations: noCommit,
      readiness: noCommit,
    })
  })

  test("without a commit the same gates are skipped on staging", () => {
    expect(Object.keys(skips({ ...noTag, stage: "staging" }))).toEqual([
      "main",
      "moved",
      "tree",
      "prerelease",
      "staging",
      "soak",
      "window",
      "quarantine",
      "older",
      "ci",
      "incidents",
      "migrations",
      "readiness",
    ])
  })

  test.each(STAGES)("all gates are listed in the same order on %s", (stage) => {
    for (const fields of [{}, noTag, { tag: "v1.2.3-rc.1" }]) {
      const listed = judgeGates(factsOf({ stage, ...fields })).map(({ id, title }) => [id, title])
      expect(listed).toEqual(Object.entries(titles))
    }
  })
})

describe("several failures", () => {
  const bad = factsOf({
    tag: "v1.2.3-rc.1",
    onMain: false,
    state: state({ frozen, quarantine: [quarantined(a)] }),
    staging: state({ verified: [{ ...b, tag: "v1.2.3-rc.1" }] }),
  })

  test("are all listed, none hides another", () => {
    expect(judgeGates(bad).flatMap(({ code }) => code ?? [])).toEqual([
      "TAG_NOT_ON_MAIN",
      "TAG_MOVED",
      "PRERELEASE_TO_PRODUCTION",
      "STAGING_NOT_VERIFIED",
      "STAGE_FROZEN",
      "VERSION_QUARANTINED",
    ])
  })

  test("are listed on staging too", () => {
    expect(judgeGates({ ...bad, stage: "staging" }).flatMap(({ code }) => code ?? [])).toEqual([
      "TAG_NOT_ON_MAIN",
      "STAGE_FROZEN",
      "VERSION_QUARANTINED",
    ])
  })

  test("a frozen stage is named even where there is no tag", () => {
    const codes = judgeGates(factsOf({ ...noTag, state: state({ frozen }) })).flatMap(
      ({ code }) => code ?? [],
    )
    expect(codes).toEqual(["TAG_NOT_FOUND", "STAGE_FROZEN"])
  })

  test("the first is the reason of the run", () => {
    expect(firstFailure(judgeGates(bad))).toEqual({
      code: "TAG_NOT_ON_MAIN",
      message: "Commit aaaaaaa is not on origin/main.",
      fix: ON_MAIN,
    })
  })

  test("without one there is no reason", () => {
    expect(firstFailure(judgeGates(factsOf()))).toBeNull()
    expect(firstFailure(judgeGates(factsOf({ stage: "staging" })))).toBeNull()
    expect(firstFailure([])).toBeNull()
    const [passed] = judgeGates(factsOf()) as [GateResult]
    const failed: GateResult = { ...passed, status: "fail", code: "TAG_INVALID", fix: "Name another." }
    for (const other of [{ status: "waived" }, { status: "pass" }, { code: null }, { fix: null }] as const) {
      expect(firstFailure([{ ...failed, ...other }])).toBeNull()
    }
  })
})

describe("the lock", () => {
  const now = new Date("2026-11-23T10:03:05.000Z")

  test("that no run holds passes", () => {
    expect(lockGate("staging", null, now)).toEqual({
      id: "lock",
      title: "No other run holds the stage",
      status: "pass",
      detail: "free",
      code: null,
      fix: null,
    })
  })

  test("that another run holds fails, says who holds it for how long, and how to free it", () => {
    expect(lockGate("production", owner, now)).toMatchObject({
      status: "fail",
      code: "LOCK_HELD",
      detail:
        "production has been held by ben (deploy-production v1.2.3, ci-4, process 42) for 3 min 05 s, run run-9.",
      fix: "Wait for it (--wait SECONDS), or if its owner is dead: `unlock --stage production --reason 'WHY'`.",
    })
  })

  test("of a dead run is taken over, and says what that run was doing", () => {
    const verdict = { kind: "dead", proof: "its process is gone" } as const
    expect(lockGate("production", owner, now, verdict)).toMatchObject({
      status: "pass",
      detail:
        "to be taken over: run run-9 of ben (deploy-production v1.2.3) died in deploy: its process is gone",
    })
    expect(
      describeDeath({ ...owner, command: "rollback", tag: null, sha: null }, "its process is gone"),
    ).toBe("run run-9 of ben (rollback) died in rollback, before its first change: its process is gone")
  })

  test("of a run that may live is not taken over, and says why not", () => {
    const alive = { kind: "alive", sign: "its process runs on this machine" } as const
    expect(lockGate("production", owner, now, alive)).toMatchObject({
      status: "fail",
      code: "LOCK_HELD",
      detail: expect.stringMatching(/run run-9\. It is alive: its process runs on this machine\.$/),
    })
    const unknown = { kind: "unknown", why: "it is on another machine", watchMs: null } as const
    expect(lockGate("production", owner, now, unknown)).toMatchObject({
      status: "fail",
      code: "LOCK_HELD",
      detail: expect.stringMatching(/run run-9\. Not proven dead: it is on another machine\.$/),
      fix: expect.stringMatching(/^Wait for it/),
    })
    expect(lockGate("production", owner, now, { ...unknown, watchMs: 149_001 }).fix).toMatch(
      /^Run the same command with --wait 160: /,
    )
  })

  test("of a run without a tag or a process names neither", () => {
    expect(lockGate("staging", { ...owner, command: "rollback", tag: null, pid: null }, now).detail).toBe(
      "staging has been held by ben (rollback, ci-4) for 3 min 05 s, run run-9.",
    )
  })
})

describe("B7: what the stage was seen to serve", () => {
  const at = "2026-11-28T10:00:00.000Z"
  const drift = (sighting: Observed["sighting"], fields: Partial<GateFacts> = {}) => {
    const { inputs } = factsOf()
    const observed = { sighting, at, versions: ["v1.4.1"], detail: "it serves v1.4.1" }
    return gate("drift", { inputs: { ...inputs, observed }, ...fields })
  }
  const RUNS = { state: state({ running: running(b), verified: [b] }) }

  test("another version than the ledger's is refused, with what was seen and when", () => {
    expect(drift("drift", RUNS)).toMatchObject({
      status: "fail",
      code: "STAGE_DRIFTED",
      detail: `it serves v1.4.1. It was seen at ${isoSeconds(at)}.`,
      fix: "Find out who deployed it and why. If it is to stay: `adopt --tag v1.4.1 --stage production --reason 'WHY'`; if not, deploy what should run: `deploy-production --tag TAG --waive 'drift=WHY'`.",
    })
  })

  test("what was quarantined is not to be adopted before that is lifted", () => {
    const served = { tag: "v1.4.1", sha: "1".repeat(40) }
    const kept = { state: state({ running: running(b), verified: [b], quarantine: [quarantined(served)] }) }
    expect(drift("drift", kept).fix).toContain(
      "If it is to stay: `quarantine --tag v1.4.1 --lift --stage production --reason 'WHY'`, then `adopt --tag v1.4.1 ",
    )
  })

  test("no rollback is offered: it would leave the version that the ledger knows, against which there is nothing", () => {
    const both = { state: state({ running: running(b), verified: [b, a] }) }
    expect(drift("drift", both).fix).not.toContain("rollback")
  })

  test.each(["unreachable", "no-answer", "unidentified", "not-asked", "no-address"] as const)(
    "%s is no reason to refuse what may repair it",
    (sighting) =>
      expect(drift(sighting, RUNS)).toMatchObject({
        status: "skipped",
        detail: `it serves v1.4.1 (seen ${isoSeconds(at)})`,
      }),
  )

  test("a stage that was not asked has no time to show", () => {
    const { inputs } = factsOf()
    const observed = { sighting: "not-asked" as const, at: null, versions: [], detail: "nothing is deployed" }
    expect(gate("drift", { inputs: { ...inputs, observed }, ...RUNS })).toMatchObject({
      status: "skipped",
      detail: "nothing is deployed",
    })
  })

  test("nor is what an unknown stage serves, or one whose last deploy was not verified", () => {
    expect(drift("drift", { state: state() })).toMatchObject({ status: "skipped" })
    expect(drift("drift", { state: state({ running: running(b, false) }) })).toMatchObject({
      status: "skipped",
    })
  })
})

test("E3: a run that was not given what pipeline.json names is refused", () => {
  const gate = judgeGates(factsOf({}, { lacking: ["KUBECONFIG", "TOKEN"] })).find(
    ({ id }) => id === "secrets",
  )
  expect(gate).toMatchObject({
    status: "fail",
    code: "SECRETS_NOT_GIVEN",
    detail: "This run was not given KUBECONFIG, TOKEN, which pipeline.json names.",
  })
})

test("only what was said of this very commit counts", () => {
  const kept = state({ ...verifiedHere, quarantine: [quarantined(b)] })
  expect(gate("staging", { staging: kept })).toMatchObject({ status: "pass" })
  // the version that runs is no way back from itself
  expect(gate("readiness", { state: verifiedHere })).toMatchObject({
    status: "pass",
    detail: expect.stringMatching(/^back to v1\.2\.2 /),
  })
})

test("branches that a team releases from are looked for on the remote, not fetched one by one", () => {
  const facts = { onMain: null, releaseBranches: ["release/*"], branches: [] }
  expect(gate("main", facts)).toMatchObject({
    status: "fail",
    detail: expect.stringMatching(/^Commit \w+ is not on origin\/release\/\*\.$/),
  })
})

test("secrets that cannot be listed behind a proxy with an authority of its own: the fix says what SST needs", () => {
  const { inputs } = factsOf()
  const secrets = { kind: "unavailable", message: "sst secret list: SELF_SIGNED_CERT_IN_CHAIN" } as const
  expect(gate("secrets", { inputs: { ...inputs, secrets } })).toMatchObject({
    status: "fail",
    code: "GATE_UNAVAILABLE",
    detail: secrets.message,
    fix: expect.stringContaining("SSL_CERT_FILE"),
  })
})
