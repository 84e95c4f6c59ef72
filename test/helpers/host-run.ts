import type { HostRun } from "../../src/host/workbench.ts"

/** A run on this host, in this process's own environment. */
export const hostRun = (fields: Partial<HostRun> = {}): HostRun => ({
  runId: "run-1",
  environment: process.env,
  own: { databaseUrl: null, signingSecret: null, tool: [], checks: [] },
  secrets: [],
  note: () => {},
  say: () => {},
  ...fields,
})
