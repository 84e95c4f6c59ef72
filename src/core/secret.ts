/**
 * Text that is handed to whom it is for and to nobody else: it stands in no argument, no cache key and no
 * output. An engine's secrets are of this shape.
 */
export interface SecretValue {
  plaintext(): Promise<string>
}

/** Secrets by the environment variable that holds each. */
export type SecretEnvironment = Readonly<Record<string, SecretValue>>
