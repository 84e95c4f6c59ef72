import type { Incident } from "../../core/gates/incidents.ts"
import { property } from "../../core/json.ts"
import type { Github, GithubAnswer } from "./client.ts"

/**
 * Open issues with a label; absent when there is no such label, because nothing could ever carry it.
 * @param at `/repos/OWNER/NAME`
 */
export async function readIssues(
  github: Github,
  at: string,
  label: string,
): Promise<GithubAnswer<Incident[]>> {
  const name = encodeURIComponent(label)
  const [known, issues] = await Promise.all([
    github.get(`${at}/labels/${name}`),
    github.getAll(`${at}/issues?state=open&labels=${name}&per_page=100`, pickIssues),
  ])
  return known.kind === "found" ? issues : known
}

/** Pull requests are issues, too, but no incidents. */
function pickIssues(page: unknown): Incident[] | null {
  if (!Array.isArray(page)) return null
  const found = page.map((item: unknown) => {
    const number = property(item, "number")
    const title = property(item, "title")
    return typeof number === "number" && typeof title === "string"
      ? { item, title: `#${number} ${title}` }
      : null
  })
  if (found.includes(null)) return null
  return (found as { item: unknown; title: string }[])
    .filter(({ item }) => property(item, "pull_request") === undefined)
    .map(({ title }) => ({ title }))
}
