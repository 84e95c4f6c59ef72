import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DEPLOY_TO_TARGET, type Target } from "../cli/target.ts"
import { startGitServer } from "../helpers/git-server.ts"
import { copyModule, git } from "./engine.ts"

export interface TargetApp {
  root: string
  /** Changes pipeline.json of the working tree; `undefined` takes a key away. */
  configure: (change: object) => void
  /** Commits what is there, and tags it. */
  release: (tag: string) => void
  remove: () => void
}

/** An application that an engine's containers deploy to a target in the test's own process. */
export function createTargetApp(target: Target, tags: readonly string[], more: object = {}): TargetApp {
  const root = mkdtempSync(join(tmpdir(), "pipeline-e2e-"))
  const file = join(root, "pipeline.json")
  const stages = Object.fromEntries(
    ["staging", "production"].map((stage) => [stage, { urls: { api: `${target.url}/${stage}` } }]),
  )
  const config = {
    app: `e2e-${root.slice(-6)}`,
    deployer: { kind: "command", deploy: ["node", "deploy.mjs", target.url] },
    smoke: {
      ...{ settleSeconds: 0, intervalSeconds: 0.1, confirmIntervalSeconds: 0.1 },
      checks: [{ name: "api", url: "{api}/health", expect: { version: "version", sha: "sha" } }],
    },
    stages,
    ...more,
  }
  copyModule(root)
  writeFileSync(join(root, "deploy.mjs"), DEPLOY_TO_TARGET)
  writeFileSync(file, JSON.stringify(config))
  git(root, "init", "--quiet", "--initial-branch=main")
  const release = (tag: string) => {
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", tag)
    git(root, "tag", tag)
  }
  for (const tag of tags) release(tag)
  return {
    root,
    release,
    configure: (change) =>
      writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), ...change })),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

export interface Remote {
  /** the repository itself, in this process's file system */
  bare: string
  close: () => Promise<void>
}

/** Gives an application a remote that the engine's containers reach, with its main and its tags. */
export async function createRemote({ root }: TargetApp, host: string): Promise<Remote> {
  const home = mkdtempSync(join(tmpdir(), "pipeline-e2e-remote-"))
  const bare = join(home, "app.git")
  git(home, "init", "--quiet", "--bare", "--initial-branch=main", bare)
  const server = await startGitServer(home, null, 0, { host })
  git(root, "remote", "add", "origin", server.urlOf("app.git"))
  // by its path: git() blocks this process, which is the server
  git(root, "push", "--quiet", bare, "main", "--tags")
  git(root, "update-ref", "refs/remotes/origin/main", "main")
  return {
    bare,
    close: async () => {
      await server.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
