import type { SecretEnvironment } from "../core/secret.ts"
import type { Release, Stage } from "../core/stage.ts"

export interface CommandResult {
  /** null when the command was ended by a signal */
  exitCode: number | null
  stdout: string
  stderr: string
  timedOut: boolean
}

export interface CommandOptions {
  env: Readonly<Record<string, string>>
  /** environment of this command only, masked in what it says */
  secrets?: SecretEnvironment
  /** where to run, relative to the tree's root */
  directory?: string
  /**
   * Directories that outlive the tree, by the environment variable that names them to the command. The value
   * tells one from another. A host sets none: there a command finds its user's own.
   */
  caches?: Readonly<Record<string, string>>
  /** Between asking the command to stop and ending it; 10 s unless it needs longer to leave things in order. */
  graceMs?: number
  timeoutMs: number
  signal: AbortSignal
  /** Takes the output line by line while the command runs, where the workbench can. */
  say: (line: string) => void
  /** The command only depends on the tree and its arguments: an earlier result may stand for it. */
  repeatable: boolean
}

/** Between asking a command to stop and ending it. */
export const GRACE_MS = 10_000

/** A checked-out tree in which commands run. */
export interface Tree {
  /** Whether all that a command prints is shown, whatever `say` makes of it: an engine logs every exec. */
  readonly isWatched: boolean
  /** Runs a program, as argv, in the tree's root unless told otherwise. Throws only when it cannot be started. */
  run(argv: readonly string[], options: CommandOptions): Promise<CommandResult>
  /** Adds what `checkOut` left out. */
  complete(): Promise<void>
  /** null when there is no such file */
  readText(path: string): Promise<string | null>
  /** Takes a file away, so that one that is there later was written since. */
  remove(path: string): Promise<void>
  /** Clears the tree away. Never throws: what is left of a tree says nothing about a deploy. */
  dispose(): Promise<void>
}

/** A program that listens on PORT until it is replaced. */
export interface Service {
  name: string
  argv: readonly string[]
  /** `{name}` in a value stands for the URL of an earlier service */
  env: Readonly<Record<string, string>>
}

/** Where steps run. No step knows whether that is a container or this host. */
export interface Workbench {
  /**
   * The tree of a commit, away from anybody's checkout.
   * @param image container image to run in, where the workbench has images
   * @param first patterns of the only files that are needed until `complete`: where the workbench keeps results,
   * those of a command before it stand for every tree in which these files are the same
   */
  checkOut(release: Release, image: string | undefined, first?: readonly string[]): Promise<Tree>
  /** Begins what `serve` will need, where that touches nothing that the stage runs. */
  prepare?(stage: Stage, release: Release, services: readonly Service[]): void
  /**
   * Starts services from the tree of a commit and ends those that the stage ran before.
   * Resolves to their URLs once they are started; whether they answer is for smoke to say.
   */
  serve(stage: Stage, release: Release, services: readonly Service[]): Promise<Record<string, string>>
  /** Ends what a run that is over left running here, where anything can outlive a run. */
  endRun?(runId: string): Promise<void>
  /** URLs of what `serve` started for this commit; null when nothing of it runs any more. */
  served(stage: Stage, release: Release): Promise<Record<string, string> | null>
}
