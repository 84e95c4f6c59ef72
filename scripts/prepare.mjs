// npm runs this where the command is made from a clone: `npm pack github:…`, `npm install github:…`, `npx github:…`. It
// runs on whatever Node the machine has, and one that is older than this project's own reads no types.
import { rmSync } from "node:fs"
import { join } from "node:path"

// npm prepares a clone with an install of its own, which takes --global over: that one installs no packages into the clone, and
// puts a link to the clone where npm is about to unpack the command. No script can mend that, but it can say what works.
if (process.env._PACOTE_NO_PREPARE_ !== undefined && process.env.npm_config_global === "true") {
  process.stderr.write(`npm cannot install a command globally from git when the command has to be built first.
Fix: pack it, then install the package:
  (cd "$(mktemp -d)" && npm pack --silent github:OWNER/REPOSITORY#TAG && npm install --global ./*.tgz)
`)
  process.exit(1)
}

const { buildSync } = await import("esbuild")
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
