import { describe, expect, test } from "vitest"
import type { MigrationPolicy } from "../../../src/core/config/tools.ts"
import type { Fact } from "../../../src/core/errors.ts"
import type { StageState } from "../../../src/core/ledger/stage-state.ts"
import type { Migration } from "../../../src/core/migrations/migration.ts"
import { type CardFacts, cardLines, cardOf, seenBy } from "../../../src/core/report/card.ts"
import { render } from "../../../src/core/report/render.ts"
import { notAsked } from "../../../src/core/smoke/observed.ts"
import { reportOf, runningOf, stateOf, V1, V2 } from "../../helpers/samples.ts"
import { known, migration, skipped, unavailable } from "../plan/samples.ts"

const AT = "2026-03-01T03:04:05.678Z"
const NOW = Date.parse("2026-03-01T05:08:05.678Z")
const arrival = { sha: V2.sha, at: AT, actor: "ana", runId: "run-1", command: "deploy-production" }
const v2 = stateOf({ running: runningOf(V2), verified: [V2, V1] })

const facts = (state: StageState, fields: Partial<CardFacts> = {}): CardFacts => ({
  stage: "production",
  state,
  seen: null,
  between: known([]),
  policy: "warn",
  forge: null,
  ...fields,
})
const linesOf = (state: StageState, fields: Partial<CardFacts> = {}) =>
  cardLines(cardOf(facts(state, fields)), "run-2", NOW).map(({ label, parts }) =>
    [label, ...parts.map((part) => (typeof part === "string" ? part : `[${part.text}](${part.url})`))].join(
      "|",
    ),
  )

test("it is always the same five lines", () => {
  for (const state of [stateOf(), v2, { ...v2, arrival }]) {
    const labels = linesOf(state).map((line) => line.split("|")[0])
    expect(labels).toEqual(["runs", "since", "replaced", "back", "command"])
  }
})

test("a stage of which nothing is known says that", () => {
  expect(linesOf(stateOf())).toEqual([
    "runs|no deploy is known|; by the ledger, not seen",
    "since|not known",
    "replaced|not known",
    "back|none: nothing is known to run",
    "command|none",
  ])
})

test("it says since when, by whom and why, and what was replaced", () => {
  const because = { ...arrival, reason: "release day", ciRun: "github:acme/shop/77/2", replaced: V1 }
  const forge = { kind: "github", address: "https://github.com/acme/shop" } as const
  expect(linesOf({ ...v2, arrival: because }, { forge })).toEqual([
    "runs|[v1.2.3 (2222222)](https://github.com/acme/shop/releases/tag/v1.2.3)|, verified; by the ledger, not seen",
    "since|2026-03-01T03:04:05Z, for 2 h 04 min, by ana (|[deploy-production](https://github.com/acme/shop/actions/runs/77/attempts/2)|): release day",
    "replaced|[v1.2.2 (1111111)](https://github.com/acme/shop/compare/1111111...2222222)",
    "back|safe, to v1.2.2 (1111111): no migration lies between",
    "command|`rollback --stage production --to v1.2.2 --reason 'WHY'`",
  ])
})

test("the run that put it there says so, and no age", () => {
  const [, since] = linesOf({ ...v2, arrival: { ...arrival, runId: "run-2" } })
  expect(since).toBe("since|2026-03-01T03:04:05Z, by ana (|deploy-production, this run|)")
})

test("a time that is none is shown as it is", () => {
  expect(linesOf({ ...v2, arrival: { ...arrival, at: "never" } })[1]).toBe(
    "since|never, by ana (|deploy-production|)",
  )
})

test("how another commit came there says nothing of the one that runs", () => {
  const lines = linesOf({ ...v2, arrival: { ...arrival, sha: V1.sha } })
  expect(lines.slice(1, 3)).toEqual(["since|not known", "replaced|not known"])
})

test("the first deploy replaced nothing", () => {
  expect(linesOf({ ...v2, arrival })[2]).toBe("replaced|nothing that the ledger knows")
})

test("what was seen is told apart from what is believed", () => {
  const seen = (sighting: "as-recorded" | "drift", detail: string) =>
    linesOf(stateOf({ running: runningOf(V2, false) }), {
      seen: seenBy({ sighting, at: AT, versions: [], detail }),
    })[0]
  expect(seen("as-recorded", "it serves v1.2.3")).toBe(
    "runs|v1.2.3 (2222222)|, unverified; seen 2026-03-01T03:04:05Z",
  )
  expect(seen("drift", "it serves v1.4.1")).toBe(
    "runs|v1.2.3 (2222222)|, unverified; not confirmed at 2026-03-01T03:04:05Z: it serves v1.4.1",
  )
  expect(seenBy(notAsked("--offline"))).toBeNull()
})

