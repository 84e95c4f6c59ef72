import type { Problem } from "../errors.ts"
import type { Config } from "./schema.ts"
import type { LogsConfig } from "./verify.ts"

/** Only SST keeps secrets for a stage. */
export function migrationSecretProblems({ deployer, migrations }: Config): Problem[] {
  if (migrations?.run?.databaseUrl?.secret === undefined || deployer.kind === "sst") return []
  const path = "migrations.run.databaseUrl.secret"
  return [{ path, message: `needs the deployer sst, is ${deployer.kind}` }]
}

/** A verification that looks at nothing would pass for one that found nothing. */
export function verifyProblems({ verify }: Config): Problem[] {
  if (verify === undefined) return []
  const { checks, logs, slack } = verify
  const empty = checks.length === 0 && logs === undefined && slack === undefined
  return [
    ...(empty ? [{ path: "verify", message: "must have checks, logs or slack" }] : []),
    ...(logs === undefined ? [] : logsProblems(logs)),
  ]
}

function logsProblems({ groups, prefix, pollSeconds, watchSeconds }: LogsConfig): Problem[] {
  const nowhere = groups.length === 0 && prefix === undefined
  return [
    ...(nowhere ? [{ path: "verify.logs", message: "must name groups or a prefix" }] : []),
    ...(pollSeconds > watchSeconds
      ? [
          {
            path: "verify.logs.pollSeconds",
            message: `must be at most the ${watchSeconds} s of watchSeconds, is ${pollSeconds} s`,
          },
        ]
      : []),
  ]
}
