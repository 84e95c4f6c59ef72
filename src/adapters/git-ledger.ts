import { environmentError } from "../core/errors.ts"
import { foldEntry } from "../core/ledger/fold.ts"
import { type Entry, type LedgerRecord, parseRecord, recordSubject } from "../core/ledger/record.ts"
import { EMPTY_STATE, type StageState } from "../core/ledger/stage-state.ts"
import type { Stage } from "../core/stage.ts"
import type { Ledger, StageView } from "../release/ports.ts"
import { type CatFileObject, parseCatFile } from "./cat-file.ts"
import { fastImportStream, type ImportedRecord } from "./fast-import.ts"
import { isRace, type LedgerStore, unreachable } from "./ledger-store.ts"

/**
 * The ledger in git refs: `refs/pipeline/ledger/<stage>` is a chain of commits, one a record, whose tree
 * holds record.json. Every record carries the stage's state, so reading does not grow with history.
 */
export function gitLedger(store: LedgerStore): Ledger {
  return {
    where: store.where,

    async read(stages) {
      await store.refresh(1)
      return readStages(store, stages)
    },

    async tryAppend(view, entries) {
      const ref = store.refOf(view.stage)
      const { records, state } = toRecords(view, entries)
      const imported = await store.git(
        ["fast-import", "--quiet", "--done"],
        fastImportStream(ref, view.tip, records),
      )
      if (imported.exitCode !== 0) {
        if (isRace(imported.stderr)) return null
        throw unreachable(store.where, imported.stderr)
      }
      const tip = imported.stdout.trimEnd().split("\n").at(-1) as string
      return (await store.publish(view.stage, tip)) ? { stage: view.stage, tip, state } : null
    },

    rehearse: () => store.rehearse(),

    async history(stage, limit) {
      await store.refresh(Math.max(1, limit))
      return readHistory(store, stage, limit)
    },
  }
}

function toRecords(
  view: StageView,
  entries: readonly Entry[],
): { records: ImportedRecord[]; state: StageState } {
  let state = view.state
  const records = entries.map((entry) => {
    state = foldEntry(state, entry)
    const record: LedgerRecord = { schemaVersion: 1, stage: view.stage, ...entry, state }
    return { subject: recordSubject(entry), content: `${JSON.stringify(record, null, 2)}\n`, at: entry.at }
  })
  return { records, state }
}

/** The tip is asked before and after its record: the chain only grows, so two equal answers frame the right record. */
async function readStages(store: LedgerStore, stages: readonly Stage[]): Promise<StageView[]> {
  for (;;) {
    const refs = stages.map((stage) => store.refOf(stage))
    const objects = await catFile(
      store,
      refs.flatMap((ref) => [ref, `${ref}:record.json`, ref]),
    )
    const triples = stages.map((stage, index) => ({
      stage,
      objects: objects.slice(index * 3, index * 3 + 3),
    }))
    if (triples.every(({ objects: [before, , after] }) => before?.id === after?.id)) {
      return triples.map(({ stage, objects: [commit, record] }) =>
        viewOf(stage, commit ?? null, record ?? null),
      )
    }
  }
}

function viewOf(stage: Stage, commit: CatFileObject, content: CatFileObject): StageView {
  if (commit === null) return { stage, tip: null, state: EMPTY_STATE }
  return { stage, tip: commit.id, state: recordOf(stage, content).state }
}

function recordOf(stage: Stage, content: CatFileObject): LedgerRecord {
  const record = content === null ? null : parseRecord(content.content)
  if (record === null) throw environmentError("LEDGER_CORRUPT", `A ledger record of ${stage} cannot be read.`)
  return record
}

/** How many records one git process is asked for. */
const PAGE = 100

async function readHistory(store: LedgerStore, stage: Stage, limit: number): Promise<LedgerRecord[]> {
  const records: LedgerRecord[] = []
  // counted from a commit, not from the ref: others may append meanwhile
  const [tip = null] = await catFile(store, [store.refOf(stage)])
  let from = tip?.id
  while (from !== undefined && records.length < limit) {
    const page = await readPage(store, stage, from, Math.min(PAGE, limit - records.length))
    records.push(...page.records)
    from = page.next
  }
  return records
}

/** A commit's record and those before it. */
async function readPage(store: LedgerStore, stage: Stage, from: string, count: number) {
  const commits = Array.from({ length: count }, (_, back) => `${from}~${back}`)
  // one name more tells where the next page begins
  const names = [...commits.flatMap((commit) => [commit, `${commit}:record.json`]), `${from}~${count}`]
  const objects = await catFile(store, names)
  const records = commits.flatMap((_, back) =>
    objects[back * 2] === null ? [] : [recordOf(stage, objects[back * 2 + 1] ?? null)],
  )
  return { records, next: objects.at(-1)?.id }
}

async function catFile(store: LedgerStore, names: readonly string[]): Promise<CatFileObject[]> {
  const result = await store.git(["cat-file", "--batch"], names.map((name) => `${name}\n`).join(""))
  if (result.exitCode !== 0) throw unreachable(store.where, result.stderr)
  const objects = parseCatFile(result.stdout)
  if (objects?.length === names.length) return objects
  throw environmentError("LEDGER_CORRUPT", `The ledger (${store.where}) holds what is not text.`)
}
