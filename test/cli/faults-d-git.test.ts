// @module-tag slow
import { execFile } from "node:child_process"
import { chmod, mkdir, readFile, rename, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { describe, expect } from "vitest"
import { type AppRepository, told } from "../helpers/app-repo.ts"
import { runningProcesses } from "../helpers/processes.ts"
import { type Clone, clone, cloneAt, type Finish, isDeployed, PASSWORD, serve, withRemote } from "./clones.ts"
import { test } from "./target.ts"

const basic = `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${PASSWORD}`).toString("base64")}`

describe("D3: no meaning is read out of what a remote or a trace prints", {
  concurrent: true,
  timeout: 90_000,
}, () => {
  test("an SSH remote with a banner, and GIT_TRACE, before the first record", async ({
    createApp,
    target,
  }) => {
    const app = await createApp(target.url)
    const bare = await withRemote(app)
    const ssh = join(app.base, "ssh")
    // the command is the last argument
    const script =
      '#!/bin/sh\necho "** authorized users only **" >&2\nwhile [ $# -gt 1 ]; do shift; done\nexec sh -c "$1"\n'
    await writeFile(ssh, script)
    await chmod(ssh, 0o755)
    const { root } = await clone(app, bare)
    await app.git("-C", root, "remote", "set-url", "origin", `ssh://host.test${bare}`)
    await app.git("-C", root, "config", "core.sshCommand", ssh)
    const ana = cloneAt(app, root, { GIT_TRACE: "1", GIT_TRACE2: "1", GIT_CURL_VERBOSE: "1" })
    expect((await ana.ask("status")).report.stages).toMatchObject([{ state: { running: null } }, {}])
    expect(await ana.ask("deploy-staging", "--tag", "v1.0.0")).toMatchObject(isDeployed)
    expect((await ana.ask("status")).report.stages).toMatchObject([
      { state: { running: { tag: "v1.0.0" } } },
      {},
    ])
  })
})

describe("D4: what git push can do in the user's repository, the ledger can", {
  concurrent: true,
  timeout: 90_000,
}, () => {
  test("with credentials that the checkout action keeps behind includeIf.gitdir", async ({
    createApp,
    target,
    onTestFinished,
  }) => {
    const app = await createApp(target.url)
    const bare = await withRemote(app)
    const ana = await clone(app, bare)
    await ana.git("remote", "set-url", "origin", await serve(bare, onTestFinished))
    const included = join(app.base, "credentials.config")
    await app.git(
      "config",
      "--file",
      included,
      `http.${new URL(await ana.git("remote", "get-url", "origin")).origin}/.extraheader`,
      basic,
    )
    await ana.git("config", `includeIf.gitdir:${join(ana.root, ".git")}.path`, included)
    await ana.git("push", "--quiet", "--dry-run", "origin", "HEAD:refs/heads/try")
    expect(await ana.ask("deploy-staging", "--tag", "v1.0.0")).toMatchObject(isDeployed)
  })

  test.for(["the user's own configuration", "the environment", "a linked worktree"])(
    "with credentials from %s",
    async (place, { createApp, target, onTestFinished }) => {
      const app = await createApp(target.url)
      const bare = await withRemote(app)
      const { root, git } = await clone(app, bare)
      const address = await serve(bare, onTestFinished)
      await git("remote", "set-url", "origin", "https://forge.test/app.git")
      const settings = {
        [`url.${address}.insteadOf`]: "https://forge.test/app.git",
        "http.extraheader": basic,
      }
      const env: Record<string, string> = {}
      if (place === "the user's own configuration") {
        env.GIT_CONFIG_GLOBAL = join(app.base, "gitconfig")
        for (const [key, value] of Object.entries(settings))
          await app.git("config", "--file", env.GIT_CONFIG_GLOBAL, key, value)
      } else if (place === "the environment") {
        env.GIT_CONFIG_COUNT = "2"
        for (const [index, [key, value]] of Object.entries(settings).entries())
          Object.assign(env, { [`GIT_CONFIG_KEY_${index}`]: key, [`GIT_CONFIG_VALUE_${index}`]: value })
      } else {
        for (const [key, value] of Object.entries(settings)) await git("config", key, value)
        await git("worktree", "add", "--quiet", "--detach", join(app.base, "linked"))
      }
      const at = place === "a linked worktree" ? join(app.base, "linked") : root
      expect(await cloneAt(app, at, env).ask("deploy-staging", "--tag", "v1.0.0")).toMatchObject(isDeployed)
    },
  )
})

