// Runs one program to its end and keeps all it printed, stdout and stderr in the order they came.
import { delimiter, join } from "node:path"
import { $ } from "zx"

export const root = join(import.meta.dirname, "..")

// Output is kept and printed later, perhaps to a file: no colours in it.
const { FORCE_COLOR: _, ...inherited } = process.env
// The pinned tools and the pinned Node before the machine's own, also outside of an npm script.
const PATH = [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter)
const quietly = $({
  cwd: root,
  nothrow: true,
  quiet: true,
  stdio: ["ignore", "pipe", "pipe"],
  timeout: "20m",
  timeoutSignal: "SIGKILL",
})

/** Resolves always: `code` is 127 when the program could not be found. */
export async function run(argv, { env = {} } = {}) {
  const given = { ...inherited, PATH, NO_COLOR: "1", ...env }
  const { exitCode, signal, stdall } = await quietly({ env: given })`${argv}`
  return { code: exitCode ?? 1, output: signal ? `${stdall}${argv[0]} was ended by ${signal}\n` : stdall }
}
