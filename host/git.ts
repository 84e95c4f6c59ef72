import type { Git } from "../dagger/src/workbench/git.ts"
import { exec } from "./exec.ts"

/** Set by git for hooks and by people for themselves; they would make git look at another repository. */
const FOREIGN = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_OBJECT_DIRECTORY",
  "GIT_NAMESPACE",
  "GIT_COMMON_DIR",
]

const ENVIRONMENT = {
  LC_ALL: "C",
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0",
}

/**
 * git on this host.
 * @param options what precedes every command, e.g. `--git-dir`
 */
export function hostGit(cwd: string, options: readonly string[]): Git {
  for (const name of FOREIGN) delete process.env[name]
  return async (args, stdin) => {
    const input = stdin === undefined ? {} : { stdin }
    const { exitCode, stdout, stderr } = await exec(["git", ...options, ...args], {
      cwd,
      env: ENVIRONMENT,
      ...input,
    })
    return { exitCode: exitCode ?? 1, stdout, stderr }
  }
}
