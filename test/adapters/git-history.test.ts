// @module-tag slow
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { beforeEach, describe, expect, test } from "vitest"
import { gitRepository } from "../../src/adapters/git-repository.ts"
import { hostGit } from "../../src/host/git.ts"
import type { Repository } from "../../src/release/ports.ts"
import { GitRepo, temporaryDirectory } from "../helpers/git-repo.ts"

/** No remote, and no submodules. */
const PLAIN = { mainRemote: null, reach: async () => null }

let repo: GitRepo
let repository: Repository
let first: string
beforeEach(async () => {
  repo = await GitRepo.create()
  repository = gitRepository(hostGit(repo.root, process.env, ["--git-dir", join(repo.root, ".git")]), PLAIN)
  first = await repo.commit("first", { "db/1.sql": "one", "db/2.sql": "two", "db2/x.sql": "x" })
})

const NOWHERE = "0123456789".repeat(4)

describe("the commits between two versions", () => {
  const subjects = async (from: string | null, to: string, limit = 10) => {
    const fact = await repository.log(from, to, limit)
    if (fact.kind !== "known") throw new Error(JSON.stringify(fact))
    const { commits, ...rest } = fact.value
    return { ...rest, subjects: commits.map(({ subject }) => subject) }
  }
  const whole = { more: 0, dropped: 0, shallow: false }

  test("are listed newest first, with their authors, and never more than were asked for", async () => {
    await repo.commit("feat: second")
    await repo.git("config", "user.name", "Bén 🚀 O'Hara")
    const third = await repo.commit("fix: third\n\nA body.\n\nAnd more of it.")
    expect(await subjects(first, third)).toEqual({ ...whole, subjects: ["fix: third", "feat: second"] })
    expect(await subjects(first, third, 1)).toEqual({ ...whole, more: 1, subjects: ["fix: third"] })
    expect(await subjects(null, third)).toEqual({
      ...whole,
      subjects: ["fix: third", "feat: second", "first"],
    })
    expect(await repository.log(first, third, 1)).toMatchObject({
      value: { commits: [{ sha: third, author: "Bén 🚀 O'Hara" }] },
    })
  })

  test("say that they break something, where a footer says so and in no other place", async () => {
    await repo.git(
      "commit",
      "--quiet",
      "--allow-empty",
      "--message",
      "a\n\nNo BREAKING CHANGE: here\n\nRefs: 1",
    )
    await repo.git(
      "commit",
      "--quiet",
      "--allow-empty",
      "--message",
      "b\n\nWhy.\n\nBREAKING CHANGE: the names",
    )
    const range = await repository.log(first, "HEAD", 10)
    expect(range).toMatchObject({
      kind: "known",
      value: { commits: [{ subject: "b", breaking: true }, { subject: "a" }] },
    })
    expect(JSON.stringify(range).match(/breaking/g)).toHaveLength(1)
  })

  test("of a version and itself are none", async () => {
    expect(await subjects(first, first)).toEqual({ ...whole, subjects: [] })
  })

  test("leave merges out, and count what an older version or one beside it lacks", async () => {
    await repo.git("checkout", "--quiet", "-b", "side")
    const side = await repo.commit("aside")
    await repo.git("checkout", "--quiet", "main")
    const second = await repo.commit("second")
    expect(await subjects(second, first)).toEqual({ ...whole, dropped: 1, subjects: [] })
    expect(await subjects(second, side)).toEqual({ ...whole, dropped: 1, subjects: ["aside"] })
    await repo.git("merge", "--quiet", "--no-ff", "--no-edit", "side")
    const merged = await repo.git("rev-parse", "HEAD")
    expect(await subjects(second, merged)).toEqual({ ...whole, subjects: ["aside"] })
  })

  test("are not asked of a clone that lacks one of them", async () => {
    for (const [from, to] of [
      [NOWHERE, first],
      [first, NOWHERE],
    ] as const) {
      expect(await repository.log(from, to, 5)).toMatchObject({
        kind: "unavailable",
        message: expect.stringMatching(/^The history of \w{7} and \w{7} is not in this clone: fatal: bad /),
      })
    }
    expect(await repository.log(null, NOWHERE, 5)).toMatchObject({
      message: expect.stringMatching(/^The history of 0123456 is not in this clone: /),
    })
  })

  test("of a shallow clone are told to be perhaps not all", async () => {
    await repo.commit("second")
    const third = await repo.commit("third")
    const clone = join(await temporaryDirectory(), "clone")
    await repo.git("clone", "--quiet", "--depth=2", `file://${repo.root}`, clone)
    const shallow = gitRepository(hostGit(clone, process.env), PLAIN)
    expect(await shallow.log(null, third, 5)).toMatchObject({
      kind: "known",
      value: { commits: [{ subject: "third" }, { subject: "second" }], more: 0, shallow: true },
    })
    expect(await shallow.log(first, third, 5)).toMatchObject({ kind: "unavailable" })
  })
})

