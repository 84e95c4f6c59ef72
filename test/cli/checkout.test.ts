// @module-tag slow
import { createHash } from "node:crypto"
import { appendFile, chmod, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect } from "vitest"
import { told } from "../helpers/app-repo.ts"
import { runCli } from "../helpers/cli.ts"
import { test } from "./target.ts"

/** Every file below a directory with its content and time, but for what git itself keeps. */
async function filesOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const mine = files.filter((file) => !file.startsWith(join(directory, ".git/")))
  return Promise.all(
    mine.sort().map(async (file) => {
      const digest = createHash("sha256")
        .update(await readFile(file))
        .digest("hex")
      return `${file} ${digest} ${(await stat(file)).mtimeMs}`
    }),
  )
}

describe("the user's own checkout", { concurrent: true, timeout: 90_000 }, () => {
  test("is never touched, however dirty it is", async ({ createApp }) => {
    const app = await createApp()
    await app.release("v1.0.0")
    await app.release("v1.1.0", { production: { api: { kind: "status", status: 500 } } })
    const path = (name: string) => join(app.root, name)
    await appendFile(path("README.md"), "changed, not staged\n")
    await appendFile(path("package.json"), "\n")
    await app.git("add", "package.json")
    await app.git("rm", "--quiet", "--cached", "packages/web/src/page.mjs")
    await writeFile(path("notes.txt"), "untracked\n")
    await mkdir(path("node_modules"))
    await writeFile(path("node_modules/ignored.js"), "")
    await app.git("stash", "store", "-m", "kept", await app.git("stash", "create"))
    await mkdir(path(".git/hooks"), { recursive: true })
    await writeFile(path(".git/hooks/post-checkout"), "#!/bin/sh\ntouch hook-ran\n")
    await chmod(path(".git/hooks/post-checkout"), 0o755)
    const look = async () => ({
      files: await filesOf(app.root),
      index: createHash("sha256")
        .update(await readFile(path(".git/index")))
        .digest("hex"),
      head: await readFile(path(".git/HEAD"), "utf8"),
      config: await readFile(path(".git/config"), "utf8"),
      refs: (await app.git("for-each-ref")).split("\n").filter((ref) => !ref.includes("refs/pipeline/")),
      status: await app.git("--no-optional-locks", "status", "--porcelain", "--ignored"),
    })
    const before = await look()
    await app.ship("v1.0.0")
    expect((await app.deploy("staging", "v1.1.0")).code).toBe(0)
    expect((await app.deploy("production", "v1.1.0")).report.outcome).toBe("rolled-back")
    await app.ask("smoke")
    await app.ask("status")
    expect(await look()).toEqual(before)
  })

  test("may be a linked worktree: tags, ledger and sandbox are the repository's", async ({ createApp }) => {
    const app = await createApp()
    const sha = await app.release("v1.0.0")
    const linked = join(app.base, "linked")
    await app.git("worktree", "add", "--quiet", "-b", "fix", linked)
    // the pipeline of the tree in which the user stands counts
    const config = JSON.parse(await readFile(join(app.root, "pipeline.json"), "utf8"))
    await writeFile(join(linked, "pipeline.json"), JSON.stringify({ ...config, app: "linked" }))
    const args = ["deploy-staging", "--tag", "v1.0.0", "--format", "json"]
    expect(told(await runCli("here", args, { ...app.where(), cwd: linked }))).toMatchObject({
      code: 0,
      report: { app: "linked", outcome: "deployed", running: { tag: "v1.0.0", sha } },
    })
    expect(told(await runCli("here", [...args, "--repo", linked], app.where())).code).toBe(0)
    expect((await app.state("staging")).running).toMatchObject({ tag: "v1.0.0", verified: true })
    expect(await app.served("staging")).toEqual({ tag: "v1.0.0", sha })
    expect(app.services()).toHaveLength(1)
    expect((await app.git("worktree", "list")).split("\n")).toHaveLength(2)
  })

  test("need not be clean of others' ways: a tag named like a branch, a detached head", async ({
    createApp,
    target,
  }) => {
    const app = await createApp(target.url)
    const sha = await app.release("v1.0.0")
    await app.release("v1.1.0")
    await app.git("branch", "v1.0.0")
    await app.git("checkout", "--quiet", "--detach", "v1.1.0")
    expect(await app.deploy("staging", "v1.0.0")).toMatchObject({ code: 0, report: { sha } })
  })
})
