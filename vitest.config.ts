import { globSync, readFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

/** A file says so in its first lines. Left out by name, because a filter by tag would load it all the same. */
const slow = (): string[] =>
  globSync("test/**/*.test.ts").filter((file) =>
    /^\/\/ @module-tag slow$/m.test(readFileSync(file, "utf8").slice(0, 200)),
  )

const isFast = process.env.PIPELINE_TESTS === "fast"

// Only the pure code owes coverage, the decisions all but all of it: what is decided must be provable without an engine or a network.
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/e2e/**", "test/fixtures/**", ...(isFast ? slow() : [])],
    globalSetup: isFast ? [] : ["test/helpers/program.ts"],
    pool: "forks",
    // a process a file costs more than most of these tests do
    isolate: !isFast,
    // most tests wait for processes of their own
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 15_000,
    hookTimeout: 15_000,
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
