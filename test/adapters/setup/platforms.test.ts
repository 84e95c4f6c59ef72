// @module-tag slow
import { beforeAll, beforeEach, describe, expect, it } from "vitest"
import { platforms } from "../../../src/adapters/administration.ts"
import { setup } from "../../../src/admin/setup.ts"
import { FORMATS, render } from "../../../src/core/report/render.ts"
import type { Report } from "../../../src/core/report/report.ts"
import { github, iam, nameOf } from "../../../src/core/setup/prerequisite.ts"
import { type Account, startAccount } from "../../helpers/account.ts"
import { describeWithMoto, MOTO_START_MS } from "../../helpers/moto.ts"
import { configOf } from "../../helpers/shop.ts"
import { World } from "../../helpers/world.ts"

const REQUEST = { repository: "octo-org/shop", account: "123456789012", only: "", reviewers: "ana" }

const stateOf = (report: Report) =>
  Object.fromEntries(
    (report.prerequisites ?? []).map((one) => [nameOf(one), one.applied ? "done" : one.state]),
  )

const openOf = (report: Report) =>
  (report.prerequisites ?? []).filter(({ state, optional }) => state !== "ok" && !optional).map(nameOf)

describeWithMoto("an account and a repository", () => {
  let account: Account
  beforeAll(async () => {
    account = await startAccount()
  }, MOTO_START_MS)
  beforeEach(() => account.reset())

  const play = (request: Partial<typeof REQUEST> & { apply?: boolean } = {}) =>
    setup(account.context(), { ...REQUEST, apply: false, ...request })

  it("are shown as they are, and nothing is changed without --apply", async () => {
    const report = await play()
    expect(report).toMatchObject({ outcome: "done", ok: true })
    expect(stateOf(report)).toEqual({
      repository: "ok",
      account: "ok",
      provider: "missing",
      "boundary staging": "missing",
      "boundary production": "missing",
      "role staging": "missing",
      "permissions staging": "missing",
      "role production": "missing",
      "permissions production": "missing",
      "environment staging": "missing",
      "refs staging": "missing",
      "variables staging": "missing",
      "environment production": "missing",
      "refs production": "missing",
      "reviewers production": "missing",
      "variables production": "missing",
      "config staging": "ok",
      "config production": "ok",
      ledger: "ok",
      tags: "missing",
      "tag-makers": "missing",
      "secrets staging": "unknown",
      "secrets production": "unknown",
    })
    expect(account.github.changes).toEqual([])
    expect(await account.roles()).toEqual([])
  })

  it("are all set up in one run, and a second run changes nothing", async () => {
    const report = await play({ apply: true })
    expect(openOf(report)).toEqual([])
    expect(report).toMatchObject({ outcome: "done", ok: true })
    expect(stateOf(report)).toMatchObject({
      provider: "done",
      "role staging": "done",
      "refs production": "done",
    })
    expect(await account.roles()).toEqual(["deploy-shop-production", "deploy-shop-staging"])
    account.github.forgetRequests()
    const calls = account.awsChanges()
    const again = await play({ apply: true })
    expect(again.prerequisites?.filter(({ applied }) => applied)).toEqual([])
    expect(again.ok).toBe(true)
    expect(account.github.changes).toEqual([])
    expect(account.awsChanges()).toEqual(calls)
  })

  it("are not touched where the credentials are of another account", async () => {
    const report = await play({ account: "999999999999", apply: true })
    expect(report).toMatchObject({ outcome: "failed", reason: { code: "SETUP_INCOMPLETE" } })
    expect(stateOf(report)).toMatchObject({
      account: "differs",
      provider: "unknown",
      "role staging": "unknown",
      "permissions production": "unknown",
    })
    expect(account.awsChanges()).toEqual([])
    expect(await account.roles()).toEqual([])
  })

  it.each(["refuses reviewers", "forgets reviewers"] as const)(
    "have no approval where GitHub's plan %s, and setup says so",
    async (plan) => {
      account.github.isPrivate = true
      account.github.plan = plan
      const report = await play({ apply: true })
      expect(openOf(report)).toEqual(["reviewers production"])
      expect(report).toMatchObject({ outcome: "failed", ok: false })
      const reviewers = report.prerequisites?.find(({ id }) => id === "reviewers")
      expect(reviewers).toMatchObject({ state: "missing", applied: false })
      expect(reviewers?.detail).toMatch(/Enterprise plan only/)
      if (plan === "refuses reviewers") expect(reviewers?.detail).toMatch(/not changed: .*billing plan/)
    },
  )

  it("keep the settings that setup was not asked to change", async () => {
    await play({ apply: true })
    const production = account.github.environment("production")
    production.waitTimer = 10
    production.preventSelfReview = true
    production.policy = null
    account.github.environment("staging").variables.set("OTHER", "mine")
    await play({ apply: true, reviewers: "ben,octo-org/release" })
    expect(account.github.environment("production")).toMatchObject({
      waitTimer: 10,
      preventSelfReview: true,
      reviewers: [
        { type: "User", id: 11 },
        { type: "User", id: 12 },
        { type: "Team", id: 21 },
      ],
      refs: [{ name: "main", type: "branch" }],
    })
    expect(account.github.environment("staging").variables.get("OTHER")).toBe("mine")
  })

  it("say whom GitHub does not know, and what may not be read", async () => {
    account.github.refused.set("/repos/octo-org/shop/environments/staging", 403)
    const report = await play({ reviewers: "ana,nobody" })
    const detailOf = (name: string) => report.prerequisites?.find((one) => nameOf(one) === name)?.detail
    expect(detailOf("reviewers production")).toBe("GitHub knows no reviewer nobody.")
    expect(detailOf("environment staging")).toMatch(/HTTP 403/)
    expect(stateOf(report)).toMatchObject({
      "environment staging": "unknown",
      "environment production": "missing",
    })
  })

  it("are unknown to a token that may not see the repository", async () => {
    account.github.refused.set("/repos/octo-org/shop", 404)
    const report = await play({ apply: true })
    expect(stateOf(report)).toMatchObject({
      "environment staging": "unknown",
      "variables production": "unknown",
    })
    const about = report.prerequisites?.filter(({ detail }) => /GitHub shows no repository/.test(detail))
    expect(about?.map(nameOf)).toEqual(["repository"])
    expect(report.prerequisites?.[0]).toBe(about?.[0])
    expect(account.github.changes).toEqual([])
    expect(account.awsChanges()).toEqual([])
  })

  it("show no credential in any report", async () => {
    const reports = [await play(), await play({ apply: true }), await play({ account: "999999999999" })]
    for (const report of reports) {
      const text = FORMATS.map((format) => render(report, format)).join("\n")
      for (const secret of account.secrets) expect(text).not.toContain(secret)
    }
  })
})

describe("without a login", () => {
  it("everything is unknown for the reason that there is none, and nothing is changed", async () => {
    const none = platforms(
      async () => ({ missing: "there are no AWS credentials" }),
      async () => ({ missing: "there is no GitHub token" }),
    )
    const context = new World().context()
    const ports = { ...context.ports, askSecret: async () => null, platforms: none }
    const report = await setup({ ...context, ports, config: configOf() }, { ...REQUEST, apply: true })
    expect(
      new Set(report.prerequisites?.filter(({ id }) => !/config|ledger/.test(id)).map(({ state }) => state)),
    ).toEqual(new Set(["unknown"]))
    expect(await none.perform(iam("CreateRole", {}))).toBe("there are no AWS credentials")
    expect(await none.perform(github("PUT", "/x"))).toBe("there is no GitHub token")
  })
})
