import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { hostGit } from "../../src/host/git.ts"
import { HostServices } from "../../src/host/services.ts"
import { hostWorkbench } from "../../src/host/workbench.ts"
import type { Git } from "../../src/workbench/git.ts"
import type { CommandOptions, Tree, Workbench } from "../../src/workbench/workbench.ts"
import { GitRepo, temporaryDirectory } from "../helpers/git-repo.ts"
import { ask, service } from "./sandbox-app.ts"

let repo: GitRepo
let release: { tag: string; sha: string }
let temporary: string
let services: HostServices
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
  services = new HostServices(await temporaryDirectory())
  workbench = hostWorkbench(hostGit(repo.root, []), services)
})
afterEach(() => services.stopAll(["staging"]))

const OPTIONS: CommandOptions = {
  env: {},
  timeoutMs: 60_000,
  signal: new AbortController().signal,
  say: () => {},
  repeatable: false,
}

async function inTree<T>(body: (tree: Tree) => Promise<T>): Promise<T> {
  const tree = await workbench.checkOut(release, "some-image")
  try {
    return await body(tree)
  } finally {
    await tree.dispose()
  }
}

const run = (tree: Tree, ...argv: string[]) => tree.run(argv, OPTIONS)

/** Nothing of a tree is left, neither on disk nor in git's mind. */
async function expectNoTrees(): Promise<void> {
  expect((await readdir(temporary)).filter((name) => name.startsWith("pipeline-tree-"))).toEqual([])
  expect(await repo.git("worktree", "list", "--porcelain")).toMatch(/^worktree (?!.*worktree )/s)
}

describe("a command in a tree", () => {
  const PRINT = "console.log(process.cwd(), process.env.TOKEN); console.error(process.env.TOKEN)"

  test("gets secrets in its environment, and nobody hears them", async () => {
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

  test("may take longer to end orderly than others", async () => {
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

  test("may be there several times at once", async () => {
    const trees = await Promise.all(Array.from({ length: 4 }, () => workbench.checkOut(release, undefined)))
    const places = await Promise.all(trees.map(async (tree) => (await run(tree, "pwd")).stdout))
    expect(new Set(places).size).toBe(4)
    await Promise.all(trees.map((tree) => tree.dispose()))
    await expectNoTrees()
  })

  test("waits for other runs that are just adding or removing theirs", async () => {
    const real = hostGit(repo.root, [])
    let collisions = 3
    const busy: Git = async (args, stdin) => {
      if (!args.includes("worktree") || collisions-- <= 0) return real(args, stdin)
      const stderr = "fatal: failed to read .git/worktrees/tree2/commondir: Success\n"
      return { exitCode: 128, stdout: "", stderr }
    }
    const tree = await hostWorkbench(busy, services).checkOut(release, undefined)
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
    await workbench.serve("staging", release, [])
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
    const urls = await workbench.serve("staging", release, [service("api")])
    await expectNoTrees()
    const { cwd } = await ask(urls.api)
    expect(await readdir(cwd)).toEqual([".pipeline", "a.txt", "docs", "later.txt", "server.mjs"])
    expect(await workbench.served("staging", release)).toEqual(urls)
  })

  test("that cannot be started leave no tree either", async () => {
    const missing = { name: "api", argv: ["no-such-program"], env: {} }
    await expect(workbench.serve("staging", release, [missing])).rejects.toThrow(/ENOENT/)
    await expectNoTrees()
    expect(await workbench.served("staging", release)).toBeNull()
  })
})
