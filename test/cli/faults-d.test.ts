// @module-tag slow
// What leaks in or out around a tool: rows D2, D13, D14 and D15 of the faults that were played by hand, through the real
// command line.
import { execFile } from "node:child_process"
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises"
import { delimiter, join } from "node:path"
import { promisify } from "node:util"
import { describe, expect } from "vitest"
import type { CommandConfig } from "../../src/core/config/tools.ts"
import { type AppRepository, told } from "../helpers/app-repo.ts"
import { CLI, environmentOf } from "../helpers/cli.ts"
import { test } from "./target.ts"

/** Runs something before the deploy itself. */
const deployWith = (app: AppRepository, script: string, change: Partial<CommandConfig> = {}) =>
  app.configure((config) => {
    const deployer = config.deployer as CommandConfig
    const usual = deployer.deploy.map((word) => `'${word}'`).join(" ")
    return {
      ...config,
      deployer: { ...deployer, deploy: ["sh", "-c", `deploy() { ${usual}; }; ${script}`], ...change },
    }
  })

const args = ["deploy-production", "--tag", "v1.1.0", "--format", "json"]

/** All that anyone can read of production afterwards: every record of its ledger. */
async function recordsOf(app: AppRepository): Promise<string> {
  const ids = (await app.git("rev-list", "refs/pipeline/ledger/production")).split("\n")
  return (await Promise.all(ids.map((id) => app.git("cat-file", "blob", `${id}:record.json`)))).join("\n")
}

const variablesIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split("\n")
      .filter((line) => line.includes("="))
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  )

describe("D2: a tool and a service see what the user's shell sees", { timeout: 90_000 }, () => {
  /** Starts the command line by a script of a package, as npm and npx do. */
  async function viaNpm(app: AppRepository, words: readonly string[], env: Record<string, string>) {
    const home = join(app.base, "package")
    const bin = join(home, "node_modules", ".bin")
    await mkdir(bin, { recursive: true })
    // the pipeline's own Node, as the package has it
    await writeFile(join(bin, "node"), `#!/bin/sh\nexec '${process.execPath}' "$@"\n`)
    await chmod(join(bin, "node"), 0o755)
    const scripts = { ship: `node '${CLI.at(-1)}'` }
    await writeFile(join(home, "package.json"), JSON.stringify({ name: "ship", version: "9.9.9", scripts }))
    const npm = ["--prefix", home, "run", "--silent", "ship", "--", "--repo", app.root, ...words]
    const options = { cwd: app.root, env: environmentOf(app.where(env)), maxBuffer: 1e8 }
    return promisify(execFile)("npm", npm, options)
  }

  const SHELL = {
    COLOUR: "green",
    npm_config_registry: "http://registry.test/",
    EDITOR: "ed",
    NODE_OPTIONS: "",
  }
  const THEIRS = /node_modules\/\.bin|node-gyp-bin/
  /** What runs the tests may stand there anyway. */
  const ours = (process.env.PATH ?? "").split(delimiter)
  const NOT_THE_USERS = /^(npm_(?!config_(registry|cache|update_notifier)$)|INIT_CWD$|NODE$|COLOR$)/

  function expectUsers(printed: string): void {
    const env = variablesIn(printed)
    expect(Object.keys(env).filter((name) => NOT_THE_USERS.test(name))).toEqual([])
    expect(env).toMatchObject(SHELL)
    expect(env.PATH?.split(delimiter).filter((one) => THEIRS.test(one) && !ours.includes(one))).toEqual([])
  }

  test.runIf(process.platform === "linux")("although npm starts the pipeline", async ({ createShop }) => {
    const app = await createShop()
    const file = join(app.base, "env.txt")
    await deployWith(app, `env > ${file}; deploy`)
    await viaNpm(app, args, SHELL)
    expectUsers(await readFile(file, "utf8"))
  })

  test.runIf(process.platform === "linux")("also a service of the sandbox", async ({ createApp }) => {
    const app = await createApp()
    const file = join(app.base, "env.txt")
    const command = ["sh", "-c", `env > ${file}; exec node packages/api/src/server.mjs ${app.mark}`]
    await app.configure((config) => ({
      ...config,
      deployer: { kind: "sandbox", services: { api: { command } } },
    }))
    await app.release("v1.0.0")
    await viaNpm(app, ["deploy-staging", "--tag", "v1.0.0"], SHELL)
    expectUsers(await readFile(file, "utf8"))
  })

  test("and no variable by which git would look at another repository", async ({ createShop }) => {
    const app = await createShop()
    const file = join(app.base, "git.txt")
    await deployWith(app, `git rev-parse --show-toplevel HEAD > ${file}; deploy`)
    const hook = {
      GIT_DIR: join(app.root, ".git"),
      GIT_INDEX_FILE: join(app.root, ".git", "index"),
      GIT_PREFIX: "x/",
    }
    expect(told(await app.start(args, hook).ended).code).toBe(0)
    const [top, head] = (await readFile(file, "utf8")).split("\n")
    expect(top).toMatch(/pipeline-tree-[\w-]+\/tree$/)
    expect(head).toBe(await app.git("rev-parse", "v1.1.0^{commit}"))
  })
})

