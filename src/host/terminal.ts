import type { Readable, Writable } from "node:stream"
import { styleText } from "node:util"
import type { AskSecret } from "../admin/ports.ts"
import { usageError } from "../core/errors.ts"
import type { Outcome, PhaseResult } from "../core/report/report.ts"
import { formatDuration, plain } from "../core/text.ts"
import type { Tracer, Watched } from "../release/ports.ts"
import type { Environment } from "./exec.ts"

type Style = Parameters<typeof styleText>[0]

/** How an ending is marked. */
const VERDICTS: Readonly<Record<Outcome, { mark: string; style: Style }>> = {
  deployed: { mark: "✔", style: "green" },
  done: { mark: "✔", style: "green" },
  blocked: { mark: "■", style: "yellow" },
  failed: { mark: "✘", style: "red" },
  "rolled-back": { mark: "↩", style: "yellow" },
  "rollback-failed": { mark: "✘", style: "red" },
  inconclusive: { mark: "?", style: "red" },
  absent: { mark: "✘", style: "yellow" },
}

/** What is written to, and, where that is a terminal, its size. */
export type Screen = Writable & { isTTY?: boolean; rows?: number; columns?: number }

/** Whether a person watches: a file, a pipe and a CI log get plain lines, and so does a person who asks for them. */
export const isWatched = (stream: { isTTY?: boolean }, env: Environment): boolean =>
  stream.isTTY === true && !env.NO_COLOR && !env.CI && env.TERM !== "dumb"

/** Gives a text its colour, where there are colours. */
export type Paint = (style: Style, text: string) => string

export const paintFor = (stream: { isTTY?: boolean }, env: Environment): Paint =>
  isWatched(stream, env)
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_style, text) => text

/** A report's first line, marked. */
export function markedHeadline(paint: Paint, outcome: Outcome, line: string): string {
  const { mark, style } = VERDICTS[outcome]
  return paint([style, "bold"].flat() as Style, `${mark} ${line}`)
}

/** A phase that has ended, as one line of a list. */
export function phaseLine(paint: Paint, { name, status, durationMs, detail }: PhaseResult): string {
  const mark = status === "ok" ? paint("green", "✔") : paint("red", "✘")
  const time = formatDuration(durationMs).padStart(9)
  return `  ${mark} ${name.padEnd(14)}${time}  ${paint("dim", plain(detail))}`
}

const ROWS: readonly [row: RegExp, mark: string, style: Style][] = [
  [/^ {2}(?:ok|pass)\b/, "✔", "green"],
  [/^ {2}(?:FAIL|fail|failed)\b/, "✘", "red"],
  [/^ {2}(?:skipped|waived|warn)\b/, "–", "yellow"],
]

const CARD_LINE = /^ {2}(runs {6}|since {5}|replaced {2}|back {6}|command {3})(?=\S)/

/** The report for a terminal, with its marks in colour. What others wrote holds no control characters by then. */
export function colouredReport(paint: Paint, text: string, outcome: Outcome): string {
  const [first = "", ...rest] = text.split("\n")
  const lines = rest.map((line) => colouredLine(paint, line))
  return [markedHeadline(paint, outcome, first), ...lines].join("\n")
}

function colouredLine(paint: Paint, line: string): string {
  for (const [row, mark, style] of ROWS) {
    const [status] = row.exec(line) ?? []
    if (status !== undefined) {
      const word = status.trim()
      return `  ${paint(style, `${mark} ${word}`)}${line.slice(status.length)}`
    }
  }
  if (/^[A-Z][A-Z_]+( {2}\S|$)/.test(line)) return line.replace(/^[A-Z_]+/, (code) => paint("red", code))
  const [, label] = CARD_LINE.exec(line) ?? []
  if (label !== undefined) return `  ${paint("dim", label)}${line.slice(label.length + 2)}`
  return line.replace(/^(\s*)(Fix|fix):/, (_, space, word) => `${space}${paint("bold", `${word}:`)}`)
}

/** Whether what is on the terminal can be written over: one without a size has no place for it. */
export const isLive = (stream: Screen, env: Environment): boolean =>
  isWatched(stream, env) && (stream.rows ?? 0) > 0 && (stream.columns ?? 0) > 0

/** How much a run shows of what it does: nothing, what a person wants to see, or all of it. */
export type Verbosity = "quiet" | "normal" | "verbose"

/** How a run shows what it does. */
export interface Progress {
  say: (line: string) => void
  /** takes what a tool prints */
  hear: (line: string) => void
  /** absent: lines are all that there is */
  tracer?: Tracer
  /** Nothing follows; what is left on the terminal is gone. */
  end(): void
}

const nothing = (): void => {}

/** For one who wants the report and nothing else. */
export const NO_PROGRESS: Progress = {
  say: nothing,
  hear: nothing,
  tracer: { span: (_phase, body) => body(), ended: nothing },
  end: nothing,
}

/** For a file, a pipe or a CI log: lines as they come. */
export function plainProgress(stream: Screen, verbosity: Verbosity): Progress {
  const say = (line: string) => void stream.write(`${line}\n`)
  const tracer: Tracer = { span: (_phase, body) => body(), note: say }
  return { say, hear: say, ...(verbosity === "verbose" ? { tracer } : {}), end: nothing }
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]
const FRAME_MS = 100

interface Shown extends Watched {
  since: number
  /** what it is at, or what its tool said last */
  last: string
}

