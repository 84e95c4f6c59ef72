// @module-tag slow
import { describe, expect, test } from "vitest"
import { type CodeHostSettings, githubCodeHost } from "../../../src/adapters/github/code-host.ts"
import type { CiRun } from "../../../src/core/ledger/owner.ts"
import { FakeClock } from "../../helpers/fake-clock.ts"
import { type GithubServer, type Reply, startGithub } from "../../helpers/github-server.ts"
import { startTcpApp, unusedAddress } from "../../helpers/http-app.ts"
import { checkRun, checkRuns, issue, running, statuses, workflowRuns } from "./shapes.ts"

const SHA = "a".repeat(40)
const AT = "/repos/o/r"
const RUNS = `${AT}/commits/${SHA}/check-runs`
const STATUS = `${AT}/commits/${SHA}/status`
const WORKFLOWS = `${AT}/actions/runs`

const hostAt = (apiUrl: string, settings: Partial<CodeHostSettings> = {}) =>
  githubCodeHost({
    config: { apiUrl },
    remote: async () => "git@github.com:o/r.git",
    apiUrl: null,
    token: async () => "ghs_canary",
    clock: new FakeClock(),
    signal: new AbortController().signal,
    say: () => {},
    timeoutMs: 2000,
    ...settings,
  })

/** Check runs and statuses of the commit, each a page. */
const serverWith = (runs: Reply, status: Reply = statuses(), more: Record<string, Reply> = {}) =>
  startGithub({ [RUNS]: runs, [STATUS]: status, ...more })

const checksOn = async (server: GithubServer) => {
  const fact = await hostAt(server.url).checks(SHA, null)
  return fact.kind === "known"
    ? fact.value.map(({ name, state, said }) => `${name}: ${state}, ${said}`)
    : fact
}

describe("the checks of a commit", () => {
  test("are its check runs and its statuses", async () => {
    const server = await serverWith(
      checkRuns(checkRun("test", "success"), running("e2e")),
      statuses(["ci/build", "success"], ["ci/scan", "pending"], ["ci/sign", "failure"], ["ci/odd", "error"]),
    )
    expect(await checksOn(server)).toEqual([
      "test: passed, success",
      "e2e: running, in_progress",
      "ci/build: passed, success",
      "ci/scan: running, pending",
      "ci/sign: failed, failure",
      "ci/odd: failed, error",
    ])
    expect(server.asked().toSorted()).toEqual([
      `GET ${RUNS}?filter=latest&per_page=100`,
      `GET ${STATUS}?per_page=100`,
    ])
  })

  test("are judged by their conclusions, and an unknown one is a failure", async () => {
    const conclusions = [
      "success",
      "neutral",
      "skipped",
      "failure",
      "cancelled",
      "timed_out",
      "action_required",
    ]
    const odd = ["stale", "startup_failure", "invented_tomorrow", null]
    const runs = [...conclusions, ...odd].map((conclusion, index) => checkRun(`${index}`, conclusion))
    expect(await checksOn(await serverWith(checkRuns(...runs)))).toEqual([
      "0: passed, success",
      "1: neutral, neutral",
      "2: neutral, skipped",
      "3: failed, failure",
      "4: failed, cancelled",
      "5: failed, timed_out",
      "6: failed, action_required",
      "7: failed, stale",
      "8: failed, startup_failure",
      "9: failed, invented_tomorrow",
      "10: failed, no conclusion",
    ])
  })

  test("run as long as they have not ended", async () => {
    const states = ["queued", "in_progress", "waiting", "requested", "pending", "invented_tomorrow"]
    const server = await serverWith(checkRuns(...states.map((state) => running(state, state))))
    expect(await checksOn(server)).toEqual(states.map((state) => `${state}: running, ${state}`))
  })

  test("are on all pages, and the failure is on the last one", async () => {
    const server = await serverWith(checkRuns())
    const link = (page: number) => ({ link: `<${server.url}${RUNS}?page=${page}>; rel="next"` })
    server.routes.set(RUNS, [
      { ...checkRuns(checkRun("a", "success")), headers: link(2) },
      { ...checkRuns(checkRun("b", "success")), headers: link(3) },
      checkRuns(checkRun("c", "failure")),
    ])
    expect(await checksOn(server)).toEqual(["a: passed, success", "b: passed, success", "c: failed, failure"])
  })

  test("there may be none", async () => expect(await checksOn(await serverWith(checkRuns()))).toEqual([]))
})

