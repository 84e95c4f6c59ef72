import { describe, expect, test } from "vitest"
import {
  hardwareIn,
  hasRestarted,
  type Machine,
  type Marks,
  processesInPs,
  processInProc,
  type RunningProcess,
  startedWith,
  startInPs,
  ticksIn,
} from "../../src/core/processes.ts"

describe("of a run's processes", () => {
  const one = (pid: number, parent: number, set = "", ...folders: string[]): RunningProcess => ({
    ...{ pid, parent, folders },
    isSetTo: (variable) => variable === set,
  })
  const run: Marks = { variables: ["RUN=7"], folders: ["tree-7"] }
  /** The first process, a shell, this process, and a child of each. */
  const others = [one(1, 0), one(10, 1), one(100, 10), one(11, 10), one(101, 100)]

  test.each<[string, Marks, RunningProcess[], number[]]>([
    ["none is found where none has a mark", run, [one(2, 1, "RUN=8"), one(3, 1, "", "tree-8")], []],
    ["one is found by its environment", run, [one(2, 1, "RUN=7")], [2]],
    ["one is found by a folder above its own", run, [one(2, 1, "", "tmp", "tree-7", "app")], [2]],
    ["one is found by one of several marks", { variables: ["A=1", "RUN=7"] }, [one(2, 1, "RUN=7")], [2]],
    [
      "one is found by folders only where they are asked for",
      { variables: [] },
      [one(2, 1, "", "tree-7")],
      [],
    ],
    [
      "what they started is found, whatever it carries, and each once",
      run,
      [one(4, 3, "RUN=7"), one(3, 2), one(2, 1, "RUN=7"), one(5, 2), one(6, 1)],
      [4, 2, 3, 5],
    ],
    ["this one and those that it was started by go on", run, [one(102, 100, "RUN=7")], [102]],
  ])("%s", (_, marks, more, found) => {
    expect(startedWith(marks, [...others, ...more], 100)).toEqual(found)
  })

  test("what has a mark is spared with what started it, and its other children are not", () => {
    const marked = [
      one(1, 0),
      one(10, 1, "RUN=7"),
      one(100, 10, "RUN=7"),
      one(101, 100, "RUN=7"),
      one(11, 10),
    ]
    expect(startedWith(run, marked, 100)).toEqual([101])
  })

  test("a circle ends, which a list may hold whose processes were not seen at one moment", () => {
    const circle = [one(10, 100), one(100, 10), one(3, 2), one(2, 3, "RUN=7")]
    expect(startedWith(run, circle, 100)).toEqual([2, 3])
    expect(startedWith(run, [one(2, 1, "RUN=7")], 100)).toEqual([2])
  })
})

describe("as Linux tells it", () => {
  const stat = (state: string, name = "node") =>
    `42 (${name}) ${state} 7 42 42 0 -1 4194560 1 0 0 0 3 1 0 0 20 0 11 0 8675309 123 456`
  const files = { stat: stat("S"), environ: "PATH=/bin\0RUN=7\0", cwd: "/tmp/tree-7/app" }

  test.each(["S", "R", "T", "D"])("a process in state %s has a start", (state) => {
    expect(ticksIn(stat(state))).toBe("8675309")
    expect(ticksIn(stat(state, "a) Z (b"))).toBe("8675309")
  })

  test.each(["Z", "X"])("one in state %s has ended", (state) => {
    expect(ticksIn(stat(state))).toBeNull()
    expect(processInProc(42, { ...files, stat: stat(state) })).toBeNull()
  })

  test("what is cut off has no start", () => {
    expect(ticksIn("42 (node) S 7")).toBeNull()
    expect(ticksIn("")).toBeNull()
  })

  test("it has a parent, an environment and a folder", () => {
    const read = processInProc(42, files)
    expect(read).toMatchObject({ pid: 42, parent: 7, folders: ["", "tmp", "tree-7", "app"] })
    expect(["RUN=7", "PATH=/bin", "RUN", "RUN=", "=7"].map((one) => read?.isSetTo(one))).toEqual([
      ...[true, true, false, false, false],
    ])
  })

  test("its folder may be gone", () => {
    const folders = (cwd: string) => processInProc(42, { ...files, cwd })?.folders.at(-1)
    expect(folders("/tmp/tree-7 (deleted)")).toBe("tree-7")
    expect(folders("/tmp/tree-7 (deleted)/app")).toBe("app")
    expect(folders("/tmp/tree-7 (deleted) 2")).toBe("tree-7 (deleted) 2")
  })
})

describe("as ps tells it", () => {
  test.each([
    ["S+   Mon Nov 23 10:00:00 2026    \n", "Mon Nov 23 10:00:00 2026"],
    ["  Ss Mon Nov  2 10:00:00 2026\n", "Mon Nov  2 10:00:00 2026"],
    ["Z    Mon Nov 23 10:00:00 2026\n", ""],
    ["SZ   Mon Nov 23 10:00:00 2026\n", "Mon Nov 23 10:00:00 2026"],
    ["", ""],
    ["\n", ""],
  ])("%j is the start %j", (answer, start) => expect(startInPs(answer)).toBe(start))

  test("a line is a process, with the settings that follow its arguments", () => {
    const listed = processesInPs(
      [
        "    1     0 Ss   /sbin/init",
        "  42   7  S+   node  server.js RUN=7 PATH=/bin",
        "1234 42 Z    (node) RUN=7",
        "  43  42 R    ",
        "no process",
        "LINE=2 44 42 S RUN=7",
        "",
      ].join("\n"),
    )
    expect(listed).toMatchObject([
      { pid: 1, parent: 0, folders: [] },
      { pid: 42, parent: 7, folders: [] },
      { pid: 43, parent: 42, folders: [] },
    ])
    const asked = ["RUN=7", "PATH=/bin", "node", "RUN", "S+"]
    expect(asked.map((one) => listed[1]?.isSetTo(one))).toEqual([true, true, true, false, false])
    expect(listed[2]?.isSetTo("RUN=7")).toBe(false)
  })
})

describe("a machine has restarted", () => {
  const known: Machine = { host: "a", id: "1", boot: "x", processes: "pid:[4026531836]" }
  const nameless = { host: "a", boot: "x", processes: known.processes }

  test.each<[string, Machine, Partial<Machine>, boolean]>([
    ["where only its boot is another one", known, { boot: "y" }, true],
    ["where there are no namespaces", { ...known, processes: "" }, { boot: "y" }, true],
    ["not where nothing is", known, {}, false],
    ["not where it is another one by its name", known, { boot: "y", host: "b" }, false],
    ["not where it is another one by its id", known, { boot: "y", id: "2" }, false],
    ["not where neither has an id", { ...known, id: "" }, { boot: "y" }, false],
    ["not where an older journal has none", nameless, { boot: "y" }, false],
    [
      "not where other processes were seen",
      { ...known, processes: "" },
      { boot: "y", processes: known.processes },
      false,
    ],
    ["not where a container may have", { ...known, processes: "pid:[1]" }, { boot: "y" }, false],
  ])("%s", (_, then, now, restarted) => expect(hasRestarted(then, { ...then, ...now })).toBe(restarted))
})

test("a Mac is known by its hardware", () => {
  const said = '"IOPlatformSerialNumber" = "C02"\n  "IOPlatformUUID" = "0A1B-2C3D"\n  "model" = <"Mac">'
  expect(hardwareIn(said)).toBe("0A1B-2C3D")
  for (const nothing of ["", '"IOPlatformUUID" = ""', "IOPlatformUUID"]) expect(hardwareIn(nothing)).toBe("")
})
