// A kill matrix through the real command line: npm run kill-matrix. It takes half an hour; options make it shorter:
//   --operation, --phase, --signal, --place   cells whose part has this text
//   --random 200 --seed 1                     as many runs that are killed at random moments instead
//   --jobs 3                                  so many cells at the same time
import { writeFile } from "node:fs/promises"
import { parseArgs } from "node:util"
import { setup } from "../helpers/program.ts"

const { values } = parseArgs({
  options: {
    operation: { type: "string", default: "" },
    phase: { type: "string", default: "" },
    signal: { type: "string", default: "" },
    place: { type: "string", default: "" },
    random: { type: "string" },
    seed: { type: "string", default: "1" },
    jobs: { type: "string", default: "3" },
    out: { type: "string" },
  },
})

if (process.platform !== "linux")
  throw new Error("The matrix finds processes in /proc, which only Linux has.")
const removeProgram = await setup()
try {
  // the command line's address is read when its helpers are loaded
  const { playMatrix } = await import("./matrix.ts")
  const { playRandom } = await import("./random.ts")
  const { text, isRight } =
    values.random === undefined
      ? await playMatrix(values, Number(values.jobs))
      : await playRandom(Number(values.random), Number(values.seed), Number(values.jobs))
  if (values.out !== undefined) await writeFile(values.out, text)
  process.stdout.write(text)
  process.exitCode = isRight ? 0 : 1
} finally {
  await removeProgram()
}
