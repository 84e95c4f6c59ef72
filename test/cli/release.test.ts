// @module-tag slow
import { rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { AppRepository } from "../helpers/app-repo.ts"
import { startTcpApp } from "../helpers/http-app.ts"
import { runningProcesses, until } from "../helpers/processes.ts"

describe("release", { timeout: 60_000 }, () => {
  let app: AppRepository
  let remote: string

  beforeEach(async () => {
    app = await AppRepository.create()
    remote = join(app.base, "remote.git")
    await app.git("init", "--quiet", "--bare", "--initial-branch=main", remote)
    await app.git("config", "user.name", "Ann Sample")
    await app.git("config", "user.email", "ann@example.com")
    await app.release("v1.0.0")
    await app.git("remote", "add", "origin", remote)
    await app.git("push", "--quiet", "origin", "main", "v1.0.0")
    await app.git("commit", "--quiet", "--allow-empty", "--message", "Answer `in` $(touch x) French")
    await app.git("push", "--quiet", "origin", "main")
  })
  afterEach(() => app.close())

  const onRemote = () => app.git("ls-remote", "--tags", "origin").then((text) => text.match(/v[\d.]+$/gm))

  test("shows the commits since, tags, annotated, and pushes nothing", async () => {
    const { code, report } = await app.ask("release", "--bump", "minor", "--message", "French; $(touch x)")
    expect({ code, report }).toMatchObject({
      code: 0,
      report: {
        outcome: "done",
        tag: "v1.1.0",
        tagged: {
          previous: "v1.0.0",
          commits: { commits: [{ subject: "Answer `in` $(touch x) French", author: "ann" }] },
          pushed: false,
        },
      },
    })
    expect(await app.git("cat-file", "-t", "v1.1.0")).toBe("tag")
    expect(await app.git("tag", "--list", "--format=%(contents:subject)", "v1.1.0")).toBe(
      "French; $(touch x)",
    )
    expect(await app.git("rev-parse", "v1.1.0^{commit}")).toBe(await app.git("rev-parse", "HEAD"))
    expect(await app.git("status", "--porcelain")).toBe("")
    expect(await onRemote()).toEqual(["v1.0.0"])
  })

  test("--push tells the remote", async () => {
    const { stdout } = await app.run(["release", "--push"])
    expect(stdout.split("\n")[0]).toMatch(/^v1\.0\.1 \([0-9a-f]{7}\) is tagged and pushed$/)
    expect(await onRemote()).toEqual(["v1.0.0", "v1.0.1"])
  })

  test.each<[string, string, (app: AppRepository) => Promise<unknown>]>([
    ["a dirty checkout", "CHECKOUT_DIRTY", () => writeFile(join(app.root, "new.txt"), "x")],
    [
      "a branch that the remote has not got",
      "CHECKOUT_NOT_IN_STEP",
      () => app.git("commit", "--quiet", "--allow-empty", "--message", "mine"),
    ],
    [
      "a branch that is behind",
      "CHECKOUT_NOT_IN_STEP",
      async () => {
        await app.git("commit", "--quiet", "--allow-empty", "--message", "theirs")
        await app.git("push", "--quiet", "origin", "main")
        await app.git("reset", "--quiet", "--hard", "HEAD~1")
        // as if it had been merged elsewhere
        await app.git("update-ref", "refs/remotes/origin/main", "HEAD")
      },
    ],
    ["another branch", "CHECKOUT_NOT_MAIN", () => app.git("switch", "--quiet", "--create", "fix")],
    ["no branch", "CHECKOUT_NOT_MAIN", () => app.git("switch", "--quiet", "--detach")],
    ["nothing new", "NOTHING_TO_RELEASE", () => app.git("tag", "--force", "v1.0.0")],
  ])("refuses %s", async (_, expected, change) => {
    await change(app)
    const before = await app.git("tag", "--list")
    const { code, report } = await app.ask("release", "--push")
    expect({ code, outcome: report.outcome }).toEqual({ code: 3, outcome: "blocked" })
    const failed = report.gates.filter(({ status }) => status === "fail").map((gate) => gate.code)
    expect(failed).toContain(expected)
    expect(await app.git("tag", "--list")).toBe(before)
    expect(await onRemote()).toEqual(["v1.0.0"])
  })

  test("says what is here when the remote refuses the tag", async () => {
    await writeFile(join(remote, "hooks", "pre-receive"), "#!/bin/sh\necho protected >&2; exit 1\n", {
      mode: 0o755,
    })
    const { code, report } = await app.ask("release", "--push")
    expect({ code, report }).toMatchObject({
      code: 1,
      report: {
        outcome: "failed",
        reason: { code: "TAG_NOT_PUSHED", message: expect.stringContaining("protected") },
      },
    })
    expect(await app.git("tag", "--list")).toContain("v1.0.1")
    // once it takes tags, the same command goes on with the push
    await rm(join(remote, "hooks", "pre-receive"))
    const again = await app.ask("release", "--push")
    expect(again).toMatchObject({
      code: 0,
      report: { tag: "v1.0.1", tagged: { previous: "v1.0.0", created: false, pushed: true } },
    })
    expect(await onRemote()).toEqual(["v1.0.0", "v1.0.1"])
  })

  test("goes on where a run ended between tag and push", async () => {
    await app.ask("release", "--bump", "minor", "--message", "French")
    const { report } = await app.ask("release")
    expect(report.reason).toMatchObject({
      code: "TAG_EXISTS",
      fix: expect.stringMatching(/^Push it: `release-pipeline .* release --tag v1\.1\.0 --push`\.$/),
    })
    expect((await app.ask("release", "--push")).code).toBe(0)
    expect(await onRemote()).toEqual(["v1.0.0", "v1.1.0"])
    expect(await app.git("ls-remote", "origin", "refs/tags/v1.1.0^{}")).toContain(
      await app.git("rev-parse", "HEAD"),
    )
  })

  test("ended at once by a second signal leaves no push behind", async () => {
    const silent = (await startTcpApp(() => {})).replace("http:", "git:")
    await app.git("config", "remote.origin.pushurl", `${silent}/x.git`)
    const pushes = () =>
      runningProcesses().filter(({ args }) => args.includes(app.base) && args.includes(" push "))
    const { said, kill, ended } = app.start(["release", "--push"])
    await said(/ok {2}tag/)
    await until(() => pushes().length > 0)
    kill("SIGTERM")
    await said(/stopping cleanly/)
    const again = setInterval(() => kill("SIGTERM"), 200)
    expect(await ended).toMatchObject({ code: null, signal: "SIGTERM" })
    clearInterval(again)
    await until(() => pushes().length === 0)
  })

  test("does not guess what a remote has that is away", async () => {
    await app.git("remote", "set-url", "origin", join(app.base, "nowhere.git"))
    const { code, stdout, stderr } = await app.run(["release"])
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" })
    expect(stderr).toContain("REMOTE_UNAVAILABLE")
    expect(await app.git("tag", "--list")).toBe("v1.0.0")
  })

  test("tags without a remote, too", async () => {
    await app.git("remote", "remove", "origin")
    expect(await app.ask("release")).toMatchObject({ code: 0, report: { tag: "v1.0.1" } })
  })

  test.each([
    [["--push=yes"], "--push: is a switch and takes no value"],
    [["--push", "--push"], "--push: is given twice"],
    [["--push", "now"], '"now": is an unexpected argument'],
  ])("%j is refused", async (args, problem) => {
    const { code, stderr } = await app.run(["release", ...args])
    expect(code).toBe(2)
    expect(stderr).toContain(problem)
  })

  test("--push is no option of others", async () => {
    const { code, stderr } = await app.run(["status", "--push"])
    expect(code).toBe(2)
    expect(stderr).toContain("--push: is not an option of status")
  })
})
