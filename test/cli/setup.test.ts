// @module-tag slow
import { rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { beforeAll, beforeEach, describe, expect, it } from "vitest"
import { setup } from "../../src/admin/setup.ts"
import type { Report } from "../../src/core/report/report.ts"
import { nameOf } from "../../src/core/setup/prerequisite.ts"
import { type Account, startAccount } from "../helpers/account.ts"
import { BREAKS, type Break } from "../helpers/account-breaks.ts"
import { told } from "../helpers/app-repo.ts"
import { runCli } from "../helpers/cli.ts"
import { type GitRepo, temporaryDirectory } from "../helpers/git-repo.ts"
import { describeWithMoto, MOTO_START_MS } from "../helpers/moto.ts"
import { jobOf, startOidcIssuer } from "../helpers/oidc-issuer.ts"
import { ACCOUNT } from "../helpers/shop.ts"
import { SHOP, sstShop } from "./sst-shop.ts"

const REQUEST = { repository: "octo-org/shop", account: ACCOUNT, only: "", reviewers: "ana" }
const SETUP = ["setup", "--repository", REQUEST.repository, "--account", ACCOUNT, "--reviewer", "ana"]
const VALUE = "canary-5c1 with spaces"
const SECRETS = ["staging", "production"].flatMap((stage) =>
  ["AuthSecret", "ChatKey"].map((name) => ({ stage, name })),
)

const opened = ({ prerequisites }: Report) =>
  (prerequisites ?? []).filter(({ state, optional }) => state !== "ok" && !optional).map(nameOf)
const applied = ({ prerequisites }: Report) => (prerequisites ?? []).filter((one) => one.applied).map(nameOf)
/** Everything that a person would look into. */
const found = ({ findings }: Report) =>
  (findings ?? [])
    .filter(({ status }) => status === "fail" || status === "warn")
    .map(({ code, stage }) => (stage === null ? code : `${code} ${stage}`))

const PROTECTED_TAGS = {
  id: 1,
  target: "tag",
  enforcement: "active",
  include: ["refs/tags/v*"],
  rules: ["creation", "update", "deletion"],
}

const REFUSING = `#!/bin/sh
while read -r _ _ ref; do
  case $ref in refs/pipeline/*) echo "records go elsewhere" >&2; exit 1 ;; esac
done
`

const putSecret = (account: Account, stage: string, name: string, Value: string) =>
  account.ssm("PutParameter", {
    Name: `/sst/shop/${stage}/${name}`,
    Value,
    Type: "SecureString",
    Overwrite: true,
  })

const deleteSecret = (account: Account, stage: string, name: string) =>
  account.ssm("DeleteParameter", { Name: `/sst/shop/${stage}/${name}` })

/** One of each finding; the adapters' own tests break everything that can be. */
const OF_AN_ACCOUNT = BREAKS.filter(
  ([, , code, isFixed], index) => isFixed && BREAKS.findIndex((one) => one[2] === code) === index,
)

/** No run fixes these, because a person has to give the value. */
const OF_SECRETS: readonly Break[] = [
  [
    "production loses a secret",
    (account) => deleteSecret(account, "production", "ChatKey"),
    "SECRETS_PARITY",
    false,
  ],
  [
    "staging has a placeholder for a secret",
    (account) => putSecret(account, "staging", "AuthSecret", "ChangeMe"),
    "SECRETS_PARITY",
    false,
  ],
  [
    "both stages lose a secret",
    async (account) => {
      for (const stage of ["staging", "production"]) await deleteSecret(account, stage, "AuthSecret")
    },
    "SECRETS",
    false,
  ],
]

/** Without these there is nothing of theirs left to break. */
const WHOLE = ["ROLE production", "ENVIRONMENT staging"]

describeWithMoto("the command line, of an account and a repository", () => {
  let account: Account
  let shop: GitRepo
  let remote: GitRepo
  let home: string
  const said: string[] = []
  const canaries: string[] = []

  const pipeline = async (args: readonly string[], env = {}, input?: string) => {
    const where = { cwd: shop.root, home, tmp: home, env: { ...account.env, ...env } }
    const ended = await runCli("node", [...args, "--format", "json"], {
      ...where,
      ...(input === undefined ? {} : { input }),
    })
    said.push(JSON.stringify(ended))
    return told(ended)
  }
  const doctor = async (env = {}) => (await pipeline(["doctor"], env)).report

  beforeAll(async () => {
    account = await startAccount()
    home = await temporaryDirectory()
    await account.reset()
    const made = await sstShop()
    shop = made.shop
    remote = made.remote
  }, MOTO_START_MS)

  it("takes an empty account to all green in one run, and a second one changes nothing", async () => {
    const shown = await pipeline(SETUP)
    expect(shown).toMatchObject({ code: 0, report: { outcome: "done", changed: false } })
    expect(opened(shown.report)).toContain("role production")
    expect(await account.everything()).toEqual({})
    expect(account.github.changes).toEqual([])

    const made = await pipeline([...SETUP, "--apply"])
    expect(made).toMatchObject({ code: 0, report: { outcome: "done", ok: true } })
    expect(opened(made.report)).toEqual([])
    expect(applied(made.report)).toHaveLength(14)
    expect(found(await doctor())).toEqual(["CHECKOUT", "TAG_RULES", "TAG_MAKERS"])

    account.github.forgetRequests()
    const after = await account.everything()
    const again = await pipeline([...SETUP, "--apply"])
    expect(again).toMatchObject({ code: 0, report: { outcome: "done", ok: true } })
    expect(applied(again.report)).toEqual([])
    expect(await account.everything()).toEqual(after)
    expect(account.github.changes).toEqual([])
  }, 60_000)

  it("lists the first version's secrets by name, and takes their values by the commands that it gives", async () => {
    await shop.git("tag", "--annotate", "--message", "v1.0.0", "v1.0.0")
    account.github.rulesets.push(PROTECTED_TAGS)
    const lacking = await pipeline([...SETUP, "--apply"])
    expect(lacking).toMatchObject({ code: 1, report: { reason: { code: "SETUP_INCOMPLETE" } } })
    expect(opened(lacking.report)).toEqual(SECRETS.map(({ name, stage }) => `secret ${name} ${stage}`))
    expect(applied(lacking.report)).toEqual([])
    expect(found(await doctor())).toEqual(["SECRETS"])

    const commands = (lacking.report.prerequisites ?? []).flatMap(({ byHand }) => byHand)
    expect(commands).toHaveLength(SECRETS.length)
    const set = commands.map((command) => {
      const [program, ...args] = command.split(" ")
      expect(program).toBe("release-pipeline")
      return pipeline(args, {}, `${VALUE}\n`)
    })
    expect((await Promise.all(set)).map(({ code }) => code)).toEqual(SECRETS.map(() => 0))
    const whole = await pipeline([...SETUP, "--apply"])
    expect(whole).toMatchObject({ code: 0, report: { outcome: "done", ok: true } })
    expect(applied(whole.report)).toEqual([])
    const report = await doctor()
    expect(found(report)).toEqual([])
    expect(report).toMatchObject({ outcome: "done", ok: true })
    expect(report.findings?.find(({ code }) => code === "SECRETS")).toMatchObject({ status: "ok" })
  }, 60_000)

  describe("each prerequisite that is broken", { timeout: 60_000 }, () => {
    beforeEach(async () => {
      const context = account.context(SHOP)
      const mended = await setup(context, { ...REQUEST, apply: true })
      expect(opened(mended)).toEqual([])
      for (const { stage, name } of SECRETS) await putSecret(account, stage, name, VALUE)
    })

    it.each([...OF_AN_ACCOUNT, ...OF_SECRETS])("%s: exactly that is found", async (_case, destroy, code) => {
      await destroy(account)
      expect(found(await doctor())).toEqual([code])
    })

    it("the ledger's remote refuses records: exactly that is found, in its words", async () => {
      const hook = join(remote.root, "hooks", "pre-receive")
      await writeFile(hook, REFUSING, { mode: 0o755 })
      const report = await doctor()
      await rm(hook)
      expect(found(report)).toEqual(["LEDGER_WRITE"])
      const finding = report.findings?.find(({ code }) => code === "LEDGER_WRITE")
      expect(finding?.what).toContain("records go elsewhere")
      expect(await remote.git("for-each-ref", "refs/pipeline")).toBe("")
    })

    it("all at once: one run of setup mends all that it may", async () => {
      const several = OF_AN_ACCOUNT.filter(([, , code]) => !WHOLE.includes(code))
      for (const [, destroy] of several) await destroy(account)
      expect(found(await doctor()).toSorted()).toEqual(several.map(([, , code]) => code).toSorted())
      const { report: mended } = await pipeline([...SETUP, "--apply"])
      expect(opened(mended)).toEqual([])
      expect(found(await doctor())).toEqual([])
    })
  })

  describe("the token of a job", { timeout: 60_000 }, () => {
    const claims = { ...jobOf("production"), repository_id: "4711", repository_owner_id: "42" }
    const doctorIn = async (job: object) => {
      const issuer = await startOidcIssuer({ ...claims, ...job })
      const report = await doctor({
        ACTIONS_ID_TOKEN_REQUEST_URL: issuer.requestUrl,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: issuer.requestToken,
      })
      canaries.push(issuer.requestToken, ...issuer.tokens)
      return report
    }
    const trustOf = ({ findings }: Report, stage: string) =>
      findings?.find((one) => one.code === "OIDC_TRUST" && one.stage === stage)

    it("is held against the trust policy of its environment", async () => {
      const report = await doctorIn({})
      expect(found(report)).toEqual([])
      expect(trustOf(report, "production")).toMatchObject({ status: "ok" })
      expect(trustOf(report, "staging")).toMatchObject({ status: "skipped" })
    })

    it.each<[string, object, RegExp]>([
      [
        "another repository of the name",
        { repository_id: "9999" },
        /wants repository_id to be 4711; the token has 9999/,
      ],
      [
        "a subject without the environment",
        { sub: "repo:octo-org/shop:ref:refs/heads/main" },
        /wants sub to be .*; the token has repo:octo-org\/shop:ref/,
      ],
      [
        "a fork",
        { sub: "repo:eve/shop:environment:production", repository: "eve/shop", repository_id: "666" },
        /wants repository_id .* wants sub|wants sub .* wants repository_id/s,
      ],
    ])("of %s is exactly what is found", async (_case, job, what) => {
      const report = await doctorIn(job)
      expect(found(report)).toEqual(["OIDC_TRUST production"])
      expect(trustOf(report, "production")?.what).toMatch(what)
    })
  })

  it("no value, token or key was ever shown", () => {
    const shown = said.join("\n")
    expect(said.length).toBeGreaterThan(20)
    expect(canaries.length).toBeGreaterThan(8)
    for (const canary of [VALUE, ...canaries, ...account.secrets]) expect(shown).not.toContain(canary)
  })
})
