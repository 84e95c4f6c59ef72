import { parseRemote } from "./github/place.ts"
import { parseCiRun } from "./ledger/runner.ts"
import { shortSha } from "./stage.ts"

/** Where people look at the repository: its pages have addresses that can be told from its remote. */
export interface Forge {
  kind: "github" | "gitlab"
  /** of the repository's own page, without a slash at its end, e.g. `https://github.com/octo/shop` */
  address: string
}

export interface Servers {
  github?: string | null
  githubApi?: string | null
  gitlab?: string | null
}

/**
 * Reads a forge from the remote origin. Addresses are made of the host and the path alone: a remote may hold a password.
 * @param servers addresses of servers that are named as GitHub and GitLab, and of the API that is asked as GitHub's
 */
export function forgeOf(remote: string | null, servers: Servers = {}): Forge | null {
  const place = remote === null ? null : parseRemote(remote)
  if (place === null || !/^[a-z\d.-]+$/.test(place.host) || !/^[\w.-]+(\/[\w.-]+)+$/.test(place.path))
    return null
  const { host, path } = place
  const isNamed = (url?: string | null) => !!url && URL.canParse(url) && new URL(url).hostname === host
  const address = `https://${host}/${path}`
  const isGithub = host === "github.com" || host.endsWith(".ghe.com")
  if (isGithub || isNamed(servers.github) || isNamed(servers.githubApi)) return { kind: "github", address }
  if (host === "gitlab.com" || host.startsWith("gitlab.") || isNamed(servers.gitlab))
    return { kind: "gitlab", address }
  return null
}

/** Within a path, and within the parentheses of a Markdown link. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[()'*!~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

const page = ({ kind, address }: Forge, rest: string): string =>
  `${address}${kind === "gitlab" ? "/-" : ""}/${rest}`

export const commitUrl = (forge: Forge, sha: string): string => page(forge, `commit/${encoded(sha)}`)

export const tagUrl = (forge: Forge, tag: string): string =>
  forge.kind === "github" ? page(forge, `releases/tag/${encoded(tag)}`) : page(forge, `tags/${encoded(tag)}`)

/** By commits: tags can be moved. */
export const compareUrl = (forge: Forge, from: string, to: string): string =>
  page(forge, `compare/${encoded(shortSha(from))}...${encoded(shortSha(to))}`)

/** The workflow run that a run was part of, as --ci-run has it. */
export function runUrl(ciRun: string, forge: Forge | null): string | null {
  const run = parseCiRun(ciRun)
  if (run === null) return null
  const origin = forge?.kind === "github" ? new URL(forge.address).origin : "https://github.com"
  return `${origin}/${run.repository}/actions/runs/${run.runId}/attempts/${run.attempt}`
}

/** A pull or merge request that a commit's subject names. */
export interface ChangeRequest {
  /** as the forge writes it: `#12`, `!12` */
  name: string
  url: string
}

/** As forges write them: `fix: … (#12)`, `Merge pull request #12 from …`, `… (!12)`. */
const NAMED = {
  github: /\(#(\d{1,9})\)|^Merge pull request #(\d{1,9})\b/g,
  gitlab: /\(!(\d{1,9})\)/g,
} as const

export const changeRequests = (forge: Forge, subject: string): ChangeRequest[] =>
  [...subject.matchAll(NAMED[forge.kind])].map(([, first, second]) => {
    const number = first ?? second
    return forge.kind === "github"
      ? { name: `#${number}`, url: page(forge, `pull/${number}`) }
      : { name: `!${number}`, url: page(forge, `merge_requests/${number}`) }
  })
