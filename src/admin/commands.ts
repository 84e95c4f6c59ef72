import { type PolicyRequest, policyDocument } from "../core/aws/documents.ts"
import { reason } from "../core/reasons.ts"
import { emptyReport, type Report } from "../core/report/report.ts"
import type { SecretValue } from "../core/secret.ts"
import { describeSecret, unmet } from "../core/secrets/review.ts"
import { unlisted } from "../core/sst/failures.ts"
import type { Release, Stage } from "../core/stage.ts"
import { meant } from "../core/text.ts"
import { readStage } from "../release/append.ts"
import type { Identity, Ports } from "../release/ports.ts"
import { buildReport, lookBack, type Shown } from "../release/report.ts"
import { type Context, Run } from "../release/run.ts"
import { namesOfSecrets, reviewStageSecrets, storeSecret } from "../release/secrets.ts"
import type { Project } from "./ports.ts"

// What `import()` brings in when one of these commands runs: one file, so that a bundle has one part for all of them.
export { doctor, rescueDoctor } from "./doctor.ts"
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

interface Request {
  stage: Stage
  /** the version whose tool is asked, and whose needs count */
  tag: string
}

/** Which secrets a version needs and which of them the stages have, by name; changes nothing. */
export async function secrets(context: Context, { stage, tag }: Request): Promise<Report> {
  const { run, release, shown } = await begin(context, "secrets", { stage, tag })
  if (release === null) return buildReport(run, "blocked", reason("TAG_NOT_FOUND"), shown)
  const fact = await reviewStageSecrets(run, stage, release, true)
  if (fact.kind === "skipped") return buildReport(run, "blocked", reason("NO_SECRET_STORE"), shown)
  if (fact.kind === "unavailable") return buildReport(run, "blocked", unlisted(fact.message), shown)
  const seen = { ...shown, secrets: fact.value }
  const lacking = unmet(fact.value)
  if (lacking.length === 0) return buildReport(run, "done", null, seen)
  const message = `${stage} lacks ${lacking.map(describeSecret).join(", ")}.`
  return buildReport(run, "blocked", reason("SECRETS_MISSING", message), seen)
}

/**
 * Sets a secret of a stage. A name that the version does not know is most often misspelt, and would be set for nothing.
 * Its value goes from its owner to the tool, and nowhere else.
 */
export async function setSecret(
  context: Context,
  { stage, tag, name, value, isNew = false }: Request & { name: string; value: SecretValue; isNew?: boolean },
): Promise<Report> {
  const { run, release, shown } = await begin(context, "secrets-set", { stage, tag })
  if (release === null) return buildReport(run, "blocked", reason("TAG_NOT_FOUND"), shown)
  if (!/^[A-Z][A-Za-z0-9]*$/.test(name)) {
    const message = "A name begins with a capital letter, then letters and digits."
    return buildReport(run, "blocked", reason("SECRET_NOT_SET", message), shown)
  }
  const known = isNew ? [name] : await namesOfSecrets(run, release)
  if (!known.includes(name)) {
    const like = meant(name, known)
    const list = known.length === 0 ? "none" : known.join(", ")
    const hint = like === null ? ` It declares ${list}.` : ` Did you mean ${like}?`
    const message = `${tag} declares no secret ${name}, and pipeline.json names none.${hint}`
    return buildReport(run, "blocked", reason("SECRET_UNKNOWN", message), shown)
  }
  const refused = await storeSecret(run, { name, stage, release }, value)
  return buildReport(run, refused === null ? "done" : "blocked", refused, shown)
}

async function begin(
  context: Context,
  command: "secrets" | "secrets-set",
  { stage, tag }: Request,
): Promise<{ run: Run; release: Release | null; shown: Shown }> {
  const run = new Run(context, command, stage, tag)
  const { ledger, repository } = run.ports
  const [view, { sha }] = await Promise.all([
    readStage(ledger, stage),
    repository.lookUp(tag, context.config.mainBranch),
  ])
  await lookBack(run, view.state)
  return { run, release: sha === null ? null : { tag, sha }, shown: { sha, state: view.state } }
}
