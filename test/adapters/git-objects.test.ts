// @module-tag slow
import { beforeEach, describe, expect, test } from "vitest"
import {
  fastImportStream,
  type ImportedRecord,
  readObjects,
  uncommitted,
} from "../../src/adapters/git-objects.ts"
import { hostGit } from "../../src/host/git.ts"
import { GitRepo } from "../helpers/git-repo.ts"

const ID = "0123456789abcdef0123456789abcdef01234567"
const object = (content: string) => `${ID} blob ${new TextEncoder().encode(content).length}\n${content}\n`

/** What is read when git cat-file answers so. */
const read = (stdout: string, count: number) =>
  readObjects(async () => ({ exitCode: 0, stdout, stderr: "" }), Array(count).fill("name"))

describe("the answers of git cat-file", () => {
  test.each<[string, string[]]>([
    ["nothing", []],
    ["one", ["hello"]],
    ["several", ["a", "b", "c"]],
    ["an empty one", ["", "x", ""]],
    ["ones with line breaks, as if there were more", ["a\n\nb\n", `${ID} blob 3\nabc\n`, "x missing\n"]],
    ["ones whose bytes outnumber their characters", ["äöü€🚀", "火\n", "\uFEFFbom"]],
  ])("are told apart: %s", async (_name, contents) => {
    expect(await read(contents.map(object).join(""), contents.length)).toEqual({
      objects: contents.map((content) => ({ id: ID, content })),
    })
  })

  test("say what is missing, in its place", async () => {
    const stdout = `refs/x missing\n${object("a")}refs/y:record.json missing\n`
    expect(await read(stdout, 3)).toEqual({ objects: [null, { id: ID, content: "a" }, null] })
  })

  test("may have the long ids of SHA-256", async () => {
    const id = "ab".repeat(32)
    expect(await read(`${id} commit 1\nx\n`, 1)).toEqual({ objects: [{ id, content: "x" }] })
  })

  test.each([
    ["a byte that is no text and was replaced", `${ID} blob 3\na\uFFFDb\n`],
    ["an end too early", `${ID} blob 30\nabc\n`],
    ["no end of line", `${ID} blob 3`],
    ["something else", "fatal: what?\n"],
    ["fewer than were asked for", ""],
  ])("are not guessed at after %s", async (_name, stdout) => {
    expect(await read(stdout, 1)).toBe("not text")
  })

  test("are git's own words when it fails", async () => {
    const failing = async () => ({ exitCode: 128, stdout: "", stderr: "fatal: no\n" })
    expect(await readObjects(failing, ["x"])).toEqual({ failed: "fatal: no\n" })
  })

  test("are just so from git itself", async () => {
    const made = await GitRepo.create()
    const id = await made.commit("first", { "a.txt": "äöü\n🚀", "b.txt": "" })
    const names = ["HEAD:a.txt", "refs/none", "HEAD:none", "HEAD:b.txt", id]
    expect(await readObjects(hostGit(made.root, process.env), names)).toMatchObject({
      objects: [{ content: "äöü\n🚀" }, null, null, { content: "" }, { id }],
    })
  })
})

const REF = "refs/pipeline/ledger/staging"

let repo: GitRepo

const load = (tip: string | null, records: readonly ImportedRecord[]) =>
  hostGit(repo.root, process.env)(["fast-import", "--quiet", "--done"], fastImportStream(REF, tip, records))

const record = (content: string, subject = content, at = "2026-11-23T10:00:00.999Z"): ImportedRecord => ({
  subject,
  content,
  at,
})

const idsOf = (stdout: string) => stdout.trimEnd().split("\n")

