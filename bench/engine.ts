import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { $ } from "zx"
import { type Called, callIn, copyModule, dagger } from "../test/e2e/engine.ts"
import { IDENTITY } from "./repository.ts"
import { median, type Row, row, seconds } from "./rows.ts"

const ROOT = new URL("..", import.meta.url).pathname
const ROUNDS = 12
const COLD_ROUNDS = 3

/** What a call may cost against the same of a module that does nothing. */
const LIMITS = [
  { command: ["status"], limit: 1.15 },
  { command: ["deploy-staging", "--tag", "v1.0.0"], limit: 1.5 },
] as const
const FIRST_CALL = "first dagger call on a fresh cache"
const COLD_LIMIT = 1.2

/** The least that a module can be: one file, on the same runtime and with the same dependencies. */
const EMPTY = `import { func, object } from "@dagger.io/dagger"

@object()
export class ReleasePipeline {
  /** Nothing. */
  @func({ cache: "never" })
  async nothing(): Promise<string> {
    return ""
  }
}
`

/** Wall time of calls on an engine against calls of an empty module, in turn, because machines drift. */
export const measureEngine = (): Promise<Row[]> =>
  withModules(
    measureWarm,
    LIMITS.map(({ command, limit }) => ({ what: `dagger call ${command[0]}`, limit })),
  )

/** The first call of a module that an engine has never seen, with nothing in its cache. Empties the engine's cache. */
export const measureColdEngine = (): Promise<Row[]> =>
  withModules(measureCold, [{ what: FIRST_CALL, limit: COLD_LIMIT }])

async function withModules(
  measure: (ours: string, empty: string) => Promise<Row[]>,
  goals: readonly { what: string; limit: number }[],
): Promise<Row[]> {
  const engine = await $({ nothrow: true, quiet: true })`dagger --silent core version`
  if (engine.exitCode !== 0) return goals.map(skipped)
  const folder = mkdtempSync(join(tmpdir(), "pipeline-bench-engine-"))
  try {
    const ours = await repository(join(folder, "ours"), prepareOurs)
    const empty = await repository(join(folder, "empty"), prepareEmpty)
    return await measure(ours, empty)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureWarm(ours: string, empty: string): Promise<Row[]> {
  const nothing: number[] = []
  const times = LIMITS.map((one) => ({ ...one, ms: [] as number[] }))
  for (let round = 0; round <= ROUNDS; round++) {
    const emptyMs = await callEmpty(empty)
    const oursMs = []
    for (const { command } of times) oursMs.push(await callOurs(ours, command))
    // the first round fills the engine's caches
    if (round === 0) continue
    nothing.push(emptyMs)
    for (const [index, { ms }] of times.entries()) ms.push(oursMs[index] as number)
  }
  return times.map(({ command, limit, ms }) => ratioRow(`dagger call ${command[0]}`, ms, nothing, limit))
}

async function measureCold(ours: string, empty: string): Promise<Row[]> {
  const times = { ours: [] as number[], empty: [] as number[] }
  for (let round = 0; round < COLD_ROUNDS; round++) {
    await forget()
    times.empty.push(await callEmpty(empty))
    await forget()
    times.ours.push(await callOurs(ours, ["status"]))
  }
  return [ratioRow(FIRST_CALL, times.ours, times.empty, COLD_LIMIT)]
}

/** PIPELINE_BENCH_FRESH names a program that gives a fresh engine; without it the engine's cache is emptied. */
async function forget(): Promise<void> {
  const fresh = process.env.PIPELINE_BENCH_FRESH
  const quietly = $({ quiet: true })
  await (fresh === undefined ? quietly`dagger --silent core engine local-cache prune` : quietly`${fresh}`)
}

function ratioRow(what: string, ours: readonly number[], empty: readonly number[], limit: number): Row {
  const ratio = median(ours.map((ms, round) => ms / (empty[round] ?? Number.NaN)))
  const against = `${seconds(median(ours))} against ${seconds(median(empty))} of an empty module`
  return row(what, `${ratio.toFixed(2)} ×`, against, `at most ${limit} ×`, ratio <= limit)
}

const skipped = ({ what, limit }: { what: string; limit: number }): Row => ({
  what,
  measured: "-",
  against: "no dagger CLI with an engine",
  goal: `at most ${limit} ×`,
  verdict: "skipped",
})

const callOurs = (cwd: string, command: readonly string[]) => inTime(callIn(cwd, ...command))
const callEmpty = (cwd: string) => inTime(dagger(cwd, "call", "nothing"))

async function inTime(calling: Promise<Called>): Promise<number> {
  const { exitCode, stderr, seconds: took } = await calling
  if (exitCode !== 0) throw new Error(stderr)
  return took * 1000
}

/** A repository with one tag, whose own module is called. */
async function repository(root: string, prepare: (root: string) => void): Promise<string> {
  mkdirSync(root)
  prepare(root)
  const git = $({ cwd: root, quiet: true })
  await git`git init --quiet --initial-branch=main`
  await git`git add --all`
  await git`git ${IDENTITY} commit --quiet -m v1.0.0`
  await git`git tag v1.0.0`
  return root
}

/** The module, and the example application with one service and no soak: what is left is the pipeline's own time. */
function prepareOurs(root: string): void {
  copyModule(root)
  cpSync(join(ROOT, "examples"), join(root, "examples"), { recursive: true })
  const config = JSON.parse(readFileSync(join(ROOT, "pipeline.json"), "utf8"))
  config.app = `bench-${Date.now()}`
  delete config.ledger
  delete config.deployer.services.web
  config.smoke.checks = config.smoke.checks.filter(({ name }: { name: string }) => name === "api")
  Object.assign(config.smoke, {
    consecutive: 1,
    settleSeconds: 0,
    intervalSeconds: 0.03,
    maxIntervalSeconds: 0.03,
  })
  writeFileSync(join(root, "pipeline.json"), JSON.stringify(config))
}

function prepareEmpty(root: string): void {
  mkdirSync(join(root, "dagger/src"), { recursive: true })
  for (const name of ["dagger.json", "dagger/package.json", "dagger/tsconfig.json"])
    cpSync(join(ROOT, name), join(root, name))
  writeFileSync(join(root, "dagger/src/index.ts"), EMPTY)
}
