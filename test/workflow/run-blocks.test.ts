// @module-tag slow
import { describe, expect, test } from "vitest"
import { environmentOf, type Facts, pipeline, runScripts, type Step } from "./workflows.ts"

/** What a person, or a tag, may put into an input. */
const HOSTILE = [
  "v1.2.3",
  "",
  "-rf",
  "--help",
  "--tag=v9.9.9",
  "v1.0.0;touch x",
  "v1.0.0$(touch x)",
  "`touch x`",
  "a'b\"c",
  "two\nlines\n",
  "* ? [a] ~ $HOME ${HOME} $((1+1)) !!",
  "tab\there \\ back",
  "grün 日本 🚀",
  "&& echo > x",
  "${{ github.token }}",
]

const MODULE = "https://github.com/acme/release-pipeline.git@0123abc"
const START = ["dagger", "--silent", "-m", MODULE, "call"]
const RUN = "github:acme/athlete/77/2"
const TOKENS = ["--git-token=env://TOKEN", "--github-token=env://TOKEN"]
const OIDC = [
  "--oidc-url=env://ACTIONS_ID_TOKEN_REQUEST_URL",
  "--oidc-token=env://ACTIONS_ID_TOKEN_REQUEST_TOKEN",
]
const GLOBAL = ["--actor=ann", `--ci-run=${RUN}`, ...TOKENS, ...OIDC]

interface Given {
  inputs?: Record<string, string>
  /** a tag that is pushed */
  push?: string
  digest?: string
  secrets?: Record<string, string>
}

const factsOf = ({ inputs = {}, push, digest = "plan1.0123", secrets = {} }: Given): Facts => ({
  contexts: {
    github: {
      event_name: push === undefined ? "workflow_dispatch" : "push",
      event: push === undefined ? { inputs } : {},
      ref_name: push ?? "main",
      // who began the run first, and who began this attempt
      actor: "zoe",
      triggering_actor: "ann",
      token: "ghs_CANARY",
      server_url: "https://github.com",
      repository: "acme/athlete",
      run_id: "77",
      run_attempt: "2",
    },
    job: { workflow_repository: "acme/release-pipeline", workflow_sha: "0123abc" },
    needs: { plan: { outputs: { digest } } },
    secrets,
  },
})

const stepsOf = (job: string, ...names: string[]): Step[] =>
  names.map((name) => pipeline.jobs[job]?.steps.find((step) => step.name === name) as Step)

const play = (steps: readonly Step[], given: Given, options = {}) =>
  runScripts(
    steps.map((step) => ({ run: step.run as string, env: environmentOf(step, factsOf(given)) })),
    options,
  )

const CALLS: [string, string, (text: string) => [Given, string[]]][] = [
  [
    "a tag that is pushed",
    "Call",
    (text) => [
      { push: text, digest: "" },
      [
        ...["deploy-staging", `--tag=${text}`, "--expect=", "--waive=", "--allow-one-way=", "--allow-older="],
        ...["--verify=false", "--wait=1800", "--reason="],
      ],
    ],
  ],
  [
    "deploy",
    "Call",
    (text) => [
      {
        inputs: {
          ...{ action: "deploy", stage: "production", tag: text, reason: text, plan: text, waive: text },
          ...{ "allow-one-way": text, "allow-older": text, "over-migrations": "", verify: "true" },
        },
      },
      [
        ...["deploy-production", `--tag=${text}`, `--expect=${text || "plan1.0123"}`, `--waive=${text}`],
        ...[`--allow-one-way=${text}`, `--allow-older=${text}`, "--verify=true", "--wait=1800"],
        `--reason=${text}`,
      ],
    ],
  ],
  [
    "rollback",
    "Call",
    (text) => [
      {
        inputs: {
          ...{ action: "rollback", stage: "production", tag: text, reason: text },
          "over-migrations": text,
        },
      },
      [
        ...["rollback", "--stage=production", `--to=${text}`, `--over-migrations=${text}`, "--wait=1800"],
        `--reason=${text}`,
      ],
    ],
  ],
  [
    "adopt",
    "Call",
    (text) => [
      { inputs: { action: "adopt", stage: "staging", tag: text, reason: text } },
      ["adopt", "--stage=staging", `--tag=${text}`, `--reason=${text}`],
    ],
  ],
  [
    "quarantine",
    "Call",
    (text) => [
      { inputs: { action: "quarantine", stage: "staging", tag: text, reason: text } },
      ["quarantine", "--stage=staging", `--tag=${text}`, `--reason=${text}`],
    ],
  ],
  [
    "freeze",
    "Call",
    (text) => [
      { inputs: { action: "freeze", stage: "production", until: text, reason: text } },
      ["freeze", "--stage=production", `--until=${text}`, `--reason=${text}`],
    ],
  ],
  ...["unfreeze", "unlock"].map((action): (typeof CALLS)[number] => [
    action,
    "Call",
    (text) => [
      { inputs: { action, stage: "production", reason: text } },
      [action, "--stage=production", `--reason=${text}`],
    ],
  ]),
]

describe.each(CALLS)("%s", (_, step, expected) => {
  test.each(HOSTILE)("calls dagger once, with %j as it is", (text) => {
    const [given, argv] = expected(text)
    expect(play(stepsOf("stage", step), given)).toMatchObject([
      { status: 0, stderr: "", calls: [[...START, ...GLOBAL, ...argv]] },
    ])
  })

  test("fails when dagger fails", () => {
    const [given] = expected("v1.2.3")
    expect(play(stepsOf("stage", step), given, { status: 1 })[0]?.status).not.toBe(0)
  })
})

