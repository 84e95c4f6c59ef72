import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

// Only the pure code owes full coverage: what it decides must be provable without an engine or a network.
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/e2e/**", "test/fixtures/**"],
    globalSetup: ["test/helpers/program.ts"],
    pool: "forks",
    // most tests wait for processes of their own
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 15_000,
    hookTimeout: 15_000,
    slowTestThreshold: 5000,
    // a file says so in its first line: // @module-tag slow
    tags: [{ name: "slow", description: "starts real command lines or servers, or takes seconds" }],
    ...(process.env.PIPELINE_TESTS === "fast" ? { tagsFilter: ["!slow"] } : {}),
    coverage: {
      provider: "v8",
      include: ["src/core/**/*.ts", "src/release/**/*.ts"],
      reporter: [["text", { skipFull: true }], "html"],
      thresholds: { lines: 100, branches: 100, functions: 100, statements: 100 },
    },
  },
})
