import { tmpdir } from "node:os"
import { join } from "node:path"
import { userSettings } from "../../src/host/git.ts"
import type { TreeSource } from "../../src/host/git-tree.ts"
import type { HostRun } from "../../src/host/workbench.ts"

/** A run on this host, in this process's own environment. */
export const hostRun = (fields: Partial<HostRun> = {}): HostRun => ({
  runId: "run-1",
  environment: process.env,
  temporary: tmpdir(),
  own: { databaseUrl: null, signingSecret: null, tool: [], apart: [] },
  secrets: [],
  begin: async () => {},
  note: () => {},
  say: () => {},
  ...fields,
})

/** A repository as trees are made of it. */
export const treeSource = async (root: string): Promise<TreeSource> => ({
  gitDir: join(root, ".git"),
  settings: await userSettings(root, process.env),
})
