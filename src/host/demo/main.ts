import { cp, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { $ } from "zx"
import { runCommand } from "../../commands.ts"
import { cardLines } from "../../core/report/card.ts"
import { headline } from "../../core/report/headline.ts"
import { stageNotes } from "../../core/report/notes.ts"
import { render } from "../../core/report/render.ts"
import type { Report, StageStatus } from "../../core/report/report.ts"
import { STAGES } from "../../core/stage.ts"
import { formatDuration, spell } from "../../core/text.ts"
import { parseCommandLine } from "../arguments.ts"
import { thisProcess } from "../environment.ts"
import { findRepository } from "../git.ts"
import { HostServices } from "../services.ts"
import { markedHeadline, paintFor, phaseLine } from "../terminal.ts"
import { hostRunner, sandboxRoot } from "../wire.ts"

/** One scene: what is done to the repository, which command runs, and how it must end. */
interface Scene {
  title: string
  /** a release to tag before the command runs */
  release?: { tag: string; fault: object | null; what: string }
  command: readonly string[]
  expect: Report["outcome"]
}

const outside = thisProcess()
const print = (line = ""): void => void outside.stdout.write(`${line}\n`)
const paint = paintFor(outside.stdout, outside.env)

function showTitle(text: string): void {
  print(paint("bold", text))
}

function showScene({ title, release, command }: Scene): void {
  print()
  print(paint("bold", title))
  if (release !== undefined) print(paint("dim", `  $ git tag ${release.tag}    # ${release.what}`))
  const words = command.map((word) => (/^[\w.:/-]+$/.test(word) ? word : `"${word}"`))
  print(paint("dim", `  $ release-pipeline ${words.join(" ")}`))
}

function showReport(report: Report): void {
  // a list is all that the command prints
  if (report.runs !== null) {
    for (const line of render(report, "text", "release-pipeline").trimEnd().split("\n")) print(`  ${line}`)
    return
  }
  for (const phase of report.phases) print(`  ${phaseLine(paint, phase)}`)
  for (const { status, title, detail } of report.gates) {
    // what stopped it stands in its phase
    const isSaid = report.phases.some((phase) => phase.detail.includes(detail))
    if (status === "fail" && !isSaid) print(`    ${paint("red", "✘")} ${title}: ${detail}`)
  }
  // what the stages run is on their cards
  const isStatus = report.stages !== null
  if (!isStatus) print(`  ${markedHeadline(paint, report.outcome, headline(report))}`)
  for (const status of report.stages ?? []) showStage(status, report)
}

function showStage({ stage, state, card }: StageStatus, { runId, startedAt, durationMs }: Report): void {
  print(`  ${paint("bold", stage)}`)
  const lines = card ? cardLines(card, runId, Date.parse(startedAt) + durationMs) : []
  for (const { label, parts } of lines) {
    const text = parts.map((part) => (typeof part === "string" ? part : part.text)).join("")
    print(`    ${paint("dim", label.padEnd(8))}  ${spell(text, "release-pipeline")}`)
  }
  for (const note of stageNotes({ stage, state }))
    print(`    ${paint("yellow", spell(note, "release-pipeline"))}`)
}

function showEnd(durationMs: number): void {
  print()
  print(paint("dim", `No engine, no cloud, nothing left behind: ${formatDuration(durationMs)}.`))
}

const deploy = (stage: "staging" | "production", tag: string) => [`deploy-${stage}`, "--tag", tag]

/** Breaks only where it matters: staging is well, production's API answers 500. */
const BROKEN_IN_PRODUCTION = { production: { api: { kind: "status", status: 500 } } }

const STORY: readonly Scene[] = [
  {
    title: "A first version goes through staging to production",
    release: { tag: "v1.0.0", fault: null, what: "the athlete support agent" },
    command: deploy("staging", "v1.0.0"),
    expect: "deployed",
  },
  {
    title: "Production takes what staging verified",
    command: deploy("production", "v1.0.0"),
    expect: "deployed",
  },
  {
    title: "So does the next one",
    release: { tag: "v1.1.0", fault: null, what: "better answers" },
    command: deploy("staging", "v1.1.0"),
    expect: "deployed",
  },
  { title: "Same commit, other stage", command: deploy("production", "v1.1.0"), expect: "deployed" },
  {
    title: "v1.2.0 has a fault that only production shows",
    release: { tag: "v1.2.0", fault: BROKEN_IN_PRODUCTION, what: "a fault that staging cannot show" },
    command: deploy("staging", "v1.2.0"),
    expect: "deployed",
  },
  {
    title: "Production answers 500: the pipeline goes back by itself",
    command: deploy("production", "v1.2.0"),
    expect: "rolled-back",
  },
  { title: "At night, a second try", command: deploy("production", "v1.2.0"), expect: "blocked" },
  { title: "What do we run, then?", command: ["status"], expect: "done" },
  {
    title: "The cause is found",
    command: ["unfreeze", "--stage", "production", "--reason", "v1.2.0 lacked a setting, fixed in v1.2.1"],
    expect: "done",
  },
  {
    title: "The fix goes the same way",
    release: { tag: "v1.2.1", fault: null, what: "the fix" },
    command: deploy("staging", "v1.2.1"),
    expect: "deployed",
  },
  { title: "And ships", command: deploy("production", "v1.2.1"), expect: "deployed" },
  {
    title: "Every step is on record",
    command: ["history", "--stage", "production", "--limit", "30"],
    expect: "done",
  },
]

const controller = new AbortController()
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => controller.abort(new Error(signal)))

