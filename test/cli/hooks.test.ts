// @module-tag slow
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect } from "vitest"
import type { HookName } from "../../src/core/config/tools.ts"
import { type AppRepository, told } from "../helpers/app-repo.ts"
import { runCli } from "../helpers/cli.ts"
import { test } from "./target.ts"

type How = "passes" | "fails" | "hangs" | "is killed"

/** Notes what it was told, leaves a process behind, and ends as its argument says. */
const HOOK = `test -f deploy.sh || exit 9
how=$1 log=$2
echo "$PIPELINE_HOOK|$PIPELINE_TAG|$PIPELINE_STAGE|$PIPELINE_OUTCOME|$PIPELINE_PREVIOUS_TAG|$PIPELINE_REASON_CODE" >> "$log"
echo "saw \${PAGER_TOKEN:-none} and \${DEPLOY_TOKEN:-none} and \${AWS_SECRET_ACCESS_KEY:-none} and \${GITHUB_TOKEN:-none} of \${#PAGER_TOKEN}"
test -z "$PAGER_KEY" || { cat "$PAGER_KEY"; base64 "$PAGER_KEY"; }
left="tail -f $log"
if command -v setsid > /dev/null; then left="setsid $left"; fi
$left > /dev/null 2>&1 &
echo "something is left"
case $how in
  fails) echo "it objects" >&2; exit 3 ;;
  hangs) tail -f "$log" ;;
  "is killed") kill -9 $$ ;;
esac`

async function configure(app: AppRepository, ends: Partial<Record<HookName, How>>, more: object = {}) {
  const log = join(app.base, "hooks.log")
  await writeFile(log, "")
  const hookOf = (how: How) => ({
    command: ["sh", "-c", HOOK, "hook", how, log],
    ...(how === "hangs" ? { timeoutSeconds: 1 } : {}),
    ...more,
  })
  const hooks = Object.fromEntries(Object.entries(ends).map(([name, how]) => [name, hookOf(how)]))
  await app.configure((config) => ({ ...config, hooks }))
  return async () => (await readFile(log, "utf8")).trimEnd().split("\n")
}

const SAYS: Record<Exclude<How, "passes">, RegExp> = {
  fails: /^sh -c .* ended with exit code 3\.$/s,
  hangs: /^sh -c .* did not finish within 1 s\.$/s,
  "is killed": /^sh -c .* was ended by a signal\.$/s,
}
const BAD = ["fails", "hangs", "is killed"] as const

