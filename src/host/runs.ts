import { readdir, stat } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { RUN_VARIABLE } from "../adapters/tool.ts"
import { messageOf } from "../core/errors.ts"
import type { LockOwner, OwnerFacts } from "../core/ledger/owner.ts"
import { hasRestarted, type Machine, type Marks } from "../core/processes.ts"
import type { AskCi } from "../release/heartbeats.ts"
import type { Runs } from "../release/ports.ts"
import {
  clearAway,
  type Journal,
  type JournalHead,
  type JournalWriter,
  readJournal,
  readJournals,
  removeJournal,
  settleJournal,
} from "./journal.ts"
import { LEDGER_SCRATCH } from "./ledger-store.ts"
import {
  allStartedWith,
  endStartedWith,
  isSameProcess,
  looksLike,
  type ProcessMark,
  processIdentity,
  stopProcesses,
  thisMachine,
} from "./processes.ts"
import { COMMAND_VARIABLE, TREE_PREFIX } from "./workbench.ts"

type ProcessFact = OwnerFacts["process"]

interface HostRunsOptions {
  runId: string
  /** several applications may be in one repository, and each knows only what its own stages run */
  app: string
  /** the process that is this run */
  pid: number
  /** where the repository's runs keep their journals */
  directory: string
  journal: JournalWriter
  /** whether the workflow run of an owner has finished */
  askCi: AskCi
  /** clears a worktree away, also from git's mind */
  removeTree: (path: string) => Promise<void>
  say: (line: string) => void
  machine?: () => Promise<Machine>
}

/** Runs on this host, known by the journals that they keep in the repository. */
export function hostRuns(options: HostRunsOptions): Runs {
  const { runId, app, directory, journal, askCi, removeTree, say, machine = thisMachine } = options
  return {
    async announce() {
      journal.keep()
      await beginJournal(options)
    },
    retire: () => journal.remove(),
    async examine(owner) {
      const [process, ci] = await Promise.all([examineProcess(directory, owner, machine), askCi(owner)])
      return { process, ci }
    },
    async sweep(serving, silent, ends) {
      const here = await machine()
      const dead: Journal[] = []
      for (const one of await readJournals(directory)) {
        const { head } = one
        if (head.runId === runId || (head.app ?? app) !== app) continue
        if ((await whereabouts(head, here)).kind === "gone") dead.push(one)
      }
      const left = await Promise.all(dead.map((one) => endToolsOf(one, here, say)))
      // also what left its tool's group, or was never written down, or written down in another clone
      const foreign = silent === undefined || dead.some(({ head }) => head.runId === silent) ? [] : [silent]
      if ((await allStartedWith(marksOf(dead, foreign))).length > 0) {
        const kept = await serving()
        const isKept = ({ head }: Journal) => kept.includes(head.runId)
        const [ended, spared] = [dead.filter((one) => !isKept(one)), dead.filter(isKept)]
        const unkept = foreign.filter((id) => !kept.includes(id))
        // which run something goes on of takes a look at all processes for each
        if (ends !== undefined) {
          for (const one of ended) if ((await allStartedWith(marksOf([one]))).length > 0) ends(one.head.runId)
          for (const id of unkept) if ((await allStartedWith(marksOf([], [id]))).length > 0) ends(id)
        }
        left.push(await endMarked([marksOf(ended, unkept), ...spared.map(marksOfOpen)], say))
        await sayKept(spared, say)
      }
      if (left.flat().length > 0) return left.flat()
      for (const one of dead) await clearAfter(directory, one, removeTree, say)
      await clearScratch(dirname(directory), say)
      return []
    },
  }
}

/** Leaves what shows others on this machine whether a run lives, and what it left here. Never throws. */
export async function beginJournal(
  about: Pick<HostRunsOptions, "runId" | "app" | "pid" | "journal" | "say" | "machine">,
): Promise<void> {
  const { runId, app, pid, journal, say, machine = thisMachine } = about
  // each tree of a run begins it, and to look at the machine may take programs
  if (journal.begun) return
  try {
    await journal.begin({
      kind: "run",
      ...{ runId, app },
      ...{ pid, identity: await processIdentity(pid) },
      machine: await machine(),
      at: new Date().toISOString(),
    })
  } catch (error) {
    say(`no other run will be able to tell whether this one lives: ${messageOf(error)}`)
  }
}

async function examineProcess(
  directory: string,
  owner: LockOwner,
  machine: () => Promise<Machine>,
): Promise<ProcessFact> {
  if (owner.runner?.kind === "engine")
    return { kind: "skipped", why: "it runs on an engine, not on this machine" }
  try {
    const journal = await readJournal(directory, owner.runId)
    if (journal === null) {
      return { kind: "skipped", why: "it was not started from this repository on this machine" }
    }
    const found = await whereabouts(journal.head, await machine())
    switch (found.kind) {
      case "running":
        return { kind: "known", value: { state: "running" } }
      case "gone":
        return { kind: "known", value: { state: "gone", how: found.how } }
      case "elsewhere":
        return { kind: "skipped", why: found.why }
    }
  } catch (error) {
    return { kind: "unavailable", message: `its process cannot be looked at: ${messageOf(error)}` }
  }
}

type Whereabouts = { kind: "running" } | { kind: "gone"; how: string } | { kind: "elsewhere"; why: string }

