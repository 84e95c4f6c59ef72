import * as v from "valibot"
import type { Fact } from "../errors.ts"
import type { InfrastructureChange } from "../plan/plan.ts"
import { type Reason, reason } from "../reasons.ts"
import { KNOWN_FAILURES } from "./failures.ts"

/** What one run of the SST command line left behind. */
export interface SstAnswer {
  /** null when it was ended by a signal */
  exitCode: number | null
  stdout: string
  stderr: string
  /** `.sst/log/sst.log`, where SST keeps what it does not show; null when there is none */
  log: string | null
  /** whether nothing of what it printed was left out */
  isWhole: boolean
}

/** What a run of `sst deploy` came to. */
export type SstVerdict =
  | { kind: "complete"; app: string | null }
  /** another deploy holds SST's own lock */
  | { kind: "locked"; app: string | null; log: string[] }
  /** `changed` is false only when no resource can have been touched */
  | { kind: "failed"; reason: Reason; changed: boolean; log: string[] }

export function classify(answer: SstAnswer): SstVerdict {
  const app = appOf(answer)
  if (isComplete(answer)) return { kind: "complete", app }
  const log = relevantLines(answer)
  if (endedByItself(answer) && /^\|\s+Locked\s/m.test(answer.stdout)) return { kind: "locked", app, log }
  const text = [answer.stdout, answer.stderr, answer.log ?? ""].join("\n")
  for (const { pattern, reason: explain, harmless } of KNOWN_FAILURES) {
    const found = pattern.exec(text)
    if (found === null) continue
    const refused = saidThatItStopped(answer) || (harmless === true && didNothing(answer))
    return { kind: "failed", reason: explain(found), changed: !refused, log }
  }
  const why = reason("DEPLOY_FAILED", describe(answer))
  return { kind: "failed", reason: why, changed: !saidThatItStopped(answer), log }
}

/** It was not ended, and says that it failed; what it said is all there. Else nothing can be read out of its words. */
const endedByItself = ({ exitCode, isWhole }: SstAnswer): boolean =>
  exitCode !== 0 && (exitCode ?? SIGNALLED) < SIGNALLED && isWhole

/** A program whose child was ended by a signal exits like this. */
const SIGNALLED = 128

/** SST itself said why it stopped, and had not got as far as its engine: before that it touches no resource. */
const saidThatItStopped = (answer: SstAnswer): boolean =>
  endedByItself(answer) && /^✕/mu.test(answer.stderr) && !/^~ {2}Deploy\s*$/m.test(answer.stdout)

/** Its engine reported no resource, only errors. */
const didNothing = (answer: SstAnswer): boolean =>
  endedByItself(answer) && !/^\|\s+(?!Error\s)\S/m.test(answer.stdout)

/** A deploy is complete when SST says so last, says nothing else on its error output, and exits with 0. */
const isComplete = ({ exitCode, stdout, stderr }: SstAnswer): boolean =>
  exitCode === 0 && finalWord(stdout) === "Complete" && !/^✕/mu.test(stderr) && !/^✕/mu.test(stdout)

/**
 * What SST itself says that a run came to: the last line that begins with its mark. Neither that line nor the exit
 * code can be believed alone, because they can disagree.
 */
function finalWord(stdout: string): string | null {
  const verdicts = [...stdout.matchAll(/^[✓✕] {2}(\S.*?)\s*$/gmu)]
  return verdicts.at(-1)?.[1] ?? null
}

/** The app's name, as SST shows it. */
const appOf = ({ stdout }: SstAnswer): string | null => /^➜ {2}App:\s+(\S+)\s*$/mu.exec(stdout)?.[1] ?? null

function describe({ exitCode, stdout }: SstAnswer): string {
  const ended = exitCode === null ? "was ended by a signal" : `ended with exit code ${exitCode}`
  const word = finalWord(stdout)
  if (word === null) return `sst deploy ${ended}.`
  return exitCode === 0 || word === "Complete"
    ? `sst deploy ${ended}, but its last word is "${word}".`
    : `sst deploy ${ended}.`
}

/** How many lines a report keeps. */
const LIMIT = 20

/** The lines of a failed run that say why: SST's last word and what follows it, else the end of what it said. */
function relevantLines({ stdout, stderr, log }: SstAnswer): string[] {
  const said = withoutOutputs(meaningful(stdout))
  const verdict = said.findLastIndex((line) => line.startsWith("✕"))
  // SST writes why to its log where it shows no verdict
  const unshown = verdict === -1 ? log : null
  const hidden = [...(unshown ?? "").matchAll(/level=ERROR .*?err="((?:[^"\\]|\\.)*)"/g)].map((found) =>
    (found[1] as string).replaceAll('\\"', '"'),
  )
  return [...(verdict === -1 ? said : said.slice(verdict)), ...meaningful(stderr), ...hidden].slice(-LIMIT)
}

/** Where something was called from, and how SST greets. */
const NOISE =
  /^\s+at .+:\d|^\s+(?:promise: Promise \{|secretName: )|^\}$|^SST \S+ ready!|^➜ {2}App:|^ {3}Stage:|^~ {2}\S/u

const meaningful = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !NOISE.test(line))

/** Without the outputs that follow a success, which may be secret and may have several lines. */
function withoutOutputs(lines: readonly string[]): string[] {
  let inOutputs = false
  return lines.filter((line) => {
    if (/^[✓✕|~➜]/u.test(line)) {
      inOutputs = line.startsWith("✓")
      return true
    }
    return !inOutputs
  })
}

/** Whether a line of progress may be shown: outputs may be secret, so nothing is shown after a success. */
export function progressFilter(): (line: string) => boolean {
  let over = false
  return (line) => {
    if (over) return false
    over = /^✓ {2}/u.test(line)
    return line.trim() !== ""
  }
}

const Step = v.object({ op: v.string(), type: v.string(), name: v.string() })
const DiffResult = v.union([v.object({ steps: v.array(Step) }), v.object({ error: v.string() })])

/** Steps that touch nothing. */
const IDLE = ["same", "read", "refresh"]

/** The engine replaces in more steps than one called replace; for a reader it is one change. */
const REPLACE = ["create-replacement", "delete-replaced", "discard-replaced"]

/** What would change, from what the program that runs `sst diff` in the tree prints. */
export function changesOf(result: unknown): Fact<InfrastructureChange[]> {
  const parsed = v.safeParse(DiffResult, result)
  if (!parsed.success) return { kind: "unavailable", message: "The answer of sst diff cannot be read." }
  if ("error" in parsed.output) return { kind: "unavailable", message: parsed.output.error }
  const changes = parsed.output.steps
    .filter(({ op }) => !IDLE.includes(op))
    .map(({ op, type, name }) => ({ op: REPLACE.includes(op) ? "replace" : op, type, name }))
  const unique = new Map(changes.map((change) => [JSON.stringify(change), change]))
  return { kind: "known", value: [...unique.values()] }
}
