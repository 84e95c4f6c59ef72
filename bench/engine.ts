import { spawnSync } from "node:child_process"
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { addFunction } from "../test/e2e/engine.ts"
import { median, type Row, row, seconds } from "./rows.ts"

const ROOT = new URL("..", import.meta.url).pathname
const ROUNDS = 15

/** Commands against a function of the same module that does nothing. */
const COMMANDS = [["status"], ["deploy-staging", "--tag", "v1.0.0"]] as const

const EMPTY = `
  /** Nothing. */
  @func({ cache: "never" })
  async empty(): Promise<string> {
    return ""
  }`

/** Wall time of one call, without soak, against an empty uncached function of the same module. */
export async function measureEngine(): Promise<Row[]> {
  if (spawnSync("dagger", ["--silent", "core", "version"], { stdio: "ignore" }).status !== 0) {
    const what = "one call against an empty function"
    return [
      {
        what,
        measured: "-",
        against: "no dagger CLI with an engine",
        goal: "at most 1.3 ×",
        verdict: "skipped",
      },
    ]
  }
  const root = prepare()
  try {
    const empty: number[] = []
    const times = COMMANDS.map((command) => ({ command, ms: [] as number[] }))
    for (let round = 0; round <= ROUNDS; round++) {
      const emptyMs = call(root, ["empty"])
      if (round > 0) empty.push(emptyMs)
      for (const { command, ms } of times) {
        const commandMs = call(root, command)
        if (round > 0) ms.push(commandMs)
      }
    }
    return times.map(({ command, ms }) => {
      // call by call, because machines drift
      const ratio = median(ms.map((one, round) => one / (empty[round] ?? Number.NaN)))
      const against = `${seconds(median(ms))} against ${seconds(median(empty))}`
      return row(
        `dagger call ${command[0]}, no soak`,
        `${ratio.toFixed(2)} ×`,
        against,
        "at most 1.3 ×",
        ratio <= 1.3,
      )
    })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** A repository that holds the module, with one function more, and the example application. */
function prepare(): string {
  const root = mkdtempSync(join(tmpdir(), "pipeline-bench-engine-"))
  for (const name of ["dagger", "dagger.json", ".gitignore", "examples"])
    cpSync(join(ROOT, name), join(root, name), { recursive: true })
  addFunction(root, "", EMPTY)
  const config = JSON.parse(readFileSync(join(ROOT, "pipeline.json"), "utf8"))
  config.app = `bench-${root.slice(-6)}`
  delete config.ledger
  // one service and no soak: what is left is the pipeline's own time
  delete config.deployer.services.web
  config.smoke.checks = config.smoke.checks.filter(({ name }: { name: string }) => name === "api")
  Object.assign(config.smoke, { consecutive: 1, intervalSeconds: 0.03, maxIntervalSeconds: 0.03 })
  writeFileSync(join(root, "pipeline.json"), JSON.stringify(config))
  for (const args of [
    ["init", "--quiet", "--initial-branch=main"],
    ["add", "--all"],
    ["commit", "--quiet", "-m", "v1.0.0"],
    ["tag", "v1.0.0"],
  ]) {
    const identity = [
      "-c",
      "user.name=bench",
      "-c",
      "user.email=bench@example.com",
      "-c",
      "commit.gpgsign=false",
    ]
    const { status, stderr } = spawnSync("git", [...identity, ...args], { cwd: root, encoding: "utf8" })
    if (status !== 0) throw new Error(stderr)
  }
  return root
}

function call(cwd: string, command: readonly string[]): number {
  const images = [
    ...(process.env.PIPELINE_E2E_IMAGE ? ["--image", process.env.PIPELINE_E2E_IMAGE] : []),
    ...(process.env.PIPELINE_E2E_GIT_IMAGE ? ["--git-image", process.env.PIPELINE_E2E_GIT_IMAGE] : []),
  ]
  const started = performance.now()
  const { status, stderr } = spawnSync("dagger", ["--silent", "call", ...images, ...command], {
    cwd,
    encoding: "utf8",
  })
  if (status !== 0) throw new Error(`dagger call ${command.join(" ")}: ${stderr}`)
  return performance.now() - started
}