/** Deploys by telling the test what is in the tree: git's id of each file as it is on the disk. */
const LISTING = `import { createHash } from "node:crypto"
import { lstatSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs"
const files = readdirSync(".", { recursive: true }).filter((name) => !/^\\.git(\\/|$)/.test(name) && !lstatSync(name).isDirectory())
const listed = files.map((name) => {
  const content = lstatSync(name).isSymbolicLink() ? Buffer.from(readlinkSync(name)) : readFileSync(name)
  return name + " " + createHash("sha1").update("blob " + content.length + "\\0").update(content).digest("hex")
})
writeFileSync(process.env.LISTED, listed.sort().join("\\n"))
`

/** Has the application's deploy run a script of Node's first. */
async function beginWith(app: AppRepository, name: string, script: string): Promise<void> {
  const deploy = join(app.root, "deploy.sh")
  await writeFile(join(app.root, name), script)
  await writeFile(deploy, `node ${name} || exit\n${await readFile(deploy, "utf8")}`)
}

describe("D5: the tree of the tag, bit by bit", { concurrent: true, timeout: 90_000 }, () => {
  test("whatever the user, the repository and the tag say about line ends, filters, links and places", async ({
    createApp,
    target,
  }) => {
    const app = await createApp(target.url)
    const path = (...parts: string[]) => join(app.root, ...parts)
    await beginWith(app, "listing.mjs", LISTING)
    await writeFile(path("lf.txt"), "one\ntwo\n")
    await writeFile(path("shout.txt"), "quiet $Id$\n")
    await writeFile(path("dos.bat"), "one\ntwo\n")
    await symlink("lf.txt", path("link"))
    await writeFile(path(".gitattributes"), "*.bat text eol=crlf\nshout.txt filter=shout ident\n*.txt text\n")
    await app.release("v1.0.0")
    await mkdir(path(".git/info"), { recursive: true })
    await writeFile(path(".git/info/attributes"), "*.txt filter=shout\n")
    await writeFile(path(".git/info/sparse-checkout"), "/deploy.sh\n")
    const env = { GIT_CONFIG_GLOBAL: join(app.base, "gitconfig"), LISTED: join(app.base, "listed") }
    await writeFile(join(app.base, "attributes"), "* text=auto eol=crlf\n")
    const settings = {
      "core.autocrlf": "true",
      "core.eol": "crlf",
      "core.symlinks": "false",
      "core.sparseCheckout": "true",
      "core.attributesFile": join(app.base, "attributes"),
      "filter.shout.smudge": "tr a-z A-Z",
      "filter.shout.required": "true",
    }
    for (const [key, value] of Object.entries(settings)) {
      await app.git("config", key, value)
      await app.git("config", "--file", env.GIT_CONFIG_GLOBAL, key, value)
    }
    const run = app.start(["deploy-staging", "--tag", "v1.0.0", "--format", "json"], env)
    expect(told(await run.ended)).toMatchObject(isDeployed)
    const entries = (await app.git("ls-tree", "-r", "v1.0.0")).split("\n")
    const wanted = entries.map((line) => line.replace(/^\d+ \w+ (\w+)\t(.*)$/, "$2 $1"))
    expect((await readFile(env.LISTED, "utf8")).split("\n")).toEqual(wanted.sort())
  })

  test("in which a tool finds its commit and tags, and does nothing to the user's repository", async ({
    createApp,
    target,
  }) => {
    const app = await createApp(target.url)
    const asks = `import { execFileSync } from "node:child_process"
import { rmSync, writeFileSync } from "node:fs"
const ask = (...args) => execFileSync("git", args, { encoding: "utf8" }).trim()
const told = [ask("describe", "--tags"), ask("rev-parse", "HEAD"), ask("status", "--porcelain")]
ask("tag", "made-by-the-tool")
rmSync(".git", { recursive: true })
writeFileSync(process.env.LISTED, told.join("\\n"))
`
    await beginWith(app, "asks.mjs", asks)
    const sha = await app.release("v1.0.0")
    // one of the user's own, on a disk that is not there now
    const away = join(app.base, "away")
    await app.git("worktree", "add", "--quiet", "-b", "away", away)
    await rename(away, `${away}.unmounted`)
    const env = { LISTED: join(app.base, "listed") }
    const run = app.start(["deploy-staging", "--tag", "v1.0.0", "--format", "json"], env)
    expect(told(await run.ended)).toMatchObject(isDeployed)
    expect((await readFile(env.LISTED, "utf8")).split("\n")).toEqual(["v1.0.0", sha, ""])
    expect(await app.git("tag")).toBe("v1.0.0")
    expect(await app.git("worktree", "list")).toContain(away)
    await rename(`${away}.unmounted`, away)
    expect(await app.git("-C", away, "status", "--porcelain")).toBe("")
  })
})