/** Whether the process of a run that was started from this repository still runs. */
async function whereabouts(head: JournalHead, here: Machine): Promise<Whereabouts> {
  const { machine, pid } = head
  if (machine.host !== here.host)
    return { kind: "elsewhere", why: `it runs on ${machine.host}, not on this machine` }
  if (machine.processes !== here.processes) {
    return { kind: "elsewhere", why: "its process cannot be seen from here, as from another container" }
  }
  if (await isSameProcess(head)) return { kind: "running" }
  if (machine.boot === here.boot) {
    return { kind: "gone", how: `its process ${pid} on ${machine.host} is gone` }
  }
  // another machine may have the same name, and share this disk
  if (hasRestarted(machine, here) && !(await looksLike(head))) {
    return { kind: "gone", how: `${machine.host} has been restarted since, so its process ${pid} is gone` }
  }
  return {
    kind: "elsewhere",
    why: `it may run on another machine that is called ${machine.host}: nothing shows that this one was restarted`,
  }
}

/** How long it is remembered that a dead run was here: it may hold a stage that no run looks at for long. */
const REMEMBERED_MS = 30 * 24 * 60 * 60 * 1000

/** Ends the tools that a dead run had started, with their groups. */
async function endToolsOf(
  { head, notes }: Journal,
  here: Machine,
  say: (line: string) => void,
): Promise<string[]> {
  // of an earlier start of the machine no process is left
  const marks = head.machine.boot === here.boot ? notes.filter((note) => note.kind === "process") : []
  const alive = await stillRunning(marks)
  sayEnding(
    `the dead run ${head.runId}`,
    alive.map(({ pid }) => pid),
    say,
  )
  await stopProcesses(alive, Math.max(0, ...alive.map(({ graceMs }) => graceMs)))
  return (await stillRunning(alive)).map(
    ({ pid }) => `Process ${pid}, which the dead run ${head.runId} started, could not be ended`,
  )
}

async function endMarked(all: readonly Marks[], say: (line: string) => void): Promise<string[]> {
  const variables = all.flatMap((marks) => marks.variables)
  if (variables.length === 0) return []
  const folders = all.flatMap((marks) => marks.folders ?? [])
  const { asked, left } = await endStartedWith({ variables, folders })
  sayEnding("a dead run", asked, say)
  return left.map((pid) => `Process ${pid}, which a dead run started, could not be ended`)
}

/** What carries the id of a dead run, or stands in one of its trees. */
const marksOf = (dead: readonly Journal[], foreign: readonly string[] = []): Marks => ({
  variables: [...dead.map(({ head }) => head.runId), ...foreign].map((id) => `${RUN_VARIABLE}=${id}`),
  folders: dead.flatMap(({ notes }) =>
    notes.flatMap((note) =>
      note.kind === "tree" && isOurs(note.path, TREE_PREFIX) ? [basename(note.path)] : [],
    ),
  ),
})

/** What was started by the commands of a run that were not over: what goes on of others is what was deployed. */
function marksOfOpen({ notes }: Journal): Marks {
  const over = notes.flatMap((note) => (note.kind === "over" ? [note.command] : []))
  const begun = notes.flatMap((note) =>
    note.kind === "process" && note.command !== undefined
      ? [{ folder: "", ...note, command: note.command }]
      : [],
  )
  const open = begun.filter(({ command }) => !over.includes(command))
  const folders = open.map(({ folder }) => folder)
  const shared = begun.filter(({ command }) => over.includes(command)).map(({ folder }) => folder)
  return {
    variables: open.map(({ command }) => `${COMMAND_VARIABLE}=${command}`),
    folders: folders.filter((folder) => folder.startsWith(TREE_PREFIX) && !shared.includes(folder)),
  }
}

/** What goes on may be what was deployed, or may still be changing the stage. It is named once, when a run's death is new. */
async function sayKept(spared: readonly Journal[], say: (line: string) => void): Promise<void> {
  const fresh = spared.filter(({ notes }) => notes.length > 0)
  const pids = await allStartedWith({ variables: marksOf(fresh).variables })
  if (pids.length === 0) return
  const list = pids.map((pid) => `process ${pid}`).join(", ")
  say(`what a dead run had deployed goes on, and may still be at work: ${list}`)
}

function sayEnding(run: string, pids: readonly number[], say: (line: string) => void): void {
  if (pids.length === 0) return
  say(`stopping what ${run} left running: ${pids.map((pid) => `process ${pid}`).join(", ")}`)
}

/** Clears away what a dead run had made; nothing of it is at work any more. */
async function clearAfter(
  directory: string,
  journal: Journal,
  removeTree: (path: string) => Promise<void>,
  say: (line: string) => void,
): Promise<void> {
  const { head, notes } = journal
  for (const note of notes) {
    if (note.kind === "tree" && isOurs(note.path, TREE_PREFIX)) await removeTree(note.path)
    if (note.kind === "directory" && isOurs(note.path, LEDGER_SCRATCH)) await clearAway(note.path, say)
  }
  const old = Date.now() - Date.parse(head.at) > REMEMBERED_MS
  await (old
    ? removeJournal(directory, journal)
    : notes.length > 0
      ? settleJournal(directory, journal)
      : null)
}

async function stillRunning<T extends ProcessMark>(marks: readonly T[]): Promise<T[]> {
  const same = await Promise.all(marks.map(isSameProcess))
  return marks.filter((_, index) => same[index])
}

/** A journal is a file that anybody may have written into: only what the pipeline itself names so is removed. */
const isOurs = (path: string, prefix: string): boolean =>
  path.split("/").every((part) => part !== "..") && basename(path).startsWith(prefix)

const ABANDONED_MS = 24 * 60 * 60 * 1000

/** A run that died before it announced itself leaves its copy of the ledger, which no living run leaves alone for a day. */
async function clearScratch(parent: string, say: (line: string) => void): Promise<void> {
  const names = (await readdir(parent).catch(() => [])).filter((name) => name.startsWith(LEDGER_SCRATCH))
  for (const path of names.map((name) => join(parent, name))) {
    const changed = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    )
    if (Date.now() - changed > ABANDONED_MS) await clearAway(path, say)
  }
}
