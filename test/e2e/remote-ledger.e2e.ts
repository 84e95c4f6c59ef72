import { once } from "node:events"
import { type AddressInfo, createServer } from "node:net"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type GitServer, startGitServer } from "../helpers/git-server.ts"
import {
  type Application,
  type Called,
  callIn,
  createApplication,
  engineMissing,
  git,
  HOST,
} from "./engine.ts"

const missing = engineMissing()
if (missing !== null) console.warn(`SKIPPED: ${missing}`)

/** Must show up nowhere. */
const PASSWORD = "canary-4711"
process.env.E2E_GIT_TOKEN = PASSWORD

/** Two clones of an application whose ledger is on its remote, over HTTP with a password. */
describe.skipIf(missing !== null || HOST === undefined)("on an engine, with the ledger on a remote", () => {
  let server: GitServer
  let ana: Application
  let ben: Application
  let home: string
  let sha: string
  const said: Called[] = []
  const call = async ({ root }: Application, ...args: string[]) => {
    const called = await callIn(root, "--git-token=env://E2E_GIT_TOKEN", ...args)
    said.push(called)
    return called
  }
  const jsonOf = async (app: Application, ...args: string[]) =>
    JSON.parse((await call(app, ...args, "--format", "json")).stdout)

  beforeAll(async () => {
    ana = createApplication(true, { remote: "github" })
    ben = createApplication(true, { remote: "github" }, "another")
    sha = ana.release("v1.0.0")
    ben.release("v1.0.0")
    home = join(dirname(ana.root), `${ana.root}-remote.git`)
    git(dirname(ana.root), "init", "--quiet", "--bare", home)
    server = await startGitServer(dirname(home), PASSWORD, 0, { host: HOST as string })
    const address = server.urlOf(home.slice(dirname(home).length + 1))
    for (const { root } of [ana, ben]) git(root, "remote", "add", "github", address)
    // what an older engine would have pushed: main and the tag are there, as they would be fetched
    for (const { root } of [ana, ben]) git(root, "update-ref", "refs/remotes/github/main", "main")
  })
  afterAll(async () => {
    await server?.close()
    for (const app of [ana, ben]) app?.remove()
    expect(said.map(({ stdout, stderr }) => stdout + stderr).join("")).not.toContain(PASSWORD)
  })

  test("records are pushed there, and name their application", async () => {
    expect(await jsonOf(ana, "status")).toMatchObject({ ledger: "remote github" })
    expect(await jsonOf(ana, "deploy-staging", "--tag", "v1.0.0")).toMatchObject({
      outcome: "deployed",
      running: { tag: "v1.0.0", sha, verified: true },
    })
    const record = JSON.parse(git(home, "cat-file", "blob", "refs/pipeline/ledger/staging:record.json"))
    expect(record).toMatchObject({ kind: "verified", stage: "staging", app: expect.stringMatching(/^e2e-/) })
  })

  test("one that comes second is refused and tried again", async () => {
    const runs = await Promise.all(
      ["run one", "run two"].map((reason) =>
        call(ana, "deploy-staging", "--tag", "v1.0.0", "--wait", "300", "--reason", reason),
      ),
    )
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0])
    const { history } = await jsonOf(ana, "history", "--stage", "staging")
    const kinds = history
      .map(({ kind }: { kind: string }) => kind)
      .filter((kind: string) => kind !== "blocked")
    expect(kinds.filter((kind: string) => kind === "verified")).toHaveLength(3)
    expect(kinds[0]).toBe("verified")
  })

  test("another application begins a ledger of its own beside it", async () => {
    expect(await jsonOf(ben, "deploy-staging", "--tag", "v1.0.0")).toMatchObject({ outcome: "deployed" })
    const refs = git(
      home,
      "for-each-ref",
      "--format=%(refname)",
      "refs/pipeline/apps/*/ledger/*",
      "refs/pipeline/ledger",
    ).split("\n")
    expect(refs).toEqual(["refs/pipeline/apps/another/ledger/staging", "refs/pipeline/ledger/staging"])
  })

  test("a remote that says nothing is given up, and named", async () => {
    const silent = createServer().listen(0, HOST)
    await once(silent, "listening")
    const { port } = silent.address() as AddressInfo
    git(ben.root, "remote", "set-url", "github", `http://${HOST}:${port}/shop.git`)
    const { exitCode, stderr } = await call(ben, "status")
    silent.close()
    expect(exitCode).toBe(1)
    expect(stderr).toContain("LEDGER_UNAVAILABLE")
    expect(stderr).toContain("git fetch did not end within 45000 ms")
  })

  test("a remote that is away is named, without its password", async () => {
    await server.close()
    const { exitCode, stderr } = await call(ana, "status")
    expect(exitCode).toBe(1)
    expect(stderr).toContain("LEDGER_UNAVAILABLE")
  })
})
