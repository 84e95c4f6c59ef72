import { describe, expect, test } from "vitest"
import { eventsOf, isStep, type PipelineEvent } from "../../../src/core/events/event.ts"
import { cloudEvent, continues, pagerdutyRequest, slackMessage } from "../../../src/core/events/messages.ts"
import type { Entry } from "../../../src/core/ledger/record.ts"
import { EMPTY_STATE, type StageState } from "../../../src/core/ledger/stage-state.ts"
import { checkedType } from "../../helpers/cdevents.ts"
import { recordedOf } from "../../helpers/recorded.ts"
import { reportOf } from "../../helpers/samples.ts"
import { entry, owner, rel, running, state } from "../ledger/samples.ts"

const a = rel("v1.0.0", "a")
const b = rel("v1.1.0", "b")
const held = state({
  running: running(a),
  verified: [a],
  fence: 1,
  lock: { ...owner, runId: "run-1", fence: 1 },
})
const incident = { id: "run-0/3", at: "2026-11-23T09:00:00.000Z" }
const bad = { ...held, running: running(b, false), incident }
const free = { ...held, lock: null }
const deploying = { command: "deploy-production", fence: 1, seq: 4 }

const of = (kind: Entry["kind"], fields: Partial<Entry> = {}, before: StageState = held): PipelineEvent[] =>
  recordedOf([entry(kind, { ...deploying, ...fields })], "production", before).flatMap(eventsOf)

const LAPTOP = { kind: "host", ci: null, heartbeatSeconds: 30 } as const
const CI_RUN = { provider: "github", repository: "octo/shop", runId: "7", attempt: 1 } as const

type Case = [Entry["kind"], Partial<Entry>, StageState, [kind: string, occasion: string, text: string][]]

