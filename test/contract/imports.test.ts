import { globSync, readFileSync } from "node:fs"
import { resolve } from "node:path"
import { describe, expect, test } from "vitest"
import { importViolations } from "./import-rule.ts"

const source = resolve(import.meta.dirname, "../../dagger/src")
const files = globSync("**/*.{ts,mts,js,mjs}", { cwd: source })

test.each(files)("dagger/src/%s keeps the import rule", (path) => {
  expect(importViolations(path, readFileSync(resolve(source, path), "utf8"))).toEqual([])
})

describe("allowed", () => {
  test.each([
    ["core/tags.ts", 'import semver from "semver"'],
    ["core/plan/digest.ts", 'import type { Tag } from "../tags.ts"'],
    ["core/tags.ts", "export const at = (ms: number) => new Date(ms).toISOString()"],
    ["core/tags.ts", "export const ms = (text: string) => Date.parse(text)"],
    ["core/tags.ts", "export const isDate = (x: unknown): x is Date => x instanceof Date"],
    ["core/tags.ts", "export const most = (a: number, b: number) => Math.max(a, b)"],
    ["core/tags.ts", "export const show = (x: { process: string }) => ({ fetch: x.process })"],
    ["release/run.ts", "export const ask = ({ fetch }: { fetch(): string }) => fetch()"],
    ["release/run.ts", 'import { gates } from "../core/gates.ts"'],
    ["steps/probe.ts", 'import type { Workbench } from "../workbench/workbench.ts"'],
    ["steps/probe.ts", 'import { setTimeout } from "node:timers/promises"'],
    ["steps/probe.ts", "setTimeout(() => {}, Date.now() * Math.random())"],
    ["steps/git.ts", 'import type { Git } from "../workbench/git.ts"'],
    ["workbench/container.ts", 'import { dag } from "@dagger.io/dagger"'],
    ["workbench/container-git.ts", 'import type { Git } from "./git.ts"'],
    ["index.ts", 'import { git } from "./steps/git.ts"'],
    ["index.ts", 'import { dag, func } from "@dagger.io/dagger"'],
  ])("%s: %s", (path, text) => {
    expect(importViolations(path, text)).toEqual([])
  })
})

describe("refused", () => {
  test.each([
    ["core/tags.ts", 'import { run } from "../release/run.ts"', 'core may not import "../release/run.ts"'],
    [
      "core/tags.ts",
      'import type { Ports } from "../release/ports.ts"',
      'core may not import "../release/ports.ts"',
    ],
    ["core/tags.ts", 'export { run } from "../release/run.ts"', 'core may not import "../release/run.ts"'],
    ["core/tags.ts", 'import { readFileSync } from "node:fs"', 'core may not import "node:fs"'],
    ["core/tags.ts", 'import { readFileSync } from "fs"', 'core may not import "fs"'],
    ["core/tags.ts", 'export const load = () => import("zod")', 'core may not import "zod"'],
    ["core/tags.ts", 'export type F = import("node:fs").Stats', 'core may not import "node:fs"'],
    [
      "core/tags.ts",
      "export const load = (x: string) => import(x)",
      "core imports what cannot be known before it runs",
    ],
    ["core/tags.ts", 'import { x } from "./stage"', 'core imports "./stage", which does not end in .ts'],
    ["core/tags.ts", "export const now = () => Date.now()", "core may not read the clock: Date"],
    ["core/tags.ts", "export const now = () => new Date()", "core may not read the clock: Date"],
    ["core/tags.ts", "const { now } = Date", "core may not read the clock: Date"],
    ["core/tags.ts", "export const dice = Math.random()", "core may not draw lots: Math.random"],
    ["core/tags.ts", 'export const dice = Math["random"]()', "core may not draw lots: Math.random"],
    ["core/tags.ts", "export const home = process.env.HOME", "core may not touch process"],
    ["core/tags.ts", 'export const got = await fetch("http://x")', "core may not touch fetch"],
    ["core/tags.ts", "export const ports = { fetch }", "core may not touch fetch"],
    ["core/tags.ts", "setTimeout(() => {}, 1)", "core may not touch setTimeout"],
    ["core/tags.ts", "globalThis.setTimeout(() => {}, 1)", "core may not touch globalThis"],
    ["release/run.ts", "export const id = crypto.randomUUID()", "release may not touch crypto"],
    ["release/run.ts", 'import { createHash } from "node:crypto"', 'release may not import "node:crypto"'],
    ["release/run.ts", 'import semver from "semver"', 'release may not import "semver"'],
    ["release/run.ts", 'import { git } from "../steps/git.ts"', 'release may not import "../steps/git.ts"'],
    ["steps/git.ts", 'import { dag } from "@dagger.io/dagger"', 'steps may not import "@dagger.io/dagger"'],
    [
      "steps/git.ts",
      'import { x } from "../workbench/container.ts"',
      'steps may not import "../workbench/container.ts"',
    ],
    [
      "steps/git.ts",
      'import { x } from "../workbench/container-git.ts"',
      'steps may not import "../workbench/container-git.ts"',
    ],
    ["steps/git.ts", 'import { x } from "../index.ts"', 'steps may not import "../index.ts"'],
    ["steps/git.ts", 'import { $ } from "zx"', 'steps may not import "zx"'],
    ["workbench/workbench.ts", 'import "./container.ts"', 'workbench may not import "./container.ts"'],
    ["workbench/container.ts", 'import { $ } from "zx"', 'workbench/container may not import "zx"'],
    [
      "index.ts",
      'import { cli } from "../../src/host/main.ts"',
      'the module\'s top level may not import "../../src/host/main.ts", which is outside of dagger/src',
    ],
  ])("%s: %s", (path, text, violation) => {
    expect(importViolations(path, text)).toEqual([`1: ${violation}`])
  })

  test("a file in a folder nobody declared", () => {
    const violation = "1: belongs to no layer: add one to test/contract/layers.ts"
    expect(importViolations("helpers/misc.ts", "export {}")).toEqual([violation])
  })

  test("every violation of a file, each with its line", () => {
    const text = 'import "node:fs"\n\nexport const at = Date.now()\n'
    expect(importViolations("core/tags.ts", text)).toEqual([
      '1: core may not import "node:fs"',
      "3: core may not read the clock: Date",
    ])
  })
})
