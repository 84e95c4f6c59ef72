// @module-tag slow
import { beforeAll, beforeEach, expect, it } from "vitest"
import { doctor } from "../../../src/admin/doctor.ts"
import { setup } from "../../../src/admin/setup.ts"
import type { Report } from "../../../src/core/report/report.ts"
import { type Account, startAccount } from "../../helpers/account.ts"
import { BREAKS } from "../../helpers/account-breaks.ts"
import { describeWithMoto, MOTO_START_MS } from "../../helpers/moto.ts"
import { ACCOUNT } from "../../helpers/shop.ts"

const REQUEST = { repository: "octo-org/shop", account: ACCOUNT, only: "", reviewers: "ana", apply: true }

const failed = ({ findings }: Report) =>
  (findings ?? [])
    .filter(({ status }) => status === "fail")
    .map(({ code, stage }) => (stage === null ? code : `${code} ${stage}`))

const warned = ({ findings }: Report) =>
  (findings ?? []).filter(({ status }) => status === "warn").map(({ code }) => code)

describeWithMoto("doctor, of an account and a repository", () => {
  let account: Account
  beforeAll(async () => {
    account = await startAccount()
  }, MOTO_START_MS)
  beforeEach(() => account.reset())

  const look = () => doctor(account.context(), { repository: "octo-org/shop" })

  it("finds all missing before setup, and nothing after one run of it", async () => {
    const before = await look()
    expect(before).toMatchObject({ outcome: "blocked", ok: false })
    expect(failed(before)).toEqual([
      "OIDC_PROVIDER",
      "ROLE staging",
      "ROLE production",
      "ENVIRONMENT staging",
      "ENVIRONMENT production",
    ])
    expect(account.awsChanges()).toEqual([])
    expect(account.github.changes).toEqual([])
    await setup(account.context(), REQUEST)
    const after = await look()
    expect(failed(after)).toEqual([])
    expect(after).toMatchObject({ outcome: "done", ok: true })
    expect(warned(after)).toEqual(["CHECKOUT", "TAG_RULES", "TAG_MAKERS"])
  })

  it.each(BREAKS)(
    "%s: that is what it finds, and setup fixes what it can",
    async (_title, destroy, code, isFixed) => {
      await setup(account.context(), REQUEST)
      await destroy(account)
      expect(failed(await look())).toEqual([code])
      await setup(account.context(), REQUEST)
      expect(failed(await look())).toEqual(isFixed ? [] : [code])
    },
  )

  it("is content with a rule that keeps tags where they are", async () => {
    await setup(account.context(), REQUEST)
    account.github.rulesets.push(
      {
        id: 1,
        target: "tag",
        enforcement: "disabled",
        include: ["refs/tags/v*"],
        rules: ["update", "deletion"],
      },
      { id: 2, target: "tag", enforcement: "active", include: ["refs/tags/v*"], rules: ["deletion"] },
    )
    expect(warned(await look())).toContain("TAG_RULES")
    account.github.rulesets.push({
      id: 3,
      target: "tag",
      enforcement: "active",
      include: ["~ALL"],
      rules: ["update", "deletion"],
    })
    expect(warned(await look())).not.toContain("TAG_RULES")
    expect(warned(await look())).toContain("TAG_MAKERS")
    account.github.rulesets.push({
      ...{ id: 4, target: "tag", enforcement: "active", include: ["refs/tags/v*"], rules: ["creation"] },
    })
    expect(warned(await look())).not.toContain("TAG_MAKERS")
  })
})
