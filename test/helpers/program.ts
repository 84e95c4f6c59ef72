import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { hostBundle } from "../../scripts/build.ts"

const CACHE = join(import.meta.dirname, "..", "..", "node_modules", ".cache")

/**
 * A folder for what all test files of a run share. In it is the program that the tests of the command line start: it is
 * what npm packs, and it starts several times faster than its sources.
 */
export async function setup(): Promise<() => Promise<void>> {
  await mkdir(CACHE, { recursive: true })
  const folder = await mkdtemp(join(CACHE, "tests-"))
  const { files } = await hostBundle()
  for (const [path, text] of files) {
    const file = join(folder, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
  // as a team's own package has it
  const scripts = { pipeline: "node release-pipeline.js" }
  const manifest = { name: "shop", version: "1.0.0", type: "module", scripts }
  await writeFile(join(folder, "dist", "package.json"), JSON.stringify(manifest))
  process.env.PIPELINE_TEST_SHARED = folder
  return () => rm(folder, { recursive: true, force: true })
}
