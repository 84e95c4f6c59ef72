import { beforeAll, beforeEach, expect, it } from "vitest"
import type { Report } from "../../../dagger/src/core/report/report.ts"
import { nameOf } from "../../../dagger/src/core/setup/prerequisite.ts"
import { setup } from "../../../dagger/src/release/setup.ts"
import { type Account, startAccount } from "../../helpers/account.ts"
import { describeWithMoto, MOTO_START_MS } from "../../helpers/moto.ts"

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
      account: "ok",
      provider: "missing",
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
})
