// @module-tag slow
import { describe, expect, test } from "vitest"
import { githubDeployments } from "../../../src/adapters/github/deployments.ts"
import { systemClock } from "../../../src/adapters/runtime.ts"
import { parseConfig } from "../../../src/core/config/parse.ts"
import type { Recorded } from "../../../src/core/events/event.ts"
import type { CiRun } from "../../../src/core/ledger/owner.ts"
import type { Entry } from "../../../src/core/ledger/record.ts"
import type { Thread } from "../../../src/core/ledger/stage-state.ts"
import type { Channel, Delivered } from "../../../src/release/service-ports.ts"
import { sample } from "../../core/config/samples.ts"
import { entry, rel } from "../../core/ledger/samples.ts"
import { type GithubServer, startGithub } from "../../helpers/github-server.ts"
import { recordedOf } from "../../helpers/recorded.ts"

const CANARY = "ghs_canary0123456789"
const AT = "/repos/o/r/deployments"
const a = rel("v1.0.0", "a")
const b = rel("v1.1.0", "b")
const CI: CiRun = { provider: "github", repository: "o/r", runId: "77", attempt: 2 }
const URLS = { api: "https://api.example.com", web: "https://example.com" }

/** A GitHub that numbers its deployments from 101. */
async function github(): Promise<GithubServer> {
  let id = 100
  const statuses = Array.from({ length: 5 }, (_, index) => [
    `${AT}/${101 + index}/statuses`,
    { status: 201, body: {} },
  ])
  return startGithub({ [AT]: () => ({ status: 201, body: { id: ++id } }), ...Object.fromEntries(statuses) })
}

const openAt = (
  server: { url: string },
  ci: CiRun | null = null,
  more: object = {},
  token: string | null = CANARY,
) =>
  githubDeployments(
    parseConfig(
      JSON.stringify({
        ...sample(),
        github: { ...more },
        stages: { staging: { urls: URLS }, production: { urls: URLS } },
      }),
    ),
    ci,
    {
      remote: async () => "git@github.com:o/r.git",
      apiUrl: server.url,
      token: token === null ? null : async () => token,
      ...{ clock: systemClock, say: () => {}, signal: new AbortController().signal },
    },
  )

const of = (kind: Entry["kind"], fields: Partial<Entry>) =>
  entry(kind, { command: "deploy-production", fence: 1, ...fields })

/** Shows a whole run, with what it remembers. */
async function play(
  channel: Channel,
  entries: readonly Entry[],
  before: Thread | null = null,
): Promise<Thread | null> {
  let thread = before
  for (const recorded of recordedOf(entries)) {
    const events = channel.wants(recorded)
    if (events.length === 0) continue
    const told: Delivered = await channel.send({
      recorded,
      events,
      thread,
      signal: new AbortController().signal,
    })
    expect(told).toMatchObject({ ok: true })
    thread = (told as { thread?: Thread }).thread ?? thread
  }
  return thread
}

/** What was shown: the commit of each deployment, and each state with its number. */
const shown = (server: GithubServer) =>
  server.requests.map(({ url, body }) => {
    const { ref, state } = JSON.parse(body)
    return ref === undefined ? `${/\/(\d+)\//.exec(url)?.[1]} ${state}` : ref.slice(0, 1)
  })

