import type { Fact } from "../core/fact.ts"
import { type CiChecks, countChecks } from "../core/gates/ci.ts"
import type { GateInputs } from "../core/gates/facts.ts"
import { type Incident, readStatusPage } from "../core/gates/incidents.ts"
import type { Release, Stage } from "../core/stage.ts"
import { askCredentials } from "./credentials.ts"
import type { Run } from "./run.ts"
import { askSecrets } from "./secrets.ts"

/**
 * Finds out what gates judge by besides the tag and the ledger, all at once. What is not configured is not asked.
 * @param release null when the tag names no commit
 */
export async function gatherEvidence(run: Run, stage: Stage, release: Release | null): Promise<GateInputs> {
  const [ci, incidents, credentials, secrets, tree] = await Promise.all([
    askCi(run, release),
    askIncidents(run, stage),
    askCredentials(run, stage),
    askSecrets(run, stage, release),
    release === null ? skipped("there is no commit to judge") : run.ports.repository.treeParts(release.sha),
  ])
  return { ci, incidents, credentials, secrets, tree }
}

const skipped = (why: string) => ({ kind: "skipped" as const, why })

/** What CI says of the commit at this moment. */
export async function askCi({ ports, context }: Run, release: Release | null): Promise<Fact<CiChecks>> {
  const { ci } = context.config.gates
  if (ci === undefined) return skipped("CI is not asked; gates.ci in pipeline.json says whom to ask")
  if (release === null) return skipped("there is no commit to judge")
  const checks = await ports.codeHost.checks(release.sha)
  return checks.kind === "known" ? { kind: "known", value: countChecks(checks.value, ci) } : checks
}

async function askIncidents({ ports, context }: Run, stage: Stage): Promise<Fact<Incident[]>> {
  const { incidents } = context.config.gates
  if (stage !== "production") return skipped("only for production")
  if (incidents === undefined) {
    return skipped("nobody looks for incidents; gates.incidents in pipeline.json says where they are seen")
  }
  if (incidents.kind === "github-issues") return ports.codeHost.openIssues(incidents.label)
  const { url, timeoutSeconds, json } = incidents
  const page = await ports.statusPage.read(url, timeoutSeconds * 1000, ports.signal)
  return page.kind === "known" ? readStatusPage(page.value, json, url) : page
}
