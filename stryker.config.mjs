// npm run mutate -- src/core/tags.ts: changes the code in small ways and shows what no test notices. Not part of CI.
export default {
  testRunner: "vitest",
  vitest: { configFile: "vitest.mutate.config.ts", related: true },
  coverageAnalysis: "perTest",
  // nothing checks them, and a file with a comment more is not the generated one any more
  disableTypeChecks: false,
  plugins: ["@stryker-mutator/vitest-runner"],
  mutate: ["src/{core,release,adapters}/**/*.ts"],
  incremental: true,
  incrementalFile: "reports/mutation/incremental.json",
  htmlReporter: { fileName: "reports/mutation/index.html" },
  clearTextReporter: { reportTests: false, logTests: false },
  reporters: ["clear-text", "html", "progress-append-only"],
  tempDirName: ".stryker-tmp",
  cleanTempDir: "always",
  ignorePatterns: ["dist", "coverage", "reports", "dagger/sdk", ".setup-lock"],
  // most loops that a change makes endless are found by counting; on a busy machine less would end others, too
  timeoutMS: 60_000,
  dryRunTimeoutMinutes: 30,
  concurrency: 2,
  allowConsoleColors: false,
}
