import { parseArgs } from "node:util"
import { measureColdEngine, measureEngine } from "./engine.ts"
import { measureGrowth } from "./growth.ts"
import { measureRollback } from "./rollback.ts"
import { printRows, type Row } from "./rows.ts"
import { measureStartup } from "./startup.ts"
import { measureVerdict } from "./verdict.ts"

/** Every figure compares two things that are measured in the same run, because machines differ. */
const MEASUREMENTS: Readonly<Record<string, () => Promise<Row[]>>> = {
  verdict: measureVerdict,
  rollback: measureRollback,
  growth: measureGrowth,
  engine: measureEngine,
  "engine-cold": measureColdEngine,
  startup: measureStartup,
}

const { positionals } = parseArgs({ allowPositionals: true })
const names = positionals.length === 0 ? Object.keys(MEASUREMENTS) : positionals
const rows: Row[] = []
for (const name of names) {
  const measure = MEASUREMENTS[name]
  if (measure === undefined)
    throw new Error(`unknown measurement ${name}; known: ${Object.keys(MEASUREMENTS).join(", ")}`)
  process.stderr.write(`measuring ${name} …\n`)
  rows.push(...(await measure()))
}
printRows(rows)
if (rows.some(({ verdict }) => verdict === "missed")) process.exitCode = 1