describe("a check of the same name", () => {
  const twice = (first: string, second: string) =>
    checkRuns(
      checkRun("test", second, { id: 9, check_suite: { id: 2 } }),
      checkRun("test", first, { id: 4, check_suite: { id: 1 } }),
    )

  test("in a later run of the same workflow counts alone", async () => {
    const again = { [WORKFLOWS]: workflowRuns([1, 50], [2, 50]) }
    expect(await checksOn(await serverWith(twice("failure", "success"), statuses(), again))).toEqual([
      "test: passed, success",
    ])
    expect(await checksOn(await serverWith(twice("success", "failure"), statuses(), again))).toEqual([
      "test: failed, failure",
    ])
  })

  test("in another workflow hides none", async () => {
    const other = { [WORKFLOWS]: workflowRuns([1, 50], [2, 51]) }
    const server = await serverWith(twice("failure", "success"), statuses(), other)
    expect(await checksOn(server)).toEqual(["test: passed, success", "test: failed, failure"])
  })

  test.each<[string, Reply]>([
    ["are not to be seen", { status: 403, body: { message: "Resource not accessible by integration" } }],
    ["are garbage", { body: { workflow_runs: [{ check_suite_id: "1" }] } }],
  ])("hides none when workflows %s", async (_, workflows) => {
    const server = await serverWith(twice("failure", "success"), statuses(), { [WORKFLOWS]: workflows })
    expect(await checksOn(server)).toEqual(["test: passed, success", "test: failed, failure"])
  })

  test("of another app is another check", async () => {
    const runs = checkRuns(
      checkRun("test", "failure", { app: { slug: "circleci" } }),
      checkRun("test", "success"),
    )
    expect(await checksOn(await serverWith(runs))).toHaveLength(2)
  })
})

/** Whatever goes wrong with one of the two requests, the checks are not known. */
const TROUBLE: [name: string, reply: Reply, message: string][] = [
  ["404", { status: 404, body: { message: "Not Found" } }, `GitHub knows no commit ${SHA} in o/r`],
  ["403", { status: 403, body: { message: "Resource not accessible" } }, "HTTP 403, Resource not accessible"],
  [
    "403 for an hour",
    { status: 403, body: { message: "slow down" }, headers: { "retry-after": "3600" } },
    "the rate limit is used up for another 3600 seconds",
  ],
  ["500", { status: 500, body: { message: "oops" } }, "HTTP 500, oops"],
  ["garbage", { body: "<html>It works!</html>" }, "the answer is not JSON"],
  ["half an answer", { body: '{"total_count": 1, "check_runs": [{"name": "te' }, "the answer is not JSON"],
  ["JSON of another shape", { body: { message: "hello" } }, "does not have the expected shape"],
  [
    "a list of what is no check",
    { body: { check_runs: [null], statuses: [7] } },
    "does not have the expected shape",
  ],
  ["nothing", { status: 200, body: "" }, "does not have the expected shape"],
]

test("without the check runs, or without the statuses, nothing is known", async () => {
  for (const path of [RUNS, STATUS]) {
    for (const [name, reply, message] of TROUBLE) {
      const server = await serverWith(checkRuns(checkRun("test", "success")), statuses(["ci", "success"]))
      server.routes.set(path, reply)
      expect(await hostAt(server.url).checks(SHA, null), `${name} of ${path}`).toEqual({
        kind: "unavailable",
        message: expect.stringContaining(message),
      })
    }
  }
})

