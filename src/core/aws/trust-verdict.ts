import type { PolicyDocument, PolicyStatement } from "./policies.ts"

/** The claims of a token, by name. */
export type Claims = Readonly<Record<string, unknown>>

/**
 * Whether a trust policy lets a token in, by IAM's rules: every condition must hold, one value of each is
 * enough, and a claim that the token lacks matches nothing.
 * @param issuer the token's issuer without its scheme, as the policy's condition keys begin
 * @returns what does not match, as sentences; empty when the token may take the role
 */
export function trustFaults(policy: PolicyDocument, issuer: string, claims: Claims): string[] {
  const statements = policy.Statement.filter((statement) => isAbout(statement, issuer))
  if (statements.length === 0) return [`The policy trusts no token of ${issuer}.`]
  const faults = statements.map((statement) => conditionFaults(statement, issuer, claims))
  // one statement that lets it in is enough
  return faults.some((found) => found.length === 0) ? [] : faults.flat()
}

function isAbout({ Effect, Principal, Action }: PolicyStatement, issuer: string): boolean {
  const actions = [Action].flat()
  return (
    Effect === "Allow" &&
    actions.includes("sts:AssumeRoleWithWebIdentity") &&
    Principal?.Federated.endsWith(`:oidc-provider/${issuer}`) === true
  )
}

const OPERATORS: Readonly<Record<string, (pattern: string, value: string) => boolean>> = {
  StringEquals: (pattern, value) => pattern === value,
  StringLike: isLike,
}

function conditionFaults({ Condition = {} }: PolicyStatement, issuer: string, claims: Claims): string[] {
  return Object.entries(Condition).flatMap(([operator, keys]) => {
    const compare = OPERATORS[operator]
    // a token that cannot be judged is not let in
    if (compare === undefined) return [`The policy's condition ${operator} is not understood here.`]
    return Object.entries(keys).flatMap(([key, wanted]) => {
      const name = key.startsWith(`${issuer}:`) ? key.slice(issuer.length + 1) : key
      const values = [claims[name]]
        .flat()
        .filter((value) => value !== undefined)
        .map(String)
      const patterns = [wanted].flat()
      if (values.some((value) => patterns.some((pattern) => compare(pattern, value)))) return []
      const has = values.length === 0 ? "does not have it" : `has ${values.join(", ")}`
      return [`The policy wants ${name} to be ${patterns.join(" or ")}; the token ${has}.`]
    })
  })
}

/** `*` is any text, `?` any one character. Walks both once, going back to the last `*` only. */
function isLike(pattern: string, value: string): boolean {
  let [at, seen, star, resume] = [0, 0, -1, 0]
  while (seen < value.length) {
    if (pattern[at] === "*") {
      star = at++
      resume = seen
    } else if (pattern[at] === "?" || pattern[at] === value[seen]) {
      at++
      seen++
    } else if (star >= 0) {
      at = star + 1
      seen = ++resume
    } else return false
  }
  return /^\**$/.test(pattern.slice(at))
}
