// The new user's day as docs/already-in-production.md has it, with an engine: what needs a checkout runs on the host.
import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { DEPLOY_TO_TARGET, healthy, Target } from "../cli/target.ts"
import { ROOT } from "../helpers/cli.ts"
import { type GitServer, startGitServer } from "../helpers/git-server.ts"
import { type Called, callIn, copyModule, engineMissing, git, HOST } from "./engine.ts"

const missing = engineMissing()
if (missing !== null) console.warn(`SKIPPED: ${missing}`)

/** The commands of the page's first block, as argv. */
function commandsOfThePage(): string[][] {
  const page = readFileSync(join(ROOT, "docs/already-in-production.md"), "utf8")
  const [, block = ""] = /```sh\n([\s\S]*?)```/.exec(page) ?? []
  return block
    .trim()
    .split(/\n| && /)
    .map((line) =>
      [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, ...found]) => found.find(Boolean) ?? ""),
    )
}

describe.skipIf(missing !== null || HOST === undefined)("already in production, on an engine", () => {
  const TOKEN = "canary-first-day-4711"
  const base = mkdtempSync(join(tmpdir(), "pipeline-first-day-"))
  const root = join(base, "shop")
  let target: Target
  let server: GitServer

  beforeAll(async () => {
    process.env.E2E_GIT_TOKEN = TOKEN
    target = await Target.start(HOST)
    git(base, "init", "--quiet", "--bare", "--initial-branch=main", "shop.git")
    server = await startGitServer(base, TOKEN, 0, { host: HOST as string })
    git(base, "init", "--quiet", "--initial-branch=main", root)
    const origin = server.urlOf("shop.git")
    git(root, "remote", "add", "origin", origin)
    git(root, "config", "user.name", "ann")
    git(root, "config", "user.email", "ann@example.com")
    // what the team's own machine knows, and no engine is handed
    git(root, "config", "credential.helper", `!f() { echo username=x; echo password=${TOKEN}; }; f`)
    copyModule(root)
    writeFileSync(join(root, "deploy.mjs"), DEPLOY_TO_TARGET)
    const scripts = { deploy: `node deploy.mjs ${target.url}` }
    writeFileSync(join(root, "package.json"), JSON.stringify({ name: "shop", type: "module", scripts }))
    for (const tag of ["v1.0.0", "v1.1.0", "v1.2.0", "v1.3.0"]) {
      git(root, "add", "--all")
      git(root, "commit", "--quiet", "--allow-empty", "--message", tag)
      git(root, "tag", tag)
    }
    await gitAsync("push", "--quiet", "--tags", "--set-upstream", "origin", "main")
  })
  afterAll(async () => {
    await target?.close()
    await server?.close()
    rmSync(base, { recursive: true, force: true })
  })

  // not synchronously: the remote is in this process
  const gitAsync = (...args: string[]) => promisify(execFile)("git", args, { cwd: root })
  const onHost = async (args: string[]): Promise<string> => {
    const node = join(ROOT, "node_modules/.bin/node")
    return (await promisify(execFile)(node, [join(ROOT, "src/host/main.ts"), ...args], { cwd: root })).stdout
  }

  test("the page's commands, and a bad version goes back to what ran", async () => {
    const sha = git(root, "rev-parse", "v1.3.0^{commit}")
    target.production.serving = { tag: "v1.3.0", sha, processes: [] }
    target.production.answers = (serving, response) => {
      if (serving?.tag !== "v1.4.0") return healthy(serving, response)
      response.writeHead(500).end(JSON.stringify({ version: serving.tag, sha: serving.sha }))
    }
    const ends: string[] = []
    const said: Called[] = []
    for (const [program = "", ...words] of commandsOfThePage()) {
      const args = words.map((word) =>
        word
          .replace("https://staging.shop.example", `${target.url}/staging`)
          .replace("https://shop.example", `${target.url}/production`),
      )
      if (program === "git") await gitAsync(...args)
      else if (["init", "release"].includes(args[0] ?? "")) {
        ends.push(`0 ${(await onHost(args)).split("\n")[0]}`)
      } else {
        const called = await callIn(root, "--git-token=env://E2E_GIT_TOKEN", ...args)
        said.push(called)
        if (called.exitCode !== 0 && args[0] !== "deploy-production") throw new Error(called.stderr)
        const [line] = called.exitCode === 0 ? called.stdout.trimStart().split("\n") : ["see stderr"]
        ends.push(`${called.exitCode} ${line}`)
      }
    }
    const third = `v1.3.0 (${sha.slice(0, 7)})`
    expect(ends, said.map(({ stderr }) => stderr).join("\n")).toEqual([
      "0 pipeline.json written",
      `0 production serves ${third}, passes smoke; the ledger does not know it yet: \`dagger call adopt --tag v1.3.0 --stage production\``,
      `0 production runs ${third}, adopted, verified`,
      expect.stringMatching(/^0 \d+ of \d+ checks ok/),
      expect.stringMatching(/^0 v1\.4\.0 \(.{7}\) is tagged and pushed$/),
      expect.stringMatching(/^0 staging runs v1\.4\.0 \(.{7}\), verified$/),
      "1 see stderr",
      expect.stringMatching(/^0 staging runs v1\.4\.0 .*; production runs v1\.3\.0 .*frozen/),
    ])
    expect(said.at(-2)?.stderr).toContain(`production runs ${third}, not v1.4.0: rolled back, verified`)
    expect(target.production.serving).toMatchObject({ tag: "v1.3.0", sha })
    expect(said.map(({ stdout, stderr }) => stdout + stderr).join("")).not.toContain(TOKEN)
    // refs that a clone does not have are asked for quietly
    expect(said[0]?.stderr).not.toMatch(/fatal:|does not contain ref/)
  }, 600_000)
})
