// @module-tag slow
// A run that is killed in the middle of its work, and the same command again: without anybody's help it must come to
// the right end, and nothing of the dead run may be left. docs/runbooks/run-died.md has the same table.
import { chmod, mkdir, readFile, stat, writeFile } from "node:fs/promises"
import { delimiter, join } from "node:path"
import { describe, expect } from "vitest"
import { type AppRepository, told } from "../helpers/app-repo.ts"
import type { Started } from "../helpers/cli.ts"
import { isRunning, until } from "../helpers/processes.ts"
import { healthy, never, promised, sick, test } from "./target.ts"

const deployArgs = (tag: string) => [
  ...["deploy-production", "--tag", tag, "--format", "json"],
  // what a dead run had begun to deploy may be newer
  ...["--allow-older", "the newer one is not wanted"],
]
const rollbackArgs = ["rollback", "--stage", "production", "--format", "json"]

/** Moves the ledger to a bare repository that the shop's repository calls origin. */
async function useRemote(app: AppRepository): Promise<void> {
  const origin = join(app.base, "origin.git")
  await app.git("clone", "--quiet", "--bare", "--config=receive.autogc=false", app.root, origin)
  await app.git("remote", "add", "origin", origin)
  await app.git("push", "--quiet", "origin", "refs/pipeline/*:refs/pipeline/*")
  await app.git("fetch", "--quiet", "origin")
  await app.configure((config) => ({ ...config, ledger: { remote: "origin" } }))
}

const last = async (app: AppRepository, count: number) => (await app.records("production")).slice(-count)

async function kill(run: Started): Promise<void> {
  run.kill("SIGKILL")
  expect(await run.ended).toMatchObject({ code: null, signal: "SIGKILL", stdout: "" })
}

const again = async (app: AppRepository, args: readonly string[]) => told(await app.run(args))

const takenOver = (phase: string) => ({
  id: "lock",
  status: "pass",
  detail: expect.stringMatching(new RegExp(`died in ${phase}: its process \\d+ on \\S+ is gone$`)),
})

