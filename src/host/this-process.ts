import { tmpdir } from "node:os"
import type { Screen } from "./terminal.ts"
import type { Outside } from "./wire.ts"

/** What this process has around it: asked for where a program begins, and handed on from there. */
export function thisProcess(): Outside & { stdout: Screen; cwd: () => string } {
  const { env, pid, ppid, stdin, stdout, stderr } = process
  return { env, pid, ppid, stdin, stdout, stderr, temporary: tmpdir(), cwd: () => process.cwd() }
}
