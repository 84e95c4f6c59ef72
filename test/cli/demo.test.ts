// @module-tag slow
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { runCli } from "../helpers/cli.ts"
import { isRunning } from "../helpers/processes.ts"

let base: string
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "test-demo-"))
})
afterAll(() => rm(base, { recursive: true, force: true }))

/** In place of `node`, so that it is known what the demo starts. */
async function noteStarts(): Promise<{ path: string; pids: () => Promise<number[]> }> {
  const [path, list] = [join(base, "bin"), join(base, "pids")]
  await mkdir(path)
  await writeFile(join(path, "node"), `#!/bin/sh\necho $$ >> '${list}'\nexec '${process.execPath}' "$@"\n`)
  await chmod(join(path, "node"), 0o755)
  return { path, pids: async () => (await readFile(list, "utf8")).trim().split("\n").map(Number) }
}

/** What the story must show, in this order. */
const STORY = [
  /pipeline deploy-staging --tag v1\.0\.0/,
  /✔ staging runs v1\.0\.0 \([0-9a-f]{7}\), verified/,
  /✔ production runs v1\.0\.0 \([0-9a-f]{7}\), verified/,
  /✔ production runs v1\.1\.0 \([0-9a-f]{7}\), verified/,
  /✔ staging runs v1\.2\.0 \([0-9a-f]{7}\), verified/,
  /✘ smoke .* status 500, not 200/,
  /↩ production runs v1\.1\.0 \([0-9a-f]{7}\), not v1\.2\.0: rolled back, verified/,
  /■ Nothing was changed: v1\.2\.0 was not deployed to production, which still runs v1\.1\.0/,
  /^ {4}runs +v1\.1\.0 \([0-9a-f]{7}\), verified; seen 2/m,
  /^ {4}back +possible, to v1\.0\.0/m,
  /^ {4}frozen since /m,
  /production takes deploys again/,
  /✔ production runs v1\.2\.1 \([0-9a-f]{7}\), verified/,
  // as `history` itself prints it: a run a line
  /^ {2}\d+ runs on production, newest first/m,
  /rolled-back .* SMOKE_FAILED: /,
  /nothing left behind/,
]

test("the demo tells its story and leaves nothing behind", { timeout: 120_000 }, async () => {
  const [home, tmp] = [join(base, "home"), join(base, "tmp")]
  for (const directory of [home, tmp]) await mkdir(directory)
  const { path, pids } = await noteStarts()
  const env = { PATH: [path, dirname(process.execPath), process.env.PATH].join(delimiter) }
  const started = performance.now()
  const { code, stdout, stderr } = await runCli("demo", [], { cwd: home, home, tmp, env })
  const took = performance.now() - started
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
  let rest = stdout
  for (const line of STORY) {
    expect(rest).toMatch(line)
    rest = rest.slice(rest.search(line))
  }
  // two services for each of the eight deploys and the rollback
  expect(await pids()).toHaveLength(18)
  expect((await pids()).filter(isRunning)).toEqual([])
  expect(await readdir(tmp)).toEqual([])
  expect(await readdir(home)).toEqual([])
  // a few seconds on an idle machine
  expect(took).toBeLessThan(60_000)
})
