export interface GitResult {
  exitCode: number
  stdout: string
  stderr: string
}

/**
 * Runs git on one repository, as argv, with English messages and without prompts.
 * Never throws for what git answers.
 */
export type Git = (args: readonly string[], stdin?: string) => Promise<GitResult>
