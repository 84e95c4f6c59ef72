// @module-tag slow
import { mkdir, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { findRepository } from "../../src/host/git.ts"
import { GitRepo, temporaryDirectory } from "../helpers/git-repo.ts"

let repo: GitRepo
let gitDir: string
beforeAll(async () => {
  repo = await GitRepo.create()
  gitDir = join(repo.root, ".git")
  await repo.commit("first", { "packages/api/a.txt": "a" })
})

describe("a repository is found", () => {
  test("from its top and from below", async () => {
    const place = { root: repo.root, gitDir }
    expect(await findRepository(repo.root, process.env)).toEqual(place)
    expect(await findRepository(join(repo.root, "packages", "api"), process.env)).toEqual(place)
    expect(await findRepository(`${repo.root}/packages/../`, process.env)).toEqual(place)
  })

  test("from a linked worktree, whose refs are those of the main one", async () => {
    const linked = join(await temporaryDirectory(), "linked")
    await repo.git("worktree", "add", "--quiet", "--detach", linked)
    expect(await findRepository(join(linked, "packages"), process.env)).toEqual({ root: linked, gitDir })
  })

  test("where it is bare", async () => {
    const bare = await GitRepo.create("--bare")
    expect(await findRepository(bare.root, process.env)).toEqual({ root: bare.root, gitDir: bare.root })
    expect(await findRepository(join(bare.root, "refs"), process.env)).toEqual({
      root: bare.root,
      gitDir: bare.root,
    })
  })

  test("where its git directory is elsewhere", async () => {
    const elsewhere = join(await temporaryDirectory(), "elsewhere.git")
    const apart = await GitRepo.create("--separate-git-dir", elsewhere)
    expect(await findRepository(apart.root, process.env)).toEqual({ root: apart.root, gitDir: elsewhere })
  })

  test("under a name with spaces and letters of other scripts", async () => {
    const odd = join(await temporaryDirectory(), "meine App (ü) 火")
    await mkdir(odd)
    await GitRepo.at(odd).git("init", "--quiet")
    expect(await findRepository(odd, process.env)).toEqual({ root: odd, gitDir: join(odd, ".git") })
  })

  test.each(["two\nlines", "a space at the end "])("under a name with %j", async (name) => {
    const odd = join(await temporaryDirectory(), name)
    await mkdir(odd)
    await GitRepo.at(odd).git("init", "--quiet")
    expect(await findRepository(odd, process.env)).toEqual({ root: odd, gitDir: join(odd, ".git") })
  })

  test("through a symbolic link", async () => {
    const link = join(await temporaryDirectory(), "link")
    await symlink(repo.root, link)
    expect(await findRepository(link, process.env)).toEqual({ root: repo.root, gitDir })
  })
})

describe("no repository is made up", () => {
  const refusal = (kind: string, message: string | RegExp) => ({
    kind,
    reason: { code: "NOT_A_REPOSITORY", message: expect.stringMatching(message) },
  })

  test("where there is none", async () => {
    const nowhere = await temporaryDirectory()
    await expect(findRepository(nowhere, process.env)).rejects.toMatchObject(
      refusal("usage", /^\/.+ is not in a git repository\.$/),
    )
  })

  test("where there is not even a directory", async () => {
    const file = join(await temporaryDirectory(), "file")
    await writeFile(file, "")
    for (const path of [file, `${file}-not`]) {
      await expect(findRepository(path, process.env)).rejects.toMatchObject(
        refusal("usage", /is not a directory, or git is not installed\.$/),
      )
    }
  })

  test("inside the git directory of one with a working tree", async () => {
    await expect(findRepository(gitDir, process.env)).rejects.toMatchObject(
      refusal("environment", /is inside a \.git directory\.$/),
    )
  })

  test("where git says what is wrong with it, which is passed on", async () => {
    const broken = join(await temporaryDirectory(), "broken")
    await mkdir(broken)
    await writeFile(join(broken, ".git"), "gitdir: /nowhere\n")
    await expect(findRepository(broken, process.env)).rejects.toMatchObject(
      refusal("usage", /is not in a git repository\.( fatal: .+)?$/),
    )
    const newer = await GitRepo.create()
    await newer.git("config", "core.repositoryFormatVersion", "99")
    await expect(findRepository(newer.root, process.env)).rejects.toMatchObject(
      refusal("usage", /Expected git repo version/),
    )
  })
})
