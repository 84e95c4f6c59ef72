import type { Fact } from "../fact.ts"
import type { Runner } from "../ledger/runner.ts"
import { type SecretRow, setCommand, uneven, type VersionSecrets } from "../secrets/review.ts"
import { otherStage, STAGES, type Stage } from "../stage.ts"
import { counted } from "../text.ts"
import { type Finding, finding } from "./finding.ts"

/** One secret that lacks is one finding: of the pair where the other stage has it, of both where none has. */
export function secretFindings(seen: Fact<VersionSecrets>, runner: Runner["kind"]): Finding[] {
  if (seen.kind === "skipped") return [skipped("SECRETS", seen.why), skipped("SECRETS_PARITY", seen.why)]
  if (seen.kind === "unavailable") {
    return [
      finding("SECRETS", null, "fail", seen.message, "Fix what keeps them from being listed."),
      skipped("SECRETS_PARITY", "the stages' secrets cannot be listed"),
    ]
  }
  return [lackingFinding(seen.value, runner), parityFinding(seen.value, runner)]
}

const skipped = (code: "SECRETS" | "SECRETS_PARITY", why: string): Finding =>
  finding(code, null, "skipped", why)

function lackingFinding(
  { release: { tag }, review: { rows } }: VersionSecrets,
  runner: Runner["kind"],
): Finding {
  const required = rows.filter((row) => row.required)
  const lacking = required.filter(({ state, elsewhere }) => state !== "set" && elsewhere !== "set")
  if (lacking.length === 0) {
    const what = required.length === 0 ? "none" : `${counted(required.length, "secret")}, each set on a stage`
    return finding("SECRETS", null, "ok", `${tag} needs ${what}`)
  }
  const commands = lacking.flatMap(({ name }) =>
    STAGES.map((stage) => setCommand(runner, { name, stage, tag })),
  )
  const what = `${tag} needs ${namesOf(lacking)}, which neither stage has a value for`
  return finding("SECRETS", null, "fail", what, commands.join("; "))
}

/** A secret that the version can do without may well be meant for one stage. */
function parityFinding({ release: { tag }, review }: VersionSecrets, runner: Runner["kind"]): Finding {
  const rows = uneven(review)
  if (rows.length === 0) return finding("SECRETS_PARITY", null, "ok", "both stages have the same secrets set")
  const other = otherStage(review.stage)
  const lacks = ({ state }: SecretRow): Stage => (state === "set" ? other : review.stage)
  const what = STAGES.flatMap((stage) => {
    const lacking = rows.filter((row) => lacks(row) === stage)
    return lacking.length === 0
      ? []
      : [
          `${namesOf(lacking)}: set on ${otherStage(stage)}, ${stage} lacks ${lacking.length === 1 ? "it" : "them"}`,
        ]
  })
  const commands = rows.map((row) => setCommand(runner, { name: row.name, stage: lacks(row), tag }))
  const status = rows.some(({ required }) => required) ? "fail" : "warn"
  return finding("SECRETS_PARITY", null, status, what.join("; "), commands.join("; "))
}

const namesOf = (rows: readonly SecretRow[]): string => rows.map(({ name }) => name).join(", ")
