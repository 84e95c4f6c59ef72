/** One line of the result. */
export interface Row {
  what: string
  measured: string
  against: string
  goal: string
  verdict: "met" | "missed" | "skipped"
}

export const row = (what: string, measured: string, against: string, goal: string, met: boolean): Row => ({
  what,
  measured,
  against,
  goal,
  verdict: met ? "met" : "missed",
})

export function printRows(rows: readonly Row[]): void {
  const columns = ["what", "measured", "against", "goal", "verdict"] as const
  const widths = columns.map((column) => Math.max(column.length, ...rows.map((one) => one[column].length)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd()
  const body = rows.map((one) => line(columns.map((column) => one[column])))
  process.stdout.write(
    `${[line(columns), line(widths.map((width) => "-".repeat(width))), ...body].join("\n")}\n`,
  )
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] as number
}

export async function timed<T>(body: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const started = performance.now()
  const result = await body()
  return { result, ms: performance.now() - started }
}
