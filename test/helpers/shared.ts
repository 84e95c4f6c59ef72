import { mkdtemp, rename, rm, stat } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { SHARED } from "./cli.ts"
import { atFileEnd } from "./file-end.ts"

/**
 * A folder that many tests copy, made by the first test file that needs it: once in a run, or, where files share
 * nothing, for this one.
 */
export async function shared(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const parent = SHARED ?? (await mkdtemp(join(tmpdir(), "test-shared-")))
  if (SHARED === undefined) atFileEnd(() => rm(parent, { recursive: true }))
  const folder = join(parent, name)
  if (await isThere(folder)) return folder
  const making = await mkdtemp(join(parent, `${name}-`))
  await make(making)
  // another file may have made the same at this moment
  await rename(making, folder).catch(async (error: unknown) => {
    if (!(await isThere(folder))) throw error
  })
  return folder
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
