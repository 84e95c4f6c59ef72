import { reason } from "../core/reasons.ts"
import type { Report } from "../core/report/report.ts"
import type { SecretValue } from "../core/secret.ts"
import { describeSecret, unmet } from "../core/secrets/review.ts"
import type { Release, Stage } from "../core/stage.ts"
import { viewOf } from "../release/admission.ts"
import { type Context, Run } from "../release/run.ts"
import { askSecrets, storeSecret } from "../release/secrets.ts"

interface Request {
  stage: Stage
  /** the version whose tool is asked, and whose needs count */
  tag: string
}

/** Which secrets a version needs and which of them the stages have, by name; changes nothing. */
export async function secrets(context: Context, { stage, tag }: Request): Promise<Report> {
  const { run, release } = await begin(context, "secrets", { stage, tag })
  if (release === null) return run.conclude("blocked", reason("TAG_NOT_FOUND"))
  const fact = await askSecrets(run, stage, release, true)
  if (fact.kind === "skipped") return run.conclude("blocked", reason("NO_SECRET_STORE"))
  if (fact.kind === "unavailable") return run.conclude("blocked", reason("GATE_UNAVAILABLE", fact.message))
  run.report.secrets = fact.value
  const lacking = unmet(fact.value)
  if (lacking.length === 0) return run.conclude("done", null)
  const message = `${stage} lacks ${lacking.map(describeSecret).join(", ")}.`
  const fix = reason("SECRETS_MISSING").fix.replaceAll("STAGE", stage).replaceAll("TAG", tag)
  return run.conclude("blocked", reason("SECRETS_MISSING", message, fix))
}

/** Sets a secret of a stage. Its value goes from its owner to the tool, and nowhere else. */
export async function setSecret(
  context: Context,
  { stage, tag, name, value }: Request & { name: string; value: SecretValue },
): Promise<Report> {
  const { run, release } = await begin(context, "secrets-set", { stage, tag })
  if (release === null) return run.conclude("blocked", reason("TAG_NOT_FOUND"))
  if (!/^[A-Z][A-Za-z0-9]*$/.test(name)) {
    return run.conclude(
      "blocked",
      reason("SECRET_NOT_SET", "A name begins with a capital letter, then letters and digits."),
    )
  }
  const refused = await storeSecret(run, { name, stage, release }, value)
  return refused === null ? run.conclude("done", null) : run.conclude("blocked", refused)
}

async function begin(
  context: Context,
  command: "secrets" | "secrets-set",
  { stage, tag }: Request,
): Promise<{ run: Run; release: Release | null }> {
  const run = new Run(context, command, stage, tag)
  const { ledger, repository } = run.ports
  const [views, { sha }] = await Promise.all([
    ledger.read([stage]),
    repository.lookUp(tag, context.config.mainBranch),
  ])
  run.show(viewOf(views, stage))
  run.report.sha = sha
  return { run, release: sha === null ? null : { tag, sha } }
}