describe("what is made of a record", () => {
  test.each<Case>([
    ["started", b, free, [["started", "deployed", "ana deploys v1.1.0 (bbbbbbb) to production"]]],
    [
      "started",
      { ...b, reason: "a fix" },
      free,
      [["started", "deployed", "ana deploys v1.1.0 (bbbbbbb) to production: a fix"]],
    ],
    ["started", { command: "rollback" }, free, []],
    [
      "started",
      { ...b, command: "watch" },
      free,
      [["watching", "deployed", "v1.1.0 (bbbbbbb) is on production, passed smoke, being watched"]],
    ],
    ["effect", b, held, []],
    ["renewed", {}, held, []],
    ["deployed", b, held, [["smoking", "deployed", "v1.1.0 (bbbbbbb) is on production, being smoked"]]],
    ["deployed", b, free, [["smoking", "deployed", "v1.1.0 (bbbbbbb) is on production, being smoked"]]],
    ["deployed", a, { ...held, lock: { ...owner, runId: "run-1", rollback: { from: b, to: a } } }, []],
    [
      "watching",
      b,
      held,
      [["watching", "deployed", "v1.1.0 (bbbbbbb) is on production, passed smoke, being watched"]],
    ],
    ["verified", b, held, [["service-upgraded", "deployed", "production: verified v1.1.0 (bbbbbbb)"]]],
    [
      "verified",
      b,
      { ...held, verified: [] },
      [["service-deployed", "deployed", "production: verified v1.1.0 (bbbbbbb)"]],
    ],
    [
      "verified",
      { ...b, command: "verify" },
      { ...free, running: running(b, false) },
      [["verified", "deployed", "production: verified v1.1.0 (bbbbbbb)"]],
    ],
    ["verified", b, EMPTY_STATE, []],
    [
      "verified",
      b,
      bad,
      [
        ["service-upgraded", "deployed", "production: verified v1.1.0 (bbbbbbb)"],
        ["incident-resolved", "failed", "production runs v1.1.0 (bbbbbbb), verified: the incident is over"],
      ],
    ],
    [
      "rolled-back",
      { ...a, from: b },
      { ...bad, frozen: { reason: "x", actor: "ana", at: incident.at } },
      [
        ["service-rolled-back", "rolled-back", "production: rolled-back v1.0.0 (aaaaaaa)"],
        [
          "incident-resolved",
          "rolled-back",
          "production runs v1.0.0 (aaaaaaa), verified: the incident is over",
        ],
      ],
    ],
    [
      "rollback-started",
      { ...a, from: b, code: "SMOKE_FAILED" },
      held,
      [
        [
          "incident-detected",
          "rolled-back",
          "v1.1.0 (bbbbbbb) is bad on production: rolling back to v1.0.0 (aaaaaaa)",
        ],
      ],
    ],
    [
      "rollback-started",
      { ...a, from: b, reason: "slow" },
      held,
      [["started", "deployed", "ana rolls production back to v1.0.0 (aaaaaaa): slow"]],
    ],
    [
      "rollback-started",
      { from: b, code: "SMOKE_FAILED" },
      held,
      [
        [
          "incident-detected",
          "rolled-back",
          "v1.1.0 (bbbbbbb) is bad on production: rolling back to the version",
        ],
      ],
    ],
    [
      "rollback-failed",
      { ...a, from: b, detail: "it broke" },
      held,
      [["incident-detected", "rollback-failed", "production: rollback-failed v1.1.0 (bbbbbbb): it broke."]],
    ],
    [
      "rollback-failed",
      { ...a, from: b, changed: false },
      held,
      [["incident-detected", "rollback-failed", "production: rollback-failed v1.1.0 (bbbbbbb)"]],
    ],
    [
      "inconclusive",
      b,
      held,
      [["incident-detected", "inconclusive", "production: inconclusive v1.1.0 (bbbbbbb)"]],
    ],
    [
      "inconclusive",
      { ...b, changed: false },
      held,
      [["failed", "inconclusive", "production: inconclusive v1.1.0 (bbbbbbb)"]],
    ],
    ["failed", b, held, [["incident-detected", "failed", "production: failed v1.1.0 (bbbbbbb)"]]],
    ["failed", { ...b, changed: false }, held, [["failed", "failed", "production: failed v1.1.0 (bbbbbbb)"]]],
    ["unverified", b, held, []],
    [
      "unverified",
      { ...a, command: "verify" },
      free,
      [["incident-detected", "failed", "production: unverified v1.0.0 (aaaaaaa)"]],
    ],
    ["lost", b, held, [["lost", "failed", "production: lost v1.1.0 (bbbbbbb)"]]],
    [
      "blocked",
      { tag: "v9", code: "STAGE_FROZEN", detail: "It is frozen." },
      free,
      [["blocked", "blocked", "production: blocked v9: It is frozen."]],
    ],
    ["frozen", { ...a, detail: "bad" }, held, []],
    [
      "frozen-by-hand",
      { command: "freeze", reason: "launch" },
      free,
      [["frozen", "by-hand", "ana froze production: launch"]],
    ],
    [
      "unfrozen",
      { command: "unfreeze", reason: "fine" },
      free,
      [["unfrozen", "by-hand", "ana opened production again: fine"]],
    ],
    [
      "lock-broken",
      { command: "unlock", reason: "gone", detail: "gone (was held by run 7)" },
      held,
      [["unlocked", "by-hand", "ana broke the lock on production: gone"]],
    ],
    [
      "taken-over",
      { detail: "run 7 is dead" },
      held,
      [["taken-over", "by-hand", "ana took production over from a run that is dead"]],
    ],
    [
      "waived",
      { ...b, reason: "red herring", waiver: { gate: "ci", until: null } },
      held,
      [["waived", "by-hand", "ana waived the gate ci on production for v1.1.0 (bbbbbbb): red herring"]],
    ],
    [
      "waived",
      { ...b, reason: "only a column less", waiver: { gate: "migrations", until: null } },
      held,
      [
        [
          "one-way-allowed",
          "by-hand",
          "ana let v1.1.0 (bbbbbbb) onto production with no way back: only a column less",
        ],
      ],
    ],
    [
      "waived",
      { ...b, reason: "the first", waiver: { gate: "readiness", until: null } },
      held,
      [
        [
          "one-way-allowed",
          "by-hand",
          "ana let v1.1.0 (bbbbbbb) onto production with no way back: the first",
        ],
      ],
    ],
    [
      "waived",
      { ...b, reason: "it is bad", waiver: { gate: "older", until: null } },
      held,
      [
        [
          "older-allowed",
          "by-hand",
          "ana let v1.1.0 (bbbbbbb) replace a newer version on production: it is bad",
        ],
      ],
    ],
    [
      "waived",
      { ...a, command: "rollback", reason: "they are additive", waiver: { gate: "migrations", until: null } },
      held,
      [
        [
          "migrations-allowed",
          "by-hand",
          "ana let production go back to v1.0.0 (aaaaaaa) and left migrations in the database: they are additive",
        ],
      ],
    ],
    [
      "started",
      { ...b, reason: "CI is down", runner: LAPTOP },
      free,
      [
        [
          "break-glass",
          "by-hand",
          "ana deploys v1.1.0 (bbbbbbb) to production from laptop, outside CI: CI is down",
        ],
        ["started", "deployed", "ana deploys v1.1.0 (bbbbbbb) to production: CI is down"],
      ],
    ],
    [
      "started",
      { command: "rollback", reason: "it is slow", runner: LAPTOP },
      free,
      [["break-glass", "by-hand", "ana rolls production back from laptop, outside CI: it is slow"]],
    ],
    // a machine of CI's, an engine, and what changes no stage
    [
      "started",
      { ...b, runner: { ...LAPTOP, ci: CI_RUN } },
      free,
      [["started", "deployed", expect.any(String)]],
    ],
    [
      "started",
      { ...b, runner: { ...LAPTOP, kind: "engine" } },
      free,
      [["started", "deployed", expect.any(String)]],
    ],
    [
      "started",
      { ...b, command: "adopt", runner: LAPTOP },
      free,
      [["started", "deployed", expect.any(String)]],
    ],
    ["waived", {}, held, [["waived", "by-hand", "ana waived the gate  on production for the version"]]],
    [
      "quarantined-by-hand",
      { ...b, command: "quarantine", reason: "leaks" },
      free,
      [["quarantined", "by-hand", "ana quarantined v1.1.0 (bbbbbbb) on production: leaks"]],
    ],
    ["quarantined", b, held, []],
    [
      "quarantine-lifted",
      { ...b, command: "quarantine", reason: "it was v1" },
      free,
      [["quarantine-lifted", "by-hand", "ana lets v1.1.0 (bbbbbbb) onto production again: it was v1"]],
    ],
    ["notified", {}, free, []],
  ])("%s %j", (kind, fields, before, expected) => {
    const events = of(kind, fields, before)
    expect(events.map((event) => [event.kind, event.occasion, event.text])).toEqual(expected)
    for (const event of events) {
      const made = cloudEvent(event, { repository: "octo/shop" })
      expect(made === null).toBe(isStep(event))
      if (made !== null) expect(checkedType(made)).toContain("cdevents")
    }
  })

  test("names one record's events apart, and each always alike", () => {
    expect(of("verified", b, bad).map(({ id }) => id)).toEqual(["run-1-4", "run-1-4-resolved"])
    expect(of("verified", b, bad)).toEqual(of("verified", b, bad))
    expect(of("started", { ...b, runner: LAPTOP }, free).map(({ id }) => id)).toEqual([
      ...["run-1-4-break-glass", "run-1-4"],
    ])
  })

  test("says once what it says", () => {
    expect(of("unfrozen", { command: "unfreeze", reason: "fine", detail: "fine" })[0]?.detail).toBeNull()
    expect(of("taken-over", { detail: "run 7 is dead" })[0]?.detail).toBe("run 7 is dead")
  })

  test("tells a person who is called what to do, and others only what happened", () => {
    const report = (outcome: "rollback-failed" | "failed") =>
      reportOf({ outcome, reason: { code: "DEPLOY_FAILED", message: "It broke.", fix: "Look" } })
    const detailOf = (outcome: "rollback-failed" | "failed", detail?: string) =>
      of(outcome, { ...b, report: report(outcome), ...(detail === undefined ? {} : { detail }) })[0]?.detail
    expect([detailOf("rollback-failed"), detailOf("rollback-failed", "it broke")]).toEqual([
      ...["Look.", "it broke. Look."],
    ])
    expect([detailOf("failed"), detailOf("failed", "it broke")]).toEqual([null, "it broke"])
  })

  test("knows what was there before", () => {
    expect(of("started", b, free)[0]).toMatchObject({ release: b, from: a })
    expect(of("started", a, free)[0]).toMatchObject({ release: a, from: null })
    expect(of("started", b, EMPTY_STATE)[0]?.from).toBeNull()
  })
})

