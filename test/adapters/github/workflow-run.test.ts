// @module-tag slow
import { describe, expect, test } from "vitest"
import { githubCodeHost } from "../../../src/adapters/github/code-host.ts"
import type { CiRun, LockOwner, Runner } from "../../../src/core/ledger/owner.ts"
import { askCi, engineRuns } from "../../../src/release/heartbeats.ts"
import { FakeClock } from "../../helpers/fake-clock.ts"
import { type GithubServer, type Reply, startGithub } from "../../helpers/github-server.ts"

const run: CiRun = { provider: "github", repository: "acme/app", runId: "77", attempt: 2 }
const PATH = "/repos/acme/app/actions/runs/77/attempts/2"

const ownerOf = (ci: CiRun | null, fields: Partial<LockOwner> = {}): LockOwner => ({
  runId: "run-of-ben",
  command: "deploy-production",
  tag: "v1.0.0",
  sha: "a".repeat(40),
  actor: "ben",
  host: "runner-1",
  pid: null,
  since: "2026-03-01T02:59:00.000Z",
  runner: { kind: "engine", ci, heartbeatSeconds: 30 } satisfies Runner,
  ...fields,
})

function wired(server: Pick<GithubServer, "url">, repository: string | undefined = "acme/app") {
  const clock = new FakeClock()
  const codeHost = githubCodeHost({
    config: repository === undefined ? {} : { repository, apiUrl: server.url },
    remote: async () => null,
    apiUrl: server.url,
    token: null,
    clock,
    say: () => {},
    signal: new AbortController().signal,
  })
  return { clock, runs: engineRuns(askCi(codeHost, clock)) }
}

const ask = async (reply: Reply) => {
  const { runs } = wired(await startGithub({ [PATH]: reply }))
  return (await runs.examine(ownerOf(run))).ci
}

describe("the workflow run of a lock's owner", () => {
  test("has finished when it is completed, whatever its conclusion", async () => {
    for (const conclusion of ["success", "failure", "cancelled", "timed_out"]) {
      expect(await ask({ body: { id: 77, status: "completed", conclusion } })).toEqual({
        kind: "known",
        value: { finished: true, status: `completed (${conclusion})` },
      })
    }
    for (const status of ["queued", "in_progress", "waiting", "requested", "pending"]) {
      expect(await ask({ body: { id: 77, status, conclusion: null } })).toEqual({
        kind: "known",
        value: { finished: false, status },
      })
    }
  })

  test.each<[string, Reply, string]>([
    [
      "is not there",
      { status: 404, body: { message: "Not Found" } },
      "GitHub knows no GitHub run 77 (attempt 2)",
    ],
    ["may not be seen", { status: 403, body: { message: "Resource not accessible" } }, "HTTP 403"],
    ["has an answer that is not JSON", { body: "<html>" }, "not JSON"],
    ["has an answer of another shape", { body: { state: "completed" } }, "not as expected"],
    ["has an answer of other types", { body: { status: 7, conclusion: null } }, "not as expected"],
    ["cannot be asked for", { status: 503, body: { message: "unavailable" } }, "HTTP 503"],
  ])("%s: that proves nothing", async (_, reply, message) => {
    expect(await ask(reply)).toMatchObject({
      kind: "unavailable",
      message: expect.stringContaining(message),
    })
  })

  test("of another repository is not asked for, so that no token looks into that", async () => {
    const server = await startGithub({ [PATH]: { body: { status: "completed", conclusion: "success" } } })
    const { runs } = wired(server, "acme/other")
    expect((await runs.examine(ownerOf(run))).ci).toEqual({
      kind: "skipped",
      why: "it is part of a workflow run of acme/app, which is another repository",
    })
    expect(server.asked()).toEqual([])
  })

  test("is asked for twice a minute at most, however often it is looked at", async () => {
    const server = await startGithub({
      [PATH]: [
        { body: { status: "in_progress", conclusion: null } },
        { body: { status: "completed", conclusion: "cancelled" } },
      ],
    })
    const { clock, runs } = wired(server)
    const finished: boolean[] = []
    for (let look = 0; look < 20; look++) {
      const { ci } = await runs.examine(ownerOf(run))
      if (ci.kind === "known") finished.push(ci.value.finished)
      await clock.pass(2000)
    }
    expect(finished).toEqual([...Array(15).fill(false), ...Array(5).fill(true)])
    expect(server.asked()).toEqual([`GET ${PATH}`, `GET ${PATH}`])
  })

  test("there is none of a run on a laptop, nor of one that an older pipeline recorded", async () => {
    const { runs } = wired(await startGithub())
    const none = { kind: "skipped", why: "it is part of no workflow run" }
    expect((await runs.examine(ownerOf(null))).ci).toEqual(none)
    const { runner: _, ...old } = ownerOf(null)
    expect((await runs.examine(old)).ci).toEqual(none)
  })
})

test("on an engine there is nothing to announce, and nothing to sweep", async () => {
  const { runs } = wired(await startGithub())
  await runs.announce()
  await runs.retire()
  expect(await runs.sweep(async () => [])).toEqual([])
  expect((await runs.examine(ownerOf(null))).process.kind).toBe("skipped")
})
