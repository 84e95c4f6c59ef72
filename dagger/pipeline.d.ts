import type { Container, Directory, Secret, Service, Workspace } from "@dagger.io/dagger"

/** What the module was constructed with. */
export interface Module {
  git: Directory | undefined
  config: Directory | undefined
  image: string
  gitImage: string
  actor: string
  gitToken: Secret | undefined
  githubToken: Secret | undefined
  slackSigningSecret: Secret | undefined
  oidcUrl: Secret | undefined
  oidcToken: Secret | undefined
  awsAccessKeyId: Secret | undefined
  awsSecretAccessKey: Secret | undefined
  awsSessionToken: Secret | undefined
  awsCredentials: Secret | undefined
  awsEndpointUrl: string
  databaseUrl: Secret | undefined
  secretsJson: Secret | undefined
  ciRun: string
}

/**
 * Runs a command with the arguments of its function; resolves to the report, or rejects with it.
 * @param workspace where it was called from
 */
export function call(
  command: string,
  module: Module,
  workspace: Workspace,
  values: {
    format: "text" | "markdown" | "json" | "html"
    [option: string]: string | number | boolean | Secret | undefined
  },
): Promise<string>

/** The container in which the deploy command of a version would run. */
export function workbench(
  module: Module,
  workspace: Workspace,
  values: { tag: string; stage: string },
): Promise<Container>

/** A service of the sandbox, with those before it. */
export function serve(
  module: Module,
  workspace: Workspace,
  values: { tag: string; stage: string; service: string | undefined },
): Promise<Service>
