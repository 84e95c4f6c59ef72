import { describe, expect, test } from "vitest"
import { parseCatFile } from "../../src/adapters/cat-file.ts"
import { hostGit } from "../../src/host/git.ts"
import { GitRepo } from "../helpers/git-repo.ts"

const ID = "0123456789abcdef0123456789abcdef01234567"
const object = (content: string) => `${ID} blob ${new TextEncoder().encode(content).length}\n${content}\n`

describe("the answers of git cat-file", () => {
  test.each<[string, string[]]>([
    ["nothing", []],
    ["one", ["hello"]],
    ["several", ["a", "b", "c"]],
    ["an empty one", ["", "x", ""]],
    ["ones with line breaks, as if there were more", ["a\n\nb\n", `${ID} blob 3\nabc\n`, "x missing\n"]],
    ["ones whose bytes outnumber their characters", ["äöü€🚀", "火\n", "\uFEFFbom"]],
  ])("are told apart: %s", (_name, contents) => {
    expect(parseCatFile(contents.map(object).join(""))).toEqual(
      contents.map((content) => ({ id: ID, content })),
    )
  })

  test("tell what is missing, in its place", () => {
    const stdout = `refs/x missing\n${object("a")}refs/y:record.json missing\n`
    expect(parseCatFile(stdout)).toEqual([null, { id: ID, content: "a" }, null])
  })

  test("may have the long ids of SHA-256", () => {
    const id = "ab".repeat(32)
    expect(parseCatFile(`${id} commit 1\nx\n`)).toEqual([{ id, content: "x" }])
  })

  test.each([
    ["a byte that is no text and was replaced", `${ID} blob 3\na\uFFFDb\n`],
    ["an end too early", `${ID} blob 30\nabc\n`],
    ["no end of line", `${ID} blob 3`],
    ["something else", "fatal: what?\n"],
  ])("are not guessed at after %s", (_name, stdout) => {
    expect(parseCatFile(stdout)).toBeNull()
  })
})

test("git answers in just this way", async () => {
  const repo = await GitRepo.create()
  const id = await repo.commit("first", { "a.txt": "äöü\n🚀", "b.txt": "" })
  const git = hostGit(repo.root, [])
  const names = ["HEAD:a.txt", "refs/none", "HEAD:none", "HEAD:b.txt", id]
  const { stdout } = await git(["cat-file", "--batch"], names.map((name) => `${name}\n`).join(""))
  expect(parseCatFile(stdout)).toMatchObject([{ content: "äöü\n🚀" }, null, null, { content: "" }, { id }])
})
