import { readFile, readlink } from "node:fs/promises"
import { hostname } from "node:os"
import { exec } from "./exec.ts"

/** Where a process is: its id means something only there. */
export interface Machine {
  host: string
  /** differs after every start of the machine */
  boot: string
  /** the set of processes that see each other; containers on one machine have their own */
  processes: string
}

export async function thisMachine(): Promise<Machine> {
  const host = hostname()
  if (process.platform !== "linux") return { host, boot: await bootSession(), processes: "" }
  const [boot, processes] = await Promise.all([
    readFile("/proc/sys/kernel/random/boot_id", "utf8"),
    readlink("/proc/self/ns/pid"),
  ])
  return { host, boot: boot.trim(), processes }
}

async function bootSession(): Promise<string> {
  const { stdout } = await exec(["sysctl", "-n", "kern.bootsessionuuid"], { cwd: "/" })
  return stdout.trim()
}
