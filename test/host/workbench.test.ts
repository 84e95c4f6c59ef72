// @module-tag slow
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { hostGit } from "../../src/host/git.ts"
import type { TreeSource } from "../../src/host/git-tree.ts"
import { HostServices } from "../../src/host/services.ts"
import { hostWorkbench } from "../../src/host/workbench.ts"
import type { CommandOptions, Git, Tree, Workbench } from "../../src/workbench/workbench.ts"
import { GitRepo, temporaryDirectory } from "../helpers/git-repo.ts"
import { hostRun, treeSource } from "../helpers/host-run.ts"
import { isRunning } from "../helpers/processes.ts"
import { ask, service } from "./sandbox-app.ts"

let repo: GitRepo
let release: { tag: string; sha: string }
let temporary: string
let services: HostServices
let source: TreeSource
let workbench: Workbench
beforeEach(async () => {
  // apart from what other tests check out at the same time
  temporary = await temporaryDirectory()
  process.env.TMPDIR = temporary
  repo = await GitRepo.create()
  const sha = await repo.commit("first", { "a.txt": "one", "docs/b.txt": "one" })
  release = { tag: "v1.0.0", sha }
  await repo.git("tag", "v1.0.0")
  await repo.commit("second", { "a.txt": "two", "later.txt": "two" })
  services = new HostServices(await temporaryDirectory(), process.env)
  source = await treeSource(repo.root)
  workbench = hostWorkbench(hostGit(repo.root, process.env), source, services, hostRun())
})
afterEach(() => services.stopAll(["staging"]))

const OPTIONS: CommandOptions = {
  env: {},
  timeoutMs: 60_000,
  signal: new AbortController().signal,
  say: () => {},
  purpose: "deploy",
}

async function inTree<T>(body: (tree: Tree) => Promise<T>): Promise<T> {
  const tree = await workbench.checkOut(release, "some-image")
  try {
    return await body(tree)
  } finally {
    await tree.dispose()
  }
}

const claim = async () => {}

const run = (tree: Tree, ...argv: string[]) => tree.run(argv, OPTIONS)

/** Nothing of a tree is left, neither on disk nor in git's mind. */
async function expectNoTrees(): Promise<void> {
  expect((await readdir(temporary)).filter((name) => name.startsWith("pipeline-tree-"))).toEqual([])
  expect(await repo.git("worktree", "list", "--porcelain")).toMatch(/^worktree (?!.*worktree )/s)
}

