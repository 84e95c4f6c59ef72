import type { CheckConfig } from "../../src/core/config/checks.ts"
import { finding } from "../../src/core/doctor/finding.ts"
import type { GateResult } from "../../src/core/gates/gate.ts"
import { EMPTY_STATE, type StageState } from "../../src/core/ledger/stage-state.ts"
import { filledFix, reason } from "../../src/core/reasons.ts"
import type { Card } from "../../src/core/report/card.ts"
import { emptyReport, type Report } from "../../src/core/report/report.ts"
import type { CheckReading, Observation } from "../../src/core/smoke/probe.ts"
import type { CheckResult, SmokeResult } from "../../src/core/smoke/smoke.ts"
import type { Release, Stage } from "../../src/core/stage.ts"

const release = (tag: string, digit: string): Release => ({ tag, sha: digit.repeat(40) })
export const V1 = release("v1.2.2", "1")
export const V2 = release("v1.2.3", "2")

const AT = "2026-03-01T03:04:05.000Z"

export const stateOf = (fields: Partial<StageState> = {}): StageState => ({ ...EMPTY_STATE, ...fields })
export const runningOf = (one: Release, verified = true) => ({ ...one, verified, outputs: {} })

/** What a check's request brought back. */
export const seen = (body: unknown, fields: Partial<Extract<Observation, { kind: "response" }>> = {}) =>
  ({
    kind: "response",
    status: 200,
    headers: {},
    body: typeof body === "string" ? body : JSON.stringify(body),
    latencyMs: 12,
    ...fields,
  }) as const

export const checkOf = (
  expect: Partial<CheckConfig["expect"]>,
  fields: Partial<CheckConfig> = {},
): CheckConfig => ({
  name: "api",
  url: "{api}/health",
  method: "GET",
  headers: {},
  followRedirects: false,
  cacheBusting: true,
  optional: false,
  ...fields,
  expect: { status: 200, ...expect },
})

export const readingOf = (fields: Partial<CheckReading> = {}): CheckReading => ({
  name: "api",
  url: "https://api.test/health",
  optional: false,
  right: true,
  served: "expected",
  claim: "v1.2.3",
  said: { version: "v1.2.3", sha: null },
  showsCommit: true,
  reached: true,
  status: 200,
  retryAfterMs: null,
  latencyMs: 12,
  detail: "200, version v1.2.3",
  answer: null,
  ...fields,
})

const resultOf = (fields: Partial<CheckResult> = {}): CheckResult => ({
  name: "api",
  url: "https://api.test/health",
  optional: false,
  verdict: "pass",
  status: 200,
  latencyMs: 12,
  detail: "200, version v1.2.3",
  ...fields,
})

const smokeOf = (fields: Partial<SmokeResult>): SmokeResult => ({
  verdict: "pass",
  attempts: 3,
  durationMs: 2100,
  detail: "3 full passes in a row",
  checks: [
    resultOf(),
    resultOf({ name: "chat", url: "https://web.test/chat", latencyMs: 210, detail: "200" }),
  ],
  ...fields,
})

export const reportOf = (fields: Partial<Report> = {}): Report => ({
  ...emptyReport({
    command: "deploy-production",
    app: "athlete-agent",
    stage: "production",
    tag: V2.tag,
    ledger: "origin",
    runId: "run-7",
    actor: "ana",
    startedAt: AT,
  }),
  sha: V2.sha,
  durationMs: 64_200,
  ...fields,
})

const PAGE = "https://github.com/acme/shop"
const pageOf = (one: Release) => `${PAGE}/releases/tag/${one.tag}`

/** What production runs since a run of ana's. */
export const cardOf = (one: Release, verified: boolean, fields: Partial<Card> = {}): Card => ({
  stage: "production",
  running: { ...one, verified },
  seen: { at: "2026-03-01T03:05:09.200Z", asRecorded: true, detail: "3 full passes in a row" },
  since: {
    at: "2026-02-27T01:00:00.000Z",
    actor: "ana",
    runId: "run-1",
    command: "deploy-production",
    reason: null,
    ciRun: null,
  },
  replaced: null,
  wayBack: { safe: false, to: null, why: "no version has passed smoke on this stage yet" },
  command: null,
  links: { running: null, compare: null, run: null },
  ...fields,
})

/** Of a stage that was looked up, and that the ledger knows no deploy of. */
export const emptyCard: Card = {
  ...cardOf(V1, false),
  ...{ running: null, seen: null, since: null },
  wayBack: { safe: false, to: null, why: "nothing is known to run" },
}

