import { shortSha } from "../stage.ts"
import { MAX_TAG_LENGTH, parseTag } from "../tags.ts"
import { clip } from "../text.ts"
import type { GateFacts } from "./facts.ts"
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

export const judgeTag: Judge<GateFacts> = ({ tag, tagPrefix, sha, nearest }) => {
  const hint = nearest.length === 0 ? "" : ` Did you mean ${nearest.join(", ")}?`
  const invalid = invalidTag(tag, tagPrefix, hint)
  if (invalid !== null) return invalid
  return sha === null
    ? fail("TAG_NOT_FOUND", `The repository has no tag ${tag}.${hint}`)
    : pass(`${tag} is commit ${shortSha(sha)}`)
}

export const judgeMain: Judge<CommitFacts> = ({ onMain, mainBranch, mainRemote, shallow, sha }) => {
  const main = mainRemote === null ? mainBranch : `${mainRemote}/${mainBranch}`
  if (onMain === null) {
    const fetch = mainRemote === null ? "" : `Fetch it: git fetch ${mainRemote} ${mainBranch}; or name`
    return fail(
      "TAG_NOT_ON_MAIN",
      `There is no branch ${main} here to look at.`,
      `${fetch || "Name"} another with mainBranch in pipeline.json.`,
    )
  }
  if (onMain) return pass(`on ${main}`)
  return shallow
    ? fail("HISTORY_CUT_OFF", `Whether commit ${shortSha(sha)} is on ${main} is not known: ${CUT_OFF}.`)
    : fail(
        "TAG_NOT_ON_MAIN",
        `Commit ${shortSha(sha)} is not on ${main}.`,
        [
          "Merge the commit and tag the merged one.",
          ...(mainRemote === null ? [] : [`If main moved, fetch it: \`git fetch ${mainRemote}\`.`]),
          "If this commit is to be released all the same: `deploy-STAGE --tag TAG --waive 'main=WHY'`.",
        ].join(" "),
      )
}

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