/**
 * Phases with the time that they take so far, of the time that they have, and what each is at; below the lines that were
 * said. What a tool prints is there until it prints something else, unless a person wants all of it.
 */
export async function liveProgress(
  stream: Screen,
  paint: Paint,
  verbosity: Verbosity = "normal",
): Promise<Progress> {
  const [{ createLogUpdate }, { default: slice }] = await Promise.all([
    import("log-update"),
    import("slice-ansi"),
  ])
  // by columns: a wide character takes two of them, and is kept where it begins before the cut
  const shortened = (text: string, width: number) =>
    slice(text, 0, width) === text ? text : `${slice(text, 0, width - 2)}…`
  const now = () => performance.now()
  // the cursor stays, because a command may ask for a secret; and so no signal is listened to
  const list = createLogUpdate(stream, { showCursor: true })
  const under = new Set<Shown>()
  const draw = () => {
    if (under.size === 0) return list.clear()
    const frame = FRAMES[Math.floor(now() / FRAME_MS) % FRAMES.length] as string
    const width = Math.max(0, (stream.columns ?? 0) - 1)
    list(
      [...under]
        .map((phase) => underWayLine(paint, frame, phase, now(), (line) => shortened(line, width)))
        .join("\n"),
    )
  }
  const keep = (line: string) => {
    list.persist(line)
    draw()
  }
  const note = (line: string) => {
    // what is said is about the phase that began last
    const phase = [...under].at(-1)
    if (phase === undefined) return
    phase.last = plain(line)
    draw()
  }
  const say = (line: string) => keep(paint("dim", `    ${plain(line)}`))
  const timer = setInterval(draw, FRAME_MS)
  timer.unref()
  return {
    say,
    hear: (line) => (verbosity === "verbose" ? say(line) : note(line)),
    tracer: {
      async span(watched, body) {
        const phase = { ...watched, since: now(), last: "" }
        under.add(phase)
        draw()
        try {
          return await body()
        } finally {
          under.delete(phase)
          const result = watched.result()
          if (result === null) draw()
          else keep(phaseLine(paint, result))
        }
      },
      // its line takes the place of the one that showed it under way
      ended: nothing,
      note: (line) => (verbosity === "verbose" ? say(line) : note(line)),
    },
    end: () => {
      clearInterval(timer)
      list.clear()
      // the report follows
      stream.write("\n")
    },
  }
}

/** A phase under way, on one line of the terminal: more would be drawn once for each line that it takes. */
function underWayLine(
  paint: Paint,
  frame: string,
  { name, since, limitSeconds, last }: Shown,
  nowMs: number,
  shortened: (line: string) => string,
): string {
  const time = formatDuration(nowMs - since).padStart(9)
  const limit = limitSeconds === 0 ? "" : ` of ${formatDuration(limitSeconds * 1000)}`
  const head = `  ${frame} ${name.padEnd(14)}`
  const line = shortened(`${head}${time}${limit}${last === "" ? "" : `  ${last}`}`)
  return `  ${paint("cyan", frame)}${line.slice(head.indexOf(frame) + 1, head.length)}${paint("dim", line.slice(head.length))}`
}

/** Where a person or a pipe is read. */
export type Input = Readable & { isTTY?: boolean; setRawMode?: (raw: boolean) => void }

const ENTER = ["\r", "\n", "\u0004"]
const INTERRUPT = "\u0003"
const RUBOUT = ["\u007f", "\b"]

/**
 * A value from a pipe, as it is and with all its lines, or from a terminal, which does not show it.
 */
export async function readSecret(input: Input, prompt: Writable): Promise<string> {
  const value = input.isTTY === true ? await readHidden(input, prompt) : await readAll(input)
  if (value === "") throw usageError("USAGE", "There is no value: pipe it in, or type it.")
  return value
}

/**
 * Asks the person at the terminal for one secret after the other; asks nothing where there is no terminal. What is left
 * empty is not given, and after Ctrl-C nothing more is asked.
 */
export function secretAsker(input: Input, prompt: Writable): AskSecret {
  let isThere = input.isTTY === true
  return async (name, stage) => {
    if (!isThere) return null
    prompt.write(`${name} on ${stage}; Enter alone leaves it as it is. `)
    try {
      const value = await readHidden(input, prompt)
      return value === "" ? null : { plaintext: async () => value }
    } catch {
      isThere = false
      return null
    }
  }
}

async function readAll(input: Readable): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of input) chunks.push(Buffer.from(chunk as Uint8Array))
  // what `echo` and editors add is not meant
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "")
}

function readHidden(input: Input, prompt: Writable): Promise<string> {
  prompt.write("Value (not shown): ")
  input.setRawMode?.(true)
  input.setEncoding("utf8")
  return new Promise((resolve, reject) => {
    let value = ""
    const end = (settle: () => void) => {
      input.off("data", take)
      input.setRawMode?.(false)
      input.pause()
      prompt.write("\n")
      settle()
    }
    const take = (typed: string) => {
      for (const key of typed) {
        if (key === INTERRUPT)
          return end(() => reject(usageError("USAGE", "Nothing was set: no value was given.")))
        if (ENTER.includes(key)) return end(() => resolve(value))
        value = RUBOUT.includes(key) ? value.slice(0, -1) : value + key
      }
    }
    input.on("data", take)
    // the one before has paused it
    input.resume()
  })
}