/** The way back to v1.2.2. */
const BACK = {
  wayBack: { safe: true, to: V1, why: "no migration lies between" },
  command: "rollback --stage production --to v1.2.2 --reason 'WHY'",
} as const

const gate = (id: string, title: string, detail: string): GateResult => ({
  id,
  title,
  status: "pass",
  detail,
  code: null,
  fix: null,
})

const refusal = (
  code: "STAGING_NOT_VERIFIED" | "STAGE_FROZEN",
  title: string,
  detail: string,
): GateResult => ({
  ...gate("gate", title, detail),
  status: "fail",
  code,
  fix: filledFix(reason(code).fix, { stage: "production", tag: V2.tag }),
})

const PASSED: GateResult[] = [
  gate("tag", "The tag is a version and exists", "v1.2.3 is commit 2222222"),
  { ...gate("staging", "Staging verified the same commit", "only for production"), status: "skipped" },
  gate("lock", "No other run holds the stage", "free"),
]

const phase = (name: string, durationMs: number, detail: string, status: "ok" | "failed" = "ok") => ({
  name,
  status,
  startedAt: AT,
  durationMs,
  detail,
})

const BEGINNING = [phase("resolve", 40, "v1.2.3 (2222222)"), phase("gates", 110, "all passed, lock taken")]
const WRONG = "chat was wrong 3 times in a row: status 500, not 200"

const FAILED_SMOKE = smokeOf({
  verdict: "fail",
  detail: WRONG,
  checks: [
    resultOf(),
    resultOf({
      name: "chat",
      url: "https://web.test/chat",
      verdict: "fail",
      status: 500,
      detail: "status 500, not 200",
    }),
    resultOf({
      name: "slack",
      url: "https://api.test/slack",
      optional: true,
      verdict: "not-yet",
      status: null,
      detail: "connection refused",
    }),
  ],
})

export const deployed = reportOf({
  outcome: "deployed",
  running: { ...V2, verified: true },
  card: cardOf(V2, true, {
    ...BACK,
    since: {
      at: "2026-03-01T03:05:06.000Z",
      actor: "ana",
      runId: "run-7",
      command: "deploy-production",
      reason: "release day",
      ciRun: "github:acme/shop/77/2",
    },
    replaced: V1,
    links: {
      running: pageOf(V2),
      compare: `${PAGE}/compare/1111111...2222222`,
      run: `${PAGE}/actions/runs/77/attempts/2`,
    },
  }),
  links: {
    repository: PAGE,
    tag: pageOf(V2),
    commit: `${PAGE}/commit/${V2.sha}`,
    compare: `${PAGE}/compare/1111111...2222222`,
    run: `${PAGE}/actions/runs/77/attempts/2`,
  },
  because: "release day",
  ciRun: "github:acme/shop/77/2",
  traceId: "0af7651916cd43dd8448eb211c80319c",
  previous: V1,
  changed: true,
  gates: PASSED,
  smoke: smokeOf({}),
  phases: [
    ...BEGINNING,
    phase("deploy", 61_000, "v1.2.3 (2222222)"),
    phase("smoke", 2100, "pass after 3 attempts"),
  ],
})

export const blocked = reportOf({
  outcome: "blocked",
  ok: false,
  running: { ...V1, verified: true },
  card: cardOf(V1, true, { seen: null }),
  reason: reason(
    "STAGING_NOT_VERIFIED",
    "Staging has not verified v1.2.3 (2222222). Staging has never been deployed.",
  ),
  gates: [
    ...PASSED.slice(0, 1),
    refusal(
      "STAGING_NOT_VERIFIED",
      "Staging verified the same commit",
      "Staging has not verified v1.2.3 (2222222). Staging has never been deployed.",
    ),
    refusal(
      "STAGE_FROZEN",
      "The stage is not frozen",
      `production was frozen at ${AT} by ben: orders are lost`,
    ),
  ],
  phases: [
    phase("resolve", 40, "v1.2.3 (2222222)"),
    phase("gates", 110, "STAGING_NOT_VERIFIED: Staging has not verified v1.2.3 (2222222).", "failed"),
  ],
})

