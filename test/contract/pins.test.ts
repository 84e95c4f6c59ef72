// The same version stands in several files because several programs read it; these tests make them agree.
import { existsSync, globSync, readFileSync } from "node:fs"
import { resolve } from "node:path"
import { describe, expect, test } from "vitest"
import { ENGINE_VERSION } from "../../src/adapters/administration.ts"

const root = resolve(import.meta.dirname, "../..")
const text = (path: string) => readFileSync(resolve(root, path), "utf8")
const json = (path: string) => JSON.parse(text(path))

type Manifest = { dependencies?: Record<string, string>; devDependencies?: Record<string, string> }

type Locked = { optionalDependencies?: Record<string, string> }

const manifests: Record<string, Manifest> = {
  "package.json": json("package.json"),
  "dagger/package.json": json("dagger/package.json"),
}
const pinsOf = ({ dependencies, devDependencies }: Manifest = {}) => ({ ...dependencies, ...devDependencies })
const rootPins = pinsOf(manifests["package.json"])
const modulePins = pinsOf(manifests["dagger/package.json"])
const { engineVersion, name } = json("dagger.json")

describe.each(Object.entries(manifests))("%s", (_, manifest) => {
  test("every dependency is an exact version", () => {
    const loose = Object.entries(pinsOf(manifest)).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
    expect(loose).toEqual([])
  })
})

test("the lockfile agrees with package.json", () => {
  const { packages } = json("package-lock.json")
  const locked = Object.keys(rootPins).map((name) => [name, packages[`node_modules/${name}`]?.version])
  expect(Object.fromEntries(locked)).toEqual(rootPins)
})

// npm leaves out what a registry did not have on the day, and `npm ci` then refuses the lockfile everywhere.
test("the lockfile has the packages of other platforms too", () => {
  const { packages } = json("package-lock.json")
  const locked = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, "")))
  const optional = Object.values<Locked>(packages).flatMap((one) =>
    Object.keys(one.optionalDependencies ?? {}),
  )
  expect(optional.filter((name) => !locked.has(name))).toEqual([])
})

describe("the module", () => {
  // What an engine brings along in this very version is not installed: nothing asks a registry.
  test("has the TypeScript that the engine's SDK ships, which is the root's, and no lockfile", () => {
    expect(modulePins).toEqual({ typescript: rootPins.typescript })
    expect(globSync("dagger/*lock*", { cwd: root })).toEqual([])
  })

  // The engine deletes the SDK from this file. Its node runtime installs npm's way and cannot, with a
  // pinned typescript beside other packages, so the module names bun: docs/adr/0003-bun.md.
  test("leaves the SDK and the package manager to the engine", () => {
    expect(modulePins).not.toHaveProperty("@dagger.io/dagger")
    expect(manifests["dagger/package.json"]).not.toHaveProperty("packageManager")
    expect(manifests["dagger/package.json"]).toHaveProperty("dagger", { runtime: "bun" })
  })

  // By another name the engine would find no main object, and say nothing.
  test("exports the class that dagger.json's name promises", () => {
    const className = name.replace(/(^|[-_])(\w)/g, (_: string, __: string, letter: string) =>
      letter.toUpperCase(),
    )
    expect(text("dagger/src/index.ts")).toMatch(new RegExp(`^export class ${className}\\b`, "m"))
  })
})

describe("the engine", () => {
  const minor = (version: string) => version.replace(/^v/, "").split(".").slice(0, 2).join(".")

  test("is an exact version, of the same minor as the SDK", () => {
    expect(engineVersion).toMatch(/^v\d+\.\d+\.\d+$/)
    expect(minor(engineVersion)).toBe(minor(rootPins["@dagger.io/dagger"] ?? ""))
  })
})

test.runIf(existsSync(resolve(root, ".node-version")))(".node-version is the Node of package.json", () => {
  expect(text(".node-version").trim()).toBe(rootPins.node)
})

const workflows = globSync(".github/{workflows,actions/*}/*.{yml,yaml}", { cwd: root }).map((path) => ({
  path,
  content: text(path),
}))

/** `uses: owner/action@<commit> # v1.2.3`; actions of this repository have no version of their own. */
function looseActions(content: string): string[] {
  const uses = [...content.matchAll(/^\s*(?:-\s+)?uses:\s*(\S.*)$/gm)].map((match) => match[1]?.trim() ?? "")
  return uses.filter((use) => !use.startsWith("./") && !/^[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*$/.test(use))
}

/** As in `DAGGER_VERSION: 0.21.8`, or the input `version` of Dagger's own action. */
function daggerVersions(content: string): string[] {
  const version = "version[\"']?\\s*[:=]\\s*[\"']?v?(\\d+\\.\\d+\\.\\d+)"
  const written = content.matchAll(new RegExp(`dagger(?:[\\w-]*|-for-github@[^]{0,200}?\\s)${version}`, "gi"))
  return [...written].map((match) => `v${match[1]}`)
}

describe.runIf(workflows.length > 0)("the workflows", () => {
  test.each(workflows)("$path pins every action by commit and names its version", ({ content }) => {
    expect(looseActions(content)).toEqual([])
  })

  test("have the dagger CLI of dagger.json's engine", () => {
    const versions = workflows.flatMap(({ content }) => daggerVersions(content))
    const isReadFromDaggerJson = workflows.some(({ content }) => content.includes("engineVersion"))
    expect(versions.filter((version) => version !== engineVersion)).toEqual([])
    expect(versions.length > 0 || isReadFromDaggerJson).toBe(true)
  })
})

test("a loose action is found", () => {
  const sha = "08c6903cd8c0fde910a37f88322edcfb5dd907a8"
  const content = [
    `      - uses: actions/checkout@${sha} # v5.0.0`,
    "      - uses: ./.github/actions/setup",
    "      - uses: actions/checkout@v5",
    `        uses: actions/setup-node@${sha}`,
  ].join("\n")
  expect(looseActions(content)).toEqual(["actions/checkout@v5", `actions/setup-node@${sha}`])
})

test("the ways to write the CLI's version are understood", () => {
  const content = [
    "DAGGER_VERSION: 0.21.8",
    "dagger-version: 'v0.21.7'",
    "export DAGGER_VERSION=v0.21.6",
    'uses: dagger/dagger-for-github@v8\n  with:\n    version: "0.21.5"',
  ].join("\n")
  expect(daggerVersions(content)).toEqual(["v0.21.8", "v0.21.7", "v0.21.6", "v0.21.5"])
})

test("doctor asks for the engine that dagger.json names", () => {
  expect(ENGINE_VERSION).toBe(engineVersion)
})
