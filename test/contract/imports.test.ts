import { globSync, readFileSync } from "node:fs"
import { resolve } from "node:path"
import { describe, expect, test } from "vitest"
import { circlesOf, countFaults, type Sources, sizeFaults, surroundingsFaults } from "./house-rule.ts"
import { importViolations } from "./import-rule.ts"
import { cut } from "./layers.ts"

const root = resolve(import.meta.dirname, "../..")
const sources: Sources = new Map(
  globSync("{src,dagger/src}/**/*.{ts,mts,js,mjs}", { cwd: root })
    .sort()
    .map((path) => [path, readFileSync(resolve(root, path), "utf8")]),
)

describe("the house", () => {
  test("keeps the import rule", { timeout: 60_000 }, () => {
    expect([...sources].flatMap(([path, text]) => importViolations(path, text))).toEqual([])
  })

  test("has no circle of imports, not even of types", () => {
    expect(circlesOf(sources)).toEqual([])
  })

  test("has no file that is too long, or too short to stand alone", () => {
    expect(sizeFaults(sources)).toEqual([])
  })

  test("reads a process's surroundings in one place", () => {
    expect(surroundingsFaults(sources)).toEqual([])
  })

  test("has no more files than a reader can keep in mind", () => {
    expect(countFaults(sources)).toEqual([])
  })
})

describe("the import rule allows", () => {
  test.each([
    ["src/core/tags.ts", 'import semver from "semver"'],
    ["src/core/plan/plan.ts", 'import type { Tag } from "../tags.ts"'],
    ["src/core/tags.ts", "export const at = (ms: number) => new Date(ms).toISOString()"],
    ["src/core/tags.ts", "export const ms = (text: string) => Date.parse(text)"],
    ["src/core/tags.ts", "export const isDate = (x: unknown): x is Date => x instanceof Date"],
    ["src/core/tags.ts", "export const most = (a: number, b: number) => Math.max(a, b)"],
    ["src/core/tags.ts", "export const show = (x: { process: string }) => ({ fetch: x.process })"],
    ["src/release/run.ts", "export const ask = ({ fetch }: { fetch(): string }) => fetch()"],
    ["src/release/run.ts", 'import { gates } from "../core/gates.ts"'],
    ["src/admin/setup.ts", 'import type { Context } from "../release/run.ts"'],
    ["src/admin/setup.ts", 'import { wanted } from "../core/aws/wanted.ts"'],
    ["src/adapters/probe.ts", 'import type { Workbench } from "../workbench/workbench.ts"'],
    ["src/adapters/probe.ts", 'import type { Platforms } from "../admin/platforms.ts"'],
    ["src/adapters/probe.ts", 'import { setTimeout } from "node:timers/promises"'],
    ["src/adapters/probe.ts", "setTimeout(() => {}, Date.now() * Math.random())"],
    ["src/adapters/aws/roles.ts", 'import { IAMClient } from "@aws-sdk/client-iam"'],
    ["src/adapters/github/client.ts", 'import { Octokit } from "@octokit/core"'],
    ["src/assemble.ts", 'import { git } from "./adapters/git.ts"'],
    ["src/commands.ts", 'import { assemble } from "./assemble.ts"'],
    ["src/commands.ts", 'export const load = () => import("./admin/setup.ts")'],
    ["src/engine/container.ts", 'import { dag } from "@dagger.io/dagger"'],
    ["src/engine/container-git.ts", 'import type { Git } from "../workbench/workbench.ts"'],
    ["src/engine/wire.ts", 'import { assemble } from "../assemble.ts"'],
    ["src/host/main.ts", 'import { Command } from "commander"'],
    ["src/host/main.ts", 'import { commands } from "../commands.ts"'],
    ["src/host/demo/main.ts", 'import { $ } from "zx"'],
    ["src/host/main.ts", 'import manifest from "../../package.json" with { type: "json" }'],
    ["dagger/src/index.ts", 'import { dag, func } from "@dagger.io/dagger"'],
    ["dagger/src/index.ts", 'import { run } from "../pipeline.js"'],
  ])("%s: %s", (path, text) => {
    expect(importViolations(path, text)).toEqual([])
  })
})

