// @module-tag slow
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { beforeEach, describe, expect, test } from "vitest"
import { gitRepository } from "../../src/adapters/git-repository.ts"
import { hostGit } from "../../src/host/git.ts"
import type { Repository } from "../../src/release/ports.ts"
import { GitRepo, temporaryDirectory } from "../helpers/git-repo.ts"

/** No remote, and no submodules. */
const FOUND = { mainRemote: null, shallow: false }
const PLAIN = { mainRemote: null, reach: async () => null }

let repo: GitRepo
let repository: Repository
let commit: string
beforeEach(async () => {
  repo = await GitRepo.create()
  repository = gitRepository(hostGit(repo.root, process.env), PLAIN)
  commit = await repo.commit("first", { "a.txt": "a" })
})

const annotate = (tag: string, target = "HEAD") =>
  repo.git("tag", "--annotate", "--message", tag, tag, target)

describe("a tag", () => {
  test.each<[string, (tag: string) => Promise<unknown>]>([
    ["lightweight", (tag) => repo.git("tag", tag)],
    ["annotated", (tag) => annotate(tag)],
    ["annotated twice over", (tag) => annotate("inner").then(() => annotate(tag, "inner"))],
    ["packed", (tag) => annotate(tag).then(() => repo.git("pack-refs", "--all"))],
  ])("that is %s names its commit", async (_name, make) => {
    await make("v1.0.0")
    expect(await repository.lookUp("v1.0.0", "main")).toEqual({ ...FOUND, sha: commit, onMain: true })
  })

  test.each<[string, () => Promise<unknown>]>([
    ["is missing", async () => {}],
    ["names a tree", () => repo.git("tag", "v1.0.0", "HEAD^{tree}")],
    ["names a file", () => repo.git("tag", "v1.0.0", "HEAD:a.txt")],
    ["is annotated and names a tree", () => annotate("v1.0.0", "HEAD^{tree}")],
    ["is a tag of a tag of a file", () => annotate("x", "HEAD:a.txt").then(() => annotate("v1.0.0", "x"))],
    ["is the beginning of another's name", () => annotate("v1.0.0-rc.1")],
    ["is a branch of that name", () => repo.git("branch", "v1.0.0")],
    ["is a branch that is called like a tag", () => repo.git("branch", "refs/tags/v1.0.0")],
  ])("that %s is no release", async (_name, make) => {
    await make()
    expect(await repository.lookUp("v1.0.0", "main")).toEqual({ ...FOUND, sha: null, onMain: null })
  })

  test.each([
    "",
    "-1",
    "--all",
    "v1.0.0^{}",
    "v1.0.0~0",
    "v1.0.0:a.txt",
    "v1.0.*",
    "v1.0.[0]",
    "v1.0.?",
    "v1.0.0\nrefs/heads/main",
    "x\nv1.0.0",
    "v1.0.0\u0000",
    "v1.0.0 ",
    "../heads/main",
    "$(touch hacked)",
    "ü🚀",
    "x".repeat(5000),
  ])("called %j is not found and does no harm", async (tag) => {
    await annotate("v1.0.0")
    const before = await repo.refs()
    expect(await repository.lookUp(tag, "main")).toEqual({ ...FOUND, sha: null, onMain: null })
    expect(await repo.refs()).toBe(before)
  })
})