describe("the way back", () => {
  const adds = migration("db/1.sql", { down: "db/1.sql" })
  const drops = migration("db/2.sql", { risk: "destructive", reasons: ["drops table a"] })
  const back = (policy: MigrationPolicy | null, between: Fact<Migration[]>) => {
    const { wayBack, command } = cardOf(facts(v2, { policy, between }))
    return [wayBack.safe, wayBack.why, command?.includes("--over-migrations")]
  }

  test.each<[MigrationPolicy | null, Fact<Migration[]>, boolean | null, RegExp, boolean]>([
    [null, skipped, null, /^migrations are not looked for$/, false],
    ["warn", known([]), true, /^no migration lies between$/, false],
    ["warn", skipped, null, /^migrations were not looked at: nobody asked$/, false],
    ["warn", known([adds]), true, /leaves 1 migration in the database .*additive/, false],
    ["warn", known([adds, drops]), false, /leaves 2 migrations .*drops table a/, false],
    ["warn", unavailable("gone"), false, /^It is not known which migrations .*gone$/, false],
    ["block", known([adds]), false, /leaves 1 migration/, true],
    ["block", unavailable("gone"), false, /not known/, true],
    ["allow", known([drops]), true, /^pipeline.json lets 1 migration stay in the database$/, false],
    ["allow", unavailable("gone"), true, /^pipeline.json lets migrations stay in the database$/, false],
  ])("with the policy %s and %j: safe is %s", (policy, between, safe, why, needsWord) => {
    expect(back(policy, between)).toEqual([safe, expect.stringMatching(why), needsWord])
  })

  test("an unsafe one is called so", () => {
    expect(linesOf(v2, { between: known([drops]) })[3]).toMatch(/^back\|not safe, to v1.2.2 \(1111111\): /)
  })

  test("none is needed from a version that passed since the stage was frozen", () => {
    const frozen = { reason: "v1.2.4 failed", actor: "ana", at: "2026-03-01T03:00:00.000Z" }
    expect(linesOf({ ...v2, frozen }).slice(3)).toEqual([
      "back|safe, to v1.2.2 (1111111): no migration lies between",
      "command|none is needed: v1.2.3 is verified",
    ])
  })

  test("there is none where no other version passed", () => {
    const only = stateOf({ running: runningOf(V2), verified: [V2] })
    expect(cardOf(facts(only))).toMatchObject({
      wayBack: { safe: false, to: null, why: "no other version is verified on this stage" },
      command: null,
    })
  })
})

test("the command is the one of the program that was called", () => {
  const card = cardOf(facts({ ...v2, arrival }))
  const report = reportOf({
    card,
    stages: [
      { stage: "production", state: v2, card },
      { stage: "staging", state: v2 },
    ],
  })
  const command = "rollback --stage production --to v1.2.2 --reason 'WHY'"
  for (const program of ["dagger call", "release-pipeline --repo shop"] as const) {
    expect(render(report, "text", program)).toContain(`command   \`${program} ${command}\``)
    expect(render(report, "markdown", program)).toContain(`| Command | \`${program} ${command}\` |`)
    const json = JSON.parse(render(report, "json", program))
    expect(json.card.command).toBe(`${program} ${command}`)
    expect(json.stages[0].card.command).toBe(`${program} ${command}`)
  }
  expect(JSON.parse(render(reportOf(), "json", "dagger call")).card).toBeNull()
})

test("a card links only what it knows, and names no run in CI where there was none", () => {
  const FORGE = { kind: "github", address: "https://github.com/acme/shop" } as const
  const replaced = { ...arrival, replaced: V1 }
  const linksOf = (state: StageState, forge: CardFacts["forge"]) => cardOf(facts(state, { forge })).links
  expect(linksOf({ ...v2, arrival: replaced }, FORGE).compare).toMatch(/compare\/1111111.*2222222/)
  expect(linksOf({ ...v2, arrival: replaced }, null).compare).toBeNull()
  expect(linksOf({ ...v2, arrival }, FORGE).compare).toBeNull()
  expect(linksOf(v2, FORGE).compare).toBeNull()
  // arrived, and nothing is known to run any more
  expect(cardOf(facts(stateOf({ arrival: replaced }), { forge: FORGE }))).toMatchObject({
    since: null,
    links: { running: null, compare: null, run: null },
  })
  const ciRun = "github:acme/shop/77/1"
  expect(cardOf(facts({ ...v2, arrival: { ...arrival, ciRun } }))).toMatchObject({ since: { ciRun } })
  expect(cardOf(facts({ ...v2, arrival }))).toMatchObject({ since: { ciRun: null } })
})
