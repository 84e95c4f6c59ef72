// @module-tag slow
import { once } from "node:events"
import { mkdir, readdir, writeFile } from "node:fs/promises"
import { type AddressInfo, createServer } from "node:net"
import { dirname, join } from "node:path"
import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest"
import { gitLedger } from "../../src/adapters/git-ledger.ts"
import { PipelineError } from "../../src/core/errors.ts"
import { findRepository } from "../../src/host/git.ts"
import type { Ledger, StageView } from "../../src/release/ports.ts"
import { temporaryDirectory } from "../helpers/git-repo.ts"
import {
  entryOf,
  httpSite,
  type LedgerSite,
  ledgerOf,
  localSite,
  openStores,
  PASSWORD,
  pathSite,
  REMOTE_SITES,
} from "./ledger-stores.ts"

const viewOf = async (ledger: Ledger): Promise<StageView> => (await ledger.read(["staging"]))[0] as StageView

async function use(ledger: Ledger): Promise<void> {
  for (const run of [1, 2]) await ledger.tryAppend(await viewOf(ledger), [entryOf(run)])
  expect(await ledger.history("staging", 5)).toHaveLength(2)
}

async function writeFailingHook(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, "#!/bin/sh\nexit 1\n", { mode: 0o755 })
}

const originOf = ({ user }: LedgerSite): Promise<string> => user.git("remote", "get-url", "origin")

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, "close")
  return port
}

describe.each(REMOTE_SITES)("a ledger in %s", (_name, makeSite) => {
  test("leaves nothing in the user's repository", async () => {
    // a job's clone is thrown away, so that nothing is remembered in one
    vi.stubEnv("CI", "")
    onTestFinished(() => void vi.unstubAllEnvs())
    const { user } = await makeSite()
    await user.commit("first")
    const before = { refs: await user.refs(), config: await user.git("config", "--list", "--local") }
    const place = await findRepository(user.root, process.env)
    const { store, close } = await openStores(user, "origin")
    await use(gitLedger(store))
    await close()
    expect({ refs: await user.refs(), config: await user.git("config", "--list", "--local") }).toEqual(before)
    expect(await readdir(place.gitDir)).not.toEqual(expect.arrayContaining(["shallow"]))
    expect(await readdir(place.gitDir)).not.toEqual(expect.arrayContaining(["FETCH_HEAD"]))
    // what was seen is remembered, apart from the user's own refs and objects
    expect(await readdir(join(place.gitDir, "pipeline"))).toEqual(["ledger.git"])
    expect(await user.git("count-objects")).toMatch(/^2 objects/)
  })

  test("works beside other branches and tags, and brings none of them along", async () => {
    const { user, home, open } = await makeSite()
    await user.commit("first")
    await user.git("tag", "--annotate", "--message", "one", "v1.0.0")
    await user.git("push", "--quiet", "origin", "main", "v1.0.0")
    const store = await open()
    await use(gitLedger(store))
    const { stdout } = await store.git(["for-each-ref", "--format=%(refname)"])
    expect(stdout).toBe("refs/pipeline/ledger/staging\n")
    expect(await home.git("for-each-ref", "--format=%(refname)")).toBe(
      "refs/heads/main\nrefs/pipeline/ledger/staging\nrefs/tags/v1.0.0",
    )
  })
})

describe("the user's configuration", () => {
  test.each<[string, [string, string][]]>([
    [
      "for pushes",
      [
        ["push.gpgSign", "true"],
        ["push.followTags", "true"],
        ["push.recurseSubmodules", "check"],
        ["remote.origin.push", "refs/heads/*:refs/heads/*"],
      ],
    ],
    [
      "for fetches",
      [
        ["submodule.recurse", "true"],
        ["fetch.prune", "true"],
        ["fetch.pruneTags", "true"],
        ["remote.origin.tagOpt", "--tags"],
        ["transfer.fsckObjects", "true"],
      ],
    ],
    [
      "of a partial clone",
      [
        ["extensions.partialClone", "origin"],
        ["core.repositoryFormatVersion", "1"],
        ["remote.origin.promisor", "true"],
        ["remote.origin.partialCloneFilter", "blob:none"],
      ],
    ],
  ])("%s does not change what the ledger does", async (_name, settings) => {
    const { user, open } = await httpSite()
    for (const [key, value] of settings) await user.git("config", key, value)
    await use(gitLedger(await open()))
  })

  test("hooks of the user do not run", async () => {
    const hooks = await temporaryDirectory()
    for (const hook of ["pre-push", "reference-transaction"]) await writeFailingHook(join(hooks, hook))
    for (const site of [await localSite(), await pathSite()]) {
      await site.user.git("config", "core.hooksPath", hooks)
      await use(await ledgerOf(site))
    }
  })
})

test("the remote may be named by its address", async () => {
  const { user, home } = await pathSite()
  const { store, close } = await openStores(user, home.root)
  await use(gitLedger(store))
  await close()
})

describe.each([["this repository", localSite] as const, ...REMOTE_SITES])(
  "a write tried in %s",
  (_name, makeSite) => {
    test("leaves nothing, also before the first record", async () => {
      const site = await makeSite()
      const before = await site.home.git("for-each-ref")
      const store = await site.open()
      await store.rehearse()
      await gitLedger(store).rehearse()
      expect(await site.home.git("for-each-ref")).toBe(before)
    })
  },
)