describe("the main branch", () => {
  let side: string
  beforeEach(async () => {
    await repo.git("checkout", "--quiet", "-b", "side")
    side = await repo.commit("aside")
    await annotate("v2.0.0")
    await repo.git("tag", "v1.0.0", commit)
    await repo.git("checkout", "--quiet", "main")
    await repo.commit("second")
  })

  const onMain = async (tag: string, branch = "main") => (await repository.lookUp(tag, branch)).onMain

  test("has its own commits, new and old, and not those of other branches", async () => {
    await annotate("v1.1.0")
    expect(await onMain("v1.1.0")).toBe(true)
    expect(await onMain("v1.0.0")).toBe(true)
    expect(await onMain("v2.0.0")).toBe(false)
  })

  test("has what was merged", async () => {
    await repo.git("merge", "--quiet", "--no-ff", "--no-edit", "side")
    expect(await onMain("v2.0.0")).toBe(true)
  })

  test("is the remote's where there is one, whatever the local one has", async () => {
    await repo.git("update-ref", "refs/remotes/upstream/main", side)
    await annotate("v1.1.0")
    const cloned = gitRepository(hostGit(repo.root, process.env), { ...PLAIN, mainRemote: "upstream" })
    const judged = { mainRemote: "upstream", shallow: false }
    expect(await cloned.lookUp("v2.0.0", "main")).toEqual({ ...judged, sha: side, onMain: true })
    expect(await cloned.lookUp("v1.1.0", "main")).toMatchObject({ ...judged, onMain: false })
    // what is not fetched is not known, and no other branch stands for it
    expect(await cloned.lookUp("v1.1.0", "trunk")).toMatchObject({ ...judged, onMain: null })
  })

  test("cannot be judged by a clone that has a part of the history only, which says so", async () => {
    const clone = join(await temporaryDirectory(), "clone")
    await repo.git("clone", "--quiet", "--depth=1", "--branch=main", `file://${repo.root}`, clone)
    await GitRepo.at(clone).git("fetch", "--quiet", "--depth=1", "origin", "tag", "v1.0.0")
    const shallow = gitRepository(hostGit(clone, process.env), { ...PLAIN, mainRemote: "origin" })
    expect(await shallow.lookUp("v1.0.0", "main")).toEqual({
      sha: commit,
      onMain: false,
      mainRemote: "origin",
      shallow: true,
    })
  })

  test("may have any name", async () => {
    await repo.git("branch", "release/1.x", "side")
    expect(await onMain("v2.0.0", "release/1.x")).toBe(true)
  })

  test.each(["trunk", "main^", "main\nx", "refs/heads/main", ""])(
    "%j is unknown where there is none",
    async (name) => {
      expect(await repository.lookUp("v1.0.0", name)).toEqual({ ...FOUND, sha: commit, onMain: null })
    },
  )
})

test("the branches that have a commit are the remote's, or the local ones", async () => {
  await repo.git("branch", "release/1.x")
  const later = await repo.commit("second")
  expect(await repository.branchesWith(commit)).toEqual(["main", "release/1.x"])
  expect(await repository.branchesWith(later)).toEqual(["main"])
  const clone = join(await temporaryDirectory(), "clone")
  await repo.git("clone", "--quiet", `file://${repo.root}`, clone)
  const cloned = gitRepository(hostGit(clone, process.env), { ...PLAIN, mainRemote: "origin" })
  expect(await cloned.branchesWith(commit)).toEqual(["main", "release/1.x"])
})

describe("the tags", () => {
  test("are all listed, of whatever kind and name", async () => {
    expect(await repository.tags()).toEqual([])
    await annotate("v1.0.0")
    for (const tag of ["v1.1.0", "team/x", "ü🚀", "v1;rm"]) await repo.git("tag", tag)
    expect((await repository.tags()).sort()).toEqual(["team/x", "v1.0.0", "v1.1.0", "v1;rm", "ü🚀"])
  })
})

test("whether a commit leads to another, where both are here, whatever tags there are", async () => {
  await repo.git("commit", "--quiet", "--allow-empty", "--message", "next")
  const next = await repo.git("rev-parse", "HEAD")
  expect(await repository.isAncestor(commit, next)).toEqual({ kind: "known", value: true })
  expect(await repository.isAncestor(next, commit)).toEqual({ kind: "known", value: false })
  const tree = await repo.git("rev-parse", "HEAD^{tree}")
  for (const [one, other] of [
    ["0123456789".repeat(4), next],
    [commit, "0123456789".repeat(4)],
    // a tree is no commit
    [commit, tree],
  ] as const) {
    expect(await repository.isAncestor(one, other)).toMatchObject({
      kind: "unavailable",
      message: expect.stringMatching(/^\w{7} cannot be compared with \w{7}: (fatal|error): /),
    })
  }
})

test("whether one commit leads to another is not known where the history is cut off, unless a way is seen", async () => {
  const [second, third] = [await repo.commit("second"), await repo.commit("third")]
  await repo.git("tag", "v1.0.0", commit)
  const clone = join(await temporaryDirectory(), "clone")
  await repo.git("clone", "--quiet", "--depth=2", "--no-tags", `file://${repo.root}`, clone)
  await GitRepo.at(clone).git("fetch", "--quiet", "--depth=1", "origin", "tag", "v1.0.0")
  const shallow = gitRepository(hostGit(clone, process.env), PLAIN)
  expect(await shallow.isAncestor(second, third)).toEqual({ kind: "known", value: true })
  expect(await shallow.isAncestor(third, second)).toEqual({ kind: "known", value: false })
  const cutOff = { kind: "unavailable", message: expect.stringContaining("git fetch --unshallow") }
  expect(await shallow.isAncestor(commit, third)).toMatchObject(cutOff)
  expect(await shallow.isAncestor(third, commit)).toMatchObject(cutOff)
})