/** The command goes the way of the command line: read, assembled and run as anyone's. */
async function play(repository: DemoRepository, { release, command, expect }: Scene): Promise<void> {
  if (release !== undefined) await repository.release(release.tag, release.fault, release.what)
  const invocation = await parseCommandLine(command, repository.root, async () => "")
  if (invocation.kind !== "run") throw new Error("a scene must be a command")
  const runner = hostRunner(repository.root, outside, { signal: controller.signal, say: () => {} })
  const report = await runCommand(invocation.command, invocation.values, runner)
  showReport(report)
  if (report.outcome !== expect) throw new Error(`expected ${expect}, got ${report.outcome}`)
}

const EXAMPLE = new URL("../../../examples/athlete-agent", import.meta.url).pathname

const CHECK = { json: { status: "ok" }, version: "version", sha: "sha" }

/** The example's pipeline, with a soak short enough to watch. */
const CONFIG = {
  app: "athlete-agent",
  deployer: {
    kind: "sandbox",
    services: {
      api: { command: ["node", "packages/api/src/server.mjs"] },
      web: { command: ["node", "packages/web/src/server.mjs"], env: { API_URL: "{api}" } },
    },
  },
  smoke: {
    deadlineSeconds: 20,
    intervalSeconds: 0.1,
    confirmIntervalSeconds: 0.2,
    checks: [
      { name: "api", url: "{api}/health", expect: CHECK },
      { name: "web", url: "{web}/api/health", expect: CHECK },
    ],
  },
}

const IDENTITY = [
  "user.name=demo",
  "user.email=demo@example.com",
  "commit.gpgsign=false",
  "tag.gpgsign=false",
].flatMap((setting) => ["-c", setting])

/** A repository of its own, with the example application on `main`. */
class DemoRepository {
  readonly root: string

  private constructor(root: string) {
    this.root = root
  }

  static async create(): Promise<DemoRepository> {
    const repository = new DemoRepository(await mkdtemp(join(tmpdir(), "pipeline-demo-")))
    await repository.git("init", "--quiet", "--initial-branch=main")
    await cp(EXAMPLE, repository.root, { recursive: true })
    await writeFile(join(repository.root, "pipeline.json"), `${JSON.stringify(CONFIG, null, 2)}\n`)
    return repository
  }

  /** Commits the application, with or without a fault, and tags it. */
  async release(tag: string, fault: object | null, what: string): Promise<void> {
    const file = join(this.root, "fault.json")
    if (fault === null) await rm(file, { force: true })
    else await writeFile(file, JSON.stringify(fault))
    await this.git("add", "--all")
    await this.git("commit", "--quiet", "--allow-empty", "--message", what)
    await this.git("tag", "--annotate", "--message", what, tag)
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true })
  }

  private async git(...args: string[]): Promise<void> {
    await $({ cwd: this.root, quiet: true })`git ${IDENTITY} ${args}`
  }
}

const started = Date.now()
showTitle("Releases of an application, good and bad, in a repository of their own")
const repository = await DemoRepository.create()
try {
  for (const scene of STORY) {
    controller.signal.throwIfAborted()
    showScene(scene)
    await play(repository, scene)
  }
  showEnd(Date.now() - started)
} finally {
  const place = await findRepository(repository.root, outside.env)
  await new HostServices(sandboxRoot(place, CONFIG.app), outside.env).stopAll(STAGES)
  await repository.remove()
}