describe.for(["local", "remote"] as const)("killed, with a %s ledger", (where) => {
  const open = async (createShop: () => Promise<AppRepository>) => {
    const app = await createShop()
    if (where === "remote") await useRemote(app)
    return app
  }

  describe("", { concurrent: true, timeout: 90_000 }, () => {
    test("gates: nothing was begun, the next run finds nothing to do but its work", async ({
      createShop,
      target,
    }) => {
      const app = await open(createShop)
      const { kept: released, keep: release } = promised()
      target.production.deploys = () => released.then(() => 0)
      const deploying = target.nextDeploy("production")
      const holder = app.start(deployArgs("v1.1.0"))
      await deploying
      const waiter = app.start([...deployArgs("v1.0.0"), "--wait", "80"])
      await waiter.said(/waiting up to .*: production has been held by ann/)
      await kill(waiter)
      release()
      expect(told(await holder.ended).code).toBe(0)
      expect((await again(app, deployArgs("v1.0.0"))).code).toBe(0)
      expect(await last(app, 7)).toEqual([
        ...["started v1.1.0", "deployed v1.1.0", "verified v1.1.0"],
        ...["started v1.0.0", "waived v1.0.0 OLDER_VERSION", "deployed v1.0.0", "verified v1.0.0"],
      ])
    })

    test("deploy: its tool is ended, the version is deployed again", async ({ createShop, target }) => {
      const app = await open(createShop)
      target.production.deploys = () => never
      const deploying = target.nextDeploy("production")
      const run = app.start(deployArgs("v1.1.0"))
      const { processes } = await deploying
      await kill(run)
      expect(processes.filter(isRunning)).toHaveLength(2)
      let left: unknown = null
      target.production.deploys = async () => {
        // the dead run's tool works no more by the time that the new one begins
        left = processes.filter(isRunning)
        return 0
      }
      const { code, report, stderr } = await again(app, deployArgs("v1.1.0"))
      expect({ code, report }).toMatchObject({
        code: 0,
        report: { outcome: "deployed", running: { tag: "v1.1.0", verified: true } },
      })
      expect(left).toEqual([])
      expect(report.gates.at(-1)).toMatchObject(takenOver("deploy"))
      expect(stderr).toMatch(/stopping what (a|the) dead run (\S+ )?left running: process \d+/)
      expect(await last(app, 5)).toEqual([
        ...["started v1.1.0", "taken-over v1.1.0"],
        ...["started v1.1.0", "deployed v1.1.0", "verified v1.1.0"],
      ])
      expect(await app.state("production")).toMatchObject({ lock: null, frozen: null, quarantine: [] })
    })

    test("deploy, then another version: that is deployed", async ({ createShop, target }) => {
      const app = await open(createShop)
      target.production.deploys = ({ tag }) => (tag === "v1.1.0" ? never : 0)
      const deploying = target.nextDeploy("production")
      const run = app.start(deployArgs("v1.1.0"))
      await deploying
      await kill(run)
      expect((await again(app, deployArgs("v1.0.0"))).code).toBe(0)
      expect(target.production.serving).toMatchObject({ tag: "v1.0.0" })
    })

    test("deploy, then a rollback: back to what was verified", async ({ createShop, target }) => {
      const app = await open(createShop)
      target.production.deploys = ({ tag }) => (tag === "v1.1.0" ? never : 0)
      const deploying = target.nextDeploy("production")
      const run = app.start(deployArgs("v1.1.0"))
      await deploying
      await kill(run)
      expect(await again(app, rollbackArgs)).toMatchObject({
        code: 0,
        report: { outcome: "rolled-back", running: { tag: "v1.0.0", verified: true } },
      })
    })

    test("smoke of a good version: deployed and judged again", async ({ createShop, target }) => {
      const app = await open(createShop)
      await app.configureSmoke({ timeoutSeconds: 80, deadlineSeconds: 85 })
      const { kept: asked, keep } = promised()
      target.production.answers = keep
      const run = app.start(deployArgs("v1.1.0"))
      await asked
      await kill(run)
      target.production.answers = healthy
      expect(await again(app, deployArgs("v1.1.0"))).toMatchObject({
        code: 0,
        report: { outcome: "deployed", running: { tag: "v1.1.0", verified: true } },
      })
    })

    test("smoke of a bad version: judged again and rolled back", async ({ createShop, target }) => {
      const app = await open(createShop)
      const { kept: asked, keep } = promised()
      target.production.answers = (serving, response) => {
        keep()
        response.writeHead(503).end(String(serving?.tag))
      }
      const run = app.start(deployArgs("v1.1.0"))
      await asked
      await run.said(/attempt 1: /)
      await kill(run)
      target.production.answers = sick("v1.1.0")
      expect(await again(app, deployArgs("v1.1.0"))).toMatchObject({
        code: 1,
        report: { outcome: "rolled-back", running: { tag: "v1.0.0", verified: true } },
      })
      expect(target.production.serving).toMatchObject({ tag: "v1.0.0" })
    })

    const rolledBack = {
      code: 1,
      report: {
        outcome: "rolled-back",
        reason: { code: "ROLLBACK_RESUMED" },
        running: { tag: "v1.0.0", verified: true },
        rolledBackTo: { tag: "v1.0.0" },
      },
    }

    test("rollback: the same command finishes it", async ({ createShop, target }) => {
      const app = await open(createShop)
      const { kept: back, keep } = promised()
      target.production.deploys = ({ tag }) => {
        if (tag === "v1.1.0") return 1
        keep()
        return never
      }
      const run = app.start(deployArgs("v1.1.0"))
      await back
      await kill(run)
      target.production.deploys = () => 0
      const ended = await again(app, deployArgs("v1.1.0"))
      expect(ended).toMatchObject(rolledBack)
      expect(ended.report.gates.at(-1)).toMatchObject(takenOver("rollback"))
      expect(target.production.serving).toMatchObject({ tag: "v1.0.0" })
      expect(await app.state("production")).toMatchObject({
        lock: null,
        frozen: { actor: "ann" },
        quarantine: [{ tag: "v1.1.0" }],
      })
      expect(await last(app, 7)).toEqual([
        ...["rollback-started v1.0.0 DEPLOY_FAILED", "taken-over v1.1.0", "started v1.1.0"],
        ...[
          "frozen v1.0.0 ROLLBACK_RESUMED",
          "rollback-started v1.0.0 ROLLBACK_RESUMED",
          "deployed v1.0.0",
          "rolled-back v1.0.0 ROLLBACK_RESUMED",
        ],
      ])
    })

    test("rollback: another version is refused, and a rollback finishes it", async ({
      createShop,
      target,
    }) => {
      const app = await open(createShop)
      const { kept: back, keep } = promised()
      target.production.deploys = ({ tag }) => {
        if (tag === "v1.1.0") return 1
        keep()
        return never
      }
      const run = app.start(deployArgs("v1.1.0"))
      await back
      await kill(run)
      target.production.deploys = () => 0
      expect(await again(app, deployArgs("v1.0.0"))).toMatchObject({
        code: 3,
        report: { reason: { code: "STAGE_FROZEN" } },
      })
      expect(await again(app, rollbackArgs)).toMatchObject({
        code: 0,
        report: { outcome: "rolled-back", running: { tag: "v1.0.0", verified: true } },
      })
    })

    test("rollback-smoke: the same command finishes it", async ({ createShop, target }) => {
      const app = await open(createShop)
      await app.configureSmoke({ timeoutSeconds: 80, deadlineSeconds: 85 })
      const { kept: asked, keep } = promised()
      let wasSick = false
      target.production.answers = (serving, response) => {
        wasSick ||= serving?.tag === "v1.1.0"
        // before the deploy, the stage is asked what it serves
        if (wasSick && serving?.tag === "v1.0.0") keep()
        else sick("v1.1.0")(serving, response)
      }
      const run = app.start(deployArgs("v1.1.0"))
      await asked
      await kill(run)
      target.production.answers = sick("v1.1.0")
      expect(await again(app, deployArgs("v1.1.0"))).toMatchObject(rolledBack)
      expect(target.production.serving).toMatchObject({ tag: "v1.0.0" })
    })

    test("a rollback that a person asked for: the same command goes to the same version", async ({
      createShop,
      target,
    }) => {
      const app = await open(createShop)
      expect((await again(app, deployArgs("v1.1.0"))).code).toBe(0)
      target.production.deploys = () => never
      const deploying = target.nextDeploy("production")
      const run = app.start(rollbackArgs)
      await deploying
      await kill(run)
      target.production.deploys = () => 0
      expect(await again(app, rollbackArgs)).toMatchObject({
        code: 0,
        report: { outcome: "rolled-back", running: { tag: "v1.0.0", verified: true } },
      })
      expect((await app.state("production")).quarantine).toMatchObject([{ tag: "v1.1.0" }])
    })
  })
})