describe("what git fast-import is given", () => {
  beforeEach(async () => {
    repo = await GitRepo.create("--bare")
  })

  test("records become commits, oldest first, and their ids are printed in that order", async () => {
    const { exitCode, stdout } = await load(null, [record("a"), record("b"), record("c")])
    expect(exitCode).toBe(0)
    const log = await repo.git("log", "--reverse", "--format=%H %s %an <%ae> %cI", REF)
    expect(log.split("\n")).toEqual(
      idsOf(stdout).map((id, index) => `${id} ${"abc"[index]} pipeline <pipeline> 2026-11-23T10:00:00+00:00`),
    )
    await repo.check()
  })

  test("each commit holds its own record and nothing else", async () => {
    await load(null, [record("old"), record("new")])
    expect(await repo.git("ls-tree", "-r", REF)).toMatch(/^100644 blob \w+\trecord\.json$/)
    expect(await repo.git("show", `${REF}:record.json`)).toBe("new")
    expect(await repo.git("show", `${REF}~1:record.json`)).toBe("old")
  })

  test.each([
    ["non-ASCII", "äöü 火 🚀"],
    ["line breaks", "a\n\nb\r\n"],
    ["what looks like commands", "x\ncommit refs/heads/main\ndata 3\nabc\ndone\n"],
    ["nothing", ""],
    ["a null character", "a\u0000b"],
  ])("content is kept to the byte: %s", async (_name, content) => {
    await load(null, [record(content, "x")])
    const [id = ""] = idsOf(await repo.git("rev-parse", `${REF}:record.json`))
    expect(await repo.git("cat-file", "-s", id)).toBe(String(new TextEncoder().encode(content).length))
    const { stdout } = await hostGit(repo.root, process.env)(["cat-file", "blob", id])
    expect(stdout).toBe(content)
  })

  test.each(["zażółć 🚀", "from refs/heads/main", "a\nM 100644 inline evil", ""])(
    "a subject cannot break out: %j",
    async (subject) => {
      const { exitCode } = await load(null, [record("x", subject)])
      expect(exitCode).toBe(0)
      expect(await repo.git("log", "--format=%B", REF)).toBe(subject)
      expect(await repo.git("ls-tree", "--name-only", REF)).toBe("record.json")
    },
  )

  test("git appends after the tip, and refuses when the ref has moved on or is there already", async () => {
    const [first = null] = idsOf((await load(null, [record("a")])).stdout)
    const [second = null] = idsOf((await load(first, [record("b")])).stdout)
    for (const stale of [first, null]) {
      const refused = await load(stale, [record("c"), record("d")])
      expect(refused.exitCode).not.toBe(0)
      expect(refused.stderr).toContain(`Not updating ${REF}`)
    }
    expect(await repo.git("rev-parse", REF)).toBe(second)
    expect(await repo.git("log", "--reverse", "--format=%s", REF)).toBe("a\nb")
    await repo.check()
  })
})

describe("a file that a run goes by", () => {
  const of = async (text: string, committed: string | null) => {
    const repo = await GitRepo.create()
    if (committed !== null) await repo.commit("first", { "pipeline.json": committed, "other.json": "x" })
    return uncommitted(hostGit(repo.root, process.env), "pipeline.json", text)
  }

  test("is as the commit has it, whatever its line ends", async () => {
    expect(await of("a\nb\n", "a\nb\n")).toBeNull()
    expect(await of("a\r\nb\r\n", "a\nb\n")).toBeNull()
    expect(await of("a\nb\n", "a\r\nb\r\n")).toBeNull()
  })

  test("has changes, or is not there", async () => {
    expect(await of("ab\n", "a\nb\n")).toBe(
      "pipeline.json has changes that are not committed; this run uses them",
    )
    const repo = await GitRepo.create()
    await repo.commit("first", { "other.json": "x" })
    expect(await uncommitted(hostGit(repo.root, process.env), "pipeline.json", "x")).toBe(
      "pipeline.json is not in the commit that is checked out; this run uses it anyway",
    )
  })

  test("is not compared where git cannot read", async () => {
    const fails = async () => ({ exitCode: 128, stdout: "", stderr: "fatal: no" })
    expect(await uncommitted(fails, "pipeline.json", "x")).toBeNull()
  })
})
