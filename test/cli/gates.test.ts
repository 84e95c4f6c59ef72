// @module-tag slow
import { describe } from "vitest"
import { checkRun, checkRuns, issue, statuses } from "../adapters/github/shapes.ts"
import { type AppRepository, test, told } from "../helpers/app-repo.ts"
import { runCli } from "../helpers/cli.ts"
import { type GithubServer, startGithub } from "../helpers/github-server.ts"

const TOKEN = "ghp_canaryOfTheGates0123456789"

/** A repository whose gates ask a GitHub of the test's own. */
async function appWith(createApp: () => Promise<AppRepository>, tag: string) {
  const github = await startGithub()
  const app = await createApp()
  await app.configure((config) => ({
    ...config,
    github: { apiUrl: github.url, repository: "o/r" },
    gates: {
      ci: { provider: "github", waitSeconds: 0 },
      incidents: { kind: "github-issues", label: "incident" },
    },
  }))
  const sha = await app.release(tag)
  const ask = (...args: string[]) =>
    runCli("here", ["--repo", app.root, ...args], app.where({ PIPELINE_GITHUB_TOKEN: TOKEN }))
  return { app, github, sha, ask }
}

function answer(github: GithubServer, sha: string, conclusion: string, issues: unknown[] = []): void {
  github.routes.set(`/repos/o/r/commits/${sha}/check-runs`, checkRuns(checkRun("test", conclusion)))
  github.routes.set(`/repos/o/r/commits/${sha}/status`, statuses())
  github.routes.set("/repos/o/r/labels/incident", { body: { name: "incident" } })
  github.routes.set("/repos/o/r/issues", { body: issues })
}

describe("preflight", { concurrent: true, timeout: 90_000 }, () => {
  test("on a repository with five problems lists five, each with its fix", async ({ createApp, expect }) => {
    const { app, github, ask } = await appWith(createApp, "v1.0.0")
    await app.git("switch", "--quiet", "--create", "side")
    const sha = await app.release("v1.1.0-rc.1")
    answer(github, sha, "failure", [issue(7, "Orders are lost")])
    const ended = await ask("preflight", "--tag", "v1.1.0-rc.1", "--format", "json")
    const { code, report } = told(ended)
    expect(code).toBe(3)
    const failed = report.gates.filter(({ status }) => status === "fail")
    expect(failed.map((gate) => gate.code)).toEqual([
      "TAG_NOT_ON_MAIN",
      "PRERELEASE_TO_PRODUCTION",
      "STAGING_NOT_VERIFIED",
      "CI_NOT_GREEN",
      "INCIDENT_OPEN",
    ])
    for (const { fix } of failed) expect(fix).toMatch(/\S/)
    // all gates, and nothing that is neither one thing nor the other
    const ids = report.gates.map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)])
    expect(ids).toEqual(
      expect.arrayContaining(["tag", "moved", "frozen", "quarantine", "migrations", "lock"]),
    )
    const text = await ask("preflight", "--tag", "v1.1.0-rc.1")
    expect(text.code).toBe(3)
    // the first is the reason, which is said once
    expect(text.stdout).toMatch(/^TAG_NOT_ON_MAIN\nFix: \S/m)
    expect(text.stdout).toMatch(/^gates: 5 failed, /m)
    expect(text.stdout.match(/^ {2}FAIL /gm)).toHaveLength(4)
    expect(text.stdout.match(/^ +fix: \S/gm)).toHaveLength(4)
    expect(await app.git("for-each-ref", "refs/pipeline")).toBe("")
    // the token went to GitHub, and nowhere else
    expect(new Set(github.requests.map(({ headers }) => headers.authorization))).toEqual(
      new Set([`Bearer ${TOKEN}`]),
    )
    for (const out of [ended, text]) expect(out.stdout + out.stderr).not.toContain("canary")
  })

  test("without GitHub fails, and never takes silence for a pass", async ({ createApp, expect }) => {
    const { github, sha, ask } = await appWith(createApp, "v1.0.0")
    answer(github, sha, "success")
    github.routes.set(`/repos/o/r/commits/${sha}/check-runs`, { status: 403, body: { message: "no" } })
    const ended = await ask("preflight", "--tag", "v1.0.0", "--stage", "staging", "--format", "json")
    expect(told(ended)).toMatchObject({ code: 3, report: { reason: { code: "GATE_UNAVAILABLE" } } })
    expect(ended.stdout + ended.stderr).not.toContain("canary")
  })
})

