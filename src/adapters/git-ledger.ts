import * as v from "valibot"
import { environmentError } from "../core/errors.ts"
import { nextRecord } from "../core/ledger/next-record.ts"
import {
  appOf,
  type Entry,
  isNewerRecord,
  type LedgerRecord,
  parseRecord,
  recordSubject,
} from "../core/ledger/record.ts"
import { EMPTY_STATE, type StageState } from "../core/ledger/stage-state.ts"
import { type RetryPolicy, retry } from "../core/retry.ts"
import type { Stage } from "../core/stage.ts"
import type { Heartbeats, Ledger, StageView } from "../release/ports.ts"
import { fastImportStream, type GitObject, type ImportedRecord, readObjects } from "./git-objects.ts"
import { isInChain, kindOf, type LedgerStore, ledgerError, whileBusy } from "./ledger-store.ts"
import { sequence } from "./runtime.ts"

/**
 * The ledger in git refs: `refs/pipeline/ledger/<stage>` is a chain of commits, one a record, whose tree
 * holds record.json. Every record carries the stage's state, so reading does not grow with history.
 *
 * A chain belongs to the application whose records are in it, and one without a name to the reader: older records have
 * none. An application that finds another's there has its own, `refs/pipeline/apps/<app>/ledger/<stage>`.
 */
export function gitLedger(store: LedgerStore): Ledger {
  /** appends of which it is not known whether they were taken */
  const unsure = new Map<Stage, Attempt>()
  return {
    where: store.where,

    async read(stages) {
      await store.refresh(1)
      return readStages(store, stages)
    },

    async tryAppend(view, entries) {
      const ref = store.refOf(view.stage)
      const kinds = JSON.stringify(
        entries.map(({ kind, runId, tag, sha, detail }) => [kind, runId, tag, sha, detail]),
      )
      const attempt = unsure.get(view.stage)
      if (attempt !== undefined) {
        await store.refresh(LOOK_BACK)
        unsure.delete(view.stage)
        // what is there already must not be written again; what else was to be written has another stage to look at
        if (await isInChain(store.git, ref, attempt.view.tip)) {
          store.memory?.learn(ref, attempt.view.tip)
          return attempt.kinds === kinds ? attempt.view : null
        }
      }
      const { records, state } = toRecords(store.app, view, entries)
      const imported = await append(store, ref, view.tip, records)
      if (imported === "lost") return null
      const appended = { stage: view.stage, tip: imported, state }
      try {
        if ((await store.publish(ref, imported)) === "lost") return null
      } catch (error) {
        unsure.set(view.stage, { kinds, view: appended })
        throw error
      }
      store.memory?.learn(ref, imported)
      return appended
    },

    rehearse: () => store.rehearse(),

    async history(stage, limit, enough) {
      let depth = enough === undefined ? limit : Math.min(limit, MIN_PAGE)
      await store.refresh(Math.max(1, depth))
      const [view] = await readStages(store, [stage])
      const records = await readHistory(store, stage, view?.tip ?? null, depth)
      while (enough !== undefined && records.length === depth && depth < limit && !enough(records)) {
        depth = Math.min(limit, depth * DEEPER)
        // others may have appended since
        await store.refresh(depth + LOOK_BACK)
        const next = `${view?.tip}~${records.length}`
        records.push(...(await readHistory(store, stage, next, depth - records.length)))
      }
      return records
    },
  }
}

interface Attempt {
  kinds: string
  view: StageView & { tip: string }
}

const LOOK_BACK = 100

/** Adds commits to a chain in the store's repository. Gives the last one's id. */
async function append(
  store: LedgerStore,
  ref: string,
  tip: string | null,
  records: readonly ImportedRecord[],
): Promise<string | "lost"> {
  const stream = fastImportStream(ref, tip, records)
  const { exitCode, stdout, stderr } = await whileBusy(store.means, () =>
    store.git(["fast-import", "--quiet", "--done"], stream),
  )
  if (exitCode === 0) return stdout.trimEnd().split("\n").at(-1) as string
  if (kindOf(stderr) === "lost") return "lost"
  throw ledgerError(store.where, stderr)
}

function toRecords(
  app: string,
  view: StageView,
  entries: readonly Entry[],
): { records: ImportedRecord[]; state: StageState } {
  let state = view.state
  const records = entries.map((entry) => {
    const record = nextRecord({ app, stage: view.stage }, state, entry)
    state = record.state
    return { subject: recordSubject(entry), content: `${JSON.stringify(record, null, 2)}\n`, at: entry.at }
  })
  return { records, state }
}

/** Tips move while they are read when many append. */
const MOVING: RetryPolicy = { delaysMs: Array.from({ length: 50 }, () => 20) }

