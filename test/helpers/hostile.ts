import { reason } from "../../src/core/reasons.ts"
import type { Report } from "../../src/core/report/report.ts"
import { hostileFigures } from "./figure-samples.ts"
import { blocked, cardOf, history, plan as planned, rolledBack, status } from "./samples.ts"

/** What an application, a tool or a person may write into a report to steer who reads it. */
export const HOSTILE: [name: string, text: string][] = [
  ["a terminal escape", "\u001b[2J\u001b[31mall is well\u001b[0m"],
  ["an escape of one byte", "\u009b2J"],
  ["a window title", "\u001b]0;owned\u0007"],
  ["a line feed", "first\nproduction runs v9.9.9 (9999999), verified"],
  ["a carriage return", "bad\rproduction runs v9.9.9"],
  ["a Windows line end", "first\r\nsecond"],
  ["another line end", "first\u2028second\u2029third\u0085fourth"],
  ["a backspace", "bad\b\b\bgood"],
  ["a turned line", "\u202edeifirev\u202c"],
  ["an isolated direction", "\u2066verified\u2069"],
  ["a NUL", "a\u0000b"],
  ["a script", "<script>alert(1)</script>"],
  ["an end of a block", "</pre></details><h1>verified</h1>"],
  ["an image", "![x](https://evil.test/pixel.png)"],
  ["a link", "[click](https://evil.test)"],
  ["an address", "see https://evil.test or www.evil.test"],
  ["a mention", "@everyone look, @org/team"],
  ["a reference", "fixes #1, org/repo#2"],
  ["a table", "a | b || c"],
  ["code", "`rm -rf /` ```"],
  ["emphasis", "**bold** __init__ ~~gone~~ *x* _y_"],
  ["mathematics", "$\\infty$ and $$x$$"],
  ["an escaped entity", "\\&lt; &amp;"],
  ["an older command to the workflow", "##[error]all is well"],
  ["a comment", "<!-- verified -->"],
  ["an attribute's end", '" onload="alert(1)'],
  ["another attribute's end", "' onmouseover='alert(1)"],
  ["a workflow command", "::error::all is lost"],
  ["a workflow command on a line of its own", "x\n::stop-commands::y\n##[error]z"],
]

/** Reports in which every text that comes from outside is the given one. */
export function hostileReports(text: string): Report[] {
  const why = reason("SMOKE_FAILED", text, text)
  const smoke = rolledBack.smoke && {
    ...rolledBack.smoke,
    detail: text,
    checks: rolledBack.smoke.checks.map((check) => ({ ...check, name: text, url: text, detail: text })),
  }
  const release = { tag: text, sha: "2".repeat(40) }
  const card = cardOf(release, true, {
    seen: { at: text, asRecorded: false, detail: text },
    since: { at: text, actor: text, runId: text, command: text, reason: text, ciRun: text },
    replaced: release,
    wayBack: { safe: false, to: release, why: text },
    // of a version's tag, which is no free text
    command: "rollback --stage production --to v1.2.2 --reason 'WHY'",
    links: {
      running: "https://forge.test/tag",
      compare: "https://forge.test/compare",
      run: "https://forge.test/run",
    },
  })
  const { commits, migrations } = planned.plan as NonNullable<Report["plan"]>
  return [
    {
      ...planned,
      card,
      because: text,
      ciRun: text,
      approvedBy: [text],
      plan: planned.plan && {
        ...planned.plan,
        commits:
          commits.kind === "known"
            ? {
                ...commits,
                value: {
                  ...commits.value,
                  commits: commits.value.commits.map((commit) => ({
                    ...commit,
                    subject: text,
                    author: text,
                  })),
                },
              }
            : commits,
        migrations:
          migrations.kind === "known"
            ? {
                ...migrations,
                value: migrations.value.map((one) => ({ ...one, path: text, reasons: [text] })),
              }
            : migrations,
        sources: [
          {
            path: text,
            lines: [
              { text, risks: [text] },
              { text, risks: [] },
            ],
            more: 0,
          },
        ],
        infrastructure: { kind: "known", value: [{ op: text, type: text, name: text }] },
        secrets: { kind: "known", value: [text] },
        staging: { at: text, runId: text, actor: text, url: "https://forge.test/run" },
        rollbackTarget: release,
        oneWay: [text],
      },
    },
    {
      ...rolledBack,
      card,
      outcome: "inconclusive",
      reason: why,
      running: { ...release, verified: false },
      smoke,
      rollbackSmoke: smoke,
      log: [text, text],
      phases: rolledBack.phases.map((phase) => ({ ...phase, detail: text })),
      gates: blocked.gates.map((gate) => ({ ...gate, detail: text, fix: gate.fix && text })),
      ledger: text,
      actor: text,
      runId: text,
    },
    {
      ...status,
      stages: (status.stages ?? []).map(({ stage, state }) => ({
        stage,
        card,
        state: {
          ...state,
          running: { ...release, verified: true, outputs: {} },
          verified: [release],
          quarantine: [{ ...release, reason: text, at: text }],
          frozen: { reason: text, actor: text, at: text },
          lock: state.lock && { ...state.lock, actor: text, host: text, command: text, runId: text },
        },
      })),
    },
    {
      ...history,
      history: (history.history ?? []).map((record) => ({
        ...record,
        tag: text,
        actor: text,
        code: text,
        detail: text,
      })),
    },
    ...hostileFigures(text),
  ]
}
