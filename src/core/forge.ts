import type { GithubConfig } from "./config/schema.ts"
import type { Fact } from "./errors.ts"
import { parseCiRun } from "./ledger/owner.ts"
import { shortSha } from "./stage.ts"
import { clip } from "./text.ts"

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
  if (host.startsWith("gitlab.") || isNamed(servers.gitlab)) return { kind: "gitlab", address }
  return null
}

/** The address of a file of a package's version, in the repository at GitHub that its package.json names; null: it names none. */
export function publicFile(
  { repository, version }: { repository?: unknown; version: string },
  path: string,
): string | null {
  const named = typeof repository === "string" ? repository : Object(repository).url
  if (typeof named !== "string") return null
  const short = /^(?:github:)?([\w.-]+\/[\w.-]+)$/.exec(named)?.[1]
  const forge = forgeOf(short === undefined ? named.replace(/^git\+/, "") : `https://github.com/${short}`)
  return forge?.kind === "github" ? page(forge, `raw/v${version}/${path}`) : null
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

/** A repository on a GitHub. */
export interface GithubPlace {
  /** `owner/name` */
  repository: string
  apiUrl: string
}

const GITHUB_API = "https://api.github.com"
const CONFIGURE = "name it with github.repository in pipeline.json"

/**
 * Which repository to ask, and where. pipeline.json comes with the code that is judged, so it alone must not
 * choose where a token goes: an API address in it counts only on the host that the remote is on.
 * @param remote the address of the remote origin, null: there is none
 * @param environmentApiUrl what the environment says of the API's address (GITHUB_API_URL), or null
 */
export function githubPlace(
  { repository, apiUrl }: Pick<GithubConfig, "repository" | "apiUrl">,
  remote: string | null,
  environmentApiUrl: string | null,
): Fact<GithubPlace> {
  const origin = remote === null ? null : parseRemote(remote)
  const hosted = origin === null ? null : apiOf(origin.host)
  const api = apiUrl ?? environmentApiUrl ?? hosted ?? GITHUB_API
  if (apiUrl !== undefined && !isTrusted(apiUrl, [environmentApiUrl, hosted, GITHUB_API], origin?.host)) {
    const where =
      origin === null ? "there is no remote origin on that host" : `the remote origin is on ${origin.host}`
    return { kind: "unavailable", message: `github.apiUrl is ${apiUrl}, but ${where}.` }
  }
  if (repository !== undefined) return { kind: "known", value: { repository, apiUrl: api } }
  if (remote === null) {
    return {
      kind: "unavailable",
      message: `There is no remote origin that tells the repository on GitHub; ${CONFIGURE}.`,
    }
  }
  if (origin === null || !answersFor(api, origin.host)) {
    const where = origin === null ? "a directory" : origin.host
    return { kind: "skipped", why: `the remote origin is on ${where}, not on GitHub` }
  }
  if (!/^[\w.-]+\/[\w.-]+$/.test(origin.path)) {
    return {
      kind: "unavailable",
      message: `The remote origin names no OWNER/NAME: ${clip(origin.path)}; ${CONFIGURE}.`,
    }
  }
  return { kind: "known", value: { repository: origin.path, apiUrl: api } }
}

/** The API of a host that is known to be GitHub's own, github.com apart. */
const apiOf = (host: string): string | null => (host.endsWith(".ghe.com") ? `https://api.${host}` : null)

/** GitHub Enterprise Server answers on its own host, GitHub itself on a host beside it. */
function answersFor(apiUrl: string, host: string): boolean {
  const { hostname } = new URL(apiUrl)
  return hostname === host || hostname === `api.${host}` || isLoopback(hostname)
}

const isTrusted = (apiUrl: string, known: readonly (string | null)[], host: string | undefined): boolean =>
  known.some((url) => url !== null && new URL(url).origin === new URL(apiUrl).origin) ||
  answersFor(apiUrl, host ?? "")

/** This very machine. */
export const isLoopback = (hostname: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)

/** Where a git remote is. */
export interface RemotePlace {
  host: string
  /** `owner/name` on a forge */
  path: string
}

/** Reads the address of a remote; null for a directory and for what is no address. */
export function parseRemote(url: string): RemotePlace | null {
  const short = /^(?:[^@/\s]+@)?([^:/@\s]+):(?!\/\/)(.+)$/.exec(url)
  const [host, path] = short === null ? partsOf(url) : [short[1], short[2]]
  if (!host || !path) return null
  return { host: SAME[host.toLowerCase()] ?? host.toLowerCase(), path: trimPath(path) }
}

function partsOf(url: string): [string?, string?] {
  if (!/^(https?|ssh|git):\/\//.test(url) || !URL.canParse(url)) return []
  const { hostname, pathname } = new URL(url)
  return [hostname, pathname]
}

/** Where GitHub takes SSH through firewalls. */
const SAME: Readonly<Record<string, string>> = { "ssh.github.com": "github.com" }

const trimPath = (path: string): string => path.replace(/^\/+|\/+$/g, "").replace(/\.git$/, "")

/** What a version brings that another one lacks; merges are left out. */
export interface CommitRange {
  /** newest first, no more than were asked for */
  commits: Commit[]
  /** how many there are beyond these */
  more: number
  /** commits of the other version that this one lacks: more than 0 where it is older, or beside it */
  dropped: number
  /** the clone holds only a part of the history, so there may be more of them */
  shallow: boolean
}

/** A commit as the plan shows it. */
export interface Commit {
  /** full commit id */
  sha: string
  author: string
  /** the first line of its message */
  subject: string
  /** its message has a footer BREAKING CHANGE */
  breaking?: true
  /** its page, where the repository is on GitHub or GitLab */
  url?: string
  /** pull or merge requests that its subject names */
  requests?: ChangeRequest[]
}
