import { type NeededScript, neededScripts } from "../core/config/command-rules.ts"
import { type Fact, known, skipped, unavailable } from "../core/fact.ts"
import type { MissingScript } from "../core/gates/facts.ts"
import { property, readJson } from "../core/json.ts"
import type { Release } from "../core/stage.ts"
import { meant } from "../core/text.ts"
import type { Repository } from "./ports.ts"
import type { Run } from "./run.ts"

/** What the commands of pipeline.json start and a version's tree does not have. */
export async function findMissingScripts(
  { ports: { repository }, context: { config } }: Run,
  release: Release | null,
): Promise<Fact<MissingScript[]>> {
  if (release === null) return skipped("there is no commit to judge")
  const needed = neededScripts(config)
  try {
    const looked = needed.map((one) => missing(repository, release.sha, one))
    return known((await Promise.all(looked)).filter((one) => one !== null))
  } catch (error) {
    return unavailable(error)
  }
}

async function missing(
  repository: Repository,
  sha: string,
  { path, file, script, isInstalled }: NeededScript,
): Promise<MissingScript | null> {
  const [text = null] = await repository.contents(sha, [file])
  if (script === null) return text === null ? missingFile(repository, sha, { path, file, isInstalled }) : null
  const json = readJson(text ?? "{}")
  const scripts = json.ok ? (property(json.value, "scripts") ?? {}) : {}
  if (property(scripts, script) !== undefined) return null
  const what = text === null ? file : `the script ${script} of ${file}`
  return { path, what, meant: meant(script, Object.keys(scripts)) }
}

/** What is no text has to be looked for by its name. */
async function missingFile(
  repository: Repository,
  sha: string,
  { path, file, isInstalled }: Pick<NeededScript, "path" | "file" | "isInstalled">,
): Promise<MissingScript | null> {
  const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : ""
  const others = await repository.files(sha, folder)
  if (others.includes(file)) return null
  // an installation makes whole folders, such as node_modules and dist
  return isInstalled && others.length === 0 ? null : { path, what: file, meant: meant(file, others) }
}
