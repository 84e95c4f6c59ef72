import { type Container, type Directory, dag, type Secret } from "@dagger.io/dagger"
import { HEARTBEAT_REFS, type LedgerStore, remoteStore, sharedStore } from "../adapters/ledger-store.ts"
import type { Config } from "../core/config/schema.ts"
import type { Git } from "../workbench/git.ts"
import { containerGit, type Nonce, scratchGit } from "./container-git.ts"

const CACHE = "/ledger"
const SCRATCH = "/scratch.git"
const CONFIGURATION = "/repository.config"

/** Whose ledger it is. */
interface Caller {
  /** the .git directory of the repository that is deployed */
  git: Directory
  /** may push to the ledger's remote */
  gitToken: Secret | undefined
}

/** Two sets of refs in one repository. */
interface LedgerStores {
  ledger: LedgerStore
  heartbeats: LedgerStore
}

/**
 * The ledger on an engine: the repository's remote, or a repository in a cache volume of this engine.
 * @param container has git
 */
export async function containerLedger(
  container: Container,
  { git: repository, gitToken }: Caller,
  { app, ledger }: Pick<Config, "app" | "ledger">,
  nonce: Nonce,
): Promise<LedgerStores> {
  if (ledger.remote === undefined) {
    const cached = container.withMountedCache(CACHE, dag.cacheVolume(`pipeline-ledger-${app}`))
    const git = createdOnDemand(
      containerGit(cached, ["--git-dir", `${CACHE}/repo.git`], nonce),
      `${CACHE}/repo.git`,
    )
    const where = "a cache volume of this engine (other engines do not see it)"
    return { ledger: sharedStore(git, where), heartbeats: sharedStore(git, where, HEARTBEAT_REFS) }
  }
  const authorized = gitToken === undefined ? container : withToken(container, gitToken)
  // the repository's own configuration knows the address of a remote that is named
  const configured = authorized.withMountedFile(CONFIGURATION, repository.file("config"))
  const git = scratchGit(configured, ["--git-dir", SCRATCH, "-c", `include.path=${CONFIGURATION}`], nonce)
  await git(["init", "--quiet", "--bare", SCRATCH])
  const where = `remote ${ledger.remote}`
  return {
    ledger: remoteStore(git, ledger.remote, where),
    heartbeats: remoteStore(git, ledger.remote, where, HEARTBEAT_REFS),
  }
}

/** The first run of an engine finds an empty volume. */
function createdOnDemand(git: Git, path: string): Git {
  return async (args, stdin) => {
    const result = await git(args, stdin)
    if (result.exitCode === 0 || !/not a git repository/i.test(result.stderr)) return result
    await git(["init", "--quiet", "--bare", path])
    return git(args, stdin)
  }
}

/** git asks this program for a password; the token is in the environment of that exec only. */
const ASKPASS = `#!/bin/sh
case "$1" in
  Username*) echo x-access-token ;;
  *) printf '%s\\n' "$PIPELINE_GIT_TOKEN" ;;
esac
`

const withToken = (container: Container, token: Secret): Container =>
  container
    .withNewFile("/askpass", ASKPASS, { permissions: 0o755 })
    .withEnvVariable("GIT_ASKPASS", "/askpass")
    .withSecretVariable("PIPELINE_GIT_TOKEN", token)
