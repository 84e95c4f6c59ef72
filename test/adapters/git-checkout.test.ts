// @module-tag slow
import { existsSync } from "node:fs"
import { mkdir, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { beforeEach, describe, expect, test } from "vitest"
import { gitCheckout } from "../../src/adapters/git-checkout.ts"
import { hostGit, userGit } from "../../src/host/git.ts"
import { GitRepo, temporaryDirectory } from "../helpers/git-repo.ts"

let repo: GitRepo
let origin: GitRepo
let first: string
const checkoutOf = (alias: string | null = "origin") =>
  gitCheckout({
    user: userGit(repo.root, process.env),
    network: hostGit(repo.root, process.env),
    remote: alias === null ? null : { name: "origin", alias },
  })
const failure = (code: string, message: RegExp) =>
  expect.objectContaining({
    message: expect.stringMatching(message),
    reason: expect.objectContaining({ code }),
  })

beforeEach(async () => {
  origin = await GitRepo.create()
  first = await origin.commit("first", { "a.txt": "a" })
  await origin.git("tag", "v0.9.0")
  repo = GitRepo.at(join(await temporaryDirectory(), "clone"))
  await origin.git("clone", "--quiet", origin.root, repo.root)
  await repo.git("config", "user.name", "Ana Sample")
  await repo.git("config", "user.email", "ana@example.com")
})

describe("a checkout", () => {
  test("is as it is now, and so is its remote", async () => {
    const head = await repo.commit("ours")
    await origin.commit("theirs")
    const second = await origin.commit("theirs, too")
    await origin.git("tag", "v1.0.0")
    await origin.git("tag", "--annotate", "--message=x", "v1.1.0")
    await repo.git("tag", "--force", "v0.9.0", "HEAD")
    await repo.git("mv", "a.txt", "b c.txt")
    await mkdir(join(repo.root, "new"))
    await writeFile(join(repo.root, "new", "d.txt"), "d")
    await rm(join(repo.root, ".git", "FETCH_HEAD"), { force: true })
    const looked = await checkoutOf().look("main")
    expect({ ...looked, dirty: looked.dirty.toSorted() }).toEqual({
      branch: "main",
      head,
      dirty: ["a.txt", "b c.txt", "new/"],
      remote: { name: "origin", ahead: 1, behind: 2, moved: ["v0.9.0"] },
      unpushed: [],
    })
    expect(await repo.git("rev-parse", "v1.0.0", "v1.1.0^{commit}", "v0.9.0", "origin/main")).toBe(
      [second, second, head, second].join("\n"),
    )
    expect(existsSync(join(repo.root, ".git", "FETCH_HEAD"))).toBe(false)
  })

  test("is level with a remote where nothing is new", async () => {
    expect(await checkoutOf().look("main")).toEqual({
      branch: "main",
      head: first,
      dirty: [],
      remote: { name: "origin", ahead: 0, behind: 0, moved: [] },
      unpushed: [],
    })
  })

  test("names the tags that the remote has not got", async () => {
    await repo.git("tag", "v1.0.0")
    await repo.git("tag", "--annotate", "--message=x", "v1.1.0")
    for (const branch of ["main", "trunk"])
      expect((await checkoutOf().look(branch)).unpushed).toEqual(["v1.0.0", "v1.1.0"])
  })

  test("may be on no branch, and have no remote", async () => {
    await repo.git("checkout", "--quiet", "--detach")
    expect(await checkoutOf(null).look("main")).toEqual({
      branch: null,
      head: first,
      dirty: [],
      remote: null,
      unpushed: [],
    })
  })

  test("gets the tags of a remote that has no main branch yet", async () => {
    await origin.git("tag", "v1.0.0")
    expect(await checkoutOf().look("trunk")).toMatchObject({ remote: null })
    expect(await repo.git("rev-parse", "v1.0.0")).toBe(first)
  })

  test("without a commit has no head, and cannot be compared", async () => {
    await repo.git("checkout", "--quiet", "--orphan", "fresh")
    expect(await checkoutOf().look("main")).toMatchObject({ branch: "fresh", head: null, remote: null })
  })

  test("whose remote cannot be asked is not looked at", async () => {
    const elsewhere = join(repo.root, "gone")
    await expect(checkoutOf(elsewhere).look("main")).rejects.toEqual(
      failure("REMOTE_UNAVAILABLE", /^The remote origin cannot be asked: \S[\s\S]*\S$/),
    )
    // it lists a tag that it then cannot give
    await origin.git("tag", "v1.0.0", await origin.commit("theirs"))
    const lost = await origin.git("rev-parse", "HEAD^{tree}", "v1.0.0")
    const id = lost.split("\n")[1] as string
    await rm(join(origin.root, ".git", "objects", id.slice(0, 2), id.slice(2)), { force: true })
    await expect(checkoutOf().look("main")).rejects.toEqual(
      failure("REMOTE_UNAVAILABLE", /^The remote origin cannot be asked: \S[\s\S]*\S$/),
    )
  })

  test("that is none is said to be", async () => {
    await rm(join(repo.root, ".git"), { recursive: true })
    await expect(checkoutOf(null).look("main")).rejects.toEqual(
      failure("NOT_A_REPOSITORY", /^The checkout cannot be read: .*not a git repository[\s\S]*\S$/),
    )
  })
})

describe("a release tag", () => {
  test("is made with its message, once", async () => {
    const checkout = checkoutOf()
    await checkout.createTag("v1.0.0", first, "one\n\ntwo")
    expect(await repo.git("cat-file", "tag", "v1.0.0")).toMatch(/^object [0-9a-f]+\n[\s\S]*\n\none\n\ntwo$/)
    await expect(checkout.createTag("v1.0.0", first, "again")).rejects.toEqual(
      failure("TAG_NOT_CREATED", /^fatal: tag 'v1\.0\.0' already exists$/),
    )
  })

  test("goes to the remote alone, whatever hooks and settings say", async () => {
    await writeFile(join(repo.root, ".git", "hooks", "pre-push"), "#!/bin/sh\nexit 1\n", { mode: 0o755 })
    await repo.git("config", "push.followTags", "true")
    const checkout = checkoutOf()
    await checkout.createTag("v0.9.5", first, "another")
    await checkout.createTag("v1.0.0", first, "one")
    await checkout.pushTag("v1.0.0")
    expect(await origin.git("tag")).toBe("v0.9.0\nv1.0.0")
    await repo.git("tag", "--force", "v0.9.0", await repo.commit("ours"))
    await expect(checkoutOf(null).pushTag("v0.9.0")).rejects.toEqual(
      failure("TAG_NOT_PUSHED", /rejected[\s\S]*v0\.9\.0[\s\S]*\S$/),
    )
  })

  test.each([
    ["has it by then, is there", "true", null],
    ["cannot be asked again, may be there", 'mv "$PWD" "$PWD.away"', "REMOTE_UNAVAILABLE"],
  ])("whose push got no answer, on a remote that %s", async (_name, then, code) => {
    const hook = `#!/bin/sh\n${then}\nkill -9 $PPID\n`
    await writeFile(join(origin.root, ".git", "hooks", "post-receive"), hook, { mode: 0o755 })
    const checkout = checkoutOf()
    await checkout.createTag("v1.0.0", first, "one")
    const pushed = checkout.pushTag("v1.0.0")
    if (code === null) await expect(pushed).resolves.toBeUndefined()
    else await expect(pushed).rejects.toMatchObject({ reason: { code } })
  })
})