describe("D14: a secret", { timeout: 90_000 }, () => {
  const SECRETS = {
    GITHUB_TOKEN: "canary-github-4711",
    DATABASE_URL: "postgres://shop:canary%2Fdb@db.test/shop",
    SLACK_SIGNING_SECRET: "canary-slack-4711",
    MY_SECRET: "canary-mine-4711",
    STRIPE_KEY: "canary-stripe-4711",
    PROXY_ADDRESS: "http://ann:canary-proxy@proxy.test:3128",
  }
  const LINES = Array.from({ length: 12 }, (_, line) => `canary${"line".repeat(12)}${line}key+/x`)
  const KEY = { SIGNING_KEY: ["-----BEGIN KEY-----", ...LINES, "-----END KEY-----"].join("\n") }

  test("that a failing tool prints, in any form, is in no stream, no report and no record", async ({
    createShop,
  }) => {
    const app = await createShop()
    const script = `
      const { env } = process
      const print = (text) => { console.log(text); console.error(text) }
      for (const text of [${Object.values(SECRETS).map((text) => JSON.stringify(text))}, "canary/db"]) {
        print("as it is: " + text)
        print(JSON.stringify({ text }))
        print(encodeURIComponent(text))
        print("Authorization: " + Buffer.from("x:" + text).toString("base64"))
        process.stdout.write(text.slice(0, 8)); process.stdout.write(text.slice(8) + "\\n")
      }
      print("x".repeat(3995) + env.MY_SECRET)
      const key = env.SIGNING_KEY
      print(key)
      for (const width of [64, 76]) {
        for (const coding of ["base64", "hex"]) print(Buffer.from(key).toString(coding).match(new RegExp(".{1," + width + "}", "g")).join("\\n"))
      }
      print("coloured: \\u001b[31m" + env.MY_SECRET.slice(0, 9) + "\\u001b[0m" + env.MY_SECRET.slice(9))
      process.exit(9)
    `
    await writeFile(join(app.base, "print.cjs"), script)
    await deployWith(
      app,
      `if [ $PIPELINE_TAG = v1.1.0 ]; then exec node ${app.base}/print.cjs; else deploy; fi`,
    )
    const { code, stdout, stderr } = await app.start(args, { ...SECRETS, ...KEY }).ended
    expect(code).toBe(1)
    const everything = [stdout, stderr, await recordsOf(app)].join("\n")
    expect(everything).toContain("as it is: ***")
    expect(everything).toContain("coloured: ***")
    // the parts that tell a secret, and what base64 makes of each wherever it stands
    const parts = [...Object.values(SECRETS), "canary/db", "canary%2Fdb", "canary-proxy", "-4711"]
    expect(parts.filter((part) => everything.includes(part))).toEqual([])
    const encoded = Object.values(SECRETS).map((text) =>
      Buffer.from(`x:${text}`).toString("base64").slice(4, 20),
    )
    expect(encoded.filter((part) => everything.includes(part))).toEqual([])
    const coded = (["base64", "hex"] as const).map((coding) => Buffer.from(KEY.SIGNING_KEY).toString(coding))
    const pieces = coded.flatMap((text) => text.match(/.{12}/g) ?? [])
    expect([...LINES, ...pieces].filter((part) => everything.includes(part))).toEqual([])
  })

  test("is handed to the tool that needs it, and to no other", async ({ createShop }) => {
    const app = await createShop()
    const seen = (name: string) => join(app.base, `${name}.txt`)
    const dump = (name: string) => `env > ${seen(name)}`
    await deployWith(app, `${dump("deploy")}; deploy`, { install: ["sh", "-c", dump("install")] })
    await app.configure((config) => ({
      ...config,
      migrations: {
        path: "packages/shared/src/migrations",
        run: { when: "before", command: ["sh", "-c", dump("migrate")], databaseUrl: {} },
      },
      verify: { checks: [], slack: { url: "{api}/slack", optional: true } },
    }))
    const env = { ...SECRETS, NPM_TOKEN: "canary-npm-4711", VERCEL_TOKEN: "canary-vercel-4711" }
    const options = ["--allow-one-way", "a test", "--reason", "a test"]
    const ended = await app.start([...args, ...options], env).ended
    expect(told(ended).report).toMatchObject({ outcome: "deployed" })
    const handed = async (name: string) => {
      const variables = variablesIn(await readFile(seen(name), "utf8"))
      return Object.keys(env).filter((one) => variables[one] !== undefined && one !== "PROXY_ADDRESS")
    }
    expect(await handed("install")).toEqual(["NPM_TOKEN"])
    expect(await handed("deploy")).toEqual(["MY_SECRET", "STRIPE_KEY", "NPM_TOKEN", "VERCEL_TOKEN"])
    expect(await handed("migrate")).toEqual([
      ...["DATABASE_URL", "MY_SECRET", "STRIPE_KEY"],
      ...["NPM_TOKEN", "VERCEL_TOKEN"],
    ])
    expect(variablesIn(await readFile(seen("deploy"), "utf8"))).toMatchObject({
      PIPELINE_TAG: "v1.1.0",
      PIPELINE_STAGE: "production",
      PIPELINE_RUN_ID: expect.stringMatching(/^[0-9a-f-]{36}$/),
      PIPELINE_FENCE: expect.stringMatching(/^\d+$/),
    })
  })
})

