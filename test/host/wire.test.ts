// @module-tag slow
import { execFile as execFileWith } from "node:child_process"
import { mkdir, readdir, rename } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { beforeEach, describe, expect, onTestFinished, test } from "vitest"
import { thisProcess } from "../../src/host/environment.ts"
import { sandboxRoot, withHostContext } from "../../src/host/wire.ts"
import type { Context } from "../../src/release/run.ts"
import { GitRepo, temporaryDirectory } from "../helpers/git-repo.ts"

const execFile = promisify(execFileWith)

const CONFIG = {
  app: "sample",
  deployer: { kind: "command", deploy: ["true"] },
  smoke: { checks: [{ name: "api", url: "http://127.0.0.1/", expect: { version: "version" } }] },
}

const configText = (fields: object = {}) => JSON.stringify({ ...CONFIG, ...fields })

let repo: GitRepo
beforeEach(async () => {
  repo = await GitRepo.create()
})

const run = <T>(directory: string, body: (context: Context) => Promise<T>) =>
  withHostContext(directory, thisProcess(), { signal: new AbortController().signal, say: () => {} }, body)

const scratch = () => readdir(join(repo.root, ".git", "pipeline"))

/** Leaves in a directory what is deeper than a path can be long: Node cannot remove it. */
async function deepen(directory: string): Promise<void> {
  const [deep, next] = [join(directory, "deep"), join(directory, "next")]
  await mkdir(deep)
  for (let depth = 0; depth < 20; depth += 1) {
    await mkdir(next)
    await rename(deep, join(next, "d".repeat(250)))
    await rename(next, deep)
  }
}

describe("a run on this host", () => {
  test("reads pipeline.json at the top of the working tree it is called from", async () => {
    await repo.commit("first", { "pipeline.json": configText(), "packages/api/a.txt": "" })
    const linked = join(await temporaryDirectory(), "linked")
    await repo.git("worktree", "add", "--quiet", "--detach", linked)
    await repo.commit("second", { "pipeline.json": configText({ app: "renamed" }) })
    const app = (directory: string) => run(directory, async ({ config }) => config.app)
    expect(await app(repo.root)).toBe("renamed")
    expect(await app(join(repo.root, "packages", "api"))).toBe("renamed")
    expect(await app(linked)).toBe("sample")
  })

  test("sees tags and ledger of the repository also from a linked worktree", async () => {
    const commit = await repo.commit("first", { "pipeline.json": configText() })
    await repo.git("tag", "v1.0.0")
    const linked = join(await temporaryDirectory(), "linked")
    await repo.git("worktree", "add", "--quiet", "--detach", linked)
    await run(linked, async ({ ports }) => {
      expect(await ports.repository.lookUp("v1.0.0", "main")).toMatchObject({ sha: commit, onMain: true })
      expect(await ports.ledger.read(["staging"])).toMatchObject([{ tip: null }])
      expect(ports.ledger.where).toContain("this repository")
    })
  })

  test.each<[string, Record<string, string>, string]>([
    ["there is no pipeline.json", {}, "CONFIG_MISSING"],
    ["pipeline.json cannot be used", { "pipeline.json": "{}" }, "CONFIG_INVALID"],
  ])("does not begin when %s", async (_name, files, code) => {
    await repo.commit("first", files)
    const body = async () => {
      throw new Error("began")
    }
    await expect(run(repo.root, body)).rejects.toMatchObject({ kind: "usage", reason: { code } })
  })

  test("clears its copy of a remote's ledger away, also when it breaks", async () => {
    const home = await GitRepo.create("--bare")
    await repo.git("remote", "add", "origin", home.root)
    await repo.commit("first", { "pipeline.json": configText({ ledger: { remote: "origin" } }) })
    await run(repo.root, async ({ ports }) => {
      expect(ports.ledger.where).toBe("remote origin")
      await ports.ledger.read(["staging"])
      expect(await scratch()).toHaveLength(1)
    })
    expect(await scratch()).toEqual([])
    const broken = run(repo.root, async () => {
      throw new Error("broken")
    })
    await expect(broken).rejects.toThrow("broken")
    expect(await scratch()).toEqual([])
  })

  test("gives its report also where its copy of a remote's ledger cannot be cleared away, and says what stays", async () => {
    const home = await GitRepo.create("--bare")
    await repo.git("remote", "add", "origin", home.root)
    await repo.commit("first", { "pipeline.json": configText({ ledger: { remote: "origin" } }) })
    const said: string[] = []
    const talk = { signal: new AbortController().signal, say: (line: string) => void said.push(line) }
    const ended = withHostContext(repo.root, thisProcess(), talk, async ({ ports }) => {
      await ports.ledger.read(["staging"])
      const [name = ""] = await scratch()
      await deepen(join(repo.root, ".git", "pipeline", name))
      return "deployed"
    })
    onTestFinished(async () => void (await execFile("rm", ["-rf", repo.root])))
    expect(await ended).toBe("deployed")
    expect(said).toEqual([
      expect.stringMatching(/\/ledger-\w+ cannot be cleared away, and stays: ENAMETOOLONG/),
    ])
  })
})

test("an application's sandbox is where no checkout shows it, and no other application's is", () => {
  const place = { root: "/app", gitDir: "/app/.git" }
  expect(sandboxRoot(place, "shop")).toBe("/app/.git/pipeline/sandbox/shop")
  expect(sandboxRoot(place, "../shop")).toBe("/app/.git/pipeline/sandbox/%2e%2e%2fshop")
})
