import { createHash } from "node:crypto"
import { once } from "node:events"
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { describeWithMoto, MOTO_START_MS, startMoto } from "../helpers/moto.ts"
import { addFunction, callIn, copyModule, engineMissing, git } from "./engine.ts"

const missing = engineMissing()
if (missing !== null) console.warn(`SKIPPED: ${missing}`)

const ROOT = new URL("../../", import.meta.url).pathname
const SECRET = "canary-4f1d77-of-the-app"
const KEY = "canary-4f1d77-of-the-account"

/** Plans or deploys with servers of the caller's machine, which has no address that containers know. */
const METHOD = `
  @func({ cache: "never" })
  async beside(workspace: Workspace, aws: Service, app: Service, command: string, tag: string): Promise<string> {
    const started = await Promise.all([
      aws.withHostname("aws.test").start(),
      app.withHostname("app.test").start(),
    ])
    try {
      const stage = command === "plan" ? { stage: Stage.Staging } : {}
      const told = call(command, this, workspace, { tag, ...stage, format: Format.Json })
      // of one that does not succeed, the message is the report
      return await told.catch(({ message }) => message)
    } finally {
      await Promise.all(started.map((one) => one.stop({ kill: true })))
    }
  }`

/** Installs as \`npm ci\` does, and what is on no registry or is downloaded elsewhere: an engine for SST, and its Bun. */
const INSTALL = `import { execFileSync } from "node:child_process"
import { randomUUID } from "node:crypto"
import { copyFileSync, chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
const bun = "@oven/bun-" + process.platform + "-" + process.arch
execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { stdio: "inherit" })
execFileSync("npm", ["install", "--no-save", "--no-audit", "--no-fund", bun + "@1.2.1"], { stdio: "inherit" })
const bin = join(process.env.XDG_CONFIG_HOME, "sst", "bin")
mkdirSync(bin, { recursive: true })
copyFileSync("pulumi.mjs", join(bin, "pulumi"))
chmodSync(join(bin, "pulumi"), 0o755)
symlinkSync(join("..", bun, "bin", "bun"), "node_modules/.bin/bun")
writeFileSync("node_modules/installed.txt", randomUUID())
`

/** What the app tells of itself: who installed it, which run deployed it, and whether it was given the account's key. */
const TELLS = `
    const { readFileSync } = await import("node:fs")
    const { createHash } = await import("node:crypto")
    const installed = readFileSync($cli.paths.root + "/node_modules/installed.txt", "utf8")
    const key = createHash("sha256").update(process.env.AWS_SECRET_ACCESS_KEY ?? "").digest("hex")
    return { installed, key, run: process.env.SST_RUN_ID,`

describe.skipIf(missing !== null)("SST on an engine", () => {
  describeWithMoto("with credentials of an account", () => {
    let root: string
    let moto: URL
    let app: URL
    let served = ""
    const server = createServer((_request, response) => response.end(JSON.stringify({ version: served })))

    const call = async (...args: string[]) => {
      const called = await callIn(
        root,
        ...["--aws-access-key-id", "env://AWS_KEY", "--aws-secret-access-key", "env://AWS_SECRET"],
        ...["--aws-endpoint-url", `http://aws.test:${moto.port}`, ...args],
      )
      expect(called.stdout + called.stderr).not.toContain(SECRET)
      expect(called.stdout + called.stderr).not.toContain(KEY)
      return called
    }
    const run = async (command: "plan" | "deploy-staging", tag: string) => {
      served = tag
      const beside = ["--aws", `tcp://${moto.host}`, "--app", `tcp://${app.host}`]
      const { stdout, stderr, seconds } = await call("beside", ...beside, "--command", command, "--tag", tag)
      expect(stdout, stderr).toMatch(/^\{/)
      return { report: JSON.parse(stdout), seconds }
    }

    beforeAll(async () => {
      moto = new URL((await startMoto()).url)
      await once(server.listen(0, "127.0.0.1"), "listening")
      app = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
      process.env.AWS_KEY = "AKIAIOSFODNN7EXAMPLE"
      process.env.AWS_SECRET = KEY
      process.env.APP_SECRET = SECRET
      root = mkdtempSync(join(tmpdir(), "pipeline-sst-"))
      cpSync(join(ROOT, "examples/sst-app"), join(root, "app"), { recursive: true })
      cpSync(join(ROOT, "test/fixtures/sst/pulumi-engine-stand-in.mjs"), join(root, "app/pulumi.mjs"))
      writeFileSync(join(root, "app/install.mjs"), INSTALL)
      const config = join(root, "app/sst.config.ts")
      const name = `sst-${root.slice(-6).toLowerCase()}`
      writeFileSync(
        config,
        readFileSync(config, "utf8")
          .replace('name: "sst-app"', `name: "${name}"`)
          .replace("    return {\n      api", `${TELLS}\n      api`),
      )
      copyModule(root)
      addFunction(root, METHOD)
      writeFileSync(
        join(root, "pipeline.json"),
        JSON.stringify({
          app: name,
          deployer: {
            kind: "sst",
            directory: "app",
            install: ["node", "install.mjs"],
            outputs: ["installed", "key", "run", "version"],
            env: { SST_SKIP_DEPENDENCY_CHECK: "1", SST_BUN_PATH: "/app/app/node_modules/.bin/bun" },
          },
          // what SST deploys here serves nothing by itself
          smoke: {
            intervalSeconds: 0.1,
            checks: [
              { name: "api", url: `http://app.test:${app.port}/health`, expect: { version: "version" } },
            ],
          },
          stages: { staging: { region: "eu-central-1" }, production: { region: "eu-central-1" } },
        }),
      )
      git(root, "init", "--quiet", "--initial-branch=main")
      git(root, "add", "--all")
      git(root, "commit", "--quiet", "--message", "app")
      git(root, "tag", "v1.0.0")
    }, MOTO_START_MS)
    afterAll(() => {
      server.close()
      rmSync(root, { recursive: true, force: true })
    })

    test("sets a secret, deploys, and deploys the same tree again without installing it again", async () => {
      const refused = await run("deploy-staging", "v1.0.0")
      expect(refused.report).toMatchObject({ outcome: "blocked", reason: { code: "SECRETS_MISSING" } })
      const set = ["--name", "AuthSecret", "--value", "env://APP_SECRET", "--tag", "v1.0.0"]
      expect((await call("secrets-set", ...set, "--stage", "staging")).exitCode).toBe(0)
      const first = await run("deploy-staging", "v1.0.0")
      const second = await run("deploy-staging", "v1.0.0")
      process.stderr.write(`  first ${first.seconds.toFixed(1)} s, second ${second.seconds.toFixed(1)} s\n`)
      const key = createHash("sha256").update(KEY).digest("hex")
      for (const { report } of [first, second]) {
        expect(report).toMatchObject({ outcome: "deployed", outputs: { key, version: "v1.0.0" } })
        expect(report.outputs.run).toBe(`v1.0.0@${report.sha}#${report.runId}`)
        expect(report.gates).toContainEqual(expect.objectContaining({ id: "credentials", status: "pass" }))
      }
      expect(second.report.runId).not.toBe(first.report.runId)
      expect(second.report.outputs.installed).toBe(first.report.outputs.installed)
      const { report } = await run("plan", "v1.0.0")
      expect(report.plan.infrastructure).toEqual({ kind: "known", value: [] })
    })
  })
})