describe("a deployment on GitHub", () => {
  const started = of("started", b)
  const smoking = of("deployed", b)

  test.each<[string, readonly Entry[], string[]]>([
    ["deployed", [started, smoking, of("verified", b)], ["b", "101 in_progress", "101 success"]],
    ["failed", [started, of("failed", { ...b, changed: true })], ["b", "101 in_progress", "101 failure"]],
    ["inconclusive", [started, smoking, of("inconclusive", b)], ["b", "101 in_progress", "101 error"]],
    [
      "rolled-back is a new one of the old commit",
      [
        started,
        smoking,
        of("rollback-started", { ...a, from: b, code: "SMOKE_FAILED" }),
        of("rolled-back", { ...a, from: b }),
      ],
      ["b", "101 in_progress", "101 failure", "a", "102 in_progress", "102 success"],
    ],
    [
      "rollback-failed",
      [
        started,
        smoking,
        of("rollback-started", { ...a, from: b, code: "SMOKE_FAILED" }),
        of("rollback-failed", { ...a, from: b }),
      ],
      ["b", "101 in_progress", "101 failure", "a", "102 in_progress", "102 failure"],
    ],
    [
      "a rollback by hand",
      [
        of("started", { command: "rollback" }),
        of("rollback-started", { ...a, from: b }),
        of("rolled-back", { ...a, from: b }),
      ],
      ["a", "101 in_progress", "101 success"],
    ],
    ["blocked is none", [of("blocked", b)], []],
    ["lost", [started, of("lost", b)], ["b", "101 in_progress", "101 error"]],
  ])("%s, from a laptop and from CI", async (_, entries, states) => {
    for (const ci of [null, CI]) {
      const server = await github()
      await play((await openAt(server, ci)) as Channel, entries)
      expect(shown(server)).toEqual(states)
      const logs = server.requests.flatMap(({ body }) => JSON.parse(body).log_url ?? [])
      const url = `${server.url}/o/r/actions/runs/77/attempts/2`
      expect(logs).toEqual(ci === null ? [] : states.filter((state) => state.includes(" ")).map(() => url))
    }
  })

  test("names the commit, asks for no merge and no checks, and says where it is and where to read on", async () => {
    const server = await github()
    await play((await openAt(server)) as Channel, [started, of("verified", b)])
    const [made, , success] = server.requests.map(({ body }) => JSON.parse(body))
    expect(made).toEqual({
      ref: b.sha,
      environment: "production",
      auto_merge: false,
      required_contexts: [],
      task: "deploy",
      production_environment: true,
      transient_environment: false,
      description: "deploy-production v1.1.0",
      payload: { tag: "v1.1.0", runId: "run-1" },
    })
    expect(success).toEqual({
      state: "success",
      description: "production: verified v1.1.0 (bbbbbbb)",
      environment: "production",
      environment_url: "https://example.com",
    })
  })

  test("of a run that died ends when another one takes over", async () => {
    const server = await github()
    const channel = (await openAt(server)) as Channel
    const thread = await play(channel, [of("started", { ...b, runId: "run-dead" })])
    const [, takeover] = recordedOf([of("started", { ...b, runId: "run-dead" }), of("taken-over", b)]) as [
      Recorded,
      Recorded,
    ]
    await channel.send({
      recorded: takeover,
      events: channel.wants(takeover),
      thread,
      signal: new AbortController().signal,
    })
    expect(shown(server)).toEqual(["b", "101 in_progress", "101 error"])
  })

  test("of what was verified later is made then", async () => {
    const server = await github()
    const [recorded] = recordedOf(
      [entry("verified", { ...b, command: "verify" })],
      "production",
      (recordedOf([of("started", b), of("failed", { ...b, changed: true })]).at(-1) as Recorded).after,
    ) as [Recorded]
    const channel = (await openAt(server)) as Channel
    await channel.send({
      recorded,
      events: channel.wants(recorded),
      thread: null,
      signal: new AbortController().signal,
    })
    expect(shown(server)).toEqual(["b", "101 success"])
  })
})

describe("what keeps it from being shown", () => {
  test.each([
    [
      "a token that may not write it",
      { status: 403, body: { message: "Resource not accessible by integration" } },
      /HTTP 403, Resource not accessible/,
    ],
    [
      "a repository that it cannot see",
      { status: 404 },
      /GitHub knows no o\/r, or the token may not write deployments/,
    ],
    ["an answer that is none", { status: 201, body: {} }, /is not as expected/],
  ])("%s is said once, without the token", async (_, reply, why) => {
    const server = await startGithub({ [AT]: reply })
    const channel = (await openAt(server)) as Channel
    const told: Delivered[] = []
    for (const recorded of recordedOf([of("started", b), of("verified", b)])) {
      told.push(
        await channel.send({
          recorded,
          events: channel.wants(recorded),
          thread: null,
          signal: new AbortController().signal,
        }),
      )
    }
    expect(told).toEqual([{ ok: false, why: expect.stringMatching(why) }, { ok: true }])
    expect(JSON.stringify(told)).not.toContain(CANARY)
  })

  test.each<[string, Promise<Channel | null>]>([
    ["no token", openAt({ url: "http://127.0.0.1:1" }, null, {}, null)],
    ["a team that wants none", openAt({ url: "http://127.0.0.1:1" }, null, { deployments: false })],
  ])("%s is no channel at all", async (_, channel) => expect(await channel).toBeNull())
})
