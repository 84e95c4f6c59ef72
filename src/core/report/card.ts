import type { MigrationPolicy } from "../config/tools.ts"
import type { Fact } from "../errors.ts"
import { compareUrl, type Forge, runUrl, tagUrl } from "../forge.ts"
import type { Freeze, Hold, Quarantined, StageState } from "../ledger/stage-state.ts"
import { judgeRollbackMigrations, type Migration } from "../migrations/migration.ts"
import { chooseRollbackTarget, nothingToLeave, stageToLeave } from "../plan/way-back.ts"
import type { Observed } from "../smoke/observed.ts"
import { describeRelease, type Release, type Stage } from "../stage.ts"
import { bare, counted, formatDuration, isoSeconds } from "../text.ts"

/** What a stage runs, how it came there, and the way back: what every report on a stage begins with. */
export interface Card {
  stage: Stage
  /** by the ledger; null: it knows no deploy */
  running: (Release & { verified: boolean }) | null
  /** what the stage was seen to serve; null: it was not asked, and the ledger's word is all that there is */
  seen: { at: string; asRecorded: boolean; detail: string } | null
  /** the run's end could not be recorded, so that the ledger may not have what it left; absent: the ledger has it */
  unrecorded?: true
  /** how it came there; null: not known */
  since: {
    at: string
    actor: string
    runId: string
    command: string
    reason: string | null
    ciRun: string | null
  } | null
  /** the ledger has it from the run of this report, which announced it and changed nothing; absent otherwise */
  announced?: true
  /** what the stage ran before */
  replaced: Release | null
  /** where a rollback would go now, and whether that is safe; null: migrations were not looked at */
  wayBack: { safe: boolean | null; to: Release | null; why: string }
  /** what a person would call to go back, without the program's name; null: nothing, or there is no way back */
  command: string | null
  /** a person's freeze of the stage; absent: none, or an older pipeline made the report */
  held?: Hold
  /** the pipeline's freeze of the stage; absent: none, or an older pipeline made the report */
  frozen?: Freeze
  /** of the version that runs; absent: it is not quarantined, or an older pipeline made the report */
  quarantined?: Quarantined
  /** pages of the repository, where it is on GitHub or GitLab */
  links: { running: string | null; compare: string | null; run: string | null }
}

/** Pages of the repository, where it is on GitHub or GitLab. */
export interface Links {
  repository: string | null
  tag: string | null
  commit: string | null
  /** what the version brings, or takes away */
  compare: string | null
  /** the workflow run that the run was part of */
  run: string | null
}

export interface CardFacts {
  stage: Stage
  state: StageState
  seen: Card["seen"]
  /** migrations between the version that a rollback would go to and the one that runs */
  between: Fact<Migration[]>
  /** what those mean for a rollback; null: they are not looked for */
  policy: MigrationPolicy | null
  forge: Forge | null
}

export function cardOf({ stage, state, seen, between, policy, forge }: CardFacts): Card {
  const { running, arrival, frozen } = state
  const quarantined = state.quarantine.find(({ sha }) => sha === running?.sha)
  const arrived = arrival !== undefined && arrival.sha === running?.sha ? arrival : null
  const replaced = arrived?.replaced ?? null
  const { wayBack, command } = wayBackOf(stage, state, between, policy)
  const isNeeded = nothingToLeave(state) === null || seen?.asRecorded === false
  return {
    stage,
    running: running && { tag: running.tag, sha: running.sha, verified: running.verified },
    seen,
    since: arrived && {
      at: arrived.at,
      actor: arrived.actor,
      runId: arrived.runId,
      command: arrived.command,
      reason: arrived.reason ?? null,
      ciRun: arrived.ciRun ?? null,
    },
    replaced,
    wayBack,
    command: isNeeded ? command : null,
    ...(frozen === null ? {} : { frozen }),
    ...(quarantined === undefined ? {} : { quarantined }),
    links: {
      running: running && forge && tagUrl(forge, running.tag),
      compare: running && replaced && forge && compareUrl(forge, replaced.sha, running.sha),
      run: arrived?.ciRun === undefined ? null : runUrl(arrived.ciRun, forge),
    },
  }
}

function wayBackOf(
  stage: Stage,
  state: StageState,
  between: Fact<Migration[]>,
  policy: MigrationPolicy | null,
): Pick<Card, "wayBack" | "command"> {
  const nowhere = (why: string) => ({ wayBack: { safe: false, to: null, why }, command: null })
  const { running } = stageToLeave(state)
  if (running === null) return nowhere("nothing is known to run")
  const choice = chooseRollbackTarget(state, running)
  if (choice.kind === "none") return nowhere(clause(choice.reason.message))
  const to = { tag: choice.release.tag, sha: choice.release.sha }
  const command = (option: string) => `rollback --stage ${stage} --to ${to.tag}${option} --reason 'WHY'`
  if (policy === null) {
    return { wayBack: { safe: null, to, why: "migrations are not looked for" }, command: command("") }
  }
  const verdict = judgeRollbackMigrations(policy, to, between)
  const harmful = between.kind === "known" && between.value.some(({ risk }) => risk !== "additive")
  const safe = verdict.kind === "open" || (verdict.kind === "warned" && between.kind === "known" && !harmful)
  return {
    wayBack: {
      safe: between.kind === "skipped" ? null : safe,
      to,
      why: verdict.kind === "open" ? openWhy(between) : clause(verdict.warning),
    },
    command: command(verdict.kind === "blocked" ? " --over-migrations 'WHY'" : ""),
  }
}

