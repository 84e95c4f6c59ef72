import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { environmentOf, pipeline, type Step } from "../workflow/workflows.ts"
import { type Application, createApplication, engineMissing } from "./engine.ts"

const missing = engineMissing()
if (missing !== null) console.warn(`SKIPPED: ${missing}`)

interface Given {
  inputs?: Record<string, string>
  /** of the attempt: each has a report of its own */
  attempt?: string
  digest?: string
}

/** The workflow's own scripts, word for word, against an engine. */
describe.skipIf(missing !== null)("the workflow's command lines on an engine", () => {
  let app: Application
  let runner: string
  const file = (name: string) => join(runner, name)

  function run(job: string, name: string, { inputs, attempt = "1", digest = "" }: Given = {}) {
    const step = pipeline.jobs[job]?.steps.find((one) => one.name === name) as Step
    const github = {
      event_name: inputs === undefined ? "push" : "workflow_dispatch",
      event: inputs === undefined ? {} : { inputs },
      ...{ ref_name: "v1.0.0", triggering_actor: "ann", token: "unused", server_url: "https://github.com" },
      ...{ repository: "acme/athlete", run_id: "77", run_attempt: attempt },
    }
    const contexts = { github, job: {}, needs: { plan: { outputs: { digest } } }, secrets: {} }
    const { status, stdout, stderr } = spawnSync(
      "bash",
      ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run as string],
      {
        cwd: app.root,
        encoding: "utf8",
        env: {
          ...process.env,
          ...environmentOf(step, { contexts }),
          // the application's own copy: GitHub names what it has fetched
          MODULE: ".",
          // a runner has both; what deploys here asks for neither
          ACTIONS_ID_TOKEN_REQUEST_URL: "http://127.0.0.1:9/token",
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: "unused",
          GITHUB_STEP_SUMMARY: file("summary"),
          GITHUB_OUTPUT: file("output"),
          RUNNER_TEMP: runner,
        },
      },
    )
    process.stderr.write(`  exit ${status}  ${job}: ${name}  ${stderr.length} bytes of stderr\n`)
    return { status, stdout, stderr }
  }

  beforeAll(() => {
    app = createApplication(true)
    app.release("v1.0.0")
    app.release("v1.1.0", { staging: { api: { kind: "status", status: 500 } } })
    runner = mkdtempSync(join(tmpdir(), "runner-"))
  })
  afterAll(() => {
    app.remove()
    rmSync(runner, { recursive: true, force: true })
  })

  const production = (fields: Record<string, string>) => ({ inputs: { stage: "production", ...fields } })

  test("a tag goes to staging, a plan is shown, and it is what goes to production", () => {
    expect(run("stage", "Call")).toMatchObject({ status: 0 })
    expect(run("stage", "Report")).toMatchObject({ status: 0 })
    const deploy = production({ action: "deploy", tag: "v1.0.0", reason: "release day", verify: "false" })
    expect(run("plan", "Plan", deploy)).toMatchObject({ status: 0 })
    expect(run("plan", "Report", deploy)).toMatchObject({ status: 0 })
    const output = readFileSync(file("output"), "utf8")
    expect(output).toMatch(/^digest=plan1\.[a-z0-9.-]+\n$/)
    const digest = output.slice("digest=".length).trim()
    expect(run("stage", "Call", { ...deploy, digest })).toMatchObject({ status: 0 })
    expect(run("stage", "Report", deploy)).toMatchObject({ status: 0 })
    const summary = readFileSync(file("summary"), "utf8")
    expect(summary.match(/^### .*/gm)).toEqual([
      expect.stringContaining("staging runs v1.0.0"),
      expect.any(String),
      expect.stringContaining("production runs v1.0.0"),
    ])
  })

  test("a plan that a gate would stop fails; unfreeze and rollback say why they do nothing", () => {
    const refused = run("plan", "Plan", production({ action: "deploy", tag: "v1.1.0" }))
    expect(refused).toMatchObject({ status: 1, stdout: expect.stringContaining("STAGING_NOT_VERIFIED") })
    const unfreeze = production({ action: "unfreeze", reason: "fixed" })
    expect(run("stage", "Call", unfreeze).stderr).toContain("NOT_FROZEN")
    expect(run("stage", "Call", production({ action: "rollback" })).stderr).toContain("NO_ROLLBACK_TARGET")
  })

  test("a call that is refused leaves no report, and its job does not show another one's", () => {
    const wrong = { attempt: "9", ...production({ action: "deploy", tag: "v1.0.0", plan: "nonsense" }) }
    expect(run("stage", "Call", wrong)).toMatchObject({ status: 1, stderr: expect.stringContaining("USAGE") })
    expect(run("stage", "Report", wrong)).toMatchObject({ status: 0 })
    expect(readFileSync(file("summary"), "utf8")).toContain("acme/athlete/77/9 left no record on production")
  })

  test("what a job prints is the report and no records", () => {
    const bad = { inputs: { action: "deploy", stage: "staging", tag: "v1.1.0", verify: "false" } }
    const { status, stdout, stderr } = run("stage", "Call", bad)
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" })
    expect(stderr).toContain("SMOKE_FAILED")
    expect(stderr.length).toBeLessThan(20_000)
  })
})
