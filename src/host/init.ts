import { mkdir, realpath, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { Readable, Writable } from "node:stream"
import { isCancel, text } from "@clack/prompts"
import manifest from "../../package.json" with { type: "json" }
import { lookAtProject, probeHealth } from "../adapters/init/project.ts"
import type { Project } from "../admin/ports.ts"
import { readAddresses } from "../core/config/placeholders.ts"
import { usageError } from "../core/errors.ts"
import { publicFile } from "../core/forge.ts"
import { type Answers, type Found, notifyFault, watchFault, wayToDeploy } from "../core/init/project.ts"
import type { Environment } from "./exec.ts"
import { findRepository, userGit, userSettings } from "./git.ts"

/** Of this version of the command, where its package says in which repository it is. */
const SCHEMA = publicFile(manifest, "schema/pipeline.schema.json")

/** Where a person is asked; null: there is no terminal. */
export type Terminal = { input: Readable; output: Writable } | null

/** The checkout that a directory is in, for init. */
export const hostProject = (
  directory: string,
  env: Environment,
  terminal: Terminal,
  signal: AbortSignal,
): Project => ({
  async look() {
    const { root } = await findRepository(directory, env)
    const settings = await userSettings(root, env)
    return lookAtProject(root, await realpath(directory), userGit(root, env), settings, SCHEMA)
  },
  ask: (found, said) =>
    terminal === null ? Promise.resolve(null) : askPerson(found, said, terminal, signal),
  probe: (address) => probeHealth(address, signal),
  async write(path, content) {
    const { root } = await findRepository(directory, env)
    const file = join(root, path)
    await mkdir(dirname(file), { recursive: true })
    try {
      await writeFile(file, content, { flag: "wx" })
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false
      throw error
    }
  },
})

/** Asks for what was neither said nor found. Enter alone leaves it open. */
async function askPerson(
  found: Found,
  said: Answers,
  streams: NonNullable<Terminal>,
  signal: AbortSignal,
): Promise<Answers> {
  const ask = async (message: string, validate: (value: string) => string | undefined) => {
    const answer = await text({ message, ...streams, signal, validate: (value) => validate(value ?? "") })
    if (isCancel(answer)) throw usageError("USAGE", "Nothing was written: init was ended.")
    return answer === undefined || answer.trim() === "" ? null : answer.trim()
  }
  const address = (stage: string) =>
    ask(`Where does ${stage} answer? (Enter: not known yet)`, (value) =>
      value === "" ? undefined : faultOf(value),
    )
  const unknown = said.deploy === null && wayToDeploy(found, found.folder, said) === null
  const deploy = unknown
    ? await ask("Which command deploys the tree of a tag?", (value) =>
        value.trim() === "" ? "Nothing in the repository shows it." : undefined,
      )
    : null
  return {
    ...said,
    deploy: said.deploy ?? deploy?.split(/\s+/) ?? null,
    staging: said.staging ?? (await address("staging")),
    production: said.production ?? (await address("production")),
    watch:
      said.watch ??
      (await ask("For how many minutes is production watched after a deploy? (Enter: not at all)", (value) =>
        value === "" ? undefined : (watchFault(value) ?? undefined),
      )),
    notify:
      said.notify ??
      (await ask("Which Slack channel (its id) or webhook (its URL) is notified? (Enter: none)", (value) =>
        value === "" ? undefined : (notifyFault(value) ?? undefined),
      )),
  }
}

function faultOf(value: string): string | undefined {
  try {
    readAddresses(`address=${value}`)
    return undefined
  } catch {
    return "Write it with http:// or https://."
  }
}