describe("a deploy", { concurrent: true, timeout: 90_000 }, () => {
  test("passes a gate that is waived, and keeps who, why and until when", async ({ createApp, expect }) => {
    const { app, github, sha, ask } = await appWith(createApp, "v1.0.0")
    answer(github, sha, "failure")
    const deploy = (...options: string[]) =>
      ask("deploy-staging", "--tag", "v1.0.0", "--format", "json", ...options).then(told)
    expect(await deploy()).toMatchObject({ code: 3, report: { reason: { code: "CI_NOT_GREEN" } } })
    const { code, report } = await deploy(
      "--waive",
      "ci@2099-01-01T00:00Z=flaky, see #12",
      "--waive=incidents=perhaps one",
    )
    expect(code).toBe(0)
    expect(report.gates.find(({ id }) => id === "ci")).toMatchObject({
      status: "waived",
      waived: { why: "flaky, see #12", until: "2099-01-01T00:00:00.000Z" },
    })
    expect(await app.records("staging")).toEqual([
      "blocked v1.0.0 CI_NOT_GREEN",
      "started v1.0.0",
      "waived v1.0.0 CI_NOT_GREEN",
      ...(await app.records("staging")).slice(3),
    ])
    expect(await deploy()).toMatchObject({ code: 3, report: { reason: { code: "CI_NOT_GREEN" } } })
  })

  test.for<[name: string, waive: string[], problems: string[]]>([
    ["expired", ["ci@2020-01-01T00:00Z=old"], ["--waive ci: expired at 2020-01-01T00:00:00.000Z"]],
    ["of an unknown gate", ["mars=why"], ["--waive mars: is not a gate that can be waived"]],
    ["of a gate that is never waived", ["smoke=why"], ["--waive smoke: cannot be waived"]],
    ["of the lock", ["lock=why"], ["--waive lock: cannot be waived"]],
    ["of the tag", ["tag=why"], ["--waive tag: cannot be waived"]],
    ["without a reason", ["ci="], ["--waive ci: needs a reason"]],
    ["given twice", ["ci=one", "ci=two"], ["--waive ci: is given twice"]],
    [
      "of staging without a reason of the run",
      ["staging=why"],
      ["--waive staging: also needs a reason for the run"],
    ],
    [
      "and all that is wrong is told",
      ["mars=why", "lock="],
      ["--waive mars:", "--waive lock: cannot", "--waive lock: needs"],
    ],
  ])("refuses a waiver %s", async ([, waive, problems], { createApp, expect }) => {
    const { app, github, sha, ask } = await appWith(createApp, "v1.0.0")
    answer(github, sha, "success")
    const options = waive.flatMap((one) => ["--waive", one])
    for (const command of ["deploy-staging", "deploy-production"]) {
      const { code, stdout, stderr } = await ask(command, "--tag", "v1.0.0", ...options)
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
      const [first, ...rest] = stderr.trimEnd().split("\n")
      expect(first).toBe("WAIVER_REFUSED  The waivers cannot be accepted.")
      const named = rest.slice(0, -2)
      expect(named).toHaveLength(problems.length)
      for (const problem of problems) expect(named).toContainEqual(expect.stringContaining(problem))
      expect(rest.at(-2)).toBe("Nothing was changed.")
    }
    expect(github.requests).toEqual([])
    expect(await app.git("for-each-ref", "refs/pipeline")).toBe("")
  })
})
