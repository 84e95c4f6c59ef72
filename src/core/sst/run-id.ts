import type { Release } from "../stage.ts"

/** `tag@sha#run`: what SST keeps of us in its lock and in its history, its only field for others. */
export const sstRunId = ({ tag, sha }: Release, runId: string): string => `${tag}@${sha}#${runId}`

/** Reads it back; null for a lock that is not this pipeline's. */
export function parseSstRunId(text: string): { release: Release; runId: string } | null {
  const found = /^(.+)@([0-9a-f]{40}(?:[0-9a-f]{24})?)#([^#]+)$/.exec(text)
  if (found === null) return null
  const [, tag, sha, runId] = found as unknown as [string, string, string, string]
  return { release: { tag, sha }, runId }
}
