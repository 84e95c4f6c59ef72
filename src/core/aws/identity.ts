/** Whose credentials they are. */
export interface Identity {
  /** 12 digits */
  account: string
  arn: string
}

/** `role deploy-shop-production in account 123456789012`, without the session's name. */
export function describeIdentity({ arn, account }: Identity): string {
  const [kind = "", ...path] = arn.split(":").slice(5).join(":").split("/")
  const name = kind === "assumed-role" ? (path[0] ?? "") : path.join("/")
  const who = kind === "assumed-role" ? `role ${name}` : kind === "root" ? "the root user" : `${kind} ${name}`
  return `${who} in account ${account}`
}
