// What Stryker loads to test a sample. It can be asked for a range of code alone, and a range holds the mutants within
// it as well: the checker drops those, and the reporter shows a survivor when it is found, hours before the end.
import { readFileSync } from "node:fs"
import { relative } from "node:path"
import { root } from "./run.mjs"

/** One mutant, by what is the same in each run over the same code, on each machine. */
export const keyOf = ({ fileName, location: { start, end }, mutatorName, replacement }) =>
  [relative(root, fileName), start.line, start.column, end.line, end.column, mutatorName, replacement].join(
    "\n",
  )

function checker() {
  const sample = new Set(JSON.parse(readFileSync(process.env.MUTATE_SAMPLE, "utf8")))
  const judge = (mutant) =>
    sample.has(keyOf(mutant)) ? { status: "passed" } : { status: "compileError", reason: "not in the sample" }
  return {
    init: async () => {},
    group: async (mutants) => [mutants.map(({ id }) => id)],
    check: async (mutants) => Object.fromEntries(mutants.map((mutant) => [mutant.id, judge(mutant)])),
  }
}

const reporter = () => ({
  onMutantTested({ status, fileName, location: { start, end }, mutatorName, replacement }) {
    if (status !== "Survived" && status !== "Timeout") return
    const lines = readFileSync(fileName, "utf8")
      .split("\n")
      .slice(start.line - 1, end.line)
    const place = `${relative(root, fileName)}:${start.line}:${start.column}`
    console.log(
      [`${status} ${place} ${mutatorName}`, ...lines.map((line) => `- ${line}`), `+ ${replacement}`].join(
        "\n",
      ),
    )
  },
})

export const strykerPlugins = [
  { kind: "Checker", name: "sample", factory: checker },
  { kind: "Reporter", name: "sample", factory: reporter },
]