export const rolledBack = reportOf({
  outcome: "rolled-back",
  ok: false,
  running: { ...V1, verified: true },
  previous: V1,
  rolledBackTo: V1,
  changed: true,
  card: cardOf(V1, true, {
    since: {
      at: "2026-03-01T03:06:07.000Z",
      actor: "ana",
      runId: "run-7",
      command: "deploy-production",
      reason: null,
      ciRun: null,
    },
    replaced: V2,
  }),
  downtime: { from: "2026-03-01T03:05:05.000Z", to: "2026-03-01T03:06:08.100Z", durationMs: 63_100 },
  reason: reason("SMOKE_FAILED", WRONG),
  gates: PASSED,
  smoke: FAILED_SMOKE,
  rollbackSmoke: smokeOf({ checks: [resultOf({ detail: "200, version v1.2.2" })] }),
  phases: [
    ...BEGINNING,
    phase("deploy", 61_000, "v1.2.3 (2222222)"),
    phase("smoke", 2100, `fail after 3 attempts: ${WRONG}`, "failed"),
    phase("rollback", 59_000, "v1.2.2 (1111111)"),
    phase("rollback-smoke", 2100, "pass after 3 attempts"),
  ],
})

export const rollbackFailed = reportOf({
  outcome: "rollback-failed",
  ok: false,
  running: { ...V2, verified: false },
  previous: V1,
  changed: true,
  card: cardOf(V2, false, {
    seen: { at: "2026-03-01T03:05:07.100Z", asRecorded: false, detail: WRONG },
    wayBack: {
      safe: false,
      to: V1,
      why: "a rollback to v1.2.2 (1111111) leaves 1 migration in the database that it does not know: db/8_drop.sql (destructive: drops table orders)",
    },
    command: "rollback --stage production --to v1.2.2 --over-migrations 'WHY' --reason 'WHY'",
  }),
  reason: reason(
    "ROLLBACK_FAILED",
    `${WRONG}. Then the rollback to v1.2.2 (1111111) failed: deploy ended with exit code 1.`,
  ),
  gates: PASSED,
  smoke: FAILED_SMOKE,
  log: ["Error: cannot update the function", "  at deploy (deploy.mjs:12)"],
  phases: [
    ...BEGINNING,
    phase("deploy", 61_000, "v1.2.3 (2222222)"),
    phase("smoke", 2100, `fail after 3 attempts: ${WRONG}`, "failed"),
    phase("rollback", 9000, "deploy ended with exit code 1.", "failed"),
  ],
})

const OFFLINE = "no check reached anything within 90 s: api: the host cannot be reached from here"

export const inconclusive = reportOf({
  outcome: "inconclusive",
  ok: false,
  running: { ...V2, verified: false },
  previous: V1,
  changed: true,
  reason: reason("SMOKE_INCONCLUSIVE", OFFLINE),
  gates: PASSED,
  smoke: smokeOf({
    verdict: "inconclusive",
    attempts: 12,
    durationMs: 87_000,
    detail: OFFLINE,
    checks: [
      resultOf({ verdict: "unreachable", status: null, detail: "the host cannot be reached from here" }),
    ],
  }),
  phases: [...BEGINNING, phase("smoke", 87_000, `inconclusive after 12 attempts: ${OFFLINE}`, "failed")],
})

const NOT_MIGRATED =
  "npm run migrate ended with exit code 1. Of the migrations: the newest migration was 2_b before and is 3_c now."

export const unmigrated = reportOf({
  outcome: "failed",
  ok: false,
  running: { ...V1, verified: true },
  previous: V1,
  reason: reason("MIGRATION_FAILED", NOT_MIGRATED),
  gates: PASSED,
  migration: { status: "failed", before: "2_b", head: "3_c", detail: NOT_MIGRATED },
  log: ["error: column channel exists"],
  phases: [...BEGINNING, phase("migrate", 5000, NOT_MIGRATED, "failed")],
})

const UNVERIFIED = "chat failed: status 504, not 200; logs failed: 7 matching lines in 22.1 s in 2 log groups"

