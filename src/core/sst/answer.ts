/** What one run of the SST command line left behind. */
export interface SstAnswer {
  /** null when it was ended by a signal */
  exitCode: number | null
  stdout: string
  stderr: string
  /** `.sst/log/sst.log`, where SST keeps what it does not show; null when there is none */
  log: string | null
}

/**
 * What SST itself says that a run came to: the last line that begins with its mark. Neither that line nor the exit
 * code can be believed alone, because they can disagree.
 */
export function finalWord(stdout: string): string | null {
  const verdicts = [...stdout.matchAll(/^[✓✕] {2}(\S.*?)\s*$/gmu)]
  return verdicts.at(-1)?.[1] ?? null
}

/** A deploy is complete when SST says so last, says nothing else on its error output, and exits with 0. */
export const isComplete = ({ exitCode, stdout, stderr }: SstAnswer): boolean =>
  exitCode === 0 && finalWord(stdout) === "Complete" && !/^✕/mu.test(stderr) && !/^✕/mu.test(stdout)

/** Whether SST got as far as its engine. Before that it has touched no resource. */
export const hasBegun = ({ stdout }: SstAnswer): boolean => /^~ {2}Deploy\s*$/m.test(stdout)

/** The app's name, as SST shows it. */
export const appOf = ({ stdout }: SstAnswer): string | null =>
  /^➜ {2}App:\s+(\S+)\s*$/mu.exec(stdout)?.[1] ?? null