describe("the checks of the run that asks", () => {
  const own: CiRun = { provider: "github", repository: "O/R", runId: "77", attempt: 2 }
  const OWN = `${AT}/actions/runs/77`
  const runs = () =>
    checkRuns(
      checkRun("test", "success", { check_suite: { id: 7 } }),
      checkRun("Release / deploy", "failure", { check_suite: { id: 8 } }),
      running("Release / deploy", "in_progress", { check_suite: { id: 9 } }),
    )
  const named = async (server: GithubServer, ci: CiRun | null) => {
    const host = hostAt(server.url)
    await host.checks(SHA, ci)
    const fact = await host.checks(SHA, ci)
    return fact.kind === "known" ? fact.value.map(({ name, said }) => `${name} ${said}`) : fact
  }
  const workflows = () => workflowRuns([7, 1], [8, 2], [9, 2])

  test("do not count, nor do those that they replace; its suite is asked for once", async () => {
    const more = { [OWN]: { body: { id: 77, check_suite_id: 9 } }, [WORKFLOWS]: workflows() }
    const server = await serverWith(runs(), statuses(), more)
    expect(await named(server, own)).toEqual(["test success"])
    expect(server.asked().filter((line) => line === `GET ${OWN}`)).toHaveLength(1)
  })

  test.each<[string, CiRun | null, Reply]>([
    ["that is part of no workflow run", null, { body: { check_suite_id: 9 } }],
    [
      "that is part of another repository's",
      { ...own, repository: "o/other" },
      { body: { check_suite_id: 9 } },
    ],
    ["that GitHub does not show", own, { status: 403, body: { message: "no" } }],
    ["whose suite is not told", own, { body: { id: 77 } }],
  ])("of a run %s count like any other", async (_, ci, reply) => {
    const server = await serverWith(runs(), statuses(), { [OWN]: reply, [WORKFLOWS]: workflows() })
    expect(await named(server, ci)).toEqual(["test success", "Release / deploy in_progress"])
  })
})

describe("approvals", () => {
  const run: CiRun = { provider: "github", repository: "o/r", runId: "77", attempt: 1 }
  const PATH = `${AT}/actions/runs/77/approvals`
  const review = (login: string, environment: string, state = "approved") => ({
    state,
    comment: "",
    user: { login },
    environments: [{ id: 1, name: environment }],
  })
  const ask = async (reply: Reply, ci = run) =>
    hostAt((await startGithub({ [PATH]: reply })).url).approvals(ci, "production")

  test("are those of the environment, each person once, and no rejection", async () => {
    const body = [
      review("ann", "production"),
      review("ann", "production"),
      review("ben", "staging"),
      review("eve", "production", "rejected"),
      review("cleo", "production"),
    ]
    expect(await ask({ body })).toEqual({ kind: "known", value: ["ann", "cleo"] })
    expect(await ask({ body: [] })).toEqual({ kind: "known", value: [] })
  })

  test("are not known where GitHub does not say", async () => {
    expect(await ask({ body: { message: "hello" } })).toMatchObject({ kind: "unavailable" })
    expect(await ask({ status: 403, body: { message: "no" } })).toMatchObject({ kind: "unavailable" })
    expect(await ask({ body: [] }, { ...run, repository: "o/other" })).toMatchObject({ kind: "skipped" })
    const gitlab = { config: {}, remote: async () => "git@gitlab.com:o/r.git" }
    expect(await hostAt("http://127.0.0.1:1", gitlab).approvals(run, "production")).toMatchObject({
      kind: "skipped",
    })
  })
})

describe("nothing is known", () => {
  test("when nothing listens, or nothing answers", async () => {
    const slow = await startTcpApp(() => {})
    expect(await hostAt(await unusedAddress()).checks(SHA, null)).toMatchObject({ kind: "unavailable" })
    expect(await hostAt(slow, { timeoutMs: 50 }).checks(SHA, null)).toMatchObject({ kind: "unavailable" })
  })

  test("of a private repository without a token, and the message says what is missing", async () => {
    const server = await startGithub()
    expect(await hostAt(server.url, { token: null }).checks(SHA, null)).toEqual({
      kind: "unavailable",
      message: `GitHub knows no commit ${SHA} in o/r; a private repository needs a token.`,
    })
  })

  test("of a repository elsewhere: no server is asked", async () => {
    const server = await startGithub()
    const gitlab = { config: {}, remote: async () => "git@gitlab.com:o/r.git" }
    expect(await hostAt(server.url, gitlab).checks(SHA, null)).toEqual({
      kind: "skipped",
      why: "the remote origin is on gitlab.com, not on GitHub",
    })
    expect(server.requests).toEqual([])
  })

  test("when git cannot read the remote", async () => {
    const remote = () => Promise.reject(new Error("no such file"))
    expect(await hostAt("http://127.0.0.1:1", { remote }).checks(SHA, null)).toEqual({
      kind: "unavailable",
      message: "The remote origin cannot be read: no such file.",
    })
  })
})

