import { type Container, type File, ReturnType } from "@dagger.io/dagger"
import { getTracer } from "@dagger.io/dagger/telemetry"
import { messageOf } from "../core/errors.ts"
import type { Masker } from "../core/masking.ts"
import { clip, plain } from "../core/text.ts"
import type { Tracer } from "../release/ports.ts"

interface Ran {
  /** the container after the exec, or before it when a signal ended the exec */
  container: Container
  exitCode: number | null
  stdout: string
  stderr: string
  lost?: string
}

/** Collapses the body's steps into one line of the engine's output; a failure, or more verbosity, shows them. */
export const inOneLine = <T>(name: string, body: () => Promise<T>): Promise<T> =>
  getTracer("pipeline").startActiveSpan(name, body, { "dagger.io/ui.encapsulate": true })

/** As OpenTelemetry numbers it. */
const ERROR_STATUS = 2

/** One span for each phase, shown by the engine and Dagger Cloud. Its final name has the phase's result. */
export const engineTracer: Tracer = {
  span: ({ name, result }, body) =>
    getTracer("pipeline").startActiveSpan(name, async (span) => {
      try {
        return await body()
      } finally {
        const ended = result()
        if (ended !== null) {
          const detail = plain(clip(ended.detail, SPAN_NAME))
          span.updateName(`${name}: ${detail}`)
          span.setAttribute("cicd.pipeline.task.run.result", ended.status === "ok" ? "success" : "failure")
          if (ended.status === "failed") span.setStatus({ code: ERROR_STATUS, message: detail })
        }
      }
    }),
  // the engine shows the span, so no line of progress is needed
  ended: () => {},
}

/** A name is one line on a screen. */
const SPAN_NAME = 120

/** By name, because the SDK that an engine bundles does not export the class. */
export const isExecError = (
  error: unknown,
): error is Error & { exitCode: number; stdout: string; stderr: string } =>
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
 * Runs a command, whatever its exit code and however much it prints. Three peculiarities of engines shape it:
 * exit codes from 128 to 191 always come as an error; asking a failed exec anything runs it again; and an output comes
 * as one text of any size, which is why it goes to a file whose ends are read. No secret is left in what is returned.
 * @param container one that is ready, so that no failure from here on says that the command was not started
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
    if (!isExecError(error)) {
      const lost = clean(messageOf(error))
      return { container, exitCode: null, stdout: "", stderr: "", isWhole: false, lost }
    }
    const { exitCode, stdout, stderr } = error
    // the error has only the end of each output
    return { container, exitCode, stdout: clean(stdout), stderr: clean(stderr), isWhole: false }
  }
}

interface Ends {
  text: string
  isWhole: boolean
}

/** The text is empty when it cannot be read: the command has run all the same. */
async function readEnds(ran: Container, path: string, limits: Limits, masker: Masker): Promise<Ends> {
  try {
    const file = ran.file(path)
    if ((await file.size()) <= limits.head + limits.tail)
      return { text: await file.contents(), isWhole: true }
    const [head, tail] = await Promise.all([
      cutOff(ran, "head", path, limits.head),
      cutOff(ran, "tail", path, limits.tail),
    ])
    // drop the lines that were cut in two: half a secret would not be masked
    const first = head.includes("\n") ? head.slice(0, head.lastIndexOf("\n") + 1) : ""
    const rest = tail.includes("\n") ? tail.indexOf("\n") + 1 : masker.longest
    return { text: `${first}… (a part is left out here) …\n${tail.slice(rest)}`, isWhole: false }
  } catch {
    return { text: "", isWhole: false }
  }
}

const cutOff = (ran: Container, program: "head" | "tail", path: string, bytes: number): Promise<string> =>
  bytes === 0 ? Promise.resolve("") : ran.withExec([program, "-c", String(bytes), path]).stdout()

/** The end of a file, without transferring all of a large one. */
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