describe("the import rule refuses", () => {
  test.each([
    [
      "src/core/tags.ts",
      'import { run } from "../release/run.ts"',
      'core may not import "../release/run.ts"',
    ],
    [
      "src/core/tags.ts",
      'import type { Ports } from "../release/ports.ts"',
      'core may not import "../release/ports.ts"',
    ],
    ["src/core/tags.ts", 'export { x } from "../release/x.ts"', 'core may not import "../release/x.ts"'],
    ["src/core/tags.ts", 'import { readFileSync } from "node:fs"', 'core may not import "node:fs"'],
    ["src/core/tags.ts", 'import { readFileSync } from "fs"', 'core may not import "fs"'],
    ["src/core/tags.ts", 'export const load = () => import("zod")', 'core may not import "zod"'],
    ["src/core/tags.ts", 'export type F = import("node:fs").Stats', 'core may not import "node:fs"'],
    [
      "src/core/tags.ts",
      "export const load = (x: string) => import(x)",
      "core imports something that is only known at run time",
    ],
    ["src/core/tags.ts", 'import { x } from "./stage"', 'core imports "./stage", which does not end in .ts'],
    ["src/core/tags.ts", "export const now = () => Date.now()", "core may not read the clock: Date"],
    ["src/core/tags.ts", "export const now = () => new Date()", "core may not read the clock: Date"],
    ["src/core/tags.ts", "const { now } = Date", "core may not read the clock: Date"],
    ["src/core/tags.ts", "export const dice = Math.random()", "core may not use chance: Math.random"],
    ["src/core/tags.ts", 'export const dice = Math["random"]()', "core may not use chance: Math.random"],
    ["src/core/tags.ts", "export const home = process.env.HOME", "core may not touch process"],
    ["src/core/tags.ts", 'export const got = await fetch("http://x")', "core may not touch fetch"],
    ["src/core/tags.ts", "export const ports = { fetch }", "core may not touch fetch"],
    ["src/core/tags.ts", "setTimeout(() => {}, 1)", "core may not touch setTimeout"],
    ["src/core/tags.ts", "globalThis.setTimeout(() => {}, 1)", "core may not touch globalThis"],
    ["src/release/run.ts", "export const id = crypto.randomUUID()", "release may not touch crypto"],
    [
      "src/release/run.ts",
      'import { createHash } from "node:crypto"',
      'release may not import "node:crypto"',
    ],
    ["src/release/run.ts", 'import semver from "semver"', 'release may not import "semver"'],
    [
      "src/release/run.ts",
      'import { git } from "../adapters/g.ts"',
      'release may not import "../adapters/g.ts"',
    ],
    ["src/release/run.ts", 'import "../admin/setup.ts"', 'release may not import "../admin/setup.ts"'],
    ["src/admin/setup.ts", 'import "../adapters/x.ts"', 'admin may not import "../adapters/x.ts"'],
    ["src/admin/setup.ts", "export const now = Date.now()", "admin may not read the clock: Date"],
    ["src/adapters/git.ts", 'import "@dagger.io/dagger"', 'adapters may not import "@dagger.io/dagger"'],
    ["src/adapters/git.ts", 'import "../engine/x.ts"', 'adapters may not import "../engine/x.ts"'],
    ["src/adapters/git.ts", 'import { x } from "../host/x.ts"', 'adapters may not import "../host/x.ts"'],
    ["src/adapters/git.ts", 'import "../assemble.ts"', 'adapters may not import "../assemble.ts"'],
    ["src/adapters/git.ts", 'import { $ } from "zx"', 'adapters may not import "zx"'],
    [
      "src/workbench/workbench.ts",
      'import "../adapters/x.ts"',
      'workbench may not import "../adapters/x.ts"',
    ],
    ["src/commands.ts", 'import "./host/x.ts"', 'commands and assemble may not import "./host/x.ts"'],
    ["src/assemble.ts", 'import "./engine/x.ts"', 'commands and assemble may not import "./engine/x.ts"'],
    ["src/engine/container.ts", 'import { $ } from "zx"', 'engine may not import "zx"'],
    ["src/engine/wire.ts", 'import "../host/wire.ts"', 'engine may not import "../host/wire.ts"'],
    ["src/host/wire.ts", 'import "../engine/wire.ts"', 'host may not import "../engine/wire.ts"'],
    ["src/host/wire.ts", 'import "@dagger.io/dagger"', 'host may not import "@dagger.io/dagger"'],
    ["src/host/wire.ts", 'import "../../bench/main.ts"', 'host may not import "../../bench/main.ts"'],
    [
      "dagger/src/index.ts",
      'import { cli } from "../../src/host/main.ts"',
      'the Dagger shell may not import "../../src/host/main.ts"',
    ],
  ])("%s: %s", (path, text, violation) => {
    expect(importViolations(path, text)).toEqual([`${path}:1: ${violation}`])
  })

  test("a file in a folder that is no layer", () => {
    const violation = "src/helpers/misc.ts:1: belongs to no layer: add one to test/contract/layers.ts"
    expect(importViolations("src/helpers/misc.ts", "export {}")).toEqual([violation])
  })

  test("every violation of a file, each with its line", () => {
    const text = 'import "node:fs"\n\nexport const at = Date.now()\n'
    expect(importViolations("src/core/tags.ts", text)).toEqual([
      'src/core/tags.ts:1: core may not import "node:fs"',
      "src/core/tags.ts:3: core may not read the clock: Date",
    ])
  })
})

