import { decoded } from "../core/text.ts"

/** A setting of git, as `git config --list --show-scope` shows it: the section and the last word in lower case. */
export interface Setting {
  key: string
  value: string
  /** system, global, local, worktree or command */
  scope: string
}

/** How a user's git reaches remotes. */
export interface Transport {
  settings: readonly Setting[]
  /** passwords of addresses, for the environment: an address with one would be an argument of git's own helpers */
  secrets: Readonly<Record<string, string>>
}

export const NO_TRANSPORT: Transport = { settings: [], secrets: {} }

/** `section.subsection.name`; the subsection may hold dots. */
function partsOf(key: string): { section: string; sub: string | null; name: string } {
  const [first, last] = [key.indexOf("."), key.lastIndexOf(".")]
  const sub = first === last ? null : key.slice(first + 1, last)
  return { section: key.slice(0, first), sub, name: key.slice(last + 1) }
}

const SECTIONS = ["credential", "http", "protocol", "ssh", "url"]
const CORE = ["askpass", "gitproxy", "sshcommand"]
const REMOTE = [
  "proxy",
  "proxyauthmethod",
  "pushurl",
  "receivepack",
  "serveroption",
  "uploadpack",
  "url",
  "vcs",
]
/** Whether git may use a directory that belongs to another user; git listens to these scopes alone. */
const isTrust = ({ key, scope }: Setting) => key === "safe.directory" && !/^(local|worktree)$/.test(scope)

/** Whether a setting says how a remote is reached. All others would change what git does, and are left out. */
function isTransport(setting: Setting): boolean {
  const { section, name } = partsOf(setting.key)
  if (section === "core") return CORE.includes(name)
  if (section === "remote") return REMOTE.includes(name)
  return SECTIONS.includes(section) || isTrust(setting)
}

/** Reads `git config --list --show-scope -z`. */
export function parseSettings(listed: string): Setting[] {
  const fields = listed.split("\0")
  const settings: Setting[] = []
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [scope, entry] = [fields[at] as string, fields[at + 1] as string]
    const end = entry.indexOf("\n")
    // a name without "=" means yes
    const [key, value] = end < 0 ? [entry, "true"] : [entry.slice(0, end), entry.slice(end + 1)]
    settings.push({ key, value, scope })
  }
  return settings
}

/** How a repository names its objects. */
export const objectFormatOf = (settings: readonly Setting[]): string =>
  settings.findLast(({ key }) => key === "extensions.objectformat")?.value ?? "sha1"

/** The part of a user's settings that says how remotes are reached, with passwords apart. */
export function transportOf(all: readonly Setting[]): Transport {
  const logins: Login[] = []
  const settings = all.filter(isTransport).map((setting) => {
    const { section, sub, name } = partsOf(setting.key)
    if (section === "url" && sub !== null) {
      const key = `url.${withoutLogin(sub, logins)}.${name}`
      return { ...setting, key }
    }
    const isAddress = section === "remote" && /^(push)?url$/.test(name)
    return isAddress ? { ...setting, value: withoutLogin(setting.value, logins) } : setting
  })
  return { settings: withLogins(settings, logins), secrets: Object.fromEntries(logins.flatMap(variablesOf)) }
}

interface Login {
  address: string
  number: number
  username: string
  /** null: only a name was given, as that of a token */
  password: string | null
}

/** An address over HTTP without the name and password in it, which are added to the logins. */
function withoutLogin(address: string, logins: Login[]): string {
  const [, scheme = "", login, rest = ""] = /^(https?:\/\/)([^/@]*(?:@[^/@]*)*)@(.*)$/is.exec(address) ?? []
  if (login === undefined) return address
  const split = login.indexOf(":")
  const [username, password] = split < 0 ? [login, null] : [login.slice(0, split), login.slice(split + 1)]
  logins.push({
    address: `${scheme}${rest}`,
    number: logins.length,
    username: decoded(username),
    password: password === null ? null : decoded(password),
  })
  return `${scheme}${rest}`
}

const variablesOf = ({ number, username, password }: Login): [string, string][] => [
  [`PIPELINE_GIT_USERNAME_${number}`, username],
  ...(password === null ? [] : [[`PIPELINE_GIT_PASSWORD_${number}`, password] as [string, string]]),
]

/** A login of an address comes before every helper, but behind an empty one, which makes git forget those before it. */
function withLogins(settings: readonly Setting[], logins: readonly Login[]): Setting[] {
  const isReset = ({ key, value }: Setting) => /^credential\.(.*\.)?helper$/.test(key) && value === ""
  const at = settings.findLastIndex(isReset) + 1
  return [...settings.slice(0, at), ...logins.map(helperOf), ...settings.slice(at)]
}

function helperOf({ address, number, password }: Login): Setting {
  const lines = [
    `echo "username=$PIPELINE_GIT_USERNAME_${number}"`,
    ...(password === null ? [] : [`echo "password=$PIPELINE_GIT_PASSWORD_${number}"`]),
  ]
  const value = `!f() { if [ "$1" = get ]; then ${lines.join("; ")}; fi; }; f`
  return { key: `credential.${address}.helper`, value, scope: "command" }
}

/** The settings, and the name by which they know a remote that is given by its name or its address. */
export function withRemote(all: readonly Setting[], remote: string): { settings: Setting[]; name: string } {
  if (remotesOf(all).includes(remote)) return { settings: [...all], name: remote }
  const name = "pipeline-ledger"
  return { settings: [...all, { key: `remote.${name}.url`, value: remote, scope: "command" }], name }
}

export function remotesOf(settings: readonly Setting[]): string[] {
  const names = settings.flatMap(({ key }) => {
    const { section, sub, name } = partsOf(key)
    return section === "remote" && name === "url" && sub !== null ? [sub] : []
  })
  return [...new Set(names)]
}