/**
 * The card of a run that lost its stage and changed nothing. Who took the stage from it could not know that: to the ledger
 * what it had announced may be there.
 */
export function withoutArrivalBy(runId: string, card: Card): Card {
  if (card.since?.runId !== runId) return card
  const links = { ...card.links, compare: null, run: null }
  return { ...card, since: null, announced: true, replaced: null, links }
}

/** A sentence as it goes on after a colon. */
const clause = (text: string): string => bare(text).replace(/^(?:A|No) /, (word) => word.toLowerCase())

function openWhy(between: Fact<Migration[]>): string {
  if (between.kind === "skipped") return `migrations were not looked at: ${between.why}`
  if (between.kind === "unavailable") return "pipeline.json lets migrations stay in the database"
  const { length } = between.value
  return length === 0
    ? "no migration lies between"
    : `pipeline.json lets ${counted(length, "migration")} stay in the database`
}

/** The stage as a smoke test or a look at it shows it; null: it was not asked. */
export const seenBy = (observed: Observed): Card["seen"] =>
  observed.at === null
    ? null
    : { at: observed.at, asRecorded: observed.sighting === "as-recorded", detail: observed.detail }

/** A part of a line: text, or text with the page that it is about. */
export type CardPart = string | { text: string; url: string }

export interface CardLine {
  label: string
  parts: CardPart[]
}

const linked = (text: string, url: string | null): CardPart => (url === null ? text : { text, url })

/**
 * The card as five lines, the same in each report.
 * @param runId of the report
 * @param atMs when the report was made, in ms since 1970
 * @param left what is left to be said of a detail
 */
export function cardLines(
  card: Card,
  runId: string,
  atMs: number,
  left: (detail: string) => string = (detail) => detail,
): CardLine[] {
  const { running, replaced, wayBack, command, links } = card
  const what = running === null ? "no deploy is known" : describeRelease(running)
  return [
    {
      label: "runs",
      parts: [
        linked(what, links.running),
        `${running === null ? "" : running.verified ? ", verified" : ", unverified"}; ${seenText(card, left)}`,
      ],
    },
    { label: "since", parts: sinceParts(card, runId, atMs) },
    {
      label: "replaced",
      parts: [
        replaced === null
          ? card.since === null
            ? "not known"
            : "nothing that the ledger knows"
          : linked(describeRelease(replaced), links.compare),
      ],
    },
    {
      label: "back",
      parts: [
        wayBack.to === null
          ? `none: ${wayBack.why}`
          : `${SAFETY[`${wayBack.safe}`]}, to ${describeRelease(wayBack.to)}: ${wayBack.why}`,
      ],
    },
    { label: "command", parts: [command === null ? noCommand(card) : `\`${command}\``] },
  ]
}

const SAFETY = { true: "safe", false: "not safe", null: "possible" } as const

const noCommand = ({ wayBack, running }: Card): string =>
  wayBack.to === null || running === null ? "none" : `none is needed: ${running.tag} is verified`

function seenText({ seen, unrecorded }: Card, left: (detail: string) => string): string {
  if (unrecorded === undefined) return seen === null ? "by the ledger, not seen" : sightingText(seen, left)
  const what = seen === null ? "as this run left it, not seen" : sightingText(seen, left)
  return `${what}; the ledger may not have it`
}

function sightingText(
  { asRecorded, at, detail }: NonNullable<Card["seen"]>,
  left: (detail: string) => string,
): string {
  if (asRecorded) return `seen ${isoSeconds(at)}`
  const said = left(detail)
  return `not confirmed at ${isoSeconds(at)}${said === "" ? "" : `: ${said}`}`
}

function sinceParts({ since, announced, links }: Card, runId: string, atMs: number): CardPart[] {
  if (announced) return ["not known: this run announced it, and then changed nothing"]
  if (since === null) return ["not known"]
  const own = since.runId === runId
  const lasted = atMs - Date.parse(since.at)
  const age = own || Number.isNaN(lasted) ? "" : `, for ${formatDuration(Math.max(0, lasted))}`
  const by = own ? `${since.command}, this run` : since.command
  const why = since.reason === null ? "" : `: ${since.reason}`
  return [`${isoSeconds(since.at)}${age}, by ${since.actor} (`, linked(by, links.run), `)${why}`]
}
