// Keeps the linter honest: the rule against floating promises is still in Biome's nursery, so an upgrade may
// rename it or switch it off, and nothing else would tell. What it cannot infer, floating.test.ts catches.
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"

const root = resolve(import.meta.dirname, "../..")
const fixture = readFileSync(join(root, "test/fixtures/must-fail/floating-promise.ts"), "utf8")
const floating = '  deploy("v1.2.3")'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "lint-contract-"))
})

afterEach(() => {
  rmSync(directory, { recursive: true, force: true })
})

// The repository's own configuration, except that nothing is excluded: there the fixture must not be reported.
function lint(source: string) {
  const { $schema: _, files: __, ...config } = JSON.parse(readFileSync(join(root, "biome.json"), "utf8"))
  writeFileSync(join(directory, "biome.json"), JSON.stringify({ ...config, formatter: { enabled: false } }))
  writeFileSync(join(directory, "release.ts"), source)
  const argv = ["ci", "--colors=off", "release.ts"]
  const run = spawnSync(join(root, "node_modules/.bin/biome"), argv, { cwd: directory, encoding: "utf8" })
  return { status: run.status, output: `${run.error ?? ""}${run.stdout}${run.stderr}` }
}

test("a promise nobody awaits is an error", () => {
  const { status, output } = lint(fixture)
  expect(output).toContain("lint/nursery/noFloatingPromises")
  expect(status).toBe(1)
})

test("the same file with the promise awaited is clean", () => {
  expect(fixture).toContain(`\n${floating}\n`)
  const { status, output } = lint(fixture.replace(floating, floating.replace("deploy", "await deploy")))
  expect(output).not.toContain("noFloatingPromises")
  expect(status, output).toBe(0)
})
