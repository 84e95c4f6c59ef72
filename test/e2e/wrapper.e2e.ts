import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { deploy, environmentOf, type Job, type Step } from "../workflow/workflows.ts"
import { type Application, createApplication, engineMissing } from "./engine.ts"

const missing = engineMissing()
if (missing !== null) console.warn(`SKIPPED: ${missing}`)

/** The workflow's own scripts, word for word, against an engine. */
describe.skipIf(missing !== null)("the workflow's command lines on an engine", () => {
  let app: Application
  let runner: string

  function run(job: string, name: string, fields: Record<string, string> = {}) {
    const { steps } = deploy.jobs[job] as Job
    const step = steps.find((one) => one.name === name) as Step
    const values = {
      "github.actor": "ann",
      "github.token": "unused",
      "github.repository": "acme/athlete",
      "github.run_id": "77",
      "github.run_attempt": "1",
      "github.ref_name": "v1.0.0",
      "inputs.tag": "v1.0.0",
      "inputs.stage": "production",
      "inputs.reason": "release day",
      "inputs.plan": "",
      "inputs.waive": "",
      "inputs.verify": "false",
      "needs.plan.outputs.digest": "",
      ...fields,
    }
    const file = (one: string) => join(runner, one)
    const { status, stdout, stderr } = spawnSync(
      "bash",
      ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run as string],
      {
        cwd: app.root,
        encoding: "utf8",
        env: {
          ...process.env,
          ...environmentOf(deploy.jobs[job] as Job, step, values),
          // a runner has both; what deploys here asks for neither
          ACTIONS_ID_TOKEN_REQUEST_URL: "http://127.0.0.1:9/token",
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: "unused",
          GITHUB_STEP_SUMMARY: file("summary"),
          GITHUB_OUTPUT: file("output"),
        },
      },
    )
    process.stderr.write(`  exit ${status}  ${job}: ${name}\n`)
    return { status, stdout, stderr }
  }

  beforeAll(() => {
    app = createApplication(true)
    app.release("v1.0.0")
    runner = mkdtempSync(join(tmpdir(), "runner-"))
  })
  afterAll(() => {
    app.remove()
    rmSync(runner, { recursive: true, force: true })
  })

  test("a tag goes to staging, a plan is shown, and it is what goes to production", () => {
    expect(run("staging", "Deploy")).toMatchObject({ status: 0 })
    expect(run("staging", "Report")).toMatchObject({ status: 0 })
    expect(run("plan", "Show what will happen to whoever approves it")).toMatchObject({ status: 0 })
    const output = readFileSync(join(runner, "output"), "utf8")
    expect(output).toMatch(/^digest=plan1\.[a-z0-9.-]+\n$/)
    const digest = output.slice("digest=".length).trim()
    expect(run("dispatch", "Deploy", { "needs.plan.outputs.digest": digest })).toMatchObject({ status: 0 })
    expect(run("dispatch", "Report")).toMatchObject({ status: 0 })
    const summary = readFileSync(join(runner, "summary"), "utf8")
    expect(summary.match(/^### .*/gm)).toEqual([
      expect.stringContaining("staging runs v1.0.0"),
      expect.any(String),
      expect.stringContaining("production runs v1.0.0"),
    ])
  })

  test("unfreeze and rollback say why they do nothing", () => {
    expect(run("dispatch", "Unfreeze").stderr).toContain("NOT_FROZEN")
    expect(run("dispatch", "Roll back", { "inputs.tag": "" }).stderr).toContain("NO_ROLLBACK_TARGET")
  })
})
