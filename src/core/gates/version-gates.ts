import { judgeCredentials } from "../aws/credentials.ts"
import type { Fact } from "../errors.ts"
import { describeMigrations } from "../migrations/migration.ts"
import { describeSecret, unmet } from "../secrets/review.ts"
import { unlisted } from "../sst/failures.ts"
import { shortSha } from "../stage.ts"
import { MAX_TAG_LENGTH, parseTag } from "../tags.ts"
import { bare, clip, counted, listSome, plain } from "../text.ts"
import {
  type CiChecks,
  type CredentialsInput,
  checksThat,
  fail,
  type GateFacts,
  type Judge,
  type Judgement,
  judgeInput,
  type MissingScript,
  matchesAny,
  pass,
  unfinished,
} from "./gate.ts"

/** The facts where the tag names a commit. */
export type CommitFacts = GateFacts & { sha: string }

/** null for a tag that is a version */
export const invalidTag = (tag: string, tagPrefix: string, hint = ""): Judgement | null =>
  parseTag(tag, tagPrefix) === null
    ? fail(
        "TAG_INVALID",
        `${JSON.stringify(clip(tag, MAX_TAG_LENGTH))} is not "${tagPrefix}" and a semantic version.${hint}`,
      )
    : null

export const judgeTag: Judge<Pick<GateFacts, "tag" | "tagPrefix" | "sha" | "nearest" | "newest">> = ({
  tag,
  tagPrefix,
  sha,
  nearest,
  newest,
}) => {
  const hint = hintOf(nearest, newest)
  const invalid = invalidTag(tag, tagPrefix, hint)
  if (invalid !== null) return invalid
  if (sha === null) {
    const why = nearest.includes(tag)
      ? `The tag ${tag} is of no commit.`
      : `The repository has no tag ${tag}.${hint}`
    return fail("TAG_NOT_FOUND", why)
  }
  return pass(`${tag} is commit ${shortSha(sha)}`)
}

function hintOf(nearest: readonly string[], newest: string | null): string {
  const meant = nearest.length === 0 ? "" : ` Did you mean ${nearest.join(", ")}?`
  return newest === null || nearest.includes(newest) ? meant : `${meant} The newest is ${newest}.`
}

/** What is merged has been reviewed; which branches say that is for the team to decide. */
export const judgeMain: Judge<CommitFacts> = (facts) => {
  const { branches, mainRemote, onMain, mainBranch, mainRule, shallow, sha } = facts
  const allowed = facts.releaseBranches ?? [mainBranch]
  const named = (branch: string) => (mainRemote === null ? branch : `${mainRemote}/${branch}`)
  const on =
    onMain && allowed.includes(mainBranch) ? mainBranch : branches.find((one) => matchesAny(one, allowed))
  if (on !== undefined) return pass(`on ${named(on)}`)
  const main = listSome(allowed.map(named))
  const missing = onMain === null && facts.releaseBranches === null
  const message = missing
    ? `There is no branch ${main} here to look at.`
    : shallow
      ? `Whether commit ${shortSha(sha)} is on ${main} is not known: ${CUT_OFF}.`
      : `Commit ${shortSha(sha)} is not on ${main}${branches.length === 0 ? "" : `, but on ${listSome(branches.map(named))}`}.`
  if (mainRule === "warn") return pass(`${bare(message)}; gates.main in pipeline.json only warns of that`)
  if (missing) {
    const fetch = mainRemote === null ? "" : `Fetch it: git fetch ${mainRemote} ${mainBranch}; or name`
    return fail("TAG_NOT_ON_MAIN", message, `${fetch || "Name"} another with mainBranch in pipeline.json.`)
  }
  if (shallow) return fail("HISTORY_CUT_OFF", message)
  const moved = mainRemote === null ? "" : ` If main moved, fetch it: \`git fetch ${mainRemote}\`.`
  return fail("TAG_NOT_ON_MAIN", message, `Merge the commit and tag the merged one.${moved} ${OTHER_WAYS}`)
}

const OTHER_WAYS =
  'If commits of other branches may be released: releaseBranches in pipeline.json, e.g. ["main", "release/*"], or gates.main: "warn". For this deploy alone: `deploy-STAGE --tag TAG --waive \'main=WHY\'`.'

const CUT_OFF = "the history is cut off in this clone"

export const judgeMoved: Judge<CommitFacts> = ({ tag, sha, staging }) => {
  const recorded = staging.verified.find((release) => release.tag === tag)
  if (recorded === undefined || recorded.sha === sha) return pass("not moved")
  return fail("TAG_MOVED", `${tag} was ${shortSha(recorded.sha)} on staging and is ${shortSha(sha)} now.`)
}

export const judgePrerelease: Judge<CommitFacts> = ({ tag, tagPrefix }) =>
  parseTag(tag, tagPrefix)?.prerelease === true
    ? fail("PRERELEASE_TO_PRODUCTION", `${tag} is a prerelease.`)
    : pass("a release")

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
