import { parseConfig } from "../core/config/parse.ts"
import { readAddresses } from "../core/config/placeholders.ts"
import type { Answers } from "../core/init/project.ts"
import { configPath, propose } from "../core/init/propose.ts"
import { reason } from "../core/reasons.ts"
import { emptyReport, type Report } from "../core/report/report.ts"
import type { Alone, Project } from "./ports.ts"

export interface InitRequest {
  app: string | null
  /** words, separated by blanks */
  deploy: string | null
  staging: string | null
  production: string | null
  pipeline: string | null
  watch: string | null
  notify: string | null
  /** nothing is asked */
  yes: boolean
}

/** Writes pipeline.json and the workflow for what it finds. Overwrites nothing. */
export async function init(
  { clock, identity, project }: Alone & { project: Project },
  { yes, ...request }: InitRequest,
): Promise<Report> {
  const startedAt = clock.now()
  for (const name of ["staging", "production"] as const) {
    if (request[name] !== null) readAddresses(`${name}=${request[name]}`, "--")
  }
  const found = await project.look()
  const given: Answers = { ...request, deploy: request.deploy?.trim().split(/\s+/) ?? null }
  const said = yes || found.configured ? given : await project.ask(found, given)
  const answers = said.production === null || found.configured ? [] : await project.probe(said.production)
  const proposal = propose(found, said, answers)
  const end = (fields: Partial<Report>): Report => ({
    ...emptyReport({
      command: "init",
      app: said.app ?? found.folder,
      stage: null,
      tag: null,
      ledger: found.origin ?? "local",
      runId: identity.runId,
      actor: identity.actor,
      startedAt: startedAt.toISOString(),
    }),
    ...fields,
    durationMs: clock.now().getTime() - startedAt.getTime(),
  })
  if (proposal === null) return end({ outcome: "blocked", ok: false, reason: reason("NOTHING_TO_DEPLOY") })
  const { found: lines, notes, next } = proposal
  const files: NonNullable<Report["initialized"]>["files"] = found.configured
    ? [{ path: configPath(found), written: false }]
    : []
  for (const { path, text } of proposal.files) {
    // what init writes must be what the next command reads
    if (path === configPath(found)) parseConfig(text)
    files.push({ path, written: await project.write(path, text) })
  }
  return end({
    changed: files.some(({ written }) => written),
    initialized: { files, found: lines, notes, next },
  })
}
