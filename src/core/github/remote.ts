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

/** The address of a remote in the text of a git configuration; null when it has none of that name. */
export function remoteUrl(config: string, remote: string): string | null {
  let section = ""
  for (const line of config.split("\n")) {
    const head = /^\s*\[([^\]]*)\]/.exec(line)
    if (head !== null) section = (head[1] as string).trim()
    const value = /^\s*url\s*=\s*(.*?)\s*$/i.exec(line.replace(/^\s*\[[^\]]*\]/, ""))
    if (value !== null && section === `remote "${remote}"`)
      return (value[1] as string).replace(/^"(.*)"$/, "$1")
  }
  return null
}
