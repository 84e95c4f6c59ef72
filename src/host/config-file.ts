import { readFile, realpath, stat } from "node:fs/promises"
import { dirname, join, relative } from "node:path"
import { CONFIG_FILE } from "../core/config/examine.ts"
import { usageError } from "../core/errors.ts"
import type { Git } from "../workbench/workbench.ts"

export interface ConfigFile {
  text: string
  /** as messages name it: from the repository's root where it is below it */
  name: string
  /** below the repository's root */
  isInside: boolean
}

/**
 * Finds the pipeline.json that a command goes by.
 * @param directory where the user stands, in the repository
 * @param given a file, or the directory that holds one; null: the nearest from there up to the repository's root
 * @param git on the user's repository
 */
export async function findConfig(
  directory: string,
  root: string,
  given: string | null,
  git: Git,
): Promise<ConfigFile> {
  const places = given === null ? await placesAbove(directory, root) : [given, join(given, CONFIG_FILE)]
  for (const place of places) {
    const text = await readIfThere(place)
    if (text !== null) return { text, ...named(await realpath(place), root) }
  }
  if (given !== null) throw usageError("CONFIG_MISSING", `There is no ${given}, or no ${CONFIG_FILE} in it.`)
  const { stdout } = await git(["ls-files", "-z", "--", `:(top,glob)**/${CONFIG_FILE}`])
  const others = stdout.split("\0").filter(Boolean)
  const elsewhere =
    others.length === 0
      ? ""
      : ` The repository has ${others.join(", ")}: stand there, or name one with --config.`
  throw usageError(
    "CONFIG_MISSING",
    `There is no ${CONFIG_FILE} at the repository's root, ${root}, or between it and the current directory.${elsewhere}`,
  )
}

/** pipeline.json in a directory and in each above it, up to the repository's root. */
async function placesAbove(directory: string, root: string): Promise<string[]> {
  const top = await realpath(root)
  const places: string[] = []
  for (let at = await realpath(directory); at.startsWith(`${top}/`); at = dirname(at)) {
    places.push(join(at, CONFIG_FILE))
  }
  return [...places, join(top, CONFIG_FILE)]
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return (await stat(path)).isDirectory() ? null : await readFile(path, "utf8")
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return null
    throw error
  }
}

function named(path: string, root: string): Pick<ConfigFile, "name" | "isInside"> {
  const below = relative(root, path)
  const isInside = !below.startsWith("..") && below !== path
  return { name: isInside ? below : path, isInside }
}
