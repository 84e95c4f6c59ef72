// Runs one program to its end and keeps all it printed, stdout and stderr in the order they came.
import { spawn } from "node:child_process"
import { delimiter, join } from "node:path"

export const root = join(import.meta.dirname, "..")

const timeoutMs = 20 * 60_000
// The pinned tools and the pinned Node before the machine's own, also outside of an npm script.
const PATH = [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter)

// Output is kept to be printed later, wherever that is: no colours in it.
const { FORCE_COLOR: _, ...inherited } = process.env
const plain = { ...inherited, PATH, NO_COLOR: "1" }

/** Resolves always; `code` is null when the program could not be started. */
export function run([program, ...argv], { env = {} } = {}) {
  return new Promise((resolve) => {
    const options = { cwd: root, env: { ...plain, ...env }, stdio: ["ignore", "pipe", "pipe"] }
    const child = spawn(program, argv, options)
    // Not spawn's own timeout: its timer keeps this process alive when the program could not be started.
    const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs)
    let output = ""
    const collect = (chunk) => {
      output += chunk
    }
    child.stdout.setEncoding("utf8").on("data", collect)
    child.stderr.setEncoding("utf8").on("data", collect)
    child.on("error", (error) => {
      clearTimeout(timer)
      resolve({
        code: null,
        output: `${error.code === "ENOENT" ? `${program} was not found` : error.message}\n`,
      })
    })
    child.on("close", (code, signal) => {
      clearTimeout(timer)
      if (signal) output += `${program} was ended by ${signal}\n`
      resolve({ code: code ?? 1, output })
    })
  })
}
