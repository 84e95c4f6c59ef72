import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { runScript } from "../helpers/processes.ts"
import { type LedgerSite, ledgerOf, localSite, SITES } from "./ledger-stores.ts"

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

describe.each(SITES.slice(1))("through %s", (_name, makeSite) => {
  test("processes that append at the same time lose no record either", async () => {
    const site = await makeSite()
    const runs = await appendFromProcesses(site, 12)
    expect(await recordedRuns(site)).toEqual(runs.sort())
    await site.home.check()
  }, 120_000)
})
