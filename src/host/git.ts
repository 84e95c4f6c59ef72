import type { Git } from "../workbench/git.ts"
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

/** The user's hooks are for what the user does; last, so that no included file sets them again. */
const NO_HOOKS = ["-c", "core.hooksPath=/dev/null"]

/**
 * git on this host.
 * @param options what precedes every command, e.g. `--git-dir`
 * @param timeoutMs ends a command that takes longer, which then has failed
 */
export function hostGit(cwd: string, options: readonly string[], timeoutMs?: number): Git {
  for (const name of FOREIGN) delete process.env[name]
  return async (args, stdin) => {
    const { exitCode, stdout, stderr, timedOut } = await exec(["git", ...options, ...NO_HOOKS, ...args], {
      cwd,
      env: ENVIRONMENT,
      ...(stdin === undefined ? {} : { stdin }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    })
    if (!timedOut) return { exitCode: exitCode ?? 1, stdout, stderr }
    const late = `git ${args[0]} did not end within ${timeoutMs} ms`
    return { exitCode: exitCode || 1, stdout, stderr: `${stderr}${late}\n` }
  }
}
