import { type Container, type File, ReturnType } from "@dagger.io/dagger"
import { getTracer } from "@dagger.io/dagger/telemetry"
import type { Masker } from "../core/secret.ts"

interface Ran {
  /** what the exec left; the container before it when the exec was ended by a signal */
  container: Container
  exitCode: number
  stdout: string
  stderr: string
}

/** Does what an engine shows as one line: what is below it is shown when it fails, or when more is asked for. */
export const inOneLine = <T>(name: string, body: () => Promise<T>): Promise<T> =>
  getTracer("pipeline").startActiveSpan(name, body, { "dagger.io/ui.encapsulate": true })

/** The SDK that an engine bundles does not export the class. */
export const isExecError = (error: unknown): error is Error & Omit<Ran, "container"> =>
  error instanceof Error && error.name === "ExecError"

/** How much of an output is kept, in characters. */
interface Limits {
  line: number
  head: number
  tail: number
}

const STDOUT = "/.pipeline-stdout"
const STDERR = "/.pipeline-stderr"

/**
 * Runs a command, as argv, whatever it answers and however much it prints. An engine lets exit codes from 128 to 191 pass
 * as errors only; a failed exec must not be asked again, because an engine would run it again. An engine gives an output as one text, whatever its size, so it is
 * looked at as a file. What is kept holds no secret in any form.
 */
export async function execTool(
  container: Container,
  argv: readonly string[],
  limits: Limits,
  masker: Masker,
): Promise<Ran & { isWhole: boolean }> {
  const options = { expect: ReturnType.Any, redirectStdout: STDOUT, redirectStderr: STDERR }
  const ran = container.withExec([...argv], options)
  const clean = (text: string) => cleaned(text, limits.line, masker)
  try {
    const exitCode = await ran.exitCode()
    const [stdout, stderr] = await Promise.all(
      [STDOUT, STDERR].map((path) => readEnds(ran, path, limits, masker)),
    )
    return {
      container: ran.withoutFiles([STDOUT, STDERR]),
      exitCode,
      stdout: clean(stdout?.text ?? ""),
      stderr: clean(stderr?.text ?? ""),
      isWhole: stdout?.isWhole === true && stderr?.isWhole === true,
    }
  } catch (error) {
    if (!isExecError(error)) throw error
    const { exitCode, stdout, stderr } = error
    // an engine gives the end of each only
    return { container, exitCode, stdout: clean(stdout), stderr: clean(stderr), isWhole: false }
  }
}

interface Ends {
  text: string
  isWhole: boolean
}

/** What cannot be read is as good as left out: the command has run all the same. */
async function readEnds(ran: Container, path: string, limits: Limits, masker: Masker): Promise<Ends> {
  try {
    const file = ran.file(path)
    if ((await file.size()) <= limits.head + limits.tail)
      return { text: await file.contents(), isWhole: true }
    const [head, tail] = await Promise.all([
      cutOff(ran, "head", path, limits.head),
      cutOff(ran, "tail", path, limits.tail),
    ])
    // a line, or a secret, that was cut in two is left out
    const first = head.includes("\n") ? head.slice(0, head.lastIndexOf("\n") + 1) : ""
    const rest = tail.includes("\n") ? tail.indexOf("\n") + 1 : masker.longest
    return { text: `${first}… (a part is left out here) …\n${tail.slice(rest)}`, isWhole: false }
  } catch {
    return { text: "", isWhole: false }
  }
}

const cutOff = (ran: Container, program: "head" | "tail", path: string, bytes: number): Promise<string> =>
  bytes === 0 ? Promise.resolve("") : ran.withExec([program, "-c", String(bytes), path]).stdout()

/** The end of a file that may be of any size. */
export const endOf = async (
  container: Container,
  file: File,
  path: string,
  bytes: number,
): Promise<string> =>
  (await file.size()) <= bytes ? file.contents() : cutOff(container, "tail", path, bytes)

function cleaned(text: string, limit: number, masker: Masker): string {
  const cut = (line: string) => (line.length <= limit ? line : `${line.slice(0, limit - 1)}…`)
  return text
    .split("\n")
    .map((line) => cut(masker.mask(line)))
    .join("\n")
}
