import { globSync, readFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

/** A file says so in its first lines. Left out by name, because a filter by tag would load it all the same. */
const slow = globSync("test/**/*.test.ts").filter((file) =>
  /^\/\/ @module-tag slow$/m.test(readFileSync(file, "utf8").slice(0, 200)),
)

const isFast = process.env.PIPELINE_TESTS === "fast"

/** The slow ones first: one that waits for its processes must not be what all others have ended before. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ moduleId }: TestSpecification) => slow.some((path) => moduleId.endsWith(`/${path}`))
    const sorted = await super.sort(files)
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))]
  }
}

// Only the pure code owes coverage, the decisions all but all of it: what is decided must be provable without an engine or a network.
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/e2e/**", "test/fixtures/**", ...(isFast ? slow : [])],
    ...(isFast ? {} : { globalSetup: ["test/helpers/program.ts"], sequence: { sequencer: SlowFirst } }),
    pool: "forks",
    // a process of its own costs a file more than most files do
    isolate: false,
    setupFiles: ["test/helpers/each-file.ts"],
    // most slow tests wait for processes of their own; with more workers than cores some are late, too
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 15_000,
    // what ends a file ends servers and processes, on a machine that may be busy with others
    hookTimeout: 60_000,
    slowTestThreshold: 5000,
    tags: [{ name: "slow", description: "starts real command lines or servers, or takes seconds" }],
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