describe("a CDEvent", () => {
  const [event] = of("verified", b) as [PipelineEvent]
  const [unnamed] = of("unfrozen", { command: "unfreeze" }) as [PipelineEvent]

  test("says all that is known", () => {
    const [upgrade] = of("verified", { ...b, from: a }) as [PipelineEvent]
    const type = "dev.cdevents.service.upgraded.0.3.0"
    const common = { id: "run-1-4", source: "https://github.com/Octo/shop", type }
    const environment = { id: "production" }
    expect(cloudEvent(upgrade, { repository: "Octo/shop" })).toEqual({
      ...common,
      specversion: "1.0",
      subject: "shop",
      time: upgrade.at,
      datacontenttype: "application/json",
      data: {
        context: { ...common, specversion: "0.5.1", timestamp: upgrade.at, chainId: "run-1" },
        subject: {
          id: "shop",
          content: { environment, artifactId: `pkg:github/octo/shop@${b.sha}` },
        },
        customData: {
          ...{ app: "shop", stage: "production", occasion: "deployed", runId: "run-1" },
          ...{ command: "deploy-production", actor: "ana", code: null, reason: null, gate: null },
          ...{ text: "production: verified v1.1.0 (bbbbbbb)", detail: null },
          ...{ tag: "v1.1.0", commit: "bbbbbbb", from: "v1.0.0" },
        },
        customDataContentType: "application/json",
      },
    })
  })

  test("of a repository that is nowhere on GitHub names the application", () => {
    expect(cloudEvent({ ...event, app: "my shop" }, { repository: null })).toMatchObject({
      source: "/release-pipeline/my%20shop",
      data: { subject: { content: { artifactId: `pkg:generic/my%20shop@${b.sha}` } } },
    })
  })

  test("of no version has no artifact", () => {
    const made = cloudEvent(unnamed, { repository: null }) as { data: { subject: object } }
    expect(made.data.subject).toEqual({
      id: "shop/production",
      content: { environment: { id: "production" } },
    })
  })

  test("of an incident is about the incident", () => {
    const [opened] = of("failed", b) as [PipelineEvent]
    const made = cloudEvent(opened, { repository: null }) as { subject: string }
    expect(made.subject).toBe("run-1/4")
    expect(
      (cloudEvent({ ...opened, incident: null }, { repository: null }) as { subject: string }).subject,
    ).toBe("run-1-4")
  })
})