describe("D6: submodules and Git LFS", { concurrent: true, timeout: 90_000 }, () => {
  /** The application with a submodule whose address is relative to its own remote. */
  async function withSubmodule(
    app: AppRepository,
    onTestFinished: Finish,
  ): Promise<{ bare: string; ana: Clone }> {
    const library = join(app.base, "library")
    await app.git("init", "--quiet", "--initial-branch=main", library)
    await writeFile(join(library, "part.txt"), "a part\n")
    await app.git("-C", library, "add", "--all")
    await app.git("-C", library, "commit", "--quiet", "--message", "library")
    await app.git("clone", "--quiet", "--bare", library, join(app.base, "library.git"))
    await app.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library, "library")
    await app.git("config", "--file", ".gitmodules", "submodule.library.url", "../library.git")
    const listing = LISTING.replace("files.map", 'files.filter((name) => name.startsWith("library/p")).map')
    await beginWith(app, "listing.mjs", listing)
    const bare = await withRemote(app)
    const ana = await clone(app, bare)
    await ana.git("remote", "set-url", "origin", await serve(bare, onTestFinished))
    await ana.git("config", "credential.helper", `!f() { echo username=ana; echo password=${PASSWORD}; }; f`)
    return { bare, ana }
  }

  test("a submodule is fetched as the user would fetch it", async ({ createApp, target, onTestFinished }) => {
    const app = await createApp(target.url)
    const { ana } = await withSubmodule(app, onTestFinished)
    const env = { LISTED: join(app.base, "listed") }
    const there = cloneAt(app, ana.root, env)
    expect(await there.ask("deploy-staging", "--tag", "v1.0.0")).toMatchObject(isDeployed)
    expect(await readFile(env.LISTED, "utf8")).toMatch(/^library\/part\.txt [0-9a-f]{40}$/)
  })

  test("one that cannot be fetched is refused before anything is changed", async ({
    createApp,
    target,
    onTestFinished,
  }) => {
    const app = await createApp(target.url)
    const { ana } = await withSubmodule(app, onTestFinished)
    await rename(join(app.base, "library.git"), join(app.base, "gone.git"))
    const { code, report } = await ana.ask("deploy-staging", "--tag", "v1.0.0")
    expect({ code, report }).toMatchObject({
      code: 3,
      report: {
        reason: { code: "TREE_INCOMPLETE", message: expect.stringMatching(/: library \(.*not found/) },
      },
    })
    expect(target.staging.serving).toBeNull()
  })

  test("pointers of Git LFS are refused, unless somebody says that the deploy does not need them", async ({
    createApp,
    target,
  }) => {
    const app = await createApp(target.url)
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 12345\n`
    await writeFile(join(app.root, "logo.png"), pointer)
    await writeFile(join(app.root, "about-lfs.txt"), `A pointer begins with ${pointer}`)
    await writeFile(join(app.root, ".gitattributes"), "*.png filter=lfs diff=lfs merge=lfs -text\n")
    await app.release("v1.0.0")
    const refused = await app.ask("deploy-staging", "--tag", "v1.0.0")
    expect(refused).toMatchObject({ code: 3, report: { reason: { code: "TREE_INCOMPLETE" } } })
    expect(refused.report.reason?.message).toMatch(/Git LFS, which is not fetched: logo\.png\.$/)
    expect(target.staging.serving).toBeNull()
    expect(
      await app.ask("deploy-staging", "--tag", "v1.0.0", "--waive", "tree=a logo of the documentation"),
    ).toMatchObject(isDeployed)
  })
})

describe("D7: release", { concurrent: true, timeout: 90_000 }, () => {
  test("names a tag that was moved on the remote, and releases all the same", async ({
    createApp,
    target,
  }) => {
    const app = await createApp(target.url)
    const bare = await withRemote(app)
    const ana = await clone(app, bare)
    await ana.git("commit", "--quiet", "--allow-empty", "--message", "more")
    await ana.git("push", "--quiet", "origin", "main")
    await app.git("-C", bare, "tag", "--force", "v1.0.0", "main")
    await app.git("-C", bare, "tag", "v1.1.0", "v1.0.0~1")
    const { code, report } = await ana.ask("release", "--push")
    expect({ code, report }).toMatchObject({ code: 0, report: { tag: "v1.1.1", tagged: { pushed: true } } })
    expect(report.gates.find(({ id }) => id === "remote")?.detail).toBe(
      "the same as origin/main; another commit on origin than here: v1.0.0",
    )
    expect(await app.git("-C", bare, "rev-parse", "v1.1.1^{commit}")).toBe(await ana.git("rev-parse", "HEAD"))
    // what is here is left as it is
    expect(await ana.git("rev-parse", "v1.0.0^{commit}")).not.toBe(await ana.git("rev-parse", "HEAD"))
  })

  test("says why the remote cannot be asked", async ({ createApp, target }) => {
    const app = await createApp(target.url)
    const ana = await clone(app, await withRemote(app))
    await ana.git("remote", "set-url", "origin", join(app.base, "nowhere.git"))
    const { code, stderr } = await ana.run("release")
    expect(code).toBe(1)
    expect(stderr).toMatch(/REMOTE_UNAVAILABLE {2}The remote origin cannot be asked: .*nowhere\.git/)
  })
})

describe("D8: main is judged on the ledger's remote", { concurrent: true, timeout: 90_000 }, () => {
  test("where origin is one's own fork", async ({ createApp, target }) => {
    const app = await createApp(target.url)
    const upstream = await withRemote(app, "upstream")
    const fork = join(app.base, "fork.git")
    await app.git("clone", "--quiet", "--bare", upstream, fork)
    const ana = await clone(app, fork)
    await ana.git("remote", "add", "upstream", upstream)
    // what is on the fork's main was merged by nobody
    await ana.git("commit", "--quiet", "--allow-empty", "--message", "mine")
    await ana.git("tag", "v1.1.0")
    await ana.git("push", "--quiet", "origin", "main", "v1.1.0")
    const unfetched = await ana.ask("deploy-staging", "--tag", "v1.0.0")
    expect(unfetched.report.reason).toMatchObject({
      code: "TAG_NOT_ON_MAIN",
      fix: expect.stringContaining("git fetch upstream main"),
    })
    await ana.git("fetch", "--quiet", "upstream")
    expect(await ana.ask("deploy-staging", "--tag", "v1.0.0")).toMatchObject(isDeployed)
    expect((await ana.ask("deploy-staging", "--tag", "v1.1.0")).report.reason).toMatchObject({
      code: "TAG_NOT_ON_MAIN",
      message: expect.stringMatching(/is not on upstream\/main\.$/),
    })
  })

  test("where the remote has another name, what was not pushed is not on it", async ({
    createApp,
    target,
  }) => {
    const app = await createApp(target.url)
    const bare = await withRemote(app, "github")
    const ana = await clone(app, bare, ["--origin", "github"])
    expect(await ana.ask("deploy-staging", "--tag", "v1.0.0")).toMatchObject(isDeployed)
    await ana.git("commit", "--quiet", "--allow-empty", "--message", "unpushed")
    await ana.git("tag", "v1.1.0")
    expect((await ana.ask("deploy-staging", "--tag", "v1.1.0")).report.reason?.code).toBe("TAG_NOT_ON_MAIN")
    expect((await ana.ask("release")).report.gates.find(({ id }) => id === "remote")?.detail).toBe(
      "main is 1 commit ahead of github/main.",
    )
  })
})

describe("D11: a shallow clone with all tags", { concurrent: true, timeout: 90_000 }, () => {
  test("says that the history is cut off, and how to get the rest", async ({ createApp, target }) => {
    const app = await createApp(target.url)
    await app.release("v0.9.0")
    await app.git("commit", "--quiet", "--allow-empty", "--message", "between")
    const bare = await withRemote(app)
    await app.git("commit", "--quiet", "--allow-empty", "--message", "after")
    await app.git("push", "--quiet", bare, "main")
    const ana = await clone(app, `file://${bare}`, ["--depth=1"])
    await ana.git("fetch", "--quiet", "--depth=1", "origin", "+refs/tags/*:refs/tags/*")
    const { code, report } = await ana.ask("deploy-staging", "--tag", "v0.9.0")
    expect({ code, reason: report.reason }).toMatchObject({
      code: 3,
      reason: { code: "HISTORY_CUT_OFF", fix: expect.stringContaining("git fetch --unshallow") },
    })
    await ana.git("fetch", "--quiet", "--unshallow")
    expect((await ana.ask("deploy-staging", "--tag", "v0.9.0")).code).toBe(0)
  })
})

