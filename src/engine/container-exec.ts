import { type Container, type ContainerWithExecOpts, ReturnType } from "@dagger.io/dagger"

interface Ran {
  /** what the exec left; the container before it when the exec was ended by a signal */
  container: Container
  exitCode: number
  stdout: string
  stderr: string
}

/**
 * Runs a command, as argv, whatever it answers. An engine lets exit codes from 128 to 191 pass as errors only;
 * a failed exec must not be asked again, because an engine would run it again.
 */
export async function execAny(
  container: Container,
  argv: readonly string[],
  options: ContainerWithExecOpts = {},
): Promise<Ran> {
  const ran = container.withExec([...argv], { ...options, expect: ReturnType.Any })
  try {
    const exitCode = await ran.exitCode()
    const [stdout, stderr] = await Promise.all([ran.stdout(), ran.stderr()])
    return { container: ran, exitCode, stdout, stderr }
  } catch (error) {
    if (!isExecError(error)) throw error
    const { exitCode, stdout, stderr } = error
    return { container, exitCode, stdout, stderr }
  }
}

/** The SDK that an engine bundles does not export the class. */
const isExecError = (error: unknown): error is Error & Omit<Ran, "container"> =>
  error instanceof Error && error.name === "ExecError"
