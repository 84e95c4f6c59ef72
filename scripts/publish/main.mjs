// Publishes the package of the checked-out tag: what pipeline.json beside this file names as its deploy command.
//   node scripts/publish/main.mjs staging       npm's dist-tag `next` is this version
//   node scripts/publish/main.mjs production    `latest` is
// Needs PIPELINE_TAG, PIPELINE_SHA and NPM_TOKEN. A version is published once, and never again: afterwards, a rollback
// included, only the dist-tag moves.
import { execFileSync } from "node:child_process"
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const CHANNELS = { staging: "next", production: "latest" }
/** What of package.json someone who installs it needs. */
const KEPT = ["name", "description", "license", "repository", "type", "engines", "bin", "files"]

const channel = CHANNELS[process.argv[2]]
const { PIPELINE_TAG: tag, PIPELINE_SHA: sha, NPM_TOKEN, NPM_REGISTRY } = process.env
if (channel === undefined || !tag || !sha || !NPM_TOKEN)
  throw new Error("usage: PIPELINE_TAG=… PIPELINE_SHA=… NPM_TOKEN=… publish/main.mjs staging|production")

const registry = new URL(NPM_REGISTRY || "https://registry.npmjs.org/")
const folder = mkdtempSync(join(tmpdir(), "publish-"))
try {
  const { name, ...manifest } = JSON.parse(readFileSync("package.json", "utf8"))
  const version = tag.replace(/^v/, "")
  // names the variable: npm reads the token from its environment, and no file has it
  writeFileSync(join(folder, ".npmrc"), `//${registry.host}${registry.pathname}:_authToken=\${NPM_TOKEN}\n`)
  const npm = (...args) =>
    execFileSync("npm", [...args, "--registry", registry.href, "--userconfig", join(folder, ".npmrc")], {
      stdio: "inherit",
    })

  const published = await fetch(new URL(`${encodeURIComponent(name)}/${version}`, registry))
  if (published.status === 404) {
    execFileSync("npm", ["run", "build"], { stdio: "inherit" })
    // what is left out of a folder, npm leaves out
    for (const path of manifest.files.filter((name) => !name.startsWith("!")))
      cpSync(path, join(folder, path), { recursive: true })
    const kept = Object.fromEntries(KEPT.filter((key) => key in manifest).map((key) => [key, manifest[key]]))
    writeFileSync(
      join(folder, "package.json"),
      `${JSON.stringify({ ...kept, name, version, gitHead: sha }, null, 2)}\n`,
    )
    npm("publish", folder, "--tag", channel, "--access", "public")
  } else if (published.ok) {
    const { gitHead } = await published.json()
    if (gitHead !== sha)
      throw new Error(
        `${name} ${version} was published from ${gitHead}, and ${tag} is ${sha} now: release a new version`,
      )
    npm("dist-tag", "add", `${name}@${version}`, channel)
  } else throw new Error(`${registry.host} answered ${published.status} for ${name} ${version}`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
