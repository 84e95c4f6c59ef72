// @module-tag slow
import { readdir, readFile, writeFile } from "node:fs/promises"
import { join, relative } from "node:path"
import { describe, expect, test } from "vitest"
import { transportOf } from "../../src/adapters/git-transport.ts"
import { hostGit } from "../../src/host/git.ts"
import { reachSubmodule, type TreeSource, writeTree } from "../../src/host/git-tree.ts"
import { GitRepo, temporaryDirectory } from "../helpers/git-repo.ts"
import { treeSource } from "../helpers/host-run.ts"

const gitOf = ({ gitDir, settings }: TreeSource) =>
  hostGit(gitDir, process.env, ["--git-dir", gitDir], { transport: transportOf(settings) })

async function treeOf(repo: GitRepo, sha: string): Promise<GitRepo> {
  const root = join(await temporaryDirectory(), "tree")
  const source = await treeSource(repo.root)
  await writeTree(gitOf(source), source, root, sha)
  return GitRepo.at(root)
}

describe("the tree of a commit", () => {
  test("is a repository of its own, with the tags and remotes of the user's, and without their passwords", async () => {
    const repo = await GitRepo.create()
    const first = await repo.commit("first", { "a.txt": "one" })
    await repo.git("tag", "--annotate", "--message", "v1.0.0", "v1.0.0")
    await repo.git("remote", "add", "origin", "https://ana:s3cret@x.test/a.git")
    await repo.commit("second", { "a.txt": "two" })
    const tree = await treeOf(repo, first)
    expect(await tree.git("describe", "--tags")).toBe("v1.0.0")
    expect(await tree.git("rev-parse", "HEAD")).toBe(first)
    expect(await tree.git("status", "--porcelain")).toBe("")
    expect(await tree.git("remote", "get-url", "origin")).toBe("https://x.test/a.git")
    await tree.git("tag", "by-a-tool")
    await tree.git("gc", "--quiet", "--prune=now")
    await repo.check()
    expect(await readdir(join(repo.root, ".git"))).not.toContain("worktrees")
    expect(await readFile(join(tree.root, ".git", "config"), "utf8")).not.toContain("s3cret")
  })

  test("of a shallow clone, a partial clone and one of a clone that borrows its objects, is whole", async () => {
    const repo = await GitRepo.create()
    await repo.commit("first", { "a.txt": "one", "b/c.txt": "two" })
    const sha = await repo.commit("second", { "a.txt": "three" })
    await repo.git("config", "uploadpack.allowFilter", "true")
    for (const options of [["--depth=1"], ["--filter=blob:none", "--no-checkout"], ["--shared"]]) {
      const clone = join(await temporaryDirectory(), "clone")
      const from = options[0] === "--shared" ? repo.root : `file://${repo.root}`
      await repo.git("clone", "--quiet", ...options, from, clone)
      const tree = await treeOf(GitRepo.at(clone), sha)
      expect(await readFile(join(tree.root, "a.txt"), "utf8")).toBe("three")
      expect(await readFile(join(tree.root, "b/c.txt"), "utf8")).toBe("two")
      expect(await tree.git("status", "--porcelain")).toBe("")
    }
  })

  test("reaches a remote whose path is relative to the user's repository, and so its submodules", async () => {
    const repo = await GitRepo.create()
    const folder = await temporaryDirectory()
    await repo.git("init", "--quiet", "--bare", join(folder, "app.git"))
    const library = await GitRepo.create()
    await library.commit("first", { "part.txt": "a part" })
    await repo.git("clone", "--quiet", "--bare", library.root, join(folder, "lib.git"))
    await repo.git("config", "protocol.file.allow", "always")
    await repo.git("remote", "add", "origin", relative(repo.root, join(folder, "app.git")))
    await repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../lib.git", "lib")
    const sha = await repo.commit("with a part")
    const tree = await treeOf(repo, sha)
    expect(await tree.git("remote", "get-url", "origin")).toBe(join(folder, "app.git"))
    expect(await readFile(join(tree.root, "lib", "part.txt"), "utf8")).toBe("a part")
  })

  test("of a commit that is not there is none, and it is said why", async () => {
    const repo = await GitRepo.create()
    await repo.commit("first")
    await expect(treeOf(repo, "0123456789".repeat(4))).rejects.toThrow(/0123456789/)
  })
})

describe("a submodule's address", () => {
  test.each([
    ["../lib.git", "BASE/app.git", "BASE/lib.git"],
    ["../../other/lib.git", "BASE/team/app.git/", "BASE/other/lib.git"],
    ["./lib.git", "BASE/app.git", "BASE/app.git/lib.git"],
    ["BASE/lib.git", null, "BASE/lib.git"],
  ])("%s of %s is %s", async (address, base, absolute) => {
    const repo = await GitRepo.create()
    await repo.git("config", "protocol.file.allow", "always")
    const folder = await temporaryDirectory()
    const at = (text: string) => text.replace("BASE", folder)
    expect(await reachSubmodule(gitOf(await treeSource(repo.root)), at(address), base && at(base))).toMatch(
      /does not appear to be/,
    )
    await repo.git("init", "--quiet", "--bare", at(absolute))
    expect(await reachSubmodule(gitOf(await treeSource(repo.root)), at(address), base && at(base))).toBeNull()
  })

  test("may be a directory only where git itself would take it", async () => {
    const repo = await GitRepo.create()
    expect(await reachSubmodule(gitOf(await treeSource(repo.root)), repo.root, null)).toContain(
      "protocol.file.allow",
    )
  })
})

test("a folder's ignore rules and a sparse checkout leave nothing out", async () => {
  const repo = await GitRepo.create()
  const sha = await repo.commit("first", { "a.txt": "one", "dist/b.txt": "built" })
  await writeFile(join(repo.root, ".git", "info", "exclude"), "dist\n")
  await repo.git("sparse-checkout", "set", "--no-cone", "/a.txt")
  const tree = await treeOf(repo, sha)
  expect(await readFile(join(tree.root, "dist/b.txt"), "utf8")).toBe("built")
})
