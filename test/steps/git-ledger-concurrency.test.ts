import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { runScript } from "../helpers/processes.ts"
import { httpSite, type LedgerSite, ledgerOf, localSite, pathSite } from "./ledger-stores.ts"

const APPEND = fileURLToPath(new URL("../fixtures/append-record.ts", import.meta.url))

/** Starts processes that each append one record, all at once. */
async function appendFromProcesses({ user, home }: LedgerSite, count: number): Promise<string[]> {
  const runs = Array.from({ length: count }, (_, index) => `run-${index}`)
  const remote = home === user ? "" : "origin"
  const ended = await Promise.all(runs.map((run) => runScript(APPEND, user.root, remote, run)))
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
])("nor do those that append through %s", async (_name, count, makeSite) => {
  const site = await makeSite()
  const runs = await appendFromProcesses(site, count)
  expect(await recordedRuns(site)).toEqual(runs.sort())
  await site.home.check()
}, 120_000)
