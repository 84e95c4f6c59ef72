import { execPath } from "node:process"
import { $ } from "zx"
import { gitLedger } from "../src/adapters/git-ledger.ts"
import { sharedStore } from "../src/adapters/ledger-store.ts"
import { systemClock } from "../src/adapters/runtime.ts"
import type { Entry } from "../src/core/ledger/record.ts"
import { hostGit } from "../src/host/git.ts"
import type { StageView } from "../src/release/ports.ts"
import { BenchRepository } from "./repository.ts"
import { median, type Row, row, seconds, timed } from "./rows.ts"

const SIZES = [10, 1_000, 10_000] as const
const RUNS = 9
const MAIN = new URL("../src/host/main.ts", import.meta.url).pathname

/** No soak and nothing to start: what is left is the pipeline's own time. */
const CONFIG = {
  app: "bench",
  deployer: { kind: "command", deploy: ["true"] },
  smoke: { checks: [{ name: "api", url: "{api}/health", expect: { version: "version" } }] },
  stages: {
    staging: { urls: { api: "http://127.0.0.1:9" } },
    production: { urls: { api: "http://127.0.0.1:9" } },
  },
}

/** One command, as a process of its own, in repositories with more and more tags and ledger records. */
export async function measureGrowth(): Promise<Row[]> {
  const repositories: { size: number; repository: BenchRepository }[] = []
  try {
    for (const size of SIZES) repositories.push({ size, repository: await grown(size) })
    const commands = {
      "deploy-production (blocked)": ["deploy-production", "--tag", "v1.0.9"],
      status: ["status"],
    }
    const rows: Row[] = []
    for (const [name, command] of Object.entries(commands))
      rows.push(...(await compare(name, command, repositories)))
    return rows
  } finally {
    await Promise.all(repositories.map(({ repository }) => repository.remove()))
  }
}

/** In turn, so that a machine that slows down slows all of them down. */
async function compare(
  name: string,
  command: readonly string[],
  repositories: readonly { size: number; repository: BenchRepository }[],
): Promise<Row[]> {
  const times = repositories.map(({ size, repository }) => ({ size, repository, ms: [] as number[] }))
  for (let round = 0; round <= RUNS; round++) {
    for (const { repository, ms } of times) {
      const argv = [execPath, MAIN, "--repo", repository.root, ...command]
      const run = await timed(() => $({ cwd: repository.root, nothrow: true, quiet: true })`${argv}`)
      if (run.result.exitCode === 1 || run.result.exitCode === 2) throw new Error(run.result.stderr)
      // the first round fills the machine's caches
      if (round > 0) ms.push(run.ms)
    }
  }
  const [smallest, ...larger] = times.map(({ size, ms }) => ({ size, ms: median(ms) }))
  if (smallest === undefined) return []
  return larger.map(({ size, ms }) => {
    const against = `${seconds(ms)} against ${seconds(smallest.ms)} at ${smallest.size}`
    const ratio = ms / smallest.ms
    return row(
      `${name} at ${size} tags and records`,
      `${ratio.toFixed(2)} ×`,
      against,
      "at most 1.2 ×",
      ratio <= 1.2,
    )
  })
}

async function grown(size: number): Promise<BenchRepository> {
  const repository = await BenchRepository.create(CONFIG)
  await repository.release("v0.0.1", {})
  await commitAndTag(repository, size)
  await fillLedger(repository, size)
  // what git's own housekeeping does to a repository of that age
  await repository.git(["gc", "--quiet"])
  return repository
}

/** A commit and a tag each, in one process. */
async function commitAndTag(repository: BenchRepository, size: number): Promise<void> {
  const head = await repository.git(["rev-parse", "HEAD"])
  const commits = Array.from({ length: size }, (_, index) => {
    const parent = index === 0 ? `from ${head}\n` : ""
    return `commit refs/heads/main\nmark :${index + 1}\ncommitter bench <bench> ${1_700_000_000 + index} +0000\ndata 1\nx\n${parent}`
  })
  const tags = commits.map((_, index) => `reset refs/tags/v1.0.${index}\nfrom :${index + 1}\n\n`)
  await repository.git(["fast-import", "--quiet", "--done"], `${commits.join("")}${tags.join("")}done\n`)
}

/** As many records as tags: a stage that was deployed for years. */
async function fillLedger(repository: BenchRepository, size: number): Promise<void> {
  const ledger = gitLedger(
    sharedStore(hostGit(repository.root, process.env, ["--git-dir", `${repository.root}/.git`]), {
      where: "bench",
      app: CONFIG.app,
      means: { clock: systemClock },
      say: () => {},
    }),
  )
  for (const stage of ["staging", "production"] as const) {
    let view = (await ledger.read([stage]))[0] as StageView
    for (let from = 0; from < size; from += 500) {
      const entries = Array.from({ length: Math.min(500, size - from) }, (_, index) => verified(from + index))
      view = (await ledger.tryAppend(view, entries)) as StageView
    }
  }
}

function verified(index: number): Entry {
  return {
    kind: "verified",
    runId: `run-${index}`,
    command: "deploy-staging",
    actor: "bench",
    host: "bench",
    pid: null,
    at: new Date(1_700_000_000_000 + index * 1000).toISOString(),
    tag: `v1.0.${index}`,
    sha: index.toString(16).padStart(40, "0"),
    from: null,
    reason: null,
    code: null,
    detail: null,
    outputs: {},
    changed: null,
    report: null,
  }
}
