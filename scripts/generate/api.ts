import { spawnSync } from "node:child_process"
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { execPath } from "node:process"

const root = resolve(import.meta.dirname, "../..")
const SDK = join(root, "node_modules/@dagger.io/dagger/dist/src")

/**
 * The module's public functions as an engine would register them: the SDK's own introspection, which needs no
 * engine. It wants the generated client by its file name; the SDK's package has it as declarations, and they do.
 */
export function publicApi(): unknown {
  const scratch = mkdtempSync(join(tmpdir(), "pipeline-api-"))
  try {
    const client = join(scratch, "client.gen.ts")
    copyFileSync(join(SDK, "api/client.gen.d.ts"), client)
    const { name } = JSON.parse(readFileSync(join(root, "dagger.json"), "utf8"))
    const entrypoint = join(SDK, "module/entrypoint/introspection_entrypoint.js")
    const { status, stdout, stderr } = spawnSync(
      execPath,
      [entrypoint, name, join(root, "dagger/src"), client],
      {
        encoding: "utf8",
        env: { ...process.env, DRY_RUN: "1" },
      },
    )
    if (status !== 0) throw new Error(`the SDK refuses dagger/src: ${stderr}`)
    return JSON.parse(stdout)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
