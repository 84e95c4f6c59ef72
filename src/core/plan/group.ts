import type { Commit } from "./commits.ts"

/** Commits of one kind. */
export interface CommitGroup {
  title: string
  commits: Commit[]
}

const TITLES: Readonly<Record<string, string>> = { feat: "features", fix: "fixes", perf: "performance" }
const ORDER = ["breaking changes", "features", "fixes", "performance", "upkeep", "other commits"]

/** Groups commits by the type that a conventional subject names, as in `feat(chat)!: …`; their order stays. */
export function groupCommits(commits: readonly Commit[]): CommitGroup[] {
  return ORDER.map((title) => ({
    title,
    commits: commits.filter(({ subject }) => titleOf(subject) === title),
  })).filter((group) => group.commits.length > 0)
}

function titleOf(subject: string): string {
  const [, type, breaking] = /^([a-z]+)(?:\([^)]*\))?(!)?: /i.exec(subject) ?? []
  if (type === undefined) return "other commits"
  return breaking === "!" ? "breaking changes" : (TITLES[type.toLowerCase()] ?? "upkeep")
}

/** Everybody who wrote one of the commits, each once, in the order of the list. */
export const authorsOf = (commits: readonly Commit[]): string[] => [
  ...new Set(commits.map(({ author }) => author)),
]
