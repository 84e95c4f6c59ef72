// @module-tag slow
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { NOT_STARTED, WITH_SECRET } from "../../../src/adapters/sst/secret-programs.ts"

const URL_CANARY = "postgres://app:canary%214711@db.internal/app"

/** What `sst secret list` of SST 4.17 prints: the fallback's values, then the stage's. */
const LISTED = `# fallback
DatabaseUrl=postgres://fallback@db
Shared=shared-value

# shop/production
DatabaseUrl=${URL_CANARY}
Empty=
`

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(await realpath(tmpdir()), "with-secret-"))
  await mkdir(join(root, "packages", "db"), { recursive: true })
  const script = `#!/bin/sh
[ "$1 $2 $3 $4" = "secret list --stage production" ] || { echo "no credentials" >&2; exit 1; }
cat "${root}/listed"
`
  await writeFile(join(root, "sst"), script)
  await writeFile(join(root, "listed"), LISTED)
  await chmod(join(root, "sst"), 0o755)
})
afterAll(() => rm(root, { recursive: true, force: true }))

interface Asked {
  stage?: string
  secret?: string
  directory?: string
}

function start(
  code: string | string[],
  { stage = "production", secret = "DatabaseUrl", directory = "." }: Asked = {},
): ChildProcess {
  const command = typeof code === "string" ? [process.execPath, "-e", code] : code
  const fixed = [join(root, "sst"), stage, secret, "DB", directory]
  return spawn(process.execPath, ["-e", WITH_SECRET, "--", ...fixed, ...command], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      AWS_SECRET_ACCESS_KEY: "aws-canary",
      AWS_REGION: "eu-central-1",
      PIPELINE_NOT_STARTED: "not started 4711",
    },
    stdio: ["ignore", "pipe", "pipe"],
  })
}

async function endOf(child: ChildProcess) {
  const output = { stdout: "", stderr: "" }
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.on("data", (chunk) => {
      output[name] += chunk
    })
  }
  const [code] = await once(child, "close")
  return { code, ...output }
}

const run = (...asked: Parameters<typeof start>) => endOf(start(...asked))

test("the command has the stage's own value, where it is asked to run, and no keys of AWS", async () => {
  const code = `const { DB, AWS_SECRET_ACCESS_KEY: key, AWS_REGION } = process.env
    console.log(DB.length, process.cwd(), key === undefined, AWS_REGION)`
  expect(await run(code, { directory: "packages/db" })).toEqual({
    code: 0,
    stdout: `${URL_CANARY.length} ${join(root, "packages", "db")} true eu-central-1\n`,
    stderr: "",
  })
})

test("the command does not know the word for not having been started", async () => {
  expect((await run("console.log(process.env.PIPELINE_NOT_STARTED)")).stdout).toBe("undefined\n")
})

test("C5: a line of half a gigabyte is no more than a line", async () => {
  const { code, stdout } = await run(["sh", "-c", "dd if=/dev/zero bs=65536 count=8400 2>/dev/null"])
  expect({ code, length: stdout.length }).toEqual({ code: 0, length: 1_000_001 })
}, 60_000)

test("C4: a command that succeeded has ended, although what it left holds its output open", async () => {
  const { code, stdout } = await run(["sh", "-c", "sleep 20 & echo $!"])
  expect(code).toBe(0)
  process.kill(Number(stdout))
})

test("the value is masked in what the command says, and its password alone as well", async () => {
  const code = `console.log("on " + process.env.DB); console.error("as canary!4711 or canary%214711")`
  const { stdout, stderr } = await run(code)
  expect({ stdout, stderr }).toEqual({ stdout: "on ***\n", stderr: "as *** or ***\n" })
})

test("the fallback's value stands for a stage that has none", async () => {
  const { code, stdout } = await run("console.log(process.env.DB.length)", { secret: "Shared" })
  expect({ code, stdout }).toEqual({ code: 0, stdout: "12\n" })
})

test.each([0, 1, 3])("its exit code %d is the command's", async (code) => {
  expect((await run(`process.exit(${code})`)).code).toBe(code)
})

test("a command that is killed did not end well", async () => {
  expect((await run(`process.kill(process.pid, "SIGKILL")`)).code).toBe(1)
})

test("a signal reaches the command, which is waited for", async () => {
  const code = `process.on("SIGTERM", () => { console.log("tidied"); process.exit(4) })
    setInterval(() => {}, 1000); console.log("ready")`
  const child = start(code)
  const ended = endOf(child)
  await once(child.stdout as NonNullable<typeof child.stdout>, "data")
  child.kill("SIGTERM")
  expect(await ended).toEqual({ code: 4, stdout: "ready\ntidied\n", stderr: "" })
})

describe("without a value the command is not started", () => {
  test.each([
    ["the secret is absent", { secret: "Nope" }, "the secret Nope is not set for production"],
    ["the secret is empty", { secret: "Empty" }, "the secret Empty is not set for production"],
    ["the list cannot be had", { stage: "staging" }, "the secrets cannot be read: no credentials"],
  ])("%s", async (_, asked, why) => {
    const { code, stdout, stderr } = await run(`console.log("started")`, asked)
    expect({ code, stdout, why: /^not started 4711: (.*)$/m.exec(stderr)?.[1] }).toEqual({
      code: NOT_STARTED,
      stdout: "",
      why,
    })
  })

  test("the program is absent", async () => {
    const { code, stderr } = await run(["no-such-program"])
    expect({ code, why: /^not started 4711: (.*)$/m.exec(stderr)?.[1] }).toEqual({
      code: NOT_STARTED,
      why: "spawn no-such-program ENOENT",
    })
  })
})