describe("PagerDuty", () => {
  const request = (event: PipelineEvent | undefined, repository: string | null = null) =>
    pagerdutyRequest(event as PipelineEvent, { repository })

  test.each<[Entry["kind"], Partial<Entry>, StageState, string | null, unknown]>([
    ["verified", b, held, "/v2/change/enqueue", undefined],
    ["verified", b, { ...held, verified: [] }, "/v2/change/enqueue", undefined],
    ["rolled-back", { ...a, from: b }, held, "/v2/change/enqueue", undefined],
    ["rollback-failed", { ...a, from: b }, held, "/v2/enqueue", "trigger"],
    ["inconclusive", b, held, "/v2/enqueue", "trigger"],
    ["failed", b, held, null, undefined],
    ["blocked", b, held, null, undefined],
  ])("%s", (kind, fields, before, path, action) => {
    const made = request(of(kind, fields, before)[0])
    expect([made?.path ?? null, made?.body.event_action]).toEqual([path, action])
  })

  test("an alert, its end and a change say all that a person needs", () => {
    const [alert] = of("rollback-failed", { ...a, from: b, code: "ROLLBACK_FAILED" }, bad)
    const details = { id: "run-1-4", stage: "production", actor: "ana", run: "run-1" }
    const dedup_key = "release-pipeline/shop/production/run-0/3"
    expect(request(alert)).toEqual({
      path: "/v2/enqueue",
      body: {
        event_action: "trigger",
        dedup_key,
        payload: {
          summary: `shop: ${alert?.text}`,
          ...{ source: "shop", severity: "critical", component: "shop", group: "production" },
          timestamp: alert?.at,
          custom_details: { ...details, tag: "v1.1.0", code: "ROLLBACK_FAILED", detail: null },
        },
      },
    })
    const [change, end] = of("verified", b, bad)
    expect(request(end)).toEqual({ path: "/v2/enqueue", body: { event_action: "resolve", dedup_key } })
    expect(request(change)?.body).toEqual({
      payload: {
        summary: "shop: production: verified v1.1.0 (bbbbbbb)",
        ...{ source: "shop", timestamp: change?.at },
        custom_details: { ...details, tag: "v1.1.0", code: null, detail: null },
      },
    })
  })

  test("an alert and its end have one key, and no more than 255 characters of it", () => {
    const keys = [of("rollback-failed", { ...a, from: b }, bad)[0], of("verified", b, bad)[1]].map(
      (event) => request(event && { ...event, app: "a".repeat(300) })?.body.dedup_key,
    )
    expect(keys[0]).toBe(keys[1])
    expect(String(keys[0])).toHaveLength(255)
    expect(request(of("inconclusive", { tag: null, sha: null })[0], "octo/shop")?.body).toMatchObject({
      payload: { source: "octo/shop", custom_details: { tag: null } },
    })
  })
})