export const unverified = reportOf({
  outcome: "failed",
  ok: false,
  running: { ...V2, verified: false },
  previous: V1,
  changed: true,
  reason: reason("VERIFICATION_FAILED", UNVERIFIED),
  gates: PASSED,
  smoke: smokeOf({}),
  verification: {
    verdict: "fail",
    detail: UNVERIFIED,
    durationMs: 22_100,
    checks: [
      {
        name: "chat",
        kind: "http",
        optional: false,
        verdict: "fail",
        detail: "status 504, not 200",
        latencyMs: 10_012,
        lines: [],
      },
      {
        name: "slack",
        kind: "slack",
        optional: true,
        verdict: "unavailable",
        detail: "SLACK_SIGNING_SECRET is not set",
        latencyMs: null,
        lines: [],
      },
      {
        name: "logs",
        kind: "logs",
        optional: false,
        verdict: "fail",
        detail: "7 matching lines in 22.1 s in 2 log groups",
        latencyMs: null,
        lines: [
          `${AT} /aws/lambda/api: ERROR chat: no model answers`,
          `${AT} /aws/lambda/web: ERROR <b>chat</b> timed out`,
        ],
      },
    ],
  },
  phases: [
    ...BEGINNING,
    phase("deploy", 61_000, "v1.2.3 (2222222)"),
    phase("smoke", 2100, "pass after 3 attempts"),
    phase("verification", 22_100, `fail: ${UNVERIFIED}`, "failed"),
  ],
})

/** Everything was verified, and nothing had to be quoted. */
export const verified = reportOf({
  outcome: "done",
  command: "verify",
  running: { ...V2, verified: true },
  smoke: smokeOf({}),
  verification: {
    verdict: "pass",
    detail: "1 check passed",
    durationMs: 20,
    checks:
      unverified.verification?.checks
        .slice(0, 1)
        .map((check) => ({ ...check, verdict: "pass", detail: "200" })) ?? [],
  },
})

export const fenced = reportOf({
  outcome: "failed",
  ok: false,
  running: { ...V2, verified: false },
  previous: V1,
  changed: true,
  reason: reason(
    "MIGRATION_BLOCKS_ROLLBACK",
    `${WRONG}. No rollback: A rollback to v1.2.2 (1111111) leaves 2 migrations in the database that it does not know.`,
  ),
  overMigrations: [
    { path: "db/7_add.sql", change: "new", risk: "additive", reasons: [], down: "db/7_add.sql" },
    {
      path: "db/8_drop.sql",
      change: "new",
      risk: "destructive",
      reasons: ["drops table orders"],
      down: null,
    },
    { path: "db/9.up.sql", change: "new", risk: "additive", reasons: [], down: "db/9.down.sql" },
  ],
  gates: PASSED,
  smoke: FAILED_SMOKE,
  phases: [...BEGINNING, phase("smoke", 2100, `fail after 3 attempts: ${WRONG}`, "failed")],
})

export const plan = reportOf({
  command: "plan",
  running: { ...V1, verified: true },
  card: cardOf(V1, true),
  links: {
    repository: PAGE,
    tag: pageOf(V2),
    commit: `${PAGE}/commit/${V2.sha}`,
    compare: `${PAGE}/compare/1111111...2222222`,
    run: null,
  },
  gates: PASSED,
  plan: {
    digest: "plan1.2f6a82d5eb527abfbebc.19834e541180b64e1557af8c5702",
    shortDigest: "0123456789ab",
    sources: [
      {
        path: "db/8_drop.sql",
        lines: [
          { text: "-- orders are in S3 now", risks: [] },
          { text: "DROP TABLE orders;", risks: ["drops table orders"] },
          { text: "CREATE TABLE jobs (id int);", risks: [] },
        ],
        more: 2,
      },
      { path: "db/9_add.sql", lines: [{ text: "ALTER TABLE jobs ADD note text;", risks: [] }], more: 0 },
    ],
    staging: {
      at: "2026-02-28T10:00:00.000Z",
      runId: "run-5",
      actor: "github-actions",
      url: `${PAGE}/actions/runs/76/attempts/1`,
    },
    commits: {
      kind: "known",
      value: {
        commits: [
          {
            sha: "3".repeat(40),
            author: "ben",
            subject: "feat(chat): answer | in markdown (#12)",
            url: `${PAGE}/commit/${"3".repeat(40)}`,
            requests: [{ name: "#12", url: `${PAGE}/pull/12` }],
          },
          { sha: "4".repeat(40), author: "ana", subject: "fix!: drop the old route" },
        ],
        more: 198,
        dropped: 1,
        shallow: true,
      },
    },
    migrations: {
      kind: "known",
      value: [
        {
          path: "db/8_drop.sql",
          change: "new",
          risk: "destructive",
          reasons: ["drops table orders"],
          down: null,
        },
      ],
    },
    infrastructure: { kind: "known", value: [{ op: "create", type: "aws:sqs/queue", name: "jobs" }] },
    secrets: { kind: "known", value: ["SLACK_TOKEN"] },
    rollbackTarget: V1,
    reversible: false,
    oneWay: ["the previous version may not work with what these migrations leave: db/8_drop.sql"],
  },
})

