// Lints .github with two tools that npm does not carry. They are installed on first use, pinned, into a cache
// that goes with node_modules.
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { root, run } from "./run.mjs"

const folder = join(root, ".github", "workflows")
const cache = (name) => join(root, "node_modules", ".cache", "tools", name)

const actionlint = {
  name: "actionlint",
  program: join(cache("actionlint-1.7.12"), "actionlint"),
  install: () =>
    run(["go", "install", "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"], {
      env: { GOBIN: cache("actionlint-1.7.12"), GOFLAGS: "" },
    }),
  // Named files, because it finds them itself only in a git clone; no helpers that only some machines have.
  argv: (files) => ["-no-color", "-shellcheck=", "-pyflakes=", ...files],
}

const zizmor = {
  name: "zizmor",
  program: join(cache("zizmor-1.32.0"), "bin", "zizmor"),
  async install() {
    const created = await run(["python3", "-m", "venv", "--clear", cache("zizmor-1.32.0")])
    if (created.code !== 0) return created
    const python = join(cache("zizmor-1.32.0"), "bin", "python")
    const quiet = ["--quiet", "--no-input", "--disable-pip-version-check", "--only-binary=:all:"]
    return run([python, "-m", "pip", "install", ...quiet, "zizmor==1.32.0"])
  },
  argv: () => ["--offline", "--no-progress", "--color=never", "--persona=pedantic", ".github"],
}

/** Resolves with `missing` when this machine cannot have a tool; what the other one found still counts. */
export async function lintWorkflows() {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)) : []
  if (names.length === 0) return { status: "skipped", detail: "no workflows in .github/workflows" }
  const files = names.map((name) => join(folder, name))
  const results = [await lint(actionlint, files), await lint(zizmor, files)]
  const output = results.map((result) => result.output).join("")
  const missing = results.filter((result) => result.status === "missing")
  const detail = missing.map((result) => result.detail).join("; ")
  if (results.some((result) => result.status === "failed")) return { status: "failed", detail, output }
  return missing.length > 0 ? { status: "missing", detail, output } : { status: "ok", detail: "", output }
}

async function lint(tool, files) {
  if (!existsSync(tool.program)) {
    const { code, output } = await tool.install()
    const why = output.trimEnd().split("\n").at(-1)
    if (code !== 0) return { status: "missing", detail: `${tool.name} cannot be installed: ${why}`, output }
  }
  const { code, output } = await run([tool.program, ...tool.argv(files)])
  return { status: code === 0 ? "ok" : "failed", output: `── ${tool.name}\n${output}` }
}
