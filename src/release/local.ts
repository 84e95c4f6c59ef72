import { describeOwner } from "../core/gates/gates.ts"
import { reason } from "../core/reasons.ts"
import type { Report } from "../core/report/report.ts"
import type { Stage } from "../core/stage.ts"
import { readStage } from "./append.ts"
import { LockMonitor } from "./heartbeats.ts"
import { buildReport, lookBack } from "./report.ts"
import { type Context, Run } from "./run.ts"

// What a person starts and ends by hand on this machine. The ledger does not know of it, and no stage is deployed to.

/** Runs a version of the application beside the stages, until the person has seen enough. */
export async function serve(
  context: Context,
  { tag, stage, service }: { tag: string; stage: Stage; service: string | null },
): Promise<Report> {
  const run = new Run(context, "serve", stage, tag)
  const { deployer, repository, signal, say } = run.ports
  if (deployer.local === undefined) return buildReport(run, "blocked", reason("NOT_A_SANDBOX"))
  const { sha } = await repository.lookUp(tag, context.config.mainBranch)
  if (sha === null) return buildReport(run, "blocked", reason("TAG_NOT_FOUND"))
  const shown = { sha, outputs: {} as Record<string, string> }
  const ready = (urls: Readonly<Record<string, string>>) => {
    Object.assign(shown.outputs, urls)
    for (const [name, url] of Object.entries(urls)) say(`${name} listens on ${url}`)
    say("Ctrl-C ends it.")
  }
  const ended = await deployer.local.serve({ stage, release: { tag, sha }, service, signal, say, ready })
  return ended === null
    ? buildReport(run, "done", null, shown)
    : buildReport(run, "failed", ended.reason, { ...shown, log: ended.log })
}

/** Ends what the sandbox runs for a stage. The ledger goes on saying what was deployed: smoke starts it again. */
export async function stop(context: Context, { stage }: { stage: Stage }): Promise<Report> {
  const run = new Run(context, "stop", stage, null)
  const { clock, deployer, ledger } = run.ports
  const { local } = deployer
  const { state } = await readStage(ledger, stage)
  await lookBack(run, state)
  const shown = { state }
  if (local === undefined) return buildReport(run, "blocked", reason("NOT_A_SANDBOX"), shown)
  const liveness = state.lock && (await new LockMonitor(run.ports, stage).look(state.lock))
  if (state.lock !== null && liveness?.kind === "alive") {
    const who = describeOwner(stage, state.lock, clock.now())
    return buildReport(run, "blocked", reason("OWNER_ALIVE", `${who} It is alive: ${liveness.sign}.`), shown)
  }
  await run.phase(
    "stop",
    () => local.stop(stage),
    (names) => ({ ok: true, detail: names.length === 0 ? "nothing ran" : `ended: ${names.join(", ")}` }),
  )
  return buildReport(run, "done", null, shown)
}
