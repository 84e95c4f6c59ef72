// @module-tag slow
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { githubCodeHost } from "../../src/adapters/github/code-host.ts"
import { parseConfig } from "../../src/core/config/parse.ts"
import { countChecks, isUndecided } from "../../src/core/gates/gate.ts"
import type { CiRun } from "../../src/core/ledger/owner.ts"
import { checkRun, checkRuns, running, statuses, workflowRuns } from "../adapters/github/shapes.ts"
import { ROOT } from "../helpers/cli.ts"
import { FakeClock } from "../helpers/fake-clock.ts"
import { startGithub } from "../helpers/github-server.ts"
import { caller, type Facts, fill, pipeline } from "../workflow/workflows.ts"

test("the complete example is one that the pipeline takes", () => {
  const config = parseConfig(readFileSync(join(ROOT, "examples", "seed", "pipeline.json"), "utf8"))
  expect(config.deployer).toMatchObject({ kind: "sst", outputs: ["api", "web"] })
  expect(config.secrets.required).toHaveLength(10)
  expect(config.secrets.optional).toHaveLength(2)
  expect(config.migrations?.path).toBe("packages/shared/src/migrations")
  expect(config.smoke.checks.map(({ url }) => url)).toEqual(["{api}/health", "{web}/api/health"])
  expect(config.stages).toMatchObject({
    staging: { soakMinutes: 30 },
    production: { windows: { timeZone: "America/New_York" } },
  })
  const { watch } = config.stages.production
  expect(watch?.checks.map(({ kind }) => kind)).toEqual(["http", "alarms", "logs"])
  expect(Object.values(config.notify).map(({ kind }) => kind)).toEqual(["slack", "pagerduty", "webhook"])
  expect(Object.keys(config.hooks)).toEqual(["before-deploy", "after-failed"])
  expect(config.verify).toMatchObject({ checks: [{ name: "chat" }], logs: {}, slack: { optional: true } })
})

describe("its gate for CI", () => {
  const SHA = "a".repeat(40)
  const AT = "/repos/acme/athlete-agent"
  const own: CiRun = { provider: "github", repository: "acme/athlete-agent", runId: "77", attempt: 1 }
  const push: Facts = { contexts: { github: { event_name: "push", event: {}, ref_name: "v1.2.3" } } }
  const jobNames = (facts: Facts) =>
    Object.values(pipeline.jobs).map(({ name = "" }) => `${caller.jobs.release?.name} / ${fill(name, facts)}`)
  const gates = parseConfig(readFileSync(join(ROOT, "examples", "seed", "pipeline.json"), "utf8")).gates

  async function play(runs: unknown[], ci: CiRun | null = own) {
    const server = await startGithub({
      [`${AT}/commits/${SHA}/check-runs`]: checkRuns(...runs),
      [`${AT}/commits/${SHA}/status`]: statuses(),
      [`${AT}/actions/runs`]: workflowRuns([7, 1], [8, 2], [9, 2]),
      [`${AT}/actions/runs/77`]: { body: { id: 77, check_suite_id: 9 } },
    })
    const codeHost = githubCodeHost({
      ...{ config: { apiUrl: server.url }, remote: async () => "git@github.com:acme/athlete-agent.git" },
      ...{ apiUrl: null, token: null, clock: new FakeClock(), signal: new AbortController().signal },
      say: () => {},
    })
    const seen = await codeHost.checks(SHA, ci)
    if (seen.kind !== "known" || gates.ci === undefined) throw new Error(JSON.stringify(seen))
    const checks = countChecks(seen.value, gates.ci)
    return { undecided: isUndecided(checks), names: checks.checks.map(({ name }) => name) }
  }

  const ci = checkRun("test", "success", { check_suite: { id: 7 } })

  test("does not wait for the job that asks, by the names that the workflow's jobs have", async () => {
    const names = jobNames(push)
    expect(names).toEqual(["Release / Pipeline plan", "Release / Pipeline on staging"])
    const jobs = names.map((name) => running(name, "in_progress", { check_suite: { id: 9 } }))
    expect(await play([ci, ...jobs])).toEqual({ undecided: false, names: ["test"] })
    // on a machine that is part of no run, too
    expect(await play([ci, ...jobs], null)).toEqual({ undecided: false, names: ["test"] })
  })

  test("does not fail for an earlier deploy that failed, nor wait for whatever else its own run does", async () => {
    const earlier = jobNames(push).map((name) => checkRun(name, "failure", { check_suite: { id: 8 } }))
    const beside = running("notify", "queued", { check_suite: { id: 9 } })
    expect(await play([ci, ...earlier, beside])).toEqual({ undecided: false, names: ["test"] })
  })

  test("waits for CI all the same", async () => {
    const e2e = running("e2e", "in_progress", { check_suite: { id: 7 } })
    expect(await play([ci, e2e])).toEqual({ undecided: true, names: ["test", "e2e"] })
  })
})