test("a write tried where nobody may write is refused", async () => {
  const site = await localSite()
  const store = await site.open()
  const lock = join(site.user.root, ".git", "refs", "pipeline")
  await mkdir(dirname(lock), { recursive: true })
  await writeFile(lock, "a file where a directory is needed")
  await expect(store.rehearse()).rejects.toMatchObject({ reason: { code: "LEDGER_UNAVAILABLE" } })
})

describe.each(REMOTE_SITES)("a write tried in %s that takes no records", (_name, makeSite) => {
  const refuse = `echo "records go elsewhere" >&2; exit 1`
  const BY_HOOK: readonly [string, string][] = [
    ["pre-receive", `while read -r _ _ ref; do case $ref in refs/pipeline/*) ${refuse} ;; esac; done`],
    ["update", `case $1 in refs/pipeline/ledger/*) ${refuse} ;; esac`],
  ]

  test.each(BY_HOOK)("is refused by its %s hook, in the hook's words", async (hook, script) => {
    const { home, open } = await makeSite()
    await writeFile(join(home.root, "hooks", hook), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    const store = await open()
    await expect(store.rehearse()).rejects.toMatchObject({
      reason: { code: "LEDGER_UNAVAILABLE", message: expect.stringContaining("records go elsewhere") },
    })
    expect(await home.refs()).toBe("")
  })

  test("is refused where they are hidden", async () => {
    const { home, open } = await makeSite()
    await home.git("config", "receive.hideRefs", "refs/pipeline")
    await expect((await open()).rehearse()).rejects.toMatchObject({ reason: { code: "LEDGER_UNAVAILABLE" } })
  })

  test("is let through by hooks that mind other refs, and by a remote that knows no atomic push", async () => {
    const { home, open } = await makeSite()
    await writeFile(
      join(home.root, "hooks", "update"),
      `#!/bin/sh\ncase $1 in refs/heads/*) ${refuse} ;; esac\n`,
      { mode: 0o755 },
    )
    const store = await open()
    await store.rehearse()
    await home.git("config", "receive.advertiseAtomic", "false")
    await store.rehearse()
    expect(await home.refs()).toBe("")
  })
})

describe("a remote that cannot be used", () => {
  let site: LedgerSite
  beforeAll(async () => {
    site = await httpSite()
  })

  async function failureOf(remote: string): Promise<PipelineError> {
    const { store, close } = await openStores(site.user, remote)
    try {
      await gitLedger(store).read(["staging"])
    } catch (error) {
      if (error instanceof PipelineError) return error
      throw error
    } finally {
      await close()
    }
    throw new Error("the ledger was read")
  }

  const withPassword = (address: string, password = PASSWORD) =>
    address.replace("//", `//ana:${encodeURIComponent(password)}@`)

  test.each<[string, () => Promise<string>, RegExp]>([
    [
      "nobody listens there",
      async () => withPassword(`http://127.0.0.1:${await closedPort()}/x.git`),
      /connect/i,
    ],
    ["it has no such repository", async () => withPassword(`${await originOf(site)}-not`), /not found/i],
    [
      "it does not know the password",
      async () => withPassword(await originOf(site), `wrong-${PASSWORD}`),
      /Authentication failed/,
    ],
    ["it speaks no known protocol", async () => withPassword("gopher://127.0.0.1/x.git"), /gopher/],
    ["there is no such directory", async () => "/nowhere/x.git", /does not appear to be a git repository/],
    ["nobody configured it", async () => "upstream", /: this clone has no remote upstream; it has origin\.$/],
    ["its name looks like an option", async () => "--upload-pack=false", /--upload-pack=false/],
  ])("is named when %s, without its password", async (_name, remoteOf, why) => {
    const error = await failureOf(await remoteOf())
    expect(error).toMatchObject({ kind: "environment", reason: { code: "LEDGER_UNAVAILABLE" } })
    expect(error.message).toMatch(/^The ledger \(remote .+\) cannot be used: /)
    expect(error.message).toMatch(why)
    expect(JSON.stringify(error) + error.stack).not.toContain(PASSWORD)
  })

  test("the place that reports name holds no password", async () => {
    const address = withPassword(await originOf(site))
    const { store, close } = await openStores(site.user, address)
    expect(store.where).toBe(`remote ${await originOf(site)}`)
    await use(gitLedger(store))
    await close()
  })

  test("a push that the remote forbids is no race that another try could win", async () => {
    const { home, open } = await pathSite()
    await home.git("config", "receive.fsckObjects", "false")
    await writeFailingHook(join(home.root, "hooks", "pre-receive"))
    const ledger = gitLedger(await open())
    await expect(ledger.tryAppend(await viewOf(ledger), [entryOf(1)])).rejects.toMatchObject({
      reason: { code: "LEDGER_UNAVAILABLE", message: expect.stringContaining("hook declined") },
    })
  })

  test("no scratch repository is left behind", async () => {
    await failureOf("/nowhere/x.git")
    const { gitDir } = await findRepository(site.user.root, process.env)
    expect((await readdir(join(gitDir, "pipeline"))).filter((name) => name.startsWith("ledger-"))).toEqual([])
  })
})

test("a ref that cannot be written is no race that another try could win", async () => {
  const { home, user, open } = await localSite()
  const commit = await user.commit("first")
  await home.git("update-ref", "refs/pipeline/ledger", commit)
  const ledger = gitLedger(await open())
  await expect(ledger.tryAppend(await viewOf(ledger), [entryOf(1)])).rejects.toMatchObject({
    reason: { code: "LEDGER_UNAVAILABLE" },
  })
})