describe("a hook", { concurrent: true, timeout: 90_000 }, () => {
  test("before-deploy that does not pass has nothing changed, however it ends", async ({
    createShop,
    target,
  }) => {
    const app = await createShop()
    target.production.deploys = () => {
      throw new Error("the deploy command was started")
    }
    for (const how of BAD) {
      const told = await configure(app, { "before-deploy": how, "after-failed": "passes" })
      const { code, report } = await app.deploy("production", "v1.1.0")
      expect({ how, code, report }).toMatchObject({
        code: 3,
        report: {
          outcome: "blocked",
          changed: false,
          reason: { code: "HOOK_BLOCKED" },
          running: { tag: "v1.0.0" },
        },
      })
      expect(report.reason?.message).toMatch(SAYS[how])
      expect(report.hooks).toMatchObject([{ name: "before-deploy", status: "failed" }])
      if (how === "fails") expect(report.hooks[0]?.log.at(-1)).toBe("it objects")
      expect(await told()).toEqual(["before-deploy|v1.1.0|production||v1.0.0|"])
      expect((await app.records("production")).slice(-2)).toEqual([
        "started v1.1.0",
        "blocked v1.1.0 HOOK_BLOCKED",
      ])
      expect(app.processes()).toEqual([])
    }
  })

  test.for([
    { deploy: "fails", failed: "hangs", rollback: "is killed" },
    { deploy: "is killed", failed: "fails", rollback: "hangs" },
    { deploy: "hangs", failed: "is killed", rollback: "fails" },
  ] as const)(
    "after-deploy $deploy: production goes back, though after-failed $failed and after-rollback $rollback",
    async ({ deploy, failed, rollback }, { createShop }) => {
      const app = await createShop()
      const told = await configure(app, {
        ...{ "before-deploy": "passes", "after-deploy": deploy, "after-verified": "passes" },
        ...{ "after-failed": failed, "after-rollback": rollback },
      })
      const { code, report } = await app.deploy("production", "v1.1.0")
      expect({ code, report }).toMatchObject({
        code: 1,
        report: {
          outcome: "rolled-back",
          reason: { code: "HOOK_FAILED" },
          running: { tag: "v1.0.0", verified: true },
        },
      })
      expect(report.reason?.message).toMatch(SAYS[deploy])
      expect(report.hooks.map(({ name, status }) => `${name} ${status}`)).toEqual([
        ...["before-deploy passed", "after-deploy failed", "after-failed failed", "after-rollback failed"],
      ])
      expect(report.hooks[2]?.detail).toMatch(SAYS[failed])
      expect(report.hooks[3]?.detail).toMatch(SAYS[rollback])
      expect(await told()).toEqual([
        "before-deploy|v1.1.0|production||v1.0.0|",
        "after-deploy|v1.1.0|production||v1.0.0|",
        "after-failed|v1.1.0|production|rolled-back|v1.0.0|HOOK_FAILED",
        "after-rollback|v1.0.0|production|rolled-back|v1.1.0|HOOK_FAILED",
      ])
      expect(app.processes()).toEqual([])
    },
  )

  test("after-verified changes no verdict, and after-rollback none of a person's rollback", async ({
    createShop,
  }) => {
    const app = await createShop()
    await configure(app, { "after-verified": "is killed", "after-rollback": "passes" })
    const { report } = await app.deploy("production", "v1.1.0")
    expect(report).toMatchObject({
      outcome: "deployed",
      hooks: [{ name: "after-verified", status: "failed" }],
    })
    const told = await configure(app, {
      ...{
        "before-deploy": "fails",
        "after-deploy": "fails",
        "after-failed": "fails",
        "after-rollback": "hangs",
      },
    })
    const back = await app.ask("rollback", "--stage", "production")
    expect(back).toMatchObject({
      code: 0,
      report: { outcome: "rolled-back", hooks: [{ name: "after-rollback", status: "failed" }] },
    })
    expect(await told()).toEqual(["after-rollback|v1.0.0|production|rolled-back|v1.1.0|"])
    expect(app.processes()).toEqual([])
  })

  test("is handed the secrets that it names and no other, and none is in any output", async ({
    createShop,
  }) => {
    const app = await createShop()
    const secrets = { PAGER_TOKEN: "variable", PAGER_KEY: "file" }
    await configure(
      app,
      { "before-deploy": "passes", "after-deploy": "fails", "after-failed": "passes" },
      { secrets },
    )
    const env = {
      PAGER_TOKEN: "CANARY-token-0123456789",
      PAGER_KEY: "CANARY-key-0123456789",
      DEPLOY_TOKEN: "CANARY-deploy-0123456789",
      GITHUB_TOKEN: "CANARY-github-0123456789",
      AWS_ACCESS_KEY_ID: "CANARYACCESSKEY01234",
      AWS_SECRET_ACCESS_KEY: "CANARY-aws-0123456789",
    }
    const args = ["--repo", app.root, "deploy-production", "--tag", "v1.1.0", "--format", "json"]
    const ended = await runCli("node", args, app.where(env))
    const { report } = told(ended)
    expect(report).toMatchObject({ outcome: "rolled-back", reason: { code: "HOOK_FAILED" } })
    const said = report.hooks.flatMap(({ log }) => log)
    // its own was there, though nobody sees it; of the others there was none
    expect(said.find((line) => line.startsWith("saw "))).toMatch(
      /^saw (?!none)\S+ and none and none and none of 23$/,
    )
    const ledger = await app.git("log", "--patch", "refs/pipeline/ledger/production")
    const encoded = Buffer.from(env.PAGER_KEY).toString("base64")
    for (const text of [ended.stdout, ended.stderr, ledger]) {
      expect(text).not.toContain("CANARY")
      expect(text).not.toContain(encoded)
    }
  })

  test("that its run left when it was killed is ended by the next command", async ({ createShop }) => {
    const app = await createShop()
    await configure(app, { "before-deploy": "hangs" }, { timeoutSeconds: 60 })
    const run = app.start(["deploy-production", "--tag", "v1.1.0"])
    await run.said(/something is left/)
    run.kill("SIGKILL")
    await run.ended
    expect(app.processes().length).toBeGreaterThan(0)
    await configure(app, {})
    const { report, stderr } = await app.deploy("production", "v1.1.0")
    expect(report.outcome).toBe("deployed")
    expect(stderr).toContain("died in the hook before-deploy")
    expect(app.processes()).toEqual([])
  })
})