describe("open issues", () => {
  const LABEL = `${AT}/labels/sev%201%2Fopen`
  const ISSUES = `${AT}/issues`
  const asked = (server: GithubServer) => hostAt(server.url).openIssues("sev 1/open")

  test("with the label are incidents; pull requests are not", async () => {
    const server = await startGithub({
      [LABEL]: { body: { name: "sev 1/open" } },
      [ISSUES]: { body: [issue(12, "Orders are lost"), issue(13, "Fix it", { pull_request: { url: "…" } })] },
    })
    expect(await asked(server)).toEqual({ kind: "known", value: [{ title: "#12 Orders are lost" }] })
    expect(server.asked().toSorted()).toEqual([
      `GET ${ISSUES}?state=open&labels=sev%201%2Fopen&per_page=100`,
      `GET ${LABEL}`,
    ])
  })

  test("are none when none is open", async () => {
    const server = await startGithub({ [LABEL]: { body: { name: "sev 1/open" } }, [ISSUES]: { body: [] } })
    expect(await asked(server)).toEqual({ kind: "known", value: [] })
  })

  test("are unknown when the label is misspelt, which no issue could carry", async () => {
    const server = await startGithub({ [ISSUES]: { body: [] } })
    expect(await asked(server)).toEqual({
      kind: "unavailable",
      message: 'GitHub knows no label "sev 1/open" in o/r, or the token may not see it.',
    })
  })

  test("are unknown when GitHub has no list of them", async () => {
    const faults: [Reply, string][] = [
      [{ status: 410, body: { message: "Issues are disabled" } }, "HTTP 410, Issues are disabled"],
      [{ body: { message: "hello" } }, "does not have the expected shape"],
      [{ body: [{ title: 7 }] }, "does not have the expected shape"],
      [{ body: "nonsense" }, "the answer is not JSON"],
      [{ status: 503 }, "HTTP 503"],
    ]
    for (const [reply, message] of faults) {
      const server = await startGithub({ [LABEL]: { body: {} }, [ISSUES]: reply })
      expect(await asked(server)).toEqual({ kind: "unavailable", message: expect.stringContaining(message) })
    }
  })
})

describe("the commit by which a pull request was merged", () => {
  const at = async (reply: Reply, settings: Partial<CodeHostSettings> = {}) => {
    const server = await startGithub({ [`${AT}/pulls/12`]: reply })
    return { fact: await hostAt(server.url, settings).mergeCommit(12), asked: server.asked() }
  }

  test("is what GitHub says", async () => {
    const { fact } = await at({ body: { merged: true, merge_commit_sha: SHA } })
    expect(fact).toEqual({ kind: "known", value: SHA })
  })

  test("is none before that: the commit that GitHub names then is a trial", async () => {
    const { fact } = await at({ body: { merged: false, merge_commit_sha: SHA } })
    expect(fact).toEqual({ kind: "known", value: null })
  })

  test("is not known when GitHub knows no such pull request, or answers otherwise", async () => {
    expect((await at({ status: 404, body: {} })).fact).toMatchObject({
      kind: "unavailable",
      message: expect.stringContaining("pull request #12"),
    })
    expect((await at({ body: { merged: "yes" } })).fact).toMatchObject({ kind: "unavailable" })
  })

  test("is not asked for without a token", async () => {
    const { fact, asked } = await at({ body: {} }, { token: null })
    expect(fact).toMatchObject({ kind: "skipped" })
    expect(asked).toEqual([])
  })
})
