import { styleText } from "node:util"
import { headline } from "../../core/report/headline.ts"
import type { Report } from "../../core/report/report.ts"
import { shortSha } from "../../core/stage.ts"
import { formatDuration } from "../../core/text.ts"

/** One scene: what is done to the repository, which command runs, and how it must end. */
export interface Scene {
  title: string
  /** a release to tag before the command runs */
  release?: { tag: string; fault: object | null; what: string }
  command: readonly string[]
  expect: Report["outcome"]
}

type Style = Parameters<typeof styleText>[0]

const print = (line = ""): void => void process.stdout.write(`${line}\n`)
const styled = (style: Style, text: string): string => styleText(style, text, { stream: process.stdout })

export function showTitle(text: string): void {
  print(styled("bold", text))
}

export function showScene({ title, release, command }: Scene): void {
  print()
  print(styled("bold", title))
  if (release !== undefined) print(styled("dim", `  $ git tag ${release.tag}    # ${release.what}`))
  const words = command.map((word) => (/^[\w.:/-]+$/.test(word) ? word : `"${word}"`))
  print(styled("dim", `  $ pipeline ${words.join(" ")}`))
}

const VERDICT: Readonly<Record<Report["outcome"], { mark: string; style: Style }>> = {
  deployed: { mark: "✔", style: "green" },
  done: { mark: "·", style: "cyan" },
  blocked: { mark: "■", style: "yellow" },
  failed: { mark: "✘", style: "red" },
  "rolled-back": { mark: "↩", style: "yellow" },
  "rollback-failed": { mark: "✘", style: "red" },
  inconclusive: { mark: "?", style: "red" },
}

export function showReport(report: Report): void {
  for (const { name, status, durationMs, detail } of report.phases) {
    const mark = status === "ok" ? styled("green", "✔") : styled("red", "✘")
    print(`    ${mark} ${name.padEnd(15)}${formatDuration(durationMs).padStart(7)}  ${styled("dim", detail)}`)
  }
  for (const { status, title, detail } of report.gates) {
    if (status === "fail") print(`    ${styled("red", "✘")} ${title}: ${detail}`)
  }
  for (const { at, kind, tag, sha } of report.history ?? []) {
    print(
      styled(
        "dim",
        `    ${at.slice(11, 19)}  ${kind.padEnd(17)} ${tag ?? ""} ${sha === null ? "" : shortSha(sha)}`,
      ),
    )
  }
  const { mark, style } = VERDICT[report.outcome]
  print(`  ${styled(style, `${mark} ${headline(report)}`)}`)
}

export function showEnd(durationMs: number): void {
  print()
  print(styled("dim", `No engine, no cloud, nothing left behind: ${formatDuration(durationMs)}.`))
}