describe("a command in a tree", () => {
  const PRINT = "console.log(process.cwd(), process.env.TOKEN); console.error(process.env.TOKEN)"

  test("gets secrets in its environment, and they are not heard", async () => {
    await inTree(async (tree) => {
      const said: string[] = []
      const secrets = { TOKEN: { plaintext: async () => "canary-1" } }
      const ran = await tree.run(
        ["sh", "-c", 'test "$TOKEN" = canary-1 && echo "known: $TOKEN" && echo "$TOKEN" >&2'],
        { ...OPTIONS, secrets, say: (line) => said.push(line) },
      )
      expect(ran).toMatchObject({ exitCode: 0, stdout: "known: ***\n", stderr: "***\n" })
      expect(said.toSorted()).toEqual(["***", "known: ***"])
      // and it is that command's only
      expect(await run(tree, "sh", "-c", "echo [$TOKEN]")).toMatchObject({ stdout: "[]\n" })
      expect(process.env.TOKEN).toBeUndefined()
    })
  })

  test("runs in the directory that it is given", async () => {
    await inTree(async (tree) => {
      const ran = await tree.run(["node", "-e", PRINT], { ...OPTIONS, directory: "docs" })
      expect(ran.stdout).toMatch(/\/tree\/docs undefined\n$/)
    })
  })

  test("D14: is handed the secrets that its purpose needs, and no others; no value of any is heard", async () => {
    const secrets = {
      GITHUB_TOKEN: "canary-github",
      SHOP_DB: "postgres://a:canary-db@db/x",
      SLACK_SIGNING_SECRET: "canary-slack",
      NPM_TOKEN: "canary-npm",
      VERCEL_TOKEN: "canary-vercel",
      AWS_SECRET_ACCESS_KEY: "canary-aws",
    }
    const bench = hostWorkbench(
      hostGit(repo.root, process.env),
      source,
      services,
      hostRun({
        environment: { PATH: process.env.PATH, PLAIN: "plain", ...secrets },
        own: { databaseUrl: "SHOP_DB", signingSecret: "SLACK_SIGNING_SECRET", tool: [], apart: [] },
        secrets: Object.values(secrets),
      }),
    )
    const tree = await bench.checkOut(release, undefined)
    const argv = ["sh", "-c", "env | sed -n 's/=.*//p'; env >&2; echo canary-db"]
    const handed = async (purpose: CommandOptions["purpose"]) => {
      const ran = await tree.run(argv, {
        ...OPTIONS,
        purpose,
        say: (line) => expect(line).not.toContain("canary"),
      })
      expect(ran.stdout + ran.stderr).not.toContain("canary")
      expect(ran.stderr).toContain("PLAIN=plain")
      return Object.keys(secrets).filter((name) => ran.stdout.split("\n").includes(name))
    }
    expect(await handed("install")).toEqual(["NPM_TOKEN"])
    expect(await handed("deploy")).toEqual(["NPM_TOKEN", "VERCEL_TOKEN", "AWS_SECRET_ACCESS_KEY"])
    expect(await handed("migrate")).toEqual(["NPM_TOKEN", "VERCEL_TOKEN", "AWS_SECRET_ACCESS_KEY"])
    await tree.dispose()
  })

  test("E3: what pipeline.json names is handed to the deploy tool, or to the checks, alone", async () => {
    const environment = { PATH: process.env.PATH, REGISTRY: "canary-registry", CF_ID: "canary-id" }
    const own = { databaseUrl: null, signingSecret: null, tool: ["REGISTRY"], apart: ["CF_ID"] }
    const bench = hostWorkbench(
      hostGit(repo.root, process.env),
      source,
      services,
      hostRun({ environment, own }),
    )
    const tree = await bench.checkOut(release, undefined)
    const handed = async (purpose: CommandOptions["purpose"]) => {
      const { stdout } = await tree.run(["sh", "-c", "env | sed -n 's/=.*//p'"], { ...OPTIONS, purpose })
      return ["REGISTRY", "CF_ID"].filter((name) => stdout.split("\n").includes(name))
    }
    expect(await handed("install")).toEqual([])
    expect(await handed("migrate")).toEqual([])
    expect(await handed("deploy")).toEqual(["REGISTRY"])
    await tree.dispose()
  })

  test("that is interrupted while its secrets are put down is not started, and none of them stays", async () => {
    await inTree(async (tree) => {
      const controller = new AbortController()
      const KUBECONFIG = {
        plaintext: async () => "canary-1",
        get path() {
          controller.abort()
          return undefined as unknown as string
        },
      }
      const options = { ...OPTIONS, signal: controller.signal, secretFiles: { KUBECONFIG } }
      await expect(tree.run(["touch", "started"], options)).rejects.toThrow("the run was interrupted")
      expect(await tree.has("started")).toBe(false)
      expect(await tree.has("../secrets")).toBe(false)
    })
  })

  test("E3: a secret in a file is there for one command, readable by its user alone, and masked in part", async () => {
    await inTree(async (tree) => {
      const text = "users:\n- user:\n    token: canary-0815\n"
      const secretFiles = { KUBECONFIG: { plaintext: async () => text } }
      const script =
        'ls -l "$KUBECONFIG"; cat "$KUBECONFIG"; sed -n "s/.*token: //p" "$KUBECONFIG"; echo "at $KUBECONFIG"'
      const ran = await tree.run(["sh", "-c", script], { ...OPTIONS, secretFiles })
      expect(ran.stdout).toMatch(/^-rw-------/)
      expect(ran.stdout).not.toContain("canary")
      const path = /^at (.*)$/m.exec(ran.stdout)?.[1] ?? ""
      const gone = await tree.run(
        ["sh", "-c", 'test ! -e "$1" && env | grep -c KUBECONFIG', "sh", path],
        OPTIONS,
      )
      expect(gone.stdout).toBe("0\n")
      const own = join(repo.root, "own.yaml")
      await writeFile(own, text)
      const kept = { KUBECONFIG: { plaintext: async () => text, path: own } }
      expect(
        (await tree.run(["sh", "-c", 'echo "$KUBECONFIG"'], { ...OPTIONS, secretFiles: kept })).stdout,
      ).toBe(`${own}\n`)
      expect(await readFile(own, "utf8")).toBe(text)
    })
  })

  test("D14: no secret is heard that its chunks, or the cut of a line, take apart", async () => {
    await inTree(async (tree) => {
      const secrets = { TOKEN: { plaintext: async () => "canary-0123456789" } }
      const script = `
        const t = process.env.TOKEN, wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
        process.stdout.write("a " + t.slice(0, 9)); wait(100); process.stdout.write(t.slice(9) + "\\n")
        for (let pad = 3980; pad < 4002; pad++) console.log("x".repeat(pad) + t + "y".repeat(9000))
      `
      const ran = await tree.run(["node", "-e", script], { ...OPTIONS, secrets })
      const lines = ran.stdout.trimEnd().split("\n")
      expect(lines[0]).toBe("a ***")
      expect(lines).toHaveLength(23)
      expect(ran.stdout).not.toContain("cana")
    })
  })

  test("C5: a line of half a gigabyte is cut, and costs no memory", async () => {
    await inTree(async (tree) => {
      const argv = ["sh", "-c", "dd if=/dev/zero bs=65536 count=9200 2>/dev/null"]
      const before = process.memoryUsage().rss
      const { exitCode, stdout } = await tree.run(argv, OPTIONS)
      expect({ exitCode, length: stdout.length }).toEqual({ exitCode: 0, length: 4000 })
      expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024)
    })
  }, 180_000)

  test("C5: of many lines the first and the last are kept, and it is known that some are missing", async () => {
    await inTree(async (tree) => {
      const ran = await tree.run(["seq", "1", "200000"], OPTIONS)
      const lines = ran.stdout.split("\n")
      expect(ran).toMatchObject({ exitCode: 0, isWhole: false })
      expect(lines.slice(0, 2)).toEqual(["1", "2"])
      expect(lines.slice(-2)).toEqual(["200000", ""])
      expect(ran.stdout).toMatch(/\n… \(\d+ lines are left out here\) …\n/)
      expect(ran.stdout.length).toBeLessThan(300_000)
    })
  })

  test("a document is kept as a whole", async () => {
    await inTree(async (tree) => {
      const argv = ["node", "-e", "console.log(JSON.stringify('x'.repeat(1e6)))"]
      const ran = await tree.run(argv, { ...OPTIONS, isDocument: true })
      expect(JSON.parse(ran.stdout)).toHaveLength(1e6)
    })
  })

  /** Starts a worker in a session of its own that holds the output open, and says which. */
  const leaving = (then: string) => ["sh", "-c", `setsid sleep 1000 & echo $!; ${then}`]

  test.each<[string, string, Partial<CommandOptions>]>([
    ["fails", "exit 3", {}],
    ["is ended by a signal", "kill -9 $$", {}],
    ["takes too long", "sleep 1000", { timeoutMs: 500, graceMs: 200 }],
    [
      "takes too long and holds on",
      "trap '' TERM; while :; do sleep 1; done",
      { timeoutMs: 500, graceMs: 200 },
    ],
  ])(
    "C2, C3: one that %s leaves nothing at work, and takes no longer for it",
    async (_name, then, options) => {
      await inTree(async (tree) => {
        const began = performance.now()
        const ran = await tree.run(leaving(then), { ...OPTIONS, ...options })
        expect(performance.now() - began).toBeLessThan(10_000)
        expect(ran.exitCode).not.toBe(0)
        const worker = Number(ran.stdout.trim())
        expect(isRunning(worker)).toBe(false)
      })
    },
  )

  test("C4: one that succeeds has ended, although what it left goes on, and goes on printing", async () => {
    await inTree(async (tree) => {
      const script = "setsid sh -c 'trap \"\" PIPE; while :; do echo on; sleep 0.1; done' & echo $!"
      const ran = await tree.run(["sh", "-c", script], { ...OPTIONS, timeoutMs: 8000 })
      expect(ran).toMatchObject({ exitCode: 0, timedOut: false })
      const daemon = Number(ran.stdout.split("\n").find((line) => /^\d+$/.test(line)))
      expect(isRunning(daemon)).toBe(true)
      // what a run left is ended with the run's id
      await workbench.endRun?.("run-1")
      expect(isRunning(daemon)).toBe(false)
    })
  })

  test("an abort may leave it less time than it would have", async () => {
    await inTree(async (tree) => {
      const controller = new AbortController()
      const lost = Object.assign(new Error("the stage is lost"), { graceMs: 100 })
      const ran = tree.run(["sh", "-c", "trap '' TERM; echo up; while :; do sleep 1; done"], {
        ...OPTIONS,
        signal: controller.signal,
        graceMs: 300_000,
        say: () => controller.abort(lost),
      })
      expect(await ran).toMatchObject({ exitCode: null })
    })
  })

  test("an abort that leaves it so much time leaves what it started elsewhere no more than that", async () => {
    await inTree(async (tree) => {
      const controller = new AbortController()
      const lost = Object.assign(new Error("the stage is lost"), { graceMs: 100 })
      const stubborn = "trap '' TERM; while :; do sleep 0.1; done"
      let endedAt = 0
      const ran = tree.run(
        ["sh", "-c", `setsid sh -c "${stubborn}" >/dev/null 2>&1 & echo $!; ${stubborn}`],
        {
          ...OPTIONS,
          signal: controller.signal,
          graceMs: 300_000,
          say: () => {
            endedAt = performance.now()
            controller.abort(lost)
          },
        },
      )
      const daemon = Number((await ran).stdout)
      expect(performance.now() - endedAt).toBeLessThan(1500)
      expect(isRunning(daemon)).toBe(false)
    })
  })

  test("is not started once the run was interrupted", async () => {
    await inTree(async (tree) => {
      const ran = tree.run(["touch", "x"], { ...OPTIONS, signal: AbortSignal.abort() })
      await expect(ran).rejects.toThrow("the run was interrupted")
      expect(await tree.has("x")).toBe(false)
    })
  })

  test("B1: it has run, whatever becomes of the notes about it", async () => {
    const said: string[] = []
    const note = () => {
      if (note.fails) throw new Error("no space")
    }
    note.fails = false
    const host = hostRun({ note, say: (line) => void said.push(line) })
    const tree = await hostWorkbench(hostGit(repo.root, process.env), source, services, host).checkOut(
      release,
      undefined,
    )
    note.fails = true
    expect(await tree.run(["echo", "ran"], OPTIONS)).toMatchObject({ exitCode: 0, stdout: "ran\n" })
    expect(said).toEqual(Array(2).fill(expect.stringContaining("no space")))
    await tree.dispose()
  })

  test("may take longer than others to end cleanly", async () => {
    await inTree(async (tree) => {
      const controller = new AbortController()
      const script = 'trap "sleep 0.3; echo tidied; exit 3" TERM; echo up; while :; do sleep 0.05; done'
      const ran = tree.run(["sh", "-c", script], {
        ...OPTIONS,
        signal: controller.signal,
        graceMs: 60_000,
        say: () => controller.abort(),
      })
      expect(await ran).toMatchObject({ exitCode: 3, stdout: "up\ntidied\n" })
    })
  })

  test("that wrote a file anew is told from one that did not", async () => {
    await inTree(async (tree) => {
      await tree.remove("a.txt")
      expect(await tree.readText("a.txt")).toBeNull()
      await tree.remove("none.txt")
    })
  })
})

