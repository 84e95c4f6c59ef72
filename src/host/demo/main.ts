import { runCommand } from "../../commands.ts"
import { STAGES } from "../../core/stage.ts"
import { parseCommandLine } from "../arguments.ts"
import { findRepository } from "../git.ts"
import { HostServices } from "../services.ts"
import { hostRunner, sandboxRoot } from "../wire.ts"
import { DemoRepository } from "./repository.ts"
import { showEnd, showReport, showScene, showTitle } from "./screen.ts"
import { type Scene, STORY } from "./story.ts"

const controller = new AbortController()
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => controller.abort(new Error(signal)))

/** The command goes the way of the command line: parsed, wired and run as for anybody. */
async function play(repository: DemoRepository, { release, command, expect }: Scene): Promise<void> {
  if (release !== undefined) await repository.release(release.tag, release.fault, release.what)
  const invocation = await parseCommandLine(command, repository.root)
  if (invocation.kind !== "run") throw new Error("a scene must be a command")
  const runner = hostRunner(repository.root, { signal: controller.signal, say: () => {} })
  const report = await runCommand(invocation.command, invocation.values, runner)
  showReport(report)
  if (report.outcome !== expect) throw new Error(`expected ${expect}, got ${report.outcome}`)
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
  await new HostServices(sandboxRoot(await findRepository(repository.root))).stopAll(STAGES)
  await repository.remove()
}
