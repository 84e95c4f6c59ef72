// @module-tag slow
import { spawn } from "node:child_process"
import { once } from "node:events"
import { access, mkdir, readFile, rm, utimes, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest"
import type { LockOwner } from "../../src/core/ledger/owner.ts"
import type { Machine } from "../../src/core/processes.ts"
import {
  type JournalHead,
  JournalWriter,
  journalsOf,
  type Note,
  readJournal,
} from "../../src/host/journal.ts"
import { processIdentityNow, thisMachine } from "../../src/host/processes.ts"
import { beginJournal, hostRuns } from "../../src/host/runs.ts"
import { temporaryDirectory } from "../helpers/git-repo.ts"
import { isRunning } from "../helpers/processes.ts"

const HOST = { kind: "host", ci: null, heartbeatSeconds: null } as const
const ownerOf = (runId: string, fields: Partial<LockOwner> = {}): LockOwner => ({
  runId,
  command: "deploy-production",
  tag: "v1.0.0",
  sha: "a".repeat(40),
  actor: "ben",
  host: "laptop",
  pid: 1,
  since: "2026-03-01T03:00:00.000Z",
  runner: HOST,
  ...fields,
})

/** No run's deploy is what a stage runs. */
const none = async () => []

let gitDir: string
let removed: string[]
let said: string[]
beforeEach(async () => {
  gitDir = await temporaryDirectory()
  removed = []
  said = []
})

/** Other runs as a run of this process sees them. */
const runsOf = (runId: string, journal?: JournalWriter) => hostRuns(optionsOf(runId, journal))

function optionsOf(runId: string, journal = new JournalWriter(journalsOf(gitDir), runId)) {
  return {
    runId,
    app: "shop",
    pid: process.pid,
    directory: journalsOf(gitDir),
    journal,
    askCi: async () => ({ kind: "skipped", why: "no workflow run" }) as const,
    removeTree: async (path: string) => void removed.push(path),
    say: (line: string) => void said.push(line),
  }
}

const IDLE = "setInterval(() => {}, 1000)"

/** A program that leads a group of its own, as a deploy tool does. */
async function startTool(
  script = IDLE,
  env: Record<string, string> = {},
  cwd = gitDir,
): Promise<{ pid: number; identity: string }> {
  const child = spawn(process.execPath, ["--eval", `${script}; console.log("up")`], {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  })
  const pid = child.pid as number
  onTestFinished(() => void child.kill("SIGKILL"))
  await once(child.stdout, "data")
  return { pid, identity: processIdentityNow(pid) }
}

/** A run whose process has ended. */
async function deadRun(notes: Note[] = [], change: (head: JournalHead) => JournalHead = (head) => head) {
  const child = spawn(process.execPath, ["--eval", "setInterval(() => {}, 1000)"])
  const pid = child.pid as number
  const identity = processIdentityNow(pid)
  child.kill("SIGKILL")
  await once(child, "close")
  const head: JournalHead = {
    kind: "run",
    runId: "dead-run",
    pid,
    identity,
    machine: await thisMachine(),
    at: new Date().toISOString(),
  }
  const journal = new JournalWriter(journalsOf(gitDir), "dead-run")
  for (const note of notes) journal.note(note)
  await journal.begin(change(head))
}

/** This machine as it is where processes are not hidden from each other, and as it was before a restart. */
const bare = async (fields: Partial<Machine> = {}): Promise<Machine> => ({
  ...(await thisMachine()),
  id: "machine-1",
  processes: "pid:[4026531836]",
  ...fields,
})

const processOf = async (owner: LockOwner) => (await runsOf("me").examine(owner)).process
const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

describe("the owner of a lock", () => {
  test("runs, as long as its process does", async () => {
    await runsOf("living-run").announce()
    expect(await processOf(ownerOf("living-run"))).toEqual({ kind: "known", value: { state: "running" } })
  })

  test("is gone when its process is", async () => {
    await deadRun()
    expect(await processOf(ownerOf("dead-run"))).toMatchObject({
      kind: "known",
      value: { state: "gone", how: expect.stringMatching(/^its process \d+ on .* is gone$/) },
    })
  })

  test("is gone although another process has its number by now", async () => {
    await deadRun([], (head) => ({ ...head, pid: process.pid }))
    expect(await processOf(ownerOf("dead-run"))).toMatchObject({ value: { state: "gone" } })
  })

  const processSeenFrom = async (machine: Machine, then: Machine) => {
    await deadRun([], (head) => ({ ...head, machine: then }))
    const here = async () => machine
    const runs = hostRuns({ ...optionsOf("me"), machine: here })
    return (await runs.examine(ownerOf("dead-run"))).process
  }

  test("is gone when the machine was restarted", async () => {
    const then = await bare({ boot: "an earlier one" })
    expect(await processSeenFrom(await bare(), then)).toMatchObject({
      value: { state: "gone", how: expect.stringContaining("has been restarted since") },
    })
  })

  test.each<[string, Partial<Machine>]>([
    ["another machine of the same name has the journal's disk, too", { id: "machine-2" }],
    ["nothing tells machines of the same name apart", { id: "" }],
    ["an older pipeline did not say which machine it was", { id: undefined as never }],
  ])("A8: another boot under the same name is no proof where %s", async (_, fields) => {
    const then = await bare({ boot: "another one", ...fields })
    expect(await processSeenFrom(await bare(), then)).toMatchObject({
      kind: "skipped",
      why: expect.stringContaining("it may run on another machine"),
    })
  })

  test("A8: another boot is no proof while a process of that id was started at that time", async () => {
    await runsOf("living-run").announce()
    const file = join(journalsOf(gitDir), "living-run.jsonl")
    const head = JSON.parse(await readFile(file, "utf8")) as JournalHead
    const machine = { ...head.machine, boot: "another view of this machine" }
    const identity = head.identity.replace(/^[^/]*/, "another view of this machine")
    await writeFile(file, `${JSON.stringify({ ...head, machine, identity })}\n`)
    expect(await processOf(ownerOf("living-run"))).toMatchObject({ kind: "skipped" })
  })

  test.each<[string, (head: JournalHead) => JournalHead, string]>([
    [
      "on another machine, in a directory that both see",
      (head) => ({ ...head, machine: { ...head.machine, host: "elsewhere", boot: "other" } }),
      "it runs on elsewhere, not on this machine",
    ],
    [
      "in another container of this machine",
      (head) => ({ ...head, machine: { ...head.machine, processes: "pid:[1]" } }),
      "its process cannot be seen from here, as from another container",
    ],
  ])("may live %s", async (_, change, why) => {
    await deadRun([], change)
    expect(await processOf(ownerOf("dead-run"))).toEqual({ kind: "skipped", why })
  })

  test("may live where it left no journal here", async () => {
    const why = "it was not started from this repository on this machine"
    expect(await processOf(ownerOf("unknown"))).toEqual({ kind: "skipped", why })
    expect(await processOf(ownerOf("../../../etc/passwd"))).toEqual({ kind: "skipped", why })
  })

  test("may live on an engine, whatever is here", async () => {
    await deadRun()
    const runner = { ...HOST, kind: "engine" } as const
    expect(await processOf(ownerOf("dead-run", { runner }))).toEqual({
      kind: "skipped",
      why: "it runs on an engine, not on this machine",
    })
  })

  test("half a line at the journal's end, as of a run that died while it wrote, hides nothing", async () => {
    await deadRun()
    const file = join(journalsOf(gitDir), "dead-run.jsonl")
    await writeFile(file, `${await readFile(file, "utf8")}{"kind":"process","pid":1`)
    expect(await processOf(ownerOf("dead-run"))).toMatchObject({ value: { state: "gone" } })
  })
})

test("B1: a journal that can no longer be written does not stop what it is about", async () => {
  const journal = new JournalWriter(journalsOf(gitDir), "me", (line) => void said.push(line))
  await runsOf("me", journal).announce()
  await rm(journalsOf(gitDir), { recursive: true })
  await writeFile(journalsOf(gitDir), "")
  for (const pid of [1, 2]) journal.note({ kind: "process", pid, identity: "", graceMs: 1 })
  expect(said).toEqual([expect.stringMatching(/^this run's journal cannot be written: .*ENOTDIR/)])
})

test("a run that ends leaves no journal, and one that cannot write one goes on without", async () => {
  const runs = runsOf("me")
  await runs.announce()
  expect(await exists(join(journalsOf(gitDir), "me.jsonl"))).toBe(true)
  await runs.retire()
  expect(await exists(join(journalsOf(gitDir), "me.jsonl"))).toBe(false)

  gitDir = join(await temporaryDirectory(), "file")
  await writeFile(gitDir, "")
  await runsOf("me").announce()
  expect(said).toEqual([expect.stringContaining("no other run will be able to tell")])
})

test("what is noted while a journal is begun, twice at the same time, is in it", async () => {
  const journal = new JournalWriter(journalsOf(gitDir), "me")
  const machine = vi.fn(thisMachine)
  const about = { ...{ runId: "me", app: "shop", pid: process.pid, journal, machine }, say: () => {} }
  const noteTree = async (path: string) => {
    await beginJournal(about)
    journal.note({ kind: "tree", path })
  }
  const noting = [noteTree("first"), noteTree("second"), noteTree("third")]
  journal.note({ kind: "directory", path: "ledger" })
  await Promise.all(noting)
  const notes = (await readJournal(journalsOf(gitDir), "me"))?.notes.map(
    (note) => "path" in note && note.path,
  )
  expect(notes?.toSorted()).toEqual(["first", "ledger", "second", "third"])
  await beginJournal(about)
  expect(machine).toHaveBeenCalledTimes(3)
})

test("a run that could hold no stage leaves no journal, one that may still hold one does", async () => {
  const journal = new JournalWriter(journalsOf(gitDir), "me")
  const about = { ...{ app: "shop", runId: "me", pid: process.pid, journal }, say: () => {} }
  const isThere = () => exists(join(journalsOf(gitDir), "me.jsonl"))
  await beginJournal(about)
  expect(await isThere()).toBe(true)
  await journal.end()
  expect(await isThere()).toBe(false)

  const runs = runsOf("me", journal)
  await runs.announce()
  await journal.end()
  expect(await isThere()).toBe(true)
  await runs.retire()
  await beginJournal(about)
  await journal.end()
  expect(await isThere()).toBe(false)
})

describe("what a dead run left", () => {
  test("is ended and cleared away, and stays so; that the run was here is remembered", async () => {
    const tool = await startTool()
    const scratch = join(gitDir, "pipeline", "ledger-x1")
    await mkdir(scratch, { recursive: true })
    await deadRun([
      { kind: "directory", path: scratch },
      { kind: "tree", path: "/tmp/pipeline-tree-x1" },
      { kind: "process", ...tool, graceMs: 2000 },
    ])
    expect(await runsOf("me").sweep(none)).toEqual([])
    expect(isRunning(tool.pid)).toBe(false)
    expect(removed).toEqual(["/tmp/pipeline-tree-x1"])
    expect(await exists(scratch)).toBe(false)
    expect(said).toEqual([`stopping what the dead run dead-run left running: process ${tool.pid}`])
    expect(await readJournal(journalsOf(gitDir), "dead-run")).toMatchObject({ notes: [] })
    expect(await processOf(ownerOf("dead-run"))).toMatchObject({ value: { state: "gone" } })
  })

  test("C1: is ended also in a session of its own, known by the run's id in its environment", async () => {
    const worker = await startTool(IDLE, { PIPELINE_RUN_ID: "dead-run" })
    const other = await startTool(IDLE, { PIPELINE_RUN_ID: "dead-run-2" })
    await deadRun()
    expect(await runsOf("me").sweep(none)).toEqual([])
    expect([worker.pid, other.pid].map(isRunning)).toEqual([false, true])
    expect(said).toEqual([`stopping what a dead run left running: process ${worker.pid}`])
  })

  test("C1: is ended of the run that a stage is taken from, also where another clone has its journal", async () => {
    const worker = await startTool(IDLE, { PIPELINE_RUN_ID: "silent-run" })
    expect(await runsOf("me").sweep(none)).toEqual([])
    expect(await runsOf("me").sweep(async () => ["silent-run"], "silent-run")).toEqual([])
    expect(isRunning(worker.pid)).toBe(true)
    const ended: string[] = []
    const ends = (runId: string) => void ended.push(runId)
    expect(await runsOf("me").sweep(async () => ["silent-run"], "silent-run", ends)).toEqual([])
    expect(ended).toEqual([])
    expect(await runsOf("me").sweep(none, "silent-run", ends)).toEqual([])
    expect(ended).toEqual(["silent-run"])
    expect(isRunning(worker.pid)).toBe(false)
    expect(await runsOf("me").sweep(none, "silent-run", ends)).toEqual([])
    expect(ended).toEqual(["silent-run"])
    expect(said).toEqual([`stopping what a dead run left running: process ${worker.pid}`])
  })

  test("is kept as what a stage runs, but for the tools that it wrote down", async () => {
    const service = await startTool(IDLE, { PIPELINE_RUN_ID: "dead-run" })
    const hook = await startTool()
    await deadRun([{ kind: "process", ...hook, graceMs: 2000 }])
    expect(await runsOf("me").sweep(async () => ["dead-run"])).toEqual([])
    expect([service.pid, hook.pid].map(isRunning)).toEqual([true, false])
    // another version runs by now
    expect(await runsOf("me").sweep(none)).toEqual([])
    expect(isRunning(service.pid)).toBe(false)
  })

  test("is kept as what a stage runs, but for the commands that were not over, whatever their session", async () => {
    const marked = (command: string) => ({ PIPELINE_RUN_ID: "dead-run", PIPELINE_COMMAND_ID: command })
    const began = (command: string, tool = { pid: 2 ** 22 + 1, identity: "another/1" }): Note => ({
      ...{ kind: "process", ...tool, graceMs: 2000 },
      ...{ command, folder: `pipeline-tree-${command}` },
    })
    const service = await startTool(IDLE, marked("deploy"))
    const migration = await startTool(IDLE, marked("migrate"))
    const worker = await startTool(IDLE, marked("migrate"))
    const notes: Note[] = [began("deploy"), { kind: "over", command: "deploy" }, began("migrate", migration)]
    await deadRun(notes)
    const ended: string[] = []
    const ends = (runId: string) => void ended.push(runId)
    expect(await runsOf("me").sweep(async () => ["dead-run"], undefined, ends)).toEqual([])
    expect(ended).toEqual([])
    expect([service, migration, worker].map(({ pid }) => isRunning(pid))).toEqual([true, false, false])
    const named = `what a dead run had deployed goes on, and may still be at work: process ${service.pid}`
    expect(said.filter((line) => line === named)).toHaveLength(1)
    // said once: a service goes on for long
    expect(await runsOf("me").sweep(async () => ["dead-run"])).toEqual([])
    expect(said.filter((line) => line === named)).toHaveLength(1)
    expect(isRunning(service.pid)).toBe(true)
    expect(await runsOf("me").sweep(none, undefined, ends)).toEqual([])
    expect(ended).toEqual(["dead-run"])
    expect(isRunning(service.pid)).toBe(false)
  })

  test.each([
    ["is dead here, too", "dead-run"],
    ["left nothing", "silent-run"],
  ])("is named once, where the run that a stage is taken from %s", async (_, silent) => {
    const worker = await startTool(IDLE, { PIPELINE_RUN_ID: "dead-run" })
    await deadRun()
    const ended: string[] = []
    expect(await runsOf("me").sweep(none, silent, (runId) => void ended.push(runId))).toEqual([])
    expect(ended).toEqual(["dead-run"])
    expect(isRunning(worker.pid)).toBe(false)
  })

  describe.runIf(process.platform === "linux")("and does not have the run's id", () => {
    /** A program that nothing but its folder leads to. */
    async function startIn(folder: string) {
      const cwd = join(gitDir, folder, "tree")
      await mkdir(cwd, { recursive: true })
      return startTool(IDLE, {}, cwd)
    }

    test("is ended where it stands in the run's tree", async () => {
      const [left, other] = [await startIn("pipeline-tree-x1"), await startIn("pipeline-tree-x2")]
      await deadRun([{ kind: "tree", path: join(gitDir, "pipeline-tree-x1") }])
      expect(await runsOf("me").sweep(none)).toEqual([])
      expect([left, other].map(({ pid }) => isRunning(pid))).toEqual([false, true])
    })

    test("is ended of a run whose service is kept where only commands that were not over had the tree", async () => {
      const tool = { pid: 2 ** 22 + 1, identity: "another/1", graceMs: 2000 }
      const began = (command: string, folder: string): Note => ({ kind: "process", ...tool, command, folder })
      const folders = ["pipeline-tree-deploy", "pipeline-tree-migrate", "home"] as const
      const left = [await startIn(folders[0]), await startIn(folders[1]), await startIn(folders[2])]
      const service = await startTool(IDLE, { PIPELINE_RUN_ID: "dead-run" })
      await deadRun([
        began("deploy", folders[0]),
        { kind: "over", command: "deploy" },
        began("check", folders[0]),
        began("migrate", folders[1]),
        // as a journal may have it that somebody else has written into
        began("hook", folders[2]),
      ])
      expect(await runsOf("me").sweep(async () => ["dead-run"])).toEqual([])
      expect(left.map(({ pid }) => isRunning(pid))).toEqual([true, false, true])
      expect(isRunning(service.pid)).toBe(true)
    })
  })

  test("is left to runs of the same application: others do not know what its stages run", async () => {
    const service = await startTool(IDLE, { PIPELINE_RUN_ID: "dead-run" })
    const tool = await startTool()
    await deadRun(
      [
        { kind: "process", ...tool, graceMs: 2000 },
        { kind: "tree", path: "/tmp/pipeline-tree-x1" },
      ],
      (head) => ({ ...head, app: "blog" }),
    )
    expect(await runsOf("me").sweep(none)).toEqual([])
    expect([service.pid, tool.pid].map(isRunning)).toEqual([true, true])
    expect(removed).toEqual([])
    await hostRuns({ ...optionsOf("me"), app: "blog" }).sweep(none)
    expect([service.pid, tool.pid].map(isRunning)).toEqual([false, false])
  })

  test("that does not stop when it is asked is ended all the same", async () => {
    const tool = await startTool(`process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)`)
    await deadRun([{ kind: "process", ...tool, graceMs: 100 }])
    expect(await runsOf("me").sweep(none)).toEqual([])
    expect(isRunning(tool.pid)).toBe(false)
  })

  test("that no signal reaches is named, and nothing is cleared away below it", async () => {
    const tool = await startTool()
    const worker = await startTool(IDLE, { PIPELINE_RUN_ID: "dead-run" })
    await deadRun([
      { kind: "process", ...tool, graceMs: 100 },
      { kind: "tree", path: "/tmp/pipeline-tree-x1" },
    ])
    const kill = vi.spyOn(process, "kill").mockImplementation(() => {
      throw Object.assign(new Error("kill EPERM"), { code: "EPERM" })
    })
    onTestFinished(() => kill.mockRestore())
    expect(await runsOf("me").sweep(none)).toEqual([
      `Process ${tool.pid}, which the dead run dead-run started, could not be ended`,
      `Process ${worker.pid}, which a dead run started, could not be ended`,
    ])
    expect(removed).toEqual([])
    kill.mockRestore()
    expect(await runsOf("me").sweep(none)).toEqual([])
    expect([tool, worker].map(({ pid }) => isRunning(pid))).toEqual([false, false])
    expect(removed).toEqual(["/tmp/pipeline-tree-x1"])
  })

  test("is not what has its process number by now", async () => {
    const other = await startTool()
    await deadRun([{ kind: "process", pid: other.pid, identity: "another/1", graceMs: 2000 }])
    expect(await runsOf("me").sweep(none)).toEqual([])
    expect(isRunning(other.pid)).toBe(true)
  })

  test("is left alone as long as the run lives, or may live elsewhere", async () => {
    const tool = await startTool()
    const note: Note = { kind: "process", ...tool, graceMs: 2000 }
    await deadRun([note], (head) => ({ ...head, machine: { ...head.machine, processes: "pid:[1]" } }))
    const journal = new JournalWriter(journalsOf(gitDir), "living-run")
    journal.note(note)
    await runsOf("living-run", journal).announce()
    expect(await runsOf("me").sweep(none)).toEqual([])
    expect(isRunning(tool.pid)).toBe(true)
    expect(removed).toEqual([])
  })

  test("of an earlier start of the machine, no process is left, and the numbers mean others", async () => {
    const tool = await startTool()
    const then = await bare({ boot: "an earlier one" })
    await deadRun(
      [
        { kind: "process", ...tool, graceMs: 2000 },
        { kind: "tree", path: "/tmp/pipeline-tree-x1" },
      ],
      (head) => ({ ...head, machine: then }),
    )
    expect(await hostRuns({ ...optionsOf("me"), machine: bare }).sweep(none)).toEqual([])
    expect(isRunning(tool.pid)).toBe(true)
    expect(removed).toEqual(["/tmp/pipeline-tree-x1"])
  })

  test("is removed only where the pipeline itself made it", async () => {
    const precious = await temporaryDirectory()
    await deadRun([
      { kind: "directory", path: precious },
      { kind: "tree", path: precious },
      { kind: "tree", path: `/tmp/pipeline-tree-x/../../${precious}` },
      { kind: "directory", path: join(precious, "..", "ledger-x") },
    ])
    await runsOf("me").sweep(none)
    expect(removed).toEqual([])
    expect(await exists(precious)).toBe(true)
  })

  test("is forgotten after a month", async () => {
    await deadRun([], (head) => ({ ...head, at: "2020-01-01T00:00:00.000Z" }))
    await runsOf("me").sweep(none)
    expect(await readJournal(journalsOf(gitDir), "dead-run")).toBeNull()
  })

  test("before it took a stage: a copy of the ledger that nobody has touched for a day", async () => {
    const [old, young] = ["ledger-old", "ledger-young"].map((name) => join(gitDir, "pipeline", name)) as [
      string,
      string,
    ]
    for (const directory of [old, young]) await mkdir(directory, { recursive: true })
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 60 * 60 * 1000)
    await utimes(old, hoursAgo(25), hoursAgo(25))
    await utimes(young, hoursAgo(23), hoursAgo(23))
    await runsOf("me").sweep(none)
    expect([await exists(old), await exists(young)]).toEqual([false, true])
  })
})
