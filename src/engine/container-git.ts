import type { Container } from "@dagger.io/dagger"
import type { Git } from "../workbench/git.ts"
import { execAny } from "./container-exec.ts"

/** Differs in every exec, so that no earlier result stands for it. */
export type Nonce = () => string

/** The repositories may belong to anybody. */
const SETTINGS = ["-c", "safe.directory=*", "-c", "gc.auto=0"]

/** git answers in English and never waits for a password. */
export const withGitEnvironment = (container: Container): Container =>
  container.withEnvVariable("LC_ALL", "C").withEnvVariable("GIT_TERMINAL_PROMPT", "0")

/** git in a container whose own file system no command changes: caches and mounts hold the repositories. */
export const containerGit =
  (container: Container, options: readonly string[], nonce: Nonce): Git =>
  (args, stdin) =>
    execGit(container, [...options, ...args], nonce, stdin)

/** git on a scratch repository in the container itself: every command sees what the one before it left. */
export function scratchGit(container: Container, options: readonly string[], nonce: Nonce): Git {
  let last = Promise.resolve(container)
  return (args, stdin) => {
    const done = last.then((current) => execGit(current, [...options, ...args], nonce, stdin))
    last = done.then(({ container: next }) => next)
    return done
  }
}

const execGit = (container: Container, args: readonly string[], nonce: Nonce, stdin: string | undefined) =>
  execAny(
    container.withEnvVariable("PIPELINE_NONCE", nonce()),
    ["git", ...SETTINGS, ...args],
    // git leaves no processes behind that an init would have to reap, and starting one costs a fifth of the exec
    { noInit: true, ...(stdin === undefined ? {} : { stdin }) },
  )
