// @module-tag slow
import { once } from "node:events"
import { mkdir, readFile } from "node:fs/promises"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { dirname, join } from "node:path"
import { PassThrough } from "node:stream"
import { describe, expect, onTestFinished, test } from "vitest"
import { init } from "../../src/admin/init.ts"
import { parseConfig } from "../../src/core/config/parse.ts"
import { hostProject, type Terminal } from "../../src/host/init.ts"
import { GitRepo } from "../helpers/git-repo.ts"

const never = new AbortController().signal

async function repositoryWith(files: Readonly<Record<string, string>>): Promise<GitRepo> {
  const repo = await GitRepo.create()
  for (const path of Object.keys(files)) await mkdir(dirname(join(repo.root, path)), { recursive: true })
  await repo.commit("first", { ...files })
  return repo
}

/** Nothing but the addresses, which a script has to give. */
const ADDRESSES = {
  app: null,
  deploy: null,
  staging: "http://127.0.0.1:1/staging",
  production: "http://127.0.0.1:1",
  pipeline: null,
  watch: null,
  notify: null,
  yes: false,
}

const run = (
  repo: GitRepo,
  request: Partial<typeof ADDRESSES | { [key: string]: string }> = {},
  terminal: Terminal = null,
  folder = "",
) =>
  init(
    {
      clock: { now: () => new Date(0), sleep: async () => {}, monotonicMs: () => 0 },
      say: () => {},
      identity: { runId: "run-1", actor: "ann" },
      project: hostProject(join(repo.root, folder), process.env, terminal, never),
    },
    { ...ADDRESSES, ...request },
  )

/** A script that gives no addresses, and a person who has yet to be asked. */
const UNSAID: object = { staging: null, production: null }

const written = async (repo: GitRepo) => JSON.parse(await readFile(join(repo.root, "pipeline.json"), "utf8"))

const DEPLOYMENT = `apiVersion: v1
kind: Service
metadata: { name: shop }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  template:
    spec:
      containers: [{ name: web, image: "octo/shop:v1.0.0" }]
`

