import { basename, dirname } from "node:path"
import { gitLedger } from "../../src/adapters/git-ledger.ts"
import type { LedgerStore, StoreSettings } from "../../src/adapters/ledger-store.ts"
import { systemClock } from "../../src/adapters/runtime.ts"
import type { Entry, RecordKind } from "../../src/core/ledger/record.ts"
import { findRepository, userSettings } from "../../src/host/git.ts"
import { openLedgerStore } from "../../src/host/ledger-store.ts"
import { atFileEnd } from "../helpers/file-end.ts"
import { GitRepo } from "../helpers/git-repo.ts"
import { startGitServer } from "../helpers/git-server.ts"

/** A ledger somewhere, and people with repositories of their own who use it. */
export interface LedgerSite {
  /** the repository that holds the refs */
  home: GitRepo
  /** somebody's repository, configured to use the ledger */
  user: GitRepo
  /** a store as a run opens it */
  open: (settings?: Partial<StoreSettings>) => Promise<LedgerStore>
  /** the same for heartbeats */
  openHeartbeats: () => Promise<LedgerStore>
}

/** Must show up nowhere. */
export const PASSWORD = "canary-4711"

/** The stores of a repository as a run opens them. */
export async function openStores(
  { root }: GitRepo,
  remote: string | undefined,
  settings: Partial<StoreSettings & { env: NodeJS.ProcessEnv }> = {},
) {
  const place = await findRepository(root, process.env)
  return openLedgerStore(place, {
    app: "shop",
    remote,
    heartbeatSeconds: 30,
    settings: await userSettings(place.root, process.env),
    env: process.env,
    means: { clock: systemClock },
    say: () => {},
    ...settings,
  })
}

function openIn(user: GitRepo, remote: string | undefined): Pick<LedgerSite, "open" | "openHeartbeats"> {
  const openBoth = async (settings?: Partial<StoreSettings>) => {
    const stores = await openStores(user, remote, settings)
    atFileEnd(stores.close)
    return stores
  }
  return {
    open: async (settings) => (await openBoth(settings)).store,
    openHeartbeats: async () => (await openBoth()).heartbeats,
  }
}

export async function localSite(): Promise<LedgerSite> {
  const user = await GitRepo.create()
  return { home: user, user, ...openIn(user, undefined) }
}

/** What nobody can force anything upon. */
async function strictRemote(): Promise<GitRepo> {
  const home = await GitRepo.create("--bare")
  await home.git("config", "receive.denyNonFastForwards", "true")
  await home.git("config", "receive.denyDeletes", "true")
  await home.git("config", "receive.fsckObjects", "true")
  return home
}

export async function pathSite(): Promise<LedgerSite> {
  const [user, home] = [await GitRepo.create(), await strictRemote()]
  await user.git("remote", "add", "origin", home.root)
  return { home, user, ...openIn(user, "origin") }
}

/** git over HTTP; the user's repository knows how to log in. */
export async function httpSite(): Promise<LedgerSite> {
  const [user, home] = [await GitRepo.create(), await strictRemote()]
  const server = await startGitServer(dirname(home.root), PASSWORD)
  atFileEnd(server.close)
  await user.git("remote", "add", "origin", server.urlOf(basename(home.root)))
  await user.git("config", "credential.helper", `!f() { echo username=ana; echo password=${PASSWORD}; }; f`)
  return { home, user, ...openIn(user, "origin") }
}

export const SITES = [
  ["this repository", localSite],
  ["a remote by path", pathSite],
  ["a remote over HTTP with a password", httpSite],
] as const

export const REMOTE_SITES = SITES.slice(1)

export const ledgerOf = async (site: LedgerSite) => gitLedger(await site.open())

/** A record of a run; the time is the run's number, so that records differ. */
export const entryOf = (run: number, fields: Partial<Entry> & { kind?: RecordKind } = {}): Entry => ({
  kind: "blocked",
  runId: `run-${run}`,
  command: "deploy-staging",
  actor: "ana",
  host: "laptop",
  pid: 7,
  at: new Date(Date.UTC(2026, 10, 23) + run * 1000).toISOString(),
  tag: null,
  sha: null,
  from: null,
  reason: null,
  code: null,
  detail: null,
  outputs: null,
  changed: null,
  report: null,
  ...fields,
})
