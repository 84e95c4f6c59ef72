import type { StageState } from "../ledger/stage-state.ts"
import { describeRelease } from "../stage.ts"
import { isoSeconds, listSome } from "../text.ts"
import type { HookResult, Report } from "./report.ts"

/** What keeps deploys away from a stage, and who holds it, a line each. */
export function stageNotes({ frozen, held, lock, quarantine }: StageState): string[] {
  return [
    ...(frozen === null
      ? []
      : [`frozen since ${isoSeconds(frozen.at)} by ${frozen.actor}: ${frozen.reason}`]),
    ...(held === undefined
      ? []
      : [`frozen since ${isoSeconds(held.at)} by ${held.actor}${untilText(held.until)}: ${held.reason}`]),
    ...(lock === null
      ? []
      : [
          `held since ${isoSeconds(lock.since)} by ${lock.actor} on ${lock.host}: ${lock.command}, run ${lock.runId}`,
        ]),
    ...quarantine.slice(0, 1).map((release) => {
      const by = release.by === undefined ? "" : ` by ${release.by}`
      return `quarantined ${describeRelease(release)} at ${isoSeconds(release.at)}${by}: ${release.reason}${others(quarantine.slice(1))}`
    }),
  ]
}

/** A stage may have quarantined many, and its card is to stay short. */
const others = (quarantine: StageState["quarantine"]): string =>
  quarantine.length === 0 ? "" : `; and ${listSome(quarantine.map(describeRelease), 3)}`

export const untilText = (until: string | null): string =>
  until === null ? "" : `, until ${isoSeconds(until)}`

/** What a person should know who froze a stage or quarantined a version. */
export const holdNotes = ({ hold }: Report): string[] => hold?.notes ?? []

/** The hooks that were run, a row each. */
export const hookRows = ({ hooks }: Report): string[][] =>
  hooks.map(({ status, name, detail }) => [status, name, detail])

/** What those said that failed. */
export const hookLog = ({ hooks }: Report): string[] =>
  hooks.flatMap(({ name, log }: HookResult) => log.map((line) => `${name}: ${line}`))
