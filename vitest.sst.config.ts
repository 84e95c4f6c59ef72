import { defineConfig } from "vitest/config"

const fifteenMinutes = 900_000

// The real SST command line: each of its deploys takes seconds, and two at once would share a port.
export default defineConfig({
  test: {
    include: ["test/e2e/**/*.sst.ts"],
    setupFiles: ["test/helpers/each-file.ts"],
    pool: "forks",
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: fifteenMinutes,
    hookTimeout: fifteenMinutes,
  },
})