/** A git that stops before it writes a record of a kind, until a test lets it go on. */
async function slowGit(app: AppRepository, kind: string) {
  const directory = join(app.base, "slow-git")
  await mkdir(directory)
  const [at, go] = [join(directory, "at"), join(directory, "go")]
  const real = (await app.git("--exec-path")).replace(/\/libexec\/.*|\/lib\/git-core$/, "/bin/git")
  const script = `#!/bin/sh
case "$*" in
  *fast-import*)
    stream=$(mktemp "${directory}/stream-XXXXXX")
    cat > "$stream"
    if grep -q '"kind": "${kind}"' "$stream" && [ ! -e "${at}" ]; then
      echo $$ > "${at}"
      while [ ! -e "${go}" ]; do sleep 0.05; done
    fi
    exec ${real} "$@" < "$stream" ;;
esac
exec ${real} "$@"
`
  await writeFile(join(directory, "git"), script)
  await chmod(join(directory, "git"), 0o755)
  const isThere = () =>
    stat(at).then(
      () => true,
      () => false,
    )
  return {
    env: { PATH: [directory, process.env.PATH].join(delimiter) },
    reached: () => until(isThere),
    goOn: () => writeFile(go, ""),
    pid: async () => Number(await readFile(at, "utf8")),
  }
}

