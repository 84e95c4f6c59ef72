import { mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { execPath } from "node:process"
import { $ } from "zx"
import { BenchRepository } from "./repository.ts"
import { median, type Row, row, seconds, timed } from "./rows.ts"

const ROOT = new URL("..", import.meta.url).pathname
const ROUNDS = 15
const LIMIT_MS = 500

/** `release-pipeline status`, packed and installed, against a Node that does nothing, in turn. */
export async function measureStartup(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "pipeline-bench-package-"))
  const repository = await BenchRepository.create()
  try {
    await $({ cwd: ROOT, quiet: true })`npm pack --silent --pack-destination ${folder}`
    const [tarball = ""] = await readdir(folder)
    await $({ cwd: folder, quiet: true })`npm install --offline --no-audit --no-fund ${join(folder, tarball)}`
    const program = join(folder, "node_modules/.bin/release-pipeline")
    const status = $({ cwd: repository.root, quiet: true })
    const times = { status: [] as number[], nothing: [] as number[] }
    for (let round = 0; round <= ROUNDS; round++) {
      const ours = await timed(() => status`${execPath} ${program} status`)
      const nothing = await timed(() => status`${execPath} -e 0`)
      // the first round fills the machine's caches
      if (round === 0) continue
      times.status.push(ours.ms)
      times.nothing.push(nothing.ms)
    }
    const more = median(times.status.map((ms, index) => ms - (times.nothing[index] as number)))
    const against = `${seconds(median(times.status))} against ${seconds(median(times.nothing))} of node -e 0`
    return [
      row("release-pipeline status", `${seconds(more)} more`, against, "at most 0.50 s", more <= LIMIT_MS),
    ]
  } finally {
    await repository.remove()
    await rm(folder, { recursive: true, force: true })
  }
}
