// @module-tag slow
import { writeFile } from "node:fs/promises"
import { delimiter, join } from "node:path"
import { describe, expect, onTestFinished, test, vi } from "vitest"
import { userEnvironment } from "../../src/host/environment.ts"
import { findRepository, fromElsewhere, gitsOf, hostGit, userGit, userSettings } from "../../src/host/git.ts"
import { GitRepo, temporaryDirectory } from "../helpers/git-repo.ts"
import { startTcpApp } from "../helpers/http-app.ts"

describe("git on this host", () => {
  test("answers, whatever it answers, without throwing", async () => {
    const repo = await GitRepo.create()
    const git = hostGit(repo.root, process.env)
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
    const { stderr } = await hostGit(await temporaryDirectory(), process.env)(["status"])
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
    const git = hostGit(repo.root, process.env)
    expect(await git(["rev-parse", "--show-toplevel", "HEAD"])).toMatchObject({
      stdout: `${repo.root}\n${commit}\n`,
    })
    expect(await git(["status", "--porcelain"])).toMatchObject({ stdout: "" })
    // nor is what a deploy starts
    expect(await findRepository(repo.root, process.env)).toMatchObject({ root: repo.root })
    expect(userEnvironment(process.env, process.ppid)).not.toHaveProperty(name)
  })

  test("sees no configuration, attributes or replacements of its user, and no trace", async () => {
    const repo = await GitRepo.create()
    const [first, second] = [await repo.commit("first"), await repo.commit("second")]
    await repo.git("replace", second, first)
    const home = await temporaryDirectory()
    await writeFile(
      join(home, "config"),
      "[log]\n\tdate = raw\n[core]\n\tabbrev = 4\n[alias]\n\tlog = version\n",
    )
    const before = { ...process.env }
    Object.assign(process.env, {
      GIT_CONFIG_GLOBAL: join(home, "config"),
      GIT_TRACE: "1",
      GIT_CONFIG_COUNT: "1",
    })
    Object.assign(process.env, {
      GIT_CONFIG_KEY_0: "core.abbrev",
      GIT_CONFIG_VALUE_0: "5",
      GIT_AUTHOR_NAME: "Eve",
    })
    onTestFinished(() => {
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
      Object.assign(process.env, before)
    })
    const git = hostGit(repo.root, process.env)
    expect(await git(["log", "--max-count=1", "--format=%s %h"])).toEqual({
      exitCode: 0,
      stdout: `second ${second.slice(0, 7)}\n`,
      stderr: "",
    })
    for (const key of ["log.date", "alias.log"])
      expect((await git(["config", "--get", key])).exitCode).toBe(1)
    expect((await userSettings(repo.root, process.env)).map(({ key }) => key)).toEqual(
      expect.arrayContaining(["log.date", "core.abbrev", "user.name"]),
    )
  })

  test("is given no setting that it reads in the repository itself", () => {
    const all = ["system", "global", "local", "worktree", "command"].map((scope) => ({
      ...{ key: "url.https://x.test/.insteadof", value: scope, scope },
    }))
    expect(fromElsewhere(all).map(({ scope }) => scope)).toEqual(["system", "global", "command"])
  })

  test("runs no hook, whatever the repository says", async () => {
    const repo = await GitRepo.create()
    const commit = await repo.commit("first")
    const hooks = await temporaryDirectory()
    await writeFile(join(hooks, "reference-transaction"), "#!/bin/sh\nexit 1\n", { mode: 0o755 })
    await repo.git("config", "core.hooksPath", hooks)
    for (const git of [hostGit(repo.root, process.env), userGit(repo.root, process.env)])
      expect((await git(["update-ref", "refs/heads/other", commit])).exitCode).toBe(0)
  })

  test("that is killed has failed, and has not answered no", async () => {
    const repo = await GitRepo.create()
    await repo.git("config", "alias.die", "!kill -KILL $PPID")
    for (const git of [hostGit(repo.root, process.env), userGit(repo.root, process.env)])
      expect(await git(["die"])).toEqual({
        exitCode: 128,
        stdout: "",
        stderr: "git die was ended by a signal\n",
      })
  })

  test("has failed when its time was over, however well it ends after that", async () => {
    const programs = await temporaryDirectory()
    const patient = '#!/bin/sh\ntrap "exit 0" TERM\nsleep 60 & wait\n'
    await writeFile(join(programs, "git"), patient, { mode: 0o755 })
    const user = { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH}` }
    expect(await hostGit(programs, user, [], { timeoutMs: 300 })(["fetch"])).toMatchObject({
      exitCode: 128,
      stderr: "git fetch did not end within 300 ms\n",
      timedOut: true,
    })
  })

  test("gives up on a remote that accepts and never answers", async () => {
    const repo = await GitRepo.create()
    const silent = await startTcpApp(() => {})
    const result = await hostGit(repo.root, process.env, [], { timeoutMs: 300 })([
      "ls-remote",
      `${silent}/x.git`,
    ])
    expect(result.exitCode).toBe(128)
    expect(result.stderr).toContain("git ls-remote did not end within 300 ms")
  })
  test.each(["before", "meanwhile"])(
    "gives up sooner on a remote that never answers when the run was interrupted: %s",
    async (when) => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
      onTestFinished(() => void vi.useRealTimers())
      const repo = await GitRepo.create()
      let answer = () => {}
      const asked = new Promise<void>((resolve) => {
        answer = resolve
      })
      const silent = await startTcpApp(() => answer())
      const run = new AbortController()
      if (when === "before") run.abort()
      const git = hostGit(repo.root, process.env, [], { signal: run.signal })
      const result = git(["ls-remote", `${silent}/x.git`])
      await asked
      run.abort()
      vi.advanceTimersByTime(10_000)
      expect((await result).stderr).toContain("git ls-remote did not end within 10000 ms")
    },
  )

  /** The gits of a repository, and a remote that accepts and never answers. */
  async function silence() {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
    onTestFinished(() => void vi.useRealTimers())
    const repo = await GitRepo.create()
    await repo.commit("first")
    const place = { root: repo.root, gitDir: join(repo.root, ".git") }
    let answer = (): void => {}
    const asked = new Promise<void>((resolve) => {
      answer = resolve
    })
    const silent = await startTcpApp(() => answer())
    const run = new AbortController()
    const config = { ledger: { heartbeatSeconds: 30 }, mainBranch: "main" }
    return { run, asked, silent, ...gitsOf(place, process.env, [], config, run.signal) }
  }

  test.each(["network", "trees"] as const)("ends what an interrupted run asks remotes: %s", async (name) => {
    const { run, asked, silent, ...gits } = await silence()
    const result = gits[name](["ls-remote", `${silent}/x.git`])
    await asked
    run.abort()
    vi.advanceTimersByTime(10_000)
    expect(await result).toMatchObject({ timedOut: true })
  })

  test.each<["network" | "trees", string, string[], number]>([
    ["network", "ls-remote", [], 1],
    ["network", "push", ["HEAD:refs/tags/v1"], 5],
    ["network", "fetch", ["refs/tags/*:refs/tags/*"], 30],
    ["trees", "ls-remote", [], 1],
    ["trees", "fetch", ["HEAD"], 30],
  ])("%s gives up %s on a remote that never answers: %j, %d min", async (name, command, refs, minutes) => {
    const { asked, silent, ...gits } = await silence()
    const result = gits[name]([command, `${silent}/x.git`, ...refs])
    await asked
    vi.advanceTimersByTime(minutes * 60_000)
    const stderr = expect.stringContaining(`git ${command} did not end within ${minutes * 60_000} ms`)
    expect(await result).toMatchObject({ timedOut: true, exitCode: 128, stderr })
  })
})
