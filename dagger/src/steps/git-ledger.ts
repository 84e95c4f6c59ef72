import { environmentError } from "../core/errors.ts"
import { foldEntry } from "../core/fold.ts"
import { type Entry, type LedgerRecord, parseRecord, recordSubject } from "../core/ledger-record.ts"
import type { Stage } from "../core/stage.ts"
import { EMPTY_STATE, type StageState } from "../core/stage-state.ts"
import type { Ledger, StageView } from "../release/ports.ts"
import type { GitResult } from "../workbench/git.ts"
import { type CatFileObject, parseCatFile } from "./cat-file.ts"
import { fastImportStream, type ImportedRecord } from "./fast-import.ts"
import type { LedgerStore } from "./ledger-store.ts"

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
        if (isConflict(imported)) return null
        throw unavailable(store, imported)
      }
      const tip = imported.stdout.trimEnd().split("\n").at(-1) as string
      return (await store.publish(view.stage, tip)) ? { stage: view.stage, tip, state } : null
    },

    async history(stage, limit) {
      await store.refresh(limit)
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
  let from = store.refOf(stage)
  while (records.length < limit) {
    const count = Math.min(PAGE, limit - records.length)
    const names = Array.from({ length: count }, (_, back) => [
      `${from}~${back}:record.json`,
      `${from}~${back}`,
    ]).flat()
    const objects = await catFile(store, names)
    const page = Array.from({ length: count }, (_, index) => ({
      content: objects[index * 2] ?? null,
      commit: objects[index * 2 + 1] ?? null,
    })).filter(({ commit }) => commit !== null)
    records.push(...page.map(({ content }) => recordOf(stage, content)))
    const last = page.at(-1)?.commit
    if (page.length < count || last === undefined || last === null) break
    from = `${last.id}~1`
  }
  return records
}

async function catFile(store: LedgerStore, names: readonly string[]): Promise<CatFileObject[]> {
  const result = await store.git(["cat-file", "--batch"], names.map((name) => `${name}\n`).join(""))
  if (result.exitCode !== 0) throw unavailable(store, result)
  return parseCatFile(result.stdout)
}

/** Another writer was there first, or holds git's own lock on the ref for a moment. */
const isConflict = ({ stderr }: GitResult): boolean =>
  /Not updating|cannot lock ref|Unable to create .*\.lock|is at .* but expected|reference already exists/i.test(
    stderr,
  )

const unavailable = ({ where }: LedgerStore, { stderr }: GitResult) =>
  environmentError(
    "LEDGER_UNAVAILABLE",
    `The ledger (${where}) cannot be used: ${stderr.trim().slice(0, 500)}`,
  )
