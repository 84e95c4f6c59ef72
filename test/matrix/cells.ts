import type { Setup, SlowGit } from "./world.ts"
import { type MatrixWorld, PLACES, type Place } from "./world.ts"

export const SIGNALS = ["SIGKILL", "SIGTERM", "SIGSTOP"] as const
export type MatrixSignal = (typeof SIGNALS)[number]

export const OPERATIONS = ["deploy", "bad deploy", "rollback", "migrate before", "migrate after"] as const
export type Operation = (typeof OPERATIONS)[number]

export const PHASES = [
  "resolve",
  "before the lock",
  "taking the lock",
  "after the lock",
  "migration",
  "deploy",
  "smoke",
  "rollback",
  "rollback smoke",
  "recording the end",
  "sending the end",
] as const
export type Phase = (typeof PHASES)[number]

export interface Cell {
  operation: Operation
  phase: Phase
  signal: MatrixSignal
  place: Place
}

/** A moment of a run: it has come, and what stands still there goes on. */
export interface Moment {
  env: Record<string, string>
  reached: () => Promise<boolean>
  goOn: () => Promise<void>
  /** git stands still there, which survives its run: it may write before the next command comes, or after it */
  isGit: boolean
}

/** The version that a run takes the stage to first, and where a rollback goes. */
export const NEW = "v1.1.0"
export const OLD = "v1.0.0"

const isMigrating = (operation: Operation) => operation.startsWith("migrate")

/** Phases that an operation has. */
function phasesOf(operation: Operation): readonly Phase[] {
  return PHASES.filter((phase) => {
    switch (phase) {
      case "migration":
        return isMigrating(operation)
      case "deploy":
      case "smoke":
        return operation === "deploy" || isMigrating(operation)
      case "rollback":
      case "rollback smoke":
        return operation === "rollback" || operation === "bad deploy"
      case "recording the end":
      case "sending the end":
        return true
      default:
        // a bad version is not known to be bad before it runs
        return operation !== "bad deploy"
    }
  })
}

export const allCells = (): Cell[] =>
  OPERATIONS.flatMap((operation) =>
    phasesOf(operation).flatMap((phase) =>
      SIGNALS.flatMap((signal) => PLACES.map((place) => ({ operation, phase, signal, place }))),
    ),
  )

export const setupOf = ({ operation, phase, place }: Cell): Setup => ({
  place,
  migrations: operation === "migrate before" ? "before" : operation === "migrate after" ? "after" : null,
  installs: phase === "after the lock",
})

export const argumentsOf = (operation: Operation): string[] =>
  operation === "rollback"
    ? ["rollback", "--stage", "production", "--to", OLD]
    : ["deploy-production", "--tag", NEW]

/** Lets the cell's first run stand still at the cell's moment. */
export async function momentOf(world: MatrixWorld, { operation, phase, place }: Cell): Promise<Moment> {
  const git = async (at: Parameters<MatrixWorld["slowGit"]>[0]): Promise<Moment> => {
    const slow: SlowGit = await world.slowGit(at)
    return { env: slow.env, reached: slow.isReached, goOn: slow.goOn, isGit: true }
  }
  const stand = (point: string): Moment => {
    const hold = world.stand.hold(point)
    let isReached = false
    void hold.reached.then(() => {
      isReached = true
    })
    return { env: {}, reached: async () => isReached, goOn: async () => hold.release(), isGit: false }
  }
  const end = operation === "rollback" || operation === "bad deploy" ? "rolled-back" : "verified"
  switch (phase) {
    case "resolve":
      return git("first")
    case "before the lock":
      return git({ record: "started", moment: "import" })
    case "taking the lock":
      return git({ record: "started", moment: place === "local" ? "imported" : "push" })
    case "after the lock":
      return stand("install")
    case "migration":
      return stand("migrate")
    case "deploy":
      return stand(`deploy ${NEW}`)
    case "smoke":
      return stand(`smoke ${NEW}`)
    case "rollback":
      return stand(`deploy ${OLD}`)
    case "rollback smoke":
      return stand(`smoke ${OLD}`)
    case "recording the end":
      return git({ record: end, moment: "import" })
    case "sending the end":
      return git({ record: end, moment: place === "local" ? "imported" : "push" })
  }
}
