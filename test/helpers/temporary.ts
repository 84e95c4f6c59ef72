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
  if (process.env.TMPDIR !== undefined || !(await hasRoom())) return async () => {}
  const folder = await mkdtemp(join(IN_MEMORY, "pipeline-tests-"))
  const remove = () => rm(folder, { recursive: true, force: true })
  if (await startsPrograms(folder)) process.env.TMPDIR = folder
  else await remove()
  return remove
}

/** Not where there is none, nor where it is small, as in a container. */
const hasRoom = (): Promise<boolean> =>
  statfs(IN_MEMORY).then(
    ({ bavail, bsize }) => bavail * bsize >= ROOM_BYTES,
    () => false,
  )

/** Some systems let nothing be started from there. */
async function startsPrograms(folder: string): Promise<boolean> {
  const program = join(folder, "program")
  await writeFile(program, "#!/bin/sh\n")
  await chmod(program, 0o755)
  return promisify(execFile)(program).then(
    () => true,
    () => false,
  )
}
