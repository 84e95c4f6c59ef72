import { globSync, readFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

/** A file says so in its first lines. Found by name, because a filter by tag would load those that it leaves out. */
const tagged = (tag: string): string[] =>
  globSync("test/**/*.test.ts").filter((file) =>
    readFileSync(file, "utf8").slice(0, 200).split("\n").includes(`// @module-tag ${tag}`),
  )
const slow = tagged("slow")
const long = tagged("long")

/** "fast"; "memory", all that start no process; or globs with commas between: those run, slow ones too. */
const wanted = process.env.PIPELINE_TESTS
const isFast = wanted === "fast" || wanted === "memory"

/**
 * First the files that start processes: Node copies the table of all its memory for each, and a worker that has played a
 * random world, or loaded a compiler, has so much of it that a start takes twenty times as long.
 */
class ProcessesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isAmong = (paths: string[], { moduleId }: TestSpecification) =>
      paths.some((path) => moduleId.endsWith(`/${path}`))
    const rank = (file: TestSpecification) => (isAmong(slow, file) ? 0 : isAmong(long, file) ? 1 : 2)
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other))
  }
}

// Only the pure code owes coverage, the decisions all but all of it: what is decided must be provable without an engine or a network.
export default defineConfig({
  test: {
    include: wanted === undefined || isFast ? ["test/**/*.test.ts"] : wanted.split(","),
    exclude: ["test/e2e/**", "test/fixtures/**", ...(isFast ? slow : []), ...(wanted === "fast" ? long : [])],
    globalSetup: ["test/helpers/temporary.ts", ...(isFast ? [] : ["test/helpers/program.ts"])],
    ...(isFast ? {} : { sequence: { sequencer: ProcessesFirst } }),
    pool: "forks",
    // a process of its own costs a file more than most files do
    isolate: false,
    setupFiles: ["test/helpers/each-file.ts"],
    // slow ones wait for processes and for time to pass about as often as they compute; the others only compute
    maxWorkers: Math.max(2, isFast ? availableParallelism() : availableParallelism() * 2),
    testTimeout: 15_000,
    // what ends a file ends servers and processes, on a machine that may be busy with others
    hookTimeout: 60_000,
    slowTestThreshold: 5000,
    tags: [
      { name: "slow", description: "starts real command lines or servers" },
      { name: "long", description: "takes seconds all the same" },
    ],
    coverage: {
      provider: "v8",
      include: ["src/core/**/*.ts", "src/release/**/*.ts"],
      reporter: [["text", { skipFull: true }], "html"],
      thresholds: {
        "src/core/**": { lines: 99, branches: 99, functions: 99, statements: 99 },
        "src/release/**": { lines: 95, branches: 95, functions: 95, statements: 95 },
      },
    },
  },
})
