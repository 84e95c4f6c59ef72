// npm runs this where the command is made from a clone: `npm pack`, `npm install github:…`, `npx github:…`. It runs on
// whatever Node the machine has, and one that is older than this project's own reads no types.
import { rmSync } from "node:fs"
import { join } from "node:path"
import { buildSync } from "esbuild"

// beside its source, because that looks for the repository from where it is
const script = join(import.meta.dirname, ".build.mjs")

buildSync({
  entryPoints: [join(import.meta.dirname, "build.ts")],
  outfile: script,
  format: "esm",
  platform: "node",
  target: "node20.19",
})
try {
  const { writeHost } = await import(script)
  await writeHost()
} finally {
  rmSync(script, { force: true })
}
