import { defineConfig } from "vitest/config"

const tenMinutes = 600_000

// One engine, one set of stages: two scenarios at once would deploy over each other.
export default defineConfig({
  test: {
    include: ["test/e2e/**/*.e2e.ts"],
    setupFiles: ["test/helpers/each-file.ts"],
    pool: "forks",
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: tenMinutes,
    hookTimeout: tenMinutes,
    teardownTimeout: 60_000,
  },
})
