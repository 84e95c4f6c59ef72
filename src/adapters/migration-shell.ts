import { randomUUID } from "node:crypto"
import { posix } from "node:path"
import type { MigrationsRunConfig, SstConfig } from "../core/config/tools.ts"
import { messageOf } from "../core/errors.ts"
import type { SecretValue } from "../core/secret.ts"
import type { MigrationOrder } from "../release/ports.ts"
import type { CommandResult, Tree } from "../workbench/workbench.ts"
import { NOT_STARTED, WITH_SECRET } from "./sst/secret-programs.ts"
import type { PreparedTree } from "./sst/tree.ts"
import { filledEnvironment, ownerEnvironment, releaseEnvironment } from "./tool.ts"

/** Runs a command of the migrations in the tag's tree; an error says why it was not started. */
export type MigrationShell = (
  argv: readonly string[],
  purpose: "install" | "migrate",
) => Promise<CommandResult | Error>

/** With the database's address as it was given. */
export function plainShell(
  config: MigrationsRunConfig,
  tree: Tree,
  order: MigrationOrder,
  address: SecretValue | null,
): MigrationShell {
  const { directory, timeoutSeconds, databaseUrl } = config
  const { signal, say, hear = say } = order
  return (argv, purpose) => {
    // installing needs no database
    const needsNone = purpose === "install" || databaseUrl === undefined || address === null
    return started(() =>
      tree.run(argv, {
        env: { ...environmentOf(config, order), ...(purpose === "install" ? {} : ownerEnvironment(order)) },
        secrets: needsNone ? {} : { [databaseUrl.variable]: address },
        ...(directory === undefined ? {} : { directory }),
        timeoutMs: timeoutSeconds * 1000,
        signal,
        say: hear,
        purpose,
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
  // the command itself must not be able to say that it was not started
  const word = `not started ${randomUUID()}`
  return async (argv, purpose) => {
    const wrapped = ["node", "-e", WITH_SECRET, "--", tree.sst, order.stage, secret, variable, from, ...argv]
    const options = { say: order.hear ?? order.say, timeoutMs: timeoutSeconds * 1000, purpose }
    // an installation has no need of the secret, nor of credentials; the tree's own dependencies are there already
    const ran = await started(() =>
      purpose === "install"
        ? tree.run(argv, { ...order, credentials: { env: {}, secrets: {} } }, { ...options, env })
        : tree.run(wrapped, order, {
            ...options,
            env: { ...env, ...ownerEnvironment(order), PIPELINE_NOT_STARTED: word },
          }),
    )
    if (ran instanceof Error || ran.exitCode !== NOT_STARTED) return ran
    const line = ran.stderr.split("\n").findLast((one) => one.startsWith(`${word}: `))
    return line === undefined ? ran : new Error(line.slice(word.length + 2))
  }
}

async function started(run: () => Promise<CommandResult>): Promise<CommandResult | Error> {
  try {
    return await run()
  } catch (error) {
    return new Error(messageOf(error))
  }
}

const environmentOf = (
  { env }: MigrationsRunConfig,
  { stage, release }: MigrationOrder,
): Record<string, string> => ({
  ...filledEnvironment(env, stage, release),
  ...releaseEnvironment(stage, release),
})
