import { allCells, type Cell, PHASES, SIGNALS } from "./cells.ts"
import { type Played, playCell } from "./play.ts"
import { MatrixWorld } from "./world.ts"

export interface Told {
  text: string
  isRight: boolean
}

type Filter = Record<keyof Cell, string>

/** Plays all cells that are asked for, some at the same time, and gives a table of each and one of all. */
export async function playMatrix(filter: Filter, jobs: number): Promise<Told> {
  const cells = allCells().filter((cell) =>
    (["operation", "phase", "signal", "place"] as const).every((part) => cell[part].includes(filter[part])),
  )
  const template = await MatrixWorld.template()
  const played: Played[] = []
  try {
    await inParallel(jobs, cells, async (cell, index) => {
      const one = await playCell(template, cell).catch((error: unknown) => failed(cell, error))
      played[index] = one
      const mark = one.wrong.length === 0 ? "ok" : one.wrong.join("; ")
      const name = [cell.operation, cell.phase, cell.signal, cell.place].join(" / ")
      process.stderr.write(`${played.filter(Boolean).length}/${cells.length} ${name}: ${mark}\n`)
    })
  } finally {
    await template.close()
  }
  const isRight = played.every(({ wrong }) => wrong.length === 0)
  return { text: `${summary(played)}\n${details(played)}`, isRight }
}

/** A cell that could not be played is wrong, too. */
const failed = (cell: Cell, error: unknown): Played => ({
  cell,
  ...{ first: "", ledger: "", next: "", mostAtOnce: 0, end: "" },
  wrong: [error instanceof Error ? error.message : String(error)],
})

export async function inParallel<T>(
  jobs: number,
  items: readonly T[],
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const left = items.map((item, index) => ({ item, index }))
  const take = async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one.item, one.index)
  }
  await Promise.all(Array.from({ length: jobs }, take))
}

const row = (parts: readonly (string | number)[]): string =>
  `| ${parts.map((part) => String(part).replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |\n`

const head = (names: readonly string[]): string => row(names) + row(names.map(() => "---"))

/** One row a phase: how many cells of each signal were right. */
function summary(played: readonly Played[]): string {
  const count = (cells: readonly Played[]) => {
    const right = cells.filter(({ wrong }) => wrong.length === 0).length
    return cells.length === 0 ? "–" : `${right} of ${cells.length}`
  }
  const rows = PHASES.map((phase) => {
    const own = played.filter(({ cell }) => cell.phase === phase)
    return row([
      phase,
      ...SIGNALS.map((signal) => count(own.filter(({ cell }) => cell.signal === signal))),
      count(own),
    ])
  })
  return head(["phase", ...SIGNALS, "right"]) + rows.join("") + row(["all", "", "", "", count(played)])
}

function details(played: readonly Played[]): string {
  const rows = played.map(({ cell, first, ledger, next, mostAtOnce, end, wrong }) =>
    row([
      ...[cell.operation, cell.phase, cell.signal, cell.place],
      ...[first, ledger, next, mostAtOnce, end, wrong.length === 0 ? "yes" : wrong.join("; ")],
    ]),
  )
  const names = [
    "operation",
    "phase",
    "signal",
    "ledger",
    "first",
    "then",
    "next",
    "at once",
    "in the end",
    "right",
  ]
  return head(names) + rows.join("")
}
