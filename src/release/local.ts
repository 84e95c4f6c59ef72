import { environmentError, type Fact, PipelineError } from "../core/errors.ts"
import type { CommitRange } from "../core/forge.ts"
import { judgeNewTag, type NewTagFacts } from "../core/gates/command-gates.ts"
import { firstFailure } from "../core/gates/gate.ts"
import { describeOwner } from "../core/gates/gates.ts"
import { type Reason, reason } from "../core/reasons.ts"
import type { Outcome, Report } from "../core/report/report.ts"
import type { Stage } from "../core/stage.ts"
import { type Bump, currentRelease, nextVersion, parseTag } from "../core/tags.ts"
import { readStage } from "./append.ts"
import { LockMonitor, sweepDead } from "./heartbeats.ts"
import type { Checkout } from "./ports.ts"
import { buildReport, lookBack } from "./report.ts"
import { type Context, Run } from "./run.ts"

// What a person does by hand on this machine: runs a version beside the stages, and tags a release in the checkout. The
// ledger does not know of it, and the run itself deploys to no stage.

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
    for (const [name, url] of Object.entries(urls)) say(`${name} is started; its address: ${url}`)
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
  // also what a dead run left beside the stages, as a killed serve does
  const orphans = await sweepDead(run.ports, { owner: null })
  if (orphans !== null) return buildReport(run, "blocked", orphans, shown)
  await run.phase(
    "stop",
    () => local.stop(stage),
    (names) => ({ ok: true, detail: names.length === 0 ? "nothing ran" : `ended: ${names.join(", ")}` }),
  )
  return buildReport(run, "done", null, shown)
}

export interface TagRequest {
  bump: Bump
  /** instead of the one that `bump` gives */
  tag: string | null
  /** of the annotated tag; null: the tag's name */
  message: string | null
  /** also push it, which begins the deploy to staging */
  push: boolean
}

/** No more commits than a person reads. */
const SHOWN_COMMITS = 100

/** Tags what is checked out as the next release; refuses what the remote does not have. */
export async function tagRelease(context: Context, request: TagRequest): Promise<Report> {
  const run = new Run(context, "release", null, request.tag)
  const checkout = checkoutOf(context)
  const facts = await run.phase(
    "resolve",
    () => gatherTagFacts(context, checkout, request),
    ({ tag, checkout: { head } }) => ({ ok: true, detail: `${tag} on ${head ?? "nothing"}` }),
  )
  const { tag, current, commits } = facts
  const gates = judgeNewTag(facts)
  const refused = firstFailure(gates)
  const report = (outcome: Outcome, why: Reason | null, done: { created: boolean; pushed: boolean }) =>
    buildReport(run, outcome, why, {
      tag,
      sha: facts.checkout.head,
      gates,
      changed: done.created || done.pushed,
      tagged: { previous: current, commits: commits.kind === "known" ? commits.value : null, ...done },
    })
  if (refused !== null) return report("blocked", refused, { created: false, pushed: false })
  // the gates have passed, so there is a commit
  const sha = facts.checkout.head as string
  // the gate lets a tag pass that is there already when an earlier run did not get as far as the push
  const created = facts.taken === null
  if (created) {
    await run.phase(
      "tag",
      () => checkout.createTag(tag, sha, request.message ?? tag),
      () => ({ ok: true, detail: tag }),
    )
  }
  if (!request.push) return report("done", null, { created, pushed: false })
  try {
    await run.phase(
      "push",
      () => checkout.pushTag(tag),
      () => ({ ok: true, detail: tag }),
    )
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error
    const there =
      error.reason.code === "TAG_NOT_PUSHED" ? "the remote has not got it" : "the remote may not have got it"
    const message = `${tag} is tagged here, but ${there}: ${error.reason.message}`
    const remote = facts.checkout.remote?.name ?? "origin"
    const fix = `Try again: git push ${remote} refs/tags/${tag}; or take the tag back: git tag -d ${tag}.`
    return report("failed", reason("TAG_NOT_PUSHED", message, fix), { created, pushed: false })
  }
  return report("done", null, { created, pushed: true })
}

function checkoutOf({ ports }: Context): Checkout {
  if (ports.checkout !== undefined) return ports.checkout
  throw environmentError(
    "NOT_A_REPOSITORY",
    "A release is tagged in a person's checkout, and there is none here.",
  )
}

async function gatherTagFacts(
  context: Context,
  checkout: Checkout,
  request: TagRequest,
): Promise<NewTagFacts> {
  const { config, ports } = context
  const { mainBranch, tagPrefix } = config
  // brings in the remote's tags, so before they are read
  const looked = await checkout.look(mainBranch)
  const all = await ports.repository.tags()
  const shaOf = async (name: string) => (await ports.repository.lookUp(name, mainBranch)).sha
  const found = async (names: readonly string[]) => {
    const current = currentRelease(names, tagPrefix)
    const since = current === null ? null : await shaOf(current)
    const commits: Fact<CommitRange> =
      looked.head === null
        ? { kind: "skipped", why: "there is no commit" }
        : await ports.repository.log(since, looked.head, SHOWN_COMMITS)
    const { next, because } = nextVersion(names, tagPrefix, request.bump, commits)
    return { current, commits, tag: request.tag ?? next, because }
  }
  /** The release that was tagged here, and whose push was refused or never made; null: there is none. */
  const begun = async () => {
    const newest = request.tag ?? currentRelease(all, tagPrefix)
    if (newest === null || !looked.unpushed.includes(newest) || (await shaOf(newest)) !== looked.head)
      return null
    const again = await found(all.filter((name) => name !== newest))
    // a person may want another version of the commit by now
    if (again.tag !== newest && request.bump !== "auto") return null
    return { ...again, tag: newest, because: "it is tagged here, and not pushed yet" }
  }
  const { tag, current, commits, because } = (await begun()) ?? (await found(all))
  if (request.tag === null) ports.say(`${tag}: ${because}`)
  const taken = parseTag(tag, tagPrefix) === null ? null : await shaOf(tag)
  return { tag, tagPrefix, mainBranch, taken, push: request.push, current, commits, checkout: looked }
}