describe("killed while it records", { concurrent: true, timeout: 90_000 }, () => {
  test.for(["verified", "deployed"])(
    "%s: deployed again; what git still writes comes too late",
    async (kind, { createShop, target }) => {
      const app = await createShop()
      const { env, reached, goOn, pid } = await slowGit(app, kind)
      // one attempt decides nothing, so that there is a record before the verdict
      let asked = 0
      target.production.answers = (serving, response) => {
        asked += 1
        if (asked === 1) response.writeHead(503).end()
        else healthy(serving, response)
      }
      const run = app.start(deployArgs("v1.1.0"), env)
      await reached()
      await kill(run)
      const { report } = await again(app, deployArgs("v1.1.0"))
      expect(report).toMatchObject({ outcome: "deployed", running: { tag: "v1.1.0", verified: true } })
      const records = await app.records("production")
      await goOn()
      const writer = await pid()
      await until(() => !isRunning(writer))
      expect(await app.records("production")).toEqual(records)
      expect(await app.state("production")).toMatchObject({ lock: null, running: { verified: true } })
    },
  )
})

describe("killed in a migration after smoke, with what it deployed running", () => {
  const adoption = ["adopt", "--tag", "v1.2.0", "--stage", "staging"]
  const cases: [name: string, args: string[], code: number][] = [
    ["a rollback that is refused", ["rollback", "--stage", "staging", "--to", "v9.9.9"], 3],
    ["adopt", adoption, 0],
    ["unlock", ["unlock", "--stage", "staging", "--reason", "it is dead"], 0],
  ]
  test.for(cases)(
    "%s ends the migration, and leaves what was deployed",
    { timeout: 90_000 },
    async ([, args, code], { createShop }) => {
      const app = await createShop()
      const [service, migration] = [`${app.mark}-service`, `${app.mark}-migration`]
      const idle = "while :; do sleep 0.1; done"
      await app.configure((config) => {
        if (config.deployer.kind !== "command") throw new Error("this shop deploys with a command")
        const start = `(${idle}) </dev/null >/dev/null 2>&1 & exec "$@"`
        const deploy = ["sh", "-c", start, service, ...config.deployer.deploy]
        const run = { when: "after" as const, command: ["sh", "-c", idle, migration] }
        return { ...config, deployer: { ...config.deployer, deploy }, migrations: { path: "sql", run } }
      })
      await mkdir(join(app.root, "sql"))
      await writeFile(join(app.root, "sql", "1.sql"), "drop table visits;\n")
      await app.release("v1.2.0")
      const running = (mark: string) => app.processes().filter((one) => one.args.includes(mark))
      const run = app.start(["deploy-staging", "--tag", "v1.2.0"])
      await until(() => running(migration).length > 0)
      await kill(run)
      const [{ pid } = { pid: 0 }] = running(service)
      const ended = await app.run(["--verbose", ...args])
      expect(ended.code).toBe(code)
      expect(running(migration)).toEqual([])
      expect(isRunning(pid)).toBe(true)
      expect(ended.stderr).toContain(`had deployed goes on, and may still be at work: process ${pid}`)
      expect((await app.run(adoption)).code).toBe(0)
      expect(isRunning(pid)).toBe(true)
      expect(await app.state("staging")).toMatchObject({
        lock: null,
        running: { tag: "v1.2.0", verified: true },
      })
      for (const one of app.processes()) process.kill(one.pid, "SIGKILL")
      await until(() => app.processes().length === 0)
    },
  )
})
