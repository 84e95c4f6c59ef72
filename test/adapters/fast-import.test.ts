import { beforeEach, expect, test } from "vitest"
import { fastImportStream, type ImportedRecord } from "../../src/adapters/fast-import.ts"
import { hostGit } from "../../src/host/git.ts"
import { GitRepo } from "../helpers/git-repo.ts"

const REF = "refs/pipeline/ledger/staging"

let repo: GitRepo
beforeEach(async () => {
  repo = await GitRepo.create("--bare")
})

const load = (tip: string | null, records: readonly ImportedRecord[]) =>
  hostGit(repo.root, [])(["fast-import", "--quiet", "--done"], fastImportStream(REF, tip, records))

const record = (content: string, subject = content, at = "2026-11-23T10:00:00.999Z"): ImportedRecord => ({
  subject,
  content,
  at,
})

const idsOf = (stdout: string) => stdout.trimEnd().split("\n")

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
  const { stdout } = await hostGit(repo.root, [])(["cat-file", "blob", id])
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
