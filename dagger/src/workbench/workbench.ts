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
  timeoutMs: number
  signal: AbortSignal
  /** Takes the output line by line while the command runs, where the workbench can. */
  say: (line: string) => void
  /** The command only depends on the tree and its arguments: an earlier result may stand for it. */
  repeatable: boolean
}

/** A checked-out tree in which commands run. */
export interface Tree {
  /** Runs a program, as argv, in the tree's root. Throws only when it cannot be started. */
  run(argv: readonly string[], options: CommandOptions): Promise<CommandResult>
  /** null when there is no such file */
  readText(path: string): Promise<string | null>
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
   */
  checkOut(release: Release, image: string | undefined): Promise<Tree>
  /** Begins what `serve` will need, where that touches nothing that the stage runs. */
  prepare?(stage: Stage, release: Release, services: readonly Service[]): void
  /**
   * Starts services from the tree of a commit and ends those that the stage ran before.
   * Resolves to their URLs once they are started; whether they answer is for smoke to say.
   */
  serve(stage: Stage, release: Release, services: readonly Service[]): Promise<Record<string, string>>
  /** URLs of what `serve` started for this commit; null when nothing of it runs any more. */
  served(stage: Stage, release: Release): Promise<Record<string, string> | null>
}
