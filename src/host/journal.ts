import { appendFileSync, writeFileSync } from "node:fs"
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { messageOf } from "../core/errors.ts"
import type { Machine } from "../core/processes.ts"
import { clip } from "../core/text.ts"
import type { ProcessMark } from "./processes.ts"

/** A run on this host, as its journal begins. */
export interface JournalHead extends ProcessMark {
  kind: "run"
  runId: string
  /** the application that the run is of; absent in journals of older pipelines */
  app?: string
  machine: Machine
  /** ISO time */
  at: string
}

/** What a run started or made, and must be ended or cleared away when the run is dead. */
export type Note =
  /** leads a group of its own; it is given so long to end when it is asked */
  | ({ kind: "process"; graceMs: number } & ProcessMark & Partial<CommandMarks>)
  /** a command is over: what goes on of it was meant to, as a service that was deployed */
  | { kind: "over"; command: string }
  | { kind: "tree"; path: string }
  | { kind: "directory"; path: string }

/** How what a command started is known; absent in journals of older pipelines. */
export interface CommandMarks {
  /** its id, which all that it starts has in its environment */
  command: string
  /** the name of the folder that its tree is in */
  folder: string
}

export interface Journal {
  head: JournalHead
  notes: Note[]
}

/** Where the journals of a repository's runs are: inside .git, so that no checkout ever shows them. */
export const journalsOf = (gitDir: string): string => join(gitDir, "pipeline", "runs")

/** A run's own journal: a line a note, written before anything can go wrong. */
export class JournalWriter {
  private readonly file: string
  private readonly say: (line: string) => void
  begun = false
  private pending: Note[] = []
  private failed = false
  private kept = false

  constructor(directory: string, runId: string, say: (line: string) => void = () => {}) {
    this.file = fileOf(directory, runId)
    this.say = say
  }

  async begin(head: JournalHead): Promise<void> {
    await mkdir(dirname(this.file), { recursive: true })
    // two trees may be checked out at the same time
    if (this.begun) return
    const lines = [head, ...this.pending].map((line) => `${JSON.stringify(line)}\n`)
    // at once, so that no note comes in between and is lost
    writeFileSync(this.file, lines.join(""))
    this.begun = true
  }

  /**
   * Done by the time it returns: the next moment may be the run's last. Never throws: what it is about has begun, and
   * the run's id, which all that it starts carries, leads to most of it as well.
   */
  note(note: Note): void {
    if (!this.begun) {
      this.pending.push(note)
      return
    }
    try {
      appendFileSync(this.file, `${JSON.stringify(note)}\n`)
    } catch (error) {
      if (!this.failed) this.say(`this run's journal cannot be written: ${messageOf(error)}`)
      this.failed = true
    }
  }

  /** The run may hold a stage from now on: if it ends without a word, others must be able to tell that it is dead. */
  keep(): void {
    this.kept = true
  }

  /** The process ends: one that could never hold a stage leaves nothing. */
  async end(): Promise<void> {
    if (!this.kept) await this.remove()
  }

  /** Never throws: a journal that stays says of a run that is over no more than that it was here. */
  async remove(): Promise<void> {
    this.kept = false
    if (!this.begun) return
    this.begun = false
    await rm(this.file).catch(() => {})
  }
}

/**
 * Clears away what a run made. Never throws: a good deploy must not become a failed one. What is still written to, as by a
 * fetch that was given up, is tried again for some time; then it stays, and that is said.
 */
export async function clearAway(path: string, say: (line: string) => void): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  } catch (error) {
    say(`${path} cannot be cleared away, and stays: ${clip(messageOf(error))}`)
  }
}

/** null when there is none that can be read */
export async function readJournal(directory: string, runId: string): Promise<Journal | null> {
  try {
    return parse(await readFile(fileOf(directory, runId), "utf8"))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null
    throw error
  }
}

export async function readJournals(directory: string): Promise<Journal[]> {
  const names = (await readdir(directory).catch(() => [])).filter((name) => name.endsWith(SUFFIX))
  const journals = await Promise.all(names.map((name) => readJournal(directory, basename(name, SUFFIX))))
  return journals.filter((journal) => journal !== null)
}

/** Nothing is left to be ended; that the run was here is kept, because it may still hold a stage. */
export const settleJournal = (directory: string, { head }: Journal): Promise<void> =>
  writeFile(fileOf(directory, head.runId), `${JSON.stringify(head)}\n`)

export const removeJournal = (directory: string, { head }: Journal): Promise<void> =>
  rm(fileOf(directory, head.runId), { force: true })

const SUFFIX = ".jsonl"
/** A run's id comes from the ledger, so it may be anything. */
const fileOf = (directory: string, runId: string): string =>
  join(directory, `${runId.replace(/[^\w-]/g, "_")}${SUFFIX}`)

/** A run that died while it wrote leaves half a line, which names nothing. */
function parse(text: string): Journal | null {
  const lines = text.split("\n").flatMap((line) => parseLine(line) ?? [])
  const head = lines.find((line) => line.kind === "run")
  return head === undefined ? null : { head, notes: lines.filter((line) => line.kind !== "run") }
}

function parseLine(line: string): JournalHead | Note | null {
  try {
    return JSON.parse(line) as JournalHead | Note
  } catch {
    return null
  }
}