describe("init looks at what is there", () => {
  test.each<[string, Record<string, string>, object]>([
    [
      "an SST app in a folder",
      { "infra/sst.config.ts": "run() { return { api: api.url } }", "infra/a/b/sst.config.ts": "" },
      { kind: "sst", directory: "infra", outputs: ["api"] },
    ],
    [
      "a script and a lockfile",
      { "package.json": '{"scripts":{"deploy":"x"}}', "pnpm-lock.yaml": "" },
      { deploy: ["pnpm", "run", "deploy"], install: ["pnpm", "install", "--frozen-lockfile"] },
    ],
    [
      "a Deployment beside other manifests, one of them broken",
      {
        "k8s/a.yaml": "a: [",
        "k8s/b.yaml": "kind: Deployment",
        "k8s/shop.yaml": DEPLOYMENT,
        "package.json": "{",
      },
      { deploy: expect.arrayContaining(["deployment/shop", "web=octo/shop:{tag}"]) },
    ],
    [
      "a shell script",
      { "deploy.sh": "#!/usr/bin/env bash\n", Dockerfile: "FROM node" },
      { deploy: ["bash", "deploy.sh", "{stage}"] },
    ],
    ["a compose file", { "compose.yaml": "services: {}" }, { deploy: expect.arrayContaining(["compose"]) }],
    ["a Dockerfile", { Dockerfile: "FROM node" }, { deploy: expect.arrayContaining(["sh"]) }],
  ])("%s", async (_, files, deployer) => {
    const repo = await repositoryWith(files)
    expect(await run(repo)).toMatchObject({ ok: true, changed: true, ledger: "local" })
    expect(await written(repo)).toMatchObject({ deployer })
    parseConfig(await readFile(join(repo.root, "pipeline.json"), "utf8"))
  })

  test.each([
    ["in the application's folder", "apps/web"],
    ["below it", "apps/web/src"],
  ])("an application of a monorepo, %s", async (_, folder) => {
    const repo = await repositoryWith({
      "package.json": '{"scripts":{"deploy":"all"}}',
      "package-lock.json": "{}",
      "apps/web/package.json": '{"scripts":{"deploy":"web"}}',
      "apps/web/src/index.js": "",
      "apps/api/Dockerfile": "FROM node",
    })
    expect(await run(repo, {}, null, folder)).toMatchObject({
      app: "web",
      initialized: { files: [{ path: "apps/web/pipeline.json", written: true }] },
    })
    const text = await readFile(join(repo.root, "apps/web/pipeline.json"), "utf8")
    expect(parseConfig(text).deployer).toMatchObject({
      install: expect.arrayContaining(["npm", "ci"]),
      deploy: ["sh", "-euc", 'cd "$0"; exec "$@"', "apps/web", "npm", "run", "deploy"],
    })
    // the root is another application
    expect(await run(repo)).toMatchObject({
      initialized: { files: [{ path: "pipeline.json", written: true }] },
    })
  })

  test("a pipeline.json that is there: nothing is asked, and none of it is proposed again", async () => {
    const repo = await repositoryWith({ "pipeline.json": "{}" })
    const terminal = { input: new PassThrough(), output: new PassThrough() }
    expect(await run(repo, UNSAID, terminal)).toMatchObject({
      ok: true,
      changed: false,
      initialized: { files: [{ path: "pipeline.json", written: false }], found: [], notes: [] },
    })
  })

  test("a pipeline.json that has it otherwise: each difference is named, and nothing is written", async () => {
    const repo = await repositoryWith({ Dockerfile: "FROM node" })
    const said = { app: "Web Shop", watch: "10", notify: "C0123456789", deploy: "make deploy" }
    await run(repo, said)
    // the same again is no difference
    expect(await run(repo, { ...said, production: "http://127.0.0.1:1/" })).toMatchObject({ changed: false })
    const before = await written(repo)
    const other = {
      app: "api",
      watch: "5",
      notify: "https://hooks.test/x",
      deploy: "make all",
      staging: "https://new.test",
    }
    const pipeline = `octo/pipeline@${"a".repeat(40)}`
    await expect(run(repo, { ...other, pipeline })).rejects.toMatchObject({
      kind: "usage",
      reason: { message: "pipeline.json is there already, and init overwrites nothing." },
      problems: [
        { path: "--app", message: 'is "api", but app is "web-shop"' },
        { path: "--deploy", message: 'is ["make","all"], but deployer.deploy is ["make","deploy"]' },
        {
          path: "--staging",
          message: 'is "https://new.test", but stages.staging.urls is {"app":"http://127.0.0.1:1/staging"}',
        },
        { path: "--watch", message: "is 5, but stages.production.watch.minutes is 10" },
        { path: "--notify", message: expect.stringContaining('"C0123456789"') },
      ],
    })
    expect(await written(repo)).toEqual(before)
    expect(await repo.git("status", "--porcelain")).toBe("?? pipeline.json")
  })

  test("nobody to ask for an address: both are named by their options, and nothing is written", async () => {
    const repo = await repositoryWith({ Dockerfile: "FROM node" })
    const silent = { input: new PassThrough(), output: new PassThrough() }
    for (const [request, terminal] of [
      [UNSAID, null],
      [{ ...UNSAID, yes: true }, silent],
    ] as const) {
      await expect(run(repo, request, terminal)).rejects.toMatchObject({
        kind: "usage",
        problems: [{ path: "--staging" }, { path: "--production" }],
      })
    }
    expect(await repo.git("status", "--porcelain")).toBe("")
  })

  test("an address is refused by the name of its option", async () => {
    const repo = await repositoryWith({ Dockerfile: "FROM node" })
    await expect(run(repo, { staging: "shop" })).rejects.toMatchObject({
      problems: [{ path: "--staging" }],
    })
  })

  test("tags beside the main branch of origin", async () => {
    const repo = await repositoryWith({ Dockerfile: "FROM node" })
    await repo.git("tag", "v1.0.0")
    await repo.git("checkout", "--quiet", "-b", "bot")
    await repo.commit("bump")
    await repo.git("tag", "v1.1.0")
    await repo.git("checkout", "--quiet", "main")
    await repo.git("branch", "--quiet", "-D", "bot")
    expect(await run(repo)).toMatchObject({
      initialized: {
        notes: expect.arrayContaining([
          expect.stringContaining("1 of the last 2 version tags is not on main"),
        ]),
      },
    })
    expect(await written(repo)).toMatchObject({ gates: { main: "warn" } })
  })

  test("nothing that deploys: nothing is written", async () => {
    const repo = await repositoryWith({ "readme.md": "x" })
    expect(await run(repo)).toMatchObject({
      ok: false,
      outcome: "blocked",
      reason: { code: "NOTHING_TO_DEPLOY" },
    })
    expect(await repo.git("status", "--porcelain")).toBe("")
  })

  test("a file that is there stays as it is", async () => {
    const repo = await repositoryWith({ Dockerfile: "FROM node", "pipeline.json": "mine" })
    const pipeline = `octo/pipeline@${"a".repeat(40)}`
    expect(await run(repo, { pipeline })).toMatchObject({
      initialized: {
        files: [
          { path: "pipeline.json", written: false },
          { path: ".github/workflows/deploy.yml", written: true },
        ],
      },
    })
    expect(await readFile(join(repo.root, "pipeline.json"), "utf8")).toBe("mine")
    expect(await run(repo, { pipeline })).toMatchObject({ changed: false })
  })

  test("an address that is none is refused before anything is written", async () => {
    const repo = await repositoryWith({ Dockerfile: "FROM node" })
    await expect(run(repo, { staging: "localhost:3000" })).rejects.toMatchObject({ kind: "usage" })
    expect(await repo.git("status", "--porcelain")).toBe("")
  })

  test("where production says its version", async () => {
    const server = createServer((request, response) => {
      if (request.url === "/api/health") response.end('{"app":{"version":"v1.0.0"}}')
      else if (request.url !== "/status") response.writeHead(404).end()
      // an answer that never comes is not waited for
      else request.socket.destroy()
    }).listen(0, "127.0.0.1")
    await once(server, "listening")
    onTestFinished(() => void server.close())
    const repo = await repositoryWith({ Dockerfile: "FROM node" })
    await repo.git("tag", "v1.0.0")
    const production = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    await run(repo, { production })
    expect((await written(repo)).smoke.checks).toEqual([
      // the server compares the whole address, so that smoke must add no query to it
      { name: "app", url: "{app}/api/health", cacheBusting: false, expect: { version: "app.version" } },
    ])
  })
})

