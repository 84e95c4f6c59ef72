import { property } from "../json.ts"
import type { Entry } from "../ledger/record.ts"
import { headline } from "../report/headline.ts"
import type { Report } from "../report/report.ts"
import { describeRelease, type Release } from "../stage.ts"
import { sentence } from "../text.ts"
import type { EventKind, Recorded } from "./recorded.ts"

interface Words {
  /** one line that says it all */
  text: string
  /** more about it; null: there is no more */
  detail: string | null
}

/** What a sentence is made of. */
interface Parts {
  actor: string
  stage: string
  what: string
  from: string
  to: string
  gate: string
  /** what a run is about to do, and where from */
  does: string
  /** `: the reason`, or nothing */
  why: string
}

/** What the last record of a run says, its report says better. */
const TEXTS: Readonly<Partial<Record<EventKind, (parts: Parts) => string>>> = {
  started: ({ actor, what, stage, why }) => `${actor} deploys ${what} to ${stage}${why}`,
  smoking: ({ what, stage }) => `${what} is on ${stage}, being smoked`,
  watching: ({ what, stage }) => `${what} is on ${stage}, passed smoke, being watched`,
  frozen: ({ actor, stage, why }) => `${actor} froze ${stage}${why}`,
  unfrozen: ({ actor, stage, why }) => `${actor} opened ${stage} again${why}`,
  unlocked: ({ actor, stage, why }) => `${actor} broke the lock on ${stage}${why}`,
  "taken-over": ({ actor, stage }) => `${actor} took ${stage} over from a run that is dead`,
  waived: ({ actor, gate, what, stage, why }) =>
    `${actor} waived the gate ${gate} on ${stage} for ${what}${why}`,
  "one-way-allowed": ({ actor, what, stage, why }) =>
    `${actor} let ${what} onto ${stage} with no way back${why}`,
  "older-allowed": ({ actor, what, stage, why }) =>
    `${actor} let ${what} replace a newer version on ${stage}${why}`,
  "migrations-allowed": ({ actor, what, stage, why }) =>
    `${actor} let ${stage} go back to ${what} and left migrations in the database${why}`,
  "break-glass": ({ actor, does, why }) => `${actor} ${does}, outside CI${why}`,
  quarantined: ({ actor, what, stage, why }) => `${actor} quarantined ${what} on ${stage}${why}`,
  "quarantine-lifted": ({ actor, what, stage, why }) => `${actor} lets ${what} onto ${stage} again${why}`,
  "incident-resolved": ({ stage, what }) => `${stage} runs ${what}, verified: the incident is over`,
}

/** The records that have words of their own, whatever is made of them. */
const OF_RECORDS: Readonly<Partial<Record<Entry["kind"], (parts: Parts, entry: Entry) => string>>> = {
  "rollback-started": ({ actor, stage, from, to, why }, { code }) =>
    code === null
      ? `${actor} rolls ${stage} back to ${to}${why}`
      : `${from} is bad on ${stage}: rolling back to ${to}`,
}

export function wordsFor(
  { entry, stage }: Recorded,
  { kind, release, from }: { kind: EventKind; release: Release | null; from: Release | null },
): Words {
  const { tag, sha, detail, actor, reason: because, waiver } = entry
  const named = (one: Release | null) => (one === null ? (tag ?? "the version") : describeRelease(one))
  const more = detail ?? because
  const parts: Parts = {
    ...{ actor, stage, what: named(release), from: named(from) },
    to: named(tag === null || sha === null ? null : { tag, sha }),
    gate: waiver?.gate ?? "",
    does: `${entry.command === "rollback" ? `rolls ${stage} back` : `deploys ${named(release)} to ${stage}`} from ${entry.host}`,
    why: because === null ? "" : `: ${because}`,
  }
  const own = OF_RECORDS[entry.kind]?.(parts, entry) ?? TEXTS[kind]?.(parts)
  if (own !== undefined) return { text: own, detail: more !== null && own.includes(more) ? null : more }
  const report = reportIn(entry)
  if (report !== null)
    return {
      text: headline(report),
      detail: report.reason && adviceOf(report.outcome, report.reason.fix, more),
    }
  const rest = more === null ? "" : `: ${sentence(more)}`
  return { text: `${stage}: ${entry.kind} ${parts.what}${rest}`, detail: null }
}

/** A person who is called reads this first, so that what to do stands in it. */
const adviceOf = (outcome: Report["outcome"], fix: string, more: string | null): string | null =>
  outcome === "rollback-failed"
    ? [more, fix]
        .filter((part) => part !== null)
        .map(sentence)
        .join(" ")
    : more

/** A report that a record has; one that was too long for it is not there. */
const reportIn = ({ report }: Entry): Report | null =>
  typeof property(report, "outcome") === "string" ? (report as Report) : null
