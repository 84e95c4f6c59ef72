// Installs moto, the stand-in for AWS that some tests ask: a Python package, pinned, into a cache that goes with
// node_modules. Run by itself (npm run moto) it says how that went; without moto those tests are skipped.
import { existsSync, mkdirSync } from "node:fs"
import { dirname, join } from "node:path"
import { root, run } from "./run.mjs"
import { acquireLock } from "./setup-lock.mjs"

const packages = ["moto==5.2.5", "flask==3.1.3", "flask-cors==6.0.5"]
const folder = join(root, "node_modules", ".cache", "tools", "moto-5.2.5")
const python = join(folder, "bin", "python")
const lockWaitMs = 10 * 60_000

/** Resolves with `missing` when this machine cannot have it. */
export async function installMoto() {
  const given = process.env.MOTO_PYTHON
  if (given)
    return existsSync(given)
      ? ok(`${given}, by MOTO_PYTHON`)
      : missing(`MOTO_PYTHON names ${given}, which is not there`)
  mkdirSync(dirname(folder), { recursive: true })
  const release = await acquireLock(`${folder}.lock`, { waitMs: lockWaitMs, onWait: () => {} })
  try {
    if (await works()) return ok("")
    const created = await run(["python3", "-m", "venv", "--clear", folder])
    if (created.code !== 0) return missing(created.output)
    const quiet = ["--quiet", "--no-input", "--disable-pip-version-check", "--only-binary=:all:"]
    const installed = await run([python, "-m", "pip", "install", ...quiet, ...packages])
    return installed.code === 0 ? ok("installed") : missing(installed.output)
  } finally {
    release()
  }
}

/** An install that was cut short leaves a folder that looks like one. */
async function works() {
  return existsSync(python) && (await run([python, "-c", "import moto.server, flask_cors"])).code === 0
}

const ok = (detail) => ({ status: "ok", detail })
const missing = (output) => ({
  status: "missing",
  detail: `moto cannot be installed: ${output.trimEnd().split("\n").at(-1)}`,
  output,
})

if (process.argv[1] === import.meta.filename) {
  const { status, detail } = await installMoto()
  process.stderr.write(`moto: ${status}${detail ? `, ${detail}` : ""}\n`)
  process.exitCode = status === "ok" ? 0 : 1
}
