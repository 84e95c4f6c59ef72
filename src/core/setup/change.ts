/** A change to AWS or GitHub as data: the request that `--apply` makes, and the command that a person would type. */
export type Change = AwsChange | GithubChange

export interface AwsChange {
  on: "aws"
  /** of IAM */
  action:
    | "AddClientIDToOpenIDConnectProvider"
    | "CreateOpenIDConnectProvider"
    | "CreateRole"
    | "PutRolePolicy"
    | "UpdateAssumeRolePolicy"
    | "UpdateRole"
  /** by AWS's names; a list where AWS takes one */
  parameters: Readonly<Record<string, string | number | readonly string[]>>
}

export interface GithubChange {
  on: "github"
  method: "PUT" | "POST" | "PATCH"
  /** below the API's address */
  path: string
  content: Readonly<Record<string, unknown>> | null
}

export const iam = (action: AwsChange["action"], parameters: AwsChange["parameters"]): AwsChange => ({
  on: "aws",
  action,
  parameters,
})

export const github = (
  method: GithubChange["method"],
  path: string,
  content: GithubChange["content"] = null,
): GithubChange => ({ on: "github", method, path, content })

/** One line for a shell. */
export const commandOf = (change: Change): string =>
  change.on === "aws" ? awsCommand(change) : githubCommand(change)

function awsCommand({ action, parameters }: AwsChange): string {
  const options = Object.entries(parameters).flatMap(([name, value]) => [
    `--${kebab(name)}`,
    ...[value].flat().map((word) => quoted(String(word))),
  ])
  return ["aws", "iam", kebab(action), ...options].join(" ")
}

function githubCommand({ method, path, content }: GithubChange): string {
  const call = `gh api --method ${method} ${quoted(path)}`
  return content === null ? call : `printf %s ${quoted(JSON.stringify(content))} | ${call} --input -`
}

/** `ClientIDList` is `client-id-list`, as the AWS command line has it. */
const kebab = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, "$1-$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2")
    .toLowerCase()

/** As one word of a shell, whatever it holds. */
const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