describe("the call", () => {
  test("hands the secrets over that there are, by their names", () => {
    const own = { SLACK_BOT_TOKEN: "CANARY", PIPELINE_SECRETS: '{"REGISTRY_LOGIN":"CANARY"}' }
    const secrets = { DATABASE_URL: "postgres://CANARY", SLACK_SIGNING_SECRET: "CANARY CANARY", ...own }
    const [ran] = play(stepsOf("stage", "Call"), { push: "v1.2.3", secrets })
    expect(ran?.calls[0]).toEqual(
      expect.arrayContaining([
        "--database-url=env://DATABASE_URL",
        "--slack-signing-secret=env://SLACK_SIGNING_SECRET",
        "--secret=env://SLACK_BOT_TOKEN",
        "--secrets-json=env://PIPELINE_SECRETS",
      ]),
    )
    expect(ran?.calls[0]).not.toContain("--secret=env://PAGERDUTY_ROUTING_KEY")
    expect(JSON.stringify(ran?.calls)).not.toContain("CANARY")
  })

  test.each(["thaw", "", "--help", "deploy-production"])("does nothing when the action is %j", (action) => {
    const given = { inputs: { action, stage: "production" } }
    const [ran] = play(stepsOf("stage", "Call"), given)
    if (action === "") expect(ran?.calls[0]).toContain("deploy-production")
    else expect(ran).toMatchObject({ status: 2, calls: [] })
  })
})

describe("the plan", () => {
  const DIGEST = "plan1.0123456789abcdef.-"
  const REPORT = `### A plan\n\nPlan digest: \`${DIGEST}\`\n\nmore\n`
  const inputsOf = (text: string) => ({
    ...{ action: "deploy", stage: "production", tag: text, waive: text },
    ...{ "allow-one-way": text, "allow-older": text },
  })
  const plan = (text: string, options = {}) =>
    play(stepsOf("plan", "Plan", "Report"), { inputs: inputsOf(text) }, options)

  test.each(HOSTILE)("calls dagger once, with %j as it is", (text) => {
    const [ran] = plan(text, { answer: REPORT })
    expect(ran).toMatchObject({
      ...{ status: 0, stderr: "" },
      calls: [
        [
          ...[...START, `--ci-run=${RUN}`, ...TOKENS, ...OIDC, "plan", `--tag=${text}`, "--stage=production"],
          ...[`--waive=${text}`, `--allow-one-way=${text}`, `--allow-older=${text}`, "--strict"],
          "--format=markdown",
        ],
      ],
    })
  })

  test("is the summary, and its digest reaches the job that waits for the approval", () => {
    const [, report] = plan("v1.2.3", { answer: REPORT })
    expect(report).toMatchObject({ status: 0, summary: REPORT, output: `digest=${DIGEST}\n` })
    expect(pipeline.jobs.plan?.outputs).toEqual({ digest: "${{ steps.report.outputs.digest }}" })
    expect(stepsOf("plan", "Report")[0]?.id).toBe("report")
  })

  test("that a gate would stop fails its job, and its report is the summary all the same", () => {
    const [call, report] = plan("v1.2.3", { answer: "Error: ### ❌ an incident is open\n", status: 1 })
    expect(call?.status).toBe(1)
    expect(report?.summary).toBe("### ❌ an incident is open\n")
    expect(stepsOf("plan", "Report")[0]?.if).toBe("always()")
  })

  test.each([
    ["none", "### A plan\n"],
    ["one in a list", "- Plan digest: `plan1.ffff`\n"],
    ["one with more behind it", "Plan digest: `plan1.ffff` or so\n"],
    ["one with what no digest holds", "Plan digest: `plan1;x=y`\n"],
    ["nothing at all", ""],
  ])("whose digest is %s fails its job", (_, answer) => {
    const [, report] = plan("v1.2.3", { answer })
    expect(report?.status).not.toBe(0)
    expect(report?.output).toBe("")
  })
})

describe("the report", () => {
  const REPORT = "### ✅ production runs v1.2.3\n"
  const given = { inputs: { action: "rollback", stage: "production" } }

  test("is this run's, whatever the call came to", () => {
    const [ran] = play(stepsOf("stage", "Report"), given, { answer: REPORT })
    expect(stepsOf("stage", "Report")[0]?.if).toBe("always()")
    expect(ran).toMatchObject({
      ...{ status: 0, stderr: "", summary: REPORT },
      calls: [
        [
          ...[...START, "--git-token=env://TOKEN", "report", "--stage=production", `--run=${RUN}`],
          "--format=markdown",
        ],
      ],
    })
  })

  test("fails when dagger fails", () => {
    expect(play(stepsOf("stage", "Report"), given, { status: 1 })[0]?.status).not.toBe(0)
  })
})

test("no step hands a token over as an argument, and every run block is played here", () => {
  const blocks = Object.entries(pipeline.jobs).flatMap(([id, { steps }]) =>
    steps.filter(({ run }) => run !== undefined).map((step) => ({ at: `${id}: ${step.name}`, step })),
  )
  expect(blocks.map(({ at }) => at)).toEqual(["plan: Plan", "plan: Report", "stage: Call", "stage: Report"])
  const ran = play(
    blocks.map(({ step }) => step),
    { push: "v1.2.3" },
  )
  expect(JSON.stringify(ran.map(({ calls }) => calls))).not.toContain("CANARY")
})