describe("Slack", () => {
  test.each<[Entry["kind"], Partial<Entry>, string, string | null, boolean]>([
    [
      "started",
      b,
      ":hourglass_flowing_sand: *shop*: ana deploys v1.1.0 (bbbbbbb) to production",
      null,
      false,
    ],
    [
      "failed",
      { ...b, code: "DEPLOY_FAILED", detail: "<x>" },
      ":rotating_light: *shop*: production: failed v1.1.0 (bbbbbbb): &lt;x&gt;.",
      ":rotating_light: *shop*: production: failed v1.1.0 (bbbbbbb): &lt;x&gt;.\n`DEPLOY_FAILED`",
      true,
    ],
    [
      "inconclusive",
      b,
      ":rotating_light: *shop*: production: inconclusive v1.1.0 (bbbbbbb)",
      ":rotating_light: *shop*: production: inconclusive v1.1.0 (bbbbbbb)",
      true,
    ],
    [
      "lost",
      b,
      ":x: *shop*: production: lost v1.1.0 (bbbbbbb)",
      ":x: *shop*: production: lost v1.1.0 (bbbbbbb)",
      true,
    ],
    [
      "inconclusive",
      { ...b, changed: false },
      ":x: *shop*: production: inconclusive v1.1.0 (bbbbbbb)",
      ":x: *shop*: production: inconclusive v1.1.0 (bbbbbbb)",
      true,
    ],
    [
      "rolled-back",
      { ...a, from: b },
      ":rewind: *shop*: production: rolled-back v1.0.0 (aaaaaaa)",
      ":rewind: *shop*: production: rolled-back v1.0.0 (aaaaaaa)",
      true,
    ],
    [
      "taken-over",
      { detail: "it is dead" },
      ":bust_in_silhouette: *shop*: ana took production over from a run that is dead",
      ":bust_in_silhouette: *shop*: ana took production over from a run that is dead\nit is dead",
      false,
    ],
  ])("%s", (kind, fields, head, reply, broadcast) => {
    expect(slackMessage(of(kind, fields), [])).toEqual({ head, reply, broadcast })
  })

  test.each<[Entry["kind"], Partial<Entry>, StageState, string]>([
    ["started", b, free, "hourglass_flowing_sand"],
    ["deployed", b, held, "hourglass_flowing_sand"],
    ["watching", b, held, "eyes"],
    ["verified", b, held, "white_check_mark"],
    ["verified", b, { ...held, verified: [] }, "white_check_mark"],
    ["verified", b, { ...free, running: running(b) }, "white_check_mark"],
    ["blocked", b, held, "no_entry"],
    ["failed", { ...b, changed: false }, held, "x"],
    ["failed", { ...b, changed: true }, held, "rotating_light"],
    ["lost", b, held, "x"],
    ["frozen-by-hand", {}, held, "bust_in_silhouette"],
  ])("%s of %j is seen from afar", (kind, fields, before, sign) => {
    expect(slackMessage(of(kind, fields, before), [])?.head).toMatch(new RegExp(`^:${sign}: `))
  })

  test("a run outside CI, and by whom, is not said again once it goes on", () => {
    const byHand = of("started", { command: "rollback", reason: "it is slow", runner: LAPTOP }, free)
    expect(slackMessage(byHand, [])).toEqual({
      head: ":bust_in_silhouette: *shop*: ana rolls production back from laptop, outside CI: it is slow",
      reply: null,
      broadcast: false,
    })
  })

  test("its authors are called, and what Slack would read as more than text is not", () => {
    expect(slackMessage(of("failed", { ...b, detail: "a & b" }), ["U1", "U2"])?.head).toBe(
      ":rotating_light: *shop*: production: failed v1.1.0 (bbbbbbb): a &amp; b. (<@U1> <@U2>)",
    )
  })

  test("nothing makes no message", () => expect(slackMessage([], ["U1"])).toBeNull())

  test.each<[string, Partial<Entry>, string, boolean]>([
    ["the same run", { command: "deploy-production" }, "run-1", true],
    ["a run that is taken over", { runId: "run-2", command: "deploy-production" }, "run-1", true],
    ["a refusal of another run meanwhile is none of it", { kind: "blocked", runId: "run-2" }, "run-1", false],
    ["a refusal of its own ends it", { kind: "blocked" }, "run-1", true],
    [
      "a refused watch is none of the last one",
      { kind: "blocked", runId: "run-2", command: "watch" },
      "run-0",
      false,
    ],
    ["another deploy begins a message", { runId: "run-2", command: "deploy-production" }, "run-0", false],
    ["so does an adoption", { runId: "run-2", command: "adopt" }, "run-0", false],
    ["a rollback by hand goes on in the last one", { runId: "run-2", command: "rollback" }, "run-0", true],
  ])("%s", (_, fields, runId, goesOn) => {
    const recorded = { entry: entry("started", fields), before: held }
    expect(continues(recorded, { runId, ref: "C1/1" })).toBe(goesOn)
  })

  test("a run that holds nothing yet is told from the one before it", () => {
    const recorded = { entry: entry("started", { command: "deploy-production" }), before: free }
    expect(["run-1", "run-0"].map((runId) => continues(recorded, { runId, ref: "C1/1" }))).toEqual([
      ...[true, false],
    ])
  })
})