describe("circles", () => {
  const circles = (files: Record<string, string>) => circlesOf(new Map(Object.entries(files)))

  test("none where imports only go one way, over however many files", () => {
    const files = {
      "src/a.ts": 'import "./b.ts"; import "./c.ts"; import "zx"',
      "src/b.ts": 'import "./c.ts"',
      "src/c.ts": 'import "./missing.ts"',
    }
    expect(circles(files)).toEqual([])
  })

  test.each([
    ["a file that imports itself", { "src/a.ts": 'import "./a.ts"' }, [["src/a.ts"]]],
    [
      "two files, one of them by a type",
      { "src/a.ts": 'import type { B } from "./b.ts"', "src/b.ts": 'export { a } from "./a.ts"' },
      [["src/a.ts", "src/b.ts"]],
    ],
    [
      "three files, one of them on demand, and what leads there is not part of it",
      {
        "src/start.ts": 'import "./x/c.ts"',
        "src/x/c.ts": 'import "./a.ts"',
        "src/x/a.ts": 'export const b = () => import("./b.ts")',
        "src/x/b.ts": 'export type C = import("./c.ts").C',
      },
      [["src/x/a.ts", "src/x/b.ts", "src/x/c.ts"]],
    ],
    [
      "two circles that touch are one, two that don't are two",
      {
        "src/a.ts": 'import "./b.ts"',
        "src/b.ts": 'import "./a.ts"; import "./c.ts"',
        "src/c.ts": 'import "./b.ts"; import "./d.ts"',
        "src/d.ts": 'import "./e.ts"',
        "src/e.ts": 'import "./d.ts"',
      },
      [
        ["src/d.ts", "src/e.ts"],
        ["src/a.ts", "src/b.ts", "src/c.ts"],
      ],
    ],
  ])("%s", (_, files, expected) => {
    expect(circles(files)).toEqual(expected)
  })
})

describe("the cut of files", () => {
  const long = (lines: number, first = "export {}") =>
    `${[first, ...Array(lines - 1).fill("//")].join("\n")}\n`
  const faults = (files: Record<string, string>) => sizeFaults(new Map(Object.entries(files)))

  test("a file may have 300 lines, and a table any number", () => {
    expect(faults({ "src/a.ts": long(300), "src/core/reasons.ts": long(301) })).toEqual([])
    expect(faults({ "src/a.ts": long(301) })).toEqual(["src/a.ts: 301 lines, more than 300"])
  })

  test("a file of under 40 lines has two users, none, or one that loads it on demand", () => {
    const files = {
      "src/shared.ts": long(39),
      "src/lazy.ts": long(39),
      "src/grown.ts": long(40),
      "src/one.ts": long(50, 'import "./shared.ts"; import "./grown.ts"; import("./lazy.ts")'),
      "src/two.ts": long(50, 'import "./shared.ts"'),
      "src/main.ts": long(5, 'import "./one.ts"'),
    }
    expect(faults(files)).toEqual([])
  })

  test("all faults at once, each with its user", () => {
    const files = {
      "src/a.ts": long(39),
      "src/b.ts": long(50, 'import type { A } from "./a.ts"; import { a } from "./a.ts"'),
      "src/c.ts": long(301),
      "dagger/src/index.ts": long(301, 'import "../../src/d.ts"'),
      "src/d.ts": long(1),
    }
    expect(faults(files)).toEqual([
      "src/a.ts: 39 lines, used by src/b.ts alone: move it there, or join it with its like",
      "src/c.ts: 301 lines, more than 300",
      "src/d.ts: 1 line, used by dagger/src/index.ts alone: move it there, or join it with its like",
    ])
  })

  test("what is read of a process beyond the place where a program begins", () => {
    const text = "const a = 1\nconst { env } = process\nconst b = process.env.HOME ?? process.cwd()\n"
    const sources = new Map([
      ["src/host/main.ts", text],
      ["src/host/wire.ts", text],
      ["src/adapters/aws/connection.ts", "process.env[VERSION_WARNING] = process.env.B"],
    ])
    expect(surroundingsFaults(sources)).toEqual([
      "src/host/wire.ts:2: process is read where a program begins",
      "src/host/wire.ts:3: process.env is read where a program begins",
      "src/adapters/aws/connection.ts:1: process.env is read where a program begins",
    ])
  })

  test("the number of files below src/", () => {
    const files = (count: number) => Array.from({ length: count }, (_, i) => [`src/${i}.ts`, ""] as const)
    expect(countFaults(new Map([...files(cut.maxFiles), ["dagger/src/index.ts", ""]]))).toEqual([])
    expect(countFaults(new Map(files(cut.maxFiles + 1)))).toEqual([
      `${cut.maxFiles + 1} files below src/, more than ${cut.maxFiles}`,
    ])
  })
})
