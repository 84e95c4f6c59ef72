import { globSync, readFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

/** A file says so in its first lines. Left out by name, because a filter by tag would load it all the same. */
const slow = globSync("test/**/*.test.ts").filter((file) =>
  /^\/\/ @module-tag slow$/m.test(readFileSync(file, "utf8").slice(0, 200)),
)

/** A process a file costs more than most files do. */
const together = {
  include: ["test/**/*.test.ts"],
  exclude: ["test/e2e/**", "test/fixtures/**", ...slow],
  isolate: false,
}

const wanted = process.env.PIPELINE_TESTS

/** Each has a process: to start another one costs several times more from a process that has grown. */
const apart = { include: slow, globalSetup: ["test/helpers/program.ts"] }

/** Slow ones, too, in one process: globs, with commas between. */
const named = (globs: string) => ({ ...together, include: globs.split(","), exclude: [] })

const projects = [
  { extends: true as const, test: { name: "apart", ...apart } },
  { extends: true as const, test: { name: "together", ...together } },
]

// Only the pure code owes coverage, the decisions all but all of it: what is decided must be provable without an engine or a network.
export default defineConfig({
  test: {
    ...(wanted === undefined ? { projects } : wanted === "fast" ? together : named(wanted)),
    pool: "forks",
    setupFiles: ["test/helpers/each-file.ts"],
    // most tests wait for processes of their own
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
