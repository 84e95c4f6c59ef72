import { githubPlace } from "../../core/github/place.ts"
import { type Github, githubClient } from "../github/client.ts"
import type { CodeHostSettings } from "../github/code-host.ts"

/** Calls of GitHub as somebody, or why there is nobody to be. */
export type GithubAccess = () => Promise<{ client: Github } | { missing: string }>

/** GitHub as an administrator of repositories reaches it: with a token, and at an address that may have it. */
export function adminGithub({ config, remote, apiUrl, ...settings }: CodeHostSettings): GithubAccess {
  return async () => {
    if (settings.token === null)
      return { missing: "there is no GitHub token that may look at the repository" }
    // which repository is asked about does not matter to where GitHub is
    const place = githubPlace({ ...config, repository: "any/any" }, await remote(), apiUrl)
    if (place.kind === "known") return { client: githubClient({ ...settings, apiUrl: place.value.apiUrl }) }
    return { missing: place.kind === "skipped" ? place.why : place.message }
  }
}
