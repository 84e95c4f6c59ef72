import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Application, addFunction, callIn, createApplication, engineMissing } from "./engine.ts"

const missing = engineMissing()
if (missing !== null) console.warn(`SKIPPED: ${missing}`)

const IMPORTS = `
import { dag } from "@dagger.io/dagger"
import { gitLedger } from "./steps/git-ledger.ts"
import { withGitEnvironment } from "./workbench/container-git.ts"
import { containerLedger } from "./workbench/container-ledger.ts"
`

/** A git server beside the module, and two runs that append to its ledger after one and the same record. */
const METHOD = `
  @func({ cache: "never" })
  async probeRemoteLedger(): Promise<string> {
    const nonce = () => crypto.randomUUID()
    const base = withGitEnvironment(dag.container().from(this.gitImage))
    const server = base
      .withEnvVariable("NONCE", nonce())
      .withExec(["git", "init", "--quiet", "--bare", "/srv/app.git"])
      .withExposedPort(9418)
      .asService({ args: ["git", "daemon", "--reuseaddr", "--export-all", "--enable=receive-pack", "--base-path=/srv"] })
    const bound = base.withServiceBinding("remote", server)
    const config = { app: "probe", ledger: { remote: "git://remote/app.git" } }
    const open = async () => gitLedger((await containerLedger(bound, { git: this.git, gitToken: undefined }, config, nonce)).ledger)
    const [one, two] = await Promise.all([open(), open()])
    const entry = (runId: string) => ({
      kind: "started", runId, command: "probe", actor: "e2e", host: "engine", pid: null, at: new Date().toISOString(),
      tag: null, sha: null, from: null, reason: null, code: null, detail: null, outputs: null, changed: null, report: null,
    }) as never
    const [empty] = await one.read(["staging"])
    const [seenByTwo] = await two.read(["staging"])
    const first = await one.tryAppend(empty, [entry("first")])
    const refused = await two.tryAppend(seenByTwo, [entry("second")])
    const [again] = await two.read(["staging"])
    const second = await two.tryAppend(again, [entry("second")])
    const history = await one.history("staging", 10)
    return JSON.stringify({
      emptyTip: empty.tip, appended: first !== null, refused: refused === null, retried: second !== null,
      history: history.map(({ runId }) => runId), where: one.where,
    })
  }`

describe.skipIf(missing !== null)("on an engine, with the ledger on a remote", () => {
  let app: Application

  beforeAll(() => {
    app = createApplication(true)
    addFunction(app.root, IMPORTS, METHOD)
    app.release("v1.0.0")
  })
  afterAll(() => app.remove())

  test("appends are pushed, and one that comes second is refused and tried again", async () => {
    const { exitCode, stdout, stderr } = await callIn(app.root, "probe-remote-ledger")
    expect({ exitCode, stderr: exitCode === 0 ? "" : stderr }).toEqual({ exitCode: 0, stderr: "" })
    expect(JSON.parse(stdout)).toEqual({
      emptyTip: null,
      appended: true,
      refused: true,
      retried: true,
      history: ["second", "first"],
      where: "remote git://remote/app.git",
    })
  })
})
