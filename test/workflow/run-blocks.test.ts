// @module-tag slow
import { describe, expect, test } from "vitest"
import { deploy, environmentOf, type Job, runScript, type Step, type Values } from "./workflows.ts"

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
]

const GLOBAL = [
  "--actor=ann",
  "--ci-run=github:acme/athlete/77/2",
  "--git-token=env://TOKEN",
  "--github-token=env://TOKEN",
  "--oidc-url=env://ACTIONS_ID_TOKEN_REQUEST_URL",
  "--oidc-token=env://ACTIONS_ID_TOKEN_REQUEST_TOKEN",
]

const valuesOf = (fields: Values): Values => ({
  "github.actor": "ann",
  "github.token": "ghs_CANARY",
  "github.repository": "acme/athlete",
  "github.run_id": "77",
  "github.run_attempt": "2",
  "github.ref_name": "v1.2.3",
  "inputs.tag": "v1.2.3",
  "inputs.stage": "production",
  "inputs.reason": "release day",
  "inputs.plan": "",
  "inputs.waive": "",
  "inputs.allow-older": "",
  "inputs.verify": "true",
  "needs.plan.outputs.digest": "plan1.0123",
  ...fields,
})

const jobOf = (id: string): Job => deploy.jobs[id] as Job
const stepOf = (job: string, name: string): Step =>
  jobOf(job).steps.find((step) => step.name === name) as Step

function play(job: string, name: string, fields: Values, options = {}) {
  const step = stepOf(job, name)
  return runScript(step.run as string, environmentOf(jobOf(job), step, valuesOf(fields)), options)
}

/** Every `run:` of the workflow: the arguments that dagger gets, word by word. */
const BLOCKS: [string, string, (text: string) => [Values, string[]]][] = [
  [
    "staging",
    "Deploy",
    (text) => [{ "github.ref_name": text }, [...GLOBAL, "deploy-staging", `--tag=${text}`, "--wait=1800"]],
  ],
  [
    "staging",
    "Report",
    () => [{}, ["--git-token=env://TOKEN", "report", "--stage=staging", "--format=markdown"]],
  ],
  [
    "plan",
    "Show what will happen to whoever approves it",
    (text) => [
      { "inputs.tag": text },
      [
        "--git-token=env://TOKEN",
        "--github-token=env://TOKEN",
        "plan",
        `--tag=${text}`,
        "--stage=production",
        "--format=markdown",
      ],
    ],
  ],
  [
    "dispatch",
    "Deploy",
    (text) => [
      {
        "inputs.tag": text,
        "inputs.reason": text,
        "inputs.plan": text,
        "inputs.waive": text,
        "inputs.allow-older": text,
      },
      [
        ...GLOBAL,
        "deploy-production",
        `--tag=${text}`,
        `--reason=${text}`,
        `--expect=${text || "plan1.0123"}`,
        `--waive=${text}`,
        `--allow-older=${text}`,
        "--verify=true",
        "--wait=1800",
      ],
    ],
  ],
  [
    "dispatch",
    "Roll back",
    (text) => [
      { "inputs.tag": text, "inputs.reason": text },
      [...GLOBAL, "rollback", "--stage=production", `--to=${text}`, `--reason=${text}`, "--wait=1800"],
    ],
  ],
  [
    "dispatch",
    "Unfreeze",
    (text) => [
      { "inputs.reason": text },
      ["--actor=ann", "--git-token=env://TOKEN", "unfreeze", "--stage=production", `--reason=${text}`],
    ],
  ],
  [
    "dispatch",
    "Report",
    () => [{}, ["--git-token=env://TOKEN", "report", "--stage=production", "--format=markdown"]],
  ],
]

test("every run block of the workflow is played here", () => {
  const written = Object.entries(deploy.jobs).flatMap(([id, { steps }]) =>
    steps.filter(({ run }) => run !== undefined).map(({ name }) => `${id}: ${name}`),
  )
  expect(BLOCKS.map(([job, name]) => `${job}: ${name}`)).toEqual(written)
})

describe.each(BLOCKS)("%s: %s", (job, name, expected) => {
  test.each(HOSTILE)("calls dagger once, with %j as it is", (text) => {
    const [fields, argv] = expected(text)
    const ran = play(job, name, fields)
    expect(ran).toMatchObject({ status: 0, calls: [["dagger", "call", ...argv]] })
    expect(ran.stderr).toBe("")
  })

  test("fails when dagger fails", () => {
    const [fields] = expected("v1.2.3")
    expect(play(job, name, fields, { status: 1 }).status).not.toBe(0)
  })

  test("hands no token over as an argument", () => {
    const { calls } = play(job, name, expected("v1.2.3")[0])
    expect(JSON.stringify(calls)).not.toContain("CANARY")
  })
})

describe("the summary", () => {
  const REPORT = "### ✅ production runs v1.2.3\n"

  test.each([
    ["staging", "Report"],
    ["dispatch", "Report"],
  ])("of %s is the report, also after a failure", (job, name) => {
    expect(stepOf(job, name).if).toBe("always()")
    expect(play(job, name, {}, { answer: REPORT }).summary).toBe(REPORT)
  })

  test("of the plan is what the plan shows", () => {
    expect(play("plan", PLAN, {}, { answer: REPORT }).summary).toBe(REPORT)
  })
})

const PLAN = "Show what will happen to whoever approves it"

describe("the plan's digest", () => {
  const DIGEST = "plan1.0123456789abcdef.-"
  const outputOf = (answer: string) => play("plan", PLAN, {}, { answer }).output

  test("reaches the job that waits for the approval", () => {
    expect(outputOf(`### A plan\n\nPlan digest: \`${DIGEST}\`\n\nmore\n`)).toBe(`digest=${DIGEST}\n`)
    expect(jobOf("plan").outputs).toEqual({ digest: "${{ steps.plan.outputs.digest }}" })
    expect(stepOf("plan", PLAN).id).toBe("plan")
  })

  test.each([
    ["in a list", "- Plan digest: `plan1.ffff`"],
    ["with more behind it", "Plan digest: `plan1.ffff` or so"],
    ["with what no digest holds", "Plan digest: `plan1;x=y`"],
  ])("is not what somebody wrote %s", (_, line) => {
    expect(outputOf(`${line}\n`)).toBe("")
  })
})
