import type { SecretEnvironment } from "../core/masking.ts"
import type { Release, Stage } from "../core/stage.ts"

export interface CommandResult {
  /** null when the command was ended by a signal, or when that is not known */
  exitCode: number | null
  /** why it is not known how the command ended, which may have done anything */
  lost?: string
  stdout: string
  stderr: string
  timedOut: boolean
  /** false when something between the beginning and the end of what it printed was left out */
  isWhole: boolean
}

/**
 * What a command is for. It decides what the command is handed of the user's secrets, and whether an earlier result may
 * stand for it: an installation depends on the tree and its arguments alone, and runs scripts of strangers.
 */
export type Purpose = "install" | "deploy" | "migrate" | "serve" | "hook"

export interface CommandOptions {
  env: Readonly<Record<string, string>>
  /** environment of this command only, masked in what it says */
  secrets?: SecretEnvironment
  /** secrets in files that only this command finds, by the variable that holds the path of each */
  secretFiles?: SecretEnvironment
  /** where to run, relative to the tree's root */
  directory?: string
  /**
   * Directories that outlive the tree, by the environment variable that names them to the command. The value
   * differs from one to another. A host sets none: there a command finds its user's own.
   */
  caches?: Readonly<Record<string, string>>
  /**
   * Between asking the command to stop and ending it; 10 s unless it needs longer to clean up. An abort
   * whose reason has a shorter `graceMs` leaves it no more than that.
   */
  graceMs?: number
  timeoutMs: number
  signal: AbortSignal
  /** Takes the output line by line while the command runs, where the workbench can. */
  say: (line: string) => void
  purpose: Purpose
  /** what is printed is read as a whole by a program, and not cut to lines for people */
  isDocument?: boolean
}

/** Between asking a command to stop and ending it. */
export const GRACE_MS = 10_000

/** No text of a tree that is longer is read. */
export const MAX_TEXT_BYTES = 1024 * 1024

/** How much of what a command prints is kept, in characters: of a line, of its beginning and of its end. */
export const LINES = { line: 4000, head: 64_000, tail: 192_000 }
/** The same for what a program reads. */
export const DOCUMENT = { line: 8_000_000, head: 0, tail: 8_000_000 }

/** A checked-out tree in which commands run. */
export interface Tree {
  /** Whether all that a command prints is shown, whatever `say` makes of it: an engine logs every exec. */
  readonly isWatched: boolean
  /**
   * Runs a program, as argv, in the tree's root unless another directory is given. Throws only when it was not started. What it
   * printed is kept in part when it is long, and without secrets; of a command that did not end well nothing goes on.
   */
  run(argv: readonly string[], options: CommandOptions): Promise<CommandResult>
  /** Adds what `checkOut` left out. */
  complete(): Promise<void>
  has(path: string): Promise<boolean>
  /**
   * The text of a plain file; null when there is none. Throws when it is something else, or longer than is read.
   * @param part `end`: of a file that is longer, its end
   */
  readText(path: string, part?: "end"): Promise<string | null>
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

export interface Aside {
  /** Aborted when the services are to end. */
  signal: AbortSignal
  /** Takes their lines. */
  say: (line: string) => void
  /** Takes their addresses, once all are started; whether they answer is for others to find out. */
  ready: (urls: Readonly<Record<string, string>>) => void
}

export interface EndedService {
  name: string
  /** an error: it was not started */
  result: Pick<CommandResult, "exitCode" | "stdout" | "stderr"> | Error
}

/** Where steps run. No step knows whether that is a container or this host. */
export interface Workbench {
  /**
   * The tree of a commit, away from the user's checkout.
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
   * When it rejects, the stage runs what it ran.
   * @param claim called when all is prepared, right before the stage is touched; nothing is, when it rejects
   */
  serve(
    stage: Stage,
    release: Release,
    services: readonly Service[],
    claim: () => Promise<void>,
  ): Promise<Record<string, string>>
  /**
   * Ends what commands of a run left running here, where anything can outlive a command: on an engine a command's
   * container ends with it, and all that is in it.
   */
  endRun?(runId: string): Promise<void>
  /**
   * Runs services of a commit beside what the stages run, until they are to end, or one of them has. Absent on an engine,
   * which gives a service to its caller. Resolves to the one that ended by itself; null: none.
   */
  serveAside?(release: Release, services: readonly Service[], aside: Aside): Promise<EndedService | null>
  /** Ends what `serve` started for a stage, where it goes on after the run. Gives the names of what was ended. */
  stop?(stage: Stage): Promise<string[]>
  /** URLs of what `serve` started for this commit, or (null) for any; null when nothing of it runs any more. */
  served(stage: Stage, release: Release | null): Promise<Record<string, string> | null>
}

export interface GitResult {
  exitCode: number
  stdout: string
  stderr: string
  /** it was ended because it took too long */
  timedOut?: true
}

/**
 * Runs git on one repository, as argv, with English messages and without prompts.
 * Never throws for what git answers.
 */
export type Git = (args: readonly string[], stdin?: string) => Promise<GitResult>