const settingOf = (settings: readonly Setting[], key: string) =>
  settings.findLast((setting) => setting.key === key)?.value

/** A remote's address, as it is configured: a rewrite (insteadOf) may hide which host is meant. */
export const addressOf = (settings: readonly Setting[], remote: string): string | null =>
  settings.find(({ key }) => key === `remote.${remote}.url`)?.value ?? null

/**
 * The remote whose main branch counts: the ledger's, because all who deploy have that one in common. Without a
 * ledger on a remote it is the one that the branch follows, `origin`, or the only one; null: there is none.
 */
export function mainRemote(
  settings: readonly Setting[],
  ledgerRemote: string | undefined,
  mainBranch: string,
): string | null {
  const names = remotesOf(settings)
  const byAddress = names.find((name) => addressOf(settings, name) === ledgerRemote)
  const followed = settingOf(settings, `branch.${mainBranch}.remote`)
  const wanted = [ledgerRemote, byAddress, followed, "origin"]
  return wanted.find((name) => name !== undefined && names.includes(name)) ?? names[0] ?? null
}

/** An address after the rewrites (insteadOf) of which the longest that fits counts. */
function rewritten(
  settings: readonly Setting[],
  address: string,
  kind: "insteadof" | "pushinsteadof",
): string | null {
  const fitting = settings.flatMap(({ key, value }) => {
    const { section, sub, name } = partsOf(key)
    return section === "url" && name === kind && sub !== null && address.startsWith(value)
      ? [{ sub, value }]
      : []
  })
  const [longest] = fitting.toSorted((one, other) => other.value.length - one.value.length)
  return longest === undefined ? null : longest.sub + address.slice(longest.value.length)
}

/**
 * A remote under another name, for a git that also reads the repository's own configuration: there the address may
 * hold a password. Its rewrites are made here, so that none brings one back.
 */
export function aliasOf(all: readonly Setting[], remote: string, alias: string): Setting[] {
  const address = addressOf(all, remote) ?? remote
  const fetched = rewritten(all, address, "insteadof") ?? address
  const configured = settingOf(all, `remote.${remote}.pushurl`)
  const pushed =
    configured === undefined
      ? (rewritten(all, address, "pushinsteadof") ?? fetched)
      : (rewritten(all, configured, "insteadof") ?? configured)
  const setting = (key: string, value: string): Setting => ({ key, value, scope: "command" })
  const plain = (text: string) => withoutLogin(text, [])
  const own = all.flatMap((one) => {
    const { section, sub, name } = partsOf(one.key)
    return section === "remote" && sub === remote && REMOTE.includes(name) && !/^(push)?url$/.test(name)
      ? [setting(`remote.${alias}.${name}`, one.value)]
      : []
  })
  return [
    setting(`remote.${alias}.url`, fetched),
    setting(`remote.${alias}.pushurl`, pushed),
    ...[fetched, pushed].map((text) => setting(`url.${plain(text)}.insteadof`, plain(text))),
    ...own,
  ]
}

/** Reads the text of a configuration file; what it includes is not there. */
export function parseConfigFile(text: string): Setting[] {
  const settings: Setting[] = []
  let section = ""
  // a line that ends in a backslash goes on in the next one
  for (const line of text.replace(/\\\r?\n/g, "").split("\n")) {
    const [head = "", name, sub] = /^\s*\[\s*([\w.-]+)\s*(?:"((?:[^"\\]|\\.)*)")?\s*\]/.exec(line) ?? []
    if (name !== undefined) {
      section = name.toLowerCase() + (sub === undefined ? "" : `.${sub.replace(/\\(.)/g, "$1")}`)
    }
    const [, key, assigned] = /^\s*([a-z][\w-]*)\s*(?:=\s*(.*?))?\s*$/is.exec(line.slice(head.length)) ?? []
    if (key === undefined || section === "") continue
    const value = assigned === undefined ? "true" : unquoted(assigned)
    settings.push({ key: `${section}.${key.toLowerCase()}`, value, scope: "local" })
  }
  return settings
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", b: "\b" }

/** A value without its quotes and escapes, and without a comment behind it. */
function unquoted(text: string): string {
  let value = ""
  let quoted = false
  for (const [part] of text.matchAll(/\\.|[^\\]/gs)) {
    if (part === '"') quoted = !quoted
    else if (!quoted && (part === "#" || part === ";")) return value.trimEnd()
    else value += part.startsWith("\\") ? (ESCAPES[part.slice(1)] ?? part.slice(1)) : part
  }
  return value
}

/** The text of a configuration file with these settings. */
export const formatConfigFile = (settings: readonly Setting[]): string =>
  settings
    .map(({ key, value }) => {
      const { section, sub, name } = partsOf(key)
      const head = sub === null ? `[${section}]` : `[${section} ${quoted(sub)}]`
      return `${head}\n\t${name} = ${quoted(value).replaceAll("\n", "\\n").replaceAll("\t", "\\t")}\n`
    })
    .join("")

const quoted = (text: string): string => `"${text.replace(/[\\"]/g, "\\$&")}"`

/** Text of git's without passwords: those of addresses in it, and those that are known. */
export function withoutPasswords(text: string, secrets: Transport["secrets"] = {}): string {
  const known = Object.entries(secrets).filter(
    ([name]) => name.includes("PASSWORD") || !(name.replace("USERNAME", "PASSWORD") in secrets),
  )
  return known
    .map(([, secret]) => secret)
    .filter((secret) => secret !== "")
    .reduce((left, secret) => left.replaceAll(secret, "***"), text)
    .replace(/(:\/\/)[^/\s]*@/g, "$1")
}