describe("a tree", () => {
  test("is the commit's, not what is checked out or newer", async () => {
    await writeFile(join(repo.root, "a.txt"), "being edited")
    await inTree(async (tree) => {
      expect(await tree.readText("a.txt")).toBe("one")
      expect(await tree.readText("docs/b.txt")).toBe("one")
      expect(await tree.readText("later.txt")).toBeNull()
      expect((await run(tree, "git", "rev-parse", "HEAD")).stdout).toBe(`${release.sha}\n`)
    })
    await expectNoTrees()
  })

  test("takes what commands write, and is cleared away with it", async () => {
    await inTree(async (tree) => {
      await run(tree, "sh", "-c", "mkdir -p out && printf ü > out/x && git add --all && echo dirty > a.txt")
      expect(await tree.readText("out/x")).toBe("ü")
    })
    await expectNoTrees()
  })

  test("has no text where there is no file", async () => {
    await inTree(async (tree) => {
      for (const path of ["none", "docs", "a.txt/none", "none/none"]) {
        expect(await tree.readText(path)).toBeNull()
      }
    })
  })

  test.each<[string, string, RegExp]>([
    ["a named pipe", "mkfifo x", /^it is not a plain file$/],
    ["a link to a device", "ln -s /dev/zero x", /^it is not a plain file$/],
    [
      "a file of 60 MB",
      "head -c 60000000 /dev/zero > x",
      /^it has 60000000 bytes, and no more than 1048576 are read$/,
    ],
  ])("C6: refuses to read %s", async (_name, make, why) => {
    await inTree(async (tree) => {
      await run(tree, "sh", "-c", make)
      expect(await tree.has("x")).toBe(true)
      await expect(tree.readText("x")).rejects.toThrow(why)
      await tree.remove("x")
      expect(await tree.has("x")).toBe(false)
    })
  })

  test("gives the end of a long file where that is wanted", async () => {
    await inTree(async (tree) => {
      await run(tree, "sh", "-c", "seq 1 1000000 > x; seq 1 3 > y; ln -s y z")
      const end = await tree.readText("x", "end")
      expect(end?.length).toBe(1024 * 1024)
      expect(end?.endsWith("999999\n1000000\n")).toBe(true)
      expect(await tree.readText("y", "end")).toBe("1\n2\n3\n")
      expect(await tree.readText("z")).toBe("1\n2\n3\n")
    })
  })

  test("may be there several times at once", async () => {
    const trees = await Promise.all(Array.from({ length: 4 }, () => workbench.checkOut(release, undefined)))
    const places = await Promise.all(trees.map(async (tree) => (await run(tree, "pwd")).stdout))
    expect(new Set(places).size).toBe(4)
    await Promise.all(trees.map((tree) => tree.dispose()))
    await expectNoTrees()
  })

  test("waits for other runs that are just adding or removing theirs", async () => {
    const real = hostGit(repo.root, process.env)
    let collisions = 3
    const busy: Git = async (args, stdin) => {
      if (!args.includes("worktree") || collisions-- <= 0) return real(args, stdin)
      const stderr = "fatal: failed to read .git/worktrees/tree2/commondir: Success\n"
      return { exitCode: 128, stdout: "", stderr }
    }
    const tree = await hostWorkbench(busy, source, services, hostRun()).checkOut(release, undefined)
    expect(await tree.readText("a.txt")).toBe("one")
    collisions = 3
    await tree.dispose()
    await expectNoTrees()
  })

  test("is whole although the user's checkout is sparse", async () => {
    await repo.git("sparse-checkout", "set", "--no-cone", "/later.txt")
    await inTree(async (tree) => {
      expect(await tree.readText("docs/b.txt")).toBe("one")
      expect(await tree.readText("a.txt")).toBe("one")
    })
    expect(await readdir(repo.root)).toEqual([".git", "later.txt"])
  })

  test("of a commit that is not there says so and leaves nothing", async () => {
    const missing = { tag: "v9", sha: "1".repeat(40) }
    await expect(workbench.checkOut(missing, undefined)).rejects.toThrow(/^fatal: /)
    await expectNoTrees()
  })
})

