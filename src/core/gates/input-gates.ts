import { judgeCredentials } from "../aws/credentials.ts"
import type { Fact } from "../fact.ts"
import { describeMigrations } from "../migrations/migration.ts"
import { describeSecret, unmet } from "../secrets/review.ts"
import { unlisted } from "../sst/failures.ts"
import { shortSha } from "../stage.ts"
import { counted, isoSeconds, listSome, plain, sentence } from "../text.ts"
import {
  type CiChecks,
  type CredentialsInput,
  checksThat,
  type GateFacts,
  type MissingScript,
  unfinished,
} from "./facts.ts"
import { fail, type Judge, type Judgement, pass, skip } from "./gate.ts"
import type { CommitFacts } from "./tag-gates.ts"

/** What was not asked is skipped, and what could not be found out fails: neither is a pass. */
function judgeInput<T>(fact: Fact<T>, judge: (value: T) => Judgement): Judgement {
  if (fact.kind === "skipped") return skip(fact.why)
  return fact.kind === "known" ? judge(fact.value) : fail("GATE_UNAVAILABLE", fact.message)
}

export const judgeCi: Judge<CommitFacts> = ({ inputs, sha }) =>
  judgeInput(inputs.ci, (ci) => judgeChecks(ci, shortSha(sha)))

/** A pass needs a success, and nothing that failed, still runs or is missing. */
function judgeChecks(ci: CiChecks, commit: string): Judgement {
  const { checks, required, ignored } = ci
  const failing = checksThat("failed", checks)
  if (failing.length > 0) return fail("CI_NOT_GREEN", `Not passed on ${commit}: ${listSome(failing)}.`)
  const waiting = unfinished(ci)
  if (waiting.length > 0) return fail("CI_UNFINISHED", `Not finished on ${commit}: ${listSome(waiting)}.`)
  const unproven = checksThat(
    "neutral",
    checks.filter(({ name }) => required.includes(name)),
  )
  if (unproven.length > 0) {
    return fail("CI_NOT_GREEN", `Required, but proves nothing on ${commit}: ${listSome(unproven)}.`)
  }
  const passed = checks.filter(({ state }) => state === "passed").map(({ name }) => name)
  if (passed.length > 0)
    return pass(`${counted(passed.length, "check")} passed on ${commit}: ${listSome(passed)}`)
  const own = ignored === 0 ? "" : `, apart from ${ignored} that ${ignored === 1 ? "does" : "do"} not count`
  return checks.length === 0
    ? fail("CI_MISSING", `No check has reported on ${commit}${own}.`)
    : fail(
        "CI_MISSING",
        `No check has passed on ${commit}${own}: ${listSome(checksThat("neutral", checks))}.`,
      )
}

/**
 * Another version than the ledger's was deployed past the pipeline: its way back, its migrations and its plan are all of
 * another version. What can't be seen keeps no deploy up, because it may be the very thing that the deploy repairs.
 */
export const judgeDrift: Judge<GateFacts> = ({ state, inputs: { observed } }) => {
  const { sighting, at, detail } = observed
  const seen = at === null ? detail : `${detail} (seen ${isoSeconds(at)})`
  if (sighting === "as-recorded") return pass(seen)
  // an unverified version may be there in part, with the one before it
  if (sighting !== "drift" || state.running?.verified !== true) return skip(seen)
  return fail("STAGE_DRIFTED", `${sentence(detail)} It was seen at ${at}.`)
}

export const judgeIncidents: Judge<GateFacts> = ({ inputs }) =>
  judgeInput(inputs.incidents, (incidents) =>
    incidents.length === 0
      ? pass("none is open")
      : fail(
          "INCIDENT_OPEN",
          `${counted(incidents.length, "incident")} open: ${listSome(incidents.map(({ title }) => title))}.`,
        ),
  )

/** Lists what lies between the running version and the new one. Staging is where migrations are tried: nothing to confirm there. */
export const judgeNewMigrations: Judge<CommitFacts> = ({ stage, delta, migrationPolicy }) =>
  judgeInput(delta.migrations, (migrations) => {
    if (migrations.length === 0) return pass("none between the running version and this one")
    const list = `${counted(migrations.length, "migration")}: ${describeMigrations(migrations)}`
    return stage === "production" && migrationPolicy === "block"
      ? fail("MIGRATIONS_UNACKNOWLEDGED", `${list}.`)
      : pass(list)
  })

export const judgeStageCredentials = (credentials: Fact<CredentialsInput>): Judgement =>
  judgeInput(credentials, ({ found, wanted, neededSeconds }) =>
    judgeCredentials(found, wanted, neededSeconds),
  )

/** A version that is deployed without a part of it would still pass many a smoke test. */
export const judgeTree: Judge<GateFacts> = ({ inputs, tag }) =>
  judgeInput(inputs.tree, ({ submodules, lfs }) => {
    const missing = submodules.flatMap(({ path, missing: why }) => (why === null ? [] : [`${path} (${why})`]))
    if (missing.length > 0) {
      return fail("TREE_INCOMPLETE", `Submodules that cannot be fetched: ${listSome(missing)}.`)
    }
    if (lfs.length > 0) {
      return fail(
        "TREE_INCOMPLETE",
        `Files whose content is in Git LFS, which is not fetched: ${listSome(lfs)}.`,
      )
    }
    return judgeInput(inputs.scripts, (scripts) =>
      scripts.length > 0
        ? fail("SCRIPT_MISSING", `${tag} lacks what pipeline.json starts: ${describeScripts(scripts)}.`)
        : pass(
            submodules.length === 0 ? "all of it is in the commit" : counted(submodules.length, "submodule"),
          ),
    )
  })

/** `deployer.deploy starts deploy.mjs (did you mean deploy.js?)` */
export const describeScripts = (scripts: readonly MissingScript[]): string =>
  scripts
    .map(
      ({ path, what, meant }) => `${path} starts ${what}${meant === null ? "" : ` (did you mean ${meant}?)`}`,
    )
    .map(plain)
    .join(", ")

export const judgeSecrets: Judge<GateFacts> = ({ inputs, stage }) => {
  if (inputs.lacking.length > 0) {
    return fail(
      "SECRETS_NOT_GIVEN",
      `This run was not given ${inputs.lacking.join(", ")}, which pipeline.json names.`,
    )
  }
  if (inputs.secrets.kind === "unavailable") return { fail: unlisted(inputs.secrets.message) }
  return judgeInput(inputs.secrets, (review) => {
    const lacking = unmet(review)
    const required = review.rows.filter((row) => row.required).length
    return lacking.length === 0
      ? pass(`${counted(required, "required secret")} set`)
      : fail("SECRETS_MISSING", `${stage} lacks ${lacking.map(describeSecret).join(", ")}.`)
  })
}