describe("D12: the tag of the running version was deleted", { concurrent: true, timeout: 90_000 }, () => {
  test("its commit is there, so there is a way back, and it is taken", async ({ createShop, target }) => {
    const app = await createShop()
    await app.git("tag", "--delete", "v1.0.0")
    target.production.deploys = ({ tag }) => (tag === "v1.1.0" ? 1 : 0)
    const { report } = await app.ask("deploy-production", "--tag", "v1.1.0")
    expect(report.gates.find(({ id }) => id === "readiness")).toMatchObject({ status: "pass" })
    expect(report).toMatchObject({ outcome: "rolled-back", running: { tag: "v1.0.0", verified: true } })
  })
})

describe("D13: a password in a remote's address", { concurrent: true, timeout: 90_000 }, () => {
  test.for(["of the remote", "of a rewrite", "in pipeline.json", "that is a token alone"])(
    "%s is no argument of any process, and in no message",
    async (place, { createApp, target, onTestFinished }) => {
      const app = await createApp(target.url)
      const bare = await withRemote(app)
      // of this row alone: the tests beside it name theirs in what they run to prepare a clone
      const password = `${PASSWORD}-${place.replaceAll(" ", "-")}`
      const seen: string[] = []
      const before = async () => {
        seen.push(...runningProcesses().flatMap(({ args }) => (args.includes("git") ? [args] : [])))
        return true
      }
      const address = await serve(bare, onTestFinished, { before }, password)
      const login = place === "that is a token alone" ? password : `ana:${encodeURIComponent(password)}`
      const secret = address.replace("//", `//${login}@`)
      const ana = await clone(app, bare)
      if (place === "of a rewrite") {
        await ana.git("remote", "set-url", "origin", "https://forge.test/app.git")
        await ana.git("config", `url.${secret}.insteadOf`, "https://forge.test/app.git")
      } else await ana.git("remote", "set-url", "origin", secret)
      if (place === "that is a token alone") {
        // the server wants a password, and asks for it as git does
        await ana.git("config", "credential.helper", `!f() { echo password=${password}; }; f`)
      }
      if (place === "in pipeline.json") {
        const config = JSON.parse(await readFile(join(ana.root, "pipeline.json"), "utf8"))
        await writeFile(
          join(ana.root, "pipeline.json"),
          JSON.stringify({ ...config, ledger: { remote: secret } }),
        )
      }
      const deployed = await ana.run("deploy-staging", "--tag", "v1.0.0", "--format", "json")
      expect(told(deployed)).toMatchObject(isDeployed)
      const released = await ana.run("release", "--format", "json")
      const history = await ana.run("history", "--stage", "staging", "--format", "json")
      await rename(bare, `${bare}.gone`)
      const failed = await ana.run("status")
      expect(failed.stderr).toContain("LEDGER_UNAVAILABLE")
      const said = [deployed, released, history, failed]
        .map(({ stdout, stderr }) => stdout + stderr)
        .join("\n")
      expect(said).not.toContain(password)
      expect(seen.length).toBeGreaterThan(3)
      expect(seen.filter((line) => line.includes(password))).toEqual([])
    },
  )
})

