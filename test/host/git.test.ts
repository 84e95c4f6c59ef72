import { describe, expect, onTestFinished, test } from "vitest"
import { findRepository, hostGit } from "../../src/host/git.ts"
import { GitRepo, temporaryDirectory } from "../helpers/git-repo.ts"
import { startTcpApp } from "../helpers/http-app.ts"

describe("git on this host", () => {
  test("answers, whatever it answers, without throwing", async () => {
    const repo = await GitRepo.create()
    const git = hostGit(repo.root, [])
    expect(await git(["rev-parse", "--is-bare-repository"])).toEqual({
      exitCode: 0,
      stdout: "false\n",
      stderr: "",
    })
    const failed = await git(["rev-parse", "--verify", "nothing"])
    expect(failed).toMatchObject({ exitCode: 128, stdout: "" })
    expect(failed.stderr).toMatch(/^fatal: /)
    expect(await git(["hash-object", "--stdin"], "hello\n")).toMatchObject({
      stdout: "ce013625030ba8dba906f756967f9e9ca394464a\n",
    })
  })

  test("speaks English and asks nobody for a password", async () => {
    const previous = { LANG: process.env.LANG, LC_ALL: process.env.LC_ALL }
    Object.assign(process.env, { LANG: "de_DE.UTF-8", LC_ALL: "de_DE.UTF-8" })
    const { stderr } = await hostGit(await temporaryDirectory(), [])(["status"])
    expect(stderr).toMatch(/not a git repository/)
    Object.assign(process.env, previous)
  })

  test.each([
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_NAMESPACE",
    "GIT_COMMON_DIR",
  ])("is not led elsewhere by %s, which a hook or a person may have set", async (name) => {
    const [repo, elsewhere] = [await GitRepo.create(), await temporaryDirectory()]
    const commit = await repo.commit("first", { "a.txt": "a" })
    process.env[name] = elsewhere
    onTestFinished(() => void delete process.env[name])
    const git = hostGit(repo.root, [])
    expect(await git(["rev-parse", "--show-toplevel", "HEAD"])).toMatchObject({
      stdout: `${repo.root}\n${commit}\n`,
    })
    expect(await git(["status", "--porcelain"])).toMatchObject({ stdout: "" })
    // nor is what a deploy starts
    expect(await findRepository(repo.root)).toMatchObject({ root: repo.root })
    expect(process.env[name]).toBeUndefined()
  })

  test("gives up on a remote that accepts and never answers", async () => {
    const repo = await GitRepo.create()
    const silent = await startTcpApp(() => {})
    const result = await hostGit(repo.root, [], { timeoutMs: 300 })(["ls-remote", `${silent}/x.git`])
    expect(result.exitCode).not.toBe(0)
    expect(result.stderr).toContain("git ls-remote did not end within 300 ms")
  })
})
