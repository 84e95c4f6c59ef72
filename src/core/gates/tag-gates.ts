import { shortSha } from "../stage.ts"
import { MAX_TAG_LENGTH, parseTag } from "../tags.ts"
import { clip } from "../text.ts"
import { fail, type Gate, needsCommit, pass, productionOnly } from "./gate.ts"

/** What the tag itself must be. */
export const TAG_GATES: readonly Gate[] = [
  {
    id: "tag",
    title: "The tag is a version and exists",
    judge: ({ tag, tagPrefix, sha, nearest }) => {
      const hint = nearest.length === 0 ? "" : ` Did you mean ${nearest.join(", ")}?`
      if (parseTag(tag, tagPrefix) === null) {
        return fail(
          "TAG_INVALID",
          `${JSON.stringify(clip(tag, MAX_TAG_LENGTH))} is not "${tagPrefix}" and a semantic version.${hint}`,
        )
      }
      if (sha === null) return fail("TAG_NOT_FOUND", `The repository has no tag ${tag}.${hint}`)
      return pass(`${tag} is commit ${shortSha(sha)}`)
    },
  },
  {
    id: "main",
    title: "The commit is on the main branch",
    skip: needsCommit,
    judge: ({ onMain, mainBranch, sha }) => {
      if (onMain === null)
        return fail(
          "TAG_NOT_ON_MAIN",
          `There is no branch ${mainBranch} here to look at.`,
          fetchMain(mainBranch),
        )
      return onMain
        ? pass(`on ${mainBranch}`)
        : fail("TAG_NOT_ON_MAIN", `Commit ${shortSha(sha as string)} is not on ${mainBranch}.`)
    },
  },
  {
    id: "moved",
    title: "The tag still names the commit that staging verified",
    skip: productionOnly,
    judge: ({ tag, sha, staging }) => {
      const recorded = staging.verified.find((release) => release.tag === tag)
      if (recorded === undefined || recorded.sha === sha) return pass("not moved")
      return fail(
        "TAG_MOVED",
        `${tag} was ${shortSha(recorded.sha)} on staging and is ${shortSha(sha as string)} now.`,
      )
    },
  },
  {
    id: "prerelease",
    title: "No prerelease goes to production",
    skip: productionOnly,
    judge: ({ tag, tagPrefix }) =>
      parseTag(tag, tagPrefix)?.prerelease === true
        ? fail("PRERELEASE_TO_PRODUCTION", `${tag} is a prerelease.`)
        : pass("a release"),
  },
]

const fetchMain = (branch: string) =>
  `Fetch it: git fetch origin ${branch}; or name another with mainBranch in pipeline.json.`
