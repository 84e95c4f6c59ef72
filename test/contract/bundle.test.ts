// An engine runs dagger/pipeline.js, which is committed: it must be what src/ makes, and small enough to load at every call.
import { spawnSync } from "node:child_process"
import { globSync, readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import {
  type Bundle,
  hostBundle,
  LICENSES_FILE,
  moduleBundle,
  thirdPartyLicenses,
} from "../../scripts/build.ts"

const root = resolve(import.meta.dirname, "../..")
const read = (path: string) => readFileSync(join(root, path), "utf8")
const sizeOf = (text: string) => Buffer.byteLength(text)

let fresh: Bundle["files"]
let licenses: string
beforeAll(async () => {
  const bundles = [await moduleBundle(), await hostBundle()]
  fresh = bundles[0]?.files as Bundle["files"]
  licenses = thirdPartyLicenses(bundles)
})

test("dagger/pipeline.js and its chunks are what src/ makes", () => {
  const committed = globSync("dagger/{pipeline.js,chunks/**}", { cwd: root }).filter((path) =>
    path.endsWith(".js"),
  )
  const stale = [...new Set([...committed, ...fresh.keys()])].filter(
    (path) => !committed.includes(path) || fresh.get(path) !== read(path),
  )
  expect(stale, "the bundle is stale: run `npm run build`").toEqual([])
})

test(`${LICENSES_FILE} names every package that is in a bundle`, () => {
  expect(read(LICENSES_FILE) === licenses, "it is stale: run `npm run build`").toBe(true)
})

describe("the bundle", () => {
  /** What every call loads: its first part, and the other while an engine answers. */
  const MAIN = ["dagger/pipeline.js", "dagger/chunks/engine-call-command.js"]

  /** What is loaded with a file, because it imports it. */
  function loadedWith(path: string, seen = new Set<string>()): Set<string> {
    if (seen.has(path)) return seen
    seen.add(path)
    const imports = (fresh.get(path) as string).matchAll(
      /^(?:import|export|\}) ?(?:[^"\n]*from )?"(\.[^"]+)";$/gm,
    )
    for (const [, target] of imports) loadedWith(join(dirname(path), target as string), seen)
    return seen
  }

  const loadedWithAll = (paths: readonly string[]) =>
    paths.reduce((seen, path) => loadedWith(path, seen), new Set<string>())

  test("has a main part of at most 700 kB, and 2.5 MB in all", () => {
    const main = [...loadedWithAll(MAIN)].map((path) => sizeOf(fresh.get(path) as string))
    const all = [...fresh.values()].map(sizeOf)
    const sum = (sizes: number[]) => sizes.reduce((a, b) => a + b, 0)
    expect(sum(main)).toBeLessThanOrEqual(700_000)
    expect(sum(all)).toBeLessThanOrEqual(2_500_000)
  })

  test("leaves to the commands that need it what speaks to AWS and GitHub, and what sets up and examines", () => {
    const main = [...loadedWithAll(MAIN)].map((path) => fresh.get(path)).join("")
    for (const name of ["awsAccess", "githubCodeHost", "diagnosticsOf", "rescueDoctor"]) {
      expect(main).not.toMatch(new RegExp(`function ${name}\\b|${name} = `))
      expect([...fresh.values()].join("")).toMatch(new RegExp(`function ${name}\\b|${name} = `))
    }
  })

  test("loads, each chunk too, with nothing but the SDK", () => {
    const script = `for (const path of process.argv.slice(1)) await import(path)`
    const files = [...fresh.keys()].map((path) => join(root, path))
    const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script, ...files], {
      encoding: "utf8",
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" })
    const outside = [...fresh.values()].flatMap((text) =>
      [...text.matchAll(/^(?:import|\}) ?(?:[^"\n]*from )?"([^."][^"]*)";$/gm)].map(
        ([, name]) => name as string,
      ),
    )
    const packages = outside.filter(
      (name) => !name.startsWith("node:") && !name.startsWith("@dagger.io/dagger"),
    )
    expect(packages).toEqual([])
  })
})