describe("the outputs of a deploy", { timeout: 90_000 }, () => {
  test("D13: a password in an address is used, and in no report and no record", async ({
    createShop,
    target,
  }) => {
    const app = await createShop()
    const api = target.url.replace("http://", "http://ann:canary-pw@")
    const write = `echo '{"api":"${api}/production"}' > out.json`
    await deployWith(app, `deploy; ${write}`, { outputs: "out.json" })
    const { code, stdout, stderr } = await app.start(args).ended
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      outputs: { api: `${target.url.replace("//", "//***@")}/production` },
    })
    expect([stdout, stderr, await recordsOf(app)].join("\n")).not.toContain("canary-pw")
  })

  test("D15: may be numbers and truths, behind a byte order mark; an object is named and ignored", async ({
    createShop,
  }) => {
    const app = await createShop()
    await deployWith(
      app,
      `deploy; printf '\\357\\273\\277{"port":8080,"live":true,"Stack":{"a":1}}' > out.json`,
      {
        outputs: "out.json",
      },
    )
    const { code, report, stderr } = await app.deploy("production", "v1.1.0")
    expect({ code, outputs: report.outputs }).toEqual({ code: 0, outputs: { port: "8080", live: "true" } })
    expect(stderr).toContain('out.json: "Stack" is an object, so it is ignored')
  })
})
