import { type Reason, reason } from "../reasons.ts"
import { appOf, finalWord, hasBegun, isComplete, type SstAnswer } from "./answer.ts"
import { KNOWN_FAILURES } from "./failures.ts"
import { relevantLines } from "./lines.ts"

/** What a run of `sst deploy` came to. */
export type SstVerdict =
  | { kind: "complete" }
  /** somebody else's deploy holds SST's own lock */
  | { kind: "locked"; app: string | null; log: string[] }
  /** `changed` is false only when no resource can have been touched */
  | { kind: "failed"; reason: Reason; changed: boolean; log: string[] }

export function classify(answer: SstAnswer): SstVerdict {
  if (isComplete(answer)) return { kind: "complete" }
  const log = relevantLines(answer)
  if (/^\|\s+Locked\s/m.test(answer.stdout)) return { kind: "locked", app: appOf(answer), log }
  const text = [answer.stdout, answer.stderr, answer.log ?? ""].join("\n")
  for (const { pattern, reason: explain, harmless } of KNOWN_FAILURES) {
    const found = pattern.exec(text)
    if (found === null) continue
    return { kind: "failed", reason: explain(found), changed: harmless !== true && hasBegun(answer), log }
  }
  return {
    kind: "failed",
    reason: reason("DEPLOY_FAILED", describe(answer)),
    changed: hasBegun(answer),
    log,
  }
}

function describe({ exitCode, stdout }: SstAnswer): string {
  const ended = exitCode === null ? "was ended by a signal" : `ended with exit code ${exitCode}`
  const word = finalWord(stdout)
  if (word === null) return `sst deploy ${ended}.`
  return exitCode === 0 || word === "Complete"
    ? `sst deploy ${ended}, but its last word is "${word}".`
    : `sst deploy ${ended}.`
}