/** The tip is asked before and after its record: the chain only grows, so two equal answers frame the right record. */
async function readStages(store: LedgerStore, stages: readonly Stage[]): Promise<StageView[]> {
  const places = stages.flatMap((stage) =>
    [false, true].map((apart) => ({ stage, apart, ref: store.refOf(stage, apart) })),
  )
  const names = places.flatMap(({ ref }) => [ref, `${ref}:record.json`, ref])
  const read = async () => {
    const objects = await objectsOf(store, names)
    return places.map((place, index) => {
      const [commit = null, content = null, after = null] = objects.slice(index * 3, index * 3 + 3)
      return { ...place, commit, content, isStill: commit?.id === after?.id }
    })
  }
  const found = await retry(MOVING, store.means, read, (chains) => chains.some(({ isStill }) => !isStill))
  if (found.some(({ isStill }) => !isStill)) {
    throw environmentError(
      "LEDGER_UNAVAILABLE",
      `The ledger (${store.where}) moves faster than it can be read.`,
    )
  }
  for (const { ref, commit, stage } of found) await store.memory?.check(ref, commit?.id ?? null, stage)
  return stages.map((stage) => {
    const at = (apart: boolean) =>
      found.find((chain) => chain.stage === stage && chain.apart === apart) as Found
    const [usual, own] = [at(false), at(true)]
    const chain = own.commit === null && !isAnothers(store, usual) ? usual : own
    if (chain === own && !store.apart.has(stage)) {
      store.apart.add(stage)
      if (own.commit === null)
        store.say(`${usual.ref} is another application's; ${store.app} begins ${own.ref}`)
    }
    if (chain.commit === null) return { stage, tip: null, state: EMPTY_STATE }
    store.memory?.learn(chain.ref, chain.commit.id)
    return { stage, tip: chain.commit.id, state: recordOf(stage, chain.content).state }
  })
}

interface Found {
  stage: Stage
  ref: string
  commit: GitObject
  content: GitObject
}

function isAnothers({ app }: LedgerStore, { stage, commit, content }: Found): boolean {
  if (commit === null) return false
  const owner = appOf(recordOf(stage, content))
  return owner !== null && owner !== app
}

function recordOf(stage: Stage, content: GitObject): LedgerRecord {
  const text = content?.content ?? ""
  const record = parseRecord(text)
  if (record !== null) return record
  if (isNewerRecord(text)) {
    throw environmentError(
      "LEDGER_NEWER",
      `A record of ${stage} was written by a newer version of the pipeline.`,
    )
  }
  throw environmentError("LEDGER_CORRUPT", `A ledger record of ${stage} cannot be read.`)
}

/** How many records one git process is asked for: half of what is wanted, between these. */
const [MIN_PAGE, MAX_PAGE] = [100, 2000]
/** How much further back each look at a history goes that has not found enough. */
const DEEPER = 4

/** @param tip where to begin: counted from a commit, not from the ref, because others may append meanwhile */
async function readHistory(
  store: LedgerStore,
  stage: Stage,
  tip: string | null,
  limit: number,
): Promise<LedgerRecord[]> {
  const records: LedgerRecord[] = []
  const size = Math.min(MAX_PAGE, Math.max(MIN_PAGE, Math.ceil(limit / 2)))
  let from = tip
  while (from !== null && records.length < limit) {
    const page = await readPage(store, stage, from, Math.min(size, limit - records.length))
    records.push(...page.records)
    from = page.next
  }
  return records
}

/** A commit's record and those before it. */
async function readPage(store: LedgerStore, stage: Stage, from: string, count: number) {
  const commits = Array.from({ length: count }, (_, back) => `${from}~${back}`)
  // one name more says where the next page begins
  const names = [...commits.flatMap((commit) => [commit, `${commit}:record.json`]), `${from}~${count}`]
  const objects = await objectsOf(store, names)
  const records = commits.flatMap((_, back) =>
    objects[back * 2] === null ? [] : [recordOf(stage, objects[back * 2 + 1] ?? null)],
  )
  return { records, next: objects.at(-1)?.id ?? null }
}

async function objectsOf(store: LedgerStore, names: readonly string[]): Promise<GitObject[]> {
  const read = await readObjects(store.git, names)
  if (read === "not text") {
    throw environmentError("LEDGER_CORRUPT", `The ledger (${store.where}) holds what is not text.`)
  }
  if ("failed" in read) throw ledgerError(store.where, read.failed)
  return read.objects
}

/**
 * One operation at a time, because those of a run share a local copy. A run that waits for its next try meanwhile keeps
 * none of them waiting: its heartbeats must not depend on its records.
 */
export function oneAtATime(ledger: Ledger): Ledger {
  const next = sequence()
  return {
    where: ledger.where,
    read: (...given) => next(() => ledger.read(...given)),
    tryAppend: (...given) => next(() => ledger.tryAppend(...given)),
    rehearse: () => next(() => ledger.rehearse()),
    history: (...given) => next(() => ledger.history(...given)),
  }
}

const BeatSchema = v.object({ runId: v.string(), at: v.string() })

/**
 * Heartbeats in a chain of commits of their own, beside the ledger's: no reader of the ledger meets them, and no
 * append has to race with them. One that comes second is lost, and the next one follows.
 */
export function gitHeartbeats(store: LedgerStore): Heartbeats {
  const newest = async (stage: Stage) => {
    await store.refresh(1)
    const ref = store.refOf(stage)
    const [commit = null, content = null] = await objectsOf(store, [ref, `${ref}:record.json`])
    return { ref, commit, content }
  }
  return {
    async read(stage) {
      const { commit, content } = await newest(stage)
      const beat = content === null ? null : parseBeat(content.content)
      return commit === null || beat === null ? null : { id: commit.id, ...beat }
    },
    async beat(stage, beat) {
      const { ref, commit } = await newest(stage)
      const record = { subject: `alive ${beat.runId}`, content: `${JSON.stringify(beat)}\n`, at: beat.at }
      const tip = await append(store, ref, commit?.id ?? null, [record])
      if (tip !== "lost") await store.publish(ref, tip)
    },
  }
}

function parseBeat(text: string): v.InferOutput<typeof BeatSchema> | null {
  try {
    const parsed = v.safeParse(BeatSchema, JSON.parse(text))
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}