describe("init asks at a terminal", () => {
  /** Types one answer after the other, each once its question is there. */
  function terminalWith(
    answers: readonly (readonly [question: RegExp, typed: string])[],
  ): NonNullable<Terminal> {
    const [input, output] = [new PassThrough(), new PassThrough()]
    const left = [...answers]
    let shown = ""
    output.on("data", (chunk) => {
      shown += chunk
      const [next] = left
      if (next === undefined || !next[0].test(shown)) return
      left.shift()
      shown = ""
      setImmediate(() => input.write(next[1]))
    })
    return { input, output }
  }

  test("for what it cannot find, and takes Enter for not known", async () => {
    const repo = await repositoryWith({ "readme.md": "x" })
    const terminal = terminalWith([
      [/Which command deploys/, "make deploy\r"],
      [/Where does staging answer/, "https://staging.test\r"],
      [/Where does production answer/, "\r"],
      [/For how many minutes is production watched/, "10\r"],
      [/Which Slack channel/, "C0123456789\r"],
    ])
    expect(await run(repo, UNSAID, terminal)).toMatchObject({ ok: true })
    expect(await written(repo)).toMatchObject({
      deployer: { deploy: ["make", "deploy"] },
      stages: {
        staging: { urls: { app: "https://staging.test" } },
        production: {
          urls: { app: expect.stringContaining("invalid") },
          watch: { minutes: 10, checks: [{ kind: "http", name: "app", url: "{app}/health" }] },
        },
      },
      notify: { slack: { kind: "slack", channel: "C0123456789" } },
    })
  })

  test("not for what was said, nor with --yes", async () => {
    const terminal = terminalWith([])
    for (const request of [{ watch: "5", notify: "https://h.test/x" }, { yes: true } as never]) {
      const repo = await repositoryWith({ Dockerfile: "FROM node" })
      expect(await run(repo, request, terminal)).toMatchObject({ ok: true, changed: true })
    }
  })

  test("and writes nothing when it is ended", async () => {
    const repo = await repositoryWith({ Dockerfile: "FROM node" })
    const terminal = terminalWith([[/Where does staging answer/, "\u0003"]])
    await expect(run(repo, UNSAID, terminal)).rejects.toMatchObject({ kind: "usage" })
    expect(await repo.git("status", "--porcelain")).toBe("")
  })
})
