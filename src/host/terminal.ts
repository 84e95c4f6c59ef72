import { styleText } from "node:util"
import type { Outcome, PhaseResult } from "../core/report/report.ts"
import { formatDuration, plain } from "../core/text.ts"
import type { Tracer } from "../release/ports.ts"

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

/** Whether a person watches: a file, a pipe and a CI log get plain lines, and so does whoever asks for them. */
export const isWatched = (stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean =>
  stream.isTTY === true && !env.NO_COLOR && !env.CI && env.TERM !== "dumb"

/** Gives a text its colour, where there are colours. */
export type Paint = (style: Style, text: string) => string

export const paintFor = (stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): Paint =>
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
  if (/^[A-Z_]+ {2}\S/.test(line)) return line.replace(/^[A-Z_]+/, (code) => paint("red", code))
  return line.replace(/^(\s*)(Fix|fix):/, (_, space, word) => `${space}${paint("bold", `${word}:`)}`)
}

/** Whether what is on the terminal can be written over: one without a size has no place for it. */
export const isLive = (stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean =>
  isWatched(stream, env) && stream.rows > 0 && stream.columns > 0

/** How a run shows what it does. */
export interface Progress {
  say: (line: string) => void
  /** absent: lines are all that there is */
  tracer?: Tracer
  /** Nothing follows; what is left on the terminal is gone. */
  end(): void
}

/** For a file, a pipe or a CI log: lines as they come. */
export const plainProgress = (stream: NodeJS.WritableStream): Progress => ({
  say: (line) => void stream.write(`${line}\n`),
  end: () => {},
})

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]
const FRAME_MS = 100

/** Phases with the time that they take so far, below the lines that were said. */
export async function liveProgress(stream: NodeJS.WriteStream, paint: Paint): Promise<Progress> {
  const { createLogUpdate } = await import("log-update")
  const now = () => performance.now()
  // the cursor stays, because a command may ask for a secret; and so no signal is listened to
  const list = createLogUpdate(stream, { showCursor: true })
  const under = new Map<symbol, { name: string; since: number }>()
  const draw = () => {
    if (under.size === 0) return list.clear()
    const frame = FRAMES[Math.floor(now() / FRAME_MS) % FRAMES.length] as string
    const lines = [...under.values()].map(({ name, since }) => {
      const time = formatDuration(now() - since).padStart(9)
      return `  ${paint("cyan", frame)} ${name.padEnd(14)}${paint("dim", time)}`
    })
    list(lines.join("\n"))
  }
  const keep = (line: string) => {
    list.persist(line)
    draw()
  }
  const timer = setInterval(draw, FRAME_MS)
  timer.unref()
  return {
    say: (line) => keep(paint("dim", `    ${plain(line)}`)),
    tracer: {
      async span(name, body) {
        const id = Symbol(name)
        under.set(id, { name, since: now() })
        draw()
        try {
          return await body()
        } finally {
          under.delete(id)
          draw()
        }
      },
      ended: (phase) => keep(phaseLine(paint, phase)),
    },
    end: () => {
      clearInterval(timer)
      list.clear()
      // the report follows
      stream.write("\n")
    },
  }
}
