import type { Entry } from "../../../src/core/ledger/record.ts"
import type { Release } from "../../../src/core/stage.ts"

// The rule of rollback in the words of the procedure, read off the list of entries and nothing else:
// what the fold and the choice must come to, computed in another way.

const hasPassed = ({ kind }: Entry): boolean => kind === "verified" || kind === "rolled-back"

/** What happened to a commit last: it passed smoke, or the stage rolled back from it. */
function lastWord(entries: readonly Entry[], sha: string): Entry | undefined {
  return entries.findLast(
    (one) =>
      (hasPassed(one) && one.sha === sha) || (one.kind === "rollback-started" && one.from?.sha === sha),
  )
}

/** Where a rollback must go: to the latest passed entry whose commit stands and is not the one to leave. */
export function targetByList(entries: readonly Entry[], leaving: Release | null): Release | null {
  const target = entries.findLast(
    (one) =>
      hasPassed(one) && one.sha !== leaving?.sha && hasPassed(lastWord(entries, one.sha as string) as Entry),
  )
  return target === undefined ? null : { tag: target.tag as string, sha: target.sha as string }
}

/** Whether a commit ever passed smoke on the stage. */
export const everPassed = (entries: readonly Entry[], sha: string): boolean =>
  entries.some((one) => hasPassed(one) && one.sha === sha)

/** Whether the stage rolled back from a commit, and that was not lifted since, nor has it passed again. */
export function quarantinedByList(entries: readonly Entry[], sha: string): boolean {
  const sinceUnfrozen = entries.slice(entries.findLastIndex(({ kind }) => kind === "unfrozen") + 1)
  const word = lastWord(sinceUnfrozen, sha)
  return word !== undefined && !hasPassed(word)
}