describe("to clear a tree away never fails:", () => {
  test("it is gone already", async () => {
    await inTree(async (tree) => {
      const { stdout } = await run(tree, "pwd")
      await rm(stdout.trim(), { recursive: true })
    })
    await expectNoTrees()
  })

  test("it has submodules, which git itself would keep", async () => {
    const part = await GitRepo.create()
    await part.commit("part", { "part.txt": "part" })
    const add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", part.root, "part"]
    await inTree(async (tree) => {
      expect(await run(tree, "git", ...add)).toMatchObject({ exitCode: 0 })
      expect(await tree.readText("part/part.txt")).toBe("part")
    })
    await expectNoTrees()
  })

  test("C7: a tool took its .git away, and the user has a worktree on a disk that is not there just now", async () => {
    const disk = await temporaryDirectory()
    await repo.git("worktree", "add", "--quiet", join(disk, "mine"), "HEAD")
    await rename(join(disk, "mine"), join(disk, "unmounted"))
    await inTree(async (tree) => {
      await run(tree, "rm", "-rf", ".git")
    })
    expect((await readdir(temporary)).filter((name) => name.startsWith("pipeline-tree-"))).toEqual([])
    const listed = await repo.git("worktree", "list", "--porcelain")
    expect(listed).toContain(join(disk, "mine"))
    expect(listed).not.toContain("pipeline-tree-")
    await rename(join(disk, "unmounted"), join(disk, "mine"))
    expect(await repo.git("-C", join(disk, "mine"), "status", "--porcelain")).toBe("")
  })

  test("the repository is gone", async () => {
    const tree = await workbench.checkOut(release, undefined)
    await rm(join(repo.root, ".git"), { recursive: true })
    await tree.dispose()
  })
})