test("a repository that is not there is named as the reason", async () => {
  const nowhere = gitRepository(hostGit(await temporaryDirectory(), process.env), PLAIN)
  const refusal = { kind: "environment", reason: { code: "NOT_A_REPOSITORY" } }
  await expect(nowhere.tags()).rejects.toMatchObject(refusal)
  await expect(nowhere.lookUp("v1.0.0", "main")).rejects.toMatchObject(refusal)
})

test("a commit that cannot be compared is a fault of the repository, not a verdict on the commit", async () => {
  await annotate("v1.0.0")
  const broken = gitRepository(
    (args, stdin) =>
      args[0] === "merge-base"
        ? Promise.resolve({ exitCode: 128, stdout: "", stderr: "fatal: bad object\n" })
        : hostGit(repo.root, process.env)(args, stdin),
    PLAIN,
  )
  await repo.commit("second")
  await expect(broken.lookUp("v1.0.0", "main")).rejects.toMatchObject({
    reason: { code: "NOT_A_REPOSITORY", message: "The repository cannot be read: fatal: bad object" },
  })
})

describe("what a commit needs besides the files in its tree", () => {
  const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"

  test("is nothing, of most", async () => {
    expect(await repository.treeParts(commit)).toEqual({ kind: "known", value: { submodules: [], lfs: [] } })
  })

  test("are submodules, each with why it cannot be fetched", async () => {
    const asked: string[] = []
    const reach = async (address: string) => {
      asked.push(address)
      return address.endsWith("two") ? "it is not there" : null
    }
    const reaching = gitRepository(hostGit(repo.root, process.env), { ...PLAIN, reach })
    for (const path of ["lib/one", "lib/two", "lib/none"]) {
      // where there is no folder the commit would leave it out
      await mkdir(join(repo.root, path), { recursive: true })
      await repo.git("update-index", "--add", "--cacheinfo", `160000,${commit},${path}`)
    }
    const module = (name: string) =>
      `[submodule "path of ${name}"]\n\tpaths = lib/${name}\n\tpath = lib/${name}\n\turl = old\n\turl = https://x.test/${name}\n`
    const sha = await repo.commit("parts", { ".gitmodules": ["one", "two", "gone"].map(module).join("") })
    expect(await reaching.treeParts(sha)).toEqual({
      kind: "known",
      value: {
        submodules: [
          { path: "lib/none", missing: "it has no address in .gitmodules" },
          { path: "lib/one", missing: null },
          { path: "lib/two", missing: "it is not there" },
        ],
        lfs: [],
      },
    })
    expect(asked.toSorted()).toEqual(["https://x.test/one", "https://x.test/two"])
  })

  test("is what Git LFS keeps elsewhere, and not what only speaks of it", async () => {
    const files = { "a.bin": pointer, "b/c d.bin": pointer, "notes.txt": `It begins with: ${pointer}` }
    const told = { "docs/.gitattributes.md": "*.bin filter=lfs\n" }
    const unused = await repo.commit("pointers alone", { ...files, ...told })
    expect(await repository.treeParts(unused)).toMatchObject({ value: { lfs: [] } })
    const used = await repo.commit("attributes", { "b/.gitattributes": "*.bin filter=lfs diff=lfs\n" })
    expect(await repository.treeParts(used)).toEqual({
      kind: "known",
      value: { submodules: [], lfs: ["a.bin", "b/c d.bin"] },
    })
  })

  test("is not known where it could not be searched for", async () => {
    const git = hostGit(repo.root, process.env)
    const failing = gitRepository(
      async (args, stdin) =>
        args[0] === "grep"
          ? { exitCode: 128, stdout: "", stderr: "git grep was ended by a signal\n" }
          : git(args, stdin),
      PLAIN,
    )
    const sha = await repo.commit("attributes", { ".gitattributes": "*.bin filter=lfs\n", "a.bin": pointer })
    expect(await failing.treeParts(sha)).toEqual({
      kind: "unavailable",
      message: `Commit ${sha.slice(0, 7)} cannot be read: git grep was ended by a signal`,
    })
  })

  test("is not known of a commit that is not here", async () => {
    expect(await repository.treeParts("0123456789".repeat(4))).toMatchObject({
      kind: "unavailable",
      message: expect.stringMatching(/^Commit 0123456 cannot be read: fatal: /),
    })
  })
})
