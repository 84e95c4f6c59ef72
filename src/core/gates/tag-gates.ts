import { shortSha } from "../stage.ts"
import { MAX_TAG_LENGTH, parseTag } from "../tags.ts"
import { clip, listSome } from "../text.ts"
import { type GateFacts, matchesAny } from "./facts.ts"
import { fail, type Judge, type Judgement, pass } from "./gate.ts"

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
  return sha === null
    ? fail("TAG_NOT_FOUND", `The repository has no tag ${tag}.${hint}`)
    : pass(`${tag} is commit ${shortSha(sha)}`)
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
  if (mainRule === "warn")
    return pass(`${message.replace(/\.$/, "")}; gates.main in pipeline.json only warns of that`)
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

export const CUT_OFF = "the history is cut off in this clone"

export const judgeMoved: Judge<CommitFacts> = ({ tag, sha, staging }) => {
  const recorded = staging.verified.find((release) => release.tag === tag)
  if (recorded === undefined || recorded.sha === sha) return pass("not moved")
  return fail("TAG_MOVED", `${tag} was ${shortSha(recorded.sha)} on staging and is ${shortSha(sha)} now.`)
}

export const judgePrerelease: Judge<CommitFacts> = ({ tag, tagPrefix }) =>
  parseTag(tag, tagPrefix)?.prerelease === true
    ? fail("PRERELEASE_TO_PRODUCTION", `${tag} is a prerelease.`)
    : pass("a release")
