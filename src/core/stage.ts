/** The two places a release can run. */
export const STAGES = ["staging", "production"] as const
export type Stage = (typeof STAGES)[number]

export const otherStage = (stage: Stage): Stage => (stage === "staging" ? "production" : "staging")

/** A version of the application: a tag and the commit it named when it was judged. */
export interface Release {
  tag: string
  /** full commit id, 40 hex digits */
  sha: string
}

/** The version that a record or a report names; null where it names none whole. */
export const releaseIn = ({ tag, sha }: { tag: string | null; sha: string | null }): Release | null =>
  tag === null || sha === null ? null : { tag, sha }

export const shortSha = (sha: string): string => sha.slice(0, 7)

/** `v1.2.3 (abc1234)` */
export const describeRelease = (release: Release): string => `${release.tag} (${shortSha(release.sha)})`