describe("what became of a folder", () => {
  test("is told by path, whatever is called alike", async () => {
    await repo.git("rm", "--quiet", "db/1.sql")
    const second = await repo.commit("second", {
      "db/2.sql": "changed",
      "db/sub/ü 3.sql": "new",
      "db2/x.sql": "changed too",
      "db.sql": "beside",
    })
    expect(await repository.changes(first, second, "db")).toEqual({
      kind: "known",
      value: { added: ["db/sub/ü 3.sql"], changed: ["db/2.sql"], removed: ["db/1.sql"] },
    })
    expect(await repository.changes(second, first, "db")).toMatchObject({
      value: { added: ["db/1.sql"], removed: ["db/sub/ü 3.sql"] },
    })
  })

  test("is a file removed and one added when it was renamed, whatever the user's settings", async () => {
    await repo.git("config", "diff.renames", "copies")
    await repo.git("mv", "db/1.sql", "db/0.sql")
    expect(await repository.changes(first, await repo.commit("second"), "db")).toMatchObject({
      value: { added: ["db/0.sql"], changed: [], removed: ["db/1.sql"] },
    })
  })

  test("is nothing where there is no such folder, and a folder's name is no pattern", async () => {
    const second = await repo.commit("second", { "db/3.sql": "3" })
    for (const folder of ["nowhere", "d*", ":(glob)**", "d?"]) {
      expect(await repository.changes(first, second, folder)).toEqual({
        kind: "known",
        value: { added: [], changed: [], removed: [] },
      })
    }
  })

  test("is not to be had from a clone that lacks one of the commits", async () => {
    expect(await repository.changes(NOWHERE, first, "db")).toMatchObject({
      kind: "unavailable",
      message: expect.stringContaining("0123456"),
    })
  })
})

describe("the files of a commit", () => {
  test("are those below a folder, or all", async () => {
    expect(await repository.files(first, "db")).toEqual(["db/1.sql", "db/2.sql"])
    expect(await repository.files(first, "")).toEqual(["db/1.sql", "db/2.sql", "db2/x.sql"])
    for (const folder of ["nowhere", "db/1.sql", "d*"])
      expect(await repository.files(first, folder)).toEqual([])
  })

  test("are read as that commit has them", async () => {
    await repo.commit("second", { "db/1.sql": "changed" })
    const paths = ["db/2.sql", "db/none.sql", "db/1.sql", "db"]
    expect(await repository.contents(first, paths)).toEqual(["two", null, "one", null])
    expect(await repository.contents(first, [])).toEqual([])
  })

  test("are read one by one where one of them is no text or has an odd name", async () => {
    await writeFile(join(repo.root, "db", "0.bin"), Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28, 0xff]))
    const second = await repo.commit("second", { "db/a\nb.sql": "odd", "db/3.sql": "drei ✓\n" })
    expect(await repository.contents(second, ["db/1.sql", "db/0.bin", "db/3.sql"])).toEqual([
      "one",
      null,
      "drei ✓\n",
    ])
    expect(await repository.contents(second, ["db/a\nb.sql", "db/3.sql"])).toEqual([null, "drei ✓\n"])
  })

  test("of a commit that is not there cannot be read", async () => {
    const refusal = { kind: "environment", reason: { code: "NOT_A_REPOSITORY" } }
    await expect(repository.files(NOWHERE, "db")).rejects.toMatchObject(refusal)
    expect(await repository.contents(NOWHERE, ["db/1.sql"])).toEqual([null])
  })
})
