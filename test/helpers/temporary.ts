import { execFile } from "node:child_process"
import { chmod, mkdtemp, rm, statfs, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"

/** Where Linux keeps files in memory. */
const IN_MEMORY = "/dev/shm"
/** Several times as much as the tests of a run have at once. */
const ROOM_BYTES = 2 ** 30

/**
 * Has the tests put their temporary files into memory, where that can be. They make and remove a hundred thousand small
 * ones, and a disk's file system looks for room for each: a tenth of all their time, and more on a busy machine.
 */
export async function setup(): Promise<() => Promise<void>> {
  const folder = process.env.TMPDIR === undefined ? await folderInMemory() : null
  if (folder === null) return async () => {}
  process.env.TMPDIR = folder
  return () => rm(folder, { recursive: true, force: true })
}

/** Null where there is none, where it is small, as in a container, or where no program may be started from it. */
async function folderInMemory(): Promise<string | null> {
  try {
    const { bavail, bsize } = await statfs(IN_MEMORY)
    if (bavail * bsize < ROOM_BYTES) return null
    const folder = await mkdtemp(join(IN_MEMORY, "pipeline-tests-"))
    try {
      const program = join(folder, "program")
      await writeFile(program, "#!/bin/sh\n")
      await chmod(program, 0o755)
      await promisify(execFile)(program)
      await rm(program)
      return folder
    } catch {
      await rm(folder, { recursive: true, force: true })
      return null
    }
  } catch {
    return null
  }
}
