import { commitUrl, type Forge } from "../forge.ts"
import { plain } from "../text.ts"

/** Markup that was made here: text of others becomes a part of it only by `html`, which escapes it. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Part = string | number | Markup | readonly Markup[]

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

const escaped = (part: Part): string => {
  if (part instanceof Markup) return part.text
  if (typeof part === "object") return part.map(({ text }) => text).join("")
  const text = typeof part === "number" ? JSON.stringify(part) : part
  return plain(text).replace(/[&<>"']/g, (char) => ENTITIES[char] as string)
}

/** A template of markup: whatever is put into it is text, unless it is markup itself. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(
    strings.map((text, index) => (index === 0 ? text : escaped(parts[index - 1] as Part) + text)).join(""),
  )

export const NOTHING = new Markup("")

/** A table; where the page is narrow each row is a paragraph, with the heads of its columns before its cells. */
export function table(
  label: string,
  head: readonly string[],
  rows: readonly (readonly (string | Markup)[])[],
): Markup {
  if (rows.length === 0) return NOTHING
  const heads = head.map((name) => html`<th scope="col">${name}</th>`)
  const body = rows.map(
    (
      row,
    ) => html`<tr>${row.map((cell, index) => html`<td data-head="${head[index] as string}">${cell}</td>`)}</tr>
`,
  )
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${label}"><table><caption>${label}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>${body}</tbody></table></div>
`
}

/** A text that leads to a commit's page where there is one. */
export const commitLink = (forge: Forge | null, sha: string | null, text: string): string | Markup =>
  forge === null || sha === null || !/^[0-9a-f]{40,64}$/.test(sha)
    ? text
    : html`<a href="${commitUrl(forge, sha)}">${text}</a>`

/** A whole page that asks for nothing: no script, no font, no picture. */
export const page = (title: string, body: readonly Markup[]): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body}</main>
</body>
</html>
`.text

const STYLE = new Markup(`
:root { color-scheme: light dark; --page: #fff; --text: #1c2024; --muted: #57606a; --line: #d0d7de; --panel: #f6f8fa;
  --link: #0b5cad; --deployed: #1a7f37; --done: #0b62b8; --failed: #c5221f; --rolled-back: #9a5b00;
  --rollback-failed: #8c0d1f; --inconclusive: #7a3fb0; --blocked: #57606a; --unfinished: #57606a; --frozen: #0b62b8 }
@media (prefers-color-scheme: dark) {
  :root { --page: #0f1419; --text: #e6e9ed; --muted: #9da7b3; --line: #343c46; --panel: #171d24;
    --link: #79b8ff; --deployed: #4ac26b; --done: #6cb6ff; --failed: #ff7b72; --rolled-back: #e3a33b;
    --rollback-failed: #ff9eab; --inconclusive: #c9a2ff; --blocked: #9da7b3; --unfinished: #9da7b3; --frozen: #6cb6ff }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif }
main { max-width: 1360px; margin: 0 auto; padding: 20px 16px 40px }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere }
h2 { font-size: 1.1rem; margin: 28px 0 4px; overflow-wrap: anywhere }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere }
p, ul { margin: 4px 0 8px; overflow-wrap: anywhere }
a { color: var(--link) }
.muted { color: var(--muted) }
.scroll { overflow-x: auto; margin: 8px 0 }
.newest { direction: rtl }
.newest > * { direction: ltr }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
svg.chart { display: block; width: 100%; min-width: 640px; background: var(--panel); border: 1px solid var(--line); border-radius: 6px }
.small svg.chart { min-width: 0 }
svg text { font: 12px system-ui, sans-serif; fill: var(--muted) }
svg .grid { stroke: var(--line) }
svg .arc { fill: none; stroke: var(--rolled-back); stroke-width: 1.5; vector-effect: non-scaling-stroke }
svg .head { fill: var(--rolled-back) }
svg .frozen { fill: var(--frozen); fill-opacity: .14; stroke: var(--frozen); stroke-opacity: .6 }
svg .held { fill: var(--muted); stroke: var(--muted) }
svg .deployed { fill: var(--deployed) }
svg .done { fill: var(--page); stroke: var(--done); stroke-width: 2 }
svg .failed { fill: none; stroke: var(--failed); stroke-width: 3; stroke-linecap: round }
svg .rolled-back { fill: var(--rolled-back) }
svg .rollback-failed { fill: var(--rollback-failed) }
svg .inconclusive { fill: var(--inconclusive) }
svg .blocked { fill: var(--page); stroke: var(--blocked); stroke-width: 2 }
svg .unfinished { fill: var(--page); stroke: var(--unfinished); stroke-width: 2 }
svg rect.bar { stroke: none; fill: var(--deployed) }
svg rect.bar.done { fill: var(--done) }
svg rect.bar.unplanned { fill: var(--rolled-back) }
svg rect.bar.failed { fill: var(--failed) }
svg rect.bar.rolled-back { fill: var(--rolled-back) }
svg rect.bar.rollback-failed { fill: var(--rollback-failed) }
svg rect.bar.inconclusive { fill: var(--inconclusive) }
svg rect.bar.blocked { fill: var(--blocked) }
svg rect.bar.unfinished { fill: var(--muted) }
svg rect.empty { fill: var(--line) }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; list-style: none; padding: 0; font-size: .9rem }
.legend svg { width: 14px; height: 14px; overflow: visible; vertical-align: -2px; margin-right: 4px }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 400px), 1fr)); gap: 16px; margin: 16px 0 }
.card { border: 1px solid var(--line); border-radius: 6px; padding: 12px 14px; min-width: 0 }
.card .value { font-size: 1.25rem; margin: 2px 0 }
table { border-collapse: collapse; font-size: .9rem; min-width: 100% }
caption { text-align: left; font-weight: 600; padding: 6px 0 }
th, td { text-align: left; vertical-align: top; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line) }
th { color: var(--muted); font-weight: 600; white-space: nowrap }
td { max-width: 34rem; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; min-width: 7rem }
td:first-child { white-space: nowrap }
details { margin: 16px 0 } summary { cursor: pointer }
@media (max-width: 640px) {
  table, caption, tbody, tr, td { display: block }
  thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden }
  tr { padding: 6px 0; border-bottom: 1px solid var(--line) }
  td { display: inline; padding: 0 10px 0 0; border: 0 }
  td:first-child { display: block; font-weight: 600 }
  td:empty { display: none }
  td:not(:first-child)::before { content: attr(data-head) ": "; color: var(--muted) }
}
`)
