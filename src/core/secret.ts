/**
 * Text that only its recipient gets: it appears in no argument, no cache key and no output. An engine's secrets are of this shape.
 */
export interface SecretValue {
  plaintext(): Promise<string>
  /** where it is a file already, for a tool that wants one */
  readonly path?: string
}

/** Secrets by the environment variable that holds each. */
export type SecretEnvironment = Readonly<Record<string, SecretValue>>