describe("the user's own checkout", () => {
  /** All that a user could miss. */
  async function everything(): Promise<Record<string, unknown>> {
    const { root } = repo
    const files = (await readdir(root)).filter((name) => name !== ".git")
    return {
      files: Object.fromEntries(
        await Promise.all(
          files.map(async (name) => [name, await stat(join(root, name)).then(({ mtimeMs }) => mtimeMs)]),
        ),
      ),
      content: await readFile(join(root, "a.txt"), "utf8"),
      index: await readFile(join(root, ".git", "index"), "hex"),
      head: await readFile(join(root, ".git", "HEAD"), "utf8"),
      refs: await repo.refs(),
      stash: await repo.git("stash", "list"),
      reflog: await repo.git("reflog"),
      config: await readFile(join(root, ".git", "config"), "utf8"),
    }
  }

  test("keeps its files, index, stash and branch while trees come and go", async () => {
    await writeFile(join(repo.root, "a.txt"), "stashed")
    await repo.git("stash")
    await repo.git("checkout", "--quiet", "-b", "work-in-progress")
    await writeFile(join(repo.root, "a.txt"), "staged")
    await repo.git("add", "a.txt")
    await writeFile(join(repo.root, "a.txt"), "being edited")
    await writeFile(join(repo.root, "untracked.txt"), "new")
    const before = await everything()
    await inTree(async (tree) => {
      await run(tree, "sh", "-c", "echo changed > a.txt; git add --all")
      expect(await everything()).toEqual(before)
    })
    await workbench.serve("staging", release, [], claim)
    expect(await everything()).toEqual(before)
  })

  test("keeps its hooks to itself", async () => {
    const marker = join(temporary, "hook-ran")
    const hooks = join(repo.root, ".git", "hooks")
    await mkdir(hooks, { recursive: true })
    for (const hook of ["post-checkout", "reference-transaction", "post-index-change"]) {
      await writeFile(join(hooks, hook), `#!/bin/sh\necho ${hook} >> ${marker}\nexit 1\n`)
      await chmod(join(hooks, hook), 0o755)
    }
    await inTree(async (tree) => expect(await tree.readText("a.txt")).toBe("one"))
    expect(await readFile(marker, "utf8").catch(() => "none")).toBe("none")
  })
})

describe("services", () => {
  const SERVER = `
    import { createServer } from "node:http"
    const { PORT, HOST } = process.env
    const about = JSON.stringify({ pid: process.pid, cwd: process.cwd() })
    createServer((request, response) => response.end(about)).listen(PORT, HOST)
  `

  test("run on after the tree that they came from is cleared away", async () => {
    release = { tag: "v2.0.0", sha: await repo.commit("server", { "server.mjs": SERVER }) }
    const urls = await workbench.serve("staging", release, [service("api")], claim)
    await expectNoTrees()
    const { cwd } = await ask(urls.api)
    expect(await readdir(cwd)).toEqual([".pipeline", "a.txt", "docs", "later.txt", "server.mjs"])
    expect(await workbench.served("staging", release)).toEqual(urls)
  })

  test("that cannot be started leave no tree either", async () => {
    const missing = { name: "api", argv: ["no-such-program"], env: {} }
    await expect(workbench.serve("staging", release, [missing], claim)).rejects.toThrow(/ENOENT/)
    await expectNoTrees()
    expect(await workbench.served("staging", release)).toBeNull()
  })
})
