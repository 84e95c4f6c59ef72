import type { SstAnswer } from "./answer.ts"

/** How many lines a report keeps. */
const LIMIT = 20

/** Where something was called from, and how SST greets. */
const NOISE =
  /^\s+at .+:\d+|^\s+(?:promise: Promise \{|secretName: ).*|^\}$|^SST \S+ ready!|^➜ {2}App:|^ {3}Stage:|^~ {2}\S/u

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

const meaningful = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !NOISE.test(line))

/** The lines of a failed run that tell why: SST's last word and what follows it, else the end of what it said. */
export function relevantLines({ stdout, stderr, log }: SstAnswer): string[] {
  const said = withoutOutputs(meaningful(stdout))
  const verdict = said.findLastIndex((line) => line.startsWith("✕"))
  // SST writes why to its log where it shows no verdict
  const unshown = verdict === -1 ? (log ?? "") : ""
  const hidden = [...unshown.matchAll(/level=ERROR .*?err="((?:[^"\\]|\\.)*)"/g)].map((found) =>
    (found[1] as string).replaceAll('\\"', '"'),
  )
  return [...(verdict === -1 ? said : said.slice(verdict)), ...meaningful(stderr), ...hidden].slice(-LIMIT)
}

/** Whether a line of progress may be shown: outputs may be secret, so nothing is once a success was told. */
export function progressFilter(): (line: string) => boolean {
  let over = false
  return (line) => {
    if (over) return false
    over = /^✓ {2}/u.test(line)
    return line.trim() !== ""
  }
}
