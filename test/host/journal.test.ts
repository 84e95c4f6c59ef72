import { existsSync } from "node:fs"
import { mkdir, readdir, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { beforeEach, describe, expect, test } from "vitest"
import {
  clearAway,
  type JournalHead,
  JournalWriter,
  journalsOf,
  type Note,
  readJournal,
  readJournals,
  removeJournal,
  settleJournal,
} from "../../src/host/journal.ts"
import { temporaryDirectory } from "../helpers/git-repo.ts"

let journals: string
beforeEach(async () => {
  journals = journalsOf(await temporaryDirectory())
})

const headOf = (runId: string): JournalHead => ({
  ...{ kind: "run", runId, pid: 7, identity: "boot/1" },
  machine: { host: "laptop", boot: "boot", processes: "" },
  at: "2026-03-01T03:00:00.000Z",
})
const TREE: Note = { kind: "tree", path: "/tmp/pipeline-tree-x" }

async function begin(runId: string): Promise<JournalWriter> {
  const writer = new JournalWriter(journals, runId)
  await writer.begin(headOf(runId))
  return writer
}

describe("a journal", () => {
  test("has what was noted before it was begun, and after", async () => {
    const writer = new JournalWriter(journals, "run")
    writer.note(TREE)
    await writer.begin(headOf("run"))
    writer.note({ kind: "over", command: "c" })
    expect(await readJournal(journals, "run")).toEqual({
      head: headOf("run"),
      notes: [TREE, { kind: "over", command: "c" }],
    })
  })

  test("is a run's own, whatever its id: none leads to another folder, or to another's journal", async () => {
    await begin("../a b")
    expect(await readdir(journals)).toEqual(["___a_b.jsonl"])
    expect(await readJournal(journals, "../a b")).toEqual({ head: headOf("../a b"), notes: [] })
    expect(await readJournal(journals, "ab")).toBeNull()
  })

  test("that is not begun takes none away", async () => {
    await begin("run")
    await new JournalWriter(journals, "run").remove()
    expect(await readJournal(journals, "run")).not.toBeNull()
  })

  test("may be taken away although somebody has done so", async () => {
    const writer = await begin("run")
    const journal = { head: headOf("run"), notes: [] }
    await removeJournal(journals, journal)
    await removeJournal(journals, journal)
    await writer.remove()
    expect(await readdir(journals)).toEqual([])
  })

  test("can be left with its beginning alone", async () => {
    const writer = await begin("run")
    writer.note(TREE)
    await settleJournal(journals, { head: headOf("run"), notes: [TREE] })
    expect(await readJournal(journals, "run")).toEqual({ head: headOf("run"), notes: [] })
  })

  test("that cannot be written is said to be so at once, and once", async () => {
    const said: string[] = []
    const writer = new JournalWriter(journals, "run", (line) => said.push(line))
    await writer.begin(headOf("run"))
    await rm(journals, { recursive: true })
    const why = expect.stringMatching(/^this run's journal cannot be written: .*ENOENT/)
    for (let count = 0; count < 2; count++) {
      writer.note(TREE)
      expect(said).toEqual([why])
    }
  })

  test("that cannot be read is not none", async () => {
    await mkdir(join(journals, "run.jsonl"), { recursive: true })
    await expect(readJournal(journals, "run")).rejects.toThrow("EISDIR")
  })
})

describe("all journals", () => {
  test("are none where no run has been", async () => {
    expect(await readJournals(journals)).toEqual([])
  })

  test("are those that begin with a run, each once, whatever else is there", async () => {
    await begin("run")
    const others = { run: "", empty: "", "empty.jsonl": "", "notes.jsonl": `${JSON.stringify(TREE)}\n` }
    for (const [name, text] of Object.entries(others)) await writeFile(join(journals, name), text)
    expect(await readJournals(journals)).toEqual([{ head: headOf("run"), notes: [] }])
  })
})

describe("what a run made", () => {
  test("is cleared away although somebody still writes there", async () => {
    const said: string[] = []
    const clear = async () => {
      const made = await temporaryDirectory()
      const objects = join(made, "objects")
      await mkdir(objects)
      const write = async (name: number): Promise<void> => {
        // until there is nothing to write to any more
        const written = await mkdir(join(objects, String(name))).then(
          () => name < 500,
          () => false,
        )
        if (written) await write(name + 1)
      }
      const writing = write(0)
      await clearAway(made, (line) => said.push(line))
      await writing
      return existsSync(made)
    }
    const left = await Promise.all(Array.from({ length: 20 }, clear))
    expect({ left: left.filter(Boolean), said }).toEqual({ left: [], said: [] })
  })

  test("stays where that cannot be done, and that is said; what is not there is no word worth", async () => {
    const said: string[] = []
    const file = join(await temporaryDirectory(), "file")
    await writeFile(file, "")
    await clearAway(join(file, "below"), (line) => said.push(line))
    await clearAway(`${file}-that-is-gone`, (line) => said.push(line))
    expect(said).toEqual([
      expect.stringContaining(`${file}/below cannot be cleared away, and stays: ENOTDIR`),
    ])
  })
})