/** A plan of which little is known. */
export const firstPlan = reportOf({
  command: "plan",
  stage: "staging",
  card: { ...emptyCard, stage: "staging" },
  gates: PASSED,
  plan: {
    digest: "plan1.2f6a82d5eb527abfbebc.19834e541180b64e1557af8c5702",
    commits: { kind: "unavailable", message: "The history is not in this clone." },
    migrations: { kind: "known", value: [] },
    infrastructure: { kind: "skipped", why: "the deployer cannot tell before it deploys" },
    secrets: { kind: "known", value: [] },
    rollbackTarget: null,
    reversible: false,
    oneWay: ["nothing runs on the stage yet"],
  },
})

/** A plan that changes nothing. */
export const emptyPlan = reportOf({
  command: "plan",
  running: { ...V2, verified: true },
  gates: PASSED,
  plan: {
    digest: "plan1.2f6a82d5eb527abfbebc.19834e541180b64e1557af8c5702",
    commits: { kind: "known", value: { commits: [], more: 0, dropped: 0, shallow: false } },
    migrations: { kind: "skipped", why: "nobody looks for migrations" },
    infrastructure: { kind: "known", value: [] },
    secrets: { kind: "skipped", why: "nobody lists the secrets" },
    rollbackTarget: V1,
    reversible: true,
    oneWay: [],
  },
})

const query = { stage: null, tag: null, sha: null, durationMs: 80 } as const

export const status = reportOf({
  ...query,
  command: "status",
  stages: [
    { stage: "staging", state: stateOf() },
    {
      stage: "production",
      card: cardOf(V1, true, { seen: { at: AT, asRecorded: true, detail: "it serves v1.2.2" } }),
      state: stateOf({
        running: runningOf(V1),
        verified: [V1, release("v1.2.1", "0")],
        quarantine: [{ ...V2, reason: WRONG, at: AT }],
        frozen: { reason: WRONG, actor: "ana", at: AT },
        lock: {
          runId: "run-8",
          command: "rollback",
          tag: null,
          sha: null,
          actor: "ben",
          host: "laptop",
          pid: 4711,
          since: AT,
        },
      }),
    },
  ],
})

const record = { at: AT, actor: "ana", runId: "run-7", ...V2, code: null, detail: null }

export const history = reportOf({
  ...query,
  command: "history",
  stage: "production",
  history: [
    {
      ...record,
      ...V1,
      kind: "rolled-back",
      code: "SMOKE_FAILED",
      detail: `from v1.2.3 (2222222): ${WRONG}`,
    },
    { ...record, kind: "deployed", actor: "github-actions" },
    { ...record, kind: "started", detail: "release day" },
    { ...record, kind: "blocked", tag: "nonsense", sha: null, code: "TAG_INVALID" },
    { ...record, kind: "unfrozen", tag: null, sha: null, detail: "the cause is known" },
  ],
})

export const nextVersion = reportOf({
  ...query,
  command: "next-version",
  nextVersion: {
    current: "v1.2.3",
    next: "v1.3.0",
    bump: "minor",
    because: '"feat: answer in markdown" is a feature',
    ignored: ["v2026.03.01"],
  },
})

const prerequisite = (id: string, stage: Stage | null, title: string) => ({
  id,
  stage,
  title,
  state: "ok" as const,
  detail: "as it should be",
  optional: false,
  commands: [] as string[],
  byHand: [] as string[],
  applied: false,
})

export const released = reportOf({
  ...query,
  command: "release",
  ...V2,
  tagged: {
    previous: V1.tag,
    commits: {
      commits: [{ sha: "3".repeat(40), author: "ana", subject: `fix: ${"answer faster ".repeat(10)}` }],
      more: 2,
      dropped: 0,
      shallow: false,
    },
    created: true,
    pushed: false,
  },
  phases: BEGINNING,
})

