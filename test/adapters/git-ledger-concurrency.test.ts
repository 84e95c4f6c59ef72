// @module-tag slow
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { beforeAll, expect, test } from "vitest"
import { REQUIRE } from "../../scripts/build.ts"
import { temporaryDirectory } from "../helpers/git-repo.ts"
import { runScript } from "../helpers/processes.ts"
import { httpSite, type LedgerSite, ledgerOf, localSite, pathSite } from "./ledger-stores.ts"

const APPEND = fileURLToPath(new URL("../fixtures/append-record.ts", import.meta.url))

let program: string
let env: Record<string, string>
beforeAll(async () => {
  // made and compiled once: what is tested is the ledger, not how fast Node starts
  const directory = await temporaryDirectory()
  env = { NODE_COMPILE_CACHE: directory }
  program = join(directory, "append-record.mjs")
  await build({
    entryPoints: [APPEND],
    outfile: program,
    bundle: true,
    format: "esm",
    platform: "node",
    banner: { js: REQUIRE },
  })
  await append(await localSite(), "first")
})

const append = ({ user, home }: LedgerSite, run: string) =>
  runScript(program, [user.root, home === user ? "" : "origin", run], env)

/** Starts processes that each append one record, all at once. */
async function appendFromProcesses(site: LedgerSite, count: number): Promise<string[]> {
  const runs = Array.from({ length: count }, (_, index) => `run-${index}`)
  const ended = await Promise.all(runs.map((run) => append(site, run)))
  expect(ended.filter(({ code }) => code !== 0)).toEqual([])
  return runs
}

async function recordedRuns(site: LedgerSite): Promise<string[]> {
  const history = await (await ledgerOf(site)).history("staging", 1000)
  return history.map(({ runId }) => runId).sort()
}

test("fifty processes that append to one repository at the same time lose no record", async () => {
  const site = await localSite()
  const runs = await appendFromProcesses(site, 50)
  expect(await recordedRuns(site)).toEqual(runs.sort())
  await site.home.check()
}, 120_000)

test.each([
  ["a remote by path", 12, pathSite],
  ["a remote over HTTP", 6, httpSite],
])(
  "nor do those that append through %s",
  async (_name, count, makeSite) => {
    const site = await makeSite()
    const runs = await appendFromProcesses(site, count)
    expect(await recordedRuns(site)).toEqual(runs.sort())
    await site.home.check()
  },
  120_000,
)
