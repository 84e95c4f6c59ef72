// @module-tag slow
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { beforeEach, describe, expect, test } from "vitest"
import { gitLedger } from "../../src/adapters/git-ledger.ts"
import { SCHEMA_VERSION } from "../../src/core/ledger/record.ts"
import type { StageView } from "../../src/release/ports.ts"
import type { Git } from "../../src/workbench/workbench.ts"
import { FakeClock } from "../helpers/fake-clock.ts"
import { entryOf, type LedgerSite, ledgerOf, localSite } from "./ledger-stores.ts"

const REF = "refs/pipeline/ledger/staging"
const CORRUPT = {
  kind: "environment",
  reason: { code: "LEDGER_CORRUPT", message: expect.stringMatching(/ledger .+\.$/i) },
}

let site: LedgerSite
beforeEach(async () => {
  site = await localSite()
  const ledger = await ledgerOf(site)
  const [view] = await ledger.read(["staging"])
  await ledger.tryAppend(view as StageView, [entryOf(1), entryOf(2)])
})

/** Appends a commit that holds whatever it is given, past the pipeline. */
async function appendRaw(file: string, content: string | Uint8Array): Promise<void> {
  const { home } = site
  const path = join(home.root, "raw")
  await writeFile(path, content)
  const blob = await home.git("hash-object", "-w", path)
  const index = ["update-index", "--add", "--cacheinfo", `100644,${blob},${file}`]
  await home.git("read-tree", "--empty")
  await home.git(...index)
  const tree = await home.git("write-tree")
  const commit = await home.git("commit-tree", "-m", "by hand", "-p", REF, tree)
  await home.git("update-ref", REF, commit)
}

const record = async () => JSON.parse(await site.home.git("show", `${REF}:record.json`))

describe.each<[string, () => Promise<void>]>([
  ["no JSON", () => appendRaw("record.json", "<<<<<<< ours")],
  ["nothing", () => appendRaw("record.json", "")],
  ["JSON that is no record", () => appendRaw("record.json", "{}")],
  ["another file", () => appendRaw("notes.txt", "hello")],
  ["a directory", () => appendRaw("record.json/part", "{}")],
  ["bytes that are no text", () => appendRaw("record.json", Uint8Array.of(0x7b, 0xff, 0xfe, 0x80, 0x0a))],
])("a newest record that is %s", (_name, spoil) => {
  beforeEach(() => spoil())

  test("is not decided on", async () => {
    const ledger = await ledgerOf(site)
    await expect(ledger.read(["production", "staging"])).rejects.toMatchObject(CORRUPT)
    await expect(ledger.history("staging", 10)).rejects.toMatchObject(CORRUPT)
  })

  test("does not hide the other stage", async () => {
    expect(await (await ledgerOf(site)).read(["production"])).toMatchObject([{ tip: null }])
  })
})

const newer = (known: object): string => JSON.stringify({ ...known, schemaVersion: SCHEMA_VERSION + 1 })
const unknownKind = (known: object): string => JSON.stringify({ ...known, kind: "teleported" })

test.each<[string, (known: object) => string]>([
  ["a newer version", newer],
  ["a kind of which this version knows nothing", unknownKind],
])("%s is for a newer pipeline to read", async (_name, change) => {
  await appendRaw("record.json", change(await record()))
  const refusal = {
    kind: "environment",
    reason: {
      code: "LEDGER_NEWER",
      message: "A record of staging was written by a newer version of the pipeline.",
      fix: expect.stringContaining("Update"),
    },
  }
  const ledger = await ledgerOf(site)
  await expect(ledger.read(["staging"])).rejects.toMatchObject(refusal)
  await expect(ledger.history("staging", 10)).rejects.toMatchObject(refusal)
  expect(await ledger.read(["production"])).toMatchObject([{ tip: null }])
})

test("a tip that moves all the time is asked for again, and then not decided on", async () => {
  const clock = new FakeClock()
  const store = await site.open({ means: { clock } })
  let asked = 0
  /** As if another run appended while the record was read, the first so many times. */
  const moving = (times: number): Git => {
    asked = 0
    return (args, stdin) => {
      const moves = args[0] === "cat-file" && asked++ < times
      return store.git(args, moves ? stdin?.replaceAll(/(:record\.json\n.+)\n/g, "$1~1\n") : stdin)
    }
  }
  const read = (git: Git) => gitLedger({ ...store, git }).read(["staging"])
  await expect(read(moving(Number.POSITIVE_INFINITY))).rejects.toMatchObject({
    kind: "environment",
    reason: {
      code: "LEDGER_UNAVAILABLE",
      message: `The ledger (${store.where}) moves faster than it can be read.`,
    },
  })
  expect([asked, clock.sleeps.length]).toEqual([51, 50])
  expect(await read(moving(3))).toMatchObject([{ tip: await site.home.git("rev-parse", REF) }])
  expect([asked, clock.sleeps.length]).toEqual([4, 53])
})

test("a key that a later pipeline added does not make a record unreadable", async () => {
  await appendRaw("record.json", JSON.stringify({ ...(await record()), weather: "rain" }))
  expect(await (await ledgerOf(site)).history("staging", 1)).toMatchObject([{ runId: "run-2" }])
})

test("an older record that cannot be read does not block the stage, only the history that reaches it", async () => {
  const good = JSON.stringify(await record())
  await appendRaw("record.json", "no record")
  await appendRaw("record.json", good)
  const ledger = await ledgerOf(site)
  expect(await ledger.read(["staging"])).toMatchObject([{ stage: "staging" }])
  expect(await ledger.history("staging", 1)).toHaveLength(1)
  await expect(ledger.history("staging", 2)).rejects.toMatchObject(CORRUPT)
})