export const setup = reportOf({
  ...query,
  command: "setup",
  outcome: "failed",
  ok: false,
  reason: reason("SETUP_INCOMPLETE", "2 of 6 prerequisites are met."),
  prerequisites: [
    prerequisite("account", null, "The AWS credentials are of the account"),
    {
      ...prerequisite("role", "staging", "A role that only jobs of this environment can assume"),
      commands: ["aws iam create-role --role-name deploy-shop-staging --assume-role-policy-document '{}'"],
      applied: true,
    },
    {
      ...prerequisite("role", "production", "A role that only jobs of this environment can assume"),
      state: "differs",
      detail: "its trust policy differs; not changed: iam:UpdateAssumeRolePolicy: AccessDenied",
      commands: [
        "aws iam update-assume-role-policy --role-name deploy-shop-production --policy-document '{\"a\":[1]}'",
      ],
    },
    { ...prerequisite("variables", "production", "Variables"), state: "unknown", detail: "no token" },
    {
      ...prerequisite("secret AuthSecret", "staging", "The stage has its value"),
      state: "missing",
      detail: "it is not set, and v1.2.3 needs it",
      byHand: ["release-pipeline secrets-set --name AuthSecret --stage staging --tag v1.2.3"],
    },
    { ...prerequisite("ledger", null, "Every machine sees the same ledger"), state: "missing" },
    {
      ...prerequisite("tags", null, "Released tags cannot be moved or deleted"),
      state: "missing",
      detail: "add a tag ruleset",
      optional: true,
    },
  ],
})

export const doctor = reportOf({
  ...query,
  command: "doctor",
  outcome: "blocked",
  ok: false,
  reason: reason("DOCTOR_FAILED", "1 of 4 checks ok, 1 failed, 1 with a warning, 1 skipped."),
  findings: [
    finding("CONFIG", null, "ok", "pipeline.json is valid"),
    finding(
      "OIDC_TOKEN",
      null,
      "skipped",
      "this is not a job of GitHub Actions with permissions: id-token: write",
    ),
    finding("ENVIRONMENT_REFS", "production", "fail", "Only reviewed refs deploy: any branch may deploy"),
    finding("TAG_RULES", null, "warn", "Released tags cannot be moved or deleted: add a tag ruleset"),
  ],
})

export const initialized = reportOf({
  ...query,
  command: "init",
  initialized: {
    files: [
      { path: "pipeline.json", written: true },
      { path: ".github/workflows/deploy.yml", written: false },
    ],
    found: ["the script deploy", "the main branch main"],
    notes: [],
    next: ["smoke --stage production", "adopt --tag v1.2.3 --stage production"],
  },
})

export const preflight = reportOf({
  ...query,
  command: "preflight",
  tag: V2.tag,
  sha: V2.sha,
  stage: "production",
  running: { ...V1, verified: true },
  card: cardOf(V1, true),
  gates: PASSED,
})

export const frozen = reportOf({
  ...query,
  command: "freeze",
  stage: "production",
  because: "holidays",
  running: { ...V1, verified: true },
  card: cardOf(V1, true),
  hold: {
    stages: ["production"],
    until: "2026-03-08T08:00:00Z",
    lifted: false,
    notes: ["A run of ben's is under way, and goes on: deploy-production, run run-8."],
  },
})

const TURNED = "errors: 31 in 5 minutes, and 5 are allowed"

export const watched = reportOf({
  outcome: "rolled-back",
  ok: false,
  command: "watch",
  running: { ...V1, verified: true },
  previous: V1,
  rolledBackTo: V1,
  changed: true,
  reason: reason("WATCH_FAILED", TURNED),
  watch: {
    verdict: "fail",
    detail: TURNED,
    durationMs: 312_000,
    until: "2026-03-01T03:19:05Z",
    checks: [
      {
        name: "errors",
        kind: "logs",
        optional: false,
        verdict: "fail",
        detail: "31 in 5 minutes, and 5 are allowed",
        latencyMs: null,
        lines: [`${AT} /aws/lambda/api: ERROR orders: no such column`],
      },
    ],
  },
  rollbackSmoke: smokeOf({ checks: [resultOf({ detail: "200, version v1.2.2" })] }),
  phases: [
    phase("watch", 312_000, `fail: ${TURNED}`, "failed"),
    phase("rollback", 59_000, "v1.2.2 (1111111)"),
  ],
})

/** One of each kind. */
export const REPORTS = {
  deployed,
  blocked,
  "rolled-back": rolledBack,
  "rollback-failed": rollbackFailed,
  inconclusive,
  unmigrated,
  fenced,
  plan,
  "first-plan": firstPlan,
  "empty-plan": emptyPlan,
  unverified,
  verified,
  status,
  history,
  preflight,
  frozen,
  watched,
  "next-version": nextVersion,
  released,
  initialized,
  setup,
  doctor,
}
