import { type PolicyRequest, policyDocument } from "../core/aws/documents.ts"
import { emptyReport, type Report } from "../core/report/report.ts"
import type { Identity, Ports } from "../release/ports.ts"

import type { Project } from "./ports.ts"

// What `import()` brings in when one of these commands runs: one file, so that a bundle has one part for all of them.
export { doctor, rescueDoctor } from "./doctor.ts"
export { secrets, setSecret } from "./secret-commands.ts"
export { setup } from "./setup.ts"

/** What a command is given that needs no repository and no configuration. */
export interface Alone extends Pick<Ports, "clock" | "say"> {
  identity: Pick<Identity, "runId" | "actor">
  /** absent on an engine, which has no checkout */
  project?: Project
}

/** Writes the policies that let a repository's jobs deploy a stage. Asks and changes nothing. */
export async function trustPolicy({ clock, say, identity }: Alone, request: PolicyRequest): Promise<Report> {
  const document = policyDocument(request)
  // as a text the document stands alone, for others to read
  for (const note of document.notes) say(note)
  const head = {
    command: "trust-policy" as const,
    app: request.repository,
    stage: request.stage,
    tag: null,
    ledger: "not used",
    runId: identity.runId,
    actor: identity.actor,
    startedAt: clock.now().toISOString(),
  }
  return { ...emptyReport(head), document }
}
