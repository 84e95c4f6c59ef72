import type { Secret } from "@dagger.io/dagger"
import type { GivenCredentials } from "../adapters/aws/sources.ts"

/** What the module was given to reach AWS with. */
export interface CallerAws {
  oidcUrl: Secret | undefined
  oidcToken: Secret | undefined
  awsAccessKeyId: Secret | undefined
  awsSecretAccessKey: Secret | undefined
  awsSessionToken: Secret | undefined
  awsCredentials: Secret | undefined
  endpointUrl: string
}

/** An engine has no credentials of its own: what nobody gave is not there. */
export function givenCredentials(caller: CallerAws): GivenCredentials {
  const { oidcUrl: url, oidcToken: token } = caller
  const { awsAccessKeyId: accessKeyId, awsSecretAccessKey: secretAccessKey, awsSessionToken } = caller
  return {
    oidc: url && token ? { url, token } : null,
    keys:
      accessKeyId && secretAccessKey
        ? { accessKeyId, secretAccessKey, sessionToken: awsSessionToken ?? null }
        : null,
    exported: caller.awsCredentials ?? null,
    ambient: null,
  }
}