describe("a repository of SHA-256", { concurrent: true, timeout: 90_000 }, () => {
  test("has a ledger of its own kind, here and on a remote", async ({ createApp, target }) => {
    const app = await createApp(target.url)
    const root = join(app.base, "long")
    await app.git("init", "--quiet", "--object-format=sha256", "--initial-branch=main", root)
    await promisify(execFile)("cp", [
      "-r",
      join(app.root, "packages"),
      join(app.root, "deploy.sh"),
      join(app.root, "pipeline.json"),
      root,
    ])
    const long = cloneAt(app, root)
    await long.git("add", "--all")
    await long.git("commit", "--quiet", "--message", "v1.0.0")
    await long.git("tag", "v1.0.0")
    expect(await long.ask("deploy-staging", "--tag", "v1.0.0")).toMatchObject(isDeployed)
    const bare = join(app.base, "long.git")
    await app.git("clone", "--quiet", "--bare", root, bare)
    await long.git("remote", "add", "origin", bare)
    await long.git("fetch", "--quiet", "origin")
    const config = JSON.parse(await readFile(join(root, "pipeline.json"), "utf8"))
    await writeFile(join(root, "pipeline.json"), JSON.stringify({ ...config, ledger: { remote: "origin" } }))
    const { report } = await long.ask("deploy-staging", "--tag", "v1.0.0")
    expect(report).toMatchObject({ ...isDeployed.report, sha: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(await app.git("-C", bare, "rev-parse", "refs/pipeline/ledger/staging")).toMatch(/^[0-9a-f]{64}$/)
  })
})
