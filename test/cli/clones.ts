import { mkdtemp } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { type AppRepository, type Told, told } from "../helpers/app-repo.ts"
import { runCli, type Started, startCli } from "../helpers/cli.ts"
import { type Faults, startGitServer } from "../helpers/git-server.ts"

/** The password of every git server that a test starts; it must show up nowhere. */
export const PASSWORD = "canary-4711"

/** A clone of an application's remote, and somebody who works in it with settings of their own. */
export interface Clone {
  root: string
  git: (...args: string[]) => Promise<string>
  ask: (...args: string[]) => Promise<Told>
  run: (...args: string[]) => ReturnType<typeof runCli>
  start: (...args: string[]) => Started
}

export function cloneAt(app: AppRepository, root: string, env: Record<string, string> = {}): Clone {
  const where = { ...app.where(env), cwd: root }
  const run = (...args: string[]) => runCli("here", args, where)
  return {
    root,
    run,
    start: (...args) => startCli("node", args, where),
    git: (...args) => app.git("-C", root, ...args),
    ask: async (...args) => told(await run(...args, "--format", "json")),
  }
}

/** The application with v1.0.0, its ledger on the remote that is named, and a bare repository for that remote. */
export async function withRemote(app: AppRepository, remote = "origin"): Promise<string> {
  await app.configure((config) => ({ ...config, ledger: { remote } }))
  await app.release("v1.0.0")
  const bare = join(app.base, `${remote}.git`)
  await app.git("clone", "--quiet", "--bare", "--config=receive.autogc=false", app.root, bare)
  return bare
}

export async function clone(
  app: AppRepository,
  from: string,
  options: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Clone> {
  const root = await mkdtemp(join(app.base, "clone-"))
  const who = ["--config", "user.name=Ana", "--config", "user.email=ana@example.com"]
  await app.git("clone", "--quiet", ...who, ...options, from, root)
  return cloneAt(app, root, env)
}

export type Finish = (close: () => Promise<void>) => void

/** @param onTestFinished the test's own, because others run at the same time */
export async function serve(
  bare: string,
  onTestFinished: Finish,
  faults?: Faults,
  password = PASSWORD,
): Promise<string> {
  const server = await startGitServer(dirname(bare), password, 0, faults && { faults })
  onTestFinished(() => server.close())
  return server.urlOf(basename(bare))
}

export const isDeployed = {
  code: 0,
  report: { outcome: "deployed", running: { tag: "v1.0.0", verified: true } },
}
