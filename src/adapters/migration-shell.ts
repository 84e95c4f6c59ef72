import { posix } from "node:path"
import type { SstConfig } from "../core/config/deployer.ts"
import type { MigrationsRunConfig } from "../core/config/migrations.ts"
import { fill } from "../core/config/placeholders.ts"
import { messageOf } from "../core/errors.ts"
import type { SecretValue } from "../core/secret.ts"
import type { MigrationOrder } from "../release/ports.ts"
import type { CommandResult, Tree } from "../workbench/workbench.ts"
import { FENCE_VARIABLE, RUN_VARIABLE, releaseEnvironment } from "./release-environment.ts"
import type { PreparedTree } from "./sst/prepared-tree.ts"
import { NOT_STARTED, NOT_STARTED_LINE, WITH_SECRET } from "./sst/with-secret.ts"

/** Runs a command of the migrations in the tag's tree; an error says why it could not be started. */
export type MigrationShell = (
  argv: readonly string[],
  options?: { repeatable: boolean },
) => Promise<CommandResult | Error>

/** With the database's address as it was given. */
export function plainShell(
  config: MigrationsRunConfig,
  tree: Tree,
  order: MigrationOrder,
  address: SecretValue | null,
): MigrationShell {
  const { directory, timeoutSeconds, databaseUrl } = config
  const { signal, say } = order
  return (argv, { repeatable } = { repeatable: false }) => {
    // installing needs no database
    const unneeded = repeatable || databaseUrl === undefined || address === null
    return started(() =>
      tree.run(argv, {
        env: { ...environmentOf(config, order), ...(repeatable ? {} : ownerOf(order)) },
        secrets: unneeded ? {} : { [databaseUrl.variable]: address },
        ...(directory === undefined ? {} : { directory }),
        timeoutMs: timeoutSeconds * 1000,
        signal,
        say,
        repeatable,
      }),
    )
  }
}

/** With the address that SST keeps as a secret of the stage: only the command itself ever sees it. */
export function sstShell(
  config: MigrationsRunConfig,
  sst: SstConfig,
  tree: PreparedTree,
  order: MigrationOrder,
): MigrationShell {
  const { directory = ".", timeoutSeconds, databaseUrl } = config
  const { variable = "", secret = "" } = databaseUrl ?? {}
  const env = environmentOf(config, order)
  const from = posix.relative(sst.directory ?? ".", directory) || "."
  return async (argv, { repeatable } = { repeatable: false }) => {
    const wrapped = ["node", "-e", WITH_SECRET, "--", tree.sst, order.stage, secret, variable, from, ...argv]
    const options = {
      env: { ...env, ...ownerOf(order) },
      say: order.say,
      timeoutMs: timeoutSeconds * 1000,
    }
    // an installation has no need of the secret; the tree's own dependencies are there already
    const ran = await started(() => tree.run(repeatable ? argv : wrapped, order, options))
    if (ran instanceof Error || ran.exitCode !== NOT_STARTED) return ran
    const [, why] = NOT_STARTED_LINE.exec(ran.stderr) ?? []
    return why === undefined ? ran : new Error(why)
  }
}

async function started(run: () => Promise<CommandResult>): Promise<CommandResult | Error> {
  try {
    return await run()
  } catch (error) {
    return new Error(messageOf(error))
  }
}

/** Tells the command, and all that it starts, whose they are. */
const ownerOf = ({ runId, fence }: MigrationOrder): Record<string, string> => ({
  [RUN_VARIABLE]: runId,
  [FENCE_VARIABLE]: String(fence),
})

function environmentOf(
  { env }: MigrationsRunConfig,
  { stage, release }: MigrationOrder,
): Record<string, string> {
  const values = { stage, ...release }
  const own = Object.entries(env).map(([name, value]) => [name, fill(value, values)])
  return { ...Object.fromEntries(own), ...releaseEnvironment(stage, release) }
}
